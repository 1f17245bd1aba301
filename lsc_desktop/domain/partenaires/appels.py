"""Un appel à un partenaire, tel qu'il se note : qui, quand, quoi, la réponse ; jamais un secret."""

from dataclasses import dataclass

FAIT, REFUS, PANNE, BOGUE = "fait", "refus", "panne", "bogue"
ISSUES = ((FAIT, "Fait"), (REFUS, "Refusé"), (PANNE, "En panne"), (BOGUE, "Incident"))
LONGUEUR = 400  # caractères gardés d'une réponse


@dataclass(frozen=True, slots=True)
class Appel:
    """`quoi` : « Créer la réunion » ; `objet` : ce qu'il concerne ; `adresse` : verbe et adresse,
    sans paramètres ; `code` : celui de HTTP, rien sans réponse ; `duree` en millisecondes, reprises
    comprises ; `certificat` : celui qu'on a présenté."""

    partenaire: str
    quoi: str
    objet: str
    adresse: str
    issue: str
    code: int | None
    reponse: str
    duree: int
    essais: int = 1
    certificat: str = ""
