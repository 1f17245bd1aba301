"""L'aide du bureau à distance à l'écran."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from lsc_desktop.base.bureau_distant import Faits
from lsc_desktop.gui.kit.form_work import run_command
from lsc_desktop.queries import bureau_distant
from tests.gui.screens.atelier import champ

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran


def commande(form, texte):
    (found,) = [c for c in form.declared.commands if c.text.replace("&", "") == texte]
    run_command(form, found)


def constats(form) -> list[str]:
    model = champ(form, "constats").model()
    return [model.index(row, 1).data() for row in range(model.rowCount())]


def test_la_page_dit_quoi_cocher_et_ce_que_voit_la_session(atelier, monkeypatch):
    seen = [Faits(True, True, "PC-MARTINE", (), ("Audio distant",), ())]
    monkeypatch.setattr(bureau_distant, "lire_faits", lambda: seen[0])
    form = atelier.fiche("aide.bureau_distant", 1)
    said = " ".join(label.text() for label in form.body.findChildren(QLabel)).replace("\u00a0", " ")
    for words in ("vérifiez que la webcam est cochée", "« Lire sur cet ordinateur »",
                  "reconnectez-vous"):  # fmt: skip
        assert words in said
    assert "PC-MARTINE" in champ(form, "session").text()
    assert constats(form) == ["À régler", "Bon", "À régler"]
    commande(form, "Copier le diagnostic")
    assert "Caméra : À régler" in QGuiApplication.clipboard().text()
    seen[0] = Faits(True, True, "", ("RDCAMERA_BUS",), ("Audio distant",), ("Audio distant",))
    commande(form, "Relire")
    assert constats(form) == ["Bon"] * 3


def test_ailleurs_que_sous_windows_la_page_dit_qu_elle_ne_sait_pas(atelier, monkeypatch):
    monkeypatch.setattr(bureau_distant, "lire_faits", lambda: Faits(windows=False))
    form = atelier.fiche("aide.bureau_distant", 1)
    assert "ne peut pas savoir" in champ(form, "session").text()
    assert set(constats(form)) == {"Inconnu"}
