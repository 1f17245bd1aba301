"""Classeurs de l'extranet, modèles d'événement et dossiers."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

DROITS = ("proprietaire", "locataire", "coproprietaire", "membre_cs", "president_cs")
COCHES = ("regrouper", "prefixer", "nom_pieces", "notifier", "tout_l_immeuble")
TOUS = ("coproprietaire", "membre_cs", "president_cs")
CS = ("membre_cs", "president_cs")
# Ceux de LSC (seed L547-586) ; « Factures » n'est que pour le conseil syndical (D42), et
# « Documents du syndic » (D41) prend la place de « Tests_new_classeur ».
GERANCE = (
    ("Avis", ("proprietaire", "locataire")),
    ("Baux", ("proprietaire", "locataire")),
    ("Contrats d'entretien", ("proprietaire",)),
    ("Courriers / Autres", ("proprietaire", "locataire")),
    ("Courriers / Locataires", ("proprietaire", "locataire")),
    ("Courriers / Propriétaires", ("proprietaire",)),
    ("Divers / Autres", ("proprietaire", "locataire")),
    ("Divers / Locataires", ("proprietaire", "locataire")),
    ("Divers / Propriétaires", ("proprietaire",)),
    ("Etat des lieux", ("proprietaire", "locataire")),
    ("Mandats", ("proprietaire",)),
    ("Quittance & reçus", ("proprietaire", "locataire")),
    ("Relances", ("proprietaire", "locataire")),
    ("Relevés de gérance", ("proprietaire",)),
    ("Revenus fonciers", ("proprietaire",)),
    ("Travaux", ()),
)
SYNDIC = (
    ("Assemblées Générales", TOUS),
    ("Bordereaux", TOUS),
    ("C.R.", TOUS),
    ("Carnet d'entretien", TOUS),
    ("Conseil syndical", CS),
    ("Contentieux - Relances", TOUS),
    ("Contrat syndical", TOUS),
    ("Courriers", TOUS),
    ("Divers", TOUS),
    ("Factures", CS),
    ("Interventions - Travaux", TOUS),
    ("Règlement de copropriété", TOUS),
    ("Relevés des charges et produits", TOUS),
    ("Documents du syndic", CS),
)


def upgrade() -> None:
    _tables()
    _semer()
    for column, target in (
        ("modele_id", "modele_evenement"),
        ("classeur_id", "classeur"),
        ("dossier_id", "dossier"),
    ):
        name = op.f(f"fk_evenement_{column}")
        op.execute(
            f"ALTER TABLE evenement ADD COLUMN {column} INTEGER "
            f"CONSTRAINT {name} REFERENCES {target} (id)"
        )
        op.create_index(op.f(f"ix_evenement_{column}"), "evenement", [column])
    op.add_column("evenement", sa.Column("traite_le", sa.Date(), nullable=True))
    _reprendre("classeur", "classeur")
    _reprendre("modele", "modele_evenement")
    for column in ("classeur", "modele"):  # sans refaire la table : d'autres s'y rapportent
        op.execute(f"ALTER TABLE evenement DROP COLUMN {column}")


def _tables() -> None:
    op.create_table(
        "classeur",
        sa.Column("metier", sa.String(), nullable=False),
        sa.Column("nom", sa.String(), nullable=False),
        sa.Column("origine", sa.String(), nullable=False),
        *(sa.Column(droit, sa.Boolean(), nullable=False) for droit in DROITS),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recherche", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classeur")),
        sa.UniqueConstraint("metier", "nom", name=op.f("uq_classeur_metier_nom")),
    )
    op.create_index(op.f("ix_classeur_origine"), "classeur", ["origine"])
    op.create_table(
        "modele_evenement",
        sa.Column("nom", sa.String(), nullable=False),
        sa.Column("objet", sa.String(), nullable=False),
        sa.Column("texte", sa.String(), nullable=False),
        sa.Column("classeur_id", sa.Integer(), nullable=True),
        sa.Column("regrouper", sa.Boolean(), nullable=False),
        sa.Column("prefixer", sa.Boolean(), nullable=False),
        sa.Column("duree_mois", sa.Integer(), nullable=True),
        sa.Column("nom_pieces", sa.Boolean(), nullable=False),
        sa.Column("notifier", sa.Boolean(), nullable=False),
        sa.Column("tout_l_immeuble", sa.Boolean(), nullable=False),
        sa.Column("actif", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recherche", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["classeur_id"], ["classeur.id"], name=op.f("fk_modele_evenement_classeur_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_modele_evenement")),
        sa.UniqueConstraint("nom", name=op.f("uq_modele_evenement_nom")),
    )
    op.create_index(op.f("ix_modele_evenement_classeur_id"), "modele_evenement", ["classeur_id"])
    op.create_table(
        "dossier",
        sa.Column("numero", sa.String(), nullable=False),
        sa.Column("libelle", sa.String(), nullable=False),
        sa.Column("type_dossier", sa.String(), nullable=False),
        sa.Column("ouvert_le", sa.Date(), nullable=False),
        sa.Column("clos_le", sa.Date(), nullable=True),
        *(sa.Column(f"{table}_id", sa.Integer(), nullable=True) for table in LIENS),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recherche", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [f"{table}_id"], [f"{table}.id"], name=op.f(f"fk_dossier_{table}_id")
            )
            for table in LIENS
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
        sa.UniqueConstraint("numero", name=op.f("uq_dossier_numero")),
    )
    for table in LIENS:
        op.create_index(op.f(f"ix_dossier_{table}_id"), "dossier", [f"{table}_id"])


LIENS = ("immeuble", "lot", "tiers")


def _semer() -> None:
    """Les trente classeurs de LSC, que l'agence renomme et complète."""
    table = sa.table(
        "classeur",
        *map(sa.column, ("metier", "nom", "origine", "version", "recherche", *DROITS)),
    )
    rows = [
        {
            "metier": metier, "nom": nom, "origine": nom, "version": 1,
            "recherche": _fold(nom), **{droit: droit in droits for droit in DROITS},
        }
        for metier, known in (("gerance", GERANCE), ("syndic", SYNDIC))
        for nom, droits in known
    ]  # fmt: skip
    op.bulk_insert(table, rows)


