"""Ce qu'un lot doit avoir pour partir : les conditions de LSC, et ce qu'exige le format Poliris."""

import re
from datetime import date, timedelta

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.money import nombre
from lsc_desktop.base.text import fold, pluriel
from lsc_desktop.domain.annonces.bien import SANS_PIECES, Bien, Photo, etage
from lsc_desktop.domain.annonces.criteres import Regle, Verdict, a_voir, manque, tenu
from lsc_desktop.domain.annonces.saisie import ReglageAnnoncesDraft
from lsc_desktop.domain.lots import LOUE
from lsc_desktop.domain.lots.choix import A_VENDRE

REFERENCE_MAX, TITRE_MAX, TEXTE_MAX = 20, 64, 4000  # caractères (Poliris, rangs 2, 20, 21)
TEXTE_COURT = 40
PHOTOS_MAX, PHOTO_POIDS = 30, 40 * 1024 * 1024
EXTENSIONS = ("jpg", "jpeg", "png", "gif", "bmp")
MENTIONS = 1500  # caractères réservés à ce que la loi oblige d'ajouter au texte
_A_LOUER = ("louer", "vendre_louer")
_ARRONDISSEMENTS = {"paris": "75000", "lyon": "69000", "marseille": "13000"}

Reglage = ReglageAnnoncesDraft


def _en_service(bien: Bien, reglage: Reglage, jour: date) -> Verdict:
    if bien.lot.actif:
        return tenu("Le lot est en service.")
    return manque("Le lot est hors service.", "Remettez-le en service.")


def _diffusion(bien: Bien, reglage: Reglage, jour: date) -> Verdict:
    if bien.lot.diffuser:
        return tenu("« Diffuser cette annonce sur Internet » est coché.")
    return manque("La diffusion n'est pas activée.", "Cochez « Diffuser cette annonce ».")


def _reference(bien: Bien, reglage: Reglage, jour: date) -> Verdict:
    value = bien.lot.reference_internet.strip()
    if not value:
        return manque("Sans référence internet.", "Donnez-en une, propre à ce lot.")
    if len(value) > REFERENCE_MAX:
        return manque(
            f"La référence « {value} » a {len(value)} caractères.",
            f"Raccourcissez-la à {REFERENCE_MAX}.",
        )
    if not re.fullmatch(r"[\w./ -]+", value) or not _en_cp1252(value):
        return manque(
            f"La référence « {value} » a des signes qu'un portail ne garde pas.",
            "N'y laissez que lettres, chiffres, tirets, points et barres.",
        )
    if bien.reference_prise:
        return manque(
            f"La référence « {value} » est celle d'un autre lot diffusé.",
            "Donnez à chacun la sienne : deux annonces du même nom font suspendre le flux.",
        )
    return tenu(f"Référence internet « {value} ».")


