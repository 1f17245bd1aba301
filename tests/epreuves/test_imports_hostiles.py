"""Des cellules hostiles (ecosystem D.3-T10, T13) : importées comme du texte, toutes ou aucune.

Les fichiers qui le sont par leur forme sont joués avec ceux de tous les importeurs
(`test_importeurs`).
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.imports.tableur import liberer, proteger
from lsc_desktop.services.exports import exporter
from lsc_desktop.storage.models import Immeuble, Locataire, Tiers
from tests.agence import une_agence
from tests.portefeuille import importe, un_csv

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
