"""Sauvegardes : les heures se lisent, un créneau se trouve, les copies s'élaguent."""

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.domain.sauvegardes import (
    CopieConnue,
    Perdu,
    ReglageSauvegardeDraft,
    a_retirer,
    avertissements,
    dernier_creneau,
    lire_heures,
    nom_de_copie,
    taille_lisible,
)

MIDI = datetime(2026, 11, 22, 12, 0)


@pytest.mark.parametrize("texte", ["12:30 19:30", "12h30, 19h30", "19:30;12:30", "12:30/19h30"])
def test_les_heures_s_ecrivent_comme_on_veut(texte):
    assert lire_heures(texte) == (time(12, 30), time(19, 30))


def test_une_heure_ronde_se_dit_sans_minutes():
    assert lire_heures("7h") == (time(7),)


@pytest.mark.parametrize("texte", ["25:00", "12:75", "midi", "12:30 demain"])
def test_une_heure_fausse_se_dit(texte):
    (defaut,) = ReglageSauvegardeDraft(heures=texte).problems()
    assert defaut[0] == "heures" and "heure" in defaut[1]


def test_un_reglage_incomplet_se_dit():
    draft = ReglageSauvegardeDraft(heures="", dossier="copies", gardees=1)
    assert [field for field, _ in draft.problems()] == ["heures", "dossier", "gardees"]
    assert list(ReglageSauvegardeDraft().problems()) == []


def test_sans_dossier_ou_sans_horaire_on_previent():
    assert len(avertissements(ReglageSauvegardeDraft())) == 1
    assert len(avertissements(ReglageSauvegardeDraft(active=False))) == 2


@pytest.mark.parametrize(
    ("maintenant", "creneau"),
    [("12:29", "21 19:30"), ("12:30", "22 12:30"), ("19:29", "22 12:30"), ("23:59", "22 19:30")],
)
def test_le_dernier_creneau_est_d_aujourd_hui_ou_d_hier(maintenant, creneau):
    now = datetime.strptime(f"2026-11-22 {maintenant}", "%Y-%m-%d %H:%M")
    found = dernier_creneau(lire_heures("12:30 19:30"), now)
    assert f"{found:%d %H:%M}" == creneau


def test_sans_heure_pas_de_creneau():
    assert dernier_creneau((), MIDI) is None


@given(st.lists(st.times(), min_size=1), st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)))
def test_un_creneau_n_est_ni_a_venir_ni_vieux_de_plus_d_un_jour(heures, maintenant):
    found = dernier_creneau(heures, maintenant)
    assert found is not None and timedelta(0) <= maintenant - found < timedelta(days=1)


def test_un_nom_deja_pris_en_donne_un_autre():
    names: list[str] = []
    for _ in range(4):
        names.append(nom_de_copie(MIDI, ".db", names))
    assert names == [
        "lsc-20261122-1200.db", "lsc-20261122-120000.db",
        "lsc-20261122-120000-2.db", "lsc-20261122-120000-3.db",
    ]  # fmt: skip


COPIES = st.lists(
    st.builds(
        CopieConnue,
        st.integers(1, 10_000),
        st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)),
        st.sampled_from(["verifiee", "non_rejouee", "echec", "en_cours", "retiree"]),
        st.sampled_from(["horaire", "menu", "restauration"]),
    ),
    unique_by=lambda copie: copie.id,
)


@given(COPIES, st.integers(0, 5))
def test_elaguer_garde_toujours_la_derniere_bonne_et_jamais_une_plus_ancienne(copies, gardees):
    gone = set(a_retirer(copies, gardees))
    for before in (False, True):
        good = [
            c
            for c in copies
            if c.etat in ("verifiee", "non_rejouee") and (c.origine == "restauration") == before
        ]
        kept = [c for c in good if c.id not in gone]
        assert len(kept) == min(len(good), max(gardees, 1))
        lost = [c for c in good if c.id in gone]
        assert not lost or max((c.quand, c.id) for c in lost) < min((c.quand, c.id) for c in kept)
    assert all(c.etat in ("verifiee", "non_rejouee") for c in copies if c.id in gone)


@pytest.mark.parametrize(
    ("octets", "dit"),
    [(0, "1 Ko"), (812_400, "812 Ko"), (12_480_000, "12,4 Mo"), (2_000_000_000, "2,0 Go")],
)
def test_une_taille_se_lit(octets, dit):
    assert taille_lisible(octets) == dit


def test_ce_qu_on_perdrait_se_dit():
    assert Perdu(0, Decimal(0), 1).phrase() == "Vous perdrez 1 modification de fiche."
    both = Perdu(2, Decimal("1234.5"), 3).phrase().replace("\u00a0", " ")
    assert both == ("Vous perdrez 2 écritures, pour 1 234,50 €, et 3 modifications de fiches.")
