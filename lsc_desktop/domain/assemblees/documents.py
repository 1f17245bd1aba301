"""Ce qu'impriment les documents d'avant l'assemblée : des valeurs figées, prêtes à mettre en page.

Les voix sont des cent-millièmes de tantième (`voix.py`), après réduction. Les chiffres de la
réunion et ceux d'un vote sont deux choses (D37) : chaque valeur porte les siens. Le procès-verbal
et sa notification sont dans `proces_verbal.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.adresses import Adresse, EnTete
from lsc_desktop.domain.assemblees.majorites import Article, Camp
from lsc_desktop.domain.assemblees.presences import Code


@dataclass(frozen=True, slots=True)
class Reunion:
    """L'assemblée, telle que chaque document la nomme. `syndicat` : « S001 Syndicat Gilbert »."""

    entete: EnTete
    syndicat: str
    immeuble: tuple[str, ...]
    nom: str
    le: date
    heure: time
    lieu: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class QuestionPosee:
    """Une ligne de l'ordre du jour (décret art. 9) ; « 5.1 » est une sous-résolution de « 5 »."""

    numero: str
    titre: str
    article: Article
    cle: str = ""
    projet: str = ""

    @property
    def sous_resolution(self) -> bool:
        return "." in self.numero

    @property
    def votee(self) -> bool:
        """Faux pour un point d'information, sur lequel rien ne se vote."""
        return self.article is not Article.SANS_VOTE


@dataclass(frozen=True, slots=True)
class CleFeuille:
    """Une clé de la feuille de présence, et ses tantièmes globaux, avant réduction."""

    nom: str
    total: int


@dataclass(frozen=True, slots=True)
class LotTenu:
    """Un lot du copropriétaire ; `voix` : ses tantièmes sous la première clé de la feuille."""

    numero: str
    nature: str
    voix: int


@dataclass(frozen=True, slots=True)
class Emargement:
    """Une ligne de la feuille de présence (décret art. 14) ; un copropriétaire, tous ses comptes.

    `voix` : une valeur par clé, après réduction ; `avant` : les mêmes avant, si l'une est réduite ;
    `code` : rien tant qu'on ne l'a pas pointé ; `mandataire` : son nom et son domicile ;
    `mouvements` : « Arrivée à 11:51, résolution 6 », ce que le code de l'ouverture ne dit pas.
    """

    nom: str
    domicile: tuple[str, ...]
    comptes: tuple[str, ...]
    voix: tuple[int, ...]
    lots: tuple[LotTenu, ...] = ()
    avant: tuple[int, ...] = ()
    code: Code | None = None
    mandataire: str = ""
    mandataire_a_distance: bool = False
    recu_le: date | None = None
    mouvements: tuple[str, ...] = ()

    @property
    def compte(self) -> str:
        """« 450TRILLON », ou « 2 comptes » pour qui en a plusieurs (seed L2410)."""
        return self.comptes[0] if len(self.comptes) == 1 else f"{len(self.comptes)} comptes"

    def reduit(self, rang: int) -> bool:
        """Vrai si ses voix sous cette clé ont été réduites (loi art. 22 I al. 2)."""
        return bool(self.avant) and self.avant[rang] != self.voix[rang]


class Presentation(StrEnum):
    """Les deux façons d'imprimer la feuille de présence (seed L2387)."""

    AVEC_LOTS = "1"
    SANS_LOTS = "2"


@dataclass(frozen=True, slots=True)
class FeuillePresence:
    """La feuille de présence d'une assemblée, sous une clé ou plusieurs (« multi-clés »)."""

    reunion: Reunion
    cles: tuple[CleFeuille, ...]
    lignes: tuple[Emargement, ...]
    presentation: Presentation = Presentation.AVEC_LOTS
    president: str = ""

    def __post_init__(self) -> None:
        """Lève `UserError` sans clé, ou si une ligne n'a pas une valeur par clé."""
        if not self.cles:
            raise UserError(
                "La feuille de présence n'a pas de clé.", "Choisissez au moins une clé.", "cles"
            )
        for ligne in self.lignes:
            if len(ligne.voix) != len(self.cles) or len(ligne.avant) not in (0, len(self.cles)):
                raise UserError(
                    f"{ligne.nom} n'a pas de voix sous chaque clé de la feuille.",
                    "Donnez zéro à qui ne vote pas sous une clé.",
                    "lignes",
                )

    @property
    def pointee(self) -> bool:
        """Vrai dès qu'un copropriétaire a un code : la feuille montre alors ses totaux."""
        return any(ligne.code is not None for ligne in self.lignes)

    def total(self, rang: int) -> int:
        """Les voix de tous sous la clé de rang `rang`, après réduction (décret art. 16)."""
        return sum(ligne.voix[rang] for ligne in self.lignes)

    def pieds(self, rang: int) -> dict[Code, Camp]:
        """Voix et copropriétaires par code, sous une clé ; qui n'est pas pointé n'y est pas."""
        return {code: self._camp(rang, code) for code in Code}

    def _camp(self, rang: int, code: Code) -> Camp:
        held = [line.voix[rang] for line in self.lignes if line.code is code]
        return Camp(sum(held), sum(1 for voices in held if voices))


