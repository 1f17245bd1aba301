"""Plusieurs postes : utilisateurs, verrous, traitements repris, sauvegardes, imports.

Une quittance contre-passée est annulée ; sa période se rappelle.
"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})


def upgrade() -> None:
    op.create_table(
        "connexion",
        sa.Column("quand", sa.DateTime(), nullable=False),
        sa.Column("qui", sa.String(), nullable=False),
        sa.Column("fait", sa.String(), nullable=False),
        sa.Column("poste", sa.String(), nullable=False),
        sa.Column("par", sa.String(), nullable=False),
        sa.Column("recherche", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connexion")),
    )
    op.create_index(op.f("ix_connexion_quand"), "connexion", ["quand"])
    with op.batch_alter_table("configuration") as table:
        table.add_column(
            sa.Column("verrouillage_minutes", sa.Integer(), nullable=False, server_default="15")
        )
    with op.batch_alter_table("configuration") as table:
        table.alter_column("verrouillage_minutes", server_default=None)
    with op.batch_alter_table("document_lot") as table:
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("document_lot") as table:
        table.alter_column("version", server_default=None)
    _recherche(
        "document_lot",
        "SELECT d.id, d.libelle, f.nom FROM document_lot d JOIN fichier f ON f.id = d.fichier_id",
    )
    _recherche("journal_comptable", "SELECT id, code, libelle FROM journal_comptable")
    op.create_table(
        "correspondance_import",
        sa.Column("sorte", sa.String(), nullable=False),
        sa.Column("titres", sa.String(), nullable=False),
        sa.Column("champs", sa.Text(), nullable=False),
        sa.Column("retenue_le", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correspondance_import")),
        sa.UniqueConstraint("sorte", "titres", name=op.f("uq_correspondance_import_sorte_titres")),
    )
    op.create_table(
        "import_fait",
        sa.Column("quand", sa.DateTime(), nullable=False),
        sa.Column("qui", sa.String(), nullable=False),
        sa.Column("fichiers", sa.Text(), nullable=False),
        sa.Column("bilan", sa.Text(), nullable=False),
        sa.Column("recherche", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_fait")),
    )
    op.create_index(op.f("ix_import_fait_quand"), "import_fait", ["quand"])

    op.create_table(
        "passage",
        sa.Column("tache", sa.String(), nullable=False),
        sa.Column("creneau", sa.String(), nullable=False),
        sa.Column("etat", sa.String(), nullable=False),
        sa.Column("essais", sa.Integer(), nullable=False),
        sa.Column("jeton", sa.String(), nullable=False),
        sa.Column("vu_le", sa.DateTime(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage")),
        sa.UniqueConstraint("tache", "creneau", name=op.f("uq_passage_tache_creneau")),
    )
    op.create_table(
        "profil",
        sa.Column("nom", sa.String(), nullable=False),
        sa.Column("administrateur", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("actif", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profil")),
        sa.UniqueConstraint("nom", name=op.f("uq_profil_nom")),
    )
    op.create_table(
        "reglage_sauvegarde",
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("heures", sa.String(), nullable=False),
        sa.Column("dossier", sa.String(), nullable=False),
        sa.Column("gardees", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reglage_sauvegarde")),
    )
    op.create_table(
        "sauvegarde",
        sa.Column("quand", sa.DateTime(), nullable=False),
        sa.Column("qui", sa.String(), nullable=False),
        sa.Column("origine", sa.String(), nullable=False),
        sa.Column("poste", sa.String(), nullable=False),
        sa.Column("chemin", sa.String(), nullable=False),
        sa.Column("taille", sa.BigInteger(), nullable=False),
        sa.Column("empreinte", sa.String(), nullable=False),
        sa.Column("etat", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("verifiee_le", sa.DateTime(), nullable=True),
        sa.Column("recherche", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sauvegarde")),
    )
    op.create_index(op.f("ix_sauvegarde_quand"), "sauvegarde", ["quand"])

    op.create_table(
        "traitement",
        sa.Column("sorte", sa.String(), nullable=False),
        sa.Column("titre", sa.String(), nullable=False),
        sa.Column("accepte", sa.String(), nullable=False),
        sa.Column("etat", sa.String(), nullable=False),
        sa.Column("cree_le", sa.DateTime(), nullable=False),
        sa.Column("cree_par", sa.String(), nullable=False),
        sa.Column("jour", sa.Date(), nullable=False),
        sa.Column("repris_par", sa.String(), nullable=False),
        sa.Column("fini_le", sa.DateTime(), nullable=True),
        sa.Column("jeton", sa.String(), nullable=False),
        sa.Column("vu_le", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_traitement")),
    )
    op.create_index(op.f("ix_traitement_etat"), "traitement", ["etat"])

    op.create_table(
        "verrou",
        sa.Column("fiche", sa.String(), nullable=False),
        sa.Column("fiche_id", sa.Integer(), nullable=False),
        sa.Column("jeton", sa.String(), nullable=False),
        sa.Column("qui", sa.String(), nullable=False),
        sa.Column("poste", sa.String(), nullable=False),
        sa.Column("depuis", sa.DateTime(), nullable=False),
        sa.Column("vu_le", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verrou")),
        sa.UniqueConstraint("fiche", "fiche_id", name=op.f("uq_verrou_fiche_fiche_id")),
    )
    op.create_index(op.f("ix_verrou_jeton"), "verrou", ["jeton"])

    op.create_table(
        "profil_droit",
        sa.Column("profil_id", sa.Integer(), nullable=False),
        sa.Column("droit", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profil_id"], ["profil.id"], name=op.f("fk_profil_droit_profil_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profil_droit")),
        sa.UniqueConstraint("profil_id", "droit", name=op.f("uq_profil_droit_profil_id_droit")),
    )
    op.create_table(
        "traitement_ligne",
        sa.Column("traitement_id", sa.Integer(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("libelle", sa.String(), nullable=False),
        sa.Column("valeur", sa.String(), nullable=False),
        sa.Column("etat", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("cle", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["traitement_id"], ["traitement.id"], name=op.f("fk_traitement_ligne_traitement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_traitement_ligne")),
        sa.UniqueConstraint(
            "traitement_id", "rang", name=op.f("uq_traitement_ligne_traitement_id_rang")
        ),
    )
    op.create_table(
        "utilisateur",
        sa.Column("identifiant", sa.String(), nullable=False),
        sa.Column("nom", sa.String(), nullable=False),
        sa.Column("courriel", sa.String(), nullable=False),
        sa.Column("profil_id", sa.Integer(), nullable=False),
        sa.Column("mot_de_passe", sa.String(), nullable=False),
        sa.Column("a_changer", sa.Boolean(), nullable=False),
        sa.Column("messages_systeme", sa.Boolean(), nullable=False),
        sa.Column("actif", sa.Boolean(), nullable=False),
        sa.Column("echecs", sa.Integer(), nullable=False),
        sa.Column("bloque_jusqu_a", sa.DateTime(), nullable=True),
        sa.Column("connecte_le", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recherche", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profil_id"], ["profil.id"], name=op.f("fk_utilisateur_profil_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_utilisateur")),
        sa.UniqueConstraint("identifiant", name=op.f("uq_utilisateur_identifiant")),
    )
    op.create_index(op.f("ix_utilisateur_profil_id"), "utilisateur", ["profil_id"])
    _quittances_annulables()


def _recherche(name: str, texts: str) -> None:
    """Le texte replié où l'on cherche, jusque-là fait à chaque lecture, et sans les accents."""
    op.add_column(
        name, sa.Column("recherche", sa.String(), nullable=False, server_default=sa.text("''"))
    )
    table = sa.table(name, sa.column("id"), sa.column("recherche"))
    for id, *parts in op.get_bind().execute(sa.text(texts)).all():
        op.execute(sa.update(table).where(table.c.id == id).values(recherche=_fold(parts)))


