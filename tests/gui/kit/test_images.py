"""Une image se montre entière ; ce qui n'en est pas une le dit."""

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPixmap

from lsc_desktop.domain.evenements import Document
from lsc_desktop.gui.kit.picture import Picture
from lsc_desktop.gui.kit.preview import PreviewView

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran


@pytest.fixture
def photo(qtbot):
    pixmap, buffer = QPixmap(800, 400), QBuffer()
    pixmap.fill("#88aacc")
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    pixmap.save(buffer, "PNG")
    return bytes(buffer.data().data())


def test_une_grande_image_tient_dans_sa_place_sans_se_deformer(qtbot, photo):
    picture = Picture()
    qtbot.addWidget(picture)
    picture.resize(200, 200)
    picture.show()
    assert picture.show_image(photo, "façade.png")
    assert (picture.pixmap().deviceIndependentSize().width()) == 200
    picture.resize(400, 50)
    qtbot.waitUntil(lambda: picture.pixmap().deviceIndependentSize().height() == 50)
    assert picture.pixmap().deviceIndependentSize().width() == 100


@pytest.mark.parametrize("nom", ["photo.png", "plan.dwg"])
def test_l_apercu_montre_une_image_et_dit_qu_il_ne_montre_pas_le_reste(qtbot, photo, nom):
    kind = "image/png" if nom.endswith("png") else "application/octet-stream"
    view = PreviewView([Document(nom, photo, type_mime=kind)], print, print, print)
    qtbot.addWidget(view)
    view.show()
    assert view.other.pixmap().isNull() == (nom == "plan.dwg")
    assert ("ne se montre pas ici" in view.other.text()) == (nom == "plan.dwg")


def test_des_octets_abimes_ne_sont_pas_une_image(qtbot):
    view = PreviewView([Document("x.png", b"rien", type_mime="image/png")], print, print, print)
    qtbot.addWidget(view)
    assert "ne se montre pas ici" in view.other.text()
