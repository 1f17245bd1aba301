"""La version du schéma, lue sans Alembic : il ne se charge que s'il y a une mise à niveau."""

from pathlib import Path

from sqlalchemy import inspect, text

from lsc_desktop.storage.engine import Database


def current(db: Database) -> str | None:
    """La révision de la base ; `None` si elle est vide."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def newest(migrations: Path) -> str:
    """La dernière révision livrée : les fichiers portent leur rang, « 0002_… »."""
    return max(path.name.partition("_")[0] for path in (migrations / "versions").glob("[0-9]*.py"))


def known(migrations: Path) -> frozenset[str]:
    """Les révisions que ce programme sait lire."""
    files = (migrations / "versions").glob("[0-9]*.py")
    return frozenset(path.name.partition("_")[0] for path in files)
