"""Une annonce de location, telle qu'elle part : rien que des valeurs, sans rien d'un portail."""

from dataclasses import dataclass
from datetime import date
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
    `mentions` : ce que la loi oblige d'ajouter au texte ; `mandat` : son numéro, sa date."""

    identifiant: str
    reference: str
    titre: str
    texte: str
    mentions: tuple[str, ...]
    depot: Decimal | None
    mandat: tuple[str, date | None]
    photos: tuple[Photo, ...]
    bien: Bien


def composer(bien: Bien, reglage: ReglageAnnoncesDraft, jour: date) -> Annonce:
    """L'annonce d'un lot admissible ce jour-là."""
    lot, amount = bien.lot, depot(bien, reglage)
    return Annonce(
        identifiant=f"lot-{lot.id}",
        reference=lot.reference_internet.strip(),
        titre=titre(bien),
        texte=lot.texte_annonce.strip(),
        mentions=mentions(bien, amount),
        depot=amount,
        mandat=bien.mandat(jour),
        photos=photos_admises(bien),
        bien=bien,
    )


def titre(bien: Bien) -> str:
    """Celui qu'on a écrit, sinon celui d'usage."""
    said = bien.lot.titre_annonce.strip()
    return abrege(said, TITRE_MAX) if said else titre_d_usage(bien)


def titre_d_usage(bien: Bien) -> str:
    """« Appartement 3 pièces 62 m² »."""
    lot = bien.lot
    parts = [lot.type_lot or lot.categorie_annonce]
    if lot.nb_pieces:
        parts.append(pluriel(lot.nb_pieces, "pièce"))
    if bien.surface:
        parts.append(f"{nombre_court(bien.surface, 0)} m²")
    return abrege(" ".join(parts), TITRE_MAX)
