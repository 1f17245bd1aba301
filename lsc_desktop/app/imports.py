"""`lsc importer`, `lsc exporter`, `lsc modeles` : leurs options ; `portefeuille` les joue."""

import argparse
from pathlib import Path

from lsc_desktop.app import terminal


def arguments(parser: argparse.ArgumentParser) -> None:
    """Les options de la commande dont le nom finit ce que l'on tape."""
    nom = parser.prog.rpartition(" ")[2]
    parser.set_defaults(quoi=nom)
    if nom != "modeles":
        parser.epilog = terminal.AIDE
    if nom == "importer":
        parser.add_argument("fichiers", nargs="+", type=Path, help="fichiers ou dossiers")
        parser.add_argument("--verifier", action="store_true", help="vérifie sans rien écrire")
        parser.add_argument("--reprise", default="", help="date des soldes, jj/mm/aaaa")
        parser.add_argument("--anomalies", type=Path, help="dossier où les écrire (Excel)")
        return
    parser.add_argument("dossier", type=Path, help="dossier où écrire")
    parser.add_argument("--csv", action="store_true", help="un CSV par sorte, et non un classeur")
    if nom == "exporter":
        parser.add_argument("--au", default="", help="jour des soldes, jj/mm/aaaa")


def run(options: argparse.Namespace) -> int:
    """Joue la commande ; rend 0 si tout est fait, 1 s'il reste des anomalies. Lève `UserError`."""
    from lsc_desktop.app import portefeuille

    return portefeuille.COMMANDES[options.quoi](options)
