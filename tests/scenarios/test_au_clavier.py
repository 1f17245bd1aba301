"""La régularisation du document de référence, jouée au clavier dans les vraies fenêtres."""

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    """Ce que laisse la démonstration, jouée dans son propre processus."""
    folder = tmp_path_factory.mktemp("demonstration")
    done = jouer(folder)
    assert done.returncode == 0, done.stdout[-500:] + done.stderr[-3000:]
    assert "Traceback" not in done.stderr, done.stderr[-3000:]
    return folder


def jouer(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "demonstration.py"), str(folder)],
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8"},
    )


def lire(path: Path) -> str:
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(path.read_bytes())).pages)
    return text.replace("\u00a0", " ")


def test_le_decompte_est_celui_du_document_de_reference(dossier):
    texte = lire(dossier / "decompte.pdf")
    for attendu in (
        "DECOMPTE CHARGES LOCATIVES", "25/10/2021", "81ELLOCATA", "LAFAYETTE/002",
        "Résidence Lafayette - 54000 - NANCY", "du 01/01/2020 au 31/12/2020",
        "Mademoiselle Elsa Locataire", "ou de la 3ème (eh oui)", "366/366", "1 000,00", "225,50",
        "-300,00", "6 406,50", "- 5 000,00", "- 300,00", "= 1 106,50",
        "Ce montant sera étalé sur les 3 prochains appels de loyer.", "fixé à 533,88 €",
    ):  # fmt: skip
        assert attendu in texte, attendu


def test_l_avis_qui_suit_porte_la_premiere_echeance_et_la_nouvelle_provision(dossier):
    texte = lire(dossier / "avis-echeance.pdf")
    for attendu in ("novembre 2021", "650,00", "533,88", "(1/3)", "368,83", "1 552,71"):
        assert attendu in texte, attendu


def test_chaque_moment_a_son_image(dossier):
    assert len(list(dossier.glob("*.png"))) >= 10
