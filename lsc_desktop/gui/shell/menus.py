"""Les six modules et leurs menus, dans l'ordre de LSC (seed L31-48)."""

from lsc_desktop.gui.kit.menus import Entry, Menu, Module


def _absents(*texts: str, why: str = "Pas encore construit.") -> tuple[Entry, ...]:
    return tuple(Entry(text, absent=why) for text in texts)


FICHIER = Menu(
    "FICHIER",
    (
        Entry("Locataires", "locataires.liste"),
        Entry("Lots", "lots.liste"),
        Entry("Immeubles", "immeubles.liste"),
        Entry("Photos des immeubles", "photos.liste"),
        Entry("Mandats de gérance", "mandats.liste"),
        Entry("Propriétaires", "proprietaires.liste"),
        Entry("Tiers", "tiers.liste"),
        Entry("Dossiers locatifs reçus", "dossiers_locatifs.liste"),
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
        Entry("Classeurs de l'extranet", "classeurs.liste"),
        Entry("Accès au Service Client", "acces.liste"),
        Entry("Publication service client", "publications.reglage", {"id": 1}),
        Entry("Partenaires", "partenaires.liste"),
        Entry("Valider une licence", "abonnements.licence", {"id": 1}),
        Entry("Boîte d'envoi des partenaires", "partenaires.envois"),
        Entry("Appels aux partenaires", "partenaires.appels"),
        Entry("Import CLAC", "dossiers_locatifs.reglage", {"id": 1}, partenaire="clac"),
        Entry("Conservation des candidatures", "dossiers_locatifs.conservation", {"id": 1}),
        Entry("Configuration Lovys", "lovys.reglage", {"id": 1}, partenaire="lovys"),
        Entry("AG Connect", "ag_connect.reglage", {"id": 1}, partenaire="ag_connect"),
        Entry("Publication d'annonces", "annonces.reglage", {"id": 1}),
        Entry("Services système", "services.liste"),
        Entry("Messages système", "services.messages"),
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
        Menu(
            "NÉGOCIATEUR",
            (
                Entry("Annonces", "annonces.liste"),
                Entry("Devis Lovys", "lovys.devis"),
                *_absents("Lots à louer", "Lots à vendre", "Visites"),
            ),
        ),
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
                Entry("Dossiers", "dossiers.liste"),
                Entry("Tiers", "tiers.liste"),
                Entry("Contacts utiles", "contacts.liste"),
                Entry("Modèles d'événement", "modeles.liste"),
                Entry("Publipostages", "publipostages.liste"),
                Entry("Planning", "planning.liste"),
                Entry("Assemblées exportées", "ag_connect.liste"),
            ),
        ),
        Menu(
            "PARAMÈTRES",
            (
                Entry("Configuration Organiseur", "planning.reglage", {"id": 1}),
                Entry("ClickMeeting via bureau à distance", "aide.bureau_distant", {"id": 1}),
                Entry("Boîte d'envoi des partenaires", "partenaires.envois"),
            ),
        ),
    ),
)

SYNDIC = Module(
    "syndic",
    "Syndic",
    "mdi6.office-building-outline",
    (
        Menu(
            "SYNDIC",
            (
                Entry("Copropriétés", "coproprietes.liste"),
                Entry("Copropriétaires", "coproprietaires.liste"),
                Entry("Lots de copropriété", "lots_copropriete.liste"),
                Entry("Mutations", "mutations.liste"),
                Entry("Assemblées générales", "assemblees.liste"),
                Entry("Exercices", "exercices.liste"),
                Entry("Dépenses", "depenses.liste"),
                Entry("Fonds de travaux", "fonds_travaux.liste"),
                Entry("Registre des copropriétés", "registre.liste"),
                Entry("Déclarations au registre", "registre.declarations"),
                Entry("Certificat et compte du registre", "registre.reglage", {"id": 1}),
                *_absents("Appels de fonds", "Répartition des charges"),
            ),
        ),
        COMPTABILITE,
        Menu(
            "PARAMÈTRES",
            (
                Entry("Configuration syndic", "configuration.syndic", {"id": 1}),
                Entry("ClickMeeting via bureau à distance", "aide.bureau_distant", {"id": 1}),
                Entry("Historique des modifications", "historique.liste"),
            ),
        ),
    ),
)

MODULES = (
    GERANCE,
    SYNDIC,
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
