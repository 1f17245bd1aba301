"""Une annonce de location, telle qu'elle part : rien que des valeurs, sans rien d'un portail."""

from dataclasses import dataclass
from decimal import Decimal

from lsc_desktop.base.money import nombre_court
from lsc_desktop.base.text import abrege, pluriel
from lsc_desktop.domain.annonces.bien import Bien, Photo
from lsc_desktop.domain.annonces.forme import TITRE_MAX, photos_admises
from lsc_desktop.domain.annonces.loi import depot
from lsc_desktop.domain.annonces.mentions import mentions
from lsc_desktop.domain.annonces.saisie import ReglageAnnoncesDraft


@dataclass(frozen=True, slots=True)
class Annonce:
    """`identifiant` : le même toute la vie du lot, et à lui seul (Poliris, rang 175) ;
    `mentions` : ce que la loi oblige d'ajouter au texte."""

    identifiant: str
    reference: str
    titre: str
    texte: str
    mentions: tuple[str, ...]
    depot: Decimal | None
    photos: tuple[Photo, ...]
    bien: Bien


def composer(bien: Bien, reglage: ReglageAnnoncesDraft) -> Annonce:
    """L'annonce d'un lot admissible."""
    lot, amount = bien.lot, depot(bien, reglage)
    return Annonce(
        identifiant=f"lot-{lot.id}",
        reference=lot.reference_internet.strip(),
        titre=titre(bien),
        texte=lot.texte_annonce.strip(),
        mentions=mentions(bien, amount),
        depot=amount,
        photos=photos_admises(bien),
        bien=bien,
    )


def titre(bien: Bien) -> str:
    """Celui qu'on a écrit ; sinon « Appartement 3 pièces 62 m² »."""
    lot = bien.lot
    if lot.titre_annonce.strip():
        return abrege(lot.titre_annonce.strip(), TITRE_MAX)
    parts = [lot.type_lot or lot.categorie_annonce]
    if lot.nb_pieces:
        parts.append(pluriel(lot.nb_pieces, "pièce"))
    if bien.surface:
        parts.append(f"{nombre_court(bien.surface, 0)} m²")
    return abrege(" ".join(parts), TITRE_MAX)
