"""Saisie des votes : une touche par copropriétaire, le compte et son pourquoi aussitôt."""

import dataclasses

from PySide6.QtGui import QTextCursor

from lsc_desktop.domain.assemblees.explications import expliquer
from lsc_desktop.domain.assemblees.majorites import EN_SEANCE, Article, Sens
from lsc_desktop.domain.assemblees.resolutions import PREMIER, SECOND, Resolution, voix_exclues
from lsc_desktop.domain.assemblees.resultats import Resultat
from lsc_desktop.gui.boards.mouvements import (
    AbsentsSheet,
    AmendementSheet,
    ResultatSheet,
    demander_mouvement,
)
from lsc_desktop.gui.boards.pointages import voix_fr
from lsc_desktop.gui.boards.votants import Depouillement, votants
from lsc_desktop.gui.boards.votes_frame import TOUCHES, VotesFrame
from lsc_desktop.services.assemblees.votes import (
    amender,
    annuler_mouvement,
    annuler_scrutin,
    mouvoir,
    ouvrir_scrutin,
    unanimite,
    voter,
)


class VotesView(VotesFrame):
    """L'onglet Saisie des votes d'une assemblée."""

    # --- lire et montrer ------------------------------------------------------------------------

    @property
    def resolution(self) -> Resolution | None:
        agenda = self.saisie.seance.agenda if self.saisie else ()
        return agenda[self.place] if self.place < len(agenda) else None

    @property
    def open(self) -> bool:
        return self.writable and self.saisie is not None and not self.saisie.close

    def reread(self) -> None:
        self.load()
        self._count()
        self._show_choice()
        self.show_all()

    def _count(self) -> None:
        assert self.saisie is not None
        counted = self.saisie.seance.resultats(terminee=self.saisie.close)
        self.results = {result.resolution.id: result for result in counted}

    def _show_choice(self) -> None:
        assert self.saisie is not None
        agenda = self.saisie.seance.agenda
        self.place = min(self.place, max(len(agenda) - 1, 0))
        self.choice.blockSignals(True)
        self.choice.clear()
        self.choice.addItems([self._line(resolution) for resolution in agenda])
        self.choice.setCurrentIndex(self.place if agenda else -1)
        self.choice.blockSignals(False)

    def _line(self, resolution: Resolution) -> str:
        assert self.saisie is not None
        result = self.results[resolution.id]
        said = result.issue.value if result.issue else ("second vote dû" if result.tours else "")
        number = self.saisie.numeros[resolution.id]
        head = f"{'    ' if resolution.parent_id else ''}{number}  {resolution.titre}"
        return f"{head}  ·  {said}" if said else head

    def show_all(self) -> None:
        """Tout ce qui dépend de la résolution et du vote choisis."""
        resolution = self.resolution
        for widget in (*self.writers, self.amended):
            widget.setEnabled(self.open and resolution is not None)
        if resolution is None or self.saisie is None:
            self.title.setText("L'ordre du jour n'a pas encore de résolution.")
            self.table.set_rows([])
            return
        article = self._article(resolution)
        number = self.saisie.numeros[resolution.id]
        self.title.setText(
            f"Vote de la résolution n° {number}, art. {article} : {resolution.titre}"
        )
        texts = self.saisie.textes[resolution.id]
        self.text.setPlainText(texts.adopte or texts.projet)
        self.text.setVisible(bool(self.text.toPlainText()))
        self.amended.setChecked(resolution.amendee)
        self._show_turns(resolution)
        self._show_rows(resolution)
        self._show_figures()
        self._show_why(resolution)

    def _article(self, resolution: Resolution) -> str:
        result = self.results[resolution.id]
        if self.tour == SECOND:
            due = result.a_tenir
            held = next((t.article for t in result.tours if t.numero == SECOND), None)
            return (held or (due.article if due else Article.A25_1)).value
        return resolution.article.value

    def _show_turns(self, resolution: Resolution) -> None:
        result = self.results[resolution.id]
        due = result.a_tenir is not None and result.a_tenir.tour == SECOND
        held = any(tour.numero == SECOND for tour in result.tours)
        self.second.setVisible(due or held)
        self.first.setVisible(due or held)
        if self.tour == SECOND and not (due or held):
            self.tour = PREMIER
        self.first.setEnabled(self.tour != PREMIER)
        self.second.setEnabled(self.tour != SECOND)

    def _show_rows(self, resolution: Resolution) -> None:
        assert self.saisie is not None
        self.shown = votants(self.saisie, resolution, self.tour)
        self.sums = Depouillement(self.shown)
        self.table.set_rows(self.shown)
        if self.table.rank() < 0:
            self.table.go(self._votable(0, 0))

    def _show_figures(self) -> None:
        """Le compte qui court, correspondance comprise."""
        assert self.resolution is not None
        for sens, (voices, heads) in self.figures.items():
            camp = self.sums.camp(sens, amendee=self.resolution.amendee)
            voices.setText(voix_fr(camp.voix))
            heads.setText(str(camp.nombre))

    def _show_why(self, resolution: Resolution) -> None:
        result = self.results[resolution.id]
        silent = self.sums.muets
        said = result.issue.value if result.issue else "Saisie en cours"
        if not result.tours:
            self.state.setText(result.raison.value)
        else:
            self.state.setText(f"{said}, {silent} sans réponse." if silent else f"{said}.")
        lines = self.explanation(result)
        self.why.setPlainText("\n".join(lines))
        if self.tour == SECOND:  # celui des deux votes qu'on tient est expliqué en dernier
            self.why.moveCursor(QTextCursor.MoveOperation.End)

    def explanation(self, result: Resultat) -> tuple[str, ...]:
        """Les lignes du « pourquoi » d'un résultat."""
        assert self.saisie is not None
        seance, resolution = self.saisie.seance, result.resolution
        if resolution.article is Article.SANS_VOTE:
            return ()
        parts = seance.electorat.parts.get(resolution.cle, ())
        excluded = voix_exclues(parts, seance.electeurs(resolution))
        return expliquer(result, seance.electorat.noms, exclues=excluded)

    # --- se déplacer ----------------------------------------------------------------------------

    def _chosen(self, place: int) -> None:
        if place >= 0 and place != self.place:
            self.place, self.tour = place, PREMIER
            self.show_all()
            self.table.go(self._votable(0, 0))
        self.table.setFocus()

    def step(self, by: int) -> None:
        """La résolution d'à côté ; un second vote ouvert se propose d'abord (loi art. 25-1)."""
        if by > 0 and self.propose_second():
            return
        count = self.choice.count()
        if count:
            self.choice.setCurrentIndex(min(max(self.place + by, 0), count - 1))

    def turn(self, tour: int) -> None:
        """Le premier ou le second vote de la résolution ; tenir le second l'ouvre."""
        resolution = self.resolution
        if resolution is None:
            return
        due = self.results[resolution.id].a_tenir
        opening = tour == SECOND and due is not None and due.tour == SECOND and self.open
        if opening and not self.write(ouvrir_scrutin, resolution.id, SECOND):
            return
        self.tour = tour
        self.reread()
        self.table.go(self._votable(0, 0))
        self.table.setFocus()

    def propose_second(self) -> bool:
        """Vrai si l'on va au second vote que le premier vient d'ouvrir."""
        resolution = self.resolution
        if resolution is None or not self.open or self.tour == SECOND:
            return False
        result = self.results[resolution.id]
        due = result.a_tenir
        if not result.tours or due is None or due.tour != SECOND:
            return False
        level = "24" if due.article is Article.A25_1 else "25"
        question = (
            f"Le premier vote ouvre un second vote immédiat à la majorité de l'article {level} "
            f"(art. {due.article.value}). Le tenir maintenant ?"
        )
        if not self.shell.ask(question, "Tenir le second vote"):
            return False
        self.turn(SECOND)
        return True

    # --- saisir ---------------------------------------------------------------------------------

    def typed(self, rank: int, key: str) -> None:
        """Inscrit la réponse et passe à la suivante qui se saisit : jamais à un formulaire."""
        if self._answer(rank, TOUCHES[key]):
            self.table.go(self._votable(rank + 1, rank))

    def _votable(self, rank: int, otherwise: int) -> int:
        """La première ligne, à partir de celle-ci, qui n'est pas un vote par correspondance."""
        rows = enumerate(self.shown[rank:], rank)
        return next((n for n, row in rows if not row.bulletin.correspondance), otherwise)

    def clicked(self, rank: int) -> None:
        """Un clic donne la valeur choisie dans les options de saisie."""
        self._answer(rank, next(s for s, option in self.options.items() if option.isChecked()))

    def _answer(self, rank: int, sens: Sens) -> bool:
        resolution = self.resolution
        if resolution is None or self.saisie is None or not self.open:
            self.shell.inform("Ces votes ne se changent plus." if self.saisie else "")
            return False
        row = self.shown[rank]
        if not self.write(voter, resolution.id, self.tour, {row.identite.id: sens}):
            return False
        self._inscribe(resolution, rank, sens)
        return True

    def _inscribe(self, resolution: Resolution, rank: int, sens: Sens) -> None:
        """Ce qui vient d'être écrit, à l'écran sans relire ; rien d'autre ne se recompte."""
        assert self.saisie is not None
        row = self.shown[rank]
        seance = self.saisie.seance.repondre(resolution.id, self.tour, {row.identite.id: sens})
        self.saisie = dataclasses.replace(self.saisie, seance=seance)
        self._count()
        self.choice.setItemText(self.place, self._line(resolution))
        self.shown[rank] = dataclasses.replace(row, bulletin=EN_SEANCE[sens])
        self.sums.retirer(row)
        self.sums.ajouter(self.shown[rank])
        self.table.lines.set_row(rank, self.shown[rank])
        self._show_turns(resolution)
        self._show_figures()
        self._show_why(resolution)

    def unanimity(self, sens: Sens) -> None:
        """Tous ceux qui sont là, jamais les votants par correspondance."""
        if self.resolution and self.write(unanimite, self.resolution.id, self.tour, sens):
            self.reread()
            self.table.setFocus()

    def cancel(self) -> None:
        """Efface le vote affiché, après l'avoir demandé."""
        resolution = self.resolution
        if resolution is None or not self.open:
            return
        question = "Effacer tous les votes saisis ici pour cette résolution ?"
        if not self.shell.ask(question, "Effacer"):
            return
        if self.write(annuler_scrutin, resolution.id, self.tour):
            self.reread()

    def amend(self) -> None:
        """« Annuler les votes par correspondance, s'ils sont favorables » : le texte est amendé."""
        resolution = self.resolution
        if resolution is None or self.saisie is None:
            return
        text = self.saisie.textes[resolution.id].adopte
        self.write(amender, resolution.id, self.amended.isChecked(), text)
        self.reread()

    def edit_text(self) -> None:
        """Le texte voté, s'il a changé en séance."""
        resolution = self.resolution
        if resolution is None or self.saisie is None:
            return
        sheet = AmendementSheet(self, self.saisie.textes[resolution.id])
        if sheet.run() and self.write(amender, resolution.id, sheet.amended(), sheet.text()):
            self.reread()

    def move_someone(self) -> None:
        """« Départ » et « Arrivée en cours d'AG », à partir de cette résolution."""
        resolution = self.resolution
        if resolution is None or self.saisie is None:
            return
        now = f"{self.shell.contexte().maintenant:%H:%M}"
        asked = demander_mouvement(self, self.saisie, resolution, now)
        if asked is None:
            return
        if asked.annule is not None:
            done = self.write(annuler_mouvement, asked.annule)
        else:
            done = self.write(
                mouvoir, resolution.id, asked.qui, asked.heure, asked.code, asked.mandataire
            )
        if done:
            self.reread()

    def show_absents(self) -> None:
        """Ceux qui ne votent pas à ce moment."""
        if self.resolution is not None and self.saisie is not None:
            AbsentsSheet(self, self.saisie, self.resolution).open()

    def show_result(self) -> None:
        """Le résultat et son pourquoi ; le second vote qu'il ouvre se propose aussitôt."""
        resolution = self.resolution
        if resolution is None:
            return
        result = self.results[resolution.id]
        if result.issue is None and self.propose_second():
            return
        ResultatSheet(self, resolution.titre, result, self.explanation(result)).open()
