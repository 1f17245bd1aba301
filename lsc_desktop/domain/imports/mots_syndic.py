"""Les mots des autres, pour le syndic : copropriétés, copropriétaires, lots et tantièmes."""

from collections.abc import Mapping
from typing import Any

from lsc_desktop.domain.imports.mots import TIERS, dire

# Comme dans `mots` : ce qui, dans le nom d'un fichier ou d'une feuille, annonce une sorte.
MOTS_SYNDIC: Mapping[str, tuple[str, ...]] = {
    "coproprietes": ("copropriete", "syndicat", "cle", "cles de repartition"),
    "coproprietaires": ("coproprietaire",),
    "lots_copropriete": (
        "lots copropriete", "lot copropriete", "lot de copropriete", "tantieme", "millieme",
        "etat descriptif",
    ),
}  # fmt: skip

_NATURES = {
    "personne": "seul", "physique": "seul", "personne physique": "seul", "epoux": "couple",
    "indivisaires": "indivision", "ind": "indivision", "usufruit": "demembrement",
    "demembrement": "demembrement", "sci": "societe", "personne morale": "societe",
    "morale": "societe", "syndicat": "syndicat",
}  # fmt: skip
_NOTIFICATIONS = {
    "courriel": "electronique", "mail": "electronique", "email": "electronique",
    "lre": "electronique", "dematerialisee": "electronique", "courrier": "postale",
    "poste": "postale", "lrar": "postale", "papier": "postale", "lettre": "postale",
}  # fmt: skip
IMMEUBLE = "Code immeuble; Copropriété; Code copropriété; Résidence; Syndicat; N° immeuble"

RETOUCHES_SYNDIC: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "coproprietes": {
        "immeuble": dire(
            IMMEUBLE, "Code de l'immeuble, sans « / » ; créé s'il est inconnu.", "CEDRES",
            obligatoire=True,
        ),
        "entite": dire(
            "Code entité; Code société; Société; Code syndicat",
            "Code de l'entité du syndicat ; créée, avec son nom, si elle est inconnue.", "S901",
        ),
        "entite_nom": dire(
            "Nom; Désignation; Raison sociale; Nom de l'entité", exemple="Syndicat les Cèdres"
        ),
        "immeuble_nom": dire(
            "Nom immeuble; Nom de la résidence; Nom de la copropriété",
            "Vide : le nom du syndicat.", "Résidence les Cèdres",
        ),
        "adresse1": dire("Adresse 1; Rue; Voie; Adresse immeuble", exemple="8, rue des Cèdres"),
        "adresse2": dire("Adresse 2; Complément"),
        "code_postal": dire("CP; C.P.", exemple="54000"),
        "ville": dire("Commune; Localité", exemple="NANCY"),
        "immatriculation": dire("N° immatriculation; Immatriculation RNC; Registre national"),
        "date_reglement": dire("Date du règlement; Règlement de copropriété"),
        "regime": dire("", "Vide : ordinaire.", "Ordinaire", mots={
            "petite": "petite", "petite copropriete": "petite", "cooperative": "cooperative",
        }),
        "pouvoirs": dire("Mode de pouvoirs", "Vide : France."),
        "delai_convocation": dire("Délai", "En jours, 21 au moins. Vide : 21.", "21"),
        "note": dire("Observations; Commentaire; Remarques"),
        "actif": dire("Actif", "Vide : oui.", "oui"),
        "cle": dire(
            "Code clé; Clé de répartition; N° clé",
            "Une clé par ligne. Aucune : la clé 001, CHARGES GENERALES.", "001",
        ),
        "cle_libelle": dire("Libellé clé; Nom de la clé", exemple="CHARGES GENERALES"),
        "cle_generale": dire(
            "Générale", "Celle qui compte les voix de tous ; seule, une clé l'est d'office.", "oui"
        ),
        "cle_total": dire(
            "Total; Total clé; Total annoncé; Base; Tantièmes; Millièmes",
            "Celui du règlement ; un écart avec les lots est dit, sans bloquer.", "1000",
        ),
    },
    "coproprietaires": {
        **TIERS,
        "immeuble": dire(IMMEUBLE, "Code de l'immeuble.", "CEDRES", obligatoire=True),
        "tiers": dire(
            "Code; Code copropriétaire; N° copropriétaire; Référence copropriétaire; Identifiant",
            "Le code de la fiche du tiers. Vide : tiré du nom. Deux comptes : deux lignes du même "
            "code.",
            "ROUXANNE",
        ),
        "nom": {
            **TIERS["nom"],
            "synonymes": (*TIERS["nom"]["synonymes"], "Copropriétaire", "Nom copropriétaire"),
            "exemple": "ROUX",
        },
        "prenom": {**TIERS["prenom"], "exemple": "Anne"},
        "adresse1": {**TIERS["adresse1"], "exemple": "8, rue des Cèdres"},
        "courriel": {**TIERS["courriel"], "exemple": "anne.roux@example.fr"},
        "compte": dire(
            "Compte; N° compte; Numéro de compte; Compte comptable; Compte 450",
            "Vide : un numéro est proposé.", "450ROUXANN",
        ),
        "nature": dire("Type; Qualité du copropriétaire", "Vide : personne seule.",
                       "Personne seule", mots=_NATURES),
        "residant": dire("Résident; Occupant; Propriétaire occupant", "Vide : non.", "oui"),
        "hlm": dire("HLM", "Vide : non. Ses voix ne se réduisent pas (décret 67-223, art. 16)."),
        "notification": dire(
            "Mode de notification; Convocation par; Mode de convocation", "Vide : électronique.",
            "Postale", mots=_NOTIFICATIONS,
        ),
        "postale_depuis": dire("Date de la demande postale"),
        "coproprietaire_note": dire(longueur=5_000),
        "actif": dire("Actif; En service", "Vide : oui.", "oui"),
    },
    "lots_copropriete": {
        "immeuble": dire(IMMEUBLE, "Code de l'immeuble.", "CEDRES", obligatoire=True),
        "numero": dire(
            "Lot; N° lot; N° de lot; Numéro de lot; Numéro lot; Lot n°",
            "Tel que dans l'état descriptif de division.", "001", obligatoire=True,
        ),
        "type_lot": dire("Nature; Nature du lot; Type de lot", exemple="Appartement"),
        "batiment": dire("Bât; Bat", exemple="A"),
        "escalier": dire("Esc"),
        "etage": dire("Niveau", exemple="1er"),
        "porte": dire("N° porte"),
        "lot_principal": dire(
            "Principal; Rattaché au lot", "Numéro d'un lot de la même copropriété."
        ),
        "coproprietaire": dire(
            "Copropriétaire; Compte; N° compte; Compte 450; Propriétaire; Code copropriétaire",
            "Son compte 450… ; à défaut le code ou le nom d'un tiers qui n'en a qu'un ici.",
            "450ROUXANN",
        ),
        "lot_gerance": dire("Lot géré; Code lot de gérance", "Code d'un lot de la gérance."),
        "note": dire("Observations; Commentaire; Remarques"),
        "actif": dire("Actif", "Vide : oui.", "oui"),
        "cle": dire(
            "Code clé; Clé de répartition; N° clé",
            "Une ligne par clé où le lot a des tantièmes. Vide : la clé générale.", "001",
        ),
        "tantiemes": dire(
            "Tantième; Millièmes; Millième; Quote-part; Nombre de tantièmes; Tantièmes généraux; "
            "Millièmes généraux; Tantièmes de copropriété",
            "À cinq décimales au plus. Vide : le lot n'est pas de cette clé.", "120,50000",
        ),
    },
}  # fmt: skip