class Organisateur(StrEnum):
    """Qui convoque, tel que le formulaire le demande (arrêté du 2 juillet 2020, JUSC2016025A)."""

    SYNDIC = "Syndic"
    PRESIDENT_CS = "Président du conseil syndical"
    COPROPRIETAIRE = "Copropriétaire habilité judiciairement"
    ADMINISTRATEUR_PROVISOIRE = "Administrateur provisoire"
    ADMINISTRATEUR_AD_HOC = "Administrateur ad hoc"


@dataclass(frozen=True, slots=True)
class Formulaire:
    """Le formulaire de vote par correspondance d'un copropriétaire (loi art. 17-1 A al. 2).

    `limite` : dernier jour de réception (décret art. 9 bis) ; `retour` : l'adresse postale ;
    `organisateur_nom` : l'agence, s'il est vide ; `seconds_votes` : la question d'une passerelle
    est posée une seconde fois, pour qu'on puisse y répondre autrement (préconisation 11 du GRECCO).
    """

    reunion: Reunion
    destinataire: Adresse
    questions: tuple[QuestionPosee, ...]
    limite: date
    retour: Adresse
    courriel: str = ""
    courriel_destinataire: str = ""
    organisateur: Organisateur = Organisateur.SYNDIC
    organisateur_nom: str = ""
    compte: str = ""
    seconds_votes: bool = False


@dataclass(frozen=True, slots=True)
class Convocation:
    """La lettre qui convoque un copropriétaire (décret art. 9 à 11, 64-2).

    `consultation` : lieu, jours et heures où consulter les pièces justificatives ; `distance` :
    comment participer de loin, rien si l'assemblée n'en a pas décidé ; `voix` et `total` : ce qu'il
    pèse ; `formulaire` : rien s'il part à part ; `pour_cent` : la part des voix du syndicat qu'un
    mandataire de plus de trois pouvoirs ne dépasse pas ce jour-là ; `texte` : les paragraphes de
    l'agence (`modeles`) ; `code_acces` : le sien à AG Connect ; `mot_de_passe` : vide dans ce
    qui se garde (D45).
    """

    reunion: Reunion
    le: date
    destinataire: Adresse
    questions: tuple[QuestionPosee, ...]
    limite: date
    consultation: str
    compte: str = ""
    voix: int = 0
    total: int = 0
    annexes: tuple[str, ...] = ()
    courriel: str = ""
    distance: str = ""
    envoi: str = ""
    signataire: str = ""
    formulaire: Formulaire | None = None
    pour_cent: int = 10
    texte: tuple[str, ...] = ()
    code_acces: str = ""
    mot_de_passe: str = ""


PASSERELLES = {Article.A25: Article.A25_1, Article.A26: Article.A26_1}


def questions_posees(
    questions: Iterable[QuestionPosee], seconds_votes: bool
) -> tuple[QuestionPosee, ...]:
    """Les lignes du formulaire ; avec les seconds votes, chaque question de l'article 25 ou 26 est
    suivie d'elle-même à l'article 25-1 ou 26-1."""
    found = []
    for question in questions:
        found.append(question)
        second = PASSERELLES.get(question.article) if seconds_votes else None
        if second is not None:
            title = f"{question.titre} (second vote)"
            found.append(QuestionPosee(question.numero, title, second, question.cle))
    return tuple(found)


def ordre_des_codes(camps: Mapping[Code, Camp]) -> tuple[tuple[Code, Camp], ...]:
    """Les camps dans l'ordre du récapitulatif de LSC : physiquement, à distance, représentés, par
    correspondance, absents (seed L2516-2530) ; vide, un camp vaut zéro."""
    order = (Code.PRESENT, Code.DISTANCE, Code.REPRESENTE, Code.CORRESPONDANCE, Code.ABSENT)
    return tuple((code, camps.get(code, Camp())) for code in order)