def _en_cp1252(text: str) -> bool:
    """L'encodage le plus étroit d'un portail la garde entière."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _a_louer(bien: Bien, reglage: Reglage, jour: date) -> Verdict:
    if bien.lot.commercialisation in _A_LOUER:
        return tenu("Le lot est à louer.")
    if bien.lot.commercialisation == A_VENDRE:
        return manque(
            "Le lot est à vendre, et seules les locations partent d'ici.",
            "Publiez la vente chez le portail ; s'il se loue aussi, dites-le « À vendre ou à "
            "louer ».",
        )
    return manque("Le lot n'est pas à louer.", "Dites-le « À louer » dans l'onglet Lot.")


def _libre(bien: Bien, reglage: Reglage, jour: date) -> Verdict:
    lot = bien.lot
    if lot.locataire_id or lot.etat_locatif == LOUE:
        when = f", libérable le {date_fr(lot.libre_le)}" if lot.libre_le else ""
        who = f" par {lot.locataire}" if lot.locataire else ""
        return manque(f"Le lot est loué{who}{when}.", "Il pourra partir une fois libre.")
    if bien.bail_a_venir:
        return manque(
            f"Un bail y commence le {date_fr(bien.bail_a_venir)}.",
            "Il n'est plus à louer : décochez la diffusion.",
        )
    return tenu("Le lot est libre.")


def _parution(bien: Bien, reglage: Reglage, jour: date) -> Verdict | None:
    start = bien.lot.date_parution
    if start is None:
        return None
    if start > jour:
        return manque(f"L'annonce paraîtra le {date_fr(start)}.", "Avancez la date de parution.")
    return tenu(f"Parution depuis le {date_fr(start)}.")


def _mandat(bien: Bien, reglage: Reglage, jour: date) -> Verdict:
    number, since = bien.mandat(jour)
    if number:
        when = f" du {date_fr(since)}" if since else ""
        return tenu(f"Mandat n° {number}{when}.")
    end = bien.fin_du_mandat_de_location
    if bien.mandat_de_location and end is not None and end < jour:
        return manque(
            f"Le mandat de location n° {bien.mandat_de_location} a pris fin le {date_fr(end)}.",
            "Renouvelez-le, ou rattachez le lot à un mandat de gérance.",
        )
    return manque(
        "Aucun mandat en cours ne confie ce lot à l'agence.",
        "Rattachez-le à un mandat de gérance, ou saisissez un mandat de location.",
    )


def _delai(bien: Bien, reglage: Reglage, jour: date) -> Verdict | None:
    _number, since = bien.mandat(jour)
    if since is None or not reglage.blocage_jours:
        return None
    start = since + timedelta(days=reglage.blocage_jours)
    said = pluriel(reglage.blocage_jours, "jour")
    if jour < start:
        return manque(
            f"Le mandat est du {date_fr(since)} : rien ne paraît avant {said}.",
            f"Elle partira le {date_fr(start)} ; le délai est dans « Publication d'annonces ».",
        )
    return tenu(f"Le mandat a plus de {said}.")


def _sorte(bien: Bien, reglage: Reglage, jour: date) -> Verdict:
    said = bien.lot.categorie_annonce or bien.lot.type_lot
    if bien.sorte:
        return tenu(f"« {said} ».")
    if not said:
        return manque("Sans type ni catégorie.", "Donnez la catégorie de l'annonce.")
    return manque(
        f"Aucun portail ne connaît de lot « {said} ».",
        "Donnez une catégorie d'annonce : appartement, maison, parking…",
    )


def _commune(bien: Bien, reglage: Reglage, jour: date) -> Verdict:
    code, city = bien.code_postal.strip(), bien.ville.strip()
    if not city or not re.fullmatch(r"\d{5}", code):
        return manque("La commune et son code postal en cinq chiffres manquent.",
                      "Complétez l'adresse du lot ou de l'immeuble.")  # fmt: skip
    big = fold(city).split(" ")[0]
    if _ARRONDISSEMENTS.get(big) == code:
        return manque(
            f"« {code} {city} » ne dit pas l'arrondissement.",
            "Donnez le code postal de l'arrondissement : il est obligatoire.",
        )
    return tenu(f"{code} {city}.")


def _surface(bien: Bien, reglage: Reglage, jour: date) -> Verdict:
    if bien.surface:
        what = "habitables" if bien.logement else "de surface"
        return tenu(f"{nombre(bien.surface)} m² {what}.")
    what = "La surface habitable" if bien.logement else "La surface"
    return manque(f"{what} manque.", "Saisissez-la dans l'onglet Lot.")


def _pieces(bien: Bien, reglage: Reglage, jour: date) -> Verdict | None:
    if bien.sorte in SANS_PIECES:
        return None
    if bien.lot.nb_pieces:
        return tenu(f"{pluriel(bien.lot.nb_pieces, 'pièce')}.")
    return manque("Le nombre de pièces manque.", "Saisissez-le dans l'onglet Lot.")


def _etage(bien: Bien, reglage: Reglage, jour: date) -> Verdict | None:
    said = bien.lot.etage.strip()
    if not said or etage(said) is not None:
        return None
    return a_voir(f"L'étage « {said} » ne se lit pas.", "Écrivez « 3ème » ou « RDC ».")


def _texte(bien: Bien, reglage: Reglage, jour: date) -> Verdict:
    text = bien.lot.texte_annonce.strip()
    if not text:
        return manque("L'annonce n'a pas de texte.", "Écrivez-le dans l'onglet Publicité.")
    size = len(text) + 3 * text.count("\n")
    if size > TEXTE_MAX - MENTIONS:
        return manque(
            f"Le texte a {size} caractères.",
            f"Ramenez-le à {TEXTE_MAX - MENTIONS} : les mentions légales s'y ajoutent.",
        )
    if len(text) < TEXTE_COURT:
        return a_voir("Le texte est très court.", "Un portail peut écarter une annonce si brève.")
    return tenu(f"Un texte de {pluriel(len(text), 'caractère')}.")


def _photos(bien: Bien, reglage: Reglage, jour: date) -> Verdict:
    sent = photos_admises(bien)
    out = len(bien.photos) - len(sent)
    if out:
        return a_voir(
            f"{pluriel(out, 'photo ne partira pas', 'photos ne partiront pas')}.",
            "Une photo est en JPG, PNG, GIF ou BMP, de 40 Mo au plus, et il y en a trente au plus.",
        )
    if not sent:
        return a_voir("Aucune photo à diffuser.", "Ajoutez des images au lot, cochées « Diffusé ».")
    return tenu(f"{pluriel(len(sent), 'photo')}.")


def photos_admises(bien: Bien) -> tuple[Photo, ...]:
    """Celles que les portails acceptent, dans leur ordre."""
    fit = (p for p in bien.photos if p.extension in EXTENSIONS and 0 < p.taille <= PHOTO_POIDS)
    return tuple(fit)[:PHOTOS_MAX]


_SEED = "seed L2655-2658"
REGLES = (
    Regle("service", "En service", _SEED, _en_service),
    Regle("diffusion", "Diffusion activée", _SEED, _diffusion),
    Regle("reference", "Référence internet", f"{_SEED} ; Poliris, rang 2", _reference),
    Regle("louer", "À louer", _SEED, _a_louer),
    Regle("libre", "Libre", _SEED, _libre),
    Regle("parution", "Date de parution", "seed L2662-2678", _parution),
    Regle("mandat", "Mandat", "loi 70-9 art. 6, 7 ; décret 72-678 art. 72", _mandat),
    Regle("delai", "Délai après le mandat", "seed L2651", _delai),
    Regle("sorte", "Type de bien", "Poliris, rang 4", _sorte),
    Regle("commune", "Commune", "arrêté du 10/01/2017 art. 4 ; Poliris, rangs 5 et 6", _commune),
    Regle("surface", "Surface", "arrêté du 10/01/2017 art. 4 ; Poliris, rang 16", _surface),
    Regle("pieces", "Nombre de pièces", "Poliris, rang 18", _pieces),
    Regle("etage", "Étage", "Poliris, rang 24", _etage),
    Regle("texte", "Texte", "Poliris, rang 21", _texte),
    Regle("photos", "Photos", "seed L2680 ; Poliris, page 24", _photos),
)
