"""Plusieurs lots en une fois, et le relevé du syndic qui en donne les montants (CSV)."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.money import ZERO
from lsc_desktop.base.saisie import parse_montant
from lsc_desktop.base.text import fold, montrable, pluriel
from lsc_desktop.domain.saisies import Problem, dans_l_ordre, obligatoires

COLONNES_LOT = {"lot", "code lot", "code gestion", "ref lot", "ref. lot", "reference"}
COLONNES_MONTANT = {
    "montant", "charges", "charges reelles", "montant recuperable", "recuperable",
    "charges recuperables",
}  # fmt: skip
TAILLE_MAX = 5_000_000  # caractères : un relevé n'en a jamais autant
MONTREES = 10  # fautes citées dans un refus


@dataclass(slots=True)
class LotDemande:
    """Un lot à régulariser ; `situation` dit qui sera concerné, ou pourquoi personne.

    `montant` : charges réelles du lot sur la période. `retenu` : des fiches seront créées.
    """

    lot_id: int
    lot: str
    immeuble: str = ""
    montant: Decimal | None = None
    nombre: int = 0
    situation: str = ""
    retenu: bool = True


@dataclass(slots=True)
class DemandeLotsDraft:
    """La fenêtre « Ajouter » pour plusieurs lots : une période, un code, un montant par lot."""

    id: int | None = None
    version: int = 0
    du: date | None = None
    au: date | None = None
    code_fiscalite_id: int | None = None
    seuil: Decimal | None = None
    lots: list[LotDemande] = field(default_factory=list)
    total: Decimal = ZERO
    nombre: int = 0
    avertissements: tuple[str, ...] = ()

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(
            self,
            du="Le premier jour de la période",
            au="Le dernier jour de la période",
            code_fiscalite_id="Le code fiscalité des provisions",
        )
        yield from dans_l_ordre(
            self, "du", "au", "La période est à l'envers : corrigez l'une des deux dates."
        )
        if self.seuil is not None and self.seuil < 0:
            yield "seuil", "Le seuil n'est pas négatif : laissez-le vide pour n'écarter personne."
        if not any(lot.retenu for lot in self.lots):
            yield "lots", "Aucun de ces lots n'a de locataire à régulariser sur la période."


# --- Le relevé du syndic ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LigneReleve:
    """Un montant du relevé ; `ligne` : son numéro dans le fichier, 1 pour la première."""

    lot: str
    montant: Decimal
    ligne: int


def lire_releve(nom: str, texte: str) -> list[LigneReleve]:
    """Les montants par lot d'un relevé CSV : en-tête, colonnes « lot » et « montant ».

    Séparateur « ; », « , » ou tabulation ; montants à la française. Tout ou rien : lève
    `UserError` qui nomme le fichier, et la ligne, la colonne et le défaut de chaque faute.
    """
    if len(texte) > TAILLE_MAX:
        raise UserError(f"« {nom} » est trop gros pour un relevé.", "Choisissez un autre fichier.")
    rows, broken = _rangees(texte.lstrip("\ufeff"))
    _, header = rows[0] if rows else (1, [])
    columns = _Colonnes.de(nom, header)
    faults: list[str] = []
    found: dict[str, LigneReleve] = {}
    for number, row in rows[1:]:
        try:
            line = columns.lire(row, number)
        except ValueError as error:
            faults.append(f"ligne {number}, {error}")
            continue
        first = found.setdefault(_cle(line.lot), line)
        if first is not line:
            fault = f"{columns.titre_lot} : {line.lot} est déjà à la ligne {first.ligne}"
            faults.append(f"ligne {number}, {fault}")
    if broken:
        faults.append(f"ligne {broken} : un guillemet n'est pas fermé, ou mal placé")
    if faults:
        more = len(faults) - MONTREES
        shown = montrable(" ; ".join(faults[:MONTREES]))
        shown += f" ; et {pluriel(more, 'autre')}" * (more > 0)
        raise UserError(f"« {nom} » n'a pas été importé : {shown}.", "Corrigez-le, puis relancez.")
    if not found:
        raise UserError(f"« {nom} » ne contient aucun montant.", "Vérifiez le fichier choisi.")
    return list(found.values())


def reporter(draft: DemandeLotsDraft, releve: Sequence[LigneReleve], nom: str) -> int:
    """Reporte les montants du relevé sur les lots de la demande ; rend leur nombre.

    Lève `UserError`, sans rien reporter, si le relevé nomme un lot qui n'est pas dans la demande.
    """
    lots = {_cle(lot.lot): lot for lot in draft.lots}
    unknown = [line for line in releve if _cle(line.lot) not in lots]
    if unknown:
        names = ", ".join(f"{line.lot} (ligne {line.ligne})" for line in unknown[:MONTREES])
        raise UserError(
            f"« {nom} » cite des lots qui ne sont pas dans cette demande : {names}.",
            "Sélectionnez aussi ces lots dans la liste, ou retirez-les du fichier.",
        )
    for line in releve:
        lots[_cle(line.lot)].montant = line.montant
    return len(releve)


def _cle(code: str) -> str:
    """Un code de lot se reconnaît sans égard à la casse ni aux espaces, rien de plus."""
    return "".join(code.upper().split())


def _rangees(texte: str) -> tuple[list[tuple[int, list[str]]], int]:
    """Les rangées non vides et leur numéro de ligne ; puis la ligne illisible, ou 0."""
    header = next((line for line in texte.splitlines() if line.strip()), "")
    separator = max(";\t,", key=header.count)
    reader = csv.reader(io.StringIO(texte, newline=""), delimiter=separator, strict=True)
    rows, number = [], 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((number, row))
            number = reader.line_num + 1
    except csv.Error:
        return rows, number
    return rows, 0


@dataclass(frozen=True, slots=True)
class _Colonnes:
    """Où sont le code du lot et le montant, et comment l'en-tête les nomme."""

    lot: int
    montant: int
    titres: tuple[str, ...]

    @classmethod
    def de(cls, nom: str, header: Sequence[str]) -> "_Colonnes":
        titles = tuple(cell.strip() for cell in header)
        return cls(
            _colonne(nom, titles, COLONNES_LOT, "lot"),
            _colonne(nom, titles, COLONNES_MONTANT, "montant"),
            titles,
        )

    @property
    def titre_lot(self) -> str:
        return f"colonne « {self.titres[self.lot]} »"

    @property
    def titre_montant(self) -> str:
        return f"colonne « {self.titres[self.montant]} »"

    def lire(self, row: Sequence[str], number: int) -> LigneReleve:
        """La ligne lue ; lève `ValueError` qui nomme la colonne et le défaut."""
        cells = [cell.strip() for cell in row]
        if extra := [cell for cell in cells[len(self.titres) :] if cell]:
            raise ValueError(
                f"colonne {len(self.titres) + 1} : « {extra[0]} » est de trop ; mettez entre "
                "guillemets un montant à virgule"
            )
        cells += [""] * (len(self.titres) - len(cells))
        if not cells[self.lot]:
            raise ValueError(f"{self.titre_lot} : le code est vide")
        try:
            amount = parse_montant(cells[self.montant])
        except UserError as error:
            raise ValueError(f"{self.titre_montant} : {error.title.rstrip('.')}") from error
        if amount is None:
            raise ValueError(f"{self.titre_montant} : le montant est vide")
        return LigneReleve(cells[self.lot], amount, number)


def _colonne(nom: str, titles: Sequence[str], known: set[str], role: str) -> int:
    """Le rang de la seule colonne qui porte un de ces titres ; lève `UserError`."""
    ranks = [rank for rank, title in enumerate(titles) if fold(title) in known]
    if not ranks:
        raise UserError(
            f"« {nom} » n'a pas de colonne « {role} ».",
            "Donnez les titres « lot » et « montant » à deux colonnes de sa première ligne.",
        )
    if len(ranks) > 1:
        names = ", ".join(f"« {montrable(titles[rank])} »" for rank in ranks)
        raise UserError(
            f"« {nom} » a plusieurs colonnes possibles pour le {role} : {names}.",
            "Gardez le titre de la bonne, changez celui des autres.",
        )
    return ranks[0]
