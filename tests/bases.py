"""Les bases des essais : de vraies bases, sur le moteur que demande `LSC_ESSAIS_MOTEUR`."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, make_url

from lsc_desktop.storage.engine import Database
from tests import postgres

SUR_POSTGRESQL = postgres.MOTEUR == "postgresql"


def sqlite_seulement(pourquoi: str) -> pytest.MarkDecorator:
    """Pour un essai qui n'a de sens que sur un fichier SQLite ; il dit lequel."""
    return pytest.mark.skipif(SUR_POSTGRESQL, reason=pourquoi)


def postgresql_seulement(pourquoi: str) -> pytest.MarkDecorator:
    """Pour un essai de ce qu'un serveur seul sait faire ; il dit quoi."""
    return pytest.mark.skipif(not SUR_POSTGRESQL, reason=pourquoi)


@contextmanager
def base_neuve(modele: Path, folder: Path) -> Iterator[str]:
    """L'adresse d'une base au schéma courant : un fichier de `folder`, ou une base du serveur.

    `modele` : le fichier de la fixture `base_vide`.
    """
    if SUR_POSTGRESQL:
        with postgres.base_neuve() as url:
            yield url
        return
    path = folder / "lsc.db"
    shutil.copyfile(modele, path)
    yield f"sqlite:///{path.as_posix()}"


def recopier(db: Database, source: str) -> None:
    """Met dans cette base tout ce que `source` (une adresse du même moteur) contient."""
    db.close()
    if SUR_POSTGRESQL:
        name, model = db.url.database, make_url(source).database
        assert name and model
        postgres.efface_base(name)
        postgres.cree_base(name, model)
    else:
        shutil.copyfile(str(make_url(source).database), str(db.url.database))


def garder(db: Database, folder: Path, name: str) -> str:
    """Une copie de cette base, telle quelle ; rend son adresse, à donner à `recopier`."""
    db.close()
    if SUR_POSTGRESQL:
        assert db.url.database
        copy = f"modele_{name}_{os.getpid()}"
        postgres.efface_base(copy)
        postgres.cree_base(copy, db.url.database)
        return postgres.adresse(copy)
    path = folder / f"{name}.db"
    shutil.copyfile(str(db.url.database), path)
    return f"sqlite:///{path.as_posix()}"


def ouverte(url: str) -> Database:
    """La base de cette adresse, sans attendre le disque."""
    database = Database(url)
    if database.engine.dialect.name == "sqlite":
        sans_attendre_le_disque(database)
    return database


def sans_attendre_le_disque(database: Database) -> None:
    """Un essai ne survit pas à une panne de courant : inutile de forcer chaque écriture."""
    event.listen(database.engine, "connect", lambda link, _: link.execute("PRAGMA synchronous=OFF"))
