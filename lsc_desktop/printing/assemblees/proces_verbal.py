"""Le procès-verbal d'une assemblée générale (décret art. 17, seed L2516-2566).

La présence à l'ouverture d'abord ; puis, sous chaque résolution, les chiffres de son vote, qui sont
autre chose (D37).
"""

from collections.abc import Iterable

from lsc_desktop.base.dates import date_fr, heure_dite
from lsc_desktop.base.money import NBSP
from lsc_desktop.domain.assemblees.documents import ordre_des_codes
from lsc_desktop.domain.assemblees.majorites import Camp
from lsc_desktop.domain.assemblees.presences import Code
from lsc_desktop.domain.assemblees.proces_verbal import Passage, ProcesVerbal, somme
from lsc_desktop.domain.assemblees.voix import ecrit
from lsc_desktop.printing.assemblees.redaction import (
    NEANT,
    nommes,
    signatures,
    signatures_height,
    titre_seul,
)
from lsc_desktop.printing.assemblees.textes import textes
from lsc_desktop.printing.assemblees.votes import draw_resolution
from lsc_desktop.printing.kit import GREY, Page, document
from lsc_desktop.printing.letter import LEFT, footer, letter_flow
from lsc_desktop.printing.prose import Prose
from lsc_desktop.printing.tables import Column, Table, glued

TITRE = "PROCÈS-VERBAL"
_PERSONNE = "non désigné"
_CLOSING = 34.0  # la levée de séance et le texte de loi, qui ne quittent pas les signatures
_CONSEIL = (
    "L'assemblée générale n'est pas parvenue à désigner les membres du conseil syndical, faute de "
    "candidature ou faute pour les candidats d'obtenir la majorité requise. Le présent "
    "procès-verbal est notifié, dans un délai d'un mois, à tous les copropriétaires (loi du "
    "10 juillet 1965, art. 21)."
)
PRESENCE = Table(
    (
        Column("Présence à l'ouverture", 90),
        Column("Copropriétaires", 42, right=True),
        Column("Tantièmes", 42, right=True),
    ),
    LEFT,
    size=9.0,
)
# Des copropriétaires sont arrivés ensuite : la réunion les compte, l'ouverture non (D37).
REUNION = Table(
    (
        Column("Présence", 54),
        Column("À l'ouverture", 28, right=True),
        Column("Tantièmes", 32, right=True),
        Column("Avec les arrivées", 28, right=True),
        Column("Tantièmes", 32, right=True),
    ),
    LEFT,
    size=9.0,
)
LIBELLES = {
    Code.PRESENT: "Présents physiquement",
    Code.DISTANCE: "Présents à distance",
    Code.REPRESENTE: "Représentés",
    Code.CORRESPONDANCE: "Votants par correspondance",
    Code.ABSENT: "Absents",
}


def imprimer_proces_verbal(value: ProcesVerbal) -> bytes:
    """Le procès-verbal, des présents aux signatures."""
    reunion = value.reunion
    said = f"{reunion.nom} du {date_fr(reunion.le)}"
    page = Page()
    number = f" n° {value.registre}" if value.registre else ""
    where = ", ".join((reunion.syndicat, *reunion.immeuble))
    top = titre_seul(page, reunion.entete, f"{TITRE}{number}", f"{said} - {where}")
    flow = letter_flow(page, top, reunion.entete, f"Procès-verbal{number} du {date_fr(reunion.le)}")
    prose = Prose(flow)
    _opening(prose, value)
    _presence(prose, value)
    _mentions(prose, value)
    for resolution in value.resolutions:
        draw_resolution(prose, resolution)
    if not value.resolutions:
        prose.section("RÉSOLUTIONS")
        prose.paragraph("Aucune résolution n'a été soumise à l'assemblée.", shade=GREY)
    _closing(prose, value)
    footer(flow.pages, reunion.entete)
    title = f"Procès-verbal{number} - {said}"
    return document(title, flow.pages, le=reunion.le, author=reunion.entete.raison_sociale)


