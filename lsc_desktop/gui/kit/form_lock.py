"""Une fiche et son verrou : ouverte en lecture si un autre la tient, et comment la reprendre."""

from typing import TYPE_CHECKING, Any

from shiboken6 import isValid

from lsc_desktop.domain.verrous import Cle, Tenue, ouverte_par, reprise_par
from lsc_desktop.gui.kit.form_header import Banner
from lsc_desktop.gui.kit.locks import Locks
from lsc_desktop.queries.verrous import tenue

if TYPE_CHECKING:
    from lsc_desktop.gui.kit.forms import FormView

EDIT, TAKE_OVER, REFRESH = "Modifier", "Reprendre la main", "Actualiser"
KEPT = (
    "Votre saisie est gardée : à l'enregistrement, ses changements et les vôtres vous seront "
    "montrés."
)


def holder(form: "FormView", session: Any, id: int | None) -> Tenue | None:
    """L'autre séance qui tient cette fiche ; `None` si elle est libre, à nous, ou expirée."""
    if id is None or not _lockable(form):
        return None
    found = tenue(session, form.declared.table, id)
    mine = found is not None and found.jeton == form.shell.contexte().seance
    return None if found is None or mine or found.expiree else found


def _lockable(form: "FormView") -> bool:
    screen = form.declared
    saved = screen.save is not None and screen.load is not None and bool(screen.table)
    known = form.locks is not None and bool(form.shell.contexte().seance)
    return known and saved and not form.always_read_only


class FormLock:
    """Le bandeau « Ouverte par Martine (poste ACCUEIL-2) depuis 10:42 » et ses boutons.

    `wants` : la fiche tient son verrou, ou veut le tenir ; sinon elle attend qu'un autre le rende.
    """

    def __init__(self, form: "FormView") -> None:
        self._form = form
        self.key: Cle | None = None
        self.wants = False
        self.banner = Banner("rappel")
        self.edit, self.take_over, self.refresh = self.banner.offer(EDIT, TAKE_OVER, REFRESH)
        self.banner.chosen.connect(self._answer)
        form.closed.connect(self.leave)
        form.destroyed.connect(lambda *_gone: self.leave())

    @property
    def _locks(self) -> Locks | None:
        return self._form.locks

    def opened(self) -> None:
        """La fiche vient d'être lue : sa place est prise, ou l'on dit qui l'occupe."""
        form = self._form
        key = (form.declared.table, form.id) if form.id is not None and _lockable(form) else None
        if key != self.key:
            self.leave()
        self.key = key
        if self._locks is None or key is None:
            self.banner.say(())
            return
        self.wants = form.holder is None
        if form.holder is not None:
            self._say_held(form.holder)
        else:
            self.banner.say(())
        self._locks.enter(self)

    def leave(self) -> None:
        """La fiche quitte l'écran, ou en montre une autre."""
        key, self.key = self.key, None
        if self._locks is not None and key is not None:
            self._locks.leave(self, key)

    # --- nouvelles ------------------------------------------------------------------------------

    def told(self, tenue: Tenue | None) -> None:
        """Après une prise."""
        if tenue is None or not self._alive() or tenue.jeton == self._seance():
            return
        self._lost(tenue, say_when=False)

    def beat(self, mine: bool, tenue: Tenue | None) -> None:
        """À chaque battement."""
        if not self._alive() or self._locks is None:
            return
        if self.wants and not mine:
            if tenue is None or tenue.expiree:
                self._locks.enter(self)  # effacé, ou personne d'autre n'en veut plus
            else:
                self._lost(tenue, say_when=True)
        elif not self.wants and not self._typing():
            self._wait(tenue)

    def _wait(self, tenue: Tenue | None) -> None:
        """On attend la fiche ; ou on l'avait perdue en tapant, et cette frappe a été rendue."""
        form = self._form
        gone = tenue is None or tenue.expiree
        if not form.read_only and gone and self._locks is not None:
            self.wants = True
            self.banner.say(())
            self._locks.enter(self)
        elif tenue is None:
            self._say_free()
        else:
            if not form.read_only:
                form.hold(tenue)
            self._say_held(tenue)

    def _lost(self, tenue: Tenue, say_when: bool) -> None:
        """Un autre la tient : on ne fait plus que lire, sauf si l'on avait déjà tapé."""
        form, self.wants = self._form, False
        ctx = form.shell.contexte()
        if self._typing():
            said = reprise_par if say_when else ouverte_par
            self.banner.say([said(tenue, ctx.utilisateur, ctx.maintenant), KEPT])
            self._offer()
            return
        form.hold(tenue)
        self._say_held(tenue)

    def _typing(self) -> bool:
        form = self._form
        return not form.read_only and (form.modified() or form.offered is not None or form.busy())

    def _alive(self) -> bool:
        return isValid(self._form) and isValid(self.banner)

    def _seance(self) -> str:
        return self._form.shell.contexte().seance

    # --- bandeau --------------------------------------------------------------------------------

    def _say_held(self, tenue: Tenue) -> None:
        ctx = self._form.shell.contexte()
        self._form.holder = tenue
        self.banner.say([ouverte_par(tenue, ctx.utilisateur, ctx.maintenant)])
        self._offer(self.take_over, self.refresh)

    def _say_free(self) -> None:
        self.banner.say(["Libre : vous pouvez modifier cette fiche."])
        self._offer(self.edit)

    def _offer(self, *buttons: Any) -> None:
        for button in (self.edit, self.take_over, self.refresh):
            button.setVisible(button in buttons)

    def _answer(self, answer: str) -> None:
        form = self._form
        if form.id is None or form.busy():
            return
        if answer != TAKE_OVER:
            form.reopen(form.id)
            return
        tenue = form.holder
        if tenue is None or self._locks is None or not self._agreed(tenue):
            return
        self._locks.take_over(tenue.cle, tenue.jeton, self._taken)

    def _agreed(self, tenue: Tenue) -> bool:
        """Reprendre à quelqu'un de vivant se confirme ; à un poste éteint, non."""
        if tenue.expiree:
            return True
        ctx = self._form.shell.contexte()
        return self._form.shell.ask(
            f"{ouverte_par(tenue, ctx.utilisateur, ctx.maintenant)} Reprendre la main ? "
            "Sa saisie ne sera pas perdue, mais la première enregistrée fera foi.",
            TAKE_OVER,
        )

    def _taken(self, _tenue: Tenue | None) -> None:
        """Relire : la fiche s'ouvre si la place est à nous, et dit sinon qui l'a prise."""
        if self._alive() and self._form.id is not None:
            self._form.reopen(self._form.id)