def _fold(parts: list[str]) -> str:
    plain = unicodedata.normalize("NFKD", " ".join(parts).lower().translate(LIGATURES))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.split(r"[\s'’`´\-‐‑–_,;]+", plain)).strip()


def _quittances_annulables() -> None:
    """Une seule quittance en vigueur par bail et par période ; les annulées restent."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:  # la table est refaite : les lignes qui s'y rapportent la lâchent un instant
        op.execute(
            "CREATE TEMPORARY TABLE prise AS "
            "SELECT id, quittance_id FROM ligne_quittancement WHERE quittance_id IS NOT NULL"
        )
        op.execute("UPDATE ligne_quittancement SET quittance_id = NULL")
    with op.batch_alter_table("quittance") as table:
        table.drop_constraint("uq_quittance_locataire_id_periode_du_periode_au", type_="unique")
        table.add_column(sa.Column("annulee_par_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_quittance_annulee_par_id"), "piece", ["annulee_par_id"], ["id"]
        )
    if sqlite:
        op.execute(
            "UPDATE ligne_quittancement SET quittance_id = (SELECT prise.quittance_id FROM prise "
            "WHERE prise.id = ligne_quittancement.id) WHERE id IN (SELECT id FROM prise)"
        )
        op.execute("DROP TABLE prise")
    op.execute(
        "UPDATE quittance SET annulee_par_id = "
        "(SELECT piece.id FROM piece WHERE piece.extourne_de_id = quittance.piece_id)"
    )
    op.create_index(op.f("ix_quittance_locataire_id"), "quittance", ["locataire_id"])
    op.create_index(op.f("ix_quittance_annulee_par_id"), "quittance", ["annulee_par_id"])
    op.create_index(op.f("ix_quittance_periode_du"), "quittance", ["periode_du"])
    op.create_index(
        "uq_quittance_en_vigueur",
        "quittance",
        ["locataire_id", "periode_du", "periode_au"],
        unique=True,
        sqlite_where=sa.text("annulee_par_id IS NULL"),
        postgresql_where=sa.text("annulee_par_id IS NULL"),
    )
