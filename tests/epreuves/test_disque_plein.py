"""Disque plein : pour la base, les documents, les exports, le journal et les copies, tour à tour.

Un vrai petit disque (tmpfs), rempli jusqu'au dernier octet. Chaque fois : une phrase en français,
rien d'abîmé, aucun fichier à moitié sous son nom, et tout repart une fois la place rendue
(ecosystem D.3-T9).
"""

import errno
import logging
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from lsc_desktop.base.errors import TemporaryError
from lsc_desktop.base.journaux import Journal
from lsc_desktop.domain.comptabilite import LigneEcriture, PieceComptable
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.imports.sortes import SORTES
from lsc_desktop.gui.kit.drafts import DraftFile
from lsc_desktop.gui.kit.list_output import save_export
from lsc_desktop.gui.kit.prefs import Prefs
from lsc_desktop.gui.kit.preview import PreviewView
from lsc_desktop.jobs.restauration import restaurer
from lsc_desktop.jobs.sauvegarde import sauvegarder, verifier_base
from lsc_desktop.printing.classeur import ColonneClasseur, render_classeur
from lsc_desktop.services.comptabilite import passer
from lsc_desktop.services.exports import exporter
from lsc_desktop.services.fichiers import conserver
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.models import Fichier, Piece
from tests.agence import une_agence
from tests.bases import sqlite_seulement

pytestmark = pytest.mark.long
MO = 1 << 20


@dataclass
class Disque:
    """Un petit disque. `remplit(reste)` n'y laisse que `reste` octets, à un bloc près."""

    racine: Path

    @property
    def lest(self) -> Path:
        return self.racine / "lest"

    def remplit(self, reste: int = 0) -> None:
        with self.lest.open("ab", buffering=0) as file:
            for size in (MO, 64 << 10, 4096):
                try:
                    while self.libre() - size >= reste:
                        file.write(b"\0" * size)
                except OSError as error:
                    assert error.errno == errno.ENOSPC

    def libere(self) -> None:
        self.lest.unlink()

    def libre(self) -> int:
        found = os.statvfs(self.racine)
        return found.f_bavail * found.f_frsize

    def noms(self, folder: str = ".") -> list[str]:
        """Ce qui porte un nom définitif."""
        place = self.racine / folder
        return sorted(p.name for p in place.iterdir() if p != self.lest) if place.exists() else []


@pytest.fixture
def disque(tmp_path):
    racine = tmp_path / "petit"
    racine.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "lsc-essai", str(racine)]
    done = subprocess.run(mount, capture_output=True, check=False) if os.name == "posix" else None
    if done is None or done.returncode:
        pytest.skip("il faut le droit de monter un petit disque (root)")
    yield Disque(racine)
    subprocess.run(["umount", "-l", str(racine)], check=True)


@pytest.fixture
def base(disque, base_vide):
    """Une agence sur le petit disque, avec le vrai réglage de SQLite."""
    path = disque.racine / "lsc.db"
    path.write_bytes(base_vide.read_bytes())
    database = Database(f"sqlite:///{path.as_posix()}")
    with database.write("Martine") as session:
        database.agence = une_agence(session)  # type: ignore[attr-defined]
    yield database
    database.close()


def phrase(refus) -> str:
    assert "disque" in refus.value.title and "plein" in refus.value.title, refus.value.title
    assert refus.value.advice.endswith(".")
    return str(refus.value)


def une_piece(session, base, ctx):
    agence = base.agence
    lines = (
        LigneEcriture(agence.banque, debit=Decimal(10)),
        LigneEcriture(agence.quittancement, credit=Decimal(10)),
    )
    passer(session, PieceComptable(agence.entite, "OD", date(2021, 10, 25), "Essai", lines), ctx)


@sqlite_seulement("le disque d'un serveur n'est pas celui du poste")
def test_pour_la_base(disque, base, ctx, ampleur, releve):
    rounds, said, written = ampleur(3, 20), 0, 0
    for _ in range(rounds):
        disque.remplit(reste=256 << 10)
        with pytest.raises(TemporaryError) as refus:
            for rank in range(100_000):
                with base.write("Martine") as session:
                    une_piece(session, base, ctx)
                    content = f"{written}-{rank}-".encode() * 2000
                    conserver(session, Document(f"{written}.pdf", content, ""))
                written += 1
        assert phrase(refus)
        said += 1
        disque.libere()
        with base.read() as session:
            assert session.query(Piece).count() == session.query(Fichier).count() == written
        assert verifier_base(base) == []
    with base.write("Martine") as session:
        une_piece(session, base, ctx)
    with base.read() as session:
        assert session.query(Piece).count() == written + 1
    releve("Disque plein : base", f"{said} fois, {written} écrites = {written} annoncées, saine")


@sqlite_seulement("le disque d'un serveur n'est pas celui du poste")
def test_pour_une_restauration(disque, base, ctx, tmp_path):
    with base.write("Martine") as session:
        conserver(session, Document("bail.pdf", os.urandom(4 * MO), ""))
    copie = sauvegarder(base, ctx, "menu", dossier=tmp_path / "copies")
    with base.write("Martine") as session:
        une_piece(session, base, ctx)
    disque.remplit()
    with pytest.raises(TemporaryError) as refus:
        restaurer(base, None, Path(copie.chemin), ctx)
    assert phrase(refus)
    disque.libere()
    assert verifier_base(base) == []
    with base.read() as session:
        assert session.query(Piece).count() == 1
    assert not [name for name in disque.noms() if "restauration" in name]
    restaurer(base, None, Path(copie.chemin), ctx)
    with base.read() as session:
        assert session.query(Piece).count() == 0


