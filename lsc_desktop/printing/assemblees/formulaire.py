"""Le formulaire de vote par correspondance (arrêté du 2 juillet 2020, JUSC2016025A).

Ses mentions sont celles de l'arrêté, que l'on peut compléter sans en retirer : la partie de
l'organisateur, celle du votant, le tableau des questions, les textes reproduits. Chaque page se
paraphe, et se numérote à part : il revient seul, même parti avec la convocation.
"""

from dataclasses import replace

from lsc_desktop.base.dates import date_fr, heure_dite, jour_dit
from lsc_desktop.domain.adresses import EnTete
from lsc_desktop.domain.assemblees.documents import Formulaire, QuestionPosee, questions_posees
from lsc_desktop.printing.assemblees.redaction import RETRAIT, article_dit
from lsc_desktop.printing.assemblees.textes import textes_du_formulaire
from lsc_desktop.printing.fitting import clip, wrap
from lsc_desktop.printing.kit import BODY, GREY, INK, SMALL, TINY, Page, document
from lsc_desktop.printing.letter import LEFT, RIGHT, footer
from lsc_desktop.printing.prose import Prose, note_petite
from lsc_desktop.printing.tables import BOX, GAP, Column, Flow, Line, Row, Table, glued

TITRE = "FORMULAIRE DE VOTE PAR CORRESPONDANCE"
QUESTIONS = Table(
    (
        Column("N°", 16),
        Column("Identification de l'objet de la question", 95),
        Column("POUR", 18, middle=True),
        Column("CONTRE", 20, middle=True),
        Column("ABSTENTION", 25, middle=True),
    ),
    LEFT,
    size=8.5,
    air=1.3,
)
_BOTTOM = 264.0  # au-dessus du paraphe
_MINOR, _BOX = 7.5, 9.0
_LABEL = 52.0
_TICK = (Line(BOX, _BOX),)


def imprimer_formulaire(value: Formulaire) -> bytes:
    """Le formulaire seul, tel qu'il s'envoie à qui le demande."""
    title = f"Formulaire de vote par correspondance - {value.compte or value.destinataire.nom}"
    author = value.reunion.entete.raison_sociale
    return document(title, pages_du_formulaire(value), le=value.limite, author=author)


def pages_du_formulaire(value: Formulaire) -> list[Page]:
    """Ses pages, paraphes et numéros posés, à imprimer seules ou derrière la convocation."""
    flow = _flow(value)
    prose = Prose(flow)
    _organiser_part(prose, value)
    _voter_part(prose)
    _table(prose, value)
    prose.section("TEXTES REPRODUITS")
    for text in textes_du_formulaire():
        prose.quote(*text.cite, _MINOR)
    for page in flow.pages:
        page.right(RIGHT - 26, 276, "Paraphe du votant :", TINY, shade=GREY)
        page.frame(RIGHT - 24, RIGHT, 267, 280)
    footer(flow.pages, _mentions(value.reunion.entete))
    return flow.pages


def _mentions(entete: EnTete) -> EnTete:
    """Le pied d'une page à parapher : le nom de l'agence seul, il n'y a pas la place du reste."""
    return replace(entete, pied=f"{entete.raison_sociale} - Formulaire de vote par correspondance")


def _flow(value: Formulaire) -> Flow:
    """Chaque page redit de quelle assemblée et de qui est ce vote."""
    said = f"{value.reunion.nom} du {date_fr(value.reunion.le)} - {value.destinataire.nom}"

    def turn() -> tuple[Page, float]:
        page = Page()
        page.text(LEFT, 16, TITRE, 9.5, bold=True)
        page.text(LEFT, 20.5, clip(said, SMALL, RIGHT - LEFT), SMALL, shade=GREY)
        page.rule(LEFT, RIGHT, 23)
        return page, 26.0

    page, top = turn()
    return Flow(page, top, turn, _BOTTOM)


