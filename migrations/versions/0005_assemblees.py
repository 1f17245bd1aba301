"""Assemblées générales : ordre du jour, présences, mouvements, votes, voix arrêtées, envois."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assemblee",
        sa.Column("copropriete_id", sa.Integer(), nullable=False),
        sa.Column("numero", sa.String(), nullable=False),
        sa.Column("nom", sa.String(), nullable=False),
        sa.Column("type_assemblee", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("heure", sa.String(), nullable=False),
        sa.Column("lieu", sa.String(), nullable=False),
        sa.Column("cle_id", sa.Integer(), nullable=False),
        sa.Column("president", sa.String(), nullable=False),
        sa.Column("secretaire", sa.String(), nullable=False),
        sa.Column("scrutateurs", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("urgence", sa.Boolean(), nullable=False),
        sa.Column("lieu_consultation", sa.String(), nullable=False),
        sa.Column("convoquee_le", sa.Date(), nullable=True),
        sa.Column("incidents", sa.String(), nullable=False),
        sa.Column("registre", sa.Integer(), nullable=True),
        sa.Column("etat", sa.String(), nullable=False),
        sa.Column("close_le", sa.DateTime(), nullable=True),
        sa.Column("close_par", sa.String(), nullable=False),
        sa.Column("gestes", sa.Integer(), nullable=False),
        sa.Column("motif", sa.String(), nullable=False),
        sa.Column("repli_reception", sa.String(), nullable=False),
        sa.Column("proces_verbal_id", sa.Integer(), nullable=True),
        sa.Column("feuille_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recherche", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cle_id"], ["cle_repartition.id"], name=op.f("fk_assemblee_cle_id")
        ),
        sa.ForeignKeyConstraint(
            ["copropriete_id"], ["copropriete.id"], name=op.f("fk_assemblee_copropriete_id")
        ),
        sa.ForeignKeyConstraint(
            ["feuille_id"], ["fichier.id"], name=op.f("fk_assemblee_feuille_id")
        ),
        sa.ForeignKeyConstraint(
            ["proces_verbal_id"], ["fichier.id"], name=op.f("fk_assemblee_proces_verbal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assemblee")),
        sa.UniqueConstraint(
            "copropriete_id", "numero", name=op.f("uq_assemblee_copropriete_id_numero")
        ),
    )
    op.create_index(op.f("ix_assemblee_date"), "assemblee", ["date"])
    op.create_index(op.f("ix_assemblee_feuille_id"), "assemblee", ["feuille_id"])
    op.create_index(op.f("ix_assemblee_proces_verbal_id"), "assemblee", ["proces_verbal_id"])
    op.create_table(
        "pointage",
        sa.Column("assemblee_id", sa.Integer(), nullable=False),
        sa.Column("tiers_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("mandataire_id", sa.Integer(), nullable=True),
        sa.Column("mandataire_nom", sa.String(), nullable=False),
        sa.Column("recu_le", sa.Date(), nullable=True),
        sa.Column("motif", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assemblee_id"], ["assemblee.id"], name=op.f("fk_pointage_assemblee_id")
        ),
        sa.ForeignKeyConstraint(
            ["mandataire_id"], ["tiers.id"], name=op.f("fk_pointage_mandataire_id")
        ),
        sa.ForeignKeyConstraint(["tiers_id"], ["tiers.id"], name=op.f("fk_pointage_tiers_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pointage")),
        sa.UniqueConstraint(
            "assemblee_id", "tiers_id", name=op.f("uq_pointage_assemblee_id_tiers_id")
        ),
    )
    op.create_index(op.f("ix_pointage_mandataire_id"), "pointage", ["mandataire_id"])
    op.create_index(op.f("ix_pointage_tiers_id"), "pointage", ["tiers_id"])
    op.create_table(
        "pouvoir_accepte",
        sa.Column("assemblee_id", sa.Integer(), nullable=False),
        sa.Column("mandataire_id", sa.Integer(), nullable=True),
        sa.Column("mandataire_nom", sa.String(), nullable=False),
        sa.Column("president", sa.String(), nullable=False),
        sa.Column("nombre", sa.Integer(), nullable=False),
        sa.Column("cumul", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assemblee_id"], ["assemblee.id"], name=op.f("fk_pouvoir_accepte_assemblee_id")
        ),
        sa.ForeignKeyConstraint(
            ["mandataire_id"], ["tiers.id"], name=op.f("fk_pouvoir_accepte_mandataire_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pouvoir_accepte")),
    )
    op.create_index(op.f("ix_pouvoir_accepte_assemblee_id"), "pouvoir_accepte", ["assemblee_id"])
    op.create_index(op.f("ix_pouvoir_accepte_mandataire_id"), "pouvoir_accepte", ["mandataire_id"])
    op.create_table(
        "resolution",
        sa.Column("assemblee_id", sa.Integer(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("sous", sa.Boolean(), nullable=False),
        sa.Column("titre", sa.String(), nullable=False),
        sa.Column("projet", sa.String(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("cle_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("groupe", sa.String(), nullable=False),
        sa.Column("exclusif", sa.Boolean(), nullable=False),
        sa.Column("saisi_id", sa.Integer(), nullable=True),
        sa.Column("amendee", sa.Boolean(), nullable=False),
        sa.Column("texte_adopte", sa.String(), nullable=False),
        sa.Column("texte_second", sa.String(), nullable=False),
        sa.Column("reserves", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assemblee_id"], ["assemblee.id"], name=op.f("fk_resolution_assemblee_id")
        ),
        sa.ForeignKeyConstraint(
            ["cle_id"], ["cle_repartition.id"], name=op.f("fk_resolution_cle_id")
        ),
        sa.ForeignKeyConstraint(["saisi_id"], ["tiers.id"], name=op.f("fk_resolution_saisi_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution")),
    )
    op.create_index(op.f("ix_resolution_assemblee_id"), "resolution", ["assemblee_id"])
    op.create_index(op.f("ix_resolution_cle_id"), "resolution", ["cle_id"])
    op.create_index(op.f("ix_resolution_saisi_id"), "resolution", ["saisi_id"])
    op.create_table(
        "voix_arretee",
        sa.Column("assemblee_id", sa.Integer(), nullable=False),
        sa.Column("cle_id", sa.Integer(), nullable=False),
        sa.Column("tiers_id", sa.Integer(), nullable=False),
        sa.Column("voix", sa.BigInteger(), nullable=False),
        sa.Column("nature", sa.String(), nullable=False),
        sa.Column("hlm", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assemblee_id"], ["assemblee.id"], name=op.f("fk_voix_arretee_assemblee_id")
        ),
        sa.ForeignKeyConstraint(
            ["cle_id"], ["cle_repartition.id"], name=op.f("fk_voix_arretee_cle_id")
        ),
        sa.ForeignKeyConstraint(["tiers_id"], ["tiers.id"], name=op.f("fk_voix_arretee_tiers_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voix_arretee")),
        sa.UniqueConstraint(
            "assemblee_id",
            "cle_id",
            "tiers_id",
            name=op.f("uq_voix_arretee_assemblee_id_cle_id_tiers_id"),
        ),
    )
    op.create_index(op.f("ix_voix_arretee_cle_id"), "voix_arretee", ["cle_id"])
    op.create_index(op.f("ix_voix_arretee_tiers_id"), "voix_arretee", ["tiers_id"])
    op.create_table(
        "envoi_assemblee",
        sa.Column("assemblee_id", sa.Integer(), nullable=False),
        sa.Column("nature", sa.String(), nullable=False),
        sa.Column("tiers_id", sa.Integer(), nullable=False),
        sa.Column("evenement_id", sa.Integer(), nullable=True),
        sa.Column("qualite", sa.String(), nullable=False),
        sa.Column("envoye_le", sa.Date(), nullable=True),
        sa.Column("presente_le", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assemblee_id"], ["assemblee.id"], name=op.f("fk_envoi_assemblee_assemblee_id")
        ),
        sa.ForeignKeyConstraint(
            ["evenement_id"], ["evenement.id"], name=op.f("fk_envoi_assemblee_evenement_id")
        ),
        sa.ForeignKeyConstraint(
            ["tiers_id"], ["tiers.id"], name=op.f("fk_envoi_assemblee_tiers_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envoi_assemblee")),
        sa.UniqueConstraint(
            "assemblee_id",
            "nature",
            "tiers_id",
            name=op.f("uq_envoi_assemblee_assemblee_id_nature_tiers_id"),
        ),
    )
    op.create_index(op.f("ix_envoi_assemblee_evenement_id"), "envoi_assemblee", ["evenement_id"])
    op.create_index(op.f("ix_envoi_assemblee_tiers_id"), "envoi_assemblee", ["tiers_id"])
    op.create_table(
        "mouvement_assemblee",
        sa.Column("assemblee_id", sa.Integer(), nullable=False),
        sa.Column("tiers_id", sa.Integer(), nullable=False),
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("heure", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("mandataire_id", sa.Integer(), nullable=True),
        sa.Column("mandataire_nom", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assemblee_id"], ["assemblee.id"], name=op.f("fk_mouvement_assemblee_assemblee_id")
        ),
        sa.ForeignKeyConstraint(
            ["mandataire_id"], ["tiers.id"], name=op.f("fk_mouvement_assemblee_mandataire_id")
        ),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolution.id"], name=op.f("fk_mouvement_assemblee_resolution_id")
        ),
        sa.ForeignKeyConstraint(
            ["tiers_id"], ["tiers.id"], name=op.f("fk_mouvement_assemblee_tiers_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mouvement_assemblee")),
    )
    op.create_index(
        op.f("ix_mouvement_assemblee_assemblee_id"), "mouvement_assemblee", ["assemblee_id"]
    )
    op.create_index(
        op.f("ix_mouvement_assemblee_mandataire_id"), "mouvement_assemblee", ["mandataire_id"]
    )
    op.create_index(
        op.f("ix_mouvement_assemblee_resolution_id"), "mouvement_assemblee", ["resolution_id"]
    )
    op.create_index(op.f("ix_mouvement_assemblee_tiers_id"), "mouvement_assemblee", ["tiers_id"])
    op.create_table(
        "scrutin",
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("tour", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolution.id"], name=op.f("fk_scrutin_resolution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scrutin")),
        sa.UniqueConstraint("resolution_id", "tour", name=op.f("uq_scrutin_resolution_id_tour")),
    )
    op.create_table(
        "vote_correspondance",
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("tour", sa.Integer(), nullable=False),
        sa.Column("tiers_id", sa.Integer(), nullable=False),
        sa.Column("sens", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolution.id"], name=op.f("fk_vote_correspondance_resolution_id")
        ),
        sa.ForeignKeyConstraint(
            ["tiers_id"], ["tiers.id"], name=op.f("fk_vote_correspondance_tiers_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote_correspondance")),
        sa.UniqueConstraint(
            "resolution_id",
            "tour",
            "tiers_id",
            name=op.f("uq_vote_correspondance_resolution_id_tour_tiers_id"),
        ),
    )
    op.create_index(op.f("ix_vote_correspondance_tiers_id"), "vote_correspondance", ["tiers_id"])
    op.create_table(
        "vote",
        sa.Column("scrutin_id", sa.Integer(), nullable=False),
        sa.Column("tiers_id", sa.Integer(), nullable=False),
        sa.Column("sens", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["scrutin_id"], ["scrutin.id"], name=op.f("fk_vote_scrutin_id")),
        sa.ForeignKeyConstraint(["tiers_id"], ["tiers.id"], name=op.f("fk_vote_tiers_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote")),
        sa.UniqueConstraint("scrutin_id", "tiers_id", name=op.f("uq_vote_scrutin_id_tiers_id")),
    )
    op.create_index(op.f("ix_vote_tiers_id"), "vote", ["tiers_id"])
    op.create_table(
        "configuration_syndic",
        sa.Column("vote_correspondance", sa.Boolean(), nullable=False),
        sa.Column("seconds_votes", sa.Boolean(), nullable=False),
        sa.Column("repli_reception", sa.String(), nullable=False),
        sa.Column("classeur", sa.String(), nullable=False),
        sa.Column("texte_25_1", sa.String(), nullable=False),
        sa.Column("texte_26_1", sa.String(), nullable=False),
        sa.Column("signataire", sa.String(), nullable=False),
        sa.Column("inactiver_vendeurs", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_configuration_syndic")),
    )
