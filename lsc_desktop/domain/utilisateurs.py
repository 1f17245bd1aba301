"""Utilisateurs, mots de passe, blocage : les règles, sans base ni horloge.

Mots de passe : délibération CNIL n° 2022-100 du 21 juillet 2022, cas « avec restriction d'accès »
(50 bits au moins, attente croissante après des échecs, 25 essais au plus par jour) ; douze
caractères au moins, comme le recommande l'ANSSI (guide « authentification multifacteur et mots de
passe », R21-R24) ; pas d'expiration périodique imposée.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from lsc_desktop.base.text import fold
from lsc_desktop.domain.coordonnees import problems_coordonnees
from lsc_desktop.domain.droits import DROITS, TOUS, completer, permet
from lsc_desktop.domain.saisies import Problem, obligatoires

LONGUEUR_MIN, LONGUEUR_MAX = 12, 128  # au-delà, une empreinte coûterait à qui la calcule
FORCE = 2**50
DIFFERENTS = 5  # signes différents, au moins
ESSAIS = 5  # échecs avant la première attente
ATTENTE_MAX = timedelta(minutes=120)
GARDE_CONNEXIONS = timedelta(days=365)  # journal d'accès : un an (CNIL, délibération 2021-122)
COMMUNS = (
    "motdepasse", "mdp", "password", "passe", "azerty", "qwerty", "azertyuiop", "admin",
    "administrateur", "bienvenue", "bonjour", "soleil", "gerance", "agence", "immobilier",
    "locataire", "proprietaire", "syndic", "lscdesktop", "lsc", "abcdefghijkl", "abcdef",
    "jetaime", "doudou", "loulou", "changezmoi", "changeme", "secret", "test", "utilisateur",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seance:
    """Qui a ouvert le programme, et ce qu'il peut. `droits` à `None` : tous.

    `utilisateur_id` absent : agence d'un seul, ouverte sans mot de passe.
    """

    nom: str
    utilisateur_id: int | None = None
    identifiant: str = ""
    profil: str = ""
    droits: frozenset[str] | None = None

    def permet(self, droit: str) -> bool:
        return permet(self.droits, droit)


@dataclass(slots=True)
class UtilisateurDraft:
    """Saisie d'un utilisateur. Le mot de passe n'y est jamais : il a ses propres commandes.

    `situation` : ce qui se dit de sa connexion, calculé.
    """

    id: int | None = None
    version: int = 0
    identifiant: str = ""
    nom: str = ""
    courriel: str = ""
    profil_id: int | None = None
    messages_systeme: bool = False
    actif: bool = True
    situation: str = ""

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(
            self, identifiant="L'identifiant", nom="Le nom", profil_id="Le profil"
        )
        if self.identifiant and any(c.isspace() for c in self.identifiant):
            yield "identifiant", "Un identifiant est en un seul mot : martine, p.durand…"
        yield from problems_coordonnees(self)


@dataclass(slots=True)
class DroitLigne:
    """Une case de la grille d'un profil."""

    groupe: str = ""
    libelle: str = ""
    accorde: bool = False
    cle: str = ""


@dataclass(slots=True)
class ProfilDraft:
    """Saisie d'un profil : un droit par ligne de `grille`, dans l'ordre du catalogue."""

    id: int | None = None
    version: int = 0
    nom: str = ""
    administrateur: bool = False
    note: str = ""
    actif: bool = True
    grille: list[DroitLigne] = field(default_factory=lambda: grille_de(()))

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(self, nom="Le nom du profil")


def grille_de(droits: "frozenset[str] | tuple[str, ...]") -> list[DroitLigne]:
    """Tout le catalogue, ces droits cochés ; le groupe n'est dit qu'à sa première ligne."""
    lines, last = [], ""
    for droit in DROITS:
        groupe = droit.groupe if droit.groupe != last else ""
        lines.append(DroitLigne(groupe, droit.libelle, droit.cle in droits, droit.cle))
        last = droit.groupe
    return lines


def droits_de(draft: ProfilDraft) -> frozenset[str]:
    """Les droits cochés et ceux qu'ils supposent."""
    return completer(line.cle for line in draft.grille if line.accorde)


