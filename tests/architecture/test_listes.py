"""Chaque liste déclarée, présente ou à venir, tient ses promesses."""

from collections import Counter
from dataclasses import fields
from decimal import Decimal
from typing import get_args, get_type_hints

import pytest

from lsc_desktop.gui.kit.screens import Batch, ListScreen
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.partners.adaptateurs import ADAPTATEURS
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.services_systeme.registre import SERVICES
from lsc_desktop.storage.types import Echelle

LISTES = sorted((s for s in SCREENS.values() if isinstance(s, ListScreen)), key=lambda s: s.key)
chaque_liste = pytest.mark.parametrize("liste", LISTES, ids=lambda s: s.key)

# Les fiches qu'une base a de naissance, les services et les adaptateurs que le programme déclare.
NEES = {
    "classeurs.liste": 30,
    "services.liste": len(SERVICES),
    "partenaires.liste": len(ADAPTATEURS),
}


@chaque_liste
def test_chaque_colonne_est_un_champ_de_la_ligne(liste):
    known = {field.name for field in fields(liste.source.row)}
    assert {column.name for column in liste.columns} - known == set()
    assert {column.opens_id for column in liste.columns if column.opens} - known == set()
    assert Counter(column.name for column in liste.columns).most_common(1)[0][1] == 1


@chaque_liste
def test_la_requete_rend_les_champs_dans_l_ordre(liste):
    labels = [column.key for column in liste.source.select().selected_columns]
    assert labels == [field.name for field in fields(liste.source.row)]


@chaque_liste
def test_un_montant_calcule_en_sql_reste_un_montant(liste):
    """Une différence ou une somme mal typée rendrait des centimes pour des euros."""
    hints = get_type_hints(liste.source.row)
    lost = [
        column.key
        for column in liste.source.select().selected_columns
        if Decimal in (get_args(hints[column.key]) or (hints[column.key],))
        and not isinstance(column.type, Echelle)
    ]
    assert not lost, f"rendez-leur leur type (type_coerce) : {lost}"


@chaque_liste
def test_seul_un_nombre_a_un_total(liste):
    hints = get_type_hints(liste.source.row)
    kinds = {c.name: get_args(hints[c.name]) or (hints[c.name],) for c in liste.columns if c.total}
    assert not {name for name, kind in kinds.items() if not {Decimal, int} & set(kind)}


@chaque_liste
def test_ce_que_la_liste_ouvre_existe(liste):
    batches = [c.run.opens for c in liste.commands if isinstance(c.run, Batch)]
    links = [column.opens for column in liste.columns]
    asked = {key for key in (liste.opens, liste.creates, *links, *batches) if key}
    assert asked - set(SCREENS) == set()


@chaque_liste
def test_une_commande_agit_ou_dit_pourquoi_elle_est_absente(liste):
    assert not [c.text for c in liste.commands if (c.run is None) != bool(c.absent)]
    shortcuts = Counter(c.shortcut.casefold() for c in liste.commands if c.shortcut)
    assert [key for key, count in shortcuts.items() if count > 1] == []


@chaque_liste
def test_le_filtre_tape_a_ou_chercher(liste):
    assert liste.source.search, "son filtre ne trouverait jamais rien : dites où chercher"


@chaque_liste
def test_la_liste_se_lit_sur_une_base_vide(liste, db):
    """Chaque tri, le filtre tapé, les comptes et les sommes : tout passe en SQL."""
    unknown = set(liste.preset) - set(liste.source.filters)
    assert not unknown, f"filtres inconnus : {unknown}"
    sorts = [((column.name, down),) for column in liste.columns for down in (False, True)]
    with db.read() as session:
        for sort in ((), *sorts):
            criteria = Criteria(sort=sort, where=liste.preset)
            found = liste.source.page(session, criteria, 0, 100)
            assert len(found) == NEES.get(liste.key, 0)
        typed = Criteria(text="l'été 100 %", where=liste.preset, ids=(1, 2))
        assert liste.source.count(session, typed) == 0
        assert liste.source.total(session, typed) == NEES.get(liste.key, 0)
        assert liste.source.ids(session, typed) == []
        assert liste.source.pick(session, [999]) == []
        totals = [column.name for column in liste.columns if column.total]
        assert set(liste.source.sums(session, typed, totals).values()) <= {Decimal(0)}
