"""Annonces : ce que chaque portail montre, annonce par annonce, et qui lui envoie en ce moment."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    jeton = sa.Column("jeton", sa.String(), nullable=False, server_default=sa.text("''"))
    op.add_column("portail_annonces", jeton)
    op.add_column("portail_annonces", sa.Column("vu_le", sa.DateTime(), nullable=True))
    op.create_table(
        "annonce_en_ligne",
        sa.Column("portail_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["portail_id"], ["portail_annonces.id"], name=op.f("fk_annonce_en_ligne_portail_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annonce_en_ligne")),
    )
    for column in ("portail_id", "lot_id"):
        op.create_index(op.f(f"ix_annonce_en_ligne_{column}"), "annonce_en_ligne", [column])
    # Ce qu'un portail montrait déjà n'est pas su : le prochain envoi se demandera comme un premier.
    op.execute("UPDATE portail_annonces SET depose_le = NULL, contenu = '', annonces = 0")
