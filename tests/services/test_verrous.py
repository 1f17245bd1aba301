"""Les fiches ouvertes : prendre, tenir, rendre, reprendre."""

from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select, update

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.verrous import Tenue, ouverte_par, reprise_par
from lsc_desktop.queries.verrous import tenue, tenues
from lsc_desktop.services.verrous import battre, oublier, prendre, rendre
from lsc_desktop.storage.models import Historique, Verrou
from lsc_desktop.storage.watch import watch

ICI = datetime(2026, 11, 22, 10, 50)
CLE = ("locataire", 7)


def seance(qui: str, jeton: str = "") -> Contexte:
    return Contexte(qui, ICI, ICI.date(), jeton or qui, f"POSTE-{qui.upper()}")


MARTINE, LUC = seance("Martine"), seance("Luc")


def prend(db, ctx, malgre="", cle=CLE):
    with db.write(ctx.utilisateur) as session:
        return prendre(session, *cle, ctx=ctx, malgre=malgre)


def vieillir(db, minutes: int) -> None:
    """Comme si le temps avait passé sans signe de vie."""
    with db.write() as session:
        for verrou in session.scalars(select(Verrou)):
            ago = timedelta(minutes=minutes)
            stmt = update(Verrou).where(Verrou.id == verrou.id)
            session.execute(stmt.values(vu_le=verrou.vu_le - ago, depuis=verrou.depuis - ago))


def test_le_premier_tient_la_fiche_le_second_le_voit(db):
    assert prend(db, MARTINE).qui == "Martine"
    found = prend(db, LUC)
    assert (found.qui, found.poste, found.jeton) == ("Martine", "POSTE-MARTINE", "Martine")
    assert not found.expiree


def test_les_heures_sont_celles_de_la_base_en_temps_universel(db):
    held = prend(db, MARTINE)
    assert abs(held.maintenant - held.depuis) < timedelta(seconds=5)
    assert held.depuis != ICI


def test_reprendre_sa_propre_fiche_ne_change_pas_depuis_quand(db):
    first = prend(db, MARTINE)
    again = prend(db, MARTINE)
    assert again.depuis == first.depuis and again.vu_le >= first.vu_le


def test_un_verrou_sans_signe_de_vie_se_reprend(db):
    prend(db, MARTINE)
    vieillir(db, 1)
    assert prend(db, LUC).qui == "Martine"
    vieillir(db, 1)
    assert prend(db, LUC).qui == "Luc"


def test_une_horloge_de_la_base_reculee_ne_tient_pas_une_fiche_pour_toujours(db):
    prend(db, MARTINE)
    vieillir(db, -60)  # le verrou d'un programme tué, daté d'une heure à venir
    found = prend(db, LUC)
    assert found.qui == "Luc" and not found.expiree


def test_reprendre_la_main_a_quelqu_un_de_vivant_se_decide(db):
    prend(db, MARTINE)
    assert prend(db, LUC, malgre="Paul").qui == "Martine", "un autre que celui qu'on croyait"
    assert prend(db, LUC, malgre="Martine").qui == "Luc"
    with db.write() as session:
        assert battre(session, "Martine") == set() and battre(session, "Luc") == {CLE}


def test_un_battement_prolonge_tout_ce_que_la_seance_tient(db):
    for cle in (CLE, ("lot", 1), ("lot", 2)):
        prend(db, MARTINE, cle=cle)
    prend(db, LUC, cle=("lot", 3))
    vieillir(db, 5)
    with db.write() as session:
        assert battre(session, "Martine") == {CLE, ("lot", 1), ("lot", 2)}
    with db.read() as session:
        found = tenues(session, [CLE, ("lot", 2), ("lot", 3), ("lot", 4)])
    assert {cle: t.expiree for cle, t in found.items()} == {
        CLE: False, ("lot", 2): False, ("lot", 3): True,
    }  # fmt: skip


def test_rendre_ne_lache_que_les_siennes(db):
    prend(db, MARTINE)
    prend(db, MARTINE, cle=("lot", 1))
    prend(db, LUC, cle=("lot", 2))
    with db.write() as session:
        rendre(session, "Martine", [CLE, ("lot", 2)])
    with db.read() as session:
        assert tenue(session, *CLE) is None and tenue(session, "lot", 2).qui == "Luc"
    with db.write() as session:
        rendre(session, "Martine")
    with db.read() as session:
        assert [v.qui for v in session.scalars(select(Verrou))] == ["Luc"]


def test_les_verrous_d_hier_s_oublient(db):
    prend(db, MARTINE)
    vieillir(db, 25 * 60)
    prend(db, LUC, cle=("lot", 2))
    with db.write() as session:
        oublier(session)
    with db.read() as session:
        assert [v.qui for v in session.scalars(select(Verrou))] == ["Luc"]


def test_un_verrou_n_ecrit_ni_historique_ni_signal(db):
    said = []
    watch(db, said.append)
    prend(db, MARTINE)
    prend(db, LUC, malgre="Martine")
    with db.write() as session:
        battre(session, "Luc")
        rendre(session, "Luc")
    assert said == []
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(Historique)) == 0


def test_deux_postes_au_meme_instant_un_seul_la_tient(db):
    found, barrier = [], Barrier(2)

    def ouvrir(ctx):
        barrier.wait()
        found.append((ctx.seance, prend(db, ctx).jeton))

    threads = [Thread(target=ouvrir, args=(ctx,)) for ctx in (MARTINE, LUC)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({holder for _who, holder in found}) == 1


# --- Ce qu'on en lit ----------------------------------------------------------------------------


def une_tenue(**over: object) -> Tenue:
    now = datetime(2026, 11, 22, 9, 50)
    values = {
        "fiche": "lot", "fiche_id": 1, "jeton": "m", "qui": "Martine", "poste": "ACCUEIL-2",
        "depuis": now - timedelta(minutes=8), "vu_le": now, "maintenant": now,
    }  # fmt: skip
    return Tenue(**{**values, **over})


@pytest.mark.parametrize(
    ("over", "phrase"),
    [
        ({}, "Ouverte par Martine (poste ACCUEIL-2) depuis 10:42."),
        ({"poste": "", "qui": ""}, "Ouverte par un collègue depuis 10:42."),
        (
            {"qui": "Luc"},
            "Ouverte par vous-même, dans une autre fenêtre (poste ACCUEIL-2) depuis 10:42.",
        ),
        (
            {"depuis": datetime(2026, 11, 21, 9, 50)},
            "Ouverte par Martine (poste ACCUEIL-2) depuis le 21/11/2026 à 10:50.",
        ),
        (
            {"vu_le": datetime(2026, 11, 22, 9, 45)},
            "Ouverte par Martine (poste ACCUEIL-2) depuis 10:42, sans signe de vie depuis 10:45.",
        ),
    ],
)
def test_on_lit_qui_et_depuis_quand_a_l_heure_de_son_poste(over, phrase):
    assert ouverte_par(une_tenue(**over), "Luc", ICI) == phrase


def test_on_lit_qui_a_repris_la_main():
    assert reprise_par(une_tenue(), "Luc", ICI) == "Martine a repris la main à 10:42."
    assert reprise_par(une_tenue(), "Martine", ICI).startswith("Vous avez repris la main")
