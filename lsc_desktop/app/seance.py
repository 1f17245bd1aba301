"""Entrer dans la base et en sortir, avec ou sans fenêtre : journal, présence, relance."""

from __future__ import annotations

import atexit
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from socket import gethostname
from typing import TYPE_CHECKING, Literal

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import BrokenError, UserError
from lsc_desktop.base.journaux import keep_journal
from lsc_desktop.base.paths import MIGRATIONS, data_folder
from lsc_desktop.base.seances import Presence, Seance
from lsc_desktop.base.settings import Settings, load_settings

if TYPE_CHECKING:
    from lsc_desktop.domain.utilisateurs import Seance as Identite
    from lsc_desktop.storage.engine import Database

Etat = Literal["prete", "creee", "telle_quelle"]
ADMINISTRER = "tous les droits"  # aucun droit du catalogue n'y suffit


@dataclass(frozen=True, slots=True)
class Acces:
    """Une base ouverte par une commande. `presence` : la nôtre, sur une base de fichier."""

    db: Database
    ctx: Contexte
    presence: Presence | None


def enter(settings: Settings) -> Presence | None:
    """Signale cette séance sur la base de fichier ; None si la base est sur un serveur.

    Lève `TemporaryError` si la base est en cours de restauration.
    """
    keep_journal(data_folder())
    path = base_file(settings.database_url)
    if path is None or not path.parent.is_dir():
        return None
    presence = Presence(path)
    presence.enter(Seance(settings.user, gethostname(), f"{datetime.now():%d/%m/%Y à %H:%M}"))
    atexit.register(presence.leave)
    return presence


def base_file(url: str) -> Path | None:
    """Le fichier d'une adresse SQLite, sans charger SQLAlchemy ; None pour un serveur."""
    scheme, _, name = url.partition(":///")
    name = name.partition("?")[0]
    return Path(name) if scheme.startswith("sqlite") and name not in ("", ":memory:") else None


def base_a(adresse: str) -> Database:
    """La base de cette adresse, sans la joindre ; lève `UserError` si ce n'en est pas une."""
    from sqlalchemy.exc import ArgumentError

    from lsc_desktop.storage.engine import Database

    try:
        return Database(adresse)
    except (ArgumentError, ImportError, ValueError) as error:
        raise UserError(
            "Cette adresse de base n'en est pas une.",
            "Écrivez-la « postgresql://compte:motdepasse@serveur/base » ou "
            "« sqlite:///chemin/lsc.db ».",
        ) from error


@contextmanager
def ouverte(
    droit: str = "", *, etat: Etat = "prete", adresse: str = "", partage: bool = False
) -> Iterator[Acces]:
    """La base du poste, ou celle de `adresse`, le temps d'une commande ; tout se referme.

    `droit` : celui qu'exige la commande, du catalogue ou `ADMINISTRER`. Dès que l'agence a des mots
    de passe, il est demandé qui la lance, et l'essai compte comme à la fenêtre ; son nom signe.
    Sans `droit`, personne n'est demandé : une tâche du système tourne sous un compte qui tient déjà
    la base.

    `etat` : « prete », à la version du programme ; « creee », vide, elle reçoit ses tables ;
    « telle_quelle », absente, ancienne ou abîmée, la commande s'en arrange. `partage` : un fichier
    posé sur le réseau est admis, pour l'en sortir.

    Lève `UserError` si la base ou la personne n'est pas ce qu'il faut, `TemporaryError` si la base
    est en cours de restauration, occupée ou hors d'atteinte.
    """
    from lsc_desktop.storage.failures import translated
    from lsc_desktop.storage.locality import refuse_network

    settings = load_settings()
    if adresse:
        settings = replace(settings, database_url=adresse)
    with ExitStack() as stack:
        stack.enter_context(translated())
        db = base_a(settings.database_url)
        if not partage:
            refuse_network(db.url)
        if etat == "prete" and _sans_fichier(db):
            raise _absente()
        if (presence := enter(settings)) is not None:
            stack.callback(presence.leave)
        stack.enter_context(closing(db))
        exiger_etat(db, etat)
        who = stack.enter_context(_qui(db, settings, droit, etat))
        now = datetime.now()
        day = now.date() if etat == "telle_quelle" else jour_de_travail(db) or now.date()
        yield Acces(
            db, Contexte(who.nom, now, day, poste=gethostname(), droits=who.droits), presence
        )