def _reprendre(column: str, table: str) -> None:
    """Le nom écrit sur chaque événement devient la fiche de ce nom, créée s'il le faut."""
    link = op.get_bind()
    written = link.scalars(
        sa.text(f"SELECT DISTINCT {column} FROM evenement WHERE {column} <> ''")  # noqa: S608
    ).all()
    rows = link.execute(sa.text(f"SELECT nom, id FROM {table}"))  # noqa: S608
    known = {row.nom: row.id for row in rows}
    for nom in written:
        if nom not in known:
            known[nom] = _creer(table, nom)
        link.execute(
            sa.text(f"UPDATE evenement SET {column}_id = :id WHERE {column} = :nom"),  # noqa: S608
            {"id": known[nom], "nom": nom},
        )


def _creer(table: str, nom: str) -> int:
    """Un classeur de l'agence, ou un modèle qu'on n'avait pas encore."""
    values: dict[str, object] = {"nom": nom, "version": 1, "recherche": _fold(nom)}
    if table == "classeur":
        values |= {"metier": "gerance", "origine": ""}
        values |= dict.fromkeys(DROITS, False)
    else:
        values |= {"objet": "", "texte": "", "actif": True}
        values |= dict.fromkeys(COCHES, False)
    columns = sa.table(table, sa.column("id"), *map(sa.column, values))
    link = op.get_bind()
    link.execute(sa.insert(columns).values(values))
    return link.scalars(sa.select(columns.c.id).where(columns.c.nom == nom)).one()


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.split(r"[\s'’`´\-‐‑–_,;]+", plain)).strip()
