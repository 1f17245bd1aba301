"""Deux postes sur une assemblée ; close, elle ne s'écrit plus et ses voix ne bougent plus."""

from collections.abc import Callable
from datetime import date, time
from threading import Barrier, Thread
from time import sleep

import pytest
from sqlalchemy import func, select

from lsc_desktop.base.errors import GoneError, UserError
from lsc_desktop.domain.assemblees.majorites import Sens
from lsc_desktop.domain.assemblees.presences import Code
from lsc_desktop.domain.assemblees.saisie import CLOSE, AssembleeDraft
from lsc_desktop.domain.assemblees.voix import ecrit
from lsc_desktop.queries.assemblees.fiches import load_assemblee
from lsc_desktop.services.assemblees.fiches import ouverte, save_assemblee, supprimer_assemblee
from lsc_desktop.services.assemblees.mouvements import annuler_mouvement, mouvoir
from lsc_desktop.services.assemblees.pouvoirs import accepter_pouvoirs
from lsc_desktop.services.assemblees.presences import (
    pointer,
    pointer_tous,
    voter_par_correspondance,
)
from lsc_desktop.services.assemblees.votes import (
    amender,
    annuler_scrutin,
    noter,
    ouvrir_scrutin,
    unanimite,
    voter,
)
from lsc_desktop.storage.models import (
    Assemblee,
    MouvementAssemblee,
    Pointage,
    Possession,
    Scrutin,
    VoixArretee,
    Vote,
)
from tests.assemblees import LUNDI, VENDREDI, Salle, une_salle
from tests.coproprietes import un_coproprietaire, un_lot_de_copropriete

ENSEMBLE = 4  # postes qui frappent la même touche


@pytest.fixture
def salle(db, ctx) -> Salle:
    return une_salle(db, ctx, {"QUITUS": "24", "TOIT": "24"})


