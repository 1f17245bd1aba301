"""`lsc transferer <adresse>` : change l'agence de base, et prouve que tout y est."""

import argparse
from contextlib import closing

from lsc_desktop.app import seance, terminal
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.paths import MIGRATIONS, data_folder
from lsc_desktop.base.settings import FILE
from lsc_desktop.base.text import pluriel


def arguments(parser: argparse.ArgumentParser) -> None:
    """L'arrivée ; le départ est la base des réglages du poste, à moins d'en nommer une autre."""
    parser.epilog = f"Réservé à un administrateur. {terminal.AIDE}"
    parser.add_argument(
        "adresse",
        help="la base d'arrivée, vide : postgresql://compte:motdepasse@serveur/base, "
        "ou sqlite:///chemin/lsc.db pour revenir à un fichier",
    )
    parser.add_argument("--depuis", metavar="ADRESSE", help="une autre base de départ")


def run(options: argparse.Namespace) -> int:
    """Recopie tout, vérifie, et dit comment y brancher les postes ; rend 0.

    Réservé à un administrateur : la copie emporte tout, IBAN, historique et empreintes des mots de
    passe, et l'agence change de maison. Aucun droit du catalogue, pas même « restaurer », ne vaut
    cela. Un fichier de départ posé sur le réseau est admis : c'est le moyen de l'en sortir.

    Lève `UserError`, sans rien laisser à l'arrivée, si quoi que ce soit diffère.
    """
    from lsc_desktop.storage.locality import refuse_network
    from lsc_desktop.storage.transfer import transfer

    with closing(seance.base_a(options.adresse)) as target:
        refuse_network(target.url)
        _check_file(target.engine.dialect.name, target.url.database)
        with seance.ouverte(
            seance.ADMINISTRER, adresse=options.depuis or "", partage=True
        ) as acces:
            proof = transfer(acces.db, target, MIGRATIONS, _say)
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
