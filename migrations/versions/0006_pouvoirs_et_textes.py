"""Assemblées : pouvoirs en blanc, subdélégation interdite, textes écrits par l'agence."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Ce que les documents disaient jusque-là : l'agence qui ne retouche rien les retrouve.
TEXTES = {
    "texte_convocation": "L'assemblée ne décide que sur les questions de l'ordre du jour "
    "ci-dessous ; une question qui n'y figure pas peut être discutée, sans effet (décret du "
    "17 mars 1967, art. 13).",
    "ouverture_pv": "Le [AG]Jour à [AG]Heure, les copropriétaires du syndicat [AG]Syndicat se sont "
    "réunis en assemblée générale, sur convocation, [AG]Lieu.\n"
    "Il a été dressé une feuille de présence, annexée au présent procès-verbal.",
    "cloture_pv": "",
}


def upgrade() -> None:
    op.create_table(
        "pouvoir_en_blanc",
        sa.Column("assemblee_id", sa.Integer(), nullable=False),
        sa.Column("tiers_id", sa.Integer(), nullable=False),
        sa.Column("recu_le", sa.Date(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("distributeur", sa.String(), nullable=False),
        sa.Column("mandataire_id", sa.Integer(), nullable=True),
        sa.Column("mandataire_nom", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assemblee_id"], ["assemblee.id"], name=op.f("fk_pouvoir_en_blanc_assemblee_id")
        ),
        sa.ForeignKeyConstraint(
            ["mandataire_id"], ["tiers.id"], name=op.f("fk_pouvoir_en_blanc_mandataire_id")
        ),
        sa.ForeignKeyConstraint(
            ["tiers_id"], ["tiers.id"], name=op.f("fk_pouvoir_en_blanc_tiers_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pouvoir_en_blanc")),
        sa.UniqueConstraint(
            "assemblee_id", "tiers_id", name=op.f("uq_pouvoir_en_blanc_assemblee_id_tiers_id")
        ),
    )
    for column in ("tiers_id", "mandataire_id"):
        op.create_index(op.f(f"ix_pouvoir_en_blanc_{column}"), "pouvoir_en_blanc", [column])
    _ajouter(
        "pointage",
        sa.Column(
            "subdelegation_interdite", sa.Boolean(), nullable=False, server_default=sa.false()
        ),
    )
    _ajouter(
        "configuration_syndic",
        *(
            sa.Column(name, sa.String(), nullable=False, server_default=text)
            for name, text in TEXTES.items()
        ),
    )


def _ajouter(table: str, *columns: "sa.Column[object]") -> None:
    """Les lignes déjà là reçoivent la valeur de départ ; la base ne la garde pas ensuite."""
    with op.batch_alter_table(table) as batch:
        for column in columns:
            batch.add_column(column)
    with op.batch_alter_table(table) as batch:
        for column in columns:
            batch.alter_column(column.name, server_default=None)
