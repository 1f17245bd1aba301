"""Le WSDL du registre ; le compte FTP ou SFTP de CLAC, et ce qu'on y a déjà relevé."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

VIDE = sa.text("''")


def upgrade() -> None:
    op.add_column(
        "reglage_registre", sa.Column("wsdl", sa.String(), nullable=False, server_default=VIDE)
    )
    for column in (
        sa.Column("transport", sa.String(), nullable=False, server_default=sa.text("'dossier'")),
        sa.Column("hote", sa.String(), nullable=False, server_default=VIDE),
        sa.Column("port", sa.Integer(), nullable=True),
        sa.Column("utilisateur", sa.String(), nullable=False, server_default=VIDE),
        sa.Column("chemin", sa.String(), nullable=False, server_default=VIDE),
        sa.Column("empreinte", sa.String(), nullable=False, server_default=VIDE),
        sa.Column("effacer", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("reglage_clac", column)
    op.create_table(
        "releve_clac",
        sa.Column("compte", sa.String(), nullable=False),
        sa.Column("nom", sa.String(), nullable=False),
        sa.Column("taille", sa.BigInteger(), nullable=False),
        sa.Column("modifie", sa.String(), nullable=False),
        sa.Column("fichier", sa.String(), nullable=False),
        sa.Column("releve_le", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releve_clac")),
        sa.UniqueConstraint("compte", "nom", name=op.f("uq_releve_clac_compte_nom")),
    )
