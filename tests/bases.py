"""Les bases des essais : de vraies bases SQLite sur disque, qui n'attendent pas le disque."""

from sqlalchemy import event

from lsc_desktop.storage.engine import Database


def sans_attendre_le_disque(database: Database) -> None:
    """Un essai ne survit pas à une panne de courant : inutile de forcer chaque écriture."""
    event.listen(database.engine, "connect", lambda link, _: link.execute("PRAGMA synchronous=OFF"))
