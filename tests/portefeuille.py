"""De quoi écrire les fichiers d'un ancien logiciel, et ce qu'on demande à l'import d'en faire."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from lsc_desktop.services.imports.verification import (
    Verification,
    choisir,
    importer,
    lire,
    verifier,
)

REPRISE = date(2021, 9, 30)


def un_csv(
    path: Path, titres: Sequence[str], lignes: Iterable[Sequence[Any]], codage: str = "utf-8-sig"
) -> Path:
    """Un CSV comme en écrivent les tableurs français."""
    with path.open("w", encoding=codage, newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(titres)
        writer.writerows(lignes)
    return path


def un_portefeuille(dossier: Path, lots: int) -> Path:
    """Une agence d'un ancien logiciel : autant de lots que de locataires, quatre lignes chacun."""
    dossier.mkdir(parents=True, exist_ok=True)
    owners, buildings = range(max(lots // 10, 1)), range(max(lots // 20, 1))
    un_csv(
        dossier / "proprietaires.csv",
        ("Code", "Nom", "Prénom", "CP", "Ville", "N° mandat", "Date de mandat", "Honoraires"),
        ((f"P{i:05}", f"BAILLEUR{i}", "Jean", "54000", "NANCY", 1000 + i, "01/01/2010", "7")
         for i in owners),
    )  # fmt: skip
    un_csv(
        dossier / "immeubles.csv",
        ("Code immeuble", "Nom immeuble", "Adresse", "CP", "Ville"),
        ((f"IMM{i:04}", f"Résidence {i}", f"{i}, rue du Parc", "54000", "NANCY")
         for i in buildings),
    )  # fmt: skip
    un_csv(
        dossier / "lots.csv",
        ("Code lot", "Immeuble", "Code propriétaire", "N° mandat", "Type", "Pièces", "Surface"),
        ((_lot(i), f"IMM{i // 20 % len(buildings):04}", f"P{i // 10 % len(owners):05}",
          1000 + i // 10 % len(owners), "Appartement", i % 5 + 1, f"{20 + i % 80},50")
         for i in range(lots)),
    )  # fmt: skip
    un_csv(
        dossier / "locataires.csv",
        ("Code", "Civ", "Nom", "Prénom", "Lot", "Compte", "Date d'entrée", "Fin de bail",
         "Mode de paiement", "DG"),
        ((f"L{i:05}", "Madame", f"LOCATAIRE{i}", "Anne", _lot(i), f"81L{i:05}", "01/03/2019",
          "28/02/2025", "VIR", "650,00") for i in range(lots)),
    )  # fmt: skip
    un_csv(
        dossier / "lignes de quittancement.csv",
        ("Compte", "Code rubrique", "Libellé", "Montant", "Du"),
        ((f"81L{i:05}", code, libelle, f"{100 + i % 900},{i % 100:02}", "01/03/2019")
         for i in range(lots)
         for code, libelle in (("10", "Loyer"), ("30", "Provisions"), ("35", "Eau"),
                               ("32", "Ordures ménagères"))),
    )  # fmt: skip
    un_csv(
        dossier / "soldes.csv",
        ("Compte", "Débit", "Crédit"),
        ((f"81L{i:05}", f"{i % 700},10" if i % 3 else "", "" if i % 3 else f"{i % 50},00")
         for i in range(lots)),
    )  # fmt: skip
    return dossier


def _lot(i: int) -> str:
    return f"IMM{i // 20:04}/{i:05}"


def verifie(db: Any, ctx: Any, *chemins: Path, reprise: date | None = REPRISE) -> Verification:
    """Ce qu'un import écrirait ; rien n'est écrit."""
    with db.read() as session:
        return verifier(session, choisir(session, chemins), ctx, reprise)


def importe(db: Any, ctx: Any, *chemins: Path, reprise: date | None = REPRISE) -> str:
    """Importe pour de vrai ; rend le bilan."""
    with db.read() as session:
        choix = choisir(session, chemins)
    lu = lire(choix, ctx)
    with db.write(ctx.utilisateur) as session:
        return importer(session, lu, choix, ctx, reprise)


def raisons(checked: Verification, gravite: str = "anomalie") -> list[tuple[int, str, str]]:
    """(ligne, colonne, raison) de chaque constat de cette gravité."""
    return [(c.ligne, c.colonne, c.raison) for c in checked.rapport.constats
            if c.gravite == gravite]  # fmt: skip
