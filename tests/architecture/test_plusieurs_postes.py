"""À plusieurs, une fiche dit à quelle table elle tient, et quelle version on en a vue."""

import pytest

from lsc_desktop.gui.kit.screens import Batch, FormScreen, ListScreen
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


SUPPRIMENT = sorted(
    key
    for key, screen in SCREENS.items()
    if isinstance(screen, ListScreen)
    and any(c.text == "Supprimer" and isinstance(c.run, Batch) for c in screen.commands)
)


@pytest.mark.parametrize("key", SUPPRIMENT)
def test_une_liste_qui_supprime_sait_quelle_version_elle_montre(key):
    """Ce qu'un collègue vient d'y écrire ne part pas avec une fiche que l'on croyait vide."""
    assert "version" in champs(SCREENS[key].source.row), "ajoutez la version à la ligne"
