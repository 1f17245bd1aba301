"""Une séance de travail jouée au clavier : ce que partagent les démonstrations de ce dossier."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from clavier import ALT, CONTROL, Key, burst, focused, picture, press, settle, type_text, wait


class Jeu:
    """La fenêtre, le dossier où tout se garde, et les gestes communs à toutes les histoires."""

    def __init__(self, window: Any, folder: Path) -> None:
        self.window, self.folder, self.rank = window, folder, 0

    # --- aller ------------------------------------------------------------------------------

    def open_menu(self, words: str) -> None:
        """Ctrl+K, quelques mots, Entrée, d'un trait."""
        palette = wait(self.palette, "la recherche (Ctrl+K)")
        burst(palette.field, words, Key.Key_Return)
        settle(300)

    def palette(self) -> Any:
        """La recherche, ouverte au besoin : une fenêtre qui se réveille peut manquer la touche."""
        from PySide6.QtCore import QCoreApplication, QEvent

        from lsc_desktop.gui.shell.palette import Palette

        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # la précédente
        if self.window.findChild(Palette) is None:
            press(Key.Key_K, CONTROL)
            settle(200)
        return self.window.findChild(Palette)

    def choose(self, text: str) -> None:
        """Dans une saisie assistée : le code, puis Entrée."""
        type_text(text)
        settle(300)
        press(Key.Key_Return)

    def pick(self, text: str) -> None:
        """Dans une liste : le filtre, puis la première ligne."""
        view = wait(self.list_shown, "une liste")
        view.bar.filter.clear()
        burst(view.bar.filter, text, Key.Key_End)
        wait(lambda: self.filtered(view, text) or None, f"la liste filtrée sur {text}")
        burst(view.bar.filter, "", Key.Key_Down)
        view.bar.filter.setFocus()
        wait(lambda: bool(view.selection) or None, "la première ligne choisie")

    def list_shown(self) -> Any:
        view = self.window.current()
        return view if hasattr(view, "bar") else None

    def filtered(self, view: Any, text: str) -> bool:
        """Ce qu'on a tapé est appliqué, et tout est lu."""
        return bool(view.loader.target.text == text and view.settled() and view.model.rowCount())

    def menu(self, letter: Any, rank: int) -> None:
        """Le menu d'une fiche par sa lettre soulignée, puis sa `rank`-ième entrée (dès 0)."""
        from PySide6.QtCore import QTimer
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        def choose() -> None:
            popup = QApplication.activePopupWidget()
            if popup is None:
                QTimer.singleShot(50, choose)
                return
            for _step in range(rank + 1):
                QTest.keyClick(popup, Key.Key_Down)
            QTest.keyClick(popup, Key.Key_Return)

        QTimer.singleShot(50, choose)
        press(letter, ALT)

    # --- attendre ---------------------------------------------------------------------------

    def form(self, key: str) -> Any:
        view = self.window.current()
        return view if self.key_of(view) == key else None

    def list_view(self, key: str) -> Any:
        return wait(lambda: self.form(key), f"la liste {key}")

    def key_of(self, view: Any) -> str:
        """La clé de l'écran déclaré que réalise une vue."""
        return getattr(getattr(view, "declared", None), "key", "")

    def preview(self) -> Any:
        def found() -> Any:
            view = self.window.current()
            return view if hasattr(view, "documents") else None

        return wait(found, "l'aperçu")

    # --- répondre ---------------------------------------------------------------------------

    def answering(self, name: str, action: Callable[[], None]) -> None:
        """Fait quelque chose qui pose une question, et y répond oui au clavier."""

        def answer() -> None:
            from PySide6.QtWidgets import QApplication, QPushButton

            sheet = QApplication.activeModalWidget()
            assert sheet is not None
            self.show(name)
            button = next(b for b in sheet.findChildren(QPushButton) if b.property("primary"))
            button.setFocus()
            press(Key.Key_Space)

        self.within(answer, action)

    def within(self, gestures: Callable[[], None], action: Callable[[], None]) -> None:
        """Fait quelque chose qui ouvre une boîte, puis ces gestes dans la boîte."""
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication

        done: list[bool] = []
        faults: list[BaseException] = []

        def play() -> None:
            if QApplication.activeModalWidget() is None:
                QTimer.singleShot(50, play)
                return
            try:
                gestures()
            except BaseException as fault:  # Qt l'avalerait
                faults.append(fault)
                sheet: Any = QApplication.activeModalWidget()
                if sheet is not None:
                    sheet.reject()
            done.append(True)

        QTimer.singleShot(100, play)
        action()
        wait(lambda: done, "une boîte de dialogue")
        settle(200)
        if faults:
            raise faults[0]

    def dismiss(self) -> None:
        """Ferme le compte rendu d'un traitement qui a duré ; un traitement bref n'en a pas."""
        from lsc_desktop.gui.kit.results import ResultSheet

        for sheet in self.window.findChildren(ResultSheet):
            sheet.activateWindow()
            wait(sheet.isActiveWindow, "le compte rendu")
            press(Key.Key_Escape)
            focused()  # sans gestionnaire de fenêtres, rien ne rend la main à la fenêtre

    # --- garder et contrôler ----------------------------------------------------------------

    def expect(self, what: str, value: Any, wanted: str) -> None:
        if str(value) != wanted:
            raise SystemExit(f"{what} : {value} au lieu de {wanted}")

    def show(self, name: str) -> None:
        from PySide6.QtWidgets import QApplication

        widget = QApplication.activeModalWidget() or self.window
        picture(widget, self.folder / f"{self.next(name)}.png")

    def next(self, name: str) -> str:
        self.rank += 1
        return f"{self.rank:02} {name}"

    def save(self, document: Any, name: str) -> None:
        (self.folder / name).write_bytes(document.contenu)


def play(folder: Path, story: Callable[[Any, Path], None]) -> None:
    """Ouvre l'agence de démonstration en 1280 sur 720, et y joue l'histoire."""
    from screenshots import demonstration

    folder.mkdir(parents=True, exist_ok=True)
    with demonstration() as (_app, window):
        window.resize(1280, 720)
        window.show()
        window.activateWindow()
        window.show_home()
        story(window, folder)
    for path in sorted(folder.iterdir()):
        print(f"  {path.name}")
