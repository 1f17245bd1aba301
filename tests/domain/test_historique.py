"""Chaque rubrique que l'historique peut citer se dit en français."""

import pytest

from lsc_desktop.domain.historique import COMMUNES, FICHES, LIGNES, PROPRES, rubrique
from lsc_desktop.storage.audit import SILENT, _parents
from lsc_desktop.storage.models.base import Base, Versionnee

FICHES_SUIVIES = {
    m.local_table.name: m for m in Base.registry.mappers if issubclass(m.class_, Versionnee)
}


def colonnes(table: str) -> list[str]:
    parents = _parents().get(table, {})
    return [
        c.name
        for c in Base.metadata.tables[table].columns
        if c.name not in SILENT | {*parents} and "tu" not in c.info
    ]


def test_chaque_fiche_suivie_a_un_nom():
    assert set(FICHES) == set(FICHES_SUIVIES)
    assert set(LIGNES) == set(_parents())


@pytest.mark.parametrize("table", sorted(FICHES))
def test_chaque_rubrique_de_fiche_a_un_nom(table):
    mute = [c for c in colonnes(table) if rubrique(table, c) == c]
    assert not mute, f"nommez-les dans domain/historique.py : {mute}"


@pytest.mark.parametrize("table", sorted(LIGNES))
def test_chaque_rubrique_de_ligne_a_un_nom(table):
    mute = [c for c in colonnes(table) if rubrique("x", f"{table}.{c}").endswith(f", {c}")]
    assert not mute, f"nommez-les dans domain/historique.py : {mute}"


def test_aucun_nom_n_est_de_trop():
    assert set(PROPRES) <= set(FICHES) | set(LIGNES)
    for table, names in PROPRES.items():
        assert set(names) <= {c.name for c in Base.metadata.tables[table].columns}, table
    used = {c.name for table in (*FICHES, *LIGNES) for c in Base.metadata.tables[table].columns}
    assert set(COMMUNES) <= used


def test_une_ligne_dit_sa_table_puis_sa_rubrique():
    assert rubrique("locataire", "ligne_quittancement") == "Ligne de quittancement"
    phrase = "Ligne de quittancement, Montant"
    assert rubrique("locataire", "ligne_quittancement.montant") == phrase
    assert rubrique("lot", "note_transaction") == "Note de transaction"
    assert rubrique("lot", "inconnu") == "inconnu"
