"""Le meneur : un seul entre toutes les sessions, remplacé dès qu'il meurt ou se ferme."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from lsc_desktop.base.errors import TemporaryError
from lsc_desktop.domain.services_systeme import FENETRE, SERVICE
from lsc_desktop.jobs import meneur as module
from lsc_desktop.jobs.meneur import Candidat
from lsc_desktop.queries.services_systeme.etat import meneur
from lsc_desktop.storage.models import Meneur
from tests.bases import ouverte

BAIL = timedelta(seconds=2)
LONG = timedelta(hours=1)  # là où rien n'attend qu'il expire


@pytest.fixture
def candidat(db, ctx):
    """Une session de plus sur la base ; toutes se ferment ensuite."""
    made = []

    def ouvrir(nom: str, sorte: str = FENETRE, bail: timedelta = BAIL) -> Candidat:
        base = ouverte(db.url.render_as_string(hide_password=False))
        made.append(Candidat(base, lambda: replace(ctx, poste=nom), nom, sorte, bail))
        return made[-1]

    yield ouvrir
    for one in made:
        one.stop()
        one.db.close()


def attendre(condition, secondes: float) -> float:
    """Rend les secondes qu'il a fallu."""
    start = time.monotonic()
    while not condition() and time.monotonic() - start < secondes:
        time.sleep(0.01)
    assert condition()
    return time.monotonic() - start


def test_vingt_sessions_au_meme_instant_elisent_une_seule(candidat):
    tous = [candidat(f"P{rank}", bail=LONG) for rank in range(20)]
    for _ in range(3):  # la première élection crée la ligne, les autres la prennent
        with ThreadPoolExecutor(20) as pool:
            assert sum(pool.map(Candidat.prendre, tous)) == 1
        next(one for one in tous if one.tient()).stop()


def test_le_meneur_renouvelle_tant_qu_il_vit(candidat):
    bail = 2 * BAIL  # il bat au quart : une machine chargée a le temps de le renouveler
    (un, deux) = candidat("A", bail=bail), candidat("B", bail=bail)
    assert un.prendre()
    un.start()
    deux.start()
    end = time.monotonic() + bail.total_seconds() * 1.5
    while time.monotonic() < end:
        assert un.tient() and not deux.tient()
        time.sleep(0.05)


def test_mort_un_autre_le_remplace_dans_la_duree_du_bail(candidat):
    (mort, suivant) = candidat("A"), candidat("B")
    assert mort.prendre()  # il n'a pas de fil : il ne renouvellera pas
    suivant.start()
    retard = 8  # secondes qu'une machine lente met à le voir ; le bail du programme en dure 90
    assert attendre(suivant.tient, 60) <= BAIL.total_seconds() + retard
    assert not mort.tient()


def test_ferme_il_le_rend_aussitot(candidat):
    (un, deux) = candidat("A", bail=LONG), candidat("B", bail=LONG)
    assert un.prendre() and not deux.prendre()
    un.stop()
    assert deux.prendre()


def test_le_service_prend_le_bail_a_une_fenetre_qui_s_en_apercoit(candidat):
    (fenetre, service) = candidat("A", bail=LONG), candidat("S", SERVICE, bail=LONG)
    assert fenetre.prendre() and service.prendre()
    assert not fenetre.prendre() and not fenetre.tient()
    assert service.prendre()


def test_une_base_hors_d_atteinte_fait_tomber_le_bail_a_temps(candidat, monkeypatch):
    """Personne d'autre ne peut l'avoir pris avant que celui-ci ne se croie plus meneur."""
    un, autre = candidat("A"), candidat("B")
    assert un.prendre()

    def away(*_args):
        raise TemporaryError("La base est hors d'atteinte.", "")

    monkeypatch.setattr(un.db, "read", away)
    un.start()
    attendre(autre.prendre, 60)
    assert not un.tient()
    monkeypatch.undo()
    un._over.set()


@pytest.mark.parametrize("horloge", ["monotonic", "time"])
def test_une_machine_qui_s_eveille_ne_se_croit_plus_meneuse(candidat, monkeypatch, horloge):
    """Endormie, l'une des deux horloges s'arrête ; l'autre suffit à le savoir."""
    un = candidat("A", bail=timedelta(seconds=90))
    assert un.prendre()
    real = getattr(time, horloge)
    monkeypatch.setattr(module.time, horloge, lambda: real() + 91)
    assert not un.tient()


def test_l_horloge_de_la_base_qui_recule_ne_fige_pas_le_bail(db, candidat):
    (mort, suivant) = candidat("A", bail=LONG), candidat("B", bail=LONG)
    assert mort.prendre() and not suivant.prendre()
    with db.write() as session:
        session.get_one(Meneur, 1).vu_le += 6 * LONG
    assert suivant.prendre()
    with db.read() as session:
        held = meneur(session)
    assert held is not None and held.jeton == "B"
