"""De quoi faire une annonce : un logement à louer auquel rien ne manque, et ses photos."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256

from lsc_desktop.domain.annonces.bien import Bien, Photo
from lsc_desktop.domain.annonces.criteres import Critere
from lsc_desktop.domain.annonces.examen import examiner
from lsc_desktop.domain.annonces.saisie import ReglageAnnoncesDraft
from lsc_desktop.domain.lots import LotDraft
from lsc_desktop.domain.lots.choix import PROVISIONS

D = Decimal
JOUR = date(2026, 11, 30)
JPEG = b"\xff\xd8\xff\xe0 une photo \xff\xd9"
TEXTE = "Charmant deux pièces refait à neuf, au calme, à deux pas du tramway et des écoles."


def un_lot_a_louer(**over: object) -> LotDraft:
    """La fiche d'un deux-pièces de 40 m² à 705 € charges comprises (seed L2712, écran CLAC)."""
    lot = LotDraft(
        id=12,
        code_gestion="SAINTLOUIS/305", code_physique="SAINTLOUIS/305", type_lot="Appartement",
        immeuble_id=1, proprietaire_id=1, adresse1="47, boulevard Albert 1er",
        code_postal="54500", ville="VANDOEUVRE LES NANCY",
        nb_pieces=2, nb_chambres=1, etage="3ème", surface_habitable=D("40.00"),
        surface=D("40.00"), chauffage="Collectif gaz", commercialisation="louer", diffuser=True,
        reference_internet="159", texte_annonce=TEXTE, type_location="Vide",
        loyer_mensuel=D("615.00"), provision_charges=D("90.00"), charges_modalite=PROVISIONS,
        depot_garantie=D("615.00"), honoraires_locataire=D("440.00"), honoraires_edl=D("120.00"),
        dpe_classe="D", dpe_valeur=210, ges_classe="C", ges_valeur=25, dpe_date=date(2024, 3, 1),
        dpe_cout_min=D("700.00"), dpe_cout_max=D("980.00"), dpe_prix_le=date(2021, 1, 1),
        dpe_energie_finale=185, diagnostic_erp=date(2026, 10, 1), mandat_id=1, mandat_numero="102",
    )  # fmt: skip
    return replace(lot, **over)  # type: ignore[arg-type]


def un_bien(lot: LotDraft | None = None, **over: object) -> Bien:
    """Le même, sous mandat depuis longtemps, avec deux photos."""
    shown = lot or un_lot_a_louer()
    bien = Bien(
        lot=shown, rue=shown.adresse1, code_postal=shown.code_postal, ville=shown.ville,
        construit_le=date(1980, 10, 1), mandat_debut=date(2020, 1, 1), photos=des_photos(2),
    )  # fmt: skip
    return replace(bien, **over)  # type: ignore[arg-type]


def des_photos(count: int, extension: str = "jpg") -> tuple[Photo, ...]:
    return tuple(
        Photo(
            cle=rank, nom=f"vue {rank}.{extension}", titre=f"Vue n° {rank}",
            taille=len(octets(rank)), sha256=sha256(octets(rank)).hexdigest(),
        )
        for rank in range(count)
    )  # fmt: skip


def octets(rank: int) -> bytes:
    return JPEG + bytes([rank])


def verdict(
    code: str, bien: Bien, reglage: ReglageAnnoncesDraft | None = None, jour: date = JOUR
) -> Critere | None:
    """Ce que dit une règle ; `None` si elle ne concerne pas ce bien."""
    found = examiner(bien, reglage or ReglageAnnoncesDraft(), jour)
    return next((one for one in found if one.code == code), None)