def ensemble(geste: Callable[[int], object], postes: int = ENSEMBLE) -> list[BaseException]:
    """Le même geste de plusieurs postes au même instant ; rend ce qu'ils ont levé."""
    raised, barrier = [], Barrier(postes)

    def frapper(rank: int) -> None:
        barrier.wait()
        try:
            geste(rank)
        except Exception as error:  # n'importe laquelle est un échec de l'essai, qui la montre
            raised.append(error)

    threads = [Thread(target=frapper, args=(rank,)) for rank in range(postes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def compte(db, model: type) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(model))


def test_le_meme_coproprietaire_pointe_de_deux_postes_n_a_qu_une_ligne(db, salle):
    codes = "OODD"
    assert ensemble(lambda rank: salle.pointer("A", codes[rank])) == []
    assert compte(db, Pointage) == 1
    assert salle.codes()["A"] in "OD", "le dernier l'emporte"


def test_le_meme_vote_frappe_de_deux_postes_n_en_fait_qu_un(db, salle):
    salle.feuille("OOOOOOOOOO")
    letters = "ONAO"
    assert ensemble(lambda rank: salle.voter("QUITUS", A=letters[rank], B="O")) == []
    assert (compte(db, Scrutin), compte(db, Vote)) == (1, 2)
    assert salle.compte("QUITUS")["non_votants"] == ("800", 8)


def test_un_formulaire_saisi_deux_fois_au_meme_instant_n_est_pas_double(salle):
    said = {"QUITUS": "O", "TOIT": "N"}
    assert ensemble(lambda _rank: salle.ecrire("A", said)) == []
    assert {len(held) for held in salle.seance().formulaires.values()} == {1}


def test_un_depart_note_de_deux_postes_ne_l_est_qu_une_fois(db, salle):
    salle.pointer("A", "O")
    raised = ensemble(lambda _rank: salle.mouvoir("TOIT", "A", "18:00", "N"))
    assert [str(error).startswith("A est déjà noté ainsi") for error in raised] == [True] * 3
    assert compte(db, MouvementAssemblee) == 1


def test_deux_assemblees_creees_ensemble_ont_chacune_leur_reference(db, ctx, salle):
    draft = AssembleeDraft(copropriete_id=salle.ids.id, date=VENDREDI, cle_id=salle.ids.cles["001"])

    def creer(_rank: int) -> None:
        with db.write() as session:
            save_assemblee(session, draft, ctx=ctx)

    assert ensemble(creer) == []
    with db.read() as session:
        assert sorted(session.scalars(select(Assemblee.numero))) == [
            f"{rank}-S001" for rank in range(1, ENSEMBLE + 2)
        ]


def pendant(db, ag: int, ici: Callable[[object], None], la_bas: Callable[[], None]) -> Exception:
    """`la_bas` attend qu'`ici`, qui tient l'assemblée, ait fini ; rend ce qu'il lève."""
    raised: list[Exception] = []

    def essayer() -> None:
        try:
            la_bas()
        except Exception as error:  # celle que l'essai veut voir
            raised.append(error)

    thread = Thread(target=essayer)
    with db.write() as session:
        ouverte(session, ag)
        thread.start()
        sleep(0.3)  # le temps qu'il vienne attendre
        assert thread.is_alive()
        ici(session)
    thread.join()
    return raised[0]


def test_un_vote_frappe_pendant_qu_un_autre_clot_est_refuse(db, salle):
    salle.feuille("OOOOOOOOOO")

    def clore(session) -> None:
        session.get_one(Assemblee, salle.ag).etat = CLOSE

    error = pendant(db, salle.ag, clore, lambda: salle.voter("QUITUS", A="O"))
    assert isinstance(error, UserError) and "close" in str(error)
    assert compte(db, Vote) == 0


def test_un_vote_frappe_pendant_qu_un_autre_retire_la_resolution_est_refuse(db, ctx, salle):
    salle.feuille("OOOOOOOOOO")

    def retirer(session) -> None:
        draft = load_assemblee(session, salle.ag)
        del draft.resolutions[1]
        save_assemblee(session, draft, ctx=ctx)

    error = pendant(db, salle.ag, retirer, lambda: salle.voter("TOIT", A="O"))
    assert isinstance(error, GoneError) and "Cette résolution a été retirée" in str(error)


GESTES = {
    "pointer": lambda s, x: pointer(s, x.ag, x.a, Code.PRESENT, ctx=x.ctx),
    "pointer_tous": lambda s, x: pointer_tous(s, x.ag, Code.PRESENT, True, ctx=x.ctx),
    "correspondance": lambda s, x: voter_par_correspondance(s, x.ag, x.a, LUNDI, {}, ctx=x.ctx),
    "accepter": lambda s, x: accepter_pouvoirs(s, x.ag, x.a, "Casper", "M. Morgon", ctx=x.ctx),
    "ouvrir": lambda s, x: ouvrir_scrutin(s, x.toit, 1, ctx=x.ctx),
    "voter": lambda s, x: voter(s, x.toit, 1, {x.a: Sens.OUI}, ctx=x.ctx),
    "unanimite": lambda s, x: unanimite(s, x.toit, 1, Sens.OUI, ctx=x.ctx),
    "annuler_scrutin": lambda s, x: annuler_scrutin(s, x.toit, 1, ctx=x.ctx),
    "amender": lambda s, x: amender(s, x.toit, True, "Autre", ctx=x.ctx),
    "noter": lambda s, x: noter(s, x.toit, "reserves", "Autre", ctx=x.ctx),
    "mouvoir": lambda s, x: mouvoir(s, x.toit, x.a, time(18), Code.ABSENT, ctx=x.ctx),
    "annuler_mouvement": lambda s, x: annuler_mouvement(s, x.mouvement, ctx=x.ctx),
    "enregistrer": lambda s, x: save_assemblee(s, load_assemblee(s, x.ag), ctx=x.ctx),
    "supprimer": lambda s, x: supprimer_assemblee(s, x.ag),
}


@pytest.mark.parametrize("geste", GESTES)
def test_une_assemblee_close_refuse_toute_ecriture(db, ctx, salle, geste):
    salle.pointer("A", "O")
    salle.mouvoir("TOIT", "B", "18:00", "O")
    with db.write() as session:
        session.get_one(Assemblee, salle.ag).etat = CLOSE
        move = session.scalars(select(MouvementAssemblee.id)).one()
    x = _Cible(ctx, salle.ag, salle.ids.tiers["A"], salle.resolutions["TOIT"], move)
    with pytest.raises(UserError, match="Cette assemblée est close"), db.write() as session:
        GESTES[geste](session, x)


class _Cible:
    def __init__(self, ctx, ag: int, a: int, toit: int, mouvement: int) -> None:
        self.ctx, self.ag, self.a, self.toit, self.mouvement = ctx, ag, a, toit, mouvement


def test_les_voix_d_une_assemblee_close_survivent_aux_ventes(db, salle):
    """B a vendu à K, le syndicat a vendu son lot, après coup et à une date d'avant l'assemblée : B
    vote encore, et se nomme ; le lot du syndicat n'a toujours pas de voix (loi art. 16 al. 2)."""
    with db.write() as session:
        un_coproprietaire(session, salle.ids, "SYNDICAT", nature="syndicat")
        lot = un_lot_de_copropriete(session, salle.ids, "SYNDICAT", "50")
        un_coproprietaire(session, salle.ids, "K")
    salle.feuille_de("ABCDEFGHIJ", "O")
    salle.tous_votent("QUITUS", "O")
    before = salle.resultat("QUITUS")
    with db.write() as session:
        for who, voices, nature in (
            *((salle.ids.tiers[n], 100, "seul") for n in "ABCDEFGHIJ"),
            (salle.ids.tiers["SYNDICAT"], 50, "syndicat"),
        ):
            session.add(VoixArretee(assemblee_id=salle.ag, cle_id=salle.ids.cles["001"],
                                    tiers_id=who, voix=voices * 10**5, nature=nature,
                                    hlm=False))  # fmt: skip
        session.get_one(Assemblee, salle.ag).etat = CLOSE
        for sold in (salle.ids.lots["B"], lot):
            held = session.scalars(
                select(Possession).where(Possession.lot_copropriete_id == sold)
            ).one()
            held.coproprietaire_id, held.du = salle.ids.coproprietaires["K"], date(2021, 11, 2)
    assert salle.resultat("QUITUS") == before
    seance = salle.seance()
    assert seance.electorat.noms[salle.ids.tiers["B"]] == "B"
    assert ecrit(seance.electorat.corps(seance.cle).total) == "1\u00a0000"
