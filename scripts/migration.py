"""Prépare une migration à partir des modèles : python scripts/migration.py "ce qu'elle change".

Le brouillon est écrit dans migrations/versions/ ; il se relit et se complète à la main (données,
déclencheurs), puis `tests/storage/test_schema.py` vérifie qu'il mène exactement aux modèles.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from alembic import command  # noqa: E402
from alembic.config import Config  # noqa: E402

from lsc_desktop.storage.engine import Database  # noqa: E402
from lsc_desktop.storage.schema import upgrade  # noqa: E402


def main(message: str) -> None:
    migrations = ROOT / "migrations"
    numbers = (int(path.name[:4]) for path in (migrations / "versions").glob("[0-9]*.py"))
    rank = max(numbers, default=0) + 1  # un numéro peut manquer : un autre travail l'a pris
    with TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{folder}/lsc.db")
        with db.engine.begin() as connection:
            if rank > 1:
                upgrade(connection, migrations)
            config = Config()
            config.set_main_option("script_location", str(migrations).replace("%", "%%"))
            config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
            config.attributes["connection"] = connection
            command.revision(config, message, autogenerate=True, rev_id=f"{rank:04}")
        db.close()


if __name__ == "__main__":
    main(sys.argv[1])
