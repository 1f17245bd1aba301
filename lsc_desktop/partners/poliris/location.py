"""Une annonce de location dans les champs du format ; ce qu'on ne sait pas reste vide."""

import re
from dataclasses import dataclass
from datetime import date

from lsc_desktop.base.text import fold
from lsc_desktop.domain.annonces.annonce import Annonce, titre_d_usage
from lsc_desktop.domain.annonces.bien import (
    APPARTEMENT,
    BUREAU,
    ENTREPOT,
    IMMEUBLE,
    LOCAL,
    LOFT,
    MAISON,
    PARKING,
    SANS_PIECES,
    TERRAIN,
    Photo,
    etage,
    loyer_affiche,
    loyer_de_base_max,
)
from lsc_desktop.domain.annonces.plafonds import NOUVEAU_DPE
from lsc_desktop.domain.lots import LotDraft
from lsc_desktop.domain.lots.choix import FORFAIT, PROVISIONS, REMBOURSEMENT
from lsc_desktop.partners.poliris.ecriture import Valeur
from lsc_desktop.partners.poliris.format import PHOTOS, TITRES
from lsc_desktop.partners.poliris.texte import RETOUR, nettoyer

TYPES = {
    APPARTEMENT: "Appartement", MAISON: "maison/villa", LOFT: "loft/atelier/surface",
    LOCAL: "local", BUREAU: "bureaux", ENTREPOT: "bâtiment", PARKING: "parking/box",
    TERRAIN: "terrain", IMMEUBLE: "immeuble",
}  # fmt: skip
# Types de chauffage publiés (page 27) ; ce qui n'y est pas reste vide.
CHAUFFAGES = {
    "Individuel gaz": 8704, "Individuel électrique": 10240, "Individuel fioul": 9216,
    "Individuel bois": 8192, "Collectif gaz": 4608, "Collectif fioul": 5120,
    "Chauffage urbain": 4096,
}  # fmt: skip
MODALITES = {FORFAIT: 1, PROVISIONS: 2, REMBOURSEMENT: 3}
DESCRIPTIF = 4000  # caractères du rang 21
FINALE = date(2023, 1, 1)  # avant, le rang 334 n'est pas lu


@dataclass(frozen=True, slots=True)
class Envoi:
    """Ce que le portail et les réglages décident. `proprietaires` : nom et localisation réelle."""

    agence: str
    encodage: str
    publications: str = ""
    url_bareme: str = ""
    proprietaires: bool = False
    inter_agences: bool = False
    avec_photos: bool = True


def fiche(annonce: Annonce, envoi: Envoi) -> dict[int, Valeur]:
    """Rang → valeur ; un rang absent s'écrit vide."""
    values: dict[int, Valeur] = {
        1: envoi.agence,
        2: annonce.reference,
        3: "location",
        4: TYPES[annonce.bien.sorte],
        175: annonce.identifiant,
        82: envoi.publications,
        307: envoi.url_bareme,
    }
    values |= _lieu(annonce, envoi)
    values |= _argent(annonce)
    values |= _logement(annonce)
    values |= _energie(annonce.bien.lot)
    values |= _mandat(annonce, envoi)
    values[20] = _titre(annonce, envoi.encodage)
    values[21] = descriptif(annonce, envoi.encodage)
    if envoi.avec_photos:
        for rank, photo in enumerate(annonce.photos):
            values[PHOTOS[rank]] = nom_photo(annonce, rank, photo)
            values[TITRES[rank]] = photo.titre
    return values


def _titre(annonce: Annonce, encodage: str) -> str:
    """Celui qu'on a écrit ; celui d'usage s'il n'en reste rien dans cet encodage (« 🏠🏠 »)."""
    return annonce.titre if nettoyer(annonce.titre, encodage) else titre_d_usage(annonce.bien)


def nom_photo(annonce: Annonce, rank: int, photo: Photo) -> str:
    """« lot-12-01-9f86d081.jpg » : le nom change avec le contenu, et avec lui seul."""
    return f"{annonce.identifiant}-{rank + 1:02}-{photo.sha256[:8]}.{photo.extension}"


def descriptif(annonce: Annonce, encodage: str) -> str:
    """Le texte, puis les mentions de la loi, qui ne se coupent jamais."""
    legal = nettoyer("\n".join(annonce.mentions), encodage, lignes=True)
    room = DESCRIPTIF - len(legal) - 2 * len(RETOUR)
    text = nettoyer(annonce.texte, encodage, longueur=max(room, 0), lignes=True)
    return f"{text}{RETOUR}{RETOUR}{legal}" if text else legal


