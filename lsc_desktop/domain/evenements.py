"""Documents produits et événements qui les gardent (seed L800-830)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from lsc_desktop.domain.adresses import Adresse, EnTete
from lsc_desktop.domain.courriers import a_signaler
from lsc_desktop.domain.saisies import Problem, obligatoires
from lsc_desktop.domain.textes.balisage import sans_marques


@dataclass(frozen=True, slots=True)
class Document:
    """Un document prêt : l'aperçu, le papier, le courriel et l'extranet ont ces octets-là.

    `nom` : nom de fichier avec son extension. `liens` : table → id des fiches concernées
    (« locataire », « lot », « tiers », « regularisation »), reportées sur l'événement. `version` :
    celle de la fiche qu'il dit, si l'on garde ce qui en est émis. `secret` : il porte un mot de
    passe, et la base ne le garde jamais (D45).
    """

    nom: str
    contenu: bytes
    titre: str = ""
    type_mime: str = "application/pdf"
    classeur: str = ""
    liens: dict[str, int] = field(default_factory=dict)
    version: int | None = None
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Courrier:
    """Le texte d'un événement, prêt à mettre en lettre."""

    entete: EnTete
    destinataire: Adresse
    le: dt.date
    objet: str
    texte: str
    reference: str = ""


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
    """Saisie d'un événement ; `publie_le` vide : non publié (seed L1228-1243).

    `texte` : riche (`domain.textes.balisage`), à variables. `traite_le` : d'où court la durée de
    publication du modèle, à défaut `date` (D44). `lecteurs` : ceux du classeur, lus pour les dire ;
    vide, personne. `manques` : les variables du texte que rien ne remplit. `modele_suivi` : celui
    dont elle a déjà repris le texte, qu'on peut avoir effacé depuis. `valable_jusqu_au` : fin du
    contrat ou du diagnostic qu'il publie, ce jour compris.
    """

    id: int | None = None
    version: int = 0
    date: dt.date | None = None
    objet: str = ""
    texte: str = ""
    modele_id: int | None = None
    classeur_id: int | None = None
    dossier_id: int | None = None
    traite_le: dt.date | None = None
    auteur: str = ""
    confidentiel: bool = False
    publie_le: dt.date | None = None
    valable_jusqu_au: dt.date | None = None
    tiers_id: int | None = None
    locataire_id: int | None = None
    lot_id: int | None = None
    immeuble_id: int | None = None
    mandat_id: int | None = None
    regularisation_id: int | None = None
    lecteurs: str = ""
    manques: tuple[str, ...] = field(default=(), compare=False)
    modele_suivi: int | None = field(default=None, compare=False)
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
    if draft.classeur_id is None:
        yield "classeur_id", "Choisissez le classeur où l'événement sera publié."
    if not sans_marques(draft.texte).strip() and not draft.pieces:
        yield "texte", "Il n'y a rien à publier : ni texte, ni pièce jointe."


def avertissements(draft: EvenementDraft) -> tuple[str, ...]:
    """Ce que le courrier laissera en blanc, qui verra ce qui est publié, qui ne le verra pas."""
    remarks = a_signaler(draft.manques)
    if draft.publie_le is None or draft.classeur_id is None:
        return remarks
    if not draft.lecteurs:
        return (*remarks, "Personne ne lit ce classeur sur l'extranet : rien n'y paraîtra.")
    return (*remarks, f"Publié : visible par {draft.lecteurs} sur l'extranet.")
