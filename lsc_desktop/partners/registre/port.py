"""Ce qu'on demande au registre et ce qu'il en dit, quel que soit le transport."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lsc_desktop.domain.registre.demarches import Demarche
from lsc_desktop.partners.http import Reglages

UNE_FOIS = Reglages(essais=1)


@dataclass(frozen=True, slots=True)
class Compte:
    """Les identifiants du télédéclarant, reçus avec le code d'activation."""

    numero: str
    courriel: str


@dataclass(frozen=True, slots=True)
class Demande:
    """Une démarche prête à partir. `numero` : d'immatriculation ; `donnees` : les nôtres."""

    demande: Demarche
    numero: str = ""
    donnees: Mapping[str, Any] = field(default_factory=dict)
    piece: bytes = b""
    objet: str = ""


@dataclass(frozen=True, slots=True)
class Accuse:
    """Ce que le registre a répondu. `numero` : celui qu'il attribue ; `donnees` : les siennes, sous
    nos noms ; `brut` : sa réponse, telle quelle, coupée à `client.BRUT` lettres."""

    numero: str = ""
    accuse: str = ""
    message: str = ""
    donnees: Mapping[str, Any] = field(default_factory=dict)
    brut: str = ""


def reglages_de(demande: Demarche) -> Reglages:
    """Les reprises permises : aucune pour ce qui change quelque chose chez eux."""
    return Reglages() if demande.lit else UNE_FOIS


def identifiants(noms: Mapping[str, str], compte: Compte) -> dict[str, str]:
    """Où (`noms` : « numero », « courriel » → un endroit) → la valeur ; rien de vide."""
    account = {"numero": compte.numero, "courriel": compte.courriel}
    return {where: account[who] for who, where in noms.items() if where and account.get(who)}