def recalculer(draft: ProfilDraft) -> None:
    """Un administrateur a tout ; un droit coché entraîne ceux qu'il suppose."""
    held = TOUS if draft.administrateur else droits_de(draft)
    for line in draft.grille:
        line.accorde = line.cle in held


# --- Mots de passe ------------------------------------------------------------------------------


def refus_mot_de_passe(mot: str, identifiant: str, nom: str = "") -> str:
    """Pourquoi ce mot de passe est refusé ; "" s'il convient."""
    if len(mot) < LONGUEUR_MIN:
        return f"Il faut {LONGUEUR_MIN} caractères au moins : une courte phrase convient très bien."
    if len(mot) > LONGUEUR_MAX:
        return f"Il faut {LONGUEUR_MAX} caractères au plus."
    bare = _lettres(mot)
    for word in (identifiant, *nom.split()):
        if len(_lettres(word)) >= 3 and _lettres(word) in bare:
            return "Il ne doit contenir ni votre identifiant ni votre nom."
    if len(set(mot)) < DIFFERENTS or _suite(mot) or _commun(bare):
        return "C'est un mot de passe que l'on devine : prenez plutôt une courte phrase à vous."
    if _signes(mot) ** len(mot) < FORCE:
        return "Il est trop simple : ajoutez des lettres, ou allongez-le."
    return ""


def _lettres(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalpha())


def _commun(bare: str) -> bool:
    """Un mot courant, répété ou entouré de chiffres et de signes."""
    rest = bare
    for word in sorted(COMMUNS, key=len, reverse=True):
        rest = rest.replace(word, "")
    return bool(bare) and len(rest) < 4


def _suite(mot: str) -> bool:
    """« abcdefghijkl », « 987654321098 » : chaque signe suit le précédent d'un même pas."""
    codes = [ord(c) for c in mot]
    steps = {(after - before) % 10 for before, after in pairwise(codes)}
    return len(steps) == 1


def _signes(mot: str) -> int:
    """Nombre de signes entre lesquels il a fallu choisir."""
    kinds = ((str.islower, 26), (str.isupper, 26), (str.isdigit, 10))
    count = sum(size for kind, size in kinds if any(kind(c) for c in mot))
    return count + (32 if any(not c.isalnum() for c in mot) else 0)


def attente(echecs: int) -> timedelta:
    """Rien avant le cinquième échec, puis 1, 2, 4… minutes, deux heures au plus."""
    if echecs < ESSAIS:
        return timedelta(0)
    return min(timedelta(minutes=2 ** min(echecs - ESSAIS, 10)), ATTENTE_MAX)


def bloque(jusqu_a: datetime | None, maintenant: datetime) -> bool:
    return jusqu_a is not None and jusqu_a > maintenant


def situation(mot_de_passe: bool, a_changer: bool, connecte_le: datetime | None) -> str:
    """Ce que la fiche dit de la connexion."""
    if not mot_de_passe:
        return "Sans mot de passe : ne peut pas se connecter."
    last = f"Dernière connexion le {connecte_le:%d/%m/%Y à %H:%M}." if connecte_le else ""
    if a_changer:
        return f"Changera son mot de passe à la prochaine ouverture. {last}".strip()
    return last or "Ne s'est pas encore connecté."


# --- Journal des connexions ---------------------------------------------------------------------

CONNEXION, ECHEC, BLOCAGE = "connexion", "echec", "blocage"
VERROUILLAGE, DEVERROUILLAGE, FERMETURE = "verrouillage", "deverrouillage", "fermeture"
MOT_DE_PASSE, MOT_DONNE = "mot_de_passe", "mot_donne"
FAITS = (
    (CONNEXION, "Connexion"),
    (ECHEC, "Échec"),
    (BLOCAGE, "Blocage après échecs"),
    (VERROUILLAGE, "Session verrouillée"),
    (DEVERROUILLAGE, "Session déverrouillée"),
    (FERMETURE, "Fermeture"),
    (MOT_DE_PASSE, "Mot de passe changé"),
    (MOT_DONNE, "Mot de passe donné par un collègue"),
)
