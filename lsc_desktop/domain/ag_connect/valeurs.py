"""Ce qu'échangent le programme et qui tient l'assemblée à sa place (extranet-partners §4.3).

Le contrat est le nôtre : rien n'est public. `resources/ag-*-1.schema.json` en dit la forme.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lsc_desktop.domain.assemblees.majorites import Camp, Sens
from lsc_desktop.domain.assemblees.presences import Code

EXPORT, ACCES, RETOUR = "ag-export/1", "ag-acces/1", "ag-retour/1"
CONNECT, NOMADE = "ag_connect", "nomade"
CANAUX = ((CONNECT, "AG Connect"), (NOMADE, "AG nomade"))
MODES = {
    "physique": Code.PRESENT,
    "distance": Code.DISTANCE,
    "represente": Code.REPRESENTE,
    "correspondance": Code.CORRESPONDANCE,
    "absent": Code.ABSENT,
}
SENS = {
    "pour": Sens.OUI,
    "contre": Sens.NON,
    "abstention": Sens.ABSTENTION,
    "non_votant": Sens.NON_VOTANT,
}
RAPPORT, FEUILLE = "rapport", "feuille_presence"
PIECES = ((RAPPORT, "Rapport"), (FEUILLE, "Feuille de présence"))
RECU, IMPORTE, REFUSE = "recu", "importe", "refuse"
ETATS_RETOUR = ((RECU, "À importer"), (IMPORTE, "Importé"), (REFUSE, "Refusé"))
JAMAIS_VERIFIE = (
    "Le protocole d'AG Connect n'est pas public : ce contrat est le nôtre, jamais vérifié avec le "
    "service réel."
)


# --- Ce qui part --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Participant:
    """Un copropriétaire qui vote. `tantiemes` : clé → voix, avant réduction ; `mandataire` : le
    mandataire commun d'une indivision."""

    id: int
    nom: str
    email: str
    tantiemes: Mapping[int, int]
    mandataire: str = ""
    indivision: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """Une résolution ; `passerelle` : un second vote à l'article 24 peut la suivre."""

    id: int
    numero: str
    titre: str
    texte: str
    article: str
    cle: int
    passerelle: bool = False


@dataclass(frozen=True, slots=True)
class Export:
    """L'assemblée telle qu'elle part ; `cles` : clé → total de ses tantièmes."""

    id: int
    immeuble: str
    reference: str
    nom: str
    type_assemblee: str
    le: date
    heure: str
    lieu: str
    note: str
    cles: Mapping[int, int]
    participants: tuple[Participant, ...]
    resolutions: tuple[Question, ...]
    revision: int


# --- Ce qui revient -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AccesRecu:
    """Les identifiants d'un participant ; `motif` : pourquoi il n'est pas importé, sinon vide."""

    participant: int
    code: str = ""
    mot_de_passe: str = ""
    motif: str = ""


@dataclass(frozen=True, slots=True)
class AccesRecus:
    """`resolutions` : résolution → motif, vide si elle est importée. `verrouillee` : on ne peut
    plus réexporter."""

    ag: int
    revision: int
    verrouillee: bool
    acces: tuple[AccesRecu, ...]
    resolutions: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class PresenceRecue:
    """Quelqu'un, de telle heure à telle heure ; plusieurs lignes s'il est parti puis revenu."""

    participant: int
    code: Code
    arrivee: datetime | None = None
    depart: datetime | None = None
    recu_le: date | None = None
    mandataire: int | str | None = None


@dataclass(frozen=True, slots=True)
class ScrutinRecu:
    """Un vote tenu ; `totaux` : le compte du partenaire (pour, contre, abstention), s'il le
    donne ; `texte` : celui, amendé, qu'on a voté."""

    resolution: int
    tour: int
    heure: datetime
    amendee: bool = False
    texte: str = ""
    totaux: Mapping[Sens, Camp] | None = None


@dataclass(frozen=True, slots=True)
class VoteRecu:
    resolution: int
    tour: int
    participant: int
    sens: Sens
    opposant: bool | None = None


@dataclass(frozen=True, slots=True)
class IncidentRecu:
    debut: datetime
    fin: datetime
    resume: str


@dataclass(frozen=True, slots=True)
class PieceRecue:
    sorte: str
    fichier: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Retour:
    """Une assemblée tenue ailleurs ; `debut` : l'ouverture de la séance (D37)."""

    ag: int
    revision: int
    debut: datetime
    presences: tuple[PresenceRecue, ...]
    scrutins: tuple[ScrutinRecu, ...]
    votes: tuple[VoteRecu, ...]
    incidents: tuple[IncidentRecu, ...] = ()
    pieces: tuple[PieceRecue, ...] = ()
