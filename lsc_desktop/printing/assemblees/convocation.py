"""La convocation d'un copropriétaire à l'assemblée générale (décret art. 9 à 11, 64-2).

La lettre, le pouvoir sur sa page, puis le formulaire de vote par correspondance, qui tient lieu de
feuilles de vote (seed L2297).
"""

from lsc_desktop.base.dates import date_fr, heure_dite, jour_dit
from lsc_desktop.domain.assemblees.documents import Convocation, QuestionPosee
from lsc_desktop.domain.assemblees.voix import ecrit
from lsc_desktop.printing.assemblees.formulaire import pages_du_formulaire
from lsc_desktop.printing.assemblees.pouvoir import draw_pouvoir
from lsc_desktop.printing.assemblees.redaction import RETRAIT, article_dit, reperes_de
from lsc_desktop.printing.assemblees.textes import textes
from lsc_desktop.printing.fitting import wrap
from lsc_desktop.printing.kit import GREY, INK, SMALL, document
from lsc_desktop.printing.letter import LEFT, footer
from lsc_desktop.printing.prose import Prose, lettre, salutation
from lsc_desktop.printing.tables import GAP, Column, Line, Row, Table, glued

TITRE = "CONVOCATION À L'ASSEMBLÉE GÉNÉRALE"
ORDRE_DU_JOUR = Table(
    (
        Column("N°", 16),
        Column("Question", 84),
        Column("Majorité", 24),
        Column("Clé", 50),
    ),
    LEFT,
)
_KEY = 7.0


def imprimer_convocation(value: Convocation) -> bytes:
    """La lettre, le pouvoir, et le formulaire s'il est joint."""
    reunion = value.reunion
    suite = f"Convocation à l'assemblée du {date_fr(reunion.le)} - {value.compte}".rstrip(" -")
    reperes = reperes_de(reunion, value.le, value.compte, value.envoi)
    if value.total:
        reperes.append(("Vos voix", f"{ecrit(value.voix)} / {ecrit(value.total)}"))
    flow = lettre(reunion.entete, value.destinataire, reperes, TITRE, suite)
    prose = Prose(flow)
    _opening(prose, value)
    _agenda(prose, value)
    _drafts(prose, value)
    _documents(prose, value)
    _ways_to_vote(prose, value)
    _rights(prose, value)
    draw_pouvoir(prose, value)
    footer(flow.pages, reunion.entete)
    pages = list(flow.pages)
    if value.formulaire is not None:
        pages += pages_du_formulaire(value.formulaire)
    return document(suite, pages, le=value.le, author=reunion.entete.raison_sociale)


def _opening(prose: Prose, value: Convocation) -> None:
    """Où, quand (décret art. 9 al. 1), puis le texte de l'agence."""
    reunion = value.reunion
    prose.paragraph("Madame, Monsieur,", after=2.5)
    prose.paragraph(
        f"Nous vous prions d'assister à l'assemblée générale des copropriétaires de l'immeuble "
        f"{', '.join(reunion.immeuble)} ({reunion.syndicat}) :",
        after=2.0,
    )
    when = f"{jour_dit(reunion.le)} à {heure_dite(reunion.heure)}"
    prose.paragraph(reunion.nom, bold=True, indent=6, after=0.6, keep=10)
    prose.paragraph(when, bold=True, indent=6, after=0.6, keep=5)
    prose.paragraph(reunion.lieu, bold=True, indent=6, after=3.0)
    for text in value.texte:
        prose.paragraph(text)


def _agenda(prose: Prose, value: Convocation) -> None:
    prose.section("ORDRE DU JOUR", keep=22.0)
    ORDRE_DU_JOUR.draw(prose.flow, glued(map(_question, value.questions)))
    if not value.questions:
        prose.paragraph("Aucune question.", SMALL, shade=GREY)
    prose.space(3.0)


