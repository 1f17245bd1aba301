"""Les assemblées de la démonstration : GRIMMAURD et son ordre du jour (seed L1993-2024), GILBERT et
sa feuille de présence (seed L2318-2334, L2361-2374).

Les projets que le document coupe sont laissés où il les coupe ; les questions qu'il nomme sans dire
leur article prennent celui de la loi.
"""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.assemblees.majorites import Sens
from lsc_desktop.domain.assemblees.presences import Code
from lsc_desktop.domain.assemblees.resolutions import PREMIER
from lsc_desktop.domain.assemblees.saisie import AssembleeDraft, ResolutionDraft
from lsc_desktop.services.assemblees.fiches import save_assemblee
from lsc_desktop.services.assemblees.presences import pointer, voter_par_correspondance
from lsc_desktop.storage.models import CleRepartition, Resolution

Question = tuple[str, str, str, bool]  # titre, article, projet, sous-résolution
GRIMMAURD: tuple[Question, ...] = (
    ("Budget prévisionnel", "24",
     "L'assemblée générale approuve le budget prévisionnel", False),
    ("Approbation des comptes de l'exercice clos le", "24",
     "L'assemblée générale approuve en leur forme, teneur,", False),
    ("Montant et mode de placement de la provision spéciale", "24",
     "L'assemblée générale ayant décidé la constitution d'un", False),
    ("Renouvellement du mandat de syndic", "25",
     "L'assemblée générale renouvelle comme syndic la société", False),
    ("Décision de ne pas ouvrir de compte séparé", "25",
     "L'assemblée générale, après avoir constaté que le syndic", False),
    ("Consultation du conseil syndical", "25",
     "L'assemblée générale décide de fixer à ... le montant", False),
    ("Mise en concurrence des marchés", "25",
     "L'assemblée générale décide de fixer à ... le montant", False),
    ("Achat d'un droit immobilier pour le compte de la copropriété", "25",
     "L'assemblée générale, après avoir entendu l'exposé du", False),
)  # fmt: skip
GILBERT: tuple[Question, ...] = (
    ("Crédit Copropriété", "24",
     "L'assemblée générale donne mission au syndic de recenser : d'une part, les tantièmes dont "
     "les titulaires entendent financer par leurs propres moyens leurs parts contributives au "
     "coût des", False),
    ("Décision de ne pas ouvrir de compte séparé", "25", "", False),
    ("Achat d'un droit immobilier pour le compte de la copropriété", "26", "", False),
    ("Vente d'une partie commune nécessaire à la desserte", "26", "", False),
    ("Achat d'un droit immobilier pour le compte de la copropriété", "26", "", False),
    ("sous réso 1", "26", "", True),
    ("sous réso 2", "26", "", True),
    ("Autorisation permanente accordée à la police ou à la gendarmerie", "24", "", False),
    ("sous réso 1", "24", "", True),
    ("sous réso 2", "24", "", True),
    ("sous réso 3", "24", "", True),
)  # fmt: skip
# Une lettre par copropriétaire (seed L2319-2331) ; « R:Casper » : qui le représente.
PRESENCES = {
    "COPROTRILLON": "R:Casper", "COPROPETRUSP": "O", "COPROBROUILL": "N", "COPROLATOUR": "O",
    "COPROCLIQUOT": "N", "COPROBOURNAC": "N", "COPROLEPITRE": "C", "COPROYQUEMC": "R:Girardot",
    "COPROMEURSEA": "D", "COPROMORGONC": "O", "COPROPIERREP": "C", "COPROALOXECO": "N",
}  # fmt: skip
RECU_LE = date(2020, 7, 1)  # le formulaire enregistré de la feuille de présence (seed L2403)
# Le formulaire de la fenêtre « Vote par correspondance » (seed L2366-2374) : du n° 2 au n° 6.3.
FORMULAIRE = "OOONNNNOONN"
CONTRE_LE_CREDIT = "N"  # l'autre vote par correspondance du n° 1 (seed L2459)


def installer(
    session: Session,
    ctx: Contexte,
    *,
    gilbert: int,
    grimmaurd: int,
    tiers: dict[str, int],
) -> None:
    """Les deux assemblées, en préparation ; `tiers` : les copropriétaires de GILBERT, par code."""
    _preparer(session, ctx, grimmaurd, date(2020, 7, 13), GRIMMAURD)
    ag = _preparer(session, ctx, gilbert, date(2020, 7, 7), GILBERT)
    for code, said in PRESENCES.items():
        letter, _, agent = said.partition(":")
        if letter != Code.CORRESPONDANCE.value:
            pointer(session, ag, tiers[code], Code(letter), ctx=ctx, mandataire=agent or None)
    stmt = select(Resolution.id).where(Resolution.assemblee_id == ag)
    questions = list(session.scalars(stmt.order_by(Resolution.rang)))
    answers = {
        (id, PREMIER): Sens(letter) for id, letter in zip(questions, FORMULAIRE, strict=True)
    }
    _ecrire(session, ctx, ag, tiers["COPROLEPITRE"], answers)
    _ecrire(
        session, ctx, ag, tiers["COPROPIERREP"], {(questions[0], PREMIER): Sens(CONTRE_LE_CREDIT)}
    )


def _ecrire(
    session: Session, ctx: Contexte, ag: int, qui: int, reponses: dict[tuple[int, int], Sens]
) -> None:
    voter_par_correspondance(session, ag, qui, RECU_LE, reponses, ctx=ctx)


def _preparer(
    session: Session, ctx: Contexte, copropriete: int, le: date, questions: tuple[Question, ...]
) -> int:
    """La fiche et son ordre du jour, sous la clé générale."""
    stmt = select(CleRepartition.id).where(
        CleRepartition.copropriete_id == copropriete, CleRepartition.generale
    )
    key = session.scalars(stmt).one()
    draft = AssembleeDraft(
        copropriete_id=copropriete,
        date=le,
        cle_id=key,
        resolutions=[
            ResolutionDraft(titre=titre, article=article, projet=projet, sous=sous, cle_id=key)
            for titre, article, projet, sous in questions
        ],
    )
    return save_assemblee(session, draft, ctx=ctx)