def _opening(prose: Prose, value: ProcesVerbal) -> None:
    """Le texte de l'agence, puis qui préside (décret art. 15)."""
    prose.space(2.0)
    if value.remplace:
        prose.paragraph(value.remplace, bold=True, after=2.4)
    for text in value.ouverture:
        prose.paragraph(text)
    bureau = (
        ("Président de séance :", value.president or _PERSONNE),
        ("Scrutateurs :", ", ".join(value.scrutateurs) or NEANT),
        ("Secrétaire de séance :", value.secretaire or _PERSONNE),
        ("Numéro au registre :", value.registre),
    )
    for label, text in bureau:
        if text:
            prose.paragraph(text, label=label, after=0.8)
    prose.space(1.5)


def _presence(prose: Prose, value: ProcesVerbal) -> None:
    """Le tableau de la réunion, puis les listes de noms (seed L2516-2548)."""
    presence = value.presence
    prose.section("RÉCAPITULATIF DE PRÉSENCE DES COPROPRIÉTAIRES", keep=40.0)
    table, columns = PRESENCE, [presence.camps]
    if presence.reunion:
        table, columns = REUNION, [presence.camps, presence.reunion]
    ordered = [ordre_des_codes(dict(camps)) for camps in columns]
    rows = [
        table.row((LIBELLES[code], *_figures(dict(camps)[code] for camps in ordered)))
        for code, _camp in ordered[0]
    ]
    totals = (somme(camp for _code, camp in camps) for camps in ordered)
    rows.append(table.row(("Totaux", *_figures(totals)), bold=True))
    table.draw(prose.flow, glued(rows))
    total = presence.total
    prose.space(3.0)
    lists = [
        ("Participant à distance :", nommes(presence.distance, total.voix)),
        ("Représentés :", nommes(presence.representes, total.voix)),
        ("Votant par correspondance :", nommes(presence.correspondance, total.voix)),
        ("Absents :", nommes(presence.absents, total.voix)),
        ("Arrivés en cours d'assemblée :", _passages(presence.arrives, total.voix)),
        ("Partis en cours d'assemblée :", _passages(presence.partis, total.voix)),
    ]
    if presence.transmis:
        lists.append(("Pouvoirs transmis :", _passages(presence.transmis, total.voix)))
    for label, text in lists:
        prose.paragraph(text, label=label, after=1.4)


def _figures(camps: Iterable[Camp]) -> tuple[str, ...]:
    """Copropriétaires et tantièmes, l'un après l'autre."""
    return tuple(text for camp in camps for text in (str(camp.nombre), ecrit(camp.voix)))


def _passages(people: tuple[Passage, ...], total: int) -> str:
    """« LAFITTE Alexis (80/1 000,91516) (à 11 h 51, résolution 6) » (seed L2545)."""
    said = (
        f"{p.nom}{NBSP}({ecrit(p.voix)}/{ecrit(total)}) "
        f"(à {heure_dite(p.heure)}, résolution {p.resolution})"
        for p in people
    )
    return ", ".join(said) or NEANT


def _mentions(prose: Prose, value: ProcesVerbal) -> None:
    """Ce que la loi veut voir dit, quand il y a lieu (décret art. 17 al. 2 et 5, 64-4)."""
    parts = (
        ("MANDATS REÇUS SANS NOM DE MANDATAIRE", value.mandats),
        ("POUVOIRS ADMIS AU-DELÀ DES LIMITES PAR LE PRÉSIDENT DE SÉANCE", value.pouvoirs),
        ("INCIDENTS TECHNIQUES", value.incidents),
        ("NOTIFICATIONS DEMANDÉES PAR VOIE POSTALE", value.postales),
    )
    for title, texts in parts:
        if texts:
            prose.section(title)
            prose.items(texts)


def _closing(prose: Prose, value: ProcesVerbal) -> None:
    """L'heure de fin, le délai pour contester, les signatures (décret art. 17 al. 1)."""
    roles = [("Le président de séance", value.president)]
    roles += [("Le scrutateur", name) for name in value.scrutateurs]
    roles.append(("Le secrétaire de séance", value.secretaire))
    if value.conseil_non_elu:
        prose.section("CONSEIL SYNDICAL")
        prose.paragraph(_CONSEIL)
    prose.section("CLÔTURE", keep=_CLOSING + signatures_height(len(roles)))
    if value.cloture is not None:
        prose.paragraph(
            f"L'ordre du jour étant épuisé, la séance est levée à {heure_dite(value.cloture)}."
        )
    for text in value.fin:
        prose.paragraph(text)
    prose.quote(*textes()["loi_42_al_2"].cite)
    prose.space(2.0)
    signatures(prose, "Signatures du bureau :", roles)
