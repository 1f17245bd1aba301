"""Copier la base, rouvrir une copie, la remettre : ce que chaque moteur fait à sa façon."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.storage import copie_postgresql, copie_sqlite
from lsc_desktop.storage.copie_postgresql import UnreadableError
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.failures import translated

Suivi = Callable[[int], None]
digest = copie_sqlite.digest
# Ce qui n'a de sens que pour qui travaillait au moment de la copie.
ASLEEP = {
    "verrou": "DELETE FROM verrou",
    # Sans jeton, que son maître ne rendra plus : il attend qu'on le reprenne, ou y renonce.
    "traitement": "UPDATE traitement SET etat = 'interrompu', jeton = '' WHERE etat = 'en_cours'",
    "passage": "UPDATE passage SET etat = 'echec' WHERE etat = 'en_cours'",
    # Parti depuis la copie, peut-être : l'envoyer de nouveau serait le faire deux fois.
    "envoi_partenaire": "UPDATE envoi_partenaire SET etat = 'en_panne', motif = 'doute', "
    "jeton = '', pas_avant = NULL, message = 'La base a été restaurée : cet envoi est peut-être "
    "parti depuis la copie.', conseil = 'Vérifiez chez le partenaire, puis réessayez ou "
    "abandonnez.' WHERE etat IN ('a_envoyer', 'en_panne')",
}


def local_file(db: Database) -> Path | None:
    """Le fichier de la base ; `None` si elle est sur un serveur."""
    if db.engine.dialect.name != "sqlite" or not db.url.database:
        return None
    return Path(db.url.database)


def extension(db: Database) -> str:
    """« .db » pour une copie SQLite, « .dump » pour une copie PostgreSQL."""
    return ".db" if local_file(db) else ".dump"


def copy(db: Database, target: Path, suivi: Suivi = lambda percent: None) -> None:
    """Copie la base en marche dans `target`, sans arrêter personne.

    Lève `TemporaryError` (disque, verrou, réseau) ou `UserError` (outil absent, base abîmée).
    """
    source = local_file(db)
    if source is None:
        copie_postgresql.copy(db.url, target)
    else:
        copie_sqlite.copy(source, target, suivi, lambda: _turn(db))


@contextmanager
def reopened(db: Database, path: Path) -> Iterator[Session | None]:
    """Une copie, rouverte en lecture ; `None` si le serveur ne permet pas de la rejouer.

    Lève `UnreadableError` si ce n'en est pas une.
    """
    if local_file(db) is None:
        with translated(), copie_postgresql.reopened(db.url, path) as replayed:
            yield replayed
        return
    try:
        with translated(), copie_sqlite.reopened(path) as session:
            yield session
    except TemporaryError:
        raise
    except UserError as error:
        raise UnreadableError(
            f"« {path.name} » est abîmé, ou n'est pas une copie de la base.",
            "La base n'a pas changé : choisissez une autre copie.",
        ) from error


def faults(session: Session) -> list[str]:
    """Ce qui est abîmé dans le fichier lui-même : pages, index, liens entre fiches."""
    link = session.connection()
    if link.dialect.name != "sqlite":
        return []  # PostgreSQL vient de rejouer chaque ligne et chaque lien
    return copie_sqlite.faults(lambda sql: link.exec_driver_sql(sql))


def revision(session: Session) -> str | None:
    """La version du schéma de cette base ; `None` si ce n'est pas une base du programme."""
    tables = inspect(session.connection()).get_table_names()
    if not {"alembic_version", "piece", "ecriture"} <= set(tables):
        return None
    found: str | None = session.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def revision_unplayed(db: Database, path: Path) -> str | None:
    """La même, d'une copie PostgreSQL qu'on n'a pas pu rejouer."""
    return copie_postgresql.revision(db.url, path)


def others(db: Database) -> list[str]:
    """Qui d'autre est connecté au serveur de la base ; SQLite ne le sait pas."""
    if local_file(db) is not None:
        return []
    with translated(), db.read() as session:
        return copie_postgresql.others(session)


def asleep(session: Session) -> None:
    """Oublie ce qui était en train au moment de la copie : rien ne doit repartir de soi-même."""
    tables = set(inspect(session.connection()).get_table_names())
    for table, order in ASLEEP.items():
        if table in tables:
            session.execute(text(order))


def replace(db: Database, content: Path) -> None:
    """Met la copie à la place de la base, en une seule transaction : avant, ou après, jamais entre.

    Toutes les connexions doivent être fermées. Un fichier de base qui n'en est plus un est écarté,
    sous un nom qui le dit.
    """
    live = local_file(db)
    if live is None:
        conditional = "".join(
            f"DO $$ BEGIN IF to_regclass('{table}') IS NOT NULL THEN {order}; END IF; END $$;\n"
            for table, order in ASLEEP.items()
        )
        copie_postgresql.replace(db.url, content, conditional)
    elif not live.exists():
        content.replace(live)
    else:
        try:
            with _turn(db):
                copie_sqlite.replace(live, content)
        except UserError:
            if not _beyond_repair(live):
                raise
            _put_aside(live)
            content.replace(live)


@contextmanager
def _turn(db: Database) -> Iterator[None]:
    """Le tour d'écriture : qui écrit attend là, dans l'ordre."""
    try:
        with db.turn():
            yield
    except TimeoutError as error:
        raise copie_sqlite.busy() from error


def _beyond_repair(live: Path) -> bool:
    try:
        with copie_sqlite.reopened(live) as session:
            session.execute(text("SELECT count(*) FROM sqlite_master"))
    except DatabaseError:
        return True
    return False


def _put_aside(live: Path) -> None:
    """Le journal d'abord : celui d'une base abîmée ne doit pas se rejouer dans la copie."""
    for suffix in ("-journal", "-wal", "-shm", ""):
        left = live.with_name(live.name + suffix)
        if left.exists():
            left.replace(left.with_name(f"abimee-{left.name}"))
