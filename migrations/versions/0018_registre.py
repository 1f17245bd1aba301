"""Registre des copropriétés : réglage, certificats, dossiers et déclarations."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "certificat_registre",
        sa.Column("emplacement", sa.Integer(), nullable=False),
        sa.Column("sujet", sa.String(), nullable=False),
        sa.Column("emetteur", sa.String(), nullable=False),
        sa.Column("serie", sa.String(), nullable=False),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("valable_du", sa.DateTime(), nullable=False),
        sa.Column("valable_au", sa.DateTime(), nullable=False),
        sa.Column("sirens", sa.String(), nullable=False),
        sa.Column("usages", sa.String(), nullable=False),
        sa.Column("politiques", sa.String(), nullable=False),
        sa.Column("auto_signe", sa.Boolean(), nullable=False),
        sa.Column("pem", sa.String(), nullable=False),
        sa.Column("importe_le", sa.DateTime(), nullable=False),
        sa.Column("importe_par", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificat_registre")),
        sa.UniqueConstraint("emplacement", name=op.f("uq_certificat_registre_emplacement")),
    )
    op.create_table(
        "reglage_registre",
        sa.Column("numero", sa.String(), nullable=False),
        sa.Column("courriel", sa.String(), nullable=False),
        sa.Column("adresse", sa.String(), nullable=False),
        sa.Column("contrat", sa.String(), nullable=False),
        sa.Column("permis", sa.String(), nullable=False),
        sa.Column("permis_le", sa.DateTime(), nullable=True),
        sa.Column("permis_par", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reglage_registre")),
    )
    op.create_table(
        "declaration_registre",
        sa.Column("copropriete_id", sa.Integer(), nullable=False),
        sa.Column("demarche", sa.String(), nullable=False),
        sa.Column("etat", sa.String(), nullable=False),
        sa.Column("fin_mandat", sa.Date(), nullable=True),
        sa.Column("successeur_nom", sa.String(), nullable=False),
        sa.Column("successeur_siret", sa.String(), nullable=False),
        sa.Column("successeur_courriel", sa.String(), nullable=False),
        sa.Column("piece_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("cree_le", sa.DateTime(), nullable=False),
        sa.Column("cree_par", sa.String(), nullable=False),
        sa.Column("donnees", sa.String(), nullable=False),
        sa.Column("envoi_id", sa.Integer(), nullable=True),
        sa.Column("faite_le", sa.DateTime(), nullable=True),
        sa.Column("faite_par", sa.String(), nullable=False),
        sa.Column("numero", sa.String(), nullable=False),
        sa.Column("accuse", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("recues", sa.String(), nullable=False),
        sa.Column("brut", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recherche", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["copropriete_id"],
            ["copropriete.id"],
            name=op.f("fk_declaration_registre_copropriete_id"),
        ),
        sa.ForeignKeyConstraint(
            ["piece_id"], ["fichier.id"], name=op.f("fk_declaration_registre_piece_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration_registre")),
    )
    op.create_index(
        op.f("ix_declaration_registre_copropriete_id"), "declaration_registre", ["copropriete_id"]
    )
    op.create_index(op.f("ix_declaration_registre_etat"), "declaration_registre", ["etat"])
    op.create_index(op.f("ix_declaration_registre_piece_id"), "declaration_registre", ["piece_id"])
    op.create_table(
        "dossier_registre",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rattachement", sa.String(), nullable=False),
        sa.Column("immatriculee_le", sa.Date(), nullable=True),
        sa.Column("maj_le", sa.Date(), nullable=True),
        sa.Column("nom_usage", sa.String(), nullable=False),
        sa.Column("adresses", sa.String(), nullable=False),
        sa.Column("date_creation", sa.Date(), nullable=True),
        sa.Column("nature", sa.String(), nullable=False),
        sa.Column("immat_principal", sa.String(), nullable=False),
        sa.Column("residence_service", sa.Boolean(), nullable=False),
        sa.Column("nb_asl", sa.Integer(), nullable=True),
        sa.Column("nb_aful", sa.Integer(), nullable=True),
        sa.Column("nb_unions", sa.Integer(), nullable=True),
        sa.Column("cadre", sa.String(), nullable=False),
        sa.Column("mandat_du", sa.Date(), nullable=True),
        sa.Column("mandat_au", sa.Date(), nullable=True),
        sa.Column("premier_exercice", sa.Boolean(), nullable=False),
        sa.Column("exercice_du", sa.Date(), nullable=True),
        sa.Column("exercice_au", sa.Date(), nullable=True),
        sa.Column("ag_comptes_le", sa.Date(), nullable=True),
        sa.Column("budget", sa.BigInteger(), nullable=True),
        sa.Column("charges_courantes", sa.BigInteger(), nullable=True),
        sa.Column("charges_travaux", sa.BigInteger(), nullable=True),
        sa.Column("provisions_travaux", sa.BigInteger(), nullable=True),
        sa.Column("dettes_fournisseurs", sa.BigInteger(), nullable=True),
        sa.Column("impayes", sa.BigInteger(), nullable=True),
        sa.Column("nb_debiteurs", sa.Integer(), nullable=True),
        sa.Column("fonds_travaux", sa.BigInteger(), nullable=True),
        sa.Column("personnel", sa.Boolean(), nullable=False),
        sa.Column("nb_ascenseurs", sa.Integer(), nullable=True),
        sa.Column("periode", sa.String(), nullable=False),
        sa.Column("chauffage", sa.String(), nullable=False),
        sa.Column("reseau_urbain", sa.Boolean(), nullable=False),
        sa.Column("energie", sa.String(), nullable=False),
        sa.Column("eau_chaude", sa.String(), nullable=False),
        sa.Column("nb_bornes", sa.Integer(), nullable=True),
        sa.Column("diagnostic_structurel", sa.Date(), nullable=True),
        sa.Column("plan_travaux", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["copropriete.id"], name=op.f("fk_dossier_registre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_registre")),
    )
    op.create_table(
        "batiment_registre",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("nom", sa.String(), nullable=False),
        sa.Column("etages", sa.Integer(), nullable=True),
        sa.Column("etiquette", sa.String(), nullable=False),
        sa.Column("ventilation", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier_registre.id"], name=op.f("fk_batiment_registre_dossier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batiment_registre")),
    )
    op.create_index(op.f("ix_batiment_registre_dossier_id"), "batiment_registre", ["dossier_id"])
    op.create_table(
        "parcelle_registre",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("insee", sa.String(), nullable=False),
        sa.Column("prefixe", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("numero", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier_registre.id"], name=op.f("fk_parcelle_registre_dossier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcelle_registre")),
    )
    op.create_index(op.f("ix_parcelle_registre_dossier_id"), "parcelle_registre", ["dossier_id"])
    op.create_table(
        "procedure_registre",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("nature", sa.String(), nullable=False),
        sa.Column("du", sa.Date(), nullable=False),
        sa.Column("au", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier_registre.id"], name=op.f("fk_procedure_registre_dossier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_registre")),
    )
    op.create_index(op.f("ix_procedure_registre_dossier_id"), "procedure_registre", ["dossier_id"])
