"""Les six modules et leurs menus, dans l'ordre de LSC (seed L31-48)."""

from lsc_desktop.gui.kit.screens import Entry, Menu, Module


def _absents(*texts: str, why: str = "Pas encore construit.") -> tuple[Entry, ...]:
    return tuple(Entry(text, absent=why) for text in texts)


FICHIER = Menu(
    "FICHIER",
    (
        Entry("Locataires", "locataires.liste"),
        Entry("Lots", "lots.liste"),
        Entry("Immeubles", "immeubles.liste"),
        Entry("Mandats de gérance", "mandats.liste"),
        Entry("Propriétaires", "proprietaires.liste"),
        Entry("Tiers", "tiers.liste"),
    ),
)

LOCATAIRE = Menu(
    "LOCATAIRE",
    (
        Entry("Appel de loyers", "quittancement.appel"),
        Entry("Avis d'échéance et Quittance", "quittances.liste"),
        Entry("Journal du quittancement", "appels.liste"),
        *_absents(
            "Quittancement par date",
            "Quittancement par propriétaire",
            "Bordereau assurance locative",
            "Bordereau vacance locative",
            "Bordereau GRL Gestion",
            "Bordereau GRL 2",
            "Enregistrement des préavis",
            "Validation des départs",
            "Enregistrement d'un préavis",
            "Validation d'un départ",
            "Suivi des dépôts de garantie",
            "Remboursement des DG",
            "Régularisation des charges",
        ),
        Entry(
            "Régularisation des lots isolés",
            "regularisations.liste",
            visible="regularisation_lots_isoles",
        ),
        *_absents("Gestion de budget"),
    ),
)

PROPRIETAIRE = Menu(
    "PROPRIÉTAIRE",
    _absents(
        "Calcul des honoraires",
        "Facturation des honoraires",
        "Acomptes",
        "Relevés de gérance",
        "Paiement des propriétaires",
        "Paiement de la taxe foncière",
        "Revenus fonciers",
    ),
)

COMPTABILITE = Menu(
    "COMPTABILITÉ",
    (
        Entry("Comptes", "comptes.liste"),
        Entry("Écritures", "ecritures.liste"),
        Entry("Journaux", "journaux.liste"),
        Entry("Entités", "entites.liste"),
        Entry("Codes fiscalité", "fiscalites.liste"),
        *_absents("Saisie comptable", "Rapprochement bancaire"),
    ),
)

PARAMETRES = Menu(
    "PARAMÈTRES",
    (
        Entry("Configuration gérance", "configuration.fiche", {"id": 1}),
        Entry("Historique des modifications", "historique.liste"),
        Entry("Traitements", "traitements.liste"),
        Entry("Sauvegardes", "sauvegardes.liste"),
        Entry("Réglage des sauvegardes", "sauvegardes.reglage", {"id": 1}),
        Entry("Utilisateurs", "utilisateurs.liste"),
        Entry("Profils et droits", "profils.liste"),
        Entry("Journal des connexions", "connexions.liste"),
        *_absents("Services système"),
        Entry("Import Export", "imports.liste"),
    ),
)

GERANCE = Module(
    "gerance",
    "Gérance",
    "mdi6.home-city-outline",
    (
        FICHIER,
        LOCATAIRE,
        PROPRIETAIRE,
        Menu("SCI", _absents("Facturation SCI")),
        Menu("NÉGOCIATEUR", _absents("Lots à louer", "Lots à vendre", "Visites")),
        Menu("STATISTIQUES", _absents("Impayés", "Vacance", "Honoraires", "Échéances de bail")),
        COMPTABILITE,
        PARAMETRES,
    ),
)

ORGANISEUR = Module(
    "organiseur",
    "Organiseur",
    "mdi6.calendar-text-outline",
    (
        Menu(
            "ORGANISEUR",
            (
                Entry("Événements", "evenements.liste"),
                Entry("Tiers", "tiers.liste"),
                *_absents("Planning", "Dossiers"),
            ),
        ),
    ),
)

MODULES = (
    GERANCE,
    Module(
        "syndic",
        "Syndic",
        "mdi6.office-building-outline",
        (Menu("SYNDIC", _absents("Copropriétés", "Assemblées générales", "Appels de fonds")),),
        absent="Le module Syndic n'est pas encore construit.",
    ),
    Module(
        "transaction",
        "Transaction",
        "mdi6.handshake-outline",
        absent="Le module Transaction n'est pas encore construit.",
    ),
    Module(
        "saisonnier",
        "Saisonnier",
        "mdi6.beach",
        absent="Le module Saisonnier n'est pas encore construit.",
    ),
    Module(
        "comptabilite",
        "Comptabilité",
        "mdi6.calculator-variant-outline",
        (COMPTABILITE,),
    ),
    ORGANISEUR,
)
