"""La fiche synthétique d'une copropriété (loi 65-557 art. 8-2, décret 2016-1822) : datée, nommée,
avec la place de la signature et du cachet."""

from dataclasses import replace

from lsc_desktop.base.dates import date_fr
from lsc_desktop.domain.coproprietes.liste_coproprietaires import Edition
from lsc_desktop.domain.registre.fiche_synthetique import (
    NON_RENSEIGNE,
    TITRE,
    Fait,
    FicheSynthetique,
)
from lsc_desktop.printing.fitting import clip, fit, wrap
from lsc_desktop.printing.kit import GREY, INK, PORTRAIT, SMALL, Page, document
from lsc_desktop.printing.letter import footer
from lsc_desktop.printing.prose import Prose, note_petite
from lsc_desktop.printing.tables import GAP, Column, Flow, Line, Row, Table, glued

MARGIN = 14.0
ROOM = PORTRAIT[0] - 2 * MARGIN
MENTION = (
    "Fiche établie par le représentant légal du syndicat, en application de l'article 8-2 de la "
    "loi n° 65-557 du 10 juillet 1965 et du décret n° 2016-1822 du 21 décembre 2016."
)
ABSENTE = f"« {NON_RENSEIGNE} » : donnée que le représentant légal n'a pas encore."
SIGNATURE = "Signature et cachet"
_BOTTOM = 281.0
_SIZE = 9.0
_LABEL = 84.0
_TABLE = Table((Column("Donnée", _LABEL), Column("Valeur", ROOM - _LABEL)), MARGIN, size=_SIZE)
_LIGNES = 20  # d'une valeur, au plus : une page en tient davantage
_CADRE = 26.0  # hauteur du cadre de la signature


def imprimer_fiche_synthetique(value: FicheSynthetique, edition: Edition) -> bytes:
    """Les octets de la fiche : mêmes valeurs, même jour, mêmes octets."""

    def turn() -> tuple[Page, float]:
        page = Page(PORTRAIT)
        return page, _heading(page, value, edition)

    page, top = turn()
    flow = Flow(page, top, turn, _BOTTOM)
    rows: list[Row] = []
    for title, facts in value.rubriques:
        heading = _TABLE.heading_row(title)
        mine = [_ligne(one) for one in facts]
        rows += [heading, *(replace(row, recall=heading) for row in mine)]
    _TABLE.draw(flow, glued(rows, last=True))
    prose = Prose(flow, MARGIN, MARGIN + ROOM)
    prose.space(4.0)
    _signature(flow, value, edition)
    note_petite(prose, f"{MENTION} {ABSENTE}" if value.manques else MENTION)
    footer(flow.pages, edition.entete, MARGIN)
    title = f"{TITRE} - {value.syndicat}"
    return document(title, flow.pages, le=edition.le, author=edition.entete.raison_sociale)


def _ligne(fact: Fait) -> Row:
    """Une valeur longue se replie, jamais coupée ; ce qui manque se lit en gris."""
    shade = GREY if fact.manque else INK
    parts = wrap(fact.valeur, _SIZE, ROOM - _LABEL - GAP, most=_LIGNES)
    return _TABLE.row((fact.libelle, tuple(Line(part, _SIZE, shade) for part in parts)))


def _heading(page: Page, value: FicheSynthetique, edition: Edition) -> float:
    """À gauche le titre et le syndicat, à droite l'agence et le jour ; rend le haut du tableau."""
    wide = ROOM * 0.66
    title, size = fit(TITRE, 14, wide, bold=True, floor=9)
    page.text(MARGIN, 17, title, size, bold=True)
    page.text(MARGIN, 23, clip(value.syndicat, 11, wide, bold=True), 11, bold=True)
    room, right = ROOM - wide - 3, MARGIN + ROOM
    page.right(right, 17, clip(edition.entete.raison_sociale, SMALL, room), SMALL)
    page.right(right, 22, f"Délivrée le {date_fr(edition.le)}", SMALL, shade=GREY)
    return 28.0


def _signature(flow: Flow, value: FicheSynthetique, edition: Edition) -> None:
    """Qui délivre la fiche, quand, et le cadre à signer ; jamais coupé."""
    flow.need(_CADRE + 4)
    page, top, half = flow.page, flow.y, ROOM / 2
    page.text(MARGIN, top + 4, f"Délivrée le {date_fr(edition.le)}", _SIZE)
    name = value.syndic or edition.entete.raison_sociale
    page.text(MARGIN, top + 9, clip(f"par {name}", _SIZE, half - 3), _SIZE)
    page.frame(MARGIN + half, MARGIN + ROOM, top, top + _CADRE)
    page.text(MARGIN + half + 2, top + 4.5, SIGNATURE, SMALL, shade=GREY)
    flow.y = top + _CADRE + 4
