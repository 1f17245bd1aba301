"""Annonces : réglages, portails, critères examinés, dépôts ; ce que la loi veut sur un lot."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

VIDE = sa.text("''")


def upgrade() -> None:
    for name in ("titre_annonce", "charges_modalite"):
        column = sa.Column(name, sa.String(), nullable=False, server_default=VIDE)
        op.add_column("lot", column)
    flags = ("dpe_non_soumis", "zone_tres_tendue", "encadrement_loyer")
    for name in flags:
        op.add_column("lot", sa.Column(name, sa.Boolean(), nullable=True))
    lot = sa.table("lot", *(sa.column(name, sa.Boolean()) for name in flags))
    op.execute(sa.update(lot).values(dict.fromkeys(flags, False)))
    for name in (
        "dpe_cout_min", "dpe_cout_max", "complement_loyer", "honoraires_locataire",
        "honoraires_edl",
    ):  # fmt: skip
        op.add_column("lot", sa.Column(name, sa.BigInteger(), nullable=True))
    op.add_column("lot", sa.Column("dpe_prix_le", sa.Date(), nullable=True))
    op.add_column("lot", sa.Column("dpe_energie_finale", sa.Integer(), nullable=True))
    _tables()


def _tables() -> None:
    op.create_table(
        "reglage_annonces",
        *_textes("ref_cabinet", "ref_adherent", "serveur", "serveur_secondaire", "repertoire"),
        sa.Column("blocage_jours", sa.Integer(), nullable=False),
        *_booleens("proprietaires", "inter_agences", "sans_dg_locataire", "active"),
        *_textes("jours", "heures"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reglage_annonces")),
    )
    op.create_table(
        "portail_annonces",
        *_textes("nom"),
        *_booleens("actif"),
        *_textes(
            "agence", "logiciel", "format_version", "encodage", "publications", "url_bareme",
        ),
        *_booleens("avec_photos"),
        *_textes("transport", "hote"),
        sa.Column("port", sa.Integer(), nullable=True),
        *_textes("utilisateur", "chemin", "empreinte", "contenu"),
        sa.Column("annonces", sa.Integer(), nullable=False),
        sa.Column("depose_le", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *_textes("recherche"),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portail_annonces")),
        sa.UniqueConstraint("nom", name=op.f("uq_portail_annonces_nom")),
    )  # fmt: skip
    op.create_table(
        "critere_annonce",
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        *_textes("code", "libelle", "etat", "phrase", "conseil", "source"),
        sa.Column("examine_le", sa.DateTime(), nullable=False),
        *_textes("recherche"),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_critere_annonce_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_critere_annonce")),
    )
    op.create_index(op.f("ix_critere_annonce_lot_id"), "critere_annonce", ["lot_id"])
    op.create_table(
        "envoi_annonces",
        sa.Column("portail_id", sa.Integer(), nullable=False),
        sa.Column("commence_le", sa.DateTime(), nullable=False),
        sa.Column("fini_le", sa.DateTime(), nullable=False),
        *_textes("qui", "etat", "fichier"),
        sa.Column("annonces", sa.Integer(), nullable=False),
        sa.Column("photos", sa.Integer(), nullable=False),
        sa.Column("octets", sa.BigInteger(), nullable=False),
        *_textes("message"),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["portail_id"], ["portail_annonces.id"], name=op.f("fk_envoi_annonces_portail_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envoi_annonces")),
    )
    for column in ("portail_id", "commence_le"):
        op.create_index(op.f(f"ix_envoi_annonces_{column}"), "envoi_annonces", [column])


def _textes(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _booleens(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Boolean(), nullable=False) for name in names]
