"""Donner un pouvoir, et la « gestion des pouvoirs » (loi art. 22 I, D35)."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.assemblees.pouvoirs import Personne, Pouvoirs, par_mandataire, pouvoirs_de
from lsc_desktop.domain.assemblees.pouvoirs_en_blanc import Distributeur
from lsc_desktop.domain.assemblees.presences import ABSENCE, PRENEURS
from lsc_desktop.domain.assemblees.seance import Identite
from lsc_desktop.domain.assemblees.voix import ecrit
from lsc_desktop.gui.kit.dialogs import Sheet, accepted
from lsc_desktop.gui.kit.keyed_table import KeyedColumn, KeyedTable
from lsc_desktop.queries.assemblees.saisie import Saisie

PICTURE = ("mdi6.account-arrow-right-outline", "accent")


@dataclass(frozen=True, slots=True)
class Candidat:
    """Un copropriétaire présent, et ce qu'il porte déjà."""

    identite: Identite
    pouvoirs: Pouvoirs


CANDIDATS = (
    KeyedColumn("Copropriétaire présent", lambda row: row.identite.nom, 28),
    KeyedColumn("Pouvoirs", lambda row: str(row.pouvoirs.nombre or ""), 9, right=True),
    KeyedColumn("Voix cumulées", lambda row: ecrit(row.pouvoirs.cumul), 14, right=True),
)


@dataclass(frozen=True, slots=True)
class Choix:
    """Le mandataire choisi. `transmis` : par celui qui portait déjà ce pouvoir ; `par` : celui qui
    a choisi à la place du mandant."""

    mandataire: Personne
    transmis: bool = False
    subdelegation_interdite: bool = False
    par: Distributeur | None = None


class MandataireSheet(Sheet):
    """Choisit un copropriétaire présent, ou le nom d'un tiers.

    `held` : celui qui porte déjà ce pouvoir, et qui le transmet ; `par` : ceux qui peuvent choisir
    à la place du mandant, quand son pouvoir n'a pas de nom.
    """

    def __init__(
        self,
        parent: QWidget,
        saisie: Saisie,
        mandant: Identite,
        held: Personne | None = None,
        par: Sequence[Distributeur] = (),
    ) -> None:
        said = (
            "Choisissez qui le représente : un copropriétaire présent (O) ou à distance (D), ou "
            "une personne étrangère à la copropriété."
        )
        if held is not None:
            said = (
                f"{saisie.nom(held)} le représente et transmet ce pouvoir, si le mandat ne "
                "l'interdit pas (loi 65-557, art. 22 I). Pour corriger une erreur, fermez et "
                "pointez-le d'abord absent (N)."
            )
        super().__init__(parent, f"Pouvoir de {mandant.nom}", said, picture=PICTURE)
        seance = saisie.seance
        self._candidates = [
            Candidat(identite, pouvoirs_de(seance.presences, who, saisie.cadre))
            for who, identite in seance.electorat.identites.items()
            if who not in (mandant.id, held) and seance.presences.get(who, ABSENCE).code in PRENEURS
        ]
        self.other = QLineEdit()
        self.table = KeyedTable(CANDIDATS, (), self)
        self.table.setAccessibleName("Copropriétaires présents")
        self.table.set_rows(self._candidates)
        self.table.setMinimumHeight(160)
        self.table.opened.connect(lambda _rank, _column: self.accept())
        self.table.clicked_row.connect(lambda _rank: self.other.clear())
        self.other.setMaxLength(80)
        self.other.setAccessibleName("Nom d'un tiers")
        label = QLabel("&Ou un tiers (nom et prénom) :")
        label.setBuddy(self.other)
        self.forbidden = QCheckBox("Le mandat &interdit de le transmettre à un autre")
        self.by = QComboBox(self)
        self.by.setVisible(bool(par))
        for giver in par:
            self.by.addItem(f"{giver.nom}, {giver.role}", giver)
        if par:
            by = QLabel("&Choisi par :")
            by.setBuddy(self.by)
            self.add_widget(_beside(by, self.by), 0)
        self.add_widget(self.table)
        self.add_widget(_beside(label, self.other), 0)
        self.forbidden.setVisible(held is None and not par)
        self.add_widget(self.forbidden, 0)
        self._held = held
        self.button("Annuler", self.reject)
        verb = "Donner pouvoir" if held is None else "Subdéléguer"
        self.button(verb, self.accept, primary=True, default=True)
        self.table.go(0)
        if self._candidates:
            self.table.setFocus()
        else:
            self.other.setFocus()

    def chosen(self) -> Choix | None:
        """Le nom tapé l'emporte ; sinon la ligne choisie."""
        typed, rank = " ".join(self.other.text().split()), self.table.rank()
        if not typed and rank < 0:
            return None
        who = typed or self._candidates[rank].identite.id
        forbidden, giver = self.forbidden.isChecked(), self.by.currentData()
        return Choix(who, self._held is not None, forbidden, giver)


def _beside(label: QLabel, field: QWidget) -> QWidget:
    """Un champ et son nom, sur une ligne."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(label)
    row.addWidget(field, 1)
    return made


def choisir_mandataire(
    parent: QWidget, saisie: Saisie, mandant: Identite, held: Personne | None
) -> Choix | None:
    """Le mandataire choisi ; rien si l'on renonce. `held` : celui qui le représente déjà."""
    sheet = MandataireSheet(parent, saisie, mandant, held)
    return sheet.chosen() if accepted(sheet) else None


class PouvoirsSheet(Sheet):
    """« Gestion des pouvoirs » : chaque mandataire, ses mandants, sa somme et sa limite.

    `blanks` : on demande ceux qui sont arrivés sans nom.
    """

    def __init__(self, parent: QWidget, saisie: Saisie) -> None:
        held = par_mandataire(saisie.seance.presences, saisie.cadre)
        regime = saisie.cadre.regime
        super().__init__(
            parent,
            "Gestion des pouvoirs",
            f"{regime.mode} : trois pouvoirs au plus, ou davantage tant que la somme des voix ne "
            f"dépasse pas {regime.pour_cent} % de celles du syndicat.",
            picture=PICTURE,
        )
        columns = (
            KeyedColumn("Mandataire", lambda row: saisie.nom(row.mandataire), 22),
            KeyedColumn("Pouvoirs", lambda row: str(row.nombre), 9, right=True),
            KeyedColumn("Voix propres", lambda row: ecrit(row.voix_propres), 12, right=True),
            KeyedColumn("Voix reçues", lambda row: ecrit(row.voix_recues), 12, right=True),
            KeyedColumn(
                "Somme", lambda row: ecrit(row.cumul), 12, right=True,
                ink=lambda row: "text" if row.regle else "negative",
            ),
            KeyedColumn("Limite", lambda row: ecrit(row.limite), 12, right=True),
            KeyedColumn(
                "Mandants", lambda row: ", ".join(saisie.nom(who) for who in row.mandants), 40
            ),
        )  # fmt: skip
        table = KeyedTable(columns, (), self)
        table.setAccessibleName("Mandataires")
        table.set_rows(held)
        table.setMinimumSize(820, 220)
        self.add_widget(table)
        over = [row for row in held if row.regle is None]
        if over:
            self.say(f"{pluriel(len(over), 'mandataire')} au-delà de la limite.")
        if not held:
            self.say("Aucun pouvoir n'a été donné.")
        self.blanks = False
        self.button("Pouvoirs en blanc…", self._open_blanks)
        self.button("Fermer", self.accept, primary=True, default=True)

    def _open_blanks(self) -> None:
        self.blanks = True
        self.accept()