def _organiser_part(prose: Prose, value: Formulaire) -> None:
    """Ce que l'organisateur remplit avant d'envoyer."""
    reunion = value.reunion
    prose.section("PARTIE REMPLIE PAR L'ORGANISATEUR DE L'ASSEMBLÉE GÉNÉRALE")
    when = f"{jour_dit(reunion.le)} à {heure_dite(reunion.heure)}"
    organiser = value.organisateur_nom or reunion.entete.raison_sociale
    back = ", ".join(value.retour.bloc())
    mail = f", ou par courrier électronique à {value.courriel}" if value.courriel else ""
    pairs = (
        ("Copropriété", ", ".join((reunion.syndicat, *reunion.immeuble))),
        ("Assemblée générale", f"{reunion.nom} du {when}"),
        ("Lieu", reunion.lieu),
        ("Destinataire du formulaire", value.destinataire.nom),
        ("Adresse postale", ", ".join(value.destinataire.bloc()[1:])),
        ("Adresse électronique", value.courriel_destinataire or "non communiquée"),
        ("Organisateur", f"{value.organisateur} : {organiser}"),
        ("Formulaire à retourner à", f"{back}{mail}"),
    )
    for label, text in pairs:
        _pair(prose, label, text)
    prose.space(1.0)
    prose.paragraph(
        f"{date_fr(value.limite)} : reçu plus tard, le formulaire n'est pas pris en compte.",
        label="Date limite de réception :",
        after=3.0,
    )


def _pair(prose: Prose, label: str, text: str) -> None:
    """Un libellé, sa valeur en face, repliée dans sa colonne."""
    lines = wrap(text, BODY, RIGHT - LEFT - _LABEL)
    step = BODY * 0.45
    prose.flow.need(len(lines) * step + 1)
    base = prose.flow.y + 3.2
    prose.flow.page.text(LEFT, base, label, SMALL, shade=GREY)
    for rank, line in enumerate(lines):
        prose.flow.page.text(LEFT + _LABEL, base + rank * step, line, BODY)
    prose.flow.y += len(lines) * step + 0.8


def _voter_part(prose: Prose) -> None:
    """Ce que le votant remplit, date et signe."""
    prose.section("PARTIE À REMPLIR PAR LE VOTANT", keep=60.0)
    prose.blanks(("Nom et prénom, ou dénomination", "Domicile", "Agissant en qualité de"))
    prose.space(2.0)
    prose.paragraph(
        "Le votant (copropriétaire, associé ou mandataire commun) a pris connaissance de l'ordre "
        "du jour et des documents annexés à la convocation ; il émet, sur chacune des questions, "
        "le vote indiqué dans le tableau ci-dessous."
    )
    prose.blanks(("Fait à", "Le"))
    top = prose.flow.y + 2
    prose.flow.page.frame(LEFT, LEFT + 84, top, top + 20)
    prose.flow.page.text(LEFT + 2, top + 4, "Signature", SMALL, shade=GREY)
    note = "Chaque page du formulaire est à parapher."
    prose.flow.page.text(LEFT + 90, top + 4, note, SMALL, shade=GREY)
    prose.flow.y = top + 23


def _table(prose: Prose, value: Formulaire) -> None:
    """Une ligne par question ; une sous-résolution en retrait, un point d'information sans case."""
    prose.section("VOTE SUR LES QUESTIONS DE L'ORDRE DU JOUR", keep=30.0)
    note_petite(
        prose,
        "Cochez une seule case par question. Sans case cochée, vous êtes défaillant sur cette "
        "question ; deux cases cochées, ou un vote sous condition, ne comptent pas.",
    )
    asked = questions_posees(value.questions, value.seconds_votes)
    QUESTIONS.draw(prose.flow, glued(map(_question, asked)))
    if not asked:
        note_petite(prose, "L'ordre du jour ne comporte aucune question.")
    prose.space(3.0)


def _question(question: QuestionPosee) -> Row:
    indent = RETRAIT if question.sous_resolution else ""
    article = article_dit(question.article) if question.votee else ""
    said = ", ".join(part for part in (article, question.cle) if part)
    room = QUESTIONS.columns[1].width - GAP
    name = [Line(f"{indent}{part}", QUESTIONS.size) for part in _title(question, room)]
    less = [
        Line(f"{indent}{part}", _MINOR, GREY)
        for part in wrap(said, _MINOR, room - 6, most=2)
        if part
    ]
    ticks = (_TICK,) * 3 if question.votee else ((Line("sans vote", _MINOR, GREY),), (), ())
    number = Line(f"{indent}{question.numero}", QUESTIONS.size, INK, not question.sous_resolution)
    return QUESTIONS.row(((number,), (*name, *less), *ticks))


def _title(question: QuestionPosee, room: float) -> tuple[str, ...]:
    return wrap(question.titre, QUESTIONS.size, room - 6, most=8)
