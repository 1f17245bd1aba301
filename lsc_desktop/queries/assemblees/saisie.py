"""Ce que montrent les onglets Saisie des présences et Saisie des votes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.domain.assemblees.pouvoirs import Cadre
from lsc_desktop.domain.assemblees.pouvoirs_en_blanc import Distributeur, PouvoirEnBlanc
from lsc_desktop.domain.assemblees.resolutions import numeros
from lsc_desktop.domain.assemblees.saisie import CLOSE
from lsc_desktop.domain.assemblees.seance import Seance
from lsc_desktop.queries.assemblees.pouvoirs import (
    Conseil,
    cadre,
    conseil,
    distributeurs_presents,
    en_blanc,
)
from lsc_desktop.queries.assemblees.seance import load_seance, trouver_assemblee
from lsc_desktop.queries.configuration import load_configuration_syndic
from lsc_desktop.storage.models import Assemblee, CleRepartition, MouvementAssemblee, Resolution


@dataclass(frozen=True, slots=True)
class Texte:
    """Ce qu'on lit et note d'une résolution en séance ; `adopte` : le texte amendé."""

    projet: str = ""
    adopte: str = ""
    second: str = ""
    reserves: str = ""


@dataclass(frozen=True, slots=True)
class Geste:
    """Une arrivée ou un départ déjà noté."""

    id: int
    qui: int
    resolution: int
    heure: str
    code: str


@dataclass(frozen=True, slots=True)
class Saisie:
    """Une assemblée en séance. `cles` : id → « 010-CHARGES COMMUNES GENERALES ».

    `correspondance` : l'agence gère le vote à distance et par correspondance (seed L2348).
    """

    id: int
    le: date
    seance: Seance
    cadre: Cadre
    cles: Mapping[int, str]
    numeros: Mapping[int, str]
    textes: Mapping[int, Texte]
    gestes: tuple[Geste, ...]
    president: str
    close: bool
    conseil: Conseil
    blancs: tuple[PouvoirEnBlanc, ...] = ()
    correspondance: bool = True
    empreinte: tuple[Any, ...] = ()

    def nom(self, qui: int | str | None) -> str:
        """Un copropriétaire, ou un tiers qui en représente un."""
        return self.seance.electorat.noms.get(qui, "") if isinstance(qui, int) else qui or ""

    def distributeurs(self) -> tuple[Distributeur, ...]:
        """Qui peut distribuer les pouvoirs en blanc ; lève `UserError` si personne ne le peut."""
        return distributeurs_presents(self.conseil, self.seance, self.president)


def empreinte(session: Session, assemblee_id: int) -> tuple[Any, ...]:
    """Change dès qu'un poste écrit en séance, clôt ou rouvre : ce qu'on regarde avant de relire."""
    stmt = select(Assemblee.gestes, Assemblee.etat).where(Assemblee.id == assemblee_id)
    return tuple(session.execute(stmt).first() or ())


def load_saisie(session: Session, assemblee_id: int) -> Saisie:
    ag = trouver_assemblee(session, assemblee_id)
    seance = load_seance(session, assemblee_id)
    keys = session.execute(
        select(CleRepartition.id, CleRepartition.code, CleRepartition.libelle)
        .where(CleRepartition.copropriete_id == ag.copropriete_id)
        .order_by(CleRepartition.rang, CleRepartition.id)
    )
    texts = session.execute(
        select(
            Resolution.id, Resolution.projet, Resolution.texte_adopte, Resolution.texte_second,
            Resolution.reserves,
        ).where(Resolution.assemblee_id == assemblee_id)
    )  # fmt: skip
    moves = session.execute(
        select(
            MouvementAssemblee.id, MouvementAssemblee.tiers_id, MouvementAssemblee.resolution_id,
            MouvementAssemblee.heure, MouvementAssemblee.code,
        )
        .where(MouvementAssemblee.assemblee_id == assemblee_id)
        .order_by(MouvementAssemblee.id)
    )  # fmt: skip
    return Saisie(
        id=assemblee_id,
        le=ag.date,
        seance=seance,
        cadre=cadre(session, assemblee_id, seance),
        cles={row.id: f"{row.code}-{row.libelle}" for row in keys},
        numeros=numeros(seance.resolutions),
        textes={row[0]: Texte(*row[1:]) for row in texts},
        gestes=tuple(Geste(*row) for row in moves),
        president=ag.president,
        close=ag.etat == CLOSE,
        conseil=conseil(session, ag),
        blancs=en_blanc(session, assemblee_id),
        correspondance=load_configuration_syndic(session).vote_correspondance,
        empreinte=empreinte(session, assemblee_id),
    )
