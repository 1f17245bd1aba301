"""Fichiers d'import hostiles (ecosystem D.3-T10, T13) : refusés d'une phrase, ou importés sans
dommage ; jamais à moitié, jamais figés, jamais la mémoire."""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.imports.tableur import liberer, proteger
from lsc_desktop.services.exports import exporter
from lsc_desktop.services.imports.verification import choisir, lire
from lsc_desktop.storage.models import Immeuble, Locataire, Tiers
from tests.agence import une_agence
from tests.epreuves.conftest import COMPLET
from tests.epreuves.hostiles import FICHIERS, feuille, un_xlsx
from tests.portefeuille import importe, un_csv

LECTEUR = Path(__file__).with_name("lecteur.py")
SECONDES, MEMOIRE = 5, 500  # par fichier ; Mo en tout
PIEGES = (
    "=cmd|' /C calc'!A0",
    "+33 6 12 34 56 78",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    " =1+1",
    "'=1+1",
    "＝1+1",
    "%0A=1",
    "|calc",
)


@pytest.fixture(scope="module")
def faits(tmp_path_factory) -> list[dict]:
    """Chaque fichier, lu dans un processus dont la mémoire est comptée."""
    from lsc_desktop.base.paths import MIGRATIONS
    from lsc_desktop.storage.engine import Database
    from lsc_desktop.storage.schema import prepare
    from tests.conftest import MAINTENANT

    place = tmp_path_factory.mktemp("hostiles")
    url = f"sqlite:///{(place / 'lsc.db').as_posix()}"
    database = Database(url)
    prepare(database, MIGRATIONS, now=MAINTENANT)
    with database.write() as session:
        une_agence(session)
    database.close()
    folder = place / "fichiers"
    folder.mkdir()
    for name, make in FICHIERS.items():
        make(folder / name)
    done = subprocess.run(
        [sys.executable, str(LECTEUR), str(folder), url],
        capture_output=True, encoding="utf-8", timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.long
def test_aucun_fichier_hostile_n_est_un_bogue(faits):
    assert len(faits) == len(FICHIERS)
    assert [f for f in faits if f["quoi"] == "bogue"] == []
    mute = [f["fichier"] for f in faits if f["quoi"] == "refuse" and len(f["dit"]) < 20]
    assert not mute, "un refus dit pourquoi, et quoi faire"


@pytest.mark.long
def test_rien_n_est_importe_a_moitie(faits):
    assert {f["fiches"] for f in faits} == {3}, "l'agence d'avant, et elle seule"


@pytest.mark.long
def test_ni_le_temps_ni_la_memoire_ne_s_envolent(faits, releve):
    worst = max(faits, key=lambda f: f["secondes"])
    memory = sum(f["memoire"] for f in faits)
    releve(
        "Fichiers d'import hostiles : refusés d'une phrase, le plus lent, mémoire",
        f"{len(faits)} sur {len(faits)}, {worst['secondes']:.1f} s, +{memory} Mo",
    )
    assert memory <= MEMOIRE
    assert worst["secondes"] <= (SECONDES if COMPLET else 12 * SECONDES), worst


@pytest.mark.long
def test_un_nom_qui_est_une_formule_reste_un_texte(db, ctx, tmp_path):
    """Importé comme donnée, échappé dans le CSV exporté, du texte dans le classeur."""
    with db.write() as session:
        une_agence(session)
    rows = [(f"C{i}", text, "PARIS") for i, text in enumerate(PIEGES)]
    path = un_csv(tmp_path / "immeubles.csv", ("Code", "Nom", "Ville"), rows)
    importe(db, ctx, path)
    with db.read() as session:
        stmt = select(Immeuble.code, Immeuble.nom).where(Immeuble.code.like("C%"))
        names = dict(session.execute(stmt).all())
        exporter(session, tmp_path / "csv", ctx.aujourd_hui, "csv")
        exporter(session, tmp_path / "xlsx", ctx.aujourd_hui)
    expected = {f"C{i}": " ".join(liberer(text).split()) for i, text in enumerate(PIEGES)}
    assert names == expected
    written = (tmp_path / "csv/immeubles.csv").read_text("utf-8-sig")
    cells = [cell for line in written.splitlines()[1:] for cell in line.split(";")]
    assert not [c for c in cells if c.strip('"\u00a0 \t')[:1] in ("=", "+", "@", "|", "＝")]
    from openpyxl import load_workbook

    book = load_workbook(tmp_path / "xlsx/portefeuille.xlsx")
    formulas = [c.coordinate for row in book["Immeubles"].iter_rows() for c in row
                if c.data_type == "f"]  # fmt: skip
    assert formulas == []


@given(st.text(max_size=30))
def test_ce_qu_on_protege_se_libere_a_l_identique(text):
    assert liberer(proteger(text)) == text


def _bon_classeur() -> bytes:
    with TemporaryDirectory() as folder:
        row = '<row><c t="inlineStr"><is><t>DURAND</t></is></c><c><v>12.5</v></c></row>'
        return un_xlsx(Path(folder) / "bon.xlsx", feuille(row), pli=0).read_bytes()


def _abimer(where: list[tuple[int, int]]) -> bytes:
    """Un vrai classeur dont quelques octets ont changé."""
    content = bytearray(_BON)
    for place, value in where:
        content[place % len(content)] = value
    return bytes(content)


_BON = _bon_classeur()
_OCTETS = st.binary(min_size=1, max_size=4_000)
_ABIMES = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=5
).map(_abimer)


