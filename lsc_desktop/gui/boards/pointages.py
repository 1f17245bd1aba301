"""Les lignes et les totaux de la saisie des présences (seed L2318-2334)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.money import nombre
from lsc_desktop.domain.assemblees.presences import ABSENCE, Code, Presence
from lsc_desktop.domain.assemblees.seance import Identite
from lsc_desktop.domain.assemblees.voix import DECIMALES, tantiemes
from lsc_desktop.gui.kit.keyed_table import KeyedColumn
from lsc_desktop.queries.assemblees.saisie import Saisie

ETATS = (
    (Code.ABSENT, "Absents"),
    (Code.PRESENT, "Présents\nphysi-\nquement"),
    (Code.DISTANCE, "Présents\nà dis-\ntance"),
    (Code.REPRESENTE, "Repré-\nsentés"),
    (Code.CORRESPONDANCE, "Vote par\ncorres-\npondance"),
)
DITS = {
    Code.ABSENT: "absent",
    Code.PRESENT: "présent",
    Code.DISTANCE: "présent à distance",
    Code.REPRESENTE: "représenté",
    Code.CORRESPONDANCE: "vote par correspondance",
}


@dataclass(frozen=True, slots=True)
class Ligne:
    """Un copropriétaire ; `voix` : après réduction, sous la clé montrée."""

    identite: Identite
    presence: Presence
    voix: int
    mandataire: str
    tardif: bool

    @property
    def compte(self) -> str:
        who = self.identite
        return who.compte if who.comptes == 1 else f"{who.compte} (+{who.comptes - 1})"


@dataclass(frozen=True, slots=True)
class Pied:
    """Une ligne de totaux : son titre, puis un nombre par état et le total."""

    titre: str
    par_code: dict[Code, str]
    total: str


def voix_fr(voix: int) -> str:
    """Cinq décimales, comme LSC : « 1 000,91516 » ; rien pour zéro."""
    return nombre(tantiemes(voix), DECIMALES) if voix else ""


def _etat(code: Code) -> Callable[[Ligne], str]:
    return lambda row: voix_fr(row.voix) if row.presence.code is code else ""


def _voix(code: Code) -> Callable[[Ligne], Any]:
    return lambda row: tantiemes(row.voix) if row.presence.code is code else None


def _recu(row: Ligne) -> str:
    day = date_fr(row.presence.recu_le)
    return f"{day} (tardif)" if row.tardif else day


COLONNES = (
    KeyedColumn("N° de\ncompte", lambda row: row.compte, 11),
    KeyedColumn("Identité", lambda row: row.identite.nom, 20),
    KeyedColumn(
        "Tantièmes",
        lambda row: voix_fr(row.voix),
        11,
        right=True,
        least=10,
        value=lambda row: tantiemes(row.voix),
    ),
    KeyedColumn("Code", lambda row: row.presence.code.value, 5),
    *(
        KeyedColumn(title, _etat(code), 10, right=True, least=8, value=_voix(code))
        for code, title in ETATS
    ),
    KeyedColumn(
        "Mandataire,\nou reçu le",
        lambda row: row.mandataire or _recu(row),
        18,
        ink=lambda row: "negative" if row.tardif else "text",
    ),
)
PIED = (
    KeyedColumn("", lambda row: row.titre),
    KeyedColumn("", lambda row: ""),
    KeyedColumn("", lambda row: row.total, right=True),
    KeyedColumn("", lambda row: ""),
    *(
        KeyedColumn("", lambda row, code=code: row.par_code[code], right=True)  # type: ignore[misc]
        for code, _title in ETATS
    ),
    KeyedColumn("", lambda row: ""),
)
COLONNE_C = 4 + [code for code, _title in ETATS].index(Code.CORRESPONDANCE)


def lignes(saisie: Saisie, cle: int) -> list[Ligne]:
    """Ceux qui ont voix sous cette clé, dans l'ordre des noms."""
    voices = saisie.seance.electorat.corps(cle).voix
    return [ligne(saisie, who, held) for who, held in _dans_l_ordre(saisie, voices)]


def ligne(saisie: Saisie, who: Identite, voix: int) -> Ligne:
    """Où en est un copropriétaire."""
    presence = saisie.seance.presences.get(who.id, ABSENCE)
    late = saisie.seance.tardif(who.id)
    return Ligne(who, presence, voix, saisie.nom(presence.mandataire), late)


def pieds(saisie: Saisie, cle: int) -> list[Pied]:
    """« Total tantièmes » et « Nb copropriétaires » (seed L2333-2334)."""
    table = saisie.seance.tableau(cle)
    voices = {code: voix_fr(camp.voix) for code, camp in table.items()}
    heads = {code: str(camp.nombre or "") for code, camp in table.items()}
    total = sum(camp.voix for camp in table.values())
    count = sum(camp.nombre for camp in table.values())
    return [
        Pied("Total tantièmes", voices, voix_fr(total)),
        Pied("Nb copropriétaires", heads, str(count)),
    ]


def _dans_l_ordre(saisie: Saisie, voices: Mapping[int, int]) -> Iterator[tuple[Identite, int]]:
    for who, identite in saisie.seance.electorat.identites.items():
        if who in voices:
            yield identite, voices[who]
