"""La sauvegarde à ses heures : une fois par créneau, quoi que fassent l'horloge et les postes."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lsc_desktop.base.errors import TemporaryError
from lsc_desktop.jobs import travaux
from lsc_desktop.jobs.horaire import a_l_heure, due
from lsc_desktop.queries.sauvegardes import load_reglage
from lsc_desktop.queries.services_systeme.registre import SAUVEGARDE
from lsc_desktop.services import passages
from lsc_desktop.services.sauvegardes import save_reglage
from lsc_desktop.storage.models import Passage
from tests.bases import ouverte


def a(heure: str, jour: int = 25, mois: int = 10, annee: int = 2021) -> datetime:
    return datetime.strptime(f"{annee}-{mois:02}-{jour:02} {heure}", "%Y-%m-%d %H:%M")


@pytest.fixture
def regler(db, ctx, dossier):
    """Change le réglage ; les copies restent dans le dossier de l'essai."""

    def run(**valeurs) -> None:
        regle(db, ctx, **{"dossier": str(dossier), **valeurs})

    run()
    return run


@pytest.fixture
def passer(db, ctx, agence, regler):
    """Joue ce qui est dû à cette heure-là ; vrai si une copie a été faite."""

    def run(quand: datetime) -> bool:
        return a_l_heure(db, replace(ctx, maintenant=quand), SAUVEGARDE) is not None

    return run


def regle(db, ctx, **valeurs) -> None:
    with db.write("Martine") as session:
        held = replace(load_reglage(session), **valeurs)
        save_reglage(session, held, ctx=ctx)


def test_une_fois_par_creneau(passer):
    heures = ["12:29", "12:30", "12:31", "19:29", "19:30", "23:59"]
    assert [passer(a(heure)) for heure in heures] == [True, True, False, False, True, False]


def test_un_retard_de_plusieurs_jours_ne_se_rattrape_qu_une_fois(passer):
    assert passer(a("12:30", 1)) and passer(a("09:00", 20)) and not passer(a("09:01", 20))


def test_l_heure_jouee_deux_fois_le_25_octobre_ne_fait_qu_une_copie(regler, passer):
    regler(heures="02:30")
    murale = ["02:29", "02:30", "02:59", "02:00", "02:30", "02:59", "03:00"]
    assert [passer(a(h, 25, 10, 2026)) for h in murale] == [True, True] + [False] * 5


def test_l_heure_absente_le_29_mars_fait_une_copie(regler, passer):
    regler(heures="02:30")
    assert passer(a("02:30", 28, 3, 2026))
    assert [passer(a(h, 29, 3, 2026)) for h in ("01:59", "03:00", "03:01")] == [False, True, False]


def test_une_horloge_qui_recule_ne_refait_rien(passer):
    murale = ["12:30", "19:31", "12:45", "18:31", "19:30"]
    assert [passer(a(heure)) for heure in murale] == [True, True, False, False, False]


def test_une_horloge_qui_avancait_n_arrete_pas_les_copies(passer):
    assert passer(a("12:30", annee=2031)) and passer(a("12:30")) and passer(a("19:30"))


def test_arretees_elles_ne_se_font_plus(regler, passer):
    regler(active=False)
    assert not passer(a("12:30"))


def test_plusieurs_postes_au_meme_instant_font_une_seule_copie(db, ctx, agence, regler, dossier):
    bases = [ouverte(db.url.render_as_string(hide_password=False)) for _ in range(6)]

    def essaye(rang: int) -> bool:
        own = replace(ctx, maintenant=a("12:30"), seance=str(rang), poste=f"POSTE-{rang}")
        return a_l_heure(bases[rang], own, SAUVEGARDE) is not None

    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(essaye, range(6)))
    for base in bases:
        base.close()
    assert sum(done) == 1 and len(list(dossier.iterdir())) == 1


def test_un_echec_se_retente_plus_tard_trois_fois_au_plus(db, ctx, agence, monkeypatch):
    monkeypatch.setattr(travaux, "sauvegarder", _plein)
    now = replace(ctx, maintenant=a("12:30"))
    for _ in range(5):
        with suppress(TemporaryError):
            a_l_heure(db, now, SAUVEGARDE)
        with db.write() as session:  # un quart d'heure a passé
            session.query(Passage).one().vu_le -= timedelta(minutes=16)
    with db.read() as session:
        passage = session.query(Passage).one()
        assert (passage.etat, passage.essais, passage.message) == (
            "echec",
            3,
            "Le disque est plein.",
        )


def _plein(*_args, **_options):
    raise TemporaryError("Le disque est plein.", "Libérez de la place.")


def test_un_creneau_dont_le_poste_est_mort_se_reprend(db, ctx, passer):
    with db.write() as session:
        passages.prendre(session, "sauvegarde", "2021-10-25 12:30", "mort", ctx)
    assert not passer(a("12:31"))
    with db.write() as session:
        session.query(Passage).one().vu_le -= timedelta(minutes=3)
    assert passer(a("12:34")) and due(db, a("12:35"), SAUVEGARDE) == ""


def test_une_horloge_de_la_base_reculee_ne_perd_pas_le_creneau_d_un_poste_mort(db, ctx, passer):
    with db.write() as session:
        passages.prendre(session, "sauvegarde", "2021-10-25 12:30", "mort", ctx)
        session.flush()
        session.query(Passage).one().vu_le += timedelta(days=1)
    assert passer(a("12:34")) and due(db, a("12:35"), SAUVEGARDE) == ""
