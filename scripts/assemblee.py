"""Une assemblée du syndicat GILBERT, de l'ordre du jour aux notifications, jouée au clavier.

    python scripts/assemblee.py DOSSIER

Laisse dans DOSSIER le procès-verbal, la feuille de présence et leurs pages en images, avec celle de
chaque écran. Tout s'y fait sans souris : Ctrl+K, Alt et une lettre, Entrée, une touche par ligne.
"""

import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from clavier import ALT, CONTROL, SHIFT, Key, press, settle, type_text, wait  # noqa: E402
from jouer import Jeu, play  # noqa: E402

# (sous-résolution, titre, article) ; la huitième résolution vient de la bibliothèque.
ORDRE_DU_JOUR = (
    ("", "Désignation du président de séance", "24"),
    ("", "Quitus au syndic", "24"),
    ("", "Approbation des comptes de l'exercice", "24"),
    ("", "Désignation du syndic", "25"),
    ("", "Ravalement de la façade", "24"),
    (" ", "Choix de l'entreprise", "24"),
    (" ", "Honoraires du syndic sur ces travaux", "24"),
    ("", "Modification du règlement de copropriété", "26"),
    ("", "Point d'information sur les procédures", "-1"),
)
BIBLIOTHEQUE = "portes d'accès"
QUITUS = "L'assemblée donne quitus au syndic pour l'exercice clos le 31/12/2020."
# Une touche par copropriétaire, dans l'ordre de la feuille (seed L2319-2331).
PRESENCES = (
    "R:Casper", "O", "N", "O", "N", "N", "C", "R:Girardot", "D", "O", "C", "N",
)  # fmt: skip
# Leurs formulaires, une touche par ligne ; « . » laisse un second vote comme le premier.
LEPITRE = "OOOO.OOOO.O."
PIERRE = "ONON.NNAN.O."


