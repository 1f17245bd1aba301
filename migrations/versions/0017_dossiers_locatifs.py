"""Dossiers locatifs reçus d'un partenaire, leurs personnes, leurs pièces, et leur réglage."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dossier_locatif",
        sa.Column("fichier", sa.String(), nullable=False),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("nom_range", sa.String(), nullable=False),
        sa.Column("a_relire", sa.Boolean(), nullable=False),
        sa.Column("recu_le", sa.DateTime(), nullable=False),
        sa.Column("etat", sa.String(), nullable=False),
        sa.Column("raison", sa.String(), nullable=False),
        sa.Column("numero", sa.String(), nullable=False),
        sa.Column("cle", sa.String(), nullable=True),
        sa.Column("statut", sa.String(), nullable=False),
        sa.Column("candidat", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("bien", sa.String(), nullable=False),
        sa.Column("adresse", sa.String(), nullable=False),
        sa.Column("code_postal", sa.String(), nullable=False),
        sa.Column("ville", sa.String(), nullable=False),
        sa.Column("loyer_cc", sa.BigInteger(), nullable=False),
        sa.Column("charges", sa.BigInteger(), nullable=False),
        sa.Column("honoraires", sa.BigInteger(), nullable=False),
        sa.Column("part_edl", sa.BigInteger(), nullable=False),
        sa.Column("depot_garantie", sa.BigInteger(), nullable=False),
        sa.Column("bail_du", sa.Date(), nullable=True),
        sa.Column("duree_mois", sa.Integer(), nullable=True),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("importe_le", sa.DateTime(), nullable=True),
        sa.Column("importe_par", sa.String(), nullable=False),
        sa.Column("locataire_id", sa.Integer(), nullable=True),
        sa.Column("tiers_id", sa.Integer(), nullable=True),
        sa.Column("evenement_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recherche", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_locatif")),
        sa.UniqueConstraint("cle", name=op.f("uq_dossier_locatif_cle")),
        sa.UniqueConstraint("empreinte", name=op.f("uq_dossier_locatif_empreinte")),
    )
    for column in ("etat", "locataire_id", "lot_id", "numero", "recu_le", "tiers_id"):
        op.create_index(op.f(f"ix_dossier_locatif_{column}"), "dossier_locatif", [column])

    op.create_table(
        "reglage_clac",
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("jours", sa.String(), nullable=False),
        sa.Column("heures", sa.String(), nullable=False),
        sa.Column("dossier", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reglage_clac")),
    )
    op.create_table(
        "dossier_locatif_personne",
        sa.Column("dossier_locatif_id", sa.Integer(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("civilite", sa.String(), nullable=False),
        sa.Column("nom", sa.String(), nullable=False),
        sa.Column("prenoms", sa.String(), nullable=False),
        sa.Column("naissance", sa.Date(), nullable=True),
        sa.Column("adresse1", sa.String(), nullable=False),
        sa.Column("adresse2", sa.String(), nullable=False),
        sa.Column("adresse3", sa.String(), nullable=False),
        sa.Column("code_postal", sa.String(), nullable=False),
        sa.Column("ville", sa.String(), nullable=False),
        sa.Column("pays", sa.String(), nullable=False),
        sa.Column("courriel", sa.String(), nullable=False),
        sa.Column("telephone", sa.String(), nullable=False),
        sa.Column("profession", sa.String(), nullable=False),
        sa.Column("revenus", sa.BigInteger(), nullable=True),
        sa.Column("tiers_id", sa.Integer(), nullable=True),
        sa.Column("nouveau", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_locatif_id"],
            ["dossier_locatif.id"],
            name=op.f("fk_dossier_locatif_personne_dossier_locatif_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_locatif_personne")),
    )
    op.create_index(
        op.f("ix_dossier_locatif_personne_dossier_locatif_id"),
        "dossier_locatif_personne",
        ["dossier_locatif_id"],
    )

    op.create_table(
        "dossier_locatif_piece",
        sa.Column("dossier_locatif_id", sa.Integer(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("fichier_id", sa.Integer(), nullable=False),
        sa.Column("nom", sa.String(), nullable=False),
        sa.Column("nature", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_locatif_id"],
            ["dossier_locatif.id"],
            name=op.f("fk_dossier_locatif_piece_dossier_locatif_id"),
        ),
        sa.ForeignKeyConstraint(
            ["fichier_id"], ["fichier.id"], name=op.f("fk_dossier_locatif_piece_fichier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_locatif_piece")),
    )
    for column in ("dossier_locatif_id", "fichier_id"):
        op.create_index(
            op.f(f"ix_dossier_locatif_piece_{column}"), "dossier_locatif_piece", [column]
        )
