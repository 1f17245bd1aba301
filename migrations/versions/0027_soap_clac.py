"""Le WSDL du registre."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0025"
branch_labels = None
depends_on = None

VIDE = sa.text("''")


def upgrade() -> None:
    op.add_column(
        "reglage_registre", sa.Column("wsdl", sa.String(), nullable=False, server_default=VIDE)
    )
