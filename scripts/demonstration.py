"""La régularisation du document de référence, jouée au clavier dans les vraies fenêtres.

    python scripts/demonstration.py DOSSIER

Laisse dans DOSSIER le décompte, l'avis d'échéance qui suit et les images des écrans. Tout s'y fait
sans souris : menus par Ctrl+K, champs par Entrée, fiches par F12.
"""

import os
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from clavier import CONTROL, Key, press, settle, type_text, wait  # noqa: E402
from jouer import Jeu, play  # noqa: E402

# Les dix lignes du décompte d'origine (seed L318-338) : libellés, puis montant ou index et prix.
CHARGES = (
    ("Ordures ménagères", "Du 01/01/2020 au 31/12/2020", "100"),
    ("Charges établies par le syndic", "Du 01/01/2020 au 31/12/2020", "5000"),
    ("charges n° 3", "Au prorata du temps passé", "50"),
    ("charges n° 4", "En fonction d'une période de chauffe", "25"),
    ("charges n° 5", "Spécifique à cet immeuble", "5"),
    ("charges n° 6", "Libellé de la charge n° 6", "1"),
)
EAU = (
    ("Eau froide", "Eau froide", "1000", "800", "5"),
    ("Eau chaude", "Eau chaude", "500", "459", "5,50"),
    ("Énergie thermique", "Énergie thermique", "250", "200", "6"),
    ("Divers", "Divers", "200", "250", "6"),
)


class Demonstration(Jeu):
    """Une séance de travail : chaque méthode est un moment, dans l'ordre."""

    def play(self) -> None:
        self.show("accueil")
        self.open_menu("régularisation des lots isolés")
        self.show("regularisations en attente")
        self.add()
        self.complete()
        self.print_decompte()
        self.quittance()
        self.call_rents()
        self.print_avis()

    # --- Les moments ----------------------------------------------------------------------

    def add(self) -> None:
        """Ajouter : le lot d'Elsa, l'année 2020, 5 000,00 de charges."""
        press(Key.Key_N, CONTROL)
        for text in ("LEPITREABEL", "LAFAYETTE", "LAFAYETTE/002"):
            self.choose(text)
        type_text("01012020", Key.Key_Return)
        type_text("311220", Key.Key_Return)
        type_text("5000", Key.Key_Return)
        settle(400)
        self.show("ajouter")
        press(Key.Key_F12)
        self.fiche()

    def complete(self) -> None:
        """La fiche : six charges, quatre index, la retenue, trois fois, validée."""
        press(Key.Key_Return, times=3)  # titre, du, au
        press(Key.Key_Space)  # validé
        press(Key.Key_Return, times=2)  # validé, nouvelles provisions
        for label, detail, amount in CHARGES:
            type_text(label, Key.Key_Return)
            type_text(detail, Key.Key_Return)
            press(Key.Key_Return, times=3)  # jours, jours, quote-part
            type_text(amount, Key.Key_Return)
        for label, detail, end, start, price in EAU:
            for text in (label, detail, end, start, price):
                type_text(text, Key.Key_Return)
        type_text("300", Key.Key_Return)
        type_text("3", Key.Key_Return)
        self.show("fiche complete")
        fiche = self.fiche()
        self.expect("régularisation", fiche.draft.regularisation, "1106.50")
        self.expect("nouvelles provisions", fiche.draft.nouvelles_provisions, "533.88")
        press(Key.Key_F12)
        self.list_view("regularisations.liste")

    def print_decompte(self) -> None:
        """Imprimer : l'aperçu a les octets du papier."""
        self.pick("ellocata")
        press(Key.Key_D, CONTROL)
        preview = self.preview()
        self.save(preview.documents[0], "decompte.pdf")
        self.show("apercu du decompte")
        self.window.close_view(preview)

    def quittance(self) -> None:
        """Quittancer : la question, puis la ligne quitte la liste."""
        self.open_menu("régularisation des lots isolés")
        self.pick("ellocata")
        self.answering("quittancer", lambda: press(Key.Key_Q, CONTROL))
        view = self.list_view("regularisations.liste")
        wait(lambda: view.model.rowCount() == 0 or None, "la ligne quittancée quitte la liste")
        self.dismiss()

    def call_rents(self) -> None:
        """L'appel de novembre 2021 prend la première échéance et la nouvelle provision."""
        self.open_menu("appel de loyers")
        settle(300)
        form = wait(lambda: self.form("quittancement.appel"), "l'appel de loyers")
        amounts = [line.montant for line in form.draft.apercu if line.compte == "81ELLOCATA"]
        self.expect("appel d'Elsa", sum(amounts), "1552.71")  # 650,00 + 533,88 + 368,83
        self.show("appel de loyers")
        self.answering("comptabiliser", lambda: press(Key.Key_F12))
        wait(lambda: form.draft.nombre == 0 or None, "l'appel comptabilisé")
        self.dismiss()

    def print_avis(self) -> None:
        self.show("appel comptabilise")
        self.open_menu("avis d'échéance et quittance")
        self.pick("ellocata")
        self.show("avis")
        press(Key.Key_D, CONTROL)
        preview = self.preview()
        self.save(preview.documents[0], "avis-echeance.pdf")
        self.show("apercu de l'avis")

    def fiche(self) -> Any:
        return wait(lambda: self.form("regularisations.fiche"), "la fiche de régularisation")


def main(args: list[str]) -> int:
    if len(args) != 1:
        print(__doc__)
        return 2
    start = time.monotonic()
    play(Path(args[0]), lambda window, folder: Demonstration(window, folder).play())
    print(f"Régularisation jouée en {time.monotonic() - start:.0f} s ; tout est dans {args[0]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
