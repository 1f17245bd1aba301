"""La liste des copropriétaires : la pièce jointe qui la porte, le modèle de ses événements."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, column, target in (
        ("piece_jointe", "liste_de_id", "copropriete"),
        ("reglage_publication", "modele_liste_id", "modele_evenement"),
    ):  # sans refaire la table : d'autres s'y rapportent
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} INTEGER "
            f"CONSTRAINT {op.f(f'fk_{table}_{column}')} REFERENCES {target} (id)"
        )
    op.add_column("piece_jointe", sa.Column("empreinte", sa.String(), nullable=True))
    op.create_index(
        op.f("ix_piece_jointe_liste_de_id"), "piece_jointe", ["liste_de_id"], unique=True
    )