def test_pour_un_pdf(qtbot, disque, monkeypatch):
    document = Document("avis.pdf", b"%PDF-1.4\n" + b"x" * 200_000, "Avis")
    refus: list[Exception] = []
    monkeypatch.setattr(PreviewView, "show_document", lambda self, rank: None)
    view = PreviewView([document], lambda found: None, lambda text: None, refus.append)
    qtbot.addWidget(view)
    target = disque.racine / "avis.pdf"
    view.save([(target, replace(document, contenu=b"%PDF-1.4 le premier"))])
    disque.remplit()
    view.save([(target, document)])
    assert [type(error) for error in refus] == [TemporaryError]
    assert "le disque est plein" in str(refus[0])
    assert target.read_bytes() == b"%PDF-1.4 le premier" and disque.noms() == ["avis.pdf"]
    disque.libere()
    view.save([(target, document)])
    assert target.read_bytes() == document.contenu


def test_pour_un_classeur_excel(disque, monkeypatch):
    lines = [[f"Locataire {rank}" * 20] for rank in range(4000)]
    book = render_classeur("Liste", [ColonneClasseur("Nom")], lines)
    disque.remplit()
    with pytest.raises(TemporaryError) as refus:
        save_export("Liste", book, disque.racine / "exports")
    assert phrase(refus) and disque.noms("exports") == []
    monkeypatch.setattr(tempfile, "tempdir", str(disque.racine))
    with pytest.raises(TemporaryError) as refus:
        render_classeur("Liste", [ColonneClasseur("Nom")], lines)
    assert phrase(refus)
    disque.libere()
    assert render_classeur("Liste", [ColonneClasseur("Nom")], lines)[:2] == b"PK"
    save_export("Liste", book, disque.racine / "exports")
    assert [name[-5:] for name in disque.noms("exports")] == [".xlsx"]


def test_pour_l_export_du_portefeuille(disque, db, ctx):
    with db.write("Martine") as session:
        une_agence(session)
    disque.remplit()
    for forme in ("csv", "xlsx"):
        with db.read() as session, pytest.raises(TemporaryError) as refus:
            exporter(session, disque.racine / "portefeuille", ctx.aujourd_hui, forme)
        assert phrase(refus)
    assert all(name.endswith(".csv") for name in disque.noms("portefeuille"))
    assert not [name for name in disque.noms("portefeuille") if name.startswith(".")]
    disque.libere()
    with db.read() as session:
        exporter(session, disque.racine / "portefeuille", ctx.aujourd_hui, "csv")
    sizes = [
        (disque.racine / "portefeuille" / n).stat().st_size for n in disque.noms("portefeuille")
    ]
    assert len(sizes) == len(SORTES) and all(sizes)


def test_pour_le_journal(disque):
    journal = Journal(disque.racine / "journal.log")
    logger = logging.Logger("essai")
    logger.addHandler(journal)
    logger.info("avant")
    disque.remplit()
    debut = time.process_time()
    for rank in range(20_000):
        logger.warning("ligne %s %s", rank, "x" * 200)
    assert time.process_time() - debut < 20 and journal.lost > 0
    disque.libere()
    journal._silent_until = 0.0
    logger.info("après")
    text = journal.path.read_text(encoding="utf-8")
    assert "avant" in text and "lignes perdues" in text and text.endswith("après\n")


def test_pour_une_sauvegarde(disque, db, ctx, releve):
    with db.write("Martine") as session:
        une_agence(session)
        conserver(session, Document("bail.pdf", os.urandom(2 * MO), ""))
    dossier = disque.racine / "copies"
    premiere = sauvegarder(db, ctx, "menu", dossier=dossier)
    for reste in (0, 64 << 10, 512 << 10, MO):
        disque.remplit(reste)
        with pytest.raises(TemporaryError) as refus:
            sauvegarder(db, ctx, "menu", dossier=dossier)
        assert phrase(refus) and disque.noms("copies") == [Path(premiere.chemin).name]
        disque.libere()
    assert sauvegarder(db, ctx, "menu", dossier=dossier).etat == "verifiee"
    assert len(disque.noms("copies")) == 2
    releve("Disque plein : sauvegarde", "4 fois, aucune copie à moitié, la dernière bonne gardée")


def test_pour_un_brouillon_et_une_preference(disque, monkeypatch):
    monkeypatch.setenv("LSC_DATA", str(disque.racine))
    now = datetime(2021, 10, 25)
    draft, prefs = DraftFile("lots.fiche", 1, {}), Prefs.of("Martine", disque.racine)
    draft.write({"note": "avant"}, {"note": ""}, now)
    prefs.set("module", "gerance")
    disque.remplit()
    with pytest.raises(TemporaryError) as refus:
        draft.write({"note": "x" * 9000}, {"note": ""}, now)
    assert phrase(refus)
    prefs.set("module", "x" * 9000)
    assert prefs.get("module") == "x" * 9000, "elle vaut jusqu'à la fermeture"
    found = draft.find(dict)
    assert found is not None and found.draft == {"note": "avant"}
    assert Prefs.of("Martine", disque.racine).get("module") == "gerance"
    assert [
        n for n in disque.noms("brouillons/utilisateur") + disque.noms("preferences") if n[0] == "."
    ] == []
    disque.libere()
    prefs.set("module", "organiseur")
    assert Prefs.of("Martine", disque.racine).get("module") == "organiseur"


def test_le_dossier_des_donnees_plein_n_empeche_pas_de_le_dire(disque, monkeypatch):
    from lsc_desktop.base.paths import data_folder

    occupied = disque.racine / "fichier"
    occupied.write_text("")
    monkeypatch.setenv("LSC_DATA", str(occupied / "donnees"))
    with pytest.raises(TemporaryError, match="ne peut pas être créé"):
        data_folder()
