"""Conservation des candidatures : leur durée, et l'heure où ce qui l'a passée s'efface."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reglage_conservation",
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("heures", sa.String(), nullable=False),
        sa.Column("mois", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reglage_conservation")),
    )
