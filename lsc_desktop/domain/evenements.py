"""Documents produits et événements qui les gardent (classeurs : seed L545-563, L800-830)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from lsc_desktop.domain.saisies import Problem, obligatoires


@dataclass(frozen=True, slots=True)
class Document:
    """Un document prêt : l'aperçu, le papier, le courriel et l'extranet ont ces octets-là.

    `nom` : nom de fichier avec son extension. `liens` : table → id des fiches concernées
    (« locataire », « lot », « tiers », « regularisation »), reportées sur l'événement. `version` :
    celle de la fiche qu'il dit, si l'on garde ce qui en est émis.
    """

    nom: str
    contenu: bytes
    titre: str = ""
    type_mime: str = "application/pdf"
    classeur: str = ""
    liens: dict[str, int] = field(default_factory=dict)
    version: int | None = None


# --- Classeurs --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Classeur:
    """Un classeur de l'extranet, et qui le voit ; « Baux / Lots » ferait un sous-dossier."""

    nom: str
    proprietaire: bool = True
    locataire: bool = False

    @property
    def lecteurs(self) -> str:
        """« le propriétaire et le locataire », « le propriétaire », « personne »."""
        names = [
            name
            for sees, name in (
                (self.proprietaire, "le propriétaire"),
                (self.locataire, "le locataire"),
            )
            if sees
        ]
        return " et ".join(names) or "personne"


# Les seize classeurs de la gérance et leurs droits (seed L545-563).
CLASSEURS = (
    Classeur("Avis", locataire=True),
    Classeur("Baux", locataire=True),
    Classeur("Contrats d'entretien"),
    Classeur("Courriers / Autres", locataire=True),
    Classeur("Courriers / Locataires", locataire=True),
    Classeur("Courriers / Propriétaires"),
    Classeur("Divers / Autres", locataire=True),
    Classeur("Divers / Locataires", locataire=True),
    Classeur("Divers / Propriétaires"),
    Classeur("Etat des lieux", locataire=True),
    Classeur("Mandats"),
    Classeur("Quittance & reçus", locataire=True),
    Classeur("Relances", locataire=True),
    Classeur("Relevés de gérance"),
    Classeur("Revenus fonciers"),
    Classeur("Travaux", proprietaire=False),
)


def classeur(nom: str) -> Classeur | None:
    """Le classeur de ce nom, s'il existe."""
    return next((known for known in CLASSEURS if known.nom == nom), None)


# --- Événements -------------------------------------------------------------------------------

LIENS = ("tiers", "locataire", "lot", "immeuble", "mandat", "regularisation")


@dataclass(slots=True)
class PieceJointeLigne:
    """Une pièce jointe ; `chemin` : le fichier choisi sur le disque, tant qu'il n'est pas gardé.

    `taille` en Ko.
    """

    id: int | None = None
    fichier_id: int | None = None
    nom: str = ""
    taille: int = 0
    chemin: str = ""


@dataclass(slots=True)
class EvenementDraft:
    """Saisie d'un événement ; `publie_le` vide : non publié (seed L1228-1243)."""

    id: int | None = None
    version: int = 0
    date: dt.date | None = None
    objet: str = ""
    texte: str = ""
    modele: str = ""
    classeur: str = ""
    auteur: str = ""
    confidentiel: bool = False
    publie_le: dt.date | None = None
    tiers_id: int | None = None
    locataire_id: int | None = None
    lot_id: int | None = None
    immeuble_id: int | None = None
    mandat_id: int | None = None
    regularisation_id: int | None = None
    pieces: list[PieceJointeLigne] = field(default_factory=list)

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(self, date="La date", objet="L'objet")
        for rank, piece in enumerate(self.pieces):
            if not piece.nom.strip():
                yield f"pieces.{rank}.nom", "Le nom de cette pièce est à renseigner."
        if self.publie_le is not None:
            yield from refus_de_publier(self)


def refus_de_publier(draft: EvenementDraft) -> Iterator[Problem]:
    """Ce qui empêche de montrer un événement sur l'extranet."""
    if draft.confidentiel:
        yield "publie_le", "Un événement confidentiel ne se publie pas."
    if not draft.classeur:
        yield "classeur", "Choisissez le classeur où l'événement sera publié."
    if not draft.texte.strip() and not draft.pieces:
        yield "texte", "Il n'y a rien à publier : ni texte, ni pièce jointe."


def avertissements(draft: EvenementDraft) -> tuple[str, ...]:
    """Qui verra ce qui est publié, et qui ne le verra pas."""
    if draft.publie_le is None or (shown := classeur(draft.classeur)) is None:
        return ()
    if not (shown.proprietaire or shown.locataire):
        return (f"Personne n'a accès au classeur « {shown.nom} » sur l'extranet.",)
    return (f"Publié : visible par {shown.lecteurs} sur l'extranet.",)
