"""Les pouvoirs en blanc : le syndic les reçoit, un autre les distribue (décret art. 15-1, 17)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.assemblees.delegations import confier, verifier_personne
from lsc_desktop.domain.assemblees.pouvoirs import Cadre, Personne
from lsc_desktop.domain.assemblees.presences import Presence


class Role(StrEnum):
    """À qui le syndic remet un pouvoir en blanc, dans cet ordre (décret art. 15-1)."""

    PRESIDENT_CS = "le président du conseil syndical"
    MEMBRE_CS = "un membre du conseil syndical"
    PRESIDENT_SEANCE = "le président de séance"


@dataclass(frozen=True, slots=True)
class Distributeur:
    """Celui qui choisit le mandataire d'un pouvoir en blanc."""

    role: Role
    nom: str


@dataclass(frozen=True, slots=True)
class Remise:
    """Ce que le distributeur a décidé d'un pouvoir en blanc."""

    par: Distributeur
    mandataire: Personne


@dataclass(frozen=True, slots=True)
class PouvoirEnBlanc:
    """Un pouvoir reçu par le syndic sans nom de mandataire : il ne peut ni le garder ni choisir
    (loi art. 22 I al. 3). Sans `remise` tant qu'il n'est pas distribué."""

    mandant: int
    recu_le: date
    remise: Remise | None = None


def distributeurs(
    president_cs: str | None, membres_cs: Sequence[str], president_seance: str | None
) -> tuple[Distributeur, ...]:
    """Ceux à qui le syndic peut remettre les pouvoirs en blanc : le président du conseil syndical,
    à défaut l'un de ses membres, à défaut le président de séance (décret art. 15-1).

    On donne ceux qui sont à l'assemblée. Lève `UserError` si aucun n'y est.
    """
    if president_cs:
        return (Distributeur(Role.PRESIDENT_CS, president_cs),)
    if membres_cs:
        return tuple(Distributeur(Role.MEMBRE_CS, nom) for nom in membres_cs)
    if president_seance:
        return (Distributeur(Role.PRESIDENT_SEANCE, president_seance),)
    raise UserError(
        "Personne ne peut encore distribuer les pouvoirs en blanc.",
        "Faites élire le président de séance : à défaut de conseil syndical, c'est à lui de le "
        "faire.",
    )


def distribuer(
    blanc: PouvoirEnBlanc,
    mandataire: Personne,
    par: Distributeur,
    presences: Mapping[int, Presence],
    cadre: Cadre,
) -> tuple[PouvoirEnBlanc, dict[int, Presence]]:
    """Le pouvoir distribué, et les présences ; un formulaire du mandant est écarté (décret
    art. 14-1). Lève `UserError` si le distributeur est un proche du syndic, et comme `confier`."""
    verifier_personne(par.nom, cadre, "distribuer les pouvoirs", "distributeur")
    given = confier(presences, blanc.mandant, mandataire, cadre)
    return replace(blanc, remise=Remise(par, mandataire)), given


def mentions_distribution(blancs: Iterable[PouvoirEnBlanc], cadre: Cadre) -> tuple[str, ...]:
    """Les phrases du procès-verbal : qui a distribué quels pouvoirs en blanc, et ceux qui ne l'ont
    pas été (décret art. 17 al. 2)."""
    given: dict[Distributeur, list[str]] = {}
    kept = []
    for blanc in blancs:
        mandant = cadre.nom(blanc.mandant)
        if blanc.remise is None:
            kept.append(mandant)
            continue
        chosen = f"{mandant} à {cadre.nom(blanc.remise.mandataire)}"
        given.setdefault(blanc.remise.par, []).append(chosen)
    said = [
        f"Pouvoirs reçus par le syndic sans nom de mandataire, distribués par {par.role}, "
        f"{par.nom} : {', '.join(found)}."
        for par, found in given.items()
    ]
    if kept:
        said.append(f"Pouvoirs reçus sans nom de mandataire et non distribués : {', '.join(kept)}.")
    return tuple(said)
