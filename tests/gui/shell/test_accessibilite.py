"""Chaque commande de la fenêtre se nomme : au clavier comme pour un lecteur d'écran."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QWidget,
)

from lsc_desktop.domain.evenements import Document
from lsc_desktop.gui.kit.list_layout import ColumnsDialog
from tests.gui.kit.test_preview import un_pdf

SAISIES = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit)


def anonymes(root: QWidget) -> list[str]:
    found = []
    for widget in root.findChildren(QWidget):
        if not isinstance(widget, SAISIES) or isinstance(widget, QHeaderView):
            continue
        shown = widget.isVisibleTo(root) and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        named = widget.accessibleName() or getattr(widget, "text", lambda: "")()
        inside = isinstance(widget.parent(), QComboBox | QLineEdit)
        if shown and not named and not inside:
            found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found


def test_chaque_commande_de_la_fenetre_a_un_nom(fenetres):
    window = fenetres.ouvrir()
    assert anonymes(window) == []
    window.open("locataires.liste")
    fenetres.calmer(window)
    assert anonymes(window) == []
    window.preview("Décomptes", [Document(f"{n}.pdf", un_pdf(1)) for n in range(2)])
    assert anonymes(window) == []
    window.keys.search()
    assert anonymes(window) == []


def test_chaque_commande_des_boites_a_un_nom(fenetres):
    window = fenetres.ouvrir()
    window.open("locataires.liste")
    fenetres.calmer(window)
    view = window.tabs.currentWidget()
    boxes = [ColumnsDialog(view.disposition, view)]
    for box in boxes:
        box.show()
        assert anonymes(box) == []
        box.close()