def _question(question: QuestionPosee) -> Row:
    indent = RETRAIT if question.sous_resolution else ""
    size, room = ORDRE_DU_JOUR.size, ORDRE_DU_JOUR.columns[1].width - GAP - 6
    title = tuple(Line(f"{indent}{t}", size) for t in wrap(question.titre, size, room, most=8))
    key_room = ORDRE_DU_JOUR.columns[3].width - GAP
    key = tuple(Line(t, _KEY, GREY) for t in wrap(question.cle, _KEY, key_room, most=3) if t)
    number = Line(f"{indent}{question.numero}", size, INK, not question.sous_resolution)
    return ORDRE_DU_JOUR.row(((number,), title, article_dit(question.article), key))


def _drafts(prose: Prose, value: Convocation) -> None:
    """Les projets de résolution (décret art. 11 I 7°)."""
    drafted = [question for question in value.questions if question.projet]
    if not drafted:
        return
    prose.section("PROJETS DE RÉSOLUTION", keep=24.0)
    for question in drafted:
        said = f"({article_dit(question.article)})"
        prose.paragraph(f"{question.numero}. {question.titre} {said}", bold=True, after=0.8, keep=8)
        prose.paragraph(question.projet, indent=3.0, after=3.0)


def _documents(prose: Prose, value: Convocation) -> None:
    """Les pièces à consulter et celles qui sont jointes (décret art. 9 al. 1, 9-1, 11)."""
    prose.section("PIÈCES JUSTIFICATIVES DES CHARGES")
    prose.paragraph(f"Vous pouvez les consulter : {value.consultation}")
    joined = list(value.annexes)
    if value.formulaire is not None:
        joined.append("Formulaire de vote par correspondance (décret art. 9 al. 2)")
    joined.append("Pouvoir")
    prose.section("DOCUMENTS JOINTS")
    prose.items(joined)


def _ways_to_vote(prose: Prose, value: Convocation) -> None:
    """Venir, se faire représenter, voter par correspondance, participer de loin."""
    limit = jour_dit(value.limite)
    mail = f" ou par courrier électronique à {value.courriel}" if value.courriel else ""
    prose.section("COMMENT PRENDRE PART AUX DÉCISIONS", keep=22.0)
    prose.paragraph(
        "en vous présentant à l'assemblée, où vous signerez la feuille de présence.",
        label="En personne,",
    )
    prose.paragraph(
        "en remettant le pouvoir joint à la personne de votre choix. Elle ne peut en recevoir plus "
        f"de trois, sauf si ses voix et celles qu'elle représente ne dépassent pas "
        f"{value.pour_cent} % des voix du "
        "syndicat. Le syndic, ses proches et ses préposés ne peuvent être mandataires (loi du "
        "10 juillet 1965, art. 22 I).",
        label="Par un mandataire,",
    )
    prose.paragraph(
        f"en retournant le formulaire rempli, daté, signé et paraphé, reçu par nous au plus tard "
        f"le {limit}, par courrier{mail}. Il ne compte pas si vous-même ou votre mandataire êtes "
        f"présents (décret art. 9 bis et 14-1).",
        label="Par correspondance,",
    )
    if value.distance:
        prose.paragraph(
            f"{value.distance} Prévenez-nous par tout moyen trois jours francs au plus tard avant "
            f"la réunion (décret art. 13-2).",
            label="À distance,",
        )


def _rights(prose: Prose, value: Convocation) -> None:
    """La voie postale (décret art. 64-2), le délai pour contester, la signature."""
    prose.section("NOTIFICATIONS PAR VOIE POSTALE")
    prose.paragraph(
        "Les notifications et les mises en demeure vous sont adressées par voie électronique. Vous "
        "avez la possibilité de les recevoir par voie postale : demandez-le à tout moment, par "
        "tout moyen qui en établit la date de réception (loi art. 42-1, décret art. 64-2 et 64-4)."
    )
    prose.section("CONTESTATION DES DÉCISIONS", keep=44.0)
    prose.quote(*textes()["loi_42_al_2"].cite)
    prose.space(2.0)
    salutation(prose, value.signataire or value.reunion.entete.raison_sociale)
