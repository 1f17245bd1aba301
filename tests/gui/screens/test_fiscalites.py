"""Les codes fiscalité à l'écran."""

from decimal import Decimal

import pytest

from lsc_desktop.queries.fiscalites import load_fiscalite
from lsc_desktop.services.fiscalites import installer
from tests.gui.screens.atelier import champ, lignes, tape

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran


def test_la_liste_de_depart_se_lit(atelier, db):
    with db.write() as session:
        installer(session)
    rows = {ligne[0]: ligne for ligne in lignes(atelier.liste("fiscalites.liste"))}
    assert rows["30"][:4] == ["30", "Provisions sur charges", "Provisions sur charges", "100,00"]
    assert rows["10"][4] == "211"


def test_le_pourcentage_des_provisions_se_change(atelier, db, agence):
    """110 % : les charges réelles et 10 % de plus (seed L280-297)."""
    form = atelier.fiche("fiscalites.fiche", agence.provisions)
    tape(form, "pourcentage", "110")
    assert form.validate()
    with db.read() as session:
        assert load_fiscalite(session, agence.provisions).pourcentage == Decimal(110)


def test_un_pourcentage_en_lettres_est_dit(atelier, agence):
    form = atelier.fiche("fiscalites.fiche", agence.provisions)
    tape(form, "pourcentage", "cent")
    assert not form.validate()
    assert "n'est pas un nombre" in form.binding.problems["pourcentage"]
    assert champ(form, "code").text() == "30"
