"""Ce que chaque cible répond à son dernier manifeste."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    zero, empty = sa.text("0"), sa.text("''")
    for column in (
        sa.Column("repondu", sa.Integer(), nullable=False, server_default=zero),
        sa.Column("tient", sa.Integer(), nullable=False, server_default=zero),
        sa.Column("reponse", sa.String(), nullable=False, server_default=empty),
    ):
        op.add_column("cible_publication", column)