def _lieu(annonce: Annonce, envoi: Envoi) -> dict[int, Valeur]:
    bien, lot = annonce.bien, annonce.bien.lot
    values: dict[int, Valeur] = {
        5: bien.code_postal,
        6: bien.ville,
        7: "France",
        8: bien.rue if lot.adresse_diffusee else "",
        9: lot.localisation_internet or lot.quartier,
    }
    if envoi.proprietaires:
        values |= {108: bien.code_postal, 109: bien.ville}
    return values


def _argent(annonce: Annonce) -> dict[int, Valeur]:
    """Rang 11 : charges et complément compris ; 331 : le loyer de base, encadré ou non."""
    bien, lot = annonce.bien, annonce.bien.lot
    return {
        11: loyer_affiche(lot),
        13: True,
        14: bien.hors_taxes,
        15: lot.honoraires_locataire,
        23: lot.provision_charges,
        161: annonce.depot,
        304: MODALITES.get(lot.charges_modalite),
        305: lot.complement_loyer,
        306: lot.honoraires_edl,
        331: lot.loyer_mensuel,
        332: loyer_de_base_max(bien),
        333: lot.encadrement_loyer if bien.logement else None,
    }


def _logement(annonce: Annonce) -> dict[int, Valeur]:
    bien, lot = annonce.bien, annonce.bien.lot
    built = lot.date_construction or bien.construit_le
    lift = {"Oui": True, "Non": False}.get(lot.ascenseur, bien.ascenseur)
    rooms = 0 if bien.sorte in SANS_PIECES and lot.nb_pieces is None else lot.nb_pieces
    return {
        16: bien.surface,
        17: lot.surface_jardin,
        18: rooms,
        19: lot.nb_chambres,
        22: lot.libre_le,
        24: etage(lot.etage),
        25: lot.nb_etages or bien.nb_etages,
        26: bien.meuble if bien.logement else None,
        27: built.year if built else None,
        33: CHAUFFAGES.get(lot.chauffage),
        40: lot.surface_balcons,
        41: lift,
        43: lot.nb_parkings,
        45: True if lot.digicode else None,
        48: True if lot.surface_terrasse else None,
        181: "Loft" if bien.sorte == LOFT else "Entrepôt" if bien.sorte == ENTREPOT else "",
        213: True if lot.surface_divisible and not bien.logement else None,
        214: None if bien.logement else lot.surface_divisible,
        242: f"Location {bien.nature.lower()}" if bien.nature else "",
        329: lot.surface_terrasse,
    }


def _energie(lot: LotDraft) -> dict[int, Valeur]:
    """Un lot non soumis n'a que « NS » (page 30)."""
    if lot.dpe_non_soumis:
        return {177: "NS", 179: "NS"}
    made = lot.dpe_date
    version = "" if made is None else "DPE_v07-2021" if made >= NOUVEAU_DPE else "DPE_v01-2011"
    final = lot.dpe_energie_finale if made is not None and made >= FINALE else None
    return {
        176: lot.dpe_valeur,
        177: lot.dpe_classe,
        178: lot.ges_valeur,
        179: lot.ges_classe,
        324: made,
        325: version,
        326: lot.dpe_cout_min,
        327: lot.dpe_cout_max,
        328: lot.dpe_prix_le,
        334: final,
    }


def _mandat(annonce: Annonce, envoi: Envoi) -> dict[int, Valeur]:
    bien = annonce.bien
    number, since = annonce.mandat
    values: dict[int, Valeur] = {112: _entier(number, 15), 113: since}
    if number and number == bien.mandat_de_location:
        kind = fold(bien.lot.mandat_type)
        values[83] = "exclusif" in kind and "semi" not in kind
    if envoi.inter_agences:  # le rang 111 dit le contraire de l'accès
        values |= {110: True, 111: not envoi.proprietaires}
    if envoi.proprietaires:
        owner = bien.proprietaire
        values |= {
            114: owner.nom, 115: owner.prenom, 117: owner.adresse,
            118: _entier(owner.code_postal, 5), 119: owner.ville,
            120: _telephone(owner.telephone),
        }  # fmt: skip
    return values


def _entier(text: str, most: int) -> str:
    """Un numéro qui ne tient pas ne se coupe pas : il en dirait un autre."""
    said = text.strip()
    return said if len(said) <= most else ""


def _telephone(text: str) -> str:
    """« +33 (0)4 58 96 36 58 » → « 0458963658 » ; vide s'il n'a pas dix chiffres."""
    digits = re.sub(r"\D", "", text.replace("(0)", ""))
    digits = re.sub(r"^(?:00)?33(?=\d{9}$)", "0", digits)
    return digits if re.fullmatch(r"0\d{9}", digits) else ""
