"""La feuille de présence : options 1 et 2, et « multi-clés » (décret art. 14, seed L2387-2423).

Une ligne par copropriétaire, assez haute pour signer. Au-delà de cinq clés, la feuille se répète en
volets de cinq ; sous plusieurs clés, le code tient lieu des colonnes Présents et Absents.
"""

from lsc_desktop.base.dates import date_fr, heure_dite
from lsc_desktop.base.money import nombre
from lsc_desktop.domain.assemblees.documents import Emargement, FeuillePresence
from lsc_desktop.domain.assemblees.voix import DECIMALES, tantiemes
from lsc_desktop.printing.assemblees.emargements import (
    MARGIN,
    ROOM,
    ecrite,
    lignes,
    recapitulatif,
    tableau,
)
from lsc_desktop.printing.assemblees.redaction import signatures
from lsc_desktop.printing.fitting import clip, fit, wrap
from lsc_desktop.printing.kit import BODY, GREY, LANDSCAPE, SMALL, Page, document
from lsc_desktop.printing.letter import footer
from lsc_desktop.printing.prose import Prose, note_petite
from lsc_desktop.printing.tables import Flow

TITRE = "FEUILLE DE PRÉSENCE"
PAR_VOLET = 5
_TOP, _BOTTOM = 38.0, 192.0
_RIEN = "Aucun copropriétaire sous cette clé."


def imprimer_feuille_presence(value: FeuillePresence) -> bytes:
    """La feuille, à émarger ou remplie ; sa dernière page porte les totaux et la certification."""
    volets = [
        range(start, min(start + PAR_VOLET, len(value.cles)))
        for start in range(0, len(value.cles), PAR_VOLET)
    ]
    pages: list[Page] = []
    for rank, volet in enumerate(volets, 1):
        flow = _flow(value, volet)
        _volet(flow, value, volet)
        if rank == len(volets):
            _certification(flow, value)
        pages.extend(flow.pages)
    footer(pages, value.reunion.entete, MARGIN)
    title = f"Feuille de présence - {value.reunion.nom} du {date_fr(value.reunion.le)}"
    author = value.reunion.entete.raison_sociale
    return document(title, pages, le=value.reunion.le, author=author)


def _flow(value: FeuillePresence, volet: range) -> Flow:
    """Un fil de pages dont chacune redit l'assemblée et la clé."""

    def turn() -> tuple[Page, float]:
        page = Page(LANDSCAPE)
        _heading(page, value, volet)
        return page, _TOP

    page, top = turn()
    return Flow(page, top, turn, _BOTTOM)


def _heading(page: Page, value: FeuillePresence, volet: range) -> None:
    """À gauche le syndicat, au centre le titre, à droite l'agence ; dessous, la clé."""
    reunion, right = value.reunion, MARGIN + ROOM
    third = ROOM / 3
    page.text(MARGIN, 14, *fit(reunion.syndicat, BODY, third - 4, bold=True), bold=True)
    for rank, line in enumerate(reunion.immeuble[:3]):
        page.text(MARGIN, 18.4 + rank * 3.8, clip(line, SMALL, third - 4), SMALL, shade=GREY)
    page.text(MARGIN + third, 14, TITRE, 13, bold=True)
    said = f"{reunion.nom} du {date_fr(reunion.le)} à {heure_dite(reunion.heure)}"
    for rank, line in enumerate(wrap(said, SMALL, third * 1.15, most=2)):
        page.text(MARGIN + third, 18.9 + rank * 3.8, line, SMALL)
    page.right(right, 14, clip(reunion.entete.raison_sociale, SMALL, third * 0.8), SMALL)
    page.right(right, 18.4, clip(reunion.reference, SMALL, third * 0.8), SMALL, shade=GREY)
    for rank, line in enumerate(wrap(_cle(value, volet), SMALL, ROOM, most=2)):
        page.text(MARGIN, 32 + rank * 3.6, line, SMALL)


def _cle(value: FeuillePresence, volet: range) -> str:
    """« Éditée suivant la clé 010-…, tantièmes globaux 1 000,91516 » (seed L2396)."""
    said = [
        f"{key.nom}, tantièmes globaux {nombre(tantiemes(key.total), DECIMALES)}"
        for key in (value.cles[rank] for rank in volet)
    ]
    if len(value.cles) == 1:
        return f"Éditée suivant la clé {said[0]}"
    return f"Éditée suivant {len(value.cles)} clés : {' ; '.join(said)}"


def _volet(flow: Flow, value: FeuillePresence, volet: range) -> None:
    """Le tableau, ses totaux, et le mot sur les voix réduites."""
    table = tableau(value, volet)
    rows = [row for line in value.lignes for row in lignes(table, value, line, volet)]
    table.draw(flow, rows)
    prose = Prose(flow, MARGIN, MARGIN + ROOM)
    prose.space(5.0)
    if not value.lignes:
        prose.paragraph(_RIEN, SMALL, shade=GREY)
    reduced = [
        _reduction(line, rank, value)
        for line in value.lignes
        for rank in volet
        if line.reduit(rank)
    ]
    for text in reduced:
        note_petite(prose, text)
    recapitulatif(flow, value, volet)


def _reduction(line: Emargement, rank: int, value: FeuillePresence) -> str:
    """Le copropriétaire majoritaire, avant et après (loi art. 22 I al. 2, décret art. 14 al. 6)."""
    key = f" sous la clé {value.cles[rank].nom}" if len(value.cles) > 1 else ""
    return (
        f"(*) Voix après réduction : {line.nom} a {ecrite(line.avant[rank])} tantièmes{key}, plus "
        f"de la moitié ; ses voix sont ramenées à la somme de celles des autres, "
        f"{ecrite(line.voix[rank])} (loi du 10 juillet 1965, art. 22 I al. 2)."
    )


def _certification(flow: Flow, value: FeuillePresence) -> None:
    """La ligne que signe le président de séance (décret art. 14)."""
    prose = Prose(flow, MARGIN, MARGIN + ROOM)
    prose.space(5.0)
    count = len(value.lignes)
    said = f"{count} copropriétaire{'s' * (count > 1)}"
    intro = f"Feuille de présence de {said}, certifiée exacte par le président de séance."
    signatures(prose, intro, [("Le président de séance", value.president)])
