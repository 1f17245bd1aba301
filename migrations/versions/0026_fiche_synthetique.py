"""La fiche synthétique d'une copropriété : la pièce jointe qui la porte."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # sans refaire la table : d'autres s'y rapportent
    op.execute(
        "ALTER TABLE piece_jointe ADD COLUMN synthese_de_id INTEGER "
        f"CONSTRAINT {op.f('fk_piece_jointe_synthese_de_id')} REFERENCES copropriete (id)"
    )
    op.create_index(
        op.f("ix_piece_jointe_synthese_de_id"), "piece_jointe", ["synthese_de_id"], unique=True
    )
