"""Noter une arrivée, un départ, un pouvoir donné en séance ; en revenir."""

from dataclasses import replace
from datetime import time

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import GoneError, UserError
from lsc_desktop.domain.assemblees.delegations import confier, subdeleguer, verifier
from lsc_desktop.domain.assemblees.pouvoirs import Cadre, Personne, cle, pouvoirs_de
from lsc_desktop.domain.assemblees.presences import (
    ABSENCE,
    Code,
    Mouvement,
    Presence,
    au_moment,
    donner_pouvoir,
)
from lsc_desktop.domain.assemblees.seance import Seance, defaillir
from lsc_desktop.queries.assemblees.pouvoirs import cadre
from lsc_desktop.queries.assemblees.seance import load_seance
from lsc_desktop.services.assemblees.controles import (
    accorder,
    designer,
    verifier_electeur,
    verifier_suite,
)
from lsc_desktop.services.assemblees.fiches import ouverte, ouverte_pour
from lsc_desktop.storage.models import Assemblee, MouvementAssemblee

JOUR = 24 * 60  # minutes
AVANCE = 6 * 60  # on arrive au plus tôt six heures avant l'ouverture ; au-delà, c'est le lendemain


def mouvoir(
    session: Session,
    resolution_id: int,
    qui: int,
    heure: time,
    code: Code,
    mandataire: Personne | None = None,
    *,
    ctx: Contexte,
    president: str = "",
) -> None:
    """Une arrivée (O, D ou R) ou un départ (N), à partir de cette résolution.

    `president` : celui qui admet un pouvoir au-delà de la limite (D35). Lève `UserError` si rien ne
    change, si l'heure contredit un autre mouvement, si un mandataire part avec ses pouvoirs, ou si
    le pouvoir ne peut être donné.
    """
    ag = ouverte_pour(session, resolution_id)
    seance = load_seance(session, ag.id, votes=False)
    verifier_electeur(seance, qui)
    rang = seance.rangs[resolution_id]
    _verifier_heure(seance, ag, qui, rang, heure)
    before = [m for m in seance.mouvements if (m.rang, m.heure) <= (rang, heure)]
    here = defaillir(au_moment(seance.pointees, before, rang))
    chosen = designer(seance, mandataire) if code is Code.REPRESENTE else None
    _verifier_changement(seance, qui, here.get(qui, ABSENCE), Presence(code, chosen))
    move = Mouvement(qui, rang, heure, code, chosen)
    after = replace(seance, mouvements=(*seance.mouvements, move))
    if chosen is not None:
        frame = cadre(session, ag.id, seance)
        if president:
            given = donner_pouvoir({**here, qui: ABSENCE}, qui, chosen)
            agreed = accorder(session, ag.id, pouvoirs_de(given, chosen, frame), president)
            frame = replace(frame, acceptations=(*frame.acceptations, agreed))
        _confier(here, qui, chosen, frame)
        for rank, state in after.etats.items():
            if rank >= rang:
                verifier(state, chosen, frame)
    verifier_suite(seance, after)
    session.add(
        MouvementAssemblee(
            assemblee_id=ag.id,
            tiers_id=qui,
            resolution_id=resolution_id,
            heure=f"{heure:%H:%M}",
            code=code.value,
            mandataire_id=chosen if isinstance(chosen, int) else None,
            mandataire_nom=chosen if isinstance(chosen, str) else "",
        )
    )
    session.flush()


def annuler_mouvement(session: Session, mouvement_id: int, *, ctx: Contexte) -> None:
    """Comme s'il n'avait pas été noté ; les votes déjà saisis restent, comptés ou non selon lui.

    Lève `UserError` si quelqu'un y perd son mandataire.
    """
    owner = select(MouvementAssemblee.assemblee_id).where(MouvementAssemblee.id == mouvement_id)
    assemblee_id = session.scalar(owner)
    if assemblee_id is not None:
        ouverte(session, assemblee_id)
    found = session.get(MouvementAssemblee, mouvement_id, populate_existing=True)
    if assemblee_id is None or found is None:
        raise GoneError("Ce mouvement a déjà été annulé.", "Relisez la liste.")
    before = load_seance(session, assemblee_id, votes=False)
    session.delete(found)
    session.flush()
    verifier_suite(before, load_seance(session, assemblee_id, votes=False))


def _verifier_changement(seance: Seance, qui: int, held: Presence, wanted: Presence) -> None:
    nom = seance.electorat.noms[qui]
    if wanted.code is Code.CORRESPONDANCE:
        raise UserError(
            "On ne vote pas par correspondance en cours d'assemblée.",
            "Un formulaire se saisit dans l'onglet Saisie des présences.",
        )
    if held.code is Code.CORRESPONDANCE and wanted.code is Code.ABSENT:
        raise UserError(
            f"{nom} vote par correspondance : il n'est pas là, et n'a donc pas à partir.",
            "Pour écarter son formulaire, pointez-le absent (N), à la Saisie des présences.",
        )
    if held.code is wanted.code and cle(held.mandataire) == cle(wanted.mandataire):
        raise UserError(f"{nom} est déjà noté ainsi à cette résolution.", "Rien n'a été changé.")


def _verifier_heure(seance: Seance, ag: Assemblee, qui: int, rang: int, heure: time) -> None:
    """Les mouvements d'une même personne vont de résolution en résolution avec l'heure."""
    opening = time.fromisoformat(ag.heure) if ag.heure else time()
    now = _depuis(opening, heure)
    for move in seance.mouvements:
        other = _depuis(opening, move.heure)
        if move.identite == qui and (move.rang - rang) * (other - now) < 0:
            raise UserError(
                f"{seance.electorat.noms[qui]} a déjà un mouvement à {move.heure:%H:%M}, à la "
                f"résolution « {seance.agenda[move.rang - 1].titre} ».",
                "Vérifiez l'heure et la résolution, ou annulez l'autre mouvement.",
                "heure",
            )


def _depuis(opening: time, heure: time) -> int:
    """Minutes, depuis six heures avant l'ouverture : une assemblée finit parfois après minuit."""
    minutes = heure.hour * 60 + heure.minute - opening.hour * 60 - opening.minute
    return (minutes + AVANCE) % JOUR


def _confier(here: dict[int, Presence], qui: int, mandataire: Personne, frame: Cadre) -> None:
    """Un pouvoir déjà donné passe à un autre ; sinon il se donne. Lève comme `confier`."""
    given = here.get(qui, ABSENCE).mandataire
    (confier if given is None else subdeleguer)(here, qui, mandataire, frame)
