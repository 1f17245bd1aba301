"""La transaction appartient au bord : une validation, une commande, un élément d'une série."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.depot import PACKAGE, arbre, lieu, modules

EDGES = ("gui/kit/", "jobs/", "app.py", "app/")  # seuls à ouvrir une transaction


def test_personne_ne_valide_ni_n_annule_a_la_main():
    faults = [
        lieu(path, call)
        for path in modules()
        for call in _calls(path)
        if call.func.attr in {"commit", "rollback"}
    ]
    assert not faults, f"laissez db.write() conclure : {faults}"


def test_seul_le_bord_ouvre_une_ecriture():
    faults = [
        lieu(path, call)
        for path in modules()
        if not path.relative_to(PACKAGE).as_posix().startswith(EDGES)
        for call in _calls(path)
        if call.func.attr == "write" and call in _opens(path)
    ]
    assert not faults, f"recevez une session, et laissez l'écran l'ouvrir : {faults}"


def _calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(arbre(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node


def _opens(path: Path) -> list[ast.AST]:
    """Les appels qui ouvrent une transaction : dans un `with`, ou faits sur une base (`db`)."""
    managed = [
        item.context_expr
        for node in ast.walk(arbre(path))
        if isinstance(node, ast.With | ast.AsyncWith)
        for item in node.items
    ]
    on_base = [
        call
        for call in _calls(path)
        if ast.unparse(call.func.value).split(".")[-1].strip("_") in {"db", "base", "database"}
    ]
    return [*managed, *on_base]
