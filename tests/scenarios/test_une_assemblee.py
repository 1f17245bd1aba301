"""L'assemblée du syndicat GILBERT, jouée au clavier dans les vraies fenêtres."""

import os
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm dessine les pages")


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    """Ce que laisse l'assemblée, tenue dans son propre processus ; elle vérifie ses comptes."""
    folder = tmp_path_factory.mktemp("assemblee")
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "assemblee.py"), str(folder)],
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stdout[-500:] + done.stderr[-3000:]
    assert "Traceback" not in done.stderr, done.stderr[-3000:]
    return folder


def lire(path: Path) -> str:
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(path.read_bytes())).pages)
    return " ".join(text.replace("\u00a0", " ").split())


def test_le_proces_verbal_dit_qui_etait_la(dossier):
    """La table du document de référence (seed L2318-2334), puis BROUILLY qui arrive."""
    texte = lire(dossier / "proces-verbal.pdf")
    for attendu in (
        "Présents physiquement 3 293 4 375,0001", "Présents à distance 1 65",
        "Représentés 2 223", "Votants par correspondance 2 131,0142", "Absents 4 288,90096",
        "12 1 000,91516", "Président de séance : MORGON Charles", "Secrétaire de séance : Martine",
        "BROUILLY Alfred (82,0001/1 000,91516) (à 18 h 05, résolution 5)",
        "CLATOUR (74/1 000,91516) (à 19 h 10, résolution 8)",
    ):  # fmt: skip
        assert attendu in texte, attendu


def test_le_proces_verbal_dit_chaque_vote_et_pourquoi(dossier):
    texte = lire(dossier / "proces-verbal.pdf")
    for attendu in (
        "Sous réserve des comptes du garage.",  # le texte amendé
        "LEPITRE Abel (66,0142/1 000,91516)",  # son formulaire favorable est tombé
        "plus de 500,45758 demandées, la moitié de 1 000,91516 (art. 25)",
        "au moins 333,63839 demandées, le tiers de 1 000,91516 (art. 25-1 al. 1)",
        "REFUSÉE",  # les honoraires du syndic, 5.2
    ):
        assert attendu in texte, attendu


def test_la_feuille_de_presence_porte_les_mandataires_et_les_formulaires(dossier):
    texte = lire(dossier / "feuille-de-presence.pdf")
    for attendu in ("Casper", "Girardot", "VOTE PAR CORRESPONDANCE", "enregistré le 24/11/2021",
                    "PARTICIPE À DISTANCE", "tantièmes globaux 1 000,91516"):  # fmt: skip
        assert attendu in texte, attendu


def test_chaque_moment_et_chaque_page_ont_leur_image(dossier):
    names = {path.name for path in dossier.glob("*.png")}
    assert len([name for name in names if name[:2].isdigit()]) >= 25
    assert {"proces-verbal-1.png", "feuille-de-presence-1.png"} <= names
