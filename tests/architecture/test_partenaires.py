"""Chaque adaptateur se déclare une fois ; le lisez-moi, les écrans, la boîte d'envoi le citent."""

import re
from importlib import import_module

from lsc_desktop.domain.publications.reglages import SORTES as CIBLES
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.gui.shell.menus import MODULES
from lsc_desktop.partners.adaptateurs import ADAPTATEURS
from lsc_desktop.queries.partenaires.registre import SORTES
from tests.depot import PACKAGE, ROOT, modules, nom

CODES = {one.code for one in ADAPTATEURS}
ENTETE = "| partenaire | contrat | origine du contrat | contre le vrai service |"


def tableau() -> list[str]:
    """Celui que le lisez-moi doit montrer."""
    return [
        ENTETE,
        "|---|---|---|---|",
        *(f"| {a.nom} | {a.contrat} | {a.origine} | {a.verification()} |" for a in ADAPTATEURS),
    ]


def test_le_lisez_moi_dit_de_chaque_adaptateur_ce_qu_il_declare():
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    start = lines.index(ENTETE)
    found = [line for line in lines[start:] if line.startswith("|")][: len(ADAPTATEURS) + 2]
    assert found == tableau(), "recopiez le tableau :\n" + "\n".join(tableau())
    assert not lines[start + len(found)].startswith("|")


def test_chaque_code_est_unique_et_s_ecrit_simplement():
    assert len(CODES) == len(ADAPTATEURS)
    assert not [code for code in CODES if not re.fullmatch(r"[a-z][a-z0-9_]*", code)]
    assert {code for code, _name in CIBLES} <= CODES


def test_chaque_paquet_de_partenaire_est_declare():
    """Un adaptateur qu'on oublierait de déclarer ne dirait pas qu'il n'a jamais été vérifié."""
    declared = set()
    for path in modules("partners"):
        dotted = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        if "Adaptateur(" in path.read_text(encoding="utf-8") and path.stem != "declaration":
            module = import_module(dotted)
            declared |= {v.code for v in vars(module).values() if type(v).__name__ == "Adaptateur"}
    assert declared == CODES


def test_chaque_sorte_d_envoi_mene_quelque_part():
    for one in SORTES:
        module, _, name = one.travail.partition(":")
        assert callable(getattr(import_module(f"lsc_desktop.jobs.{module}"), name)), one.nom
        assert one.partenaire in CODES and one.libelle, one.nom
        assert not one.ecran or one.ecran in SCREENS, one.nom
    assert len({one.nom for one in SORTES}) == len(SORTES)


def test_une_entree_de_menu_nomme_un_partenaire_declare():
    asked = {e.partenaire for m in MODULES for menu in m.menus for e in menu.entries}
    assert asked - {""} <= CODES


def test_une_commande_nomme_un_partenaire_declare():
    asked = {
        command.partenaire
        for screen in SCREENS.values()
        for command in getattr(screen, "commands", ())
    }
    assert asked - {""} <= CODES
    assert asked >= {"lovys", "clac", "ag_connect"}


def test_seul_le_client_commun_parle_http():
    """Un adaptateur qui appellerait requests perdrait délais, reprises, journal et secrets tus."""
    allowed = ("lsc_desktop/partners/http/",)
    loose = re.compile(
        r"^\s*(?:import|from) (?:requests|urllib3|http\.client|urllib\.request)\b", re.M
    )
    faults = [
        nom(path)
        for path in modules()
        if not nom(path).startswith(allowed) and loose.search(path.read_text(encoding="utf-8"))
    ]
    assert not faults, f"passez par partners.http.Client : {faults}"
