"""Relire ce qu'on va publier vers une cible, sans rien envoyer : contrôle et simulation."""

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.classeurs import Metier
from lsc_desktop.domain.publications.constats import (
    CONTROLE,
    SANS_DECRET,
    SIMULATION,
    acces_sans_lettre,
    bilan,
    relever,
    simulation,
)
from lsc_desktop.domain.publications.controles import controler
from lsc_desktop.domain.publications.listes_legales import completude
from lsc_desktop.jobs.publication import preparer, simuler
from lsc_desktop.queries.acces import sans_lettre
from lsc_desktop.queries.publications.constats import immeubles_tenus, suit_le_decret
from lsc_desktop.queries.publications.depots import mesure, titres
from lsc_desktop.queries.publications.registre import load_voulu
from lsc_desktop.services.constats import garder
from lsc_desktop.storage.engine import Database


def relever_simulation(db: Database, ctx: Contexte, cible_id: int) -> str:
    """Garde ce que ferait un envoi, ligne à ligne ; rend son bilan en une phrase."""
    found = simuler(db, ctx, cible_id)
    with db.read() as session:
        rate = mesure(session, cible_id)
        lines = simulation(
            found.ecart,
            found.voulu.etats,
            bloques=found.voulu.bloques,
            titres=titres(session, cible_id),
            mesure=rate,
        )
    with db.write(ctx.utilisateur) as session:
        garder(session, cible_id, SIMULATION, lines, ctx.maintenant)
    return " ".join(bilan(found.ecart, rate))


def relever_controle(db: Database, ctx: Contexte, cible_id: int) -> int:
    """Garde ce qui cloche dans ce qui part, ou devrait ; rend combien de constats."""
    preparer(db, ctx)
    with db.read() as session:
        voulu = load_voulu(session, cible_id, ctx.aujourd_hui)
        people = [int(account.tiers) for account in voulu.annuaire.publies]
        unread = sans_lettre(session, people) if voulu.cible.acces else 0
        defects = list(controler(voulu.etats, voulu.annuaire))
        legal = voulu.cible.documents and Metier.SYNDIC in voulu.cible.metiers
        held = immeubles_tenus(session) if legal else []
        known = suit_le_decret(session)
        if held and known:
            defects += completude(held, voulu.etats, voulu.annuaire, ctx.aujourd_hui)
    lines = (*acces_sans_lettre(unread), *relever(defects, voulu.etats))
    if held and not known:
        lines = (*lines, SANS_DECRET)
    with db.write(ctx.utilisateur) as session:
        garder(session, cible_id, CONTROLE, lines, ctx.maintenant)
    return len(lines)
