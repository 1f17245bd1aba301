"""Passages, traitements et leurs lignes se retrouvent en tapant."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})


def upgrade() -> None:
    _recherche("passage", "recherche", "qui", "poste", "message")
    _recherche("traitement", "recherche", "titre", "cree_par", "repris_par")
    _recherche("traitement_ligne", "recherche", "libelle")
    _recherche("traitement_ligne", "recherche_message", "message")


def _recherche(name: str, column: str, *searched: str) -> None:
    """Le texte replié de ces colonnes, pour les lignes déjà écrites comme pour les autres."""
    made = sa.Column(column, sa.String(), nullable=False, server_default=sa.text("''"))
    op.add_column(name, made)
    table = sa.table(name, *map(sa.column, ("id", column, *searched)))
    link = op.get_bind()
    rows = link.execute(sa.select(table.c.id, *(table.c[one] for one in searched))).all()
    found = [{"ligne": id, "plie": _fold(parts)} for id, *parts in rows]
    if found:
        stmt = sa.update(table).where(table.c.id == sa.bindparam("ligne"))
        link.execute(stmt.values({column: sa.bindparam("plie")}), found)


def _fold(parts: list[str | None]) -> str:
    text = " ".join(part or "" for part in parts)
    plain = unicodedata.normalize("NFKD", text.lower().translate(LIGATURES))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.split(r"[\s'’`´\-‐‑–_,;]+", plain)).strip()
