"""Les migrations mènent exactement aux modèles, et ne dépendent pas d'eux."""

import ast

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from lsc_desktop.base.paths import MIGRATIONS
from lsc_desktop.storage.models import Base
from lsc_desktop.storage.schema import upgrade
from tests.depot import arbre, lieu


def test_migrer_une_base_vide_donne_exactement_les_modeles(tmp_path):
    engine = create_engine(f"sqlite:///{(tmp_path / 'lsc.db').as_posix()}")
    with engine.begin() as connection:
        upgrade(connection, MIGRATIONS)
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_mettre_a_niveau_deux_fois_ne_change_rien(base_vide, tmp_path):
    copy = tmp_path / "lsc.db"
    copy.write_bytes(base_vide.read_bytes())
    engine = create_engine(f"sqlite:///{copy.as_posix()}")
    with engine.begin() as connection:
        upgrade(connection, MIGRATIONS)
    engine.dispose()
    assert copy.read_bytes() == base_vide.read_bytes()


def test_les_migrations_se_suivent_sans_fourche():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    script = ScriptDirectory.from_config(config)
    assert len(script.get_heads()) == 1 and len(script.get_bases()) == 1


def test_une_migration_est_une_photographie():
    faults = [
        lieu(path, node)
        for path in sorted((MIGRATIONS / "versions").glob("*.py"))
        for node in ast.walk(arbre(path))
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lsc_desktop"))
        or (isinstance(node, ast.Import) and "lsc_desktop" in ast.unparse(node))
    ]
    assert not faults, f"recopiez ce qu'il faut : le programme changera, pas elle : {faults}"
