"""Alembic sans alembic.ini : `storage.schema` donne la connexion ouverte."""

from alembic import context
from sqlalchemy import TypeDecorator

from lsc_desktop.storage.models import Base


def plain(kind, item, _context):
    """Une migration est une photographie : elle ne cite pas les types de l'application."""
    return f"sa.{item.impl!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=plain,
)
with context.begin_transaction():
    context.run_migrations()
