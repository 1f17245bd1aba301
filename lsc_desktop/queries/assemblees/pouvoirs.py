"""Les pouvoirs d'une assemblée : ce qui les limite, ceux reçus sans nom, qui les distribue."""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lsc_desktop.domain.assemblees.pouvoirs import (
    Acceptation,
    Cadre,
    Lien,
    Mode,
    Personne,
    regime,
)
from lsc_desktop.domain.assemblees.pouvoirs_en_blanc import (
    Distributeur,
    PouvoirEnBlanc,
    Remise,
    Role,
    distributeurs,
)
from lsc_desktop.domain.assemblees.presences import ABSENCE, PRENEURS
from lsc_desktop.domain.assemblees.seance import Seance
from lsc_desktop.queries.assemblees.seance import trouver_assemblee
from lsc_desktop.queries.coproprietes.syndic import agence
from lsc_desktop.storage import models
from lsc_desktop.storage.models import (
    Assemblee,
    CleRepartition,
    Copropriete,
    MembreConseil,
    Pointage,
    PouvoirAccepte,
    Utilisateur,
)


@dataclass(frozen=True, slots=True)
class Conseil:
    """Le conseil syndical en fonction le jour de l'assemblée, par identités."""

    president: int | None = None
    membres: tuple[int, ...] = ()


def cadre(session: Session, assemblee_id: int, seance: Seance) -> Cadre:
    """Ce qu'il faut pour juger les pouvoirs : la clé générale, le régime du jour, les accords."""
    ag = trouver_assemblee(session, assemblee_id)
    copropriete = session.get_one(Copropriete, ag.copropriete_id)
    general = select(CleRepartition.id).where(
        CleRepartition.copropriete_id == copropriete.id, CleRepartition.generale
    )
    agreed = session.scalars(
        select(PouvoirAccepte)
        .where(PouvoirAccepte.assemblee_id == assemblee_id)
        .order_by(PouvoirAccepte.id)
    )
    forbidden = session.scalars(
        select(Pointage.tiers_id).where(
            Pointage.assemblee_id == assemblee_id, Pointage.subdelegation_interdite
        )
    )
    return Cadre(
        corps=seance.electorat.corps(session.scalar(general) or ag.cle_id),
        regime=regime(Mode[copropriete.pouvoirs.upper()], ag.date),
        noms=seance.electorat.noms,
        ecartes=_ecartes(session),
        sans_subdelegation=frozenset(forbidden),
        acceptations=tuple(
            Acceptation(
                _personne(a.mandataire_id, a.mandataire_nom), a.president, a.nombre, a.cumul
            )
            for a in agreed
        ),
    )


def en_blanc(session: Session, assemblee_id: int) -> tuple[PouvoirEnBlanc, ...]:
    """Ceux reçus sans nom de mandataire, dans l'ordre où ils ont été notés."""
    stmt = (
        select(models.PouvoirEnBlanc)
        .where(models.PouvoirEnBlanc.assemblee_id == assemblee_id)
        .order_by(models.PouvoirEnBlanc.id)
    )
    return tuple(map(pouvoir_en_blanc, session.scalars(stmt)))


def pouvoir_en_blanc(record: models.PouvoirEnBlanc) -> PouvoirEnBlanc:
    remise = None
    if record.role:
        who = _personne(record.mandataire_id, record.mandataire_nom)
        remise = Remise(Distributeur(Role[record.role.upper()], record.distributeur), who)
    return PouvoirEnBlanc(record.tiers_id, record.recu_le, remise)


def conseil(session: Session, ag: Assemblee) -> Conseil:
    """Ceux dont le mandat court le jour de l'assemblée, dans l'ordre de la fiche."""
    stmt = (
        select(MembreConseil.tiers_id, MembreConseil.president)
        .where(
            MembreConseil.copropriete_id == ag.copropriete_id,
            or_(MembreConseil.du.is_(None), MembreConseil.du <= ag.date),
            or_(MembreConseil.au.is_(None), MembreConseil.au >= ag.date),
        )
        .order_by(MembreConseil.rang, MembreConseil.id)
    )
    found = session.execute(stmt).all()
    head = next((row.tiers_id for row in found if row.president), None)
    return Conseil(head, tuple(row.tiers_id for row in found if row.tiers_id != head))


def distributeurs_presents(
    conseil: Conseil, seance: Seance, president: str
) -> tuple[Distributeur, ...]:
    """Qui peut distribuer les pouvoirs en blanc, de ceux qui sont à l'assemblée ; lève comme
    `distributeurs`."""
    names = {
        who: name
        for who, name in seance.electorat.noms.items()
        if seance.presences.get(who, ABSENCE).code in PRENEURS
    }
    return distributeurs(
        names.get(conseil.president) if conseil.president is not None else None,
        [names[who] for who in conseil.membres if who in names],
        president or None,
    )


def _personne(id: int | None, nom: str) -> Personne:
    return nom if id is None else id


def _ecartes(session: Session) -> dict[Personne, Lien]:
    """Ceux que le programme sait écarter par leur nom : le syndic, et ses préposés, qui sont ceux
    qui l'emploient (loi art. 22 I, 1° et 3°). Leurs familles ne lui sont pas connues."""
    staff = session.scalars(select(Utilisateur.nom).where(Utilisateur.actif))
    found: dict[Personne, Lien] = dict.fromkeys(staff, Lien.PREPOSE)
    syndic = agence(session)
    return found if syndic is None else {**found, syndic.nom: Lien.SYNDIC}
