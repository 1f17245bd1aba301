"""Combien de pouvoirs porte un mandataire, et combien il peut en porter (loi art. 22 I al. 3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from lsc_desktop.base.money import NBSP
from lsc_desktop.base.text import fold, pluriel
from lsc_desktop.domain.assemblees.presences import Presence
from lsc_desktop.domain.assemblees.voix import Corps, ecrit

MANDATS = 3  # « plus de trois délégations de vote », loi art. 22 I al. 3

Personne = int | str  # l'identité d'un copropriétaire, ou le nom d'un tiers


class Mode(StrEnum):
    """Le droit dont relève le syndicat ; la Nouvelle-Calédonie garde la loi d'avant 2014."""

    FRANCE = "France"
    NOUVELLE_CALEDONIE = "Nouvelle-Calédonie"


@dataclass(frozen=True, slots=True)
class Regime:
    """Au-delà de trois pouvoirs, la part des voix du syndicat à ne pas dépasser, du … au …"""

    mode: Mode
    pour_cent: int
    source: str
    du: date = date.min
    au: date = date.max


_ELAN = "loi art. 22 I al. 3, rédaction de la loi 2018-1021"
_COVID = "ordonnance 2020-304 art. 22-4"
REGIMES = (
    Regime(Mode.FRANCE, 5, "loi art. 22 I, avant la loi 2018-1021", au=date(2018, 11, 24)),
    Regime(Mode.FRANCE, 10, _ELAN, date(2018, 11, 25), date(2020, 5, 19)),
    Regime(Mode.FRANCE, 15, _COVID, date(2020, 5, 20), date(2021, 9, 30)),
    Regime(Mode.FRANCE, 10, _ELAN, date(2021, 10, 1), date(2021, 12, 31)),
    Regime(Mode.FRANCE, 15, _COVID, date(2022, 1, 1), date(2022, 7, 31)),
    Regime(Mode.FRANCE, 10, _ELAN, date(2022, 8, 1)),
    Regime(Mode.NOUVELLE_CALEDONIE, 5, "loi art. 22, rédaction de la Nouvelle-Calédonie"),
)


def regime(mode: Mode, jour: date) -> Regime:
    """Le régime d'une assemblée tenue ce jour-là (D35)."""
    (found,) = (r for r in REGIMES if r.mode is mode and r.du <= jour <= r.au)
    return found


class Lien(StrEnum):
    """Ce qui interdit de porter un pouvoir comme de présider (loi art. 22 I, 1° à 4°)."""

    SYNDIC = "le syndic"
    CONJOINT = "conjoint, partenaire ou concubin du syndic"
    FAMILLE = "ascendant ou descendant du syndic, de son conjoint, partenaire ou concubin"
    PREPOSE = "préposé du syndic"
    CONJOINT_PREPOSE = "conjoint, partenaire ou concubin d'un préposé du syndic"
    FAMILLE_PREPOSE = (
        "ascendant ou descendant d'un préposé du syndic, de son conjoint, partenaire ou concubin"
    )


class Regle(StrEnum):
    """Ce qui permet à un mandataire les pouvoirs qu'il porte."""

    NOMBRE = "trois pouvoirs au plus"
    VOIX = "somme des voix dans la limite"
    SECONDAIRE = "mandants d'un même syndicat secondaire"


@dataclass(frozen=True, slots=True)
class Pouvoirs:
    """Une ligne de l'écran « Gestion des pouvoirs » ; toutes les voix en cent-millièmes.

    `total` : les voix du syndicat ; `regle` : celle qui le permet, aucune au-delà de la limite.
    """

    mandataire: Personne
    mandants: tuple[int, ...]
    voix_propres: int
    voix_recues: int
    total: int
    pour_cent: int
    regle: Regle | None

    @property
    def nombre(self) -> int:
        return len(self.mandants)

    @property
    def cumul(self) -> int:
        """Ses voix et celles de ses mandants."""
        return self.voix_propres + self.voix_recues

    @property
    def limite(self) -> int:
        """La plus grande somme permise, arrondie au cent-millième inférieur."""
        return self.total * self.pour_cent // 100

    @property
    def explication(self) -> str:
        """La phrase de l'écran, chiffres compris."""
        held = pluriel(self.nombre, "pouvoir")
        if self.regle is Regle.NOMBRE:
            return f"{held} : {MANDATS} sont permis quelle que soit la somme des voix."
        count = (
            f"{held} : {ecrit(self.voix_propres)} voix propres + {ecrit(self.voix_recues)} reçues "
            f"= {ecrit(self.cumul)}"
        )
        if self.regle is Regle.SECONDAIRE:
            return f"{count}, sans limite : tous les mandants sont du même syndicat secondaire."
        most = f"{ecrit(self.limite)} ({self.pour_cent}{NBSP}% de {ecrit(self.total)})"
        return f"{count}, {'dans la limite' if self.regle else 'au-delà'} de {most}."