def exiger_etat(db: Database, etat: Etat) -> None:
    """Lève `UserError` si la base n'est pas à la version du programme."""
    if etat == "telle_quelle":
        return
    from lsc_desktop.storage.version import newest

    version = _version(db)
    if version is None and etat == "creee":
        from lsc_desktop.storage.schema import prepare

        prepare(db, MIGRATIONS, now=datetime.now())
    elif version is None:
        raise _absente()
    elif version != newest(MIGRATIONS):
        raise UserError(
            "La base n'est pas à la version de ce programme.",
            "Ouvrez-la une fois par la fenêtre, puis recommencez.",
        )


def _version(db: Database) -> str | None:
    """La version de la base ; None si elle est vide, ou si son fichier n'existe pas."""
    from lsc_desktop.storage.failures import translated
    from lsc_desktop.storage.version import current

    if _sans_fichier(db):  # s'y relier en créerait un
        return None
    with translated():
        return current(db)


def _sans_fichier(db: Database) -> bool:
    path = base_file(str(db.url))
    return path is not None and not path.exists()


def _absente() -> UserError:
    return UserError(
        "Il n'y a pas d'agence à cette adresse.",
        "Vérifiez l'adresse de la base dans les réglages du poste ; la fenêtre crée une agence "
        "de démonstration, « lsc importer » la vôtre.",
    )


def jour_de_travail(db: Database) -> date | None:
    """La date de travail de l'agence ; None : celle du jour."""
    from lsc_desktop.queries.configuration import date_de_travail

    with db.read() as session:
        return date_de_travail(session)


@contextmanager
def _qui(db: Database, settings: Settings, droit: str, etat: Etat) -> Iterator[Identite]:
    """Qui lance la commande, une fois son mot de passe et son droit vérifiés ; note sa sortie."""
    from lsc_desktop.domain.utilisateurs import FERMETURE
    from lsc_desktop.domain.utilisateurs import Seance as Identite

    if not droit or not _a_des_mots_de_passe(db, etat):
        yield Identite(settings.user)
        return
    from lsc_desktop.app import terminal
    from lsc_desktop.app.portier import Portier

    portier = Portier(db)
    who, must_change = portier.enter(*terminal.ask_credentials())
    try:
        if must_change:  # un collègue le connaît encore : il ne prouve pas qui le tape
            raise UserError(
                "Votre mot de passe vous a été donné par un autre : choisissez d'abord le vôtre.",
                "Ouvrez une fois le programme par sa fenêtre, puis recommencez.",
            )
        _exiger_droit(who, droit)
        yield who
    finally:
        with suppress(UserError):  # la base a pu être remplacée, ou le réseau tomber
            portier.note(who, FERMETURE)


def _a_des_mots_de_passe(db: Database, etat: Etat) -> bool:
    """Vrai s'il faut dire qui l'on est. Une base absente, abîmée ou d'avant les utilisateurs ne le
    sait plus, et c'est elle qu'on restaure."""
    from sqlalchemy import inspect

    from lsc_desktop.queries.utilisateurs import connexion_exigee

    lax = etat == "telle_quelle"
    try:
        if lax and (_version(db) is None or not inspect(db.engine).has_table("utilisateur")):
            return False
        with db.read() as session:
            return connexion_exigee(session)
    except BrokenError:
        if not lax:
            raise
        return False


def _exiger_droit(who: Identite, droit: str) -> None:
    from lsc_desktop.domain.droits import exiger

    if droit != ADMINISTRER:
        exiger(who.droits, droit)
    elif who.droits is not None:
        raise UserError(
            "Seul un administrateur peut le faire.",
            "Demandez-le à un collègue de profil Administrateur.",
        )


def relaunch() -> None:
    """Ouvre le programme à neuf : celui-ci va finir."""
    import subprocess

    frozen = getattr(sys, "frozen", False)
    command = [sys.executable] if frozen else [sys.executable, "-m", "lsc_desktop"]
    subprocess.Popen(command, close_fds=True)
