"""Avis d'échéance : ce que l'appel de loyer demande, pour quand, et comment le régler."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.money import NBSP, euros, nombre
from lsc_desktop.domain.quittancement import AvisEcheance
from lsc_desktop.printing.fitting import fit
from lsc_desktop.printing.kit import BODY, GREY, TINY, Page, document
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
from lsc_desktop.printing.tables import Column, Flow, Table, glued
from lsc_desktop.printing.totals import LEFT_EDGE, Totals

TITLE = "AVIS D'ÉCHÉANCE"
LIGNES = Table((Column("LIBELLÉ", 138), Column("Montant", 36, right=True)), LEFT, size=9, air=1.4)
_GAP, _PAIR = 6.0, 10.4
_RIEN = ("Règlement", "Aucun règlement n'est attendu.")
_ROOM = LEFT_EDGE - LEFT - 6


def render_avis_echeance(value: AvisEcheance, annule_le: date | None = None) -> bytes:
    """Une page A4 ; davantage si l'appel a plus de lignes qu'elle n'en tient.

    `annule_le` : l'avis a été contre-passé ce jour-là ; il le dit, et ne demande plus rien.
    """
    page = Page()
    letterhead(page, value.entete)
    below = facts(
        page,
        (
            ("Le", date_fr(value.le)),
            ("N° compte", value.compte),
            ("Réf. du lot", value.lot),
            ("Adresse du lot", value.adresse_lot),
            ("Période", value.periode),
        ),
    )
    address(page, value.destinataire)
    top = headline(page, below, TITLE if annule_le is None else f"{TITLE} ANNULÉ")
    if annule_le is not None:
        said = f"Annulé le {date_fr(annule_le)} : cet avis n'est plus dû et ne doit pas être réglé."
        page.text(LEFT, top + 0.5, said, BODY, bold=True)
        top += _GAP
    if value.mandant:
        mandant, size = fit(f"Pour le compte de {value.mandant}", BODY, RIGHT - LEFT, floor=7.5)
        page.text(LEFT, top + 0.5, mandant, size, shade=GREY)
        top += _GAP
    title = f"Avis d'échéance {value.periode} - {value.compte}"
    title += "" if annule_le is None else " (annulé)"
    flow = letter_flow(page, top, value.entete, title)
    _body(flow, value, _settlement(value) if annule_le is None else [_RIEN])
    footer(flow.pages, value.entete)
    return document(title, flow.pages, le=value.le, author=value.entete.raison_sociale)


def _body(flow: Flow, value: AvisEcheance, settlement: Sequence[tuple[str, str]]) -> None:
    totals = _totals(value)
    height = _GAP + max(totals.height, len(settlement) * _PAIR) + 2 * _GAP
    rows = [
        LIGNES.row((LIGNES.label(libelle), nombre(montant)))
        for libelle, montant in value.lignes
        if montant
    ]
    LIGNES.draw(flow, glued(rows), height)
    flow.y += _GAP
    _draw_settlement(flow, settlement)
    below = flow.y + height - 2 * _GAP
    totals.draw(flow)
    flow.page.text(LEFT, below + 2, "Cet avis ne vaut pas quittance.", TINY, shade=GREY)


def _totals(value: AvisEcheance) -> Totals:
    lines = [("Total de l'échéance", nombre(value.total))]
    if value.solde_anterieur > 0:
        lines.append(("Solde antérieur restant dû", f"+{NBSP}{nombre(value.solde_anterieur)}"))
    elif value.solde_anterieur < 0:
        lines.append(
            ("Solde antérieur en votre faveur", f"-{NBSP}{nombre(-value.solde_anterieur)}")
        )
    lines.append(_last(value.a_payer))
    return Totals("", tuple(lines))


def _last(a_payer: Decimal) -> tuple[str, str]:
    if a_payer < 0:
        return "Solde en votre faveur", f"={NBSP}{euros(-a_payer)}"
    return "Total à payer", f"={NBSP}{euros(a_payer)}"


def _settlement(value: AvisEcheance) -> list[tuple[str, str]]:
    """Quand et comment régler ; rien à régler, rien à expliquer."""
    if value.a_payer <= 0:
        return [_RIEN]
    pairs = (
        ("À régler au plus tard le", date_fr(value.echeance)),
        ("Mode de règlement", value.mode_reglement),
        ("IBAN", _by_four(value.iban)),
        ("Référence à rappeler", value.compte if value.iban else ""),
    )
    return [(label, text) for label, text in pairs if text]


def _by_four(iban: str) -> str:
    """« FR76 3000 1007 … », groupé comme sur un relevé d'identité bancaire."""
    bare = "".join(iban.split())
    return " ".join(bare[start : start + 4] for start in range(0, len(bare), 4))


def _draw_settlement(flow: Flow, pairs: Sequence[tuple[str, str]]) -> None:
    """À gauche des totaux : chaque repère au-dessus de sa valeur."""
    y = flow.y + 3
    for rank, (label, text) in enumerate(pairs):
        flow.page.text(LEFT, y, label, TINY + 0.5, shade=GREY)
        fitted, size = fit(text, BODY, _ROOM, bold=rank == 0, floor=7)
        flow.page.text(LEFT, y + 4.1, fitted, size, bold=rank == 0)
        y += _PAIR
