"""Écrans des écritures : le journal, la consultation d'un compte, les pièces."""

from lsc_desktop.base.text import pluriel
from lsc_desktop.gui.kit.screens import Batch, Column, Command, ListScreen
from lsc_desktop.gui.screens.communs import voir
from lsc_desktop.queries.ecritures import CONSULTATION, ECRITURES, PIECES
from lsc_desktop.services.comptabilite import contrepasser_ce_jour

_TABLES = ("ecriture", "piece")
_PERIODE = (Column("periode_du", "Période du", 10), Column("periode_au", "au", 10))

ECRITURES_LISTE = ListScreen(
    "ecritures.liste",
    "Liste Écriture",
    ECRITURES,
    columns=(
        Column("date", "Date", 10),
        Column("journal", "Jal", 5),
        Column("piece", "Pièce", 7),
        Column("compte", "Compte", 11, opens="comptes.fiche", opens_id="compte_id"),
        Column("libelle", "Libellé", 26),
        Column("code", "Code", 6),
        *_PERIODE,
        Column("debit", "Débit", 10, total=True),
        Column("credit", "Crédit", 10, total=True),
    ),
    commands=(
        voir("La pièce entière", "ecritures.liste", "piece_id", "piece_id"),
        voir("Comptes", "comptes.liste", "ids", "compte_id"),
        voir("Pièces", "pieces.liste", "ids", "piece_id"),
    ),
    empty="Les écritures paraissent ici dès le premier appel de loyers ou règlement.",
    needs="comptabilite.consulter",
    icon="mdi6.format-list-text",
    watches=_TABLES,
)

CONSULTATION_LISTE = ListScreen(
    "comptes.consultation",
    "Consultation de compte",
    CONSULTATION,
    columns=(
        Column("date", "Date", 10),
        Column("journal", "Jal", 5),
        Column("piece", "Pièce", 7),
        Column("libelle", "Libellé", 30),
        Column("code", "Code", 6),
        Column("debit", "Débit", 10, total=True),
        Column("credit", "Crédit", 10, total=True),
        Column("solde", "Solde", 11, blank_zero=False),
        *_PERIODE,
    ),
    commands=(
        voir("La pièce entière", "ecritures.liste", "piece_id", "piece_id"),
        voir("Pièces", "pieces.liste", "ids", "piece_id"),
    ),
    empty="Aucune écriture n'est passée sur ce compte.",
    needs="comptabilite.consulter",
    icon="mdi6.book-open-page-variant-outline",
    watches=_TABLES,
)

CONTREPASSER = Batch(
    work=lambda session, row, ctx, accepted: contrepasser_ce_jour(
        session, row.id, ctx=ctx, accepted=accepted
    ),
    confirm=lambda rows: (
        f"Contre-passer {pluriel(len(rows), 'pièce')} en date du jour ? La pièce et sa "
        "contre-passation restent lisibles dans les comptes."
    ),
    keep=lambda row: not row.etat,
    skipped=lambda count: f"{pluriel(count, 'pièce')} déjà contre-passée{'s' * (count > 1)}",
    label=lambda row: f"{row.journal} {row.numero} {row.libelle}",
)

PIECES_LISTE = ListScreen(
    "pieces.liste",
    "Liste Pièce comptable",
    PIECES,
    columns=(
        Column("date", "Date", 10),
        Column("journal", "Jal", 5),
        Column("numero", "Pièce", 7),
        Column("libelle", "Libellé", 38),
        Column("montant", "Montant", 13, total=True),
        Column("etat", "État", 14),
        Column("entite", "Entité", 8),
        Column("cree_par", "Saisie par", 12),
        Column("cree_le", "Saisie le", 16),
    ),
    commands=(
        Command(
            "Contre-passer", CONTREPASSER, selection="exigee", needs="comptabilite.contrepasser"
        ),
        voir("Écritures", "ecritures.liste", "piece_id"),
    ),
    empty="Une pièce est un bloc équilibré d'écritures d'une même date.",
    needs="comptabilite.consulter",
    icon="mdi6.file-document-outline",
    watches=_TABLES,
)
