"""Les fenêtres de la saisie des votes : mouvements, absents, texte amendé, résultat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.assemblees.pouvoirs import Personne
from lsc_desktop.domain.assemblees.presences import ABSENCE, Code
from lsc_desktop.domain.assemblees.resolutions import Resolution
from lsc_desktop.domain.assemblees.resultats import Resultat
from lsc_desktop.domain.assemblees.saisie import heure_lue
from lsc_desktop.domain.assemblees.seance import PRENNENT_PART
from lsc_desktop.domain.assemblees.voix import ecrit
from lsc_desktop.gui.boards.pouvoirs import choisir_mandataire
from lsc_desktop.gui.kit.dialogs import Sheet, accepted
from lsc_desktop.queries.assemblees.saisie import Saisie, Texte

DEVIENT = (
    (Code.ABSENT, "Part"),
    (Code.PRESENT, "Arrive, ou est présent"),
    (Code.DISTANCE, "Arrive à distance"),
    (Code.REPRESENTE, "Se fait représenter"),
)


@dataclass(frozen=True, slots=True)
class MouvementDemande:
    """Ce qu'on note ; `annule` : le geste déjà noté qu'on retire plutôt."""

    qui: int = 0
    heure: time = time()
    code: Code = Code.ABSENT
    mandataire: Personne | None = None
    annule: int | None = None


class MouvementSheet(Sheet):
    """Qui, à quelle heure, et ce qu'il devient à partir de cette résolution."""

    def __init__(self, parent: QWidget, saisie: Saisie, resolution: Resolution, now: str) -> None:
        number = saisie.numeros[resolution.id]
        super().__init__(
            parent,
            f"Départ ou arrivée, à partir de la résolution n° {number}",
            "Le changement vaut pour cette résolution et les suivantes ; les votes déjà tenus "
            "restent comme ils sont.",
            picture=("mdi6.swap-horizontal", "accent"),
        )
        self._saisie = saisie
        self._here = saisie.seance.moment(resolution.id)
        self.who, self.becomes = QComboBox(), QComboBox()
        for who, identite in saisie.seance.electorat.identites.items():
            present = self._here.get(who, ABSENCE).code in PRENNENT_PART
            self.who.addItem(f"{identite.nom}  ·  {'là' if present else 'absent'}", who)
        for code, text in DEVIENT:
            self.becomes.addItem(text, code)
        self.hour = QLineEdit(now)
        self.hour.setMaxLength(5)
        self.error = QLabel()
        self.undo = QComboBox()
        self._fill_undo()
        self.add_widget(self._form())
        self.button("Fermer", self.reject)
        self.button("Retirer ce mouvement", self._undo).setVisible(self.undo.count() > 0)
        self.button("Noter", self._validate, primary=True, default=True)
        self.undone: int | None = None
        self.who.currentIndexChanged.connect(lambda _rank: self._suggest())
        self._suggest()
        self.who.setFocus()

    def _form(self) -> QWidget:
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(48, 0, 0, 0)
        fields = [("&Copropriétaire", self.who), ("&Heure", self.hour), ("&Il", self.becomes)]
        if self.undo.count():
            fields.append(("&Déjà notés", self.undo))
        for row, (text, field) in enumerate(fields):
            label = QLabel(text)
            label.setBuddy(field)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
        grid.addWidget(self.error, len(fields), 1)
        grid.setColumnStretch(1, 1)
        return form

    def _fill_undo(self) -> None:
        for geste in self._saisie.gestes:
            name = self._saisie.nom(geste.qui)
            number = self._saisie.numeros[geste.resolution]
            text = dict(DEVIENT)[Code(geste.code)].lower()
            self.undo.addItem(f"{name} {text} à {geste.heure} (résolution {number})", geste.id)

    def _suggest(self) -> None:
        """Qui est là part ; qui n'y est pas arrive."""
        present = self._here.get(self.who.currentData(), ABSENCE).code in PRENNENT_PART
        self.becomes.setCurrentIndex(0 if present else 1)

    def _undo(self) -> None:
        self.undone = self.undo.currentData()
        self.accept()

    def _validate(self) -> None:
        if heure_lue(self.hour.text()):
            self.accept()
            return
        self.error.setText("L'heure s'écrit 17:30 ou 17h30.")
        self.hour.setFocus()

    def asked(self) -> MouvementDemande:
        if self.undone is not None:
            return MouvementDemande(annule=self.undone)
        hour = time.fromisoformat(heure_lue(self.hour.text()))
        return MouvementDemande(self.who.currentData(), hour, Code(self.becomes.currentData()))


