"""Listes proposées sur la fiche d'un lot : un départ, complété par ce que la base contient."""

from collections.abc import Mapping

LIBRE, LOUE = "libre", "loue"
ETATS_LOCATIFS = ((LIBRE, "Libre"), (LOUE, "Loué"))

A_VENDRE, A_LOUER, VENTE_OU_LOCATION, NON_DISPONIBLE = (
    "vendre", "louer", "vendre_louer", "non_disponible",
)  # fmt: skip
COMMERCIALISATIONS = (
    ("", ""),
    (A_VENDRE, "À vendre"),
    (A_LOUER, "À louer"),
    (VENTE_OU_LOCATION, "À vendre ou à louer"),
    (NON_DISPONIBLE, "Non disponible"),
)
FORFAIT, PROVISIONS, REMBOURSEMENT = "forfait", "provisions", "remboursement"
MODALITES_CHARGES = (
    ("", ""),
    (PROVISIONS, "Provisions régularisées"),
    (FORFAIT, "Forfait"),
    (REMBOURSEMENT, "Remboursement annuel"),
)
CLASSES = tuple((letter, letter) for letter in ("", *"ABCDEFG"))  # DPE et GES

# Champs dont les valeurs se choisissent ; la valeur est le libellé.
LISTES: Mapping[str, tuple[str, ...]] = {
    "type_lot": (
        "Appartement", "Maison", "Studio", "Loft", "Chambre", "Local commercial", "Bureau",
        "Entrepôt", "Garage", "Parking", "Cave", "Terrain", "Immeuble",
    ),
    "epoque": (
        "Avant 1949", "De 1949 à 1974", "De 1975 à 1989", "De 1989 à 2005", "Après 2005",
    ),
    "etat": ("Neuf", "Excellent", "Bon", "À rafraîchir", "À rénover"),
    "standing": ("Économique", "Normal", "Bon", "Grand standing", "Luxe"),
    "chauffage": (
        "Individuel gaz", "Individuel électrique", "Individuel fioul", "Individuel bois",
        "Pompe à chaleur", "Collectif gaz", "Collectif fioul", "Chauffage urbain", "Aucun",
    ),
    "ascenseur": ("Oui", "Non"),
    "mitoyennete": ("Aucune", "1 côté", "2 côtés", "3 côtés"),
    "regime": ("Copropriété", "Monopropriété", "Lotissement", "Volume"),
    "parking_type": ("Intérieur", "Extérieur", "Box", "Aérien", "Sous-sol"),
    "motif_non_disponible": (
        "Travaux", "Occupé par le propriétaire", "Succession", "Vente en cours", "Litige",
    ),
    "categorie_annonce": (
        "Appartement", "Maison", "Local commercial", "Bureau", "Parking", "Terrain",
    ),
    "type_location": ("Vide", "Meublé", "Étudiant", "Mobilité", "Professionnel", "Commercial"),
    "mandat_type": (
        "Mandat simple de vente", "Mandat exclusif de vente", "Mandat semi-exclusif de vente",
        "Mandat simple de location", "Mandat exclusif de location",
    ),
}  # fmt: skip
EXPOSITIONS = tuple(
    (point, point)
    for point in (
        "", "Nord", "Nord-Est", "Est", "Sud-Est", "Sud", "Sud-Ouest", "Ouest", "Nord-Ouest",
    )
)  # fmt: skip
