"""Ceux qui prennent part à un vote, et ce que chacun a répondu."""

from collections.abc import Iterable
from dataclasses import dataclass

from lsc_desktop.base.money import nombre
from lsc_desktop.domain.assemblees.majorites import (
    EN_SEANCE,
    PAR_ECRIT,
    Bulletin,
    Camp,
    Sens,
    sens_retenu,
)
from lsc_desktop.domain.assemblees.presences import ABSENCE, Code
from lsc_desktop.domain.assemblees.resolutions import Resolution
from lsc_desktop.domain.assemblees.seance import PRENNENT_PART, Identite
from lsc_desktop.domain.assemblees.voix import DECIMALES, tantiemes
from lsc_desktop.gui.kit.keyed_table import KeyedColumn
from lsc_desktop.queries.assemblees.saisie import Saisie

MOTS = {Sens.OUI: "O", Sens.NON: "N", Sens.ABSTENTION: "A", Sens.NON_VOTANT: ""}

INK = {Sens.OUI: "ok", Sens.NON: "negative", Sens.ABSTENTION: "text", Sens.NON_VOTANT: "muted"}


@dataclass(frozen=True, slots=True)
class Votant:
    """Une ligne de la saisie des votes (seed L2444-2455) ; `annule` : son formulaire est tombé."""

    identite: Identite
    mandataire: str
    code: Code
    voix: int
    bulletin: Bulletin
    annule: bool

    @property
    def vote(self) -> str:
        return f"({MOTS[self.bulletin.sens]})" if self.annule else MOTS[self.bulletin.sens]


COLONNES = (
    KeyedColumn("N° de compte", lambda row: row.identite.compte, 11),
    KeyedColumn("Identité", lambda row: row.identite.nom, 18),
    KeyedColumn("Pouvoirs", lambda row: row.mandataire, 10),
    KeyedColumn("", lambda row: "C" if row.bulletin.correspondance else "", 2, least=1),
    KeyedColumn("Tantièmes", lambda row: nombre(tantiemes(row.voix), DECIMALES), 11, right=True),
    KeyedColumn("Vote", lambda row: row.vote, 5, ink=lambda row: INK[row.bulletin.sens]),
)


class Depouillement:
    """Ce que font ensemble des lignes ; l'une d'elles changée, les autres ne se relisent pas."""

    def __init__(self, rows: Iterable[Votant] = ()) -> None:
        self._sums: dict[Bulletin, list[int]] = {}
        for row in rows:
            self.ajouter(row)

    def ajouter(self, row: Votant) -> None:
        self._add(row.bulletin, row.voix, 1)

    def retirer(self, row: Votant) -> None:
        self._add(row.bulletin, -row.voix, -1)

    def _add(self, bulletin: Bulletin, voices: int, heads: int) -> None:
        held = self._sums.setdefault(bulletin, [0, 0])
        held[0] += voices
        held[1] += heads

    def camp(self, sens: Sens, *, amendee: bool) -> Camp:
        """Ce que réunit ce sens, correspondance comprise ; un formulaire que l'amendement a fait
        tomber est avec les non votants."""
        found = [held for b, held in self._sums.items() if sens_retenu(b, amendee) is sens]
        return Camp(sum(voices for voices, _ in found), sum(heads for _, heads in found))

    @property
    def muets(self) -> int:
        """Combien n'ont rien répondu, dans la salle ou par écrit."""
        return self.camp(Sens.NON_VOTANT, amendee=False).nombre


def votants(saisie: Saisie, resolution: Resolution, tour: int) -> list[Votant]:
    """Ceux qui sont là à ce moment, et les votants par correspondance, dans l'ordre des noms.

    Le « bulletin » d'un C vient de son formulaire : il ne se saisit pas ici.
    """
    seance = saisie.seance
    here = seance.participation(resolution.id)
    voices = seance.electeurs(resolution).voix
    written = seance.urne.par_correspondance(resolution, tour)
    typed = seance.votes.get((resolution.id, tour), {})
    found = []
    for who, identite in seance.electorat.identites.items():
        presence = here.get(who, ABSENCE)
        if who not in voices:
            continue
        if presence.code is Code.CORRESPONDANCE:
            bulletin = written.get(who, PAR_ECRIT[Sens.NON_VOTANT])
        elif presence.code in PRENNENT_PART:
            bulletin = EN_SEANCE[typed.get(who, Sens.NON_VOTANT)]
        else:
            continue
        lapsed = resolution.amendee and bulletin.correspondance and bulletin.sens is Sens.OUI
        agent = saisie.nom(presence.mandataire)
        found.append(Votant(identite, agent, presence.code, voices[who], bulletin, lapsed))
    return found
