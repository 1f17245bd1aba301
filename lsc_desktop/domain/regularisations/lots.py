"""Plusieurs lots en une fois, et le relevé du syndic qui en donne les montants (CSV)."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.money import ZERO
from lsc_desktop.base.saisie import parse_montant
from lsc_desktop.base.text import fold
from lsc_desktop.domain.saisies import Problem, dans_l_ordre, obligatoires

COLONNES_LOT = {"lot", "code lot", "code gestion", "ref lot", "reference"}
COLONNES_MONTANT = {"montant", "charges", "charges reelles", "montant recuperable", "recuperable"}
TAILLE_MAX = 5_000_000  # caractères : un relevé n'en a jamais autant


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
        if not any(lot.retenu for lot in self.lots):
            yield "lots", "Aucun de ces lots n'a de locataire à régulariser sur la période."


@dataclass(frozen=True, slots=True)
class LigneReleve:
    """Un montant du relevé ; `ligne` : son numéro dans le fichier, 1 pour l'en-tête."""

    lot: str
    montant: Decimal
    ligne: int


def lire_releve(nom: str, texte: str) -> list[LigneReleve]:
    """Les montants par lot d'un relevé CSV : en-tête, colonnes « lot » et « montant ».

    Séparateur « ; », « , » ou tabulation ; montants à la française. Tout ou rien : lève
    `UserError` qui nomme le fichier, la ligne, la colonne et le défaut de chaque ligne fautive.
    """
    if len(texte) > TAILLE_MAX:
        raise UserError(f"« {nom} » est trop gros pour un relevé.", "Choisissez un autre fichier.")
    rows = list(csv.reader(texte.lstrip("\ufeff").splitlines(), delimiter=_separateur(texte)))
    lot, montant = _colonnes(nom, rows[0] if rows else [])
    lines: list[LigneReleve] = []
    faults: list[str] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        fault, line = _ligne(row, lot, montant, number)
        if line and fold(line.lot) in seen:
            fault = f"colonne lot : {line.lot} est déjà à la ligne {seen[fold(line.lot)]}"
        if fault:
            faults.append(f"ligne {number}, {fault}")
        elif line:
            seen[fold(line.lot)] = number
            lines.append(line)
    if faults:
        shown = " ; ".join(faults[:10]) + (f" ; et {len(faults) - 10} autres" * (len(faults) > 10))
        raise UserError(f"« {nom} » n'a pas été importé : {shown}.", "Corrigez-le, puis relancez.")
    if not lines:
        raise UserError(f"« {nom} » ne contient aucun montant.", "Vérifiez le fichier choisi.")
    return lines


def _separateur(texte: str) -> str:
    header = texte.partition("\n")[0]
    return max(";\t,", key=header.count)


def _colonnes(nom: str, header: Sequence[str]) -> tuple[int, int]:
    titles = [fold(cell) for cell in header]
    lot = next((i for i, title in enumerate(titles) if title in COLONNES_LOT), None)
    amount = next((i for i, title in enumerate(titles) if title in COLONNES_MONTANT), None)
    if lot is None or amount is None:
        raise UserError(
            f"« {nom} » n'a pas de colonnes « lot » et « montant ».",
            "Donnez ces titres aux deux colonnes de la première ligne, puis relancez.",
        )
    return lot, amount


def _ligne(
    row: Sequence[str], lot: int, montant: int, number: int
) -> tuple[str, LigneReleve | None]:
    if len(row) <= max(lot, montant):
        return "des colonnes manquent", None
    code = row[lot].strip()
    if not code:
        return "colonne lot : le code est vide", None
    try:
        amount = parse_montant(row[montant])
    except UserError as error:
        return f"colonne montant : {error.title.rstrip('.')}", None
    if amount is None:
        return "colonne montant : le montant est vide", None
    return "", LigneReleve(code, amount, number)


def reporter(draft: DemandeLotsDraft, releve: Sequence[LigneReleve], nom: str) -> int:
    """Reporte les montants du relevé sur les lots de la demande ; rend leur nombre.

    Lève `UserError`, sans rien reporter, si le relevé nomme un lot qui n'est pas dans la demande.
    """
    lots = {fold(lot.lot): lot for lot in draft.lots}
    unknown = [line for line in releve if fold(line.lot) not in lots]
    if unknown:
        names = ", ".join(f"{line.lot} (ligne {line.ligne})" for line in unknown[:10])
        raise UserError(
            f"« {nom} » cite des lots qui ne sont pas dans cette demande : {names}.",
            "Sélectionnez aussi ces lots dans la liste, ou retirez-les du fichier.",
        )
    for line in releve:
        lots[fold(line.lot)].montant = line.montant
    return len(releve)
