"""Le syndicat Gilbert de la démonstration, et de quoi y tenir une assemblée en quelques lignes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.assemblees.majorites import Sens
from lsc_desktop.domain.assemblees.presences import Code
from lsc_desktop.domain.assemblees.saisie import AssembleeDraft, ResolutionDraft
from lsc_desktop.domain.coproprietes import CoproprietaireDraft, LotVendu, MutationDraft
from lsc_desktop.domain.entites import EntiteDraft
from lsc_desktop.domain.tiers import TiersDraft
from lsc_desktop.services.assemblees.fiches import save_assemblee
from lsc_desktop.services.assemblees.presences import pointer
from lsc_desktop.services.assemblees.votes import voter
from lsc_desktop.services.coproprietes.coproprietaires import save_coproprietaire
from lsc_desktop.services.demonstration.coproprietes import installer
from lsc_desktop.services.entites import save_entite
from lsc_desktop.services.tiers import save_tiers
from lsc_desktop.storage.models import (
    CleRepartition,
    Compte,
    Coproprietaire,
    Copropriete,
    Entite,
    LotCopropriete,
    Resolution,
)
from tests.printing.reading import texts

JOUR = date(2021, 11, 30)
CTX = Contexte("Martine", datetime(2021, 10, 25, 9, 30), date(2021, 10, 25))
LE_JOUR = replace(CTX, maintenant=datetime(2021, 11, 30, 20, 15), aujourd_hui=JOUR)
# Les codes de la saisie des présences (seed L2318-2332).
CODES = {
    "450TRILLON": "R", "450PETRUSP": "O", "450BROUILL": "N", "450LATOUR": "O", "450CLIQUOT": "N",
    "450BOURNAC": "N", "450LEPITRE": "C", "450YQUEMC": "R", "450MEURSEA": "D", "450MORGONC": "O",
    "450PIERREP": "C", "450ALOXECO": "N",
}  # fmt: skip
MANDATAIRES = {"450TRILLON": "Casper", "450YQUEMC": "Girardot"}


def imprime(content: bytes) -> str:
    """Tout le texte d'un document, d'un trait."""
    return " ".join(" ".join(texts(content)).split())


@dataclass
class Seance:
    """L'assemblée, ses résolutions dans l'ordre, et qui est qui par son compte."""

    copropriete: int
    assemblee: int
    qui: dict[str, int]
    coproprietaires: dict[str, int]
    cles: dict[str, int]
    resolutions: list[int]

    def pointer(self, session: Session, codes: Mapping[str, str] = CODES) -> None:
        """Les préneurs d'abord ; un formulaire est reçu dix jours avant l'assemblée."""
        for account, code in codes.items():
            late = {"recu_le": date(2021, 11, 20)} if code == "C" else {}
            holder = {"mandataire": MANDATAIRES[account]} if code == "R" else {}
            pointer(
                session, self.assemblee, self.qui[account], Code(code), ctx=CTX, **late, **holder
            )

    def voter(self, session: Session, rang: int, tour: int, **camps: str) -> None:
        """`O="450MORGONC 450PETRUSP"`, `N=…`, `A=…`."""
        answers = {
            self.qui[account]: Sens(sens)
            for sens, accounts in camps.items()
            for account in accounts.split()
        }
        voter(session, self.resolutions[rang - 1], tour, answers, ctx=LE_JOUR)


def questions(*lignes: tuple[str, str], **over: Any) -> list[ResolutionDraft]:
    """(titre, article), … ; « > titre » est une sous-résolution."""
    return [
        ResolutionDraft(titre=titre.removeprefix("> "), sous=titre.startswith("> "),
                        article=article, **over)
        for titre, article in lignes
    ]  # fmt: skip


def une_seance(
    session: Session, ordre_du_jour: list[ResolutionDraft] | None = None, **over: Any
) -> Seance:
    """Gilbert, l'agence, et une assemblée le 30/11/2021 ; nous sommes le 25/10."""
    agence = EntiteDraft(
        code="E001", nom="Agence Crypto", adresse1="3 rue Victor-Poirel", code_postal="54000",
        ville="NANCY", courriel="syndic@agence.test", telephone="03 83 00 00 00",
    )  # fmt: skip
    if session.scalar(select(Entite.id).where(Entite.code == "S001")) is None:
        save_entite(session, agence, ctx=CTX)
        installer(session, CTX)
    copropriete = session.scalars(
        select(Copropriete.id)
        .join(Entite, Entite.id == Copropriete.entite_id)
        .where(Entite.code == "S001")
    ).one()
    keys = select(CleRepartition.code, CleRepartition.id)
    cles = dict(session.execute(keys.where(CleRepartition.copropriete_id == copropriete)).all())
    owners = session.execute(
        select(Compte.numero, Coproprietaire.tiers_id, Coproprietaire.id)
        .join(Compte, Compte.id == Coproprietaire.compte_id)
        .where(Coproprietaire.copropriete_id == copropriete)
    ).all()
    lines = ordre_du_jour if ordre_du_jour is not None else questions(("Quitus au syndic", "24"))
    for line in lines:
        line.cle_id = line.cle_id or cles["010"]
    draft = AssembleeDraft(
        **{
            "copropriete_id": copropriete, "nom": "Assemblée générale ordinaire", "date": JOUR,
            "heure": "18:30", "lieu": "Salle Gilbert", "cle_id": cles["010"],
            "president": "MORGON Charles", "secretaire": "Agence Crypto",
            "scrutateurs": "BPETRUS Pierre, CLATOUR", "resolutions": lines, **over,
        }
    )  # fmt: skip
    assemblee = save_assemblee(session, draft, ctx=CTX)
    stmt = select(Resolution.id).where(Resolution.assemblee_id == assemblee)
    return Seance(
        copropriete,
        assemblee,
        {row.numero: row.tiers_id for row in owners},
        {row.numero: row.id for row in owners},
        cles,
        list(session.scalars(stmt.order_by(Resolution.rang, Resolution.id))),
    )


def vente(
    session: Session,
    gilbert: Seance,
    lot: str,
    vendeur: str,
    acquereur: str,
    le: date = date(2021, 11, 5),
) -> MutationDraft:
    """La vente d'un lot ; `acquereur` : un compte, ou le code d'un tiers à créer."""
    if acquereur not in gilbert.coproprietaires:
        who = save_tiers(session, TiersDraft(code=acquereur, nom=acquereur, ville="NANCY"), ctx=CTX)
        draft = CoproprietaireDraft(copropriete_id=gilbert.copropriete, tiers_id=who)
        gilbert.coproprietaires[acquereur] = save_coproprietaire(session, draft, ctx=CTX)
    sold = select(LotCopropriete.id).where(
        LotCopropriete.copropriete_id == gilbert.copropriete, LotCopropriete.numero == lot
    )
    return MutationDraft(
        copropriete_id=gilbert.copropriete,
        vendeur_id=gilbert.coproprietaires[vendeur],
        acquereur_id=gilbert.coproprietaires[acquereur],
        date_effet=le,
        avis_le=le,
        lots=[LotVendu(None, session.scalars(sold).one(), lot)],
    )
