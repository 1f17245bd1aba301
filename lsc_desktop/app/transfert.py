"""`lsc transferer <adresse>` : change l'agence de base, et prouve que tout y est."""

import argparse

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.paths import MIGRATIONS, data_folder
from lsc_desktop.base.settings import FILE, load_settings
from lsc_desktop.base.text import pluriel


def arguments(parser: argparse.ArgumentParser) -> None:
    """L'arrivée ; le départ est la base des réglages du poste, à moins d'en nommer une autre."""
    parser.add_argument(
        "adresse",
        help="la base d'arrivée, vide : postgresql://compte:motdepasse@serveur/base, "
        "ou sqlite:///chemin/lsc.db pour revenir à un fichier",
    )
    parser.add_argument("--depuis", metavar="ADRESSE", help="une autre base de départ")


def run(options: argparse.Namespace) -> int:
    """Recopie tout, vérifie, et dit comment y brancher les postes ; rend 0.

    Lève `UserError`, sans rien laisser à l'arrivée, si quoi que ce soit diffère.
    """
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    from lsc_desktop.storage.engine import Database
    from lsc_desktop.storage.transfer import transfer

    start = options.depuis or load_settings().database_url
    try:
        make_url(start), make_url(options.adresse)
        source, target = Database(start), Database(options.adresse)
    except (ArgumentError, ImportError) as error:
        raise UserError(
            "Cette adresse de base n'en est pas une.",
            "Écrivez-la « postgresql://compte:motdepasse@serveur/base ».",
        ) from error
    _check_file(target.engine.dialect.name, target.url.database)
    try:
        proof = transfer(source, target, MIGRATIONS, _say)
    finally:
        source.close()
        target.close()
    _say(
        f"\nTransféré et vérifié : {pluriel(sum(proof.rows.values()), 'ligne')} de "
        f"{len(proof.rows)} tables, {pluriel(len(proof.balances), 'compte')} au centime près, "
        f"{pluriel(len(proof.documents), 'document')} à l'empreinte près, chaque valeur "
        "relue des deux côtés."
    )
    _say(
        "L'ancienne base n'a pas changé : gardez-la, mais n'y travaillez plus. Sur chaque poste, "
        f"donnez la nouvelle adresse dans {data_folder() / FILE} :\n"
        f'  {{"database_url": "{target.url.render_as_string(hide_password=True)}"}}\n'
        "(avec le mot de passe à la place des étoiles), ou dans la variable LSC_DATABASE_URL."
    )
    return 0


def _check_file(dialect: str, database: str | None) -> None:
    """Un fichier déjà là ne se remplit pas : il peut être la base de quelqu'un."""
    from pathlib import Path

    if dialect == "sqlite" and (not database or Path(database).exists()):
        raise UserError(
            "La base d'arrivée existe déjà." if database else "Il manque le nom du fichier.",
            "Donnez le nom d'un fichier à créer : sqlite:///chemin/lsc.db.",
        )


def _say(line: str) -> None:
    print(line, flush=True)