@pytest.mark.long
def test_des_octets_au_hasard_sont_refuses_ou_lus(db, ctx, tmp_path, ampleur):
    """Des octets quelconques, sous chaque extension : une phrase, ou des lignes, rien d'autre."""

    @settings(
        max_examples=ampleur(150, 5_000),
        suppress_health_check=[HealthCheck.function_scoped_fixture],
        database=None,
    )
    @given(_OCTETS | _ABIMES, st.sampled_from((".csv", ".xlsx", ".txt")))
    def essayer(content: bytes, extension: str) -> None:
        path = tmp_path / f"hasard{extension}"
        path.write_bytes(content)
        try:
            with db.read() as session:
                lire(choisir(session, [path], ["locataires"]), ctx)
        except UserError as error:
            assert error.title and error.advice

    essayer()


_CELLULES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ("", "MARTIN", "LAFAYETTE/002", "81ELLOCATA", "31/02/2020", "01/01/2020", "1e400", "NaN",
         "=1+1", "-1", "oui", "10", "12,50", "(3)", "9999-12-31", "\0", "\u202e")
    ),
)  # fmt: skip
_BONNE = ("MARTIN", "Jeanne", "LAFAYETTE/002", "01/02/2020", "", "650,00", "")


@pytest.mark.long
def test_des_lignes_au_hasard_s_importent_toutes_ou_pas_du_tout(db, ctx, tmp_path, ampleur):
    """Quoi que disent les cellules, la base a tout, ou rien."""
    with db.write() as session:
        une_agence(session)
    titles = ("Nom", "Prénom", "Lot", "Date d'entrée", "Compte", "Dépôt de garantie", "Code")

    @settings(
        max_examples=ampleur(60, 3_000),
        suppress_health_check=[HealthCheck.function_scoped_fixture],
        database=None,
    )
    @given(st.lists(st.tuples(*[_CELLULES] * len(titles)) | st.just(_BONNE), min_size=1))
    def essayer(rows: list[tuple[str, ...]]) -> None:
        path = un_csv(tmp_path / "locataires.csv", titles, rows, "utf-8")
        before = _compte(db)
        try:
            importe(db, ctx, path)
        except UserError:
            assert _compte(db) == before
        with db.read() as session:
            orphans = session.scalar(
                select(func.count(Locataire.id)).where(Locataire.compte_id.is_(None))
            )
        assert not orphans

    essayer()


def _compte(db) -> tuple[int, int]:
    with db.read() as session:
        return (
            session.scalar(select(func.count(Tiers.id))) or 0,
            session.scalar(select(func.count(Locataire.id))) or 0,
        )
