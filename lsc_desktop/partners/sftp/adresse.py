"""Où l'on dépose et comment on s'y présente ; le réglage de l'envoi."""

from dataclasses import dataclass, field

PORT = 22


@dataclass(frozen=True, slots=True)
class MotDePasse:
    """Donné par l'appelant, gardé en mémoire seulement ; ne s'affiche pas."""

    valeur: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ClePrivee:
    """Une clé privée au format OpenSSH ou PEM, et la phrase qui l'ouvre s'il en faut une."""

    texte: str = field(repr=False)
    phrase: str = field(default="", repr=False)


Secret = MotDePasse | ClePrivee


@dataclass(frozen=True, slots=True)
class Adresse:
    """`dossier` : celui du dépôt, absolu ou à partir du dossier d'accueil du compte.

    `empreinte` : la clé d'hôte confirmée par une personne, telle que `CleHoteError.empreinte` l'a
    donnée (« ssh-ed25519 SHA256:… ») ; vide avant la première confirmation.
    """

    hote: str
    utilisateur: str
    dossier: str = "."
    port: int = PORT
    empreinte: str = ""


@dataclass(frozen=True, slots=True)
class Reglages:
    """`debit` : octets par seconde, toutes connexions ensemble ; 0 : sans limite.

    `en_vol` : fichiers commencés en même temps sur une connexion. `ouverture`, `silence` :
    secondes pour se présenter, puis sans aucune réponse. `pauses` : secondes avant chaque reprise
    de la liaison ; la suite se compte de nouveau dès qu'un fichier est passé.
    """

    connexions: int = 2
    en_vol: int = 64
    debit: int = 0
    ouverture: float = 20.0
    silence: float = 30.0
    pauses: tuple[float, ...] = (2.0, 10.0, 30.0)
