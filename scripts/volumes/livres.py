"""Les pièces et les écritures, équilibrées et numérotées sans trou, puis les documents."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any

from lsc_desktop.base.text import fold
from volumes.biens import ENTITE, Bail, Bien, Gestion
from volumes.ecrivain import Ecrivain, Row
from volumes.pdf import page

PIECE = (
    "id", "entite_id", "journal_id", "numero", "date", "libelle", "cree_le", "cree_par",
    "extourne_de_id", "recherche",
)  # fmt: skip
ECRITURE = (
    "id", "piece_id", "compte_id", "date", "libelle", "debit", "credit", "code_fiscalite_id",
    "locataire_id", "periode_du", "periode_au", "recherche",
)  # fmt: skip
FICHIER = ("id", "sha256", "nom", "type_mime", "taille", "contenu")
EVENEMENT = (
    "id", "version", "date", "objet", "texte", "classeur_id", "auteur", "confidentiel",
    "publie_le", "tiers_id", "locataire_id", "lot_id", "immeuble_id", "mandat_id",
    "regularisation_id", "cree_le", "recherche",
)  # fmt: skip
PIECE_JOINTE = ("id", "evenement_id", "fichier_id", "rang", "nom")
APPEL = (
    "id", "entite_id", "date", "periode_du", "periode_au", "periodicite", "cree_le", "cree_par",
)  # fmt: skip
QUITTANCE = (
    "id", "appel_id", "locataire_id", "piece_id", "periode_du", "periode_au", "date", "echeance",
    "total", "contenu",
)  # fmt: skip
# Chacune après celles dont elle dépend.
ORDRE = {
    "fichier": FICHIER, "piece": PIECE, "ecriture": ECRITURE, "appel": APPEL,
    "quittance": QUITTANCE, "evenement": EVENEMENT, "piece_jointe": PIECE_JOINTE,
}  # fmt: skip
AUTEURS = ("Martine", "Paul", "Élodie", "Denise")
HEURE = "08:30:00.000000"


@dataclass(frozen=True, slots=True)
class Ligne:
    """Une écriture : `montant` en centimes, au débit s'il est positif."""

    compte_id: int
    montant: int
    libelle: str
    code_id: int | None = None
    bail_id: int | None = None
    du: str | None = None
    au: str | None = None


@dataclass
class Livres:
    """Ce qui s'écrit au fil des mois ; `deverser` l'envoie dans l'ordre que les liens exigent."""

    ecrivain: Ecrivain
    journaux: dict[str, int]
    classeurs: dict[str, int]
    _replis: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._piece_ids, self._ecriture_ids, self._documents = count(1), count(1), count(1)
        self._numeros: dict[int, int] = {}
        self._lots: dict[str, list[Row]] = {}
        self.documents = 0

    # --- Comptabilité ----------------------------------------------------------------------------

    def passer(
        self, journal: str, jour: date, libelle: str, replie: str, lignes: Sequence[Ligne]
    ) -> tuple[int, int]:
        """Une pièce ; rend son id et celui de sa première écriture. `replie` : libellé replié."""
        journal_id = self.journaux[journal]
        numero = self._numeros[journal_id] = self._numeros.get(journal_id, 0) + 1
        piece_id, day = next(self._piece_ids), jour.isoformat()
        who = AUTEURS[piece_id % len(AUTEURS)]
        self._pose(
            "piece",
            (piece_id, ENTITE, journal_id, numero, day, libelle, f"{day} {HEURE}", who, None,
             f"{numero} {replie}"),
        )  # fmt: skip
        first, total = 0, 0
        for line in lignes:
            entry = next(self._ecriture_ids)
            first, total = first or entry, total + line.montant
            debit, credit = max(line.montant, 0), max(-line.montant, 0)
            self._pose(
                "ecriture",
                (entry, piece_id, line.compte_id, day, line.libelle, debit, credit, line.code_id,
                 line.bail_id, line.du, line.au, self.replie(line.libelle)),
            )  # fmt: skip
        assert total == 0, libelle
        return piece_id, first

    def replie(self, text: str) -> str:
        """`fold`, retenu : les mêmes libellés reviennent des milliers de fois."""
        if text not in self._replis:
            if len(self._replis) > 50_000:
                self._replis.clear()
            self._replis[text] = fold(text)
        return self._replis[text]

    # --- Documents -------------------------------------------------------------------------------

    def document(
        self,
        jour: date,
        objet: str,
        classeur: str,
        nom: str,
        texte: Sequence[str],
        *,
        bail: Bail | None = None,
        mandat: Gestion | None = None,
        regularisation_id: int | None = None,
    ) -> int:
        """Un événement, sa pièce jointe et son fichier ; rend l'id du fichier."""
        number, day = next(self._documents), jour.isoformat()
        self.documents += 1
        content = page((objet, *texte, f"Document n° {number}"))
        digest = hashlib.sha256(content).hexdigest()
        self._pose("fichier", (number, digest, nom, "application/pdf", len(content), content))
        bien: Bien | None = bail.lot if bail else None
        owner = mandat or (bien.mandat if bien else None)
        tiers_id = bail.tiers_id if bail else owner.proprietaire["id"] if owner else None
        who = AUTEURS[number % len(AUTEURS)]
        shown = day if number % 3 == 0 else None
        self._pose(
            "evenement",
            (number, 1, day, objet, "", self.classeurs[classeur], who, False, shown, tiers_id,
             bail.id if bail else None, bien.id if bien else None,
             bien.immeuble["id"] if bien else None, owner.id if owner else None,
             regularisation_id, f"{day} {HEURE}",
             f"{self.replie(objet)} {self.replie(who)}"),
        )  # fmt: skip
        self._pose("piece_jointe", (number, number, number, 0, nom))
        return number

    # --- Envoi -----------------------------------------------------------------------------------

    def garde(self, table: str, row: Row) -> None:
        """Une ligne d'une autre table de `ORDRE`, envoyée à son rang par `deverser`."""
        self._pose(table, row)

    def deverser(self, intercale: Callable[[], None] = lambda: None) -> None:
        """Envoie ce qui attend ; `intercale` écrit ce qui naît d'une écriture et porte un
        événement."""
        for table, names in ORDRE.items():
            if table == "evenement":
                intercale()
            self.ecrivain.lignes(table, names, self._lots.pop(table, []))
        assert not self._lots, list(self._lots)

    def _pose(self, table: str, row: Row) -> None:
        self._lots.setdefault(table, []).append(row)


def instant(jour: date) -> datetime:
    """L'heure à laquelle l'agence écrit, ce jour-là."""
    return datetime(jour.year, jour.month, jour.day, 8, 30)


def centimes(value: Any) -> int:
    """Un `Decimal` de deux décimales, en centimes."""
    return int(value.scaleb(2))
