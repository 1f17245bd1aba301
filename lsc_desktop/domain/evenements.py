"""Documents produits et événements qui les gardent (classeurs : seed L545-563, L800-830)."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Document:
    """Un document prêt : l'aperçu, le papier, le courriel et l'extranet ont ces octets-là.

    `nom` : nom de fichier avec son extension. `liens` : table → id des fiches concernées
    (« locataire », « lot », « tiers », « regularisation »), reportées sur l'événement.
    """

    nom: str
    contenu: bytes
    titre: str = ""
    type_mime: str = "application/pdf"
    classeur: str = ""
    liens: dict[str, int] = field(default_factory=dict)
