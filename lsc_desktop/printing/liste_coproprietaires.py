"""La liste des copropriétaires d'un immeuble (seed L1013-1029 ; décret 67-223 art. 32)."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from lsc_desktop.base.dates import date_fr, heure_dite
from lsc_desktop.base.money import nombre_ou_vide
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.coproprietes.liste_coproprietaires import (
    TITRE,
    Edition,
    Fonds,
    Ligne,
    ListeCoproprietaires,
)
from lsc_desktop.printing.fitting import clip, fit, shrink, wrap
from lsc_desktop.printing.kit import GREY, INK, PORTRAIT, SMALL, Page, document
from lsc_desktop.printing.letter import footer
from lsc_desktop.printing.prose import Prose, note_petite
from lsc_desktop.printing.tables import GAP, Column, Flow, Line, Row, Table, glued

MARGIN = 12.0
ROOM = PORTRAIT[0] - 2 * MARGIN
LOTS_PAR_LIGNE = 20  # au-delà, le copropriétaire continue sur une autre ligne, « (suite) »
DROITS_PAR_LIGNE = 8
OUI = "X"
MENTION = (
    "Liste tenue à jour par le syndic (décret n° 67-223 du 17 mars 1967, article 32), à la "
    "disposition du conseil syndical (décret n° 2019-502 du 23 mai 2019, article 3)."
)
FONDS = "Les fonds sont ceux que la copropriété tient au nom de chacun."
_SIZE, _MINOR = 8.0, 7.5
_BOTTOM = 281.0
_TABLE = Table(
    (
        Column("Identité", 56),
        Column("Lots concernés", 48),
        Column("Fonds de roulement", 19, right=True),
        Column("Fonds travaux", 18, right=True),
        Column("Membre CS", 14, middle=True),
        Column("Président CS", 16, middle=True),
        Column("Résidant", 15, middle=True),
    ),
    MARGIN,
    size=_SIZE,
    heading=6.5,
)
_IDENTITE, _LOTS, _ROULEMENT, _TRAVAUX = range(4)


def imprimer_liste_coproprietaires(value: ListeCoproprietaires, edition: Edition) -> bytes:
    """Les octets de la liste : mêmes valeurs, même édition, mêmes octets."""
    flow = _flow(value, edition)
    rows = [row for line in value.lignes for row in _lignes(line)]
    _TABLE.draw(flow, [*glued(rows, last=True), _total(value)])
    prose = Prose(flow, MARGIN, MARGIN + ROOM)
    prose.space(4.0)
    if value.libres:
        prose.paragraph(", ".join(value.libres), SMALL, label="Sans copropriétaire connu :")
    note_petite(prose, MENTION if value.fonds == Fonds() else f"{MENTION} {FONDS}")
    footer(flow.pages, replace(edition.entete, pied=""), MARGIN)
    title = f"{TITRE} - {value.immeuble}"
    author = edition.entete.raison_sociale
    return document(title, flow.pages, le=edition.le, author=author)


def _flow(value: ListeCoproprietaires, edition: Edition) -> Flow:
    """Un fil de pages dont chacune redit l'immeuble et l'édition."""

    def turn() -> tuple[Page, float]:
        page = Page(PORTRAIT)
        return page, _heading(page, value, edition)

    page, top = turn()
    return Flow(page, top, turn, _BOTTOM)


def _heading(page: Page, value: ListeCoproprietaires, edition: Edition) -> float:
    """À gauche l'immeuble et ses adresses, à droite l'agence, le jour, l'heure et l'auteur.

    Rend le haut du tableau.
    """
    right, wide = MARGIN + ROOM, ROOM * 0.62
    title, size = fit(f"{TITRE} : {value.immeuble}", 13, wide, bold=True, floor=9)
    page.text(MARGIN, 16, title, size, bold=True)
    for rank, line in enumerate(value.adresse):
        page.text(MARGIN, 21 + rank * 3.9, clip(line, SMALL, wide), SMALL, shade=GREY)
    moment = f"Le {date_fr(edition.le)} à {heure_dite(edition.a.time())}"
    facts = (edition.entete.raison_sociale, f"{moment}, par {edition.par}")
    for rank, line in enumerate(facts):
        text = clip(line, SMALL, ROOM - wide - 3)
        page.right(right, 16 + rank * 5, text, SMALL, shade=GREY * (rank > 0))
    return 23.0 + max(len(value.adresse), 1) * 3.9


def _lignes(line: Ligne) -> list[Row]:
    """La ligne d'un compte ; plusieurs s'il a trop de lots, ou trop d'ayants droit, pour une page.

    Ce qui n'est ni son nom ni ses lots est sur la première.
    """
    lots, rights = _parts(line.lots, LOTS_PAR_LIGNE), _parts(line.droits, DROITS_PAR_LIGNE)
    rows = []
    for rank in range(max(len(lots), len(rights), 1)):
        some = rights[rank] if rank < len(rights) else ()
        owner = _identite(line, some) if rank == 0 else _suite(line, some)
        held = _lots(lots[rank] if rank < len(lots) else ())
        rows.append(_TABLE.row((owner, held, *(_faits(line) if rank == 0 else ((),) * 5))))
    return rows


def _parts(texts: Sequence[str], most: int) -> list[Sequence[str]]:
    return [texts[start : start + most] for start in range(0, len(texts), most)]


def _identite(line: Ligne, droits: Sequence[str]) -> tuple[Line, ...]:
    return (
        *(Line(text, _SIZE, bold=True) for text in _fold(line.nom, _IDENTITE, bold=True)),
        *_minor(line.domicile, INK),
        *_minor(droits),
    )


def _suite(line: Ligne, droits: Sequence[str]) -> tuple[Line, ...]:
    name = _fold(f"{line.nom} (suite)", _IDENTITE)
    return (*(Line(text, _SIZE, GREY) for text in name), *_minor(droits))


def _minor(texts: Sequence[str], shade: float = GREY) -> tuple[Line, ...]:
    room = _TABLE.columns[_IDENTITE].width - GAP
    return tuple(
        Line(part, _MINOR, shade) for text in texts for part in wrap(text, _MINOR, room, most=4)
    )


def _fold(text: str, column: int, bold: bool = False) -> tuple[str, ...]:
    return wrap(text, _SIZE, _TABLE.columns[column].width - GAP, bold, most=3)


def _lots(lots: Sequence[str]) -> tuple[Line, ...]:
    return tuple(Line(part, _SIZE) for lot in lots for part in _fold(lot, _LOTS))


def _faits(line: Ligne) -> tuple[tuple[Line, ...], ...]:
    """Fonds, conseil syndical, résidant ; ce qui n'est pas reste blanc."""
    marks = (line.membre, line.president, line.residant)
    return (
        _montant(line.fonds.roulement, _ROULEMENT),
        _montant(line.fonds.travaux, _TRAVAUX),
        *((Line(OUI, _SIZE),) if mark else () for mark in marks),
    )


def _montant(value: Decimal, column: int, bold: bool = False) -> tuple[Line, ...]:
    text = nombre_ou_vide(value)
    if not text:
        return ()
    return (Line(text, shrink(text, _SIZE, _TABLE.columns[column].width - GAP, bold)),)


def _total(value: ListeCoproprietaires) -> Row:
    """« 12 copropriétaires, 13 comptes, 31 lots », les fonds de tous, et combien en sont."""
    accounts = len(value.lignes)
    said = [pluriel(value.personnes, "copropriétaire")]
    if accounts != value.personnes:
        said.append(pluriel(accounts, "compte"))
    said.append(pluriel(value.lots, "lot"))
    funds = value.fonds
    counts = (
        sum(line.membre for line in value.lignes),
        sum(line.president for line in value.lignes),
        sum(line.residant for line in value.lignes),
    )
    cells = (
        (),
        (),
        _montant(funds.roulement, _ROULEMENT, True),
        _montant(funds.travaux, _TRAVAUX, True),
        *((Line(str(count), _SIZE),) if count else () for count in counts),
    )
    row = _TABLE.row(cells, bold=True, band=True)
    return replace(row, total=True, span=", ".join(said))
