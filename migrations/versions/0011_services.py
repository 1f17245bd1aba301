"""Services système : leur meneur, leurs messages, et le journal de leurs passages."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meneur",
        sa.Column("jeton", sa.String(), nullable=False),
        sa.Column("sorte", sa.String(), nullable=False),
        sa.Column("poste", sa.String(), nullable=False),
        sa.Column("qui", sa.String(), nullable=False),
        sa.Column("vu_le", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meneur")),
    )
    op.create_table(
        "message_systeme",
        sa.Column("quand", sa.DateTime(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("sorte", sa.String(), nullable=False),
        sa.Column("objet", sa.String(), nullable=False),
        sa.Column("texte", sa.String(), nullable=False),
        sa.Column("poste", sa.String(), nullable=False),
        sa.Column("vu_le", sa.DateTime(), nullable=True),
        sa.Column("vu_par", sa.String(), nullable=False),
        sa.Column("recherche", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_systeme")),
    )
    op.create_index(op.f("ix_message_systeme_quand"), "message_systeme", ["quand"])
    op.create_index(op.f("ix_message_systeme_service"), "message_systeme", ["service"])
    for name in ("origine", "qui", "poste"):
        op.add_column("passage", sa.Column(name, sa.String(), nullable=True))
    for name in ("debut", "fin"):
        op.add_column("passage", sa.Column(name, sa.DateTime(), nullable=True))
