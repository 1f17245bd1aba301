"""Ce qu'impriment le procès-verbal et sa notification (décret art. 17 et 18, loi art. 42).

Chaque vote porte ses propres chiffres ; ceux de la réunion sont ceux de l'ouverture (D37).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.adresses import Adresse
from lsc_desktop.domain.assemblees.documents import Reunion
from lsc_desktop.domain.assemblees.majorites import Article, Camp, Issue
from lsc_desktop.domain.assemblees.presences import Code

AUCUN = Camp()


def somme(camps: Iterable[Camp]) -> Camp:
    """Plusieurs camps réunis."""
    found = tuple(camps)
    return Camp(sum(camp.voix for camp in found), sum(camp.nombre for camp in found))


@dataclass(frozen=True, slots=True)
class Nomme:
    """Un copropriétaire cité, et ses voix : « MORGON Charles (72/1 000,91516) »."""

    nom: str
    voix: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Une arrivée ou un départ : à quelle heure, avant quelle résolution (seed L2540-2548)."""

    nom: str
    voix: int
    heure: time
    resolution: str


@dataclass(frozen=True, slots=True)
class Recapitulatif:
    """La présence à l'ouverture : voix et copropriétaires par code, puis les listes de noms.

    `reunion` : les mêmes, qui est arrivé ensuite compté comme il est venu, et qui est parti encore
    là (seed L2516-2530) ; vide si personne n'est arrivé.
    `transmis` : ceux dont le pouvoir a changé de mains en séance ; le nom dit de qui à qui.
    """

    camps: tuple[tuple[Code, Camp], ...]
    distance: tuple[Nomme, ...] = ()
    representes: tuple[Nomme, ...] = ()
    correspondance: tuple[Nomme, ...] = ()
    absents: tuple[Nomme, ...] = ()
    arrives: tuple[Passage, ...] = ()
    partis: tuple[Passage, ...] = ()
    transmis: tuple[Passage, ...] = ()
    reunion: tuple[tuple[Code, Camp], ...] = ()

    @property
    def total(self) -> Camp:
        return somme(camp for _code, camp in self.camps)


@dataclass(frozen=True, slots=True)
class Votants:
    """Qui a pris part à un vote (seed L2554-2560) ; les quatre font tout le corps électoral.

    `presents` : présents ou représentés ; `absents` : ceux-là, et qui n'a pas répondu.
    """

    presents: Camp
    distance: Camp = AUCUN
    correspondance: Camp = AUCUN
    absents: Camp = AUCUN

    @property
    def total(self) -> Camp:
        return somme((self.presents, self.distance, self.correspondance, self.absents))


@dataclass(frozen=True, slots=True)
class VoteCompte:
    """Un vote compté : le premier, ou le second d'une passerelle (loi art. 25-1, 26-1).

    `non_participants` : dans la salle et sans réponse, ou assimilés à des défaillants (loi
    art. 17-1 A al. 2) ; les absents n'y sont pas. `pourquoi` : les phrases qui expliquent le
    compte ; `explication` : le texte qui annonce un second vote (seed L2601).
    """

    article: Article
    issue: Issue
    votants: Votants
    oui: Camp = AUCUN
    non: Camp = AUCUN
    abstentions: Camp = AUCUN
    abstenus: tuple[Nomme, ...] = ()
    opposes: tuple[Nomme, ...] = ()
    non_participants: tuple[Nomme, ...] = ()
    pourquoi: tuple[str, ...] = ()
    explication: str = ""

    def __post_init__(self) -> None:
        """Lève `UserError` si l'on compte plus de voix que de votants : le document mentirait."""
        votants = self.votants
        here = somme((votants.presents, votants.distance, votants.correspondance))
        cast = somme((self.oui, self.non, self.abstentions))
        if cast.voix > here.voix or cast.nombre > here.nombre:
            raise UserError(
                "Ce vote a plus de voix que de votants.",
                "Recalculez les votes de cette résolution avant d'imprimer.",
            )


@dataclass(frozen=True, slots=True)
class ResolutionVotee:
    """Une question, son texte, ses votes. `amende` : le texte voté, s'il a été amendé.

    Sans vote, `issue` dit pourquoi : pas de vote, ou sans objet. `decidee` : l'issue, si ce n'est
    pas celle du dernier vote (une autre proposition est retenue) ; `conclusion` : la phrase qui le
    dit.
    """

    numero: str
    titre: str
    texte: str = ""
    article: Article = Article.A24
    cle: str = ""
    amende: str = ""
    vote: VoteCompte | None = None
    second: VoteCompte | None = None
    sans_vote: Issue = Issue.PAS_DE_VOTE
    reserves: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()
    decidee: Issue | None = None
    conclusion: str = ""

    @property
    def issue(self) -> Issue:
        """Ce qui a été décidé : le second vote l'emporte, puis le premier."""
        if self.decidee is not None:
            return self.decidee
        last = self.second or self.vote
        return last.issue if last else self.sans_vote


@dataclass(frozen=True, slots=True)
class ProcesVerbal:
    """Le procès-verbal (décret art. 17). `mandats` : qui a distribué les mandats en blanc (décret
    art. 15-1) ; `pouvoirs` : ceux que le président a admis au-delà des limites (D35) ; `postales` :
    qui a demandé les notifications par voie postale (décret art. 64-4) ; `conseil_non_elu` : le
    procès-verbal doit alors le dire (loi art. 21) ; `remplace` : quel procès-verbal il annule, et
    pourquoi ; `ouverture`, `fin` : les paragraphes de l'agence (`modeles`)."""

    reunion: Reunion
    presence: Recapitulatif
    resolutions: tuple[ResolutionVotee, ...]
    registre: str = ""
    president: str = ""
    scrutateurs: tuple[str, ...] = ()
    secretaire: str = ""
    cloture: time | None = None
    mandats: tuple[str, ...] = ()
    pouvoirs: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()
    postales: tuple[str, ...] = ()
    ouverture: tuple[str, ...] = ()
    fin: tuple[str, ...] = ()
    conseil_non_elu: bool = False
    remplace: str = ""


class Motif(StrEnum):
    """Pourquoi ce copropriétaire reçoit le procès-verbal (loi art. 21 et 42 al. 2)."""

    OPPOSANT = "opposant"
    DEFAILLANT = "défaillant"
    LES_DEUX = "opposant et défaillant"
    CONSEIL_NON_ELU = "conseil syndical non élu"


@dataclass(frozen=True, slots=True)
class Notification:
    """La lettre qui notifie le procès-verbal, avec les résultats (décret art. 18).

    `oppose_a`, `defaillant_a` : les numéros des résolutions ; `signe_le` : date du procès-verbal.
    """

    reunion: Reunion
    le: date
    destinataire: Adresse
    motif: Motif
    resolutions: tuple[ResolutionVotee, ...]
    compte: str = ""
    oppose_a: tuple[str, ...] = ()
    defaillant_a: tuple[str, ...] = ()
    signe_le: date | None = None
    envoi: str = ""
    signataire: str = ""

    def __post_init__(self) -> None:
        """Lève `UserError` si la lettre part avant l'assemblée : elle ne notifierait rien."""
        if self.le < self.reunion.le:
            raise UserError(
                "Le procès-verbal ne peut être notifié avant l'assemblée.",
                "Donnez la date d'envoi de la lettre.",
                "le",
            )
