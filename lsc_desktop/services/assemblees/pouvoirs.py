"""Les pouvoirs hors de l'ordinaire : au-delà de la limite, transmis, ou reçus sans nom."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.errors import GoneError, UserError
from lsc_desktop.domain.assemblees.pouvoirs import Personne, pouvoirs_de
from lsc_desktop.domain.assemblees.pouvoirs_en_blanc import Distributeur, distribuer
from lsc_desktop.domain.assemblees.presences import ABSENCE, PRENEURS, Code, donner_pouvoir
from lsc_desktop.queries.assemblees.pouvoirs import (
    cadre,
    conseil,
    distributeurs_presents,
    pouvoir_en_blanc,
)
from lsc_desktop.queries.assemblees.seance import load_seance
from lsc_desktop.services.assemblees.controles import accorder, designer, verifier_electeur
from lsc_desktop.services.assemblees.fiches import ouverte
from lsc_desktop.services.assemblees.presences import pointage_de, pointer, representer
from lsc_desktop.storage.models import PouvoirEnBlanc


def accepter_pouvoirs(
    session: Session,
    assemblee_id: int,
    qui: int,
    mandataire: Personne,
    president: str,
    *,
    ctx: Contexte,
    transmis: bool = False,
) -> None:
    """Le président de séance admet ce pouvoir au-delà de la limite (D35) ; le voilà donné, ou
    transmis, dès l'ouverture.

    Lève `UserError` s'il n'y a rien à accepter, si l'on ne sait qui préside, et comme `pointer`.
    """
    ouverte(session, assemblee_id)
    seance = load_seance(session, assemblee_id, votes=False)
    verifier_electeur(seance, qui)
    chosen = designer(seance, mandataire)
    given = donner_pouvoir(seance.presences, qui, chosen)
    frame = cadre(session, assemblee_id, seance)
    accorder(session, assemblee_id, pouvoirs_de(given, chosen, frame), president)
    pointer(
        session, assemblee_id, qui, Code.REPRESENTE, ctx=ctx, mandataire=chosen, transmis=transmis
    )


def recevoir_en_blanc(
    session: Session, assemblee_id: int, qui: int, recu_le: date, *, ctx: Contexte
) -> None:
    """Le syndic a reçu ce pouvoir sans nom de mandataire ; noté deux fois, il change de jour.

    Lève `UserError` si la personne est déjà représentée, ou s'il est reçu après l'assemblée.
    """
    ag = ouverte(session, assemblee_id)
    seance = load_seance(session, assemblee_id, votes=False)
    verifier_electeur(seance, qui)
    if recu_le > ag.date:
        raise UserError(
            f"Ce pouvoir serait reçu après l'assemblée du {date_fr(ag.date)}.",
            "Vérifiez la date de réception.",
            "recu_le",
        )
    record = _trouver(session, assemblee_id, qui)
    if record is None:
        if seance.presences.get(qui, ABSENCE).code is Code.REPRESENTE:
            raise UserError(
                f"{seance.electorat.noms[qui]} est déjà représenté.",
                "Un seul des deux pouvoirs vaut : demandez-lui lequel ; pour noter celui-ci, "
                "pointez-le d'abord absent (N).",
            )
        record = PouvoirEnBlanc(assemblee_id=assemblee_id, tiers_id=qui)
    record.recu_le = recu_le
    session.add(record)
    session.flush()


def distribuer_en_blanc(
    session: Session,
    assemblee_id: int,
    qui: int,
    mandataire: Personne,
    par: Distributeur,
    *,
    ctx: Contexte,
) -> None:
    """Le pouvoir reçu sans nom va à ce mandataire, que `par` a choisi (décret art. 15-1).

    Lève `UserError` si `par` ne peut distribuer, si le mandant est venu, ou si ce mandataire ne
    peut porter son pouvoir.
    """
    ag = ouverte(session, assemblee_id)
    seance = load_seance(session, assemblee_id, votes=False)
    record = _exiger(session, assemblee_id, qui)
    if par not in distributeurs_presents(conseil(session, ag), seance, ag.president):
        raise UserError(
            f"{par.nom} ne peut pas distribuer ce pouvoir.",
            "C'est au président du conseil syndical, à défaut à l'un de ses membres, à défaut au "
            "président de séance, s'il est à l'assemblée (décret 67-223, art. 15-1).",
            "distributeur",
        )
    if seance.presences.get(qui, ABSENCE).code in PRENEURS:
        raise UserError(
            f"{seance.electorat.noms[qui]} est à l'assemblée : son pouvoir ne sert plus.",
            "S'il n'est pas venu, pointez-le d'abord absent (N).",
        )
    chosen = designer(seance, mandataire)
    frame = cadre(session, assemblee_id, seance)
    blank = replace(pouvoir_en_blanc(record), remise=None)
    distribuer(blank, chosen, par, seance.presences, frame)
    representer(session, seance, pointage_de(session, assemblee_id, qui), chosen, frame)
    record.role, record.distributeur = par.role.name.lower(), par.nom
    record.mandataire_id = chosen if isinstance(chosen, int) else None
    record.mandataire_nom = chosen if isinstance(chosen, str) else ""
    session.flush()


def retirer_en_blanc(session: Session, assemblee_id: int, qui: int, *, ctx: Contexte) -> None:
    """Noté par erreur, ou remplacé par un pouvoir nommé.

    Lève `UserError` s'il est distribué : le mandant resterait représenté.
    """
    ouverte(session, assemblee_id)
    record = _exiger(session, assemblee_id, qui)
    if record.role:
        raise UserError(
            "Ce pouvoir est déjà distribué.",
            "Pointez d'abord le mandant absent (N) : le pouvoir revient parmi ceux à distribuer.",
        )
    session.delete(record)
    session.flush()


def _trouver(session: Session, assemblee_id: int, qui: int) -> PouvoirEnBlanc | None:
    return session.scalar(
        select(PouvoirEnBlanc).where(
            PouvoirEnBlanc.assemblee_id == assemblee_id, PouvoirEnBlanc.tiers_id == qui
        )
    )


def _exiger(session: Session, assemblee_id: int, qui: int) -> PouvoirEnBlanc:
    record = _trouver(session, assemblee_id, qui)
    if record is None:
        raise GoneError("Ce pouvoir en blanc a été retiré.", "Relisez la liste.")
    return record
