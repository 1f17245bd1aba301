"""Copropriétés : syndicats, clés, lots, copropriétaires, conseil syndical et mutations."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "copropriete",
        sa.Column("entite_id", sa.Integer(), nullable=False),
        sa.Column("immeuble_id", sa.Integer(), nullable=False),
        sa.Column("immatriculation", sa.String(), nullable=False),
        sa.Column("date_reglement", sa.Date(), nullable=True),
        sa.Column("regime", sa.String(), nullable=False),
        sa.Column("pouvoirs", sa.String(), nullable=False),
        sa.Column("delai_convocation", sa.Integer(), nullable=False),
        sa.Column("lieu_assemblee", sa.String(), nullable=False),
        sa.Column("lieu_consultation", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("actif", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entite_id"], ["entite.id"], name=op.f("fk_copropriete_entite_id")
        ),
        sa.ForeignKeyConstraint(
            ["immeuble_id"], ["immeuble.id"], name=op.f("fk_copropriete_immeuble_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_copropriete")),
        sa.UniqueConstraint("entite_id", name=op.f("uq_copropriete_entite_id")),
        sa.UniqueConstraint("immeuble_id", name=op.f("uq_copropriete_immeuble_id")),
    )
    op.create_table(
        "cle_repartition",
        sa.Column("copropriete_id", sa.Integer(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("libelle", sa.String(), nullable=False),
        sa.Column("generale", sa.Boolean(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("recherche", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["copropriete_id"], ["copropriete.id"], name=op.f("fk_cle_repartition_copropriete_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cle_repartition")),
        sa.UniqueConstraint(
            "copropriete_id", "code", name=op.f("uq_cle_repartition_copropriete_id_code")
        ),
    )
    op.create_table(
        "coproprietaire",
        sa.Column("compte_id", sa.Integer(), nullable=False),
        sa.Column("copropriete_id", sa.Integer(), nullable=False),
        sa.Column("tiers_id", sa.Integer(), nullable=False),
        sa.Column("nature", sa.String(), nullable=False),
        sa.Column("residant", sa.Boolean(), nullable=False),
        sa.Column("hlm", sa.Boolean(), nullable=False),
        sa.Column("notification", sa.String(), nullable=False),
        sa.Column("postale_depuis", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("actif", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["compte_id"], ["compte.id"], name=op.f("fk_coproprietaire_compte_id")
        ),
        sa.ForeignKeyConstraint(
            ["copropriete_id"], ["copropriete.id"], name=op.f("fk_coproprietaire_copropriete_id")
        ),
        sa.ForeignKeyConstraint(
            ["tiers_id"], ["tiers.id"], name=op.f("fk_coproprietaire_tiers_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coproprietaire")),
        sa.UniqueConstraint("compte_id", name=op.f("uq_coproprietaire_compte_id")),
    )
    op.create_index(op.f("ix_coproprietaire_copropriete_id"), "coproprietaire", ["copropriete_id"])
    op.create_index(op.f("ix_coproprietaire_tiers_id"), "coproprietaire", ["tiers_id"])
    op.create_table(
        "lot_copropriete",
        sa.Column("copropriete_id", sa.Integer(), nullable=False),
        sa.Column("numero", sa.String(), nullable=False),
        sa.Column("type_lot", sa.String(), nullable=False),
        sa.Column("batiment", sa.String(), nullable=False),
        sa.Column("escalier", sa.String(), nullable=False),
        sa.Column("etage", sa.String(), nullable=False),
        sa.Column("porte", sa.String(), nullable=False),
        sa.Column("lot_principal_id", sa.Integer(), nullable=True),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("actif", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recherche", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["copropriete_id"], ["copropriete.id"], name=op.f("fk_lot_copropriete_copropriete_id")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_lot_copropriete_lot_id")),
        sa.ForeignKeyConstraint(
            ["lot_principal_id"],
            ["lot_copropriete.id"],
            name=op.f("fk_lot_copropriete_lot_principal_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot_copropriete")),
        sa.UniqueConstraint(
            "copropriete_id", "numero", name=op.f("uq_lot_copropriete_copropriete_id_numero")
        ),
    )
    op.create_index(op.f("ix_lot_copropriete_lot_id"), "lot_copropriete", ["lot_id"])
    op.create_index(
        op.f("ix_lot_copropriete_lot_principal_id"), "lot_copropriete", ["lot_principal_id"]
    )
    op.create_table(
        "membre_conseil",
        sa.Column("copropriete_id", sa.Integer(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("tiers_id", sa.Integer(), nullable=False),
        sa.Column("du", sa.Date(), nullable=True),
        sa.Column("au", sa.Date(), nullable=True),
        sa.Column("president", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["copropriete_id"], ["copropriete.id"], name=op.f("fk_membre_conseil_copropriete_id")
        ),
        sa.ForeignKeyConstraint(
            ["tiers_id"], ["tiers.id"], name=op.f("fk_membre_conseil_tiers_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membre_conseil")),
    )
    op.create_index(op.f("ix_membre_conseil_copropriete_id"), "membre_conseil", ["copropriete_id"])
    op.create_index(op.f("ix_membre_conseil_tiers_id"), "membre_conseil", ["tiers_id"])
    op.create_table(
        "ayant_droit",
        sa.Column("coproprietaire_id", sa.Integer(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("tiers_id", sa.Integer(), nullable=False),
        sa.Column("qualite", sa.String(), nullable=False),
        sa.Column("mandataire", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["coproprietaire_id"],
            ["coproprietaire.id"],
            name=op.f("fk_ayant_droit_coproprietaire_id"),
        ),
        sa.ForeignKeyConstraint(["tiers_id"], ["tiers.id"], name=op.f("fk_ayant_droit_tiers_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ayant_droit")),
    )
    op.create_index(op.f("ix_ayant_droit_coproprietaire_id"), "ayant_droit", ["coproprietaire_id"])
    op.create_index(op.f("ix_ayant_droit_tiers_id"), "ayant_droit", ["tiers_id"])
    op.create_table(
        "mutation",
        sa.Column("vendeur_id", sa.Integer(), nullable=False),
        sa.Column("copropriete_id", sa.Integer(), nullable=False),
        sa.Column("acquereur_id", sa.Integer(), nullable=False),
        sa.Column("date_effet", sa.Date(), nullable=False),
        sa.Column("avis_le", sa.Date(), nullable=True),
        sa.Column("notaire", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("vendeur_inactive", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["acquereur_id"], ["coproprietaire.id"], name=op.f("fk_mutation_acquereur_id")
        ),
        sa.ForeignKeyConstraint(
            ["copropriete_id"], ["copropriete.id"], name=op.f("fk_mutation_copropriete_id")
        ),
        sa.ForeignKeyConstraint(
            ["vendeur_id"], ["coproprietaire.id"], name=op.f("fk_mutation_vendeur_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mutation")),
    )
    op.create_index(op.f("ix_mutation_acquereur_id"), "mutation", ["acquereur_id"])
    op.create_index(op.f("ix_mutation_copropriete_id"), "mutation", ["copropriete_id"])
    op.create_index(op.f("ix_mutation_date_effet"), "mutation", ["date_effet"])
    op.create_index(op.f("ix_mutation_vendeur_id"), "mutation", ["vendeur_id"])
    op.create_table(
        "tantieme",
        sa.Column("lot_copropriete_id", sa.Integer(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("cle_id", sa.Integer(), nullable=False),
        sa.Column("valeur", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cle_id"], ["cle_repartition.id"], name=op.f("fk_tantieme_cle_id")
        ),
        sa.ForeignKeyConstraint(
            ["lot_copropriete_id"],
            ["lot_copropriete.id"],
            name=op.f("fk_tantieme_lot_copropriete_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tantieme")),
        sa.UniqueConstraint(
            "lot_copropriete_id", "cle_id", name=op.f("uq_tantieme_lot_copropriete_id_cle_id")
        ),
    )
    op.create_index(op.f("ix_tantieme_cle_id"), "tantieme", ["cle_id"])
    op.create_table(
        "possession",
        sa.Column("lot_copropriete_id", sa.Integer(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("coproprietaire_id", sa.Integer(), nullable=False),
        sa.Column("du", sa.Date(), nullable=True),
        sa.Column("au", sa.Date(), nullable=True),
        sa.Column("mutation_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["coproprietaire_id"],
            ["coproprietaire.id"],
            name=op.f("fk_possession_coproprietaire_id"),
        ),
        sa.ForeignKeyConstraint(
            ["lot_copropriete_id"],
            ["lot_copropriete.id"],
            name=op.f("fk_possession_lot_copropriete_id"),
        ),
        sa.ForeignKeyConstraint(
            ["mutation_id"], ["mutation.id"], name=op.f("fk_possession_mutation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_possession")),
    )
    op.create_index(op.f("ix_possession_coproprietaire_id"), "possession", ["coproprietaire_id"])
    op.create_index(op.f("ix_possession_lot_copropriete_id"), "possession", ["lot_copropriete_id"])
    op.create_index(op.f("ix_possession_mutation_id"), "possession", ["mutation_id"])
    op.create_index(
        "uq_possession_en_cours",
        "possession",
        ["lot_copropriete_id"],
        unique=True,
        sqlite_where=sa.text("au IS NULL"),
        postgresql_where=sa.text("au IS NULL"),
    )
