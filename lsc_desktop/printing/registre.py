"""La fiche de saisie : ce qui se recopie au portail du registre, volet par volet."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from lsc_desktop.base.dates import date_fr
from lsc_desktop.domain.adresses import EnTete
from lsc_desktop.printing.fitting import clip, fit
from lsc_desktop.printing.kit import GREY, PORTRAIT, SMALL, Page, document
from lsc_desktop.printing.letter import footer
from lsc_desktop.printing.prose import Prose, note_petite
from lsc_desktop.printing.tables import Column, Flow, Row, Table, glued

TITRE = "Registre des copropriétés"
MARGIN = 14.0
ROOM = PORTRAIT[0] - 2 * MARGIN
MENTION = (
    "À recopier au portail du registre. Les libellés suivent les textes (CCH art. L. 711-2 et "
    "R. 711-9) ; ceux du portail peuvent différer, et n'ont pas été vérifiés."
)
_BOTTOM = 281.0
_TABLE = Table((Column("Donnée", 82), Column("À saisir", ROOM - 82)), MARGIN)


@dataclass(frozen=True, slots=True)
class FicheSaisie:
    """`lignes` : (volet, donnée, valeur) ; une valeur vide reste à trouver, sur un trait."""

    entete: EnTete
    syndicat: str
    numero: str
    demarche: str
    le: date
    lignes: tuple[tuple[str, str, str], ...]
    manques: tuple[str, ...] = ()


def imprimer_fiche_saisie(value: FicheSaisie) -> bytes:
    """Les octets de la fiche : mêmes valeurs, mêmes octets."""

    def turn() -> tuple[Page, float]:
        page = Page(PORTRAIT)
        return page, _heading(page, value)

    page, top = turn()
    flow = Flow(page, top, turn, _BOTTOM)
    rows: list[Row] = []
    for volet, group in groupby(value.lignes, key=lambda line: line[0]):
        if volet:
            rows.append(_TABLE.heading_row(volet))
        rows += [_TABLE.row((name, text or "……………")) for _volet, name, text in group]
    _TABLE.draw(flow, glued(rows, last=True))
    prose = Prose(flow, MARGIN, MARGIN + ROOM)
    prose.space(4.0)
    for rank, sentence in enumerate(value.manques):
        prose.paragraph(sentence, SMALL, label="À corriger :" if not rank else "")
    note_petite(prose, MENTION)
    footer(flow.pages, value.entete, MARGIN)
    title = f"{TITRE} - {value.syndicat}"
    return document(title, flow.pages, le=value.le, author=value.entete.raison_sociale)


def _heading(page: Page, value: FicheSaisie) -> float:
    """À gauche la démarche et le syndicat, à droite l'agence et le jour ; rend le haut du
    tableau."""
    wide = ROOM * 0.66
    title, size = fit(f"{TITRE} : {value.demarche}", 12, wide, bold=True, floor=8)
    page.text(MARGIN, 16, title, size, bold=True)
    number = f", immatriculée {value.numero}" if value.numero else ""
    page.text(MARGIN, 21.5, clip(f"{value.syndicat}{number}", SMALL, wide), SMALL)
    room = ROOM - wide - 3
    page.right(MARGIN + ROOM, 16, clip(value.entete.raison_sociale, SMALL, room), SMALL)
    page.right(MARGIN + ROOM, 21, f"Le {date_fr(value.le)}", SMALL, shade=GREY)
    return 27.0
