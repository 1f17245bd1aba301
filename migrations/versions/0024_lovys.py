"""Lovys : le compte de l'agence, les devis demandés."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reglage_lovys",
        *_textes("login", "url", "hotes"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reglage_lovys")),
    )
    op.create_table(
        "devis_lovys",
        *_textes("groupe", "reference"),
        sa.Column("cree_le", sa.DateTime(), nullable=False),
        *_textes("cree_par"),
        sa.Column("jour", sa.Date(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("locataire_id", sa.Integer(), nullable=True),
        sa.Column("mandat_id", sa.Integer(), nullable=True),
        *_textes("lot", "occupant", "qualite"),
        sa.Column("formule", sa.Integer(), nullable=False),
        *_textes("demande", "etat", "motif"),
        sa.Column("envoi_id", sa.Integer(), nullable=True),
        sa.Column("montant", sa.BigInteger(), nullable=True),
        *_textes("periodicite", "lien"),
        sa.Column("expire_le", sa.Date(), nullable=True),
        sa.Column("recu_le", sa.DateTime(), nullable=True),
        *_textes("recherche"),
        sa.Column("id", sa.Integer(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [f"{name}_id"], [f"{name}.id"], name=op.f(f"fk_devis_lovys_{name}_id")
            )
            for name in ("lot", "locataire", "mandat")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devis_lovys")),
        sa.UniqueConstraint("reference", name=op.f("uq_devis_lovys_reference")),
    )
    for column in ("groupe", "jour", "lot_id", "locataire_id", "mandat_id", "envoi_id"):
        op.create_index(op.f(f"ix_devis_lovys_{column}"), "devis_lovys", [column])


def _textes(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]
