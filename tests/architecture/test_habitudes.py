"""Les habitudes de la maison qu'aucun outil ne connaît, avec ce qu'il faut écrire à la place."""

import ast
from pathlib import Path

import pytest

from tests.depot import ROOT, arbre, lieu, modules, nom, suivis

CLOCKS = {"now", "today", "utcnow", "fromtimestamp"}
QT_FIELDS = {"QDoubleSpinBox", "QSpinBox", "QDateEdit", "QDateTimeEdit"}
LONGEST = 400  # hors migrations : on ne coupe pas une photographie
LONGEST_TEST = 550  # des essais, qui se lisent à la suite
SCRIPTS = sorted((ROOT / "scripts").glob("*.py"))


def test_chaque_module_dit_ce_qu_il_sait():
    files = [*modules(), *SCRIPTS, *(ROOT / "migrations/versions").glob("*.py")]
    mute = [nom(path) for path in files if not ast.get_docstring(arbre(path))]
    assert not mute, f"commencez par une ligne qui dit ce que sait ce module : {mute}"


def test_le_domaine_ne_connait_pas_les_flottants():
    faults = [
        lieu(path, node)
        for path in modules("domain")
        for node in ast.walk(arbre(path))
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]
    assert not faults, f"un montant est un Decimal (décision D5) : {faults}"


def test_ni_regle_ni_cas_d_usage_ne_regardent_l_heure():
    faults = [
        lieu(path, node)
        for path in modules("domain", "services", "queries")
        for node in ast.walk(arbre(path))
        if isinstance(node, ast.Attribute)
        and node.attr in CLOCKS
        and ast.unparse(node.value).split(".")[-1] in {"date", "datetime", "dt"}
    ]
    assert not faults, f"recevez ctx.aujourd_hui ou ctx.maintenant : {faults}"


def test_aucun_champ_de_nombre_ou_de_date_de_qt():
    drawn = [
        f"{nom(path)} : {field}"
        for path in sorted((ROOT / "ui").glob("*.ui"))
        for field in QT_FIELDS
        if f'"{field}"' in path.read_text(encoding="utf-8")
    ]
    written = [
        lieu(path, node)
        for path in modules("gui")
        for node in ast.walk(arbre(path))
        if (isinstance(node, ast.Name) and node.id in QT_FIELDS)
        or (isinstance(node, ast.Attribute) and node.attr in QT_FIELDS)
        or (isinstance(node, ast.alias) and node.name in QT_FIELDS)
    ]
    faults = [*drawn, *written]
    assert not faults, f"prenez AmountEdit, DecimalEdit, IntEdit ou DateEdit : {faults}"


def test_la_chaine_de_tab_ne_se_suit_qu_en_dessinant():
    """PySide y rattache le widget rendu à celui qu'on interroge : la fenêtre mourait d'un champ."""
    chain = {"nextInFocusChain", "previousInFocusChain"}
    faults = [
        lieu(path, node)
        for path in modules("gui")
        if nom(path) != "lsc_desktop/gui/kit/binding.py"
        for node in ast.walk(arbre(path))
        if isinstance(node, ast.Attribute) and node.attr in chain
    ]
    assert not faults, f"prenez `Binding.order` : {faults}"


def test_aucun_module_n_est_trop_long():
    sizes = {
        path: _lines(path)
        for path in suivis()
        if path.suffix == ".py" and "versions" not in path.parts
    }
    faults = {nom(path): n for path, n in sizes.items() if n > _limit(path)}
    assert not faults, f"au-delà de {LONGEST} lignes il y a deux notions : {faults}"


def _limit(path: Path) -> int:
    return LONGEST_TEST if "tests" in path.parts else LONGEST


def test_les_bibliotheques_lourdes_attendent_leur_usage():
    """Alembic, reportlab, requests… pèsent sur le démarrage s'ils sont importés en tête."""
    heavy = {"alembic", "reportlab", "xlsxwriter", "requests", "requests_pkcs12", "urllib3", "zeep",
             "lxml"}  # fmt: skip
    allowed = ("lsc_desktop/printing/", "lsc_desktop/storage/schema.py")
    faults = [
        lieu(path, node)
        for path in modules()
        if not nom(path).startswith(allowed)
        for node in arbre(path).body
        if isinstance(node, ast.Import | ast.ImportFrom) and heavy & _roots(node)
    ]
    assert not faults, f"importez-la dans la fonction qui s'en sert : {faults}"


@pytest.mark.parametrize("name", ["env", "run", "check", "build"])
def test_un_vieux_python_lit_assez_les_scripts_pour_repondre(name):
    """`env.py` refuse un Python trop ancien par une phrase : encore faut-il qu'il le lise."""
    source = (ROOT / f"scripts/{name}.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _roots(node: ast.Import | ast.ImportFrom) -> set[str]:
    if isinstance(node, ast.ImportFrom):
        return {(node.module or "").split(".")[0]}
    return {alias.name.split(".")[0] for alias in node.names}
