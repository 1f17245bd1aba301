"""Importer et exporter un portefeuille sans fenêtre."""

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from lsc_desktop.app import seance
from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.money import euros
from lsc_desktop.base.saisie import parse_date
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.imports.lecture import Constat
from lsc_desktop.services import exports
from lsc_desktop.services.imports.verification import (
    Choix,
    Verification,
    bilan,
    choisir,
    importer,
    juger,
    lire,
)

MONTREES = 50  # anomalies écrites à l'écran ; toutes vont dans --anomalies


def _importer(options: argparse.Namespace) -> int:
    with seance.ouverte("importer", etat="creee") as acces:
        db, ctx = acces.db, acces.ctx
        reprise = _jour(options.reprise, ctx.aujourd_hui)
        with db.read() as session:
            choix = choisir(session, options.fichiers)
        for one in choix:
            print(f"{one.tableau.nom} : {_quoi(one)}")
        lu = lire(choix, ctx)
        with db.read() as session:
            checked = juger(session, lu, ctx, reprise)
        _dire(checked, options.anomalies)
        if not checked.bonne:
            print("Rien n'a été importé.", file=sys.stderr)
            return 1
        if not options.verifier:
            with db.write(ctx.utilisateur) as session:
                print(importer(session, lu, choix, ctx, reprise))
        return 0


def _exporter(options: argparse.Namespace) -> int:
    with seance.ouverte("exporter") as acces:
        today = acces.ctx.aujourd_hui
        day = _jour(options.au, today) or today
        with acces.db.read() as session:
            made = exports.exporter(session, options.dossier, day, _forme(options))
    _ecrits(made)
    return 0


def _modeles(options: argparse.Namespace) -> int:
    _ecrits(exports.ecrire_modeles(options.dossier, _forme(options)))
    return 0


def _jour(text: str, today: date) -> date | None:
    return parse_date(text, today) if text else None


def _forme(options: argparse.Namespace) -> exports.Format:
    return "csv" if options.csv else "xlsx"


def _ecrits(paths: list[Path]) -> None:
    for path in paths:
        print(path)


def _quoi(one: Choix) -> str:
    if one.sorte is None:
        return f"laissé de côté, rien ne dit ce que c'est ({one.tableau.nature})"
    left = [t for t, champ in zip(one.tableau.titres, one.champs, strict=True) if t and not champ]
    extra = f" ; colonnes laissées de côté : {', '.join(left)}" if left else ""
    return f"{one.sorte.titre.lower()} ({one.tableau.nature}){extra}"


def _dire(checked: Verification, dossier: Path | None) -> None:
    report = checked.rapport
    counts = [
        pluriel(report.compte("anomalie"), "anomalie"),
        pluriel(report.compte("remarque"), "remarque"),
        pluriel(report.compte("connu"), "ligne déjà connue", "lignes déjà connues"),
    ]
    print(f"À créer : {bilan(checked.plan.nombres()) or 'rien'}. {', '.join(counts)}.")
    total, face = checked.soldes()
    if checked.plan.soldes:
        days = ", ".join(sorted({date_fr(day) for _entite, day in checked.plan.soldes}))
        print(f"Soldes au {days} : {euros(total)} ; compte 890000 : {euros(face)}.")
    shown = [one for one in report.constats if one.gravite != "connu"]
    for one in shown[:MONTREES]:
        print(_phrase(one), file=sys.stderr)
    if len(shown) > MONTREES:
        print(f"… et {len(shown) - MONTREES} autres.", file=sys.stderr)
    if dossier is not None and shown:
        print(exports.anomalies(shown, dossier))


def _phrase(one: Constat) -> str:
    """« lots.csv, ligne 12, colonne « Immeuble » (PARC) : Aucun immeuble… »."""
    column = f", colonne « {one.colonne} »" if one.colonne else ""
    value = f" ({one.valeur})" if one.valeur else ""
    return f"{one.gravite} : {one.fichier}, ligne {one.ligne}{column}{value} : {one.raison}"


COMMANDES: dict[str, Callable[[argparse.Namespace], int]] = {
    "importer": _importer,
    "exporter": _exporter,
    "modeles": _modeles,
}
