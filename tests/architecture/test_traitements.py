"""Chaque traitement en lot déclaré survit à un arrêt brutal : ses lignes s'écrivent et se relisent,
sa commande se retrouve."""

import types
from collections import Counter
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

from lsc_desktop.gui.kit import durable
from lsc_desktop.gui.kit.screens import Batch, ListScreen
from lsc_desktop.gui.screens import SCREENS

LOTS = [
    (screen, command)
    for screen in SCREENS.values()
    for command in screen.commands
    if isinstance(command.run, Batch)
]
DE_LISTES = [(screen, command) for screen, command in LOTS if isinstance(screen, ListScreen)]
chaque_lot = pytest.mark.parametrize(
    ("ecran", "commande"), LOTS, ids=lambda value: getattr(value, "key", getattr(value, "text", ""))
)
chaque_lot_de_liste = pytest.mark.parametrize(
    ("ecran", "commande"), DE_LISTES, ids=lambda v: getattr(v, "key", getattr(v, "text", ""))
)
VALEURS = {
    int: 7,
    str: 'L\'Œuvre « été » | \n\t\\ "1"',
    bool: True,
    Decimal: Decimal("-1234.50"),
    date: date(2024, 2, 29),
    datetime: datetime(2024, 2, 29, 23, 59, 58, 120),
}


def ligne(kind: type[Any], vide: bool) -> Any:
    """Une ligne de ce type ; `vide` : ce qui peut manquer manque."""
    return kind(**{name: valeur(hint, vide) for name, hint in get_type_hints(kind).items()})


def valeur(hint: Any, vide: bool) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        if vide:
            return None
        (hint,) = (arg for arg in get_args(hint) if arg is not type(None))
    return VALEURS[hint]


def test_il_y_a_des_lots():
    assert len(LOTS) > 20


@chaque_lot
def test_sa_commande_se_retrouve_apres_un_redemarrage(ecran, commande):
    lot = durable.lot(ecran, commande)
    assert lot is not None, (
        f"{ecran.key} / {commande.text} : sur une fiche, un Batch déclare freeze et thaw"
    )
    found = durable.find(SCREENS, lot.sorte)
    assert found is not None and found.batch is commande.run
    same = Counter(c.text for c in ecran.commands if isinstance(c.run, Batch))
    assert same[commande.text] == 1, "deux lots du même nom sur un écran se confondraient"


@chaque_lot_de_liste
@pytest.mark.parametrize("vide", [False, True])
def test_ses_lignes_se_figent_et_se_retrouvent(ecran, commande, vide):
    """Celles d'une fiche, qui déclare comment, sont essayées avec elle."""
    lot = durable.lot(ecran, commande)
    row = ligne(ecran.source.row, vide)
    assert {field.name for field in fields(row)} == set(get_type_hints(ecran.source.row))
    (again,) = lot.thaw(lot.freeze([row]))
    assert again == row
    assert type(again) is type(row)


def test_une_commande_disparue_se_dit():
    assert durable.find(SCREENS, "regularisations.liste/Quitter") is None
    assert durable.find(SCREENS, "rien.liste/Quittancer") is None
    assert durable.find(SCREENS, "") is None
