"""Une publication s'interrompt de n'importe quel poste."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("arret_demande", sa.Boolean(), nullable=True)
    op.add_column("cible_publication", column)
