"""Service Client : registre lisible, constats d'un contrôle, lignes du décret, accès."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("titre", sa.String(), nullable=True),
        sa.Column("classeur", sa.String(), nullable=True),
        sa.Column("immeuble", sa.String(), nullable=True),
        sa.Column("compte_id", sa.Integer(), nullable=True),
        sa.Column("evenement_id", sa.Integer(), nullable=True),
        sa.Column("renvoi_le", sa.DateTime(), nullable=True),
        sa.Column("recherche", sa.String(), nullable=True),
    ):
        op.add_column("depot_publication", column)
    for column in ("compte_id", "evenement_id"):
        op.create_index(op.f(f"ix_depot_publication_{column}"), "depot_publication", [column])
    _relire_le_registre()
    for name in ("documents", "comptes", "soldes", "conseil", "banque", "acces"):
        column = sa.Column(f"envoie_{name}", sa.Boolean(), nullable=True)
        op.add_column("cible_publication", column)
    op.add_column("reglage_publication", sa.Column("licence", sa.String(), nullable=True))
    op.add_column("modele_evenement", sa.Column("code_legal", sa.String(), nullable=True))
    op.add_column("evenement", sa.Column("valable_jusqu_au", sa.Date(), nullable=True))
    op.create_table(
        "constat_publication",
        sa.Column("cible_id", sa.Integer(), nullable=False),
        sa.Column("releve", sa.String(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("nature", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("titre", sa.String(), nullable=False),
        sa.Column("immeuble", sa.String(), nullable=False),
        sa.Column("phrase", sa.String(), nullable=False),
        sa.Column("conseil", sa.String(), nullable=False),
        sa.Column("taille", sa.BigInteger(), nullable=False),
        sa.Column("evenement_id", sa.Integer(), nullable=True),
        sa.Column("classeur_id", sa.Integer(), nullable=True),
        sa.Column("fait_le", sa.DateTime(), nullable=False),
        sa.Column("recherche", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cible_id"], ["cible_publication.id"], name=op.f("fk_constat_publication_cible_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_constat_publication")),
    )
    op.create_index(op.f("ix_constat_publication_cible_id"), "constat_publication", ["cible_id"])
    op.create_table(
        "acces_client",
        sa.Column("tiers_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("mot_de_passe", sa.String(), nullable=True),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("cree_le", sa.DateTime(), nullable=False),
        sa.Column("cree_par", sa.String(), nullable=False),
        sa.Column("imprime_le", sa.DateTime(), nullable=True),
        sa.Column("publie_le", sa.DateTime(), nullable=True),
        sa.Column("recherche", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tiers_id"], ["tiers.id"], name=op.f("fk_acces_client_tiers_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acces_client")),
        sa.UniqueConstraint("code", name=op.f("uq_acces_client_code")),
        sa.UniqueConstraint("tiers_id", name=op.f("uq_acces_client_tiers_id")),
    )


def _relire_le_registre() -> None:
    """Ce que disent déjà l'identifiant (« evt-12-0-c7 ») et les lecteurs (« compte:7 g-3 »)."""
    link = op.get_bind()
    rows = link.execute(sa.text("SELECT id, document, lecteurs FROM depot_publication")).all()
    found = []
    for id, document, lecteurs in rows:
        event = re.match(r"evt-(\d+)-", document)
        scope, _, classeur = lecteurs.partition(" ")
        kind, _, key = scope.partition(":")
        found.append(
            {
                "id": id,
                "evenement_id": int(event[1]) if event else None,
                "classeur": classeur or None,
                "immeuble": key if kind == "immeuble" else None,
                "compte_id": int(key) if kind == "compte" and key.isdigit() else None,
            }
        )
    if found:
        link.execute(
            sa.text(
                "UPDATE depot_publication SET evenement_id = :evenement_id, classeur = :classeur, "
                "immeuble = :immeuble, compte_id = :compte_id WHERE id = :id"
            ),
            found,
        )
