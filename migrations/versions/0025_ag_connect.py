"""Assemblées tenues ailleurs : exports, accès, retours et réglage d'AG Connect."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def _fk(table: str, column: str, vers: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{vers}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "reglage_ag_connect",
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("heures", sa.String(), nullable=False),
        sa.Column("cible_id", sa.Integer(), nullable=True),
        sa.Column("emails", sa.Boolean(), nullable=False),
        sa.Column("modele_rapport_id", sa.Integer(), nullable=True),
        sa.Column("modele_feuille_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        _fk("reglage_ag_connect", "cible_id", "cible_publication"),
        _fk("reglage_ag_connect", "modele_rapport_id", "modele_evenement"),
        _fk("reglage_ag_connect", "modele_feuille_id", "modele_evenement"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reglage_ag_connect")),
    )
    op.create_table(
        "ag_connect",
        sa.Column("assemblee_id", sa.Integer(), nullable=False),
        sa.Column("canal", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("instantane", sa.String(), nullable=False),
        sa.Column("exporte_le", sa.DateTime(), nullable=False),
        sa.Column("exporte_par", sa.String(), nullable=False),
        sa.Column("depose_le", sa.DateTime(), nullable=True),
        sa.Column("verrouillee", sa.Boolean(), nullable=False),
        sa.Column("acces_le", sa.DateTime(), nullable=True),
        sa.Column("acces_empreinte", sa.String(), nullable=False),
        sa.Column("vu_le", sa.DateTime(), nullable=True),
        sa.Column("rapport_id", sa.Integer(), nullable=True),
        sa.Column("feuille_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        _fk("ag_connect", "assemblee_id", "assemblee"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ag_connect")),
        sa.UniqueConstraint("assemblee_id", name=op.f("uq_ag_connect_assemblee_id")),
    )
    op.create_table(
        "ag_acces",
        sa.Column("assemblee_id", sa.Integer(), nullable=False),
        sa.Column("tiers_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("mot_de_passe", sa.String(), nullable=True),
        sa.Column("motif", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        _fk("ag_acces", "assemblee_id", "assemblee"),
        _fk("ag_acces", "tiers_id", "tiers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ag_acces")),
        sa.UniqueConstraint(
            "assemblee_id", "tiers_id", name=op.f("uq_ag_acces_assemblee_id_tiers_id")
        ),
    )
    op.create_table(
        "ag_resolution",
        sa.Column("assemblee_id", sa.Integer(), nullable=False),
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("motif", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        _fk("ag_resolution", "assemblee_id", "assemblee"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ag_resolution")),
        sa.UniqueConstraint(
            "assemblee_id",
            "resolution_id",
            name=op.f("uq_ag_resolution_assemblee_id_resolution_id"),
        ),
    )
    op.create_table(
        "ag_retour",
        sa.Column("assemblee_id", sa.Integer(), nullable=False),
        sa.Column("fichier", sa.String(), nullable=False),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("contenu", sa.String(), nullable=False),
        sa.Column("recu_le", sa.DateTime(), nullable=False),
        sa.Column("etat", sa.String(), nullable=False),
        sa.Column("raison", sa.String(), nullable=False),
        sa.Column("importe_le", sa.DateTime(), nullable=True),
        sa.Column("importe_par", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        _fk("ag_retour", "assemblee_id", "assemblee"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ag_retour")),
        sa.UniqueConstraint(
            "assemblee_id", "empreinte", name=op.f("uq_ag_retour_assemblee_id_empreinte")
        ),
    )
    op.create_table(
        "ag_retour_piece",
        sa.Column("retour_id", sa.Integer(), nullable=False),
        sa.Column("sorte", sa.String(), nullable=False),
        sa.Column("fichier_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        _fk("ag_retour_piece", "retour_id", "ag_retour"),
        _fk("ag_retour_piece", "fichier_id", "fichier"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ag_retour_piece")),
    )
    for table, column in (
        ("ag_acces", "tiers_id"),
        ("ag_retour", "etat"),
        ("ag_retour", "recu_le"),
        ("ag_retour_piece", "fichier_id"),
        ("ag_retour_piece", "retour_id"),
        ("reglage_ag_connect", "cible_id"),
        ("reglage_ag_connect", "modele_feuille_id"),
        ("reglage_ag_connect", "modele_rapport_id"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
