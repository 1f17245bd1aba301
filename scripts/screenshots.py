"""Dessine chaque écran, en clair et en sombre, sur l'agence de démonstration.

python scripts/screenshots.py [écran…] [--dossier docs/images] [--largeur 1280] [--hauteur 720]
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@dataclass(frozen=True)
class Shot:
    """Un écran à dessiner : sa clé, sa première ligne ou des valeurs d'ouverture."""

    key: str
    id: int | None = None
    params: dict[str, Any] | None = None


def main() -> int:
    options = _options()
    folder = options.dossier
    folder.mkdir(parents=True, exist_ok=True)
    with demonstration() as (app, window):
        from lsc_desktop.gui.kit import style

        window.resize(options.largeur, options.hauteur)
        window.show()
        count = 0
        for theme in ("clair", "sombre"):
            style.choose(theme)
            for name, shot in _shots(window, options.ecrans):
                _draw(app, window, shot, folder / f"{name}-{theme}.png")
                count += 1
    print(f"{count} images dans {folder}")
    return 0


@contextmanager
def demonstration() -> Iterator[tuple[Any, Any]]:
    """L'application et la fenêtre de l'agence de démonstration, dans un dossier jetable."""
    with tempfile.TemporaryDirectory() as data:
        os.environ["LSC_DATA"] = data
        os.environ["LSC_USER"] = "Martine"
        from lsc_desktop.app.assembly import assemble
        from lsc_desktop.app.start import application, open_base
        from lsc_desktop.base.settings import load_settings

        app = application(["lsc"])
        settings = load_settings()
        db = open_base(settings)
        window = assemble(db, settings)
        try:
            yield app, window
        finally:
            window.hide()
            window.deleteLater()
            app.processEvents()
            db.close()


def _shots(window: Any, wanted: list[str]) -> list[tuple[str, Shot]]:
    """Chaque écran déclaré, l'accueil en tête ; les fiches montrent leur première ligne."""
    from lsc_desktop.gui.kit.screens import BoardScreen, ListScreen

    found: list[tuple[str, Shot]] = [("accueil", Shot("accueil"))]
    for key, screen in sorted(window.screens.items()):
        if isinstance(screen, BoardScreen):
            continue  # montrée dans sa fiche
        if isinstance(screen, ListScreen):
            found.append((key, Shot(key)))
        elif screen.load is not None:
            first = _first(window, key)
            if first is not None:  # la démonstration n'a pas de quoi montrer cette fiche
                found.append((key, Shot(key, first)))
        else:
            found.append((key, Shot(key, None, _params(window, key))))
    return [(name, shot) for name, shot in found if not wanted or name in wanted]


def _first(window: Any, key: str) -> int | None:
    """La première ligne de la liste qui ouvre cette fiche."""
    from lsc_desktop.gui.kit.screens import ListScreen
    from lsc_desktop.queries.paging import Criteria

    for screen in window.screens.values():
        if isinstance(screen, ListScreen) and screen.opens == key:
            rows = window.read(screen.source.page, Criteria(), 0, 1)
            if rows:
                return int(rows[0].id)
    return 1 if key == "configuration.fiche" else None


def _params(window: Any, key: str) -> dict[str, Any]:
    from lsc_desktop.queries.lots import LOTS
    from lsc_desktop.queries.paging import Criteria
    from lsc_desktop.queries.regularisations.fiche import load_regularisation, situer
    from lsc_desktop.queries.regularisations.listes import EN_ATTENTE

    if key == "regularisations.simulation":

        def fiche(session: Any) -> Any:
            row = EN_ATTENTE.page(session, Criteria(text="matignon"), 0, 1)[0]
            draft = load_regularisation(session, row.id)
            situer(session, draft, window.contexte())
            return draft

        return {"fiche": window.read(fiche)}
    if key == "regularisations.lots":
        return {"lot_ids": window.read(LOTS.ids, Criteria(text="lafayette"))}
    if key == "regularisations.demande":
        rows = window.read(LOTS.page, Criteria(text="lafayette/001"), 0, 1)
        return {"lot_id": rows[0].id}
    return {}


def _draw(app: Any, window: Any, shot: Shot, path: Path) -> None:
    from PySide6.QtWidgets import QDialog

    if shot.key == "accueil":
        window.show_home()
    else:
        window.open(shot.key, shot.id, **(shot.params or {}))
    _settle(app)
    dialog = next((d for d in window.findChildren(QDialog) if d.isVisible()), None)
    (dialog or window).grab().save(str(path))
    if dialog is not None:
        dialog.hide()
        dialog.deleteLater()
    elif shot.key != "accueil":
        window.close_view(window.current())
    _settle(app)


def _settle(app: Any) -> None:
    import time

    end = time.monotonic() + 0.5
    while time.monotonic() < end:
        app.processEvents()
        time.sleep(0.01)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ecrans", nargs="*")
    parser.add_argument("--dossier", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--largeur", type=int, default=1280)
    parser.add_argument("--hauteur", type=int, default=720)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
