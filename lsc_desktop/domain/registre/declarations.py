"""Une déclaration au registre : brouillon, contrôlée, envoyée, acquittée ; elle reste à
l'historique."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lsc_desktop.domain.registre.controles import GRAVITES, controler
from lsc_desktop.domain.registre.correspondance import Suite, a_declarer, en_donnees
from lsc_desktop.domain.registre.demarches import SUCCESSEUR, TELECHARGEMENT, demarche
from lsc_desktop.domain.registre.dossier import ConstatLigne, DossierDraft
from lsc_desktop.domain.registre.montrer import libelle, montrer, volet
from lsc_desktop.domain.saisies import Problem, obligatoires

BROUILLON, A_ENVOYER, ACQUITTEE, PORTAIL = "brouillon", "a_envoyer", "acquittee", "portail"
ETATS = (
    (BROUILLON, "Brouillon"),
    (A_ENVOYER, "À envoyer"),
    (ACQUITTEE, "Acquittée"),
    (PORTAIL, "Faite sur le portail"),
)
FAITES = (ACQUITTEE, PORTAIL)


@dataclass(slots=True)
class DonneeLigne:
    """Une donnée de la déclaration ; `registre` : ce que le registre en dit, s'il l'a dit."""

    volet: str = ""
    libelle: str = ""
    valeur: str = ""
    registre: str = ""
    remarque: str = ""


@dataclass(slots=True)
class DeclarationDraft:
    """Saisie d'une déclaration. Ce qu'elle déclare vient du `dossier` tant qu'elle est en
    brouillon ; ensuite, de ce qui est parti (`donnees`). `chemin` : la pièce choisie sur le disque.
    """

    id: int | None = None
    version: int = 0
    copropriete_id: int | None = None
    demarche: str = TELECHARGEMENT.code
    fin_mandat: date | None = None
    successeur_nom: str = ""
    successeur_siret: str = ""
    successeur_courriel: str = ""
    note: str = ""
    etat: str = BROUILLON
    etat_dit: str = "Brouillon"
    piece: str = ""
    reponse: str = ""
    lignes: list[DonneeLigne] = field(default_factory=list)
    constats: list[ConstatLigne] = field(default_factory=list)
    nom: str = ""
    chemin: str = ""
    brut: str = ""
    donnees: Mapping[str, Any] = field(default_factory=dict)
    recues: Mapping[str, Any] = field(default_factory=dict)
    dossier: DossierDraft = field(default_factory=DossierDraft)
    jour: date = date.min

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(
            self, copropriete_id="La copropriété", demarche="La démarche"
        )  # fmt: skip

    @property
    def suite(self) -> Suite:
        return Suite(
            self.fin_mandat, self.successeur_nom.strip(),
            "".join(self.successeur_siret.split()), self.successeur_courriel.strip(),
        )  # fmt: skip

    @property
    def succession(self) -> bool:
        return SUCCESSEUR in demarche(self.demarche).volets


def recalculer(draft: DeclarationDraft) -> None:
    """Les données et les contrôles, à chaque frappe ; partie, elle ne change plus."""
    asked = demarche(draft.demarche)
    if draft.etat == BROUILLON:
        lines = a_declarer(asked, draft.dossier, draft.jour, draft.suite)
        values = en_donnees(lines)
        draft.lignes = [
            DonneeLigne(
                one.donnee.volet, one.donnee.libelle,
                montrer(one.donnee.nom, values.get(one.donnee.nom)),
                remarque="Manque" if one.manque else "",
            )
            for one in lines
        ]  # fmt: skip
        found = controler(asked, draft.dossier, draft.jour, draft.suite, piece=bool(draft.piece))
        draft.constats = [ConstatLigne(GRAVITES[one.gravite], one.phrase) for one in found]
        return
    draft.constats = []
    if asked is TELECHARGEMENT:
        draft.lignes = comparer(draft.donnees, draft.recues)
    else:
        sent = draft.donnees.items()
        draft.lignes = [
            DonneeLigne(volet(name), libelle(name), montrer(name, one)) for name, one in sent
        ]


def comparer(notres: Mapping[str, Any], leurs: Mapping[str, Any]) -> list[DonneeLigne]:
    """Champ par champ, ce que nous disons et ce que dit le registre ; les différences d'abord."""
    names = [*notres, *(name for name in leurs if name not in notres)]
    lines = []
    for name in names:
        ours, theirs = montrer(name, notres.get(name)), montrer(name, leurs.get(name))
        if name not in leurs:
            said = "Pas au registre" if leurs else ""
        elif name not in notres:
            said = "Pas chez nous"
        else:
            said = "" if ours == theirs else "Différent"
        lines.append(DonneeLigne(volet(name), libelle(name), ours, theirs, said))
    rank = {"Différent": 0, "Pas chez nous": 1}
    return sorted(lines, key=lambda line: rank.get(line.remarque, 2))
