"""Partenaires : leur réglage, le journal des appels, la boîte d'envoi, la licence du store.

La licence n'était qu'un texte que rien ne vérifiait : elle se valide désormais, signée.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reglage_partenaires",
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("jours", sa.String(), nullable=False),
        sa.Column("heures", sa.String(), nullable=False),
        sa.Column("store_adresse", sa.String(), nullable=False),
        sa.Column("store_client", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reglage_partenaires")),
    )
    op.create_table(
        "appel_partenaire",
        sa.Column("quand", sa.DateTime(), nullable=False),
        sa.Column("qui", sa.String(), nullable=False),
        sa.Column("poste", sa.String(), nullable=False),
        sa.Column("partenaire", sa.String(), nullable=False),
        sa.Column("quoi", sa.String(), nullable=False),
        sa.Column("objet", sa.String(), nullable=False),
        sa.Column("adresse", sa.String(), nullable=False),
        sa.Column("issue", sa.String(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("reponse", sa.String(), nullable=False),
        sa.Column("duree", sa.Integer(), nullable=False),
        sa.Column("essais", sa.Integer(), nullable=False),
        sa.Column("certificat", sa.String(), nullable=False),
        sa.Column("envoi_id", sa.Integer(), nullable=True),
        sa.Column("recherche", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appel_partenaire")),
    )
    for column in ("quand", "partenaire", "envoi_id"):
        op.create_index(op.f(f"ix_appel_partenaire_{column}"), "appel_partenaire", [column])
    op.create_table(
        "envoi_partenaire",
        sa.Column("partenaire", sa.String(), nullable=False),
        sa.Column("sorte", sa.String(), nullable=False),
        sa.Column("fil", sa.String(), nullable=False),
        sa.Column("objet", sa.String(), nullable=False),
        sa.Column("objet_id", sa.Integer(), nullable=True),
        sa.Column("charge", sa.String(), nullable=False),
        sa.Column("cle", sa.String(), nullable=False),
        sa.Column("etat", sa.String(), nullable=False),
        sa.Column("motif", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("conseil", sa.String(), nullable=False),
        sa.Column("essais", sa.Integer(), nullable=False),
        sa.Column("cree_le", sa.DateTime(), nullable=False),
        sa.Column("cree_par", sa.String(), nullable=False),
        sa.Column("pas_avant", sa.DateTime(), nullable=True),
        sa.Column("fini_le", sa.DateTime(), nullable=True),
        sa.Column("jeton", sa.String(), nullable=False),
        sa.Column("vu_le", sa.DateTime(), nullable=True),
        sa.Column("recherche", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envoi_partenaire")),
        sa.UniqueConstraint("cle", name=op.f("uq_envoi_partenaire_cle")),
    )
    for column in ("partenaire", "fil", "etat"):
        op.create_index(op.f(f"ix_envoi_partenaire_{column}"), "envoi_partenaire", [column])
    op.create_table(
        "licence_store",
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("emis_le", sa.DateTime(), nullable=False),
        sa.Column("valable_jusqu_au", sa.Date(), nullable=False),
        sa.Column("cle", sa.String(), nullable=False),
        sa.Column("origine", sa.String(), nullable=False),
        sa.Column("validee_le", sa.DateTime(), nullable=False),
        sa.Column("validee_par", sa.String(), nullable=False),
        sa.Column("vue_le", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence_store")),
    )
    op.drop_column("reglage_publication", "licence")
