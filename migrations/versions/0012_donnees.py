"""Les données du flux : exercices, dépenses, fonds de travaux, contacts ; options de l'extranet."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OPTIONS = (
    "envoyer_depenses",
    "envoyer_102",
    "regrouper_proprietaires",
    "regrouper_locataires",
    "regrouper_coproprietaires",
)


def upgrade() -> None:
    op.create_table(
        "exercice",
        sa.Column("copropriete_id", sa.Integer(), nullable=False),
        sa.Column("libelle", sa.String(), nullable=False),
        sa.Column("du", sa.Date(), nullable=False),
        sa.Column("au", sa.Date(), nullable=False),
        sa.Column("clos", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recherche", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["copropriete_id"], ["copropriete.id"], name=op.f("fk_exercice_copropriete_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercice")),
        sa.UniqueConstraint(
            "copropriete_id", "libelle", name=op.f("uq_exercice_copropriete_id_libelle")
        ),
    )
    op.create_table(
        "depense",
        sa.Column("exercice_id", sa.Integer(), nullable=False),
        sa.Column("cle_id", sa.Integer(), nullable=False),
        sa.Column("compte_id", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("libelle", sa.String(), nullable=False),
        sa.Column("montant", sa.BigInteger(), nullable=False),
        sa.Column("tva", sa.BigInteger(), nullable=False),
        sa.Column("deductible", sa.BigInteger(), nullable=False),
        sa.Column("recuperable", sa.BigInteger(), nullable=False),
        sa.Column("fournisseur_id", sa.Integer(), nullable=True),
        sa.Column("evenement_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recherche", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_depense_{name}"))
            for name, table in (
                ("exercice_id", "exercice"),
                ("cle_id", "cle_repartition"),
                ("compte_id", "compte"),
                ("fournisseur_id", "tiers"),
                ("evenement_id", "evenement"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_depense")),
    )
    op.create_index(
        op.f("ix_depense_exercice_id_cle_id_compte_id_date"),
        "depense",
        ["exercice_id", "cle_id", "compte_id", "date"],
    )
    for column in ("cle_id", "compte_id", "date", "fournisseur_id", "evenement_id"):
        op.create_index(op.f(f"ix_depense_{column}"), "depense", [column])
    op.create_table(
        "fonds_travaux",
        sa.Column("lot_copropriete_id", sa.Integer(), nullable=False),
        sa.Column("compte_id", sa.Integer(), nullable=False),
        sa.Column("arrete_le", sa.Date(), nullable=False),
        sa.Column("montant", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lot_copropriete_id"],
            ["lot_copropriete.id"],
            name=op.f("fk_fonds_travaux_lot_copropriete_id"),
        ),
        sa.ForeignKeyConstraint(
            ["compte_id"], ["compte.id"], name=op.f("fk_fonds_travaux_compte_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fonds_travaux")),
        sa.UniqueConstraint(
            "lot_copropriete_id",
            "compte_id",
            "arrete_le",
            name=op.f("uq_fonds_travaux_lot_copropriete_id_compte_id_arrete_le"),
        ),
    )
    op.create_index(op.f("ix_fonds_travaux_compte_id"), "fonds_travaux", ["compte_id"])
    op.create_table(
        "contact",
        sa.Column("genre", sa.String(), nullable=False),
        sa.Column("nom", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("immeuble_id", sa.Integer(), nullable=True),
        sa.Column("metier", sa.String(), nullable=False),
        sa.Column("telephone", sa.String(), nullable=False),
        sa.Column("courriel", sa.String(), nullable=False),
        sa.Column("adresse1", sa.String(), nullable=False),
        sa.Column("code_postal", sa.String(), nullable=False),
        sa.Column("ville", sa.String(), nullable=False),
        sa.Column("horaires", sa.String(), nullable=False),
        sa.Column("tiers_id", sa.Integer(), nullable=True),
        sa.Column("publie", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("actif", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recherche", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["immeuble_id"], ["immeuble.id"], name=op.f("fk_contact_immeuble_id")
        ),
        sa.ForeignKeyConstraint(["tiers_id"], ["tiers.id"], name=op.f("fk_contact_tiers_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    for column in ("immeuble_id", "tiers_id"):
        op.create_index(op.f(f"ix_contact_{column}"), "contact", [column])
    for option in OPTIONS:
        op.execute(f"ALTER TABLE reglage_publication ADD COLUMN {option} BOOLEAN")
    settings = sa.table("reglage_publication", *(sa.column(o, sa.Boolean()) for o in OPTIONS))
    op.execute(sa.update(settings).values(dict.fromkeys(OPTIONS, False)))
