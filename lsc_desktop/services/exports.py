"""Cas d'usage : exporter le portefeuille, et les modèles de fichiers, tels qu'on les importe.

Les fichiers d'une même base sont toujours les mêmes, octet pour octet (ecosystem D.3-T23).
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from sqlalchemy.orm import Session

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.files import disk_errors, write_whole
from lsc_desktop.domain.imports.champs import Champ, Sorte
from lsc_desktop.domain.imports.sortes import SORTES
from lsc_desktop.domain.imports.tableur import proteger
from lsc_desktop.domain.imports.valeurs import ecrire
from lsc_desktop.queries.exports import rangees
from lsc_desktop.services.comptabilite import COMPTES

Format = Literal["xlsx", "csv"]
Avance = Callable[[str], None]
NOM = "portefeuille.xlsx"
NOM_MODELES = "modeles.xlsx"
LISEZ_MOI = "Lisez-moi"
LARGEUR_MAX = 40
_EXPLICATIONS = (
    "Une feuille par sorte de fiches : remplissez celles qu'il vous faut, laissez les autres.",
    "La deuxième ligne de chaque feuille est un exemple : remplacez-la. Laissée telle quelle, elle "
    "n'est pas importée.",
    "L'ordre des colonnes est libre ; une colonne que vous n'avez pas peut être retirée, sauf si "
    "elle est exigée.",
    "Importez par PARAMÈTRES > Import Export : tout est vérifié d'abord, et rien n'est écrit tant "
    "qu'il reste une anomalie.",
    "Ce qui est déjà dans la base est reconnu et laissé tel quel, jamais remplacé.",
    "Ne sont pas repris par ces fichiers : écritures passées, événements et documents, pièces "
    "« Carrez », colocataires et garants ; au syndic, conseil syndical, ayants droit d'une "
    "indivision, ventes passées et factures des dépenses.",
)


def exporter(
    session: Session,
    dossier: Path,
    jour: date,
    forme: Format = "xlsx",
    avance: Avance = lambda what: None,
) -> list[Path]:
    """Écrit le portefeuille dans ce dossier, soldes au `jour` ; rend les fichiers écrits."""

    def lignes(sorte: Sorte) -> Iterator[list[Any]]:
        avance(f"Export : {sorte.titre.lower()}")
        for row in rangees(session, sorte, jour):
            if sorte.cle == "soldes" and _de_depart(row):
                continue
            yield [ecrire(champ, row.get(champ.nom)) for champ in sorte.champs]

    return _ecrire_tout(dossier, forme, NOM, lignes)


def _de_depart(row: Mapping[str, Any]) -> bool:
    """Un compte soldé que toute entité a de naissance : inutile de le reprendre."""
    return not row["solde"] and (row["compte"], row["libelle"], row["nature"]) in COMPTES


def ecrire_modeles(dossier: Path, forme: Format = "xlsx") -> list[Path]:
    """Écrit les modèles : une ligne d'exemple par feuille, et ce que dit chaque colonne."""

    def lignes(sorte: Sorte) -> Iterator[list[Any]]:
        yield [champ.exemple for champ in sorte.champs]

    return _ecrire_tout(dossier, forme, NOM_MODELES, lignes, lisez_moi=True)


def _ecrire_tout(
    dossier: Path,
    forme: Format,
    nom: str,
    lignes: Callable[[Sorte], Iterable[list[Any]]],
    lisez_moi: bool = False,
) -> list[Path]:
    with disk_errors(dossier):
        dossier.mkdir(parents=True, exist_ok=True)
    if forme == "xlsx":
        path = dossier / nom
        write_whole(path, classeur(lignes, lisez_moi))
        return [path]
    made = []
    for sorte in SORTES:
        path = dossier / f"{sorte.cle}.csv"
        write_whole(path, en_csv(sorte, lignes(sorte)))
        made.append(path)
    if lisez_moi:
        path = dossier / "lisez-moi.md"  # une extension que l'import ne lit pas
        text = "\n".join(" | ".join(str(cell) for cell in row) for row in explications())
        write_whole(path, text.encode())
        made.append(path)
    return made


def classeur(lignes: Callable[[Sorte], Iterable[list[Any]]], lisez_moi: bool = False) -> bytes:
    """Le classeur, une feuille par sorte."""
    from lsc_desktop.printing.classeur import ColonneClasseur
    from lsc_desktop.printing.feuilles import Feuille, render_feuilles

    sheets = [
        Feuille(
            sorte.titre,
            [ColonneClasseur(c.titre, _largeur(c), c.places) for c in sorte.champs],
            lignes(sorte),
        )
        for sorte in SORTES
    ]
    if lisez_moi:
        heads = [ColonneClasseur(t, w) for t, w in _TITRES]
        sheets.insert(0, Feuille(LISEZ_MOI, heads, explications()))
    return render_feuilles(sheets)


_TITRES = (("Feuille", 24), ("Colonne", 32), ("Exigée", 8), ("Format", 44), ("Ce qu'elle dit", 70))


def explications() -> Iterator[Sequence[str]]:
    """La feuille « Lisez-moi » : quelques phrases, puis chaque colonne de chaque feuille."""
    for sentence in _EXPLICATIONS:
        yield ("", "", "", "", sentence)
    for sorte in SORTES:
        yield (sorte.titre, "", "", "", sorte.aide)
        for champ in sorte.champs:
            needed = "oui" if champ.obligatoire else ""
            yield (sorte.titre, champ.titre, needed, champ.format, champ.aide)


def _largeur(champ: Champ) -> int:
    return min(max(len(champ.titre) + 2, 12), LARGEUR_MAX)


def en_csv(sorte: Sorte, lignes: Iterable[list[Any]]) -> bytes:
    """Un CSV qu'un tableur français ouvre d'un double-clic, et où rien n'est une formule."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([champ.titre for champ in sorte.champs])
    for line in lignes:
        writer.writerow([_texte(value) for value in line])
    return target.getvalue().encode("utf-8-sig")


def _texte(value: Any) -> str:
    match value:
        case Decimal():
            return f"{value:f}".replace(".", ",")
        case bool():
            return "oui" if value else "non"
        case date():
            return date_fr(value)
        case str():
            return proteger(value)
    return str(value)


def anomalies(constats: Sequence[Any], dossier: Path) -> Path:
    """Les constats d'une vérification dans un classeur ; rend son chemin."""
    from lsc_desktop.printing.classeur import ColonneClasseur, render_classeur

    if not constats:
        raise UserError("Il n'y a rien à sortir.", "Vérifiez d'abord les fichiers.")
    heads = [
        ColonneClasseur(titre, largeur)
        for titre, largeur in (
            ("Gravité", 14), ("Fichier", 32), ("Ligne", 8), ("Colonne", 28), ("Valeur", 32),
            ("Raison", 80),
        )
    ]  # fmt: skip
    rows = (
        [one.gravite, one.fichier, one.ligne, one.colonne, one.valeur, one.raison]
        for one in constats
    )
    path = dossier / "Anomalies de l'import.xlsx"
    with disk_errors(path):
        dossier.mkdir(parents=True, exist_ok=True)
    write_whole(path, render_classeur("Anomalies", heads, rows))
    return path
