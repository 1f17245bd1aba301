"""Planning : rendez-vous, participants, réunions Zoom, inscriptions et présences, réglage."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reglage_planning",
        *_textes("compte", "client", "hote", "fuseau"),
        sa.Column("attente", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reglage_planning")),
    )
    op.create_table(
        "rendez_vous",
        *_textes("titre"),
        sa.Column("date", sa.Date(), nullable=False),
        *_textes("heure_debut", "heure_fin", "lieu", "responsable", "objet"),
        *_liens("tiers", "immeuble", "lot"),
        *_booleens("zoom", "webinaire"),
        *_textes("hote"),
        *_booleens("inscrire"),
        sa.Column("cree_le", sa.DateTime(), nullable=False),
        *_textes("cree_par"),
        sa.Column("annule_le", sa.DateTime(), nullable=True),
        *_textes("annule_par"),
        sa.Column("version", sa.Integer(), nullable=False),
        *_textes("recherche"),
        sa.Column("id", sa.Integer(), nullable=False),
        *_cles("rendez_vous", "tiers", "immeuble", "lot"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rendez_vous")),
    )
    for column in ("date", "tiers_id", "immeuble_id", "lot_id"):
        op.create_index(op.f(f"ix_rendez_vous_{column}"), "rendez_vous", [column])
    op.create_table(
        "participant_rendez_vous",
        sa.Column("rendez_vous_id", sa.Integer(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        *_liens("tiers"),
        *_textes("nom", "courriel"),
        sa.Column("id", sa.Integer(), nullable=False),
        *_cles("participant_rendez_vous", "rendez_vous", "tiers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant_rendez_vous")),
    )
    for column in ("rendez_vous_id", "tiers_id"):
        op.create_index(
            op.f(f"ix_participant_rendez_vous_{column}"), "participant_rendez_vous", [column]
        )
    _zoom()


def _zoom() -> None:
    op.create_table(
        "reunion_zoom",
        sa.Column("rendez_vous_id", sa.Integer(), nullable=False),
        *_booleens("webinaire"),
        *_textes("hote", "marque", "etat", "demande", "numero", "lien", "code", "invitation"),
        sa.Column("creee_le", sa.DateTime(), nullable=True),
        sa.Column("annulee_le", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        *_cles("reunion_zoom", "rendez_vous"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reunion_zoom")),
        sa.UniqueConstraint("marque", name=op.f("uq_reunion_zoom_marque")),
    )
    for column in ("rendez_vous_id", "etat"):
        op.create_index(op.f(f"ix_reunion_zoom_{column}"), "reunion_zoom", [column])
    op.create_table(
        "inscription_zoom",
        sa.Column("reunion_id", sa.Integer(), nullable=False),
        *_textes("courriel", "inscrit", "lien", "remarque"),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reunion_id"], ["reunion_zoom.id"], name=op.f("fk_inscription_zoom_reunion_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inscription_zoom")),
    )
    op.create_index(op.f("ix_inscription_zoom_reunion_id"), "inscription_zoom", ["reunion_id"])
    op.create_table(
        "presence_zoom",
        sa.Column("reunion_id", sa.Integer(), nullable=False),
        *_textes("nom", "courriel"),
        sa.Column("arrivee", sa.DateTime(), nullable=False),
        sa.Column("depart", sa.DateTime(), nullable=True),
        sa.Column("duree", sa.Integer(), nullable=False),
        *_textes("recherche"),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reunion_id"], ["reunion_zoom.id"], name=op.f("fk_presence_zoom_reunion_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence_zoom")),
    )
    op.create_index(op.f("ix_presence_zoom_reunion_id"), "presence_zoom", ["reunion_id"])


def _textes(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _booleens(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Boolean(), nullable=False) for name in names]


def _liens(*tables: str) -> list[sa.Column]:
    return [sa.Column(f"{name}_id", sa.Integer(), nullable=True) for name in tables]


def _cles(table: str, *others: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([f"{name}_id"], [f"{name}.id"], name=op.f(f"fk_{table}_{name}_id"))
        for name in others
    ]
