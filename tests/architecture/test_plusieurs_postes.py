"""Chaque fiche qui s'enregistre dit à quelle table elle tient : verrous et conflits en dépendent."""

import pytest

from lsc_desktop.gui.kit.screens import FormScreen
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.storage.models import Base
from tests.architecture.test_fiches import champs, saisie

FICHES = sorted((s for s in SCREENS.values() if isinstance(s, FormScreen)), key=lambda s: s.key)
MODIFIABLES = [fiche for fiche in FICHES if fiche.load is not None and fiche.save is not None]


@pytest.mark.parametrize("fiche", MODIFIABLES, ids=lambda s: s.key)
def test_une_fiche_modifiable_nomme_sa_table_et_porte_une_version(fiche):
    table = Base.metadata.tables.get(fiche.table)
    assert table is not None, f"{fiche.key} : déclarez table="
    assert "version" in table.columns, f"{fiche.table} : sans version, rien n'interdit d'écraser"
    assert "version" in champs(saisie(fiche)), "la saisie porte la version qu'on a ouverte"
