"""Les lots de la démonstration, dont ceux que montrent les écrans d'origine."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from lsc_desktop.domain.lots import LotDraft, PieceLot

D = Decimal

# Le lot en vente de l'écran Transaction (seed L392-424).
GARE23_1001 = LotDraft(
    code_gestion="GARE23/1001",
    code_physique="GARE23/1001",
    adresse1="23, rue de la Gare",
    code_postal="75000",
    ville="PARIS",
    type_lot="Appartement",
    nb_pieces=4,
    surface_habitable=D("86.25"),
    commercialisation="vendre",
    mandat_transaction="8",
    mandat_type="Mandat simple de vente",
    mandat_affecte_a="MT",
    mandat_date=date(2009, 6, 1),
    mandat_duree_mois=3,
    lot_affecte_a="JLC",
    prix_vente=D("174000.00"),
    net_vendeur=D("162616.82"),
    commission_taux=D("7"),
    commission_montant=D("11383.18"),
    commission_taxe=D("0"),
    taxe_habitation=D("501.00"),
    taxe_om=D("100.00"),
    taxe_fonciere=D("480.00"),
    numero_cles="00025",
    digicode="B8514",
    visite="Les clés sont au tableau. Attention, visite à partir de 14h00",
    charges_copro=D("980.00"),
    charges_recuperables=D("500.00"),
    charges_chauffage=D("500.00"),
    charges_electricite=D("120.00"),
    regularisation_le=date(2021, 3, 9),
    note_transaction="Appartement un peu sombre, petit…",
)

# Le lot de l'écran Lot, avec son garage hors Carrez (seed L702-770).
SAINTLOUIS_305 = LotDraft(
    code_gestion="SAINTLOUIS/305",
    code_physique="SAINTLOUIS/305",
    numero_rcp="305",
    numero_plan="305",
    type_lot="Appartement",
    standing="Normal",
    mitoyennete="2 côtés",
    nb_pieces=5,
    nb_chambres=2,
    etage="3ème",
    date_construction=date(1980, 10, 1),
    surface_habitable=D("95.00"),
    loyer_mensuel=D("459.00"),
    pieces=[PieceLot(piece="Lot Garage", surface=D("40.00"), exclure_carrez=True, niveau="0")],
)

_CONNUS = {lot.code_gestion: lot for lot in (GARE23_1001, SAINTLOUIS_305)}


def lot(code: str, loyer: Decimal | None = None) -> LotDraft:
    """La saisie d'un lot de la démonstration : « LAFAYETTE/002 »."""
    if known := _CONNUS.get(code):
        return replace(known)
    _, _, number = code.partition("/")
    return LotDraft(
        code_gestion=code,
        code_physique=code,
        numero_plan=number,
        type_lot="Appartement",
        nb_pieces=3,
        surface_habitable=D("62.00"),
        loyer_mensuel=loyer,
    )
