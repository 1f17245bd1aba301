import time
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from lsc_desktop.gui.shell.palette import Choice, Palette, best, rank


def choix(*labels: str) -> list[Choice]:
    return [Choice(label, "Gérance › LOCATAIRE", lambda: None) for label in labels]


LABELS = ("Régularisation des lots isolés", "Régularisation des charges", "Appel de loyers",
          "L'Œuvre Hélène")  # fmt: skip


@pytest.mark.parametrize(
    ("tape", "attendu"),
    [
        ("regul", LABELS[:2]),
        ("REGUL isol", LABELS[:1]),
        ("loyers", LABELS[2:3]),
        ("l oeuvre", LABELS[3:]),
        ("l’œuvre", LABELS[3:]),
        ("zzz", ()),
        ("locataire appel", LABELS[2:3]),
    ],
)
def test_accents_casse_ligatures_et_apostrophes_ne_comptent_pas(tape, attendu):
    assert sorted(c.label for c in best(choix(*LABELS), tape, 10)) == sorted(attendu)


def test_le_debut_passe_avant_le_milieu_et_l_absent_apres_tout():
    dedans, debut = choix("Liste des appels", "Appel de loyers")
    absent = Choice("Appel", "x", lambda: None, why_not="À venir.")
    found = best([absent, dedans, debut], "appel", 10)
    assert [c.label for c in found] == ["Appel de loyers", "Liste des appels", "Appel"]
    assert rank(dedans, ["zzz"]) is None


def chercher(window: Any, texte: str) -> Palette:
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = window.findChild(Palette)
    QTest.keyClicks(palette.field, texte)
    return palette


def test_ctrl_k_trouve_un_menu_et_entree_l_ouvre(fenetres):
    window = fenetres.ouvrir()
    palette = chercher(window, "locataires")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.tabs.tabText(1) == "Liste Locataire"


def test_ctrl_k_trouve_une_fiche_en_moins_de_deux_dixiemes(fenetres):
    window = fenetres.ouvrir()
    ouverts: list[Any] = []
    window.open = lambda key, id=None, **params: ouverts.append((key, id))
    palette = chercher(window, "oeuvre")
    depart = time.process_time()
    fenetres.qtbot.waitUntil(lambda: any("Œuvre" in c.label for c in palette.found.held))
    travail = time.process_time() - depart  # non l'heure : la machine d'essai est partagée
    assert palette._pause.interval() / 1000 + travail < 0.2
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert ouverts == [("tiers.liste", 4)]


def test_une_entree_absente_dit_pourquoi_au_lieu_de_s_ouvrir(fenetres):
    window = fenetres.ouvrir()
    palette = chercher(window, "appel de loyers")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.foot.text() == "Pas encore construit."
    assert palette.isVisible()
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_les_commandes_de_la_liste_en_cours_y_sont(fenetres):
    window = fenetres.ouvrir()
    window.open("locataires.liste")
    fenetres.calmer(window)
    palette = chercher(window, "excel")
    assert palette.found.held[0].label == "Ouvrir dans Excel"
    assert palette.found.held[0].detail == "Liste Locataire › Actions"
    palette.close()


def test_sans_reponse_on_le_dit(fenetres):
    window = fenetres.ouvrir()
    palette = chercher(window, "zzzz")
    fenetres.qtbot.waitUntil(lambda: "Rien ne répond" in palette.foot.text())
    palette.close()


def test_les_fleches_choisissent_sans_quitter_le_champ(fenetres):
    window = fenetres.ouvrir()
    palette = chercher(window, "")
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() == 1
    assert palette.field.hasFocus()
    palette.close()
