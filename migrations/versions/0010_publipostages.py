"""Publipostages : un même courrier à plusieurs, et ses destinataires."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "publipostage",
        sa.Column("sorte", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("objet", sa.String(), nullable=False),
        sa.Column("texte", sa.String(), nullable=False),
        sa.Column("modele_id", sa.Integer(), nullable=True),
        sa.Column("classeur_id", sa.Integer(), nullable=True),
        sa.Column("dossier_id", sa.Integer(), nullable=True),
        sa.Column("incomplets", sa.Boolean(), nullable=False),
        sa.Column("cree_le", sa.DateTime(), nullable=False),
        sa.Column("cree_par", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recherche", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["classeur_id"], ["classeur.id"], name=op.f("fk_publipostage_classeur_id")
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_publipostage_dossier_id")
        ),
        sa.ForeignKeyConstraint(
            ["modele_id"], ["modele_evenement.id"], name=op.f("fk_publipostage_modele_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publipostage")),
    )
    for column in ("classeur_id", "dossier_id", "modele_id"):
        op.create_index(op.f(f"ix_publipostage_{column}"), "publipostage", [column])
    op.create_table(
        "publipostage_ligne",
        sa.Column("publipostage_id", sa.Integer(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("fiche_id", sa.Integer(), nullable=False),
        sa.Column("retenu", sa.Boolean(), nullable=False),
        sa.Column("evenement_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evenement_id"], ["evenement.id"], name=op.f("fk_publipostage_ligne_evenement_id")
        ),
        sa.ForeignKeyConstraint(
            ["publipostage_id"],
            ["publipostage.id"],
            name=op.f("fk_publipostage_ligne_publipostage_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publipostage_ligne")),
        sa.UniqueConstraint(
            "publipostage_id",
            "fiche_id",
            name=op.f("uq_publipostage_ligne_publipostage_id_fiche_id"),
        ),
    )
    op.create_index(
        op.f("ix_publipostage_ligne_evenement_id"), "publipostage_ligne", ["evenement_id"]
    )
