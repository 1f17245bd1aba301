"""Ce qu'on demande à un serveur HTTPS, et ce qu'il répond : des valeurs."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeVar

from lsc_desktop.partners.erreurs import ContratError
from lsc_desktop.partners.http import erreurs

T = TypeVar("T")
IDEMPOTENTS = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})  # RFC 9110 §9.2.2
SURS = frozenset({"GET", "HEAD", "OPTIONS"})  # §9.2.1 : ne changent rien chez lui
Attendu = Literal["json", "octets", "rien"]


@dataclass(frozen=True, slots=True)
class Reglages:
    """Délais en secondes, taille en octets.

    `connexion` : pour être accueilli ; `lecture` : sans un octet de plus ; `duree` : pour la
    réponse entière. `essais` : d'une demande idempotente ; `pause` : avant le deuxième, doublée
    ensuite ; `patience` : au-delà, ce que `Retry-After` demande attend le passage suivant.
    """

    connexion: float = 10.0
    lecture: float = 30.0
    duree: float = 120.0
    taille: int = 8 << 20
    essais: int = 3
    pause: float = 1.0
    patience: float = 20.0
    redirections: int = 3


@dataclass(frozen=True, slots=True)
class Certificat:
    """Un certificat client et sa clé, au format PKCS 12 ; `nom` : celui qu'on montre et note."""

    nom: str
    contenu: bytes = field(repr=False)
    mot_de_passe: str = field(repr=False)


class Porteur(Protocol):
    """Ce qui donne l'en-tête `Authorization` de chaque demande."""

    def autorisation(self) -> str:
        """« Bearer … » ; peut appeler le partenaire, et lever comme lui."""

    def oublier(self, refusee: str) -> None:
        """Celle-ci vient d'être refusée : la suivante sera neuve."""


@dataclass(frozen=True, slots=True)
class Demande:
    """`chemin` : à la suite de l'adresse du client. `quoi`, `objet` : pour le journal. Un seul de
    `json`, `forme` (formulaire), `corps` (octets, de nature `nature`). `acceptes` : réponses qui ne
    sont pas des échecs, en plus des 2xx. `anonyme` : sans l'autorisation du porteur.

    `lire` : lit (code, corps) d'une réponse qui n'est pas du JSON ; lève `ValueError` si elle n'a
    pas cette forme, ou l'erreur de `partners.erreurs` que la réponse dit elle-même. `consulte` : ne
    change rien chez lui, quel qu'en soit le verbe (SOAP ne connaît que POST)."""

    methode: str
    chemin: str
    quoi: str
    objet: str = ""
    json: Any = None
    forme: Mapping[str, str] | None = None
    corps: bytes | None = None
    nature: str = ""
    parametres: Mapping[str, str] = field(default_factory=dict)
    entetes: Mapping[str, str] = field(default_factory=dict)
    attendu: Attendu = "json"
    acceptes: frozenset[int] = frozenset()
    anonyme: bool = False
    lire: Callable[[int, bytes], Any] | None = None
    consulte: bool = False

    @property
    def octets(self) -> bytes | None:
        """Ce qui part ; un `Decimal` dans le JSON est un bogue : un montant s'y écrit en texte."""
        if self.json is None:
            return self.corps
        return json.dumps(self.json, ensure_ascii=False, allow_nan=False).encode()

    @property
    def idempotente(self) -> bool:
        return self.consulte or self.methode in IDEMPOTENTS

    @property
    def ecrit(self) -> bool:
        return not self.consulte and self.methode not in SURS


@dataclass(frozen=True, slots=True)
class Reponse:
    """`entetes` : noms en minuscules ; `contenu` : le JSON lu, nombres à virgule en `Decimal`."""

    nom: str
    code: int
    entetes: Mapping[str, str]
    corps: bytes
    contenu: Any = None

    def champ(self, chemin: str, genre: type[T]) -> T:
        """« jeton.valeur » dans le contenu ; lève `ContratError` s'il manque, ou s'il est d'un
        autre genre."""
        found = self.contenu
        for name in chemin.split("."):
            if not isinstance(found, dict) or name not in found:
                raise erreurs.champ_absent(self.nom, chemin)
            found = found[name]
        if not isinstance(found, genre) or (isinstance(found, bool) and genre is not bool):
            raise ContratError(
                f"La réponse de {self.nom} n'a pas la forme convenue : « {chemin} » n'est pas du "
                "genre attendu."
            )
        return found


Dormir = Callable[[float], None]
Arret = Callable[[], bool]


def jamais() -> bool:
    """Un arrêt qui ne se demande pas."""
    return False
