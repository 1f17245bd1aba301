"""Publication de la GED : réglages, cibles, registre de chacune, envois."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reglage_publication",
        sa.Column("domaine", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("jours", sa.String(), nullable=False),
        sa.Column("heures", sa.String(), nullable=False),
        sa.Column("nom_pieces", sa.Boolean(), nullable=False),
        sa.Column("sans_banque", sa.Boolean(), nullable=False),
        sa.Column("inactiver_preavis", sa.Boolean(), nullable=False),
        sa.Column("inactiver_departs", sa.Boolean(), nullable=False),
        sa.Column("inactiver_ventes", sa.Boolean(), nullable=False),
        sa.Column("journal_winscp", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reglage_publication")),
    )
    op.create_table(
        "cible_publication",
        sa.Column("nom", sa.String(), nullable=False),
        sa.Column("sorte", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("gerance", sa.Boolean(), nullable=False),
        sa.Column("syndic", sa.Boolean(), nullable=False),
        sa.Column("transport", sa.String(), nullable=False),
        sa.Column("hote", sa.String(), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("utilisateur", sa.String(), nullable=False),
        sa.Column("chemin", sa.String(), nullable=False),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("signe", sa.Boolean(), nullable=False),
        sa.Column("debit", sa.Integer(), nullable=True),
        sa.Column("heure_fin", sa.String(), nullable=False),
        sa.Column("amorce", sa.String(), nullable=False),
        sa.Column("depuis", sa.Date(), nullable=True),
        sa.Column("numero", sa.Integer(), nullable=False),
        sa.Column("tente", sa.Integer(), nullable=False),
        sa.Column("contenu", sa.String(), nullable=False),
        sa.Column("jeton", sa.String(), nullable=False),
        sa.Column("vu_le", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recherche", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cible_publication")),
        sa.UniqueConstraint("nom", name=op.f("uq_cible_publication_nom")),
    )
    op.create_table(
        "depot_publication",
        sa.Column("cible_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("taille", sa.Integer(), nullable=False),
        sa.Column("etat", sa.String(), nullable=False),
        sa.Column("lecteurs", sa.String(), nullable=False),
        sa.Column("essais", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("vu_le", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cible_id"], ["cible_publication.id"], name=op.f("fk_depot_publication_cible_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_depot_publication")),
        sa.UniqueConstraint(
            "cible_id",
            "document",
            "sha256",
            name=op.f("uq_depot_publication_cible_id_document_sha256"),
        ),
    )
    op.create_table(
        "envoi_publication",
        sa.Column("cible_id", sa.Integer(), nullable=False),
        sa.Column("numero", sa.Integer(), nullable=True),
        sa.Column("commence_le", sa.DateTime(), nullable=False),
        sa.Column("fini_le", sa.DateTime(), nullable=True),
        sa.Column("etat", sa.String(), nullable=False),
        sa.Column("envoyes", sa.Integer(), nullable=False),
        sa.Column("retires", sa.Integer(), nullable=False),
        sa.Column("gardes", sa.Integer(), nullable=False),
        sa.Column("manques", sa.Integer(), nullable=False),
        sa.Column("octets", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cible_id"], ["cible_publication.id"], name=op.f("fk_envoi_publication_cible_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envoi_publication")),
    )
    for column in ("cible_id", "commence_le"):
        op.create_index(op.f(f"ix_envoi_publication_{column}"), "envoi_publication", [column])
    op.execute(
        "ALTER TABLE evenement ADD COLUMN texte_pdf_id INTEGER "
        f"CONSTRAINT {op.f('fk_evenement_texte_pdf_id')} REFERENCES fichier (id)"
    )
    op.create_index(op.f("ix_evenement_texte_pdf_id"), "evenement", ["texte_pdf_id"])
