"""Photos des immeubles, et ce que chaque cible en reçoit."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photo_immeuble",
        sa.Column("immeuble_id", sa.Integer(), nullable=False),
        sa.Column("publie", sa.Boolean(), nullable=False),
        sa.Column("extension", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("numero", sa.Integer(), nullable=False),
        sa.Column("libelle", sa.String(), nullable=False),
        sa.Column("fichier_id", sa.Integer(), nullable=False),
        sa.Column("recherche", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fichier_id"], ["fichier.id"], name=op.f("fk_photo_immeuble_fichier_id")
        ),
        sa.ForeignKeyConstraint(
            ["immeuble_id"], ["immeuble.id"], name=op.f("fk_photo_immeuble_immeuble_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_immeuble")),
        sa.UniqueConstraint(
            "immeuble_id", "numero", name=op.f("uq_photo_immeuble_immeuble_id_numero")
        ),
    )
    op.create_index(op.f("ix_photo_immeuble_fichier_id"), "photo_immeuble", ["fichier_id"])
    # Vide : ce qui est d'usage pour la sorte de cible ; un fichier sans extension dite est un PDF.
    op.add_column("cible_publication", sa.Column("envoie_photos", sa.Boolean(), nullable=True))
    # Qui ne reçoit pas de comptes n'a personne à qui montrer une photo.
    op.execute(
        "UPDATE cible_publication SET envoie_photos = envoie_comptes WHERE NOT envoie_comptes"
    )
    op.add_column("depot_publication", sa.Column("extension", sa.String(), nullable=True))
