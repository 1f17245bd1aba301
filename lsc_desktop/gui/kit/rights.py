"""Les droits du profil, là où tout passe : ouvrir, enregistrer, commander, montrer.

Griser un bouton est une politesse ; ce module est le refus. Raccourcis, Ctrl+K, liens, onglets et
doubles-clics aboutissent tous à l'ouverture d'un écran, à une commande ou à un enregistrement.
"""

import copy
import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.coordonnees import masquer
from lsc_desktop.domain.droits import exiger, libelle
from lsc_desktop.gui.kit.screens import (
    Command,
    FormCommand,
    FormScreen,
    ListScreen,
    Screen,
    Shell,
)
from lsc_desktop.queries.paging import Listing

Allows: TypeAlias = Callable[[str], bool]
INTERDIT = "Votre profil ne le permet pas."
READ_ONLY = "Votre profil permet de lire cette fiche, pas de la modifier."


def allowed(allows: Allows, needs: str) -> bool:
    return not needs or allows(needs)


def barred(allows: Allows, needs: str) -> str:
    """Pourquoi c'est grisé ; "" si c'est permis."""
    if allowed(allows, needs):
        return ""
    return f"{INTERDIT} Il faut le droit « {libelle(needs)} »."


def greyed(command: Command | FormCommand, allows: Allows, shell: Shell) -> str:
    """Pourquoi une commande est grisée : pas construite, pas permise, ou sans l'abonnement de son
    partenaire ; "" si elle peut agir. L'abonnement, ce sont les services qui le refusent."""
    no = command.absent or barred(allows, command.needs)
    return no or shell.unavailable(command.partenaire)


def require(allows: Allows, needs: str) -> None:
    """Lève `UserError`, qui nomme le droit, si le profil ne l'a pas."""
    if not allowed(allows, needs):
        exiger(frozenset(), needs)


def refusal(allows: Allows, needs: str) -> UserError | None:
    """Le refus à montrer, s'il y en a un."""
    try:
        require(allows, needs)
    except UserError as error:
        return error
    return None


def needed(screen: Screen, creating: bool = False) -> str:
    """Le droit qu'il faut pour ouvrir : celui d'écrire, si c'est pour créer."""
    if creating and isinstance(screen, FormScreen) and screen.save is not None:
        return screen.needs_save or screen.needs
    return screen.needs


def opening(screens: Mapping[str, Screen], key: str) -> str:
    """Le droit d'ouvrir cet écran, sans charger son module si le registre sait le dire."""
    known = getattr(screens, "needs", None)
    return str(known(key)) if known is not None else screens[key].needs


# --- Données sensibles --------------------------------------------------------------------------


def masked_fields(screen: FormScreen, allows: Allows) -> frozenset[str]:
    """Les champs de la fiche que ce profil ne doit ni lire ni changer."""
    return frozenset(name for name, needs in screen.sensitive.items() if not allowed(allows, needs))


def without(draft: Any, names: frozenset[str]) -> Any:
    """La saisie sans ces champs : ce que le disque du poste peut en garder."""
    if not names or draft is None:
        return draft
    bare = copy.deepcopy(draft)
    for name in names:
        setattr(bare, name, "")
    return bare


def put_back(draft: Any, source: Any, names: frozenset[str]) -> None:
    """Rend à une saisie les champs qu'elle n'avait pas pu garder."""
    for name in names if draft is not None else ():
        setattr(draft, name, getattr(source, name))


def mask(value: Any) -> str:
    return masquer(str(value or ""))


def readable(screen: ListScreen, allows: Allows) -> Listing[Any]:
    """La source de la liste, telle que ce profil peut la lire : écran, Excel, papier, copie."""
    always = {column.name: column.sensitive for column in screen.columns if column.sensitive}
    depends = screen.sensitive
    if not always and depends is None:
        return screen.source

    def veil(row: Any) -> Any:
        secret = {**always, **depends(row)} if depends is not None else always
        names = [name for name, needs in secret.items() if not allowed(allows, needs)]
        if not names:
            return row
        hidden = copy.copy(row)
        for name in names:
            object.__setattr__(hidden, name, mask(getattr(row, name)))
        return hidden

    return dataclasses.replace(screen.source, veil=veil)