class Assemblee(Jeu):
    """L'histoire, un moment par méthode."""

    def play(self) -> None:
        self.agenda()
        self.convene()
        self.travel()
        self.sheet()
        self.votes()
        self.officers()
        self.close()
        self.notify()

    # --- Préparer ---------------------------------------------------------------------------

    def agenda(self) -> None:
        """La fiche, dix lignes d'ordre du jour, l'une prise de la bibliothèque."""
        self.open_menu("assemblées générales")
        self.show("liste des assemblees")
        press(Key.Key_N, CONTROL)
        self.fiche()
        self.choose("GILBERT")
        press(Key.Key_Return, times=2)  # nom, type
        type_text("30112021", Key.Key_Return)
        press(Key.Key_Return, times=9)  # heure, urgence, lieux, clé, bureau, note
        for sub, title, article in ORDRE_DU_JOUR:
            self.line(sub, title, article)
        self.show("ordre du jour")
        self.within(self.from_library, lambda: press(Key.Key_B, CONTROL))
        self.show("ordre du jour complet")
        press(Key.Key_F12)
        self.reopen()

    def reopen(self) -> None:
        """Par la liste, comme le lendemain."""
        self.open_menu("assemblées générales")
        self.pick("gilbert")
        press(Key.Key_Return)
        self.fiche()

    def line(self, sub: str, title: str, article: str) -> None:
        type_text(title, Key.Key_Return)
        if title.startswith("Quitus"):
            self.within(self.draft_text, lambda: press(Key.Key_Space))
        press(Key.Key_Return)
        type_text(article, Key.Key_Return)
        if sub:
            press(Key.Key_Space)
        press(Key.Key_Return, times=5)  # sous, clé, groupe, un seul, débiteur saisi

    def draft_text(self) -> None:
        type_text(QUITUS)
        press(Key.Key_Tab, times=2)
        press(Key.Key_Space)  # Valider

    def from_library(self) -> None:
        type_text(BIBLIOTHEQUE, Key.Key_Return)
        self.show("bibliotheque")
        press(Key.Key_Return)

    def convene(self) -> None:
        """Une convocation par copropriétaire, en événements."""
        self.tab(Key.Key_C)
        self.show("convocation")
        self.answering("convoquer", lambda: self.menu(Key.Key_N, 1))
        wait(lambda: self.fiche().draft.convoquee_le, "la convocation")
        self.finished("pane_convocations")
        self.show("convoquee")

    def travel(self) -> None:
        """Le jour de l'assemblée arrive : l'agence travaille au 30/11/2021."""
        self.open_menu("configuration gérance")
        press(Key.Key_T, ALT)
        type_text("30112021")
        press(Key.Key_F12)
        settle(300)
        self.expect("jour de travail", self.window.contexte().aujourd_hui, "2021-11-30")

    # --- Tenir ------------------------------------------------------------------------------

    def sheet(self) -> None:
        """Une touche par copropriétaire, puis les deux formulaires."""
        self.reopen()
        self.tab(Key.Key_P)
        for said in PRESENCES:
            letter, _, agent = said.partition(":")
            strike = partial(press, Key(ord(letter)))
            if agent:
                self.within(partial(self.name_agent, agent), strike)
            else:
                strike()
        self.show("presences pointees")
        self.form_of("LEPITRE", LEPITRE)
        self.form_of("PIERREP", PIERRE)
        self.show("feuille de presence")
        from lsc_desktop.domain.assemblees.presences import Code

        totals = self.board("presences").footer.lines.rows
        voices, heads = (" ".join(line.par_code[Code(code)] for code in "NODRC") for line in totals)
        self.expect("tantièmes", plain(voices), "288,90096 293,00000 65,00000 223,00000 131,01420")
        self.expect("têtes", heads, "4 3 1 2 2")
        self.expect("total", plain(totals[0].total), "1 000,91516")

    def name_agent(self, agent: str) -> None:
        """Un mandataire étranger à la copropriété."""
        press(Key.Key_O, ALT)
        type_text(agent)
        if agent == "Girardot":
            self.show("pouvoir")
        press(Key.Key_Return)

    def form_of(self, name: str, letters: str) -> None:
        """Le formulaire d'un votant par correspondance, reçu dans les délais."""
        press(Key.Key_F, CONTROL)
        type_text(name, Key.Key_Return)

        def fill() -> None:
            for letter in letters:
                press(Key.Key_Down if letter == "." else Key(ord(letter)))
            press(Key.Key_D, ALT)
            type_text("24112021")
            self.show(f"formulaire de {name.lower()}")
            press(Key.Key_Return, CONTROL)

        self.within(fill, lambda: press(Key.Key_Return))
        press(Key.Key_F, CONTROL)
        press(Key.Key_Delete)
        press(Key.Key_Return)

    # --- Voter ------------------------------------------------------------------------------

    def votes(self) -> None:
        """Huit résolutions et leurs sous-résolutions ; chaque compte est vérifié."""
        self.tab(Key.Key_T)
        self.everybody(Key.Key_O)
        self.show("votes unanimite")
        self.check("Acceptée", "712,01420", "", "")
        self.next_one()
        self.amended()
        self.twice()
        self.works()
        self.last_ones()

    def amended(self) -> None:
        """Un texte amendé : le formulaire favorable de LEPITRE tombe."""

        def amend() -> None:
            type_text(" Sous réserve des comptes du garage.")
            self.show("texte amende")
            press(Key.Key_Return, CONTROL)

        self.within(amend, lambda: press(Key.Key_T, CONTROL))
        self.letters("OOONAO")  # Atrillon, Bpetrus, Clatour, Le Copropriétaire, Meursault, Morgon
        self.show("votes amendement")
        # 74 + 74 + 74 + 145 ; 149 et le formulaire de Pierre Propriétaire, 65 ; Meursault, 65
        self.check("Acceptée", "367,00000", "214,00000", "65,00000")
        self.next_one()
        self.everybody(Key.Key_O)
        self.check("Acceptée", "712,01420", "", "")
        self.next_one()

    def twice(self) -> None:
        """433,01420 sur 1 000,91516 : pas la moitié, plus du tiers ; 25-1 fait voter à 24."""
        self.letters("OOONAO")
        self.check("", "433,01420", "214,00000", "65,00000")
        self.answering("second vote propose", self.next_one)
        self.letters("OOOAAO")
        self.show("second vote")
        self.check("Acceptée", "433,01420", "65,00000", "214,00000")
        press(Key.Key_R, CONTROL)
        settle(200)
        self.show("voir le resultat")
        press(Key.Key_Escape)
        self.next_one()

    def works(self) -> None:
        """BROUILLY arrive ; deux sous-résolutions, la seconde refusée ; puis l'article 26."""
        self.move("BROUILLY", "18:05", "arrivee")
        self.everybody(Key.Key_O)
        self.check("Acceptée", "729,01430", "65,00000", "")  # 581 + 82,00010 + 66,01420
        self.next_one()
        self.everybody(Key.Key_O)
        self.check("Acceptée", "729,01430", "65,00000", "")
        self.next_one()
        self.letters("NOONNNN")
        self.show("sous-resolution")
        # 74 + 82,00010 + 66,01420 ; 74 + 74 + 149 + 65 + 145
        self.check("Refusée", "222,01430", "507,00000", "65,00000")
        self.next_one()
        self.everybody(Key.Key_O)
        self.show("article 26")
        self.check("Acceptée", "729,01430", "65,00000", "")  # 8 têtes sur 12, plus des deux tiers
        self.next_one()

    def last_ones(self) -> None:
        """Un point sans vote, puis CLATOUR s'en va avant la dernière."""
        self.next_one()
        self.move("CLATOUR", "19:10", "depart")
        self.everybody(Key.Key_O)
        self.show("derniere resolution")
        self.check("Acceptée", "720,01430", "", "")  # 663,00010 - 74 + 131,01420

    def everybody(self, key: Any) -> None:
        press(key, CONTROL | SHIFT)
        settle(100)

    def letters(self, said: str) -> None:
        press(Key.Key_Home, CONTROL)
        for letter in said:
            press(Key(ord(letter)))

    def next_one(self) -> None:
        press(Key.Key_Down, CONTROL)
        settle(100)

    def move(self, who: str, hour: str, picture: str) -> None:
        """Départ ou arrivée, selon que l'on était là."""

        def note() -> None:
            type_text(who)
            press(Key.Key_H, ALT)
            type_text(hour)
            self.show(picture)
            press(Key.Key_Return)

        self.within(note, lambda: press(Key.Key_D, CONTROL))

    def check(self, issue: str, yes: str, no: str, abstention: str) -> None:
        """Le résultat, et les trois comptes affichés."""
        board = self.board("votes")
        result = board.results[board.resolution.id]
        what = f"résolution {board.resolution.titre}"
        self.expect(what, result.issue.value if result.issue else "", issue)
        shown = [plain(voices.text()) for voices, _heads in board.figures.values()][:3]
        self.expect(what, shown, str([yes, no, abstention]))

    # --- Conclure ---------------------------------------------------------------------------

    def officers(self) -> None:
        """Le bureau, avant de clore."""
        self.tab(Key.Key_O)
        press(Key.Key_D, ALT)
        type_text("MORGON Charles", Key.Key_Return)
        type_text("Martine", Key.Key_Return)
        press(Key.Key_S, CONTROL)
        settle(500)
        self.tab(Key.Key_R)
        self.show("rapport")

    def close(self) -> None:
        self.answering("clore", lambda: self.menu(Key.Key_L, 0))
        wait(lambda: self.fiche().draft.close, "la clôture")
        self.finished()
        self.show("assemblee close")
        for rank, name in ((0, "feuille-de-presence"), (3, "proces-verbal")):
            self.menu(Key.Key_I, rank)
            preview = self.preview()
            self.save(preview.documents[0], f"{name}.pdf")
            self.show(f"apercu {name}")
            press(Key.Key_W, CONTROL)
            self.fiche()
            pages(self.folder / f"{name}.pdf")

    def notify(self) -> None:
        self.answering("notifier", lambda: self.menu(Key.Key_L, 1))
        self.finished("pane_notifications")
        self.show("notifications")

    # --- Les moyens -------------------------------------------------------------------------

    def fiche(self) -> Any:
        return wait(lambda: self.form("assemblees.fiche"), "la fiche d'assemblée")

    def finished(self, pane: str = "") -> None:
        """Le traitement a rendu la fiche, et la liste qu'il remplit est lue."""
        from PySide6.QtWidgets import QWidget

        from lsc_desktop.gui.kit.lists import ListView

        form = self.fiche()
        self.dismiss()
        wait(form.body.isEnabled, "la fin du traitement")
        if pane:
            (listing,) = form.findChild(QWidget, pane).findChildren(ListView)
            wait(listing.model.rowCount, "les envois")
        settle(200)

    def tab(self, letter: Any) -> None:
        press(letter, ALT)
        settle(300)

    def board(self, name: str) -> Any:
        """La saisie montrée dans la fiche."""
        from lsc_desktop.gui.kit.boards import Board

        found = self.window.current().findChildren(Board)
        return next(board for board in found if board.declared.key == f"assemblees.{name}")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def pages(path: Path) -> None:
    """Chaque page du document en image, à côté de lui."""
    command = ["pdftoppm", "-r", "70", "-png", str(path), str(path.with_suffix(""))]
    subprocess.run(command, check=True)


def main(args: list[str]) -> int:
    if len(args) != 1:
        print(__doc__)
        return 2
    start = time.monotonic()
    play(Path(args[0]), lambda window, folder: Assemblee(window, folder).play())
    print(f"Assemblée tenue en {time.monotonic() - start:.0f} s ; tout est dans {args[0]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