@dataclass(frozen=True, slots=True)
class Acceptation:
    """Un dépassement admis par le président de séance (D35), pour ce nombre et ces voix-là : un
    pouvoir de plus se demande de nouveau."""

    mandataire: Personne
    president: str
    nombre: int
    cumul: int

    def couvre(self, pouvoirs: Pouvoirs) -> bool:
        """Ni plus de pouvoirs, ni plus de voix que ce qui a été accepté."""
        same = cle(self.mandataire) == cle(pouvoirs.mandataire)
        return same and pouvoirs.nombre <= self.nombre and pouvoirs.cumul <= self.cumul


@dataclass(frozen=True, slots=True)
class Cadre:
    """Ce qu'il faut savoir de l'assemblée pour juger ses pouvoirs.

    `corps` : celui de la clé générale, car la loi compare aux « voix du syndicat », quelle que soit
    la clé de la résolution ; ses voix sont réduites, car l'alinéa 3 compte les voix « dont il
    dispose », mots dont l'alinéa 2 se sert pour le majoritaire réduit (voir décret art. 14, 16).
    `ecartes` : les proches du syndic, par identité ou par nom ; `secondaires` : le syndicat
    secondaire de chacun, à l'assemblée d'un principal ; `sans_subdelegation` : les mandants qui
    l'ont interdite.
    """

    corps: Corps
    regime: Regime
    noms: Mapping[int, str]
    ecartes: Mapping[Personne, Lien] = field(default_factory=dict)
    secondaires: Mapping[int, int] = field(default_factory=dict)
    sans_subdelegation: frozenset[int] = frozenset()
    acceptations: tuple[Acceptation, ...] = ()

    def nom(self, qui: Personne) -> str:
        return qui if isinstance(qui, str) else self.noms[qui]


def pouvoirs_de(presences: Mapping[int, Presence], mandataire: Personne, cadre: Cadre) -> Pouvoirs:
    """Ce que porte un mandataire, et s'il le peut : trois pouvoirs, ou davantage tant que ses voix
    et celles de ses mandants n'excèdent pas la part permise, ou si tous ses mandants sont d'un même
    syndicat secondaire (loi art. 22 I al. 3).

    Un tiers se reconnaît à son nom, sans casse ni accent ; chacun des époux copropriétaires porte
    les siens sous son propre nom.
    """
    key, voices = cle(mandataire), cadre.corps.voix
    mandants = tuple(sorted(who for who, p in presences.items() if cle(p.mandataire) == key))
    own = voices.get(mandataire, 0) if isinstance(mandataire, int) else 0
    received = sum(voices.get(who, 0) for who in mandants)
    total, share = cadre.corps.total, cadre.regime.pour_cent
    groups = {cadre.secondaires.get(who) for who in mandants}
    regle = None
    if len(mandants) <= MANDATS:
        regle = Regle.NOMBRE
    elif 100 * (own + received) <= share * total:
        regle = Regle.VOIX
    elif len(groups) == 1 and None not in groups:
        regle = Regle.SECONDAIRE
    return Pouvoirs(mandataire, mandants, own, received, total, share, regle)


def par_mandataire(presences: Mapping[int, Presence], cadre: Cadre) -> tuple[Pouvoirs, ...]:
    """L'écran « Gestion des pouvoirs » : une ligne par mandataire, dans l'ordre de leurs noms."""
    found: dict[Personne | None, Personne] = {}
    for _who, presence in sorted(presences.items()):
        if presence.mandataire is not None:
            found.setdefault(cle(presence.mandataire), presence.mandataire)
    ordered = sorted(found.values(), key=lambda who: (fold(cadre.nom(who)), str(who)))
    return tuple(pouvoirs_de(presences, who, cadre) for who in ordered)


def cle(qui: Personne | None) -> Personne | None:
    """Un tiers écrit deux fois est le même : « Casper », « CASPER »."""
    return fold(qui) if isinstance(qui, str) else qui