def demander_mouvement(
    parent: QWidget, saisie: Saisie, resolution: Resolution, now: str
) -> MouvementDemande | None:
    """Le mouvement à noter ou à retirer ; rien si l'on renonce."""
    sheet = MouvementSheet(parent, saisie, resolution, now)
    if not accepted(sheet):
        return None
    asked = sheet.asked()
    if asked.annule is None and asked.code is Code.REPRESENTE:
        who = saisie.seance.electorat.identites[asked.qui]
        here = saisie.seance.moment(resolution.id)
        choice = choisir_mandataire(parent, saisie, who, here.get(who.id, ABSENCE).mandataire)
        if choice is None:
            return None
        return MouvementDemande(asked.qui, asked.heure, asked.code, choice.mandataire)
    return asked


class AbsentsSheet(Sheet):
    """« Voir les absents », à cette résolution."""

    def __init__(self, parent: QWidget, saisie: Saisie, resolution: Resolution) -> None:
        here = saisie.seance.moment(resolution.id)
        voices = saisie.seance.electeurs(resolution).voix
        gone = [
            f"{saisie.nom(who)} ({ecrit(held)} voix)"
            for who, held in voices.items()
            if here.get(who, ABSENCE).code is Code.ABSENT
        ]
        total = sum(
            held for who, held in voices.items() if here.get(who, ABSENCE).code is Code.ABSENT
        )
        head = f"{pluriel(len(gone), 'absent')} à la résolution n° {saisie.numeros[resolution.id]}"
        super().__init__(parent, head, f"{ecrit(total)} voix" if gone else "Tout le monde est là.")
        text = QPlainTextEdit("\n".join(gone))
        text.setReadOnly(True)
        text.setAccessibleName("Absents")
        if gone:
            self.add_widget(text)
        self.button("Fermer", self.accept, primary=True, default=True)


class AmendementSheet(Sheet):
    """Le texte que l'assemblée vote, s'il n'est plus celui de la convocation."""

    def __init__(self, parent: QWidget, texte: Texte) -> None:
        super().__init__(
            parent,
            "Texte amendé",
            "Un texte amendé écarte les votes par correspondance favorables : leurs auteurs "
            "deviennent défaillants pour cette résolution (loi 65-557, art. 17-1 A).",
            picture=("mdi6.file-document-edit-outline", "accent"),
        )
        self._box = QCheckBox("Le texte est &amendé")
        self._box.setChecked(True)
        self._text = QPlainTextEdit(texte.adopte or texte.projet)
        self._text.setAccessibleName("Texte voté")
        self._text.setMinimumSize(560, 220)
        self._text.setTabChangesFocus(True)
        self._text.moveCursor(QTextCursor.MoveOperation.End)
        self.add_widget(self._box)
        self.add_widget(self._text)
        self.button("Annuler", self.reject)
        self.button("Valider", self.accept, primary=True)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.accept)
        self._text.setFocus()

    def run(self) -> bool:
        return accepted(self)

    def amended(self) -> bool:
        return self._box.isChecked()

    def text(self) -> str:
        return self._text.toPlainText()


class ResultatSheet(Sheet):
    """« Voir le résultat », et à côté pourquoi : majorité, base, sommes, seuils, second vote."""

    def __init__(
        self, parent: QWidget, titre: str, resultat: Resultat, lignes: Sequence[str]
    ) -> None:
        said = resultat.issue.value if resultat.issue else "Vote en cours"
        picture = ("mdi6.scale-balance", "accent")
        super().__init__(parent, f"{said} : {titre}", resultat.raison.value, picture=picture)
        text = QPlainTextEdit("\n".join(lignes))
        text.setReadOnly(True)
        text.setAccessibleName("Pourquoi ce résultat")
        text.setMinimumSize(680, 330)
        if lignes:
            self.add_widget(text)
        self.button("Fermer", self.accept, primary=True, default=True)
