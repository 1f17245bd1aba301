"""Décompte de charges locatives d'un lot isolé (seed L305-350)."""

from collections.abc import Sequence

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.money import NBSP, nombre, nombre_court
from lsc_desktop.domain.regularisations.decompte import ChargeDecomptee, Decompte, EauDecomptee
from lsc_desktop.printing.fitting import wrap
from lsc_desktop.printing.kit import GREY, TINY, Page, document
from lsc_desktop.printing.letter import (
    LEFT,
    RIGHT,
    address,
    facts,
    footer,
    headline,
    letter_flow,
    letterhead,
)
from lsc_desktop.printing.tables import Column, Flow, Row, Table, glued
from lsc_desktop.printing.totals import Totals, less

A_PAYER = "Montant à payer"
CHARGES = Table(
    (
        Column("TYPE DE CHARGES", 78),
        Column("Nb jours", 20, right=True),
        Column("Quote-part", 20, right=True),
        Column("Montant total", 28, right=True),
        Column(A_PAYER, 28, right=True),
    ),
    LEFT,
)
EAU = Table(
    (
        Column("EAU", 74),
        Column("Index fin de période", 24, right=True),
        Column("Index précédent", 24, right=True),
        Column("Prix unitaire (€/m3)", 24, right=True),
        Column(A_PAYER, 28, right=True),
    ),
    LEFT,
)
_GAP = 5.5
_SENTENCE, _NOTE_STEP = 4.8, 3.3


def render_decompte(value: Decompte) -> bytes:
    """Une page A4 d'ordinaire ; les suivantes rappellent l'agence, le titre et les en-têtes."""
    page = Page()
    letterhead(page, value.entete)
    below = facts(
        page,
        (
            ("Le", date_fr(value.le)),
            ("N° compte", value.compte),
            ("Réf. du lot", value.lot),
            ("Adresse immeuble", value.immeuble),
            ("Période", f"du {date_fr(value.du)} au {date_fr(value.au)}"),
        ),
    )
    address(page, value.destinataire)
    title = f"{value.titre} - {value.compte}"
    flow = letter_flow(page, headline(page, below, value.titre), value.entete, title)
    _body(flow, value)
    footer(flow.pages, value.entete)
    return document(title, flow.pages, le=value.le, author=value.entete.raison_sociale)


def _body(flow: Flow, value: Decompte) -> None:
    """Les deux tableaux, puis les totaux et leurs phrases, jamais séparés de la dernière ligne."""
    totals = _totals(value)
    note = wrap(value.note, TINY, RIGHT - LEFT, most=6) if value.note else ()
    height = _GAP + totals.height + _closing_height(value.phrases, note)
    if value.charges:
        CHARGES.draw(flow, glued(map(_charge, value.charges)), 0.0 if value.eau else height)
        flow.y += _GAP
    if value.eau:
        EAU.draw(flow, glued(map(_eau, value.eau)), height)
        flow.y += _GAP
    totals.draw(flow)
    _draw_closing(flow, value.phrases, note)


def _charge(line: ChargeDecomptee) -> Row:
    return CHARGES.row(
        (
            CHARGES.label(line.libelle1, line.libelle2),
            f"{line.jours_presence}/{line.jours_periode}",
            nombre_court(line.quote_part),
            nombre(line.montant_total),
            nombre(line.montant),
        )
    )


def _eau(line: EauDecomptee) -> Row:
    return EAU.row(
        (
            EAU.label(line.libelle1, line.libelle2),
            nombre_court(line.index_fin),
            nombre_court(line.index_precedent),
            nombre_court(line.prix),
            nombre(line.montant),
        )
    )


def _totals(value: Decompte) -> Totals:
    """Les lignes du bas, signe devant (seed L337-344) ; sans celles qui n'ont pas de montant."""
    lines = [("TOTAL", nombre(value.total))]
    if value.provisions is not None:
        lines.append(("Provisions sur charges appelées", less(value.provisions)))
    if value.reintroduction:
        lines.append(("Réintroduction retenue avant décompte", less(value.reintroduction)))
    lines.append(("Montant de la régularisation", f"={NBSP}{nombre(value.regularisation)}"))
    return Totals(A_PAYER, tuple(lines))


def _closing_height(phrases: Sequence[str], note: Sequence[str]) -> float:
    return _GAP + len(phrases) * _SENTENCE + len(note) * _NOTE_STEP


def _draw_closing(flow: Flow, phrases: Sequence[str], note: Sequence[str]) -> None:
    """L'étalement et les futures provisions, puis la note, en petit."""
    y = flow.y + _GAP
    for phrase in phrases:
        flow.page.text(LEFT, y, phrase)
        y += _SENTENCE
    for line in note:
        y += _NOTE_STEP
        flow.page.text(LEFT, y, line, TINY, shade=GREY)
    flow.y = y
