"""Les mots des autres, pour ce que l'extranet montre : exercices, dépenses, fonds, contacts."""

from collections.abc import Mapping
from typing import Any

from lsc_desktop.domain.imports.mots import dire
from lsc_desktop.domain.imports.mots_syndic import IMMEUBLE

MOTS_DONNEES: Mapping[str, tuple[str, ...]] = {
    "exercices": ("exercice", "exercices comptables"),
    "depenses": ("depense", "releve de depenses", "liste des depenses", "charges et produits"),
    "fonds_travaux": ("fonds de travaux", "fonds travaux", "fond travaux", "loi alur"),
    "contacts": ("contacts utiles", "contact utile", "numeros utiles", "bureau"),
}

_GENRES = {
    "agence": "bureau", "cabinet": "bureau", "prestataire": "fournisseur",
    "entreprise": "fournisseur", "partenaire": "fournisseur", "utile": "utile",
    "gardien": "utile", "urgence": "utile",
}  # fmt: skip
_METIERS = {"gestion": "gerance", "location": "gerance", "copropriete": "syndic"}

RETOUCHES_DONNEES: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "exercices": {
        "immeuble": dire(IMMEUBLE, "Code de l'immeuble.", "CEDRES", obligatoire=True),
        "libelle": dire(
            "Exercice; Nom; Année; Intitulé", "Vide : « Exercice » et son année.", "Exercice 2021"
        ),
        "du": dire("Début; Date début; Premier jour; Ouverture", exemple="01/01/2021",
                   obligatoire=True),
        "au": dire("Fin; Date fin; Dernier jour; Date de clôture", exemple="31/12/2021",
                   obligatoire=True),
        "clos": dire("Clôturé; Approuvé", "Vide : non. Clos, ses dépenses ne se publient plus.",
                     "non"),
        "note": dire("Observations; Commentaire; Remarques"),
    },
    "depenses": {
        "immeuble": dire(IMMEUBLE, "Code de l'immeuble.", "CEDRES", obligatoire=True),
        "exercice": dire(
            "Exercice comptable; Année", "Son libellé. Vide : celui de la date.", "Exercice 2021"
        ),
        "cle": dire(
            "Code clé; Clé de répartition; N° clé", "Code de la clé. Vide : la générale.", "001"
        ),
        "compte": dire(
            "N° compte; Numéro de compte; Compte comptable; Compte de charges; Nature",
            "Créé, avec son libellé, s'il est inconnu.", "602001", obligatoire=True,
        ),
        "compte_libelle": dire(
            "Intitulé du compte; Nom du compte; Charge", exemple="Electricité (abonnement)"
        ),
        "date": dire("Date facture; Date de la facture; Date écriture", exemple="10/01/2021",
                     obligatoire=True),
        "libelle": dire("Désignation; Intitulé; Description", exemple="Facture EDF janvier",
                        obligatoire=True),
        "montant": dire("Montant; TTC; Total TTC; Total", "Toutes taxes ; un avoir est négatif.",
                        "15,00", obligatoire=True),
        "tva": dire("TVA; Dont TVA; Montant TVA; T.V.A", "Vide : 0.", "0,78"),
        "deductible": dire("Déduc.; Déduc; Part déductible; Montant déductible", "Vide : 0.",
                           "0,00"),
        "recuperable": dire(
            "Récup.; Récup; Part récupérable; Charges récupérables; Dont récupérable", "Vide : 0.",
            "15,00",
        ),
        "fournisseur": dire(
            "Code fournisseur; Nom fournisseur; Prestataire",
            "Code d'un tiers ; à défaut son nom, s'il est seul à le porter.",
        ),
        "note": dire("Observations; Commentaire; Remarques"),
    },
    "fonds_travaux": {
        "immeuble": dire(IMMEUBLE, "Code de l'immeuble.", "CEDRES", obligatoire=True),
        "lot": dire("N° lot; N° de lot; Numéro de lot; Lot de copropriété",
                    "Son numéro dans l'état descriptif de division.", "001", obligatoire=True),
        "compte": dire(
            "N° compte; Numéro de compte; Compte comptable",
            "Un 105 ou un 102 ; créé s'il est inconnu. Vide : 105000.", "105000",
        ),
        "compte_libelle": dire("Intitulé du compte; Nom du compte; Libellé",
                               exemple="Fonds de travaux"),
        "montant": dire("Solde; Fonds; Fonds de travaux; Total", exemple="19,64",
                        obligatoire=True),
        "arrete_le": dire("Date; Au; Date d'arrêté; Situation au", "Vide : le jour de la reprise.",
                          "30/09/2021"),
        "note": dire("Observations; Commentaire; Remarques"),
    },
    "contacts": {
        "genre": dire("Type; Catégorie", "Vide : contact utile.", "Contact utile", mots=_GENRES),
        "nom": dire("Raison sociale; Société; Dénomination", exemple="Gardien des Cèdres",
                    obligatoire=True),
        "role": dire("Fonction; Activité; Spécialité", exemple="Gardien"),
        "immeuble": dire(IMMEUBLE, "Code de l'immeuble. Vide : partout.", "CEDRES"),
        "telephone": dire("Tél; Tel; Portable; Mobile", exemple="03 83 00 00 00"),
        "courriel": dire("Email; E-mail; Mail; Adresse mail", exemple="gardien@example.fr"),
        "adresse1": dire("Adresse 1; Rue; Voie"),
        "code_postal": dire("CP; C.P."),
        "ville": dire("Commune; Localité"),
        "horaires": dire("Heures d'ouverture; Permanence"),
        "metier": dire("Module; Service", "Vide : gérance et syndic.", mots=_METIERS),
        "publie": dire("Publié; Extranet", "Vide : oui.", "oui"),
        "note": dire("Observations; Commentaire; Remarques"),
        "actif": dire("Actif", "Vide : oui.", "oui"),
    },
}  # fmt: skip
