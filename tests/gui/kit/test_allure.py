import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon

from lsc_desktop.gui.kit import style
from lsc_desktop.gui.kit.icons import icon

TEXTES = ("text", "muted", "disabled", "accent", "negative", "error", "warning", "ok")
FONDS = ("window", "surface", "raised", "rail", "stripe")


@pytest.fixture
def allure(qapp):
    yield style
    qapp.setStyleSheet("")


def contraste(une: str, autre: str) -> float:
    def eclat(code: str) -> float:
        color = QColor(code)
        parts = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
            for c in (color.redF(), color.greenF(), color.blueF())
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    clair, sombre = sorted((eclat(une), eclat(autre)), reverse=True)
    return (clair + 0.05) / (sombre + 0.05)


@pytest.mark.parametrize("theme", [style.LIGHT, style.DARK], ids=["clair", "sombre"])
def test_chaque_texte_se_lit_sur_chaque_fond(theme):
    paires = [(texte, fond) for texte in TEXTES for fond in FONDS]
    paires += [
        ("accent_text", "accent"), ("accent_text", "accent_hover"), ("tip_text", "tip"),
        ("text", "selection"), ("accent", "selection"), ("negative", "selection"),
        ("muted", "selection"), ("text", "hover"), ("text", "pressed"), ("muted", "hover"),
        ("warning", "warning_soft"), ("error", "error_soft"), ("text", "error_soft"),
        ("ok", "ok_soft"),
    ]  # fmt: skip
    faibles = {
        (texte, fond): round(contraste(theme[texte], theme[fond]), 2)
        for texte, fond in paires
        if contraste(theme[texte], theme[fond]) < 4.5
    }
    assert faibles == {}


def test_les_deux_themes_ont_les_memes_couleurs():
    assert style.LIGHT.keys() == style.DARK.keys()


def test_la_feuille_de_style_ne_cite_que_des_couleurs_connues():
    source = (style.RESOURCES / "style.qss").read_text(encoding="utf-8")
    assert set(re.findall(r"@(\w+)", source)) <= set(style.LIGHT)
    assert "@" not in style.sheet(style.LIGHT)


def test_changer_de_theme_change_les_couleurs_et_le_dit(allure, qapp, qtbot):
    allure.install(qapp, "clair")
    assert not allure.dark()
    clair = qapp.palette().base().color()
    with qtbot.waitSignal(allure.current().changed):
        allure.choose("sombre")
    assert allure.dark()
    assert qapp.palette().base().color() != clair
    allure.choose("clair")


def test_une_icone_prend_la_couleur_du_theme(allure, qapp):
    def encre() -> set[str]:
        picture = icon("mdi6.check", "ok").pixmap(QSize(32, 32)).toImage()
        points = (picture.pixelColor(x, y) for x in range(32) for y in range(32))
        return {point.name() for point in points if point.alpha() == 255}

    allure.install(qapp, "clair")
    assert style.LIGHT["ok"] in encre()
    allure.choose("sombre")
    assert style.DARK["ok"] in encre()
    allure.choose("clair")


def test_une_icone_grisee_se_voit_grisee(allure, qapp):
    allure.install(qapp, "clair")
    grise = icon("mdi6.plus").pixmap(QSize(32, 32), QIcon.Mode.Disabled).toImage()
    assert grise.pixelColor(16, 16).name() == style.LIGHT["disabled"]


def test_une_icone_inconnue_est_un_bogue(qapp):
    with pytest.raises(ValueError, match="icône inconnue"):
        icon("mdi6.nexiste-pas")
