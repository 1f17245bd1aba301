"""Les mots de l'utilisateur ont une seule orthographe, celle du glossaire."""

import re

from lsc_desktop.storage.models import Base
from tests.depot import PACKAGE


def test_chaque_table_est_au_glossaire():
    words = set(re.findall(r"\w+", (PACKAGE / "domain/GLOSSAIRE.md").read_text(encoding="utf-8")))
    missing = sorted(set(Base.metadata.tables) - words)
    assert not missing, f"dites ce que c'est dans domain/GLOSSAIRE.md : {missing}"


def test_tables_et_colonnes_se_disent_sans_accent_ni_majuscule():
    names = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if not re.fullmatch(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*", f"{table.name}.{column.name}")
    ]
    assert not names, names
