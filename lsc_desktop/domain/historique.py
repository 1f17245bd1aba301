"""Les mots de l'historique : fiches, rubriques et valeurs, comme sur les écrans."""

from lsc_desktop.domain.ag_connect import mots as ag_connect
from lsc_desktop.domain.annonces import mots as annonces
from lsc_desktop.domain.assemblees.saisie import ETATS, TYPES_ASSEMBLEE
from lsc_desktop.domain.comptabilite import NATURES, TYPES_JOURNAL
from lsc_desktop.domain.configuration import PRORATAS
from lsc_desktop.domain.contacts import GENRES, METIERS_CONTACT
from lsc_desktop.domain.coproprietes import (
    MODES_POUVOIRS,
    NATURES_COPROPRIETAIRE,
    NOTIFICATIONS,
    REGIMES,
)
from lsc_desktop.domain.dossiers_locatifs import mots as dossiers_locatifs
from lsc_desktop.domain.droits import DROITS, libelle
from lsc_desktop.domain.fiscalites import NATURES as NATURES_FISCALES
from lsc_desktop.domain.locataires import DETENTEURS, TERMES, TYPES_BAIL
from lsc_desktop.domain.lots import COMMERCIALISATIONS, ETATS_LOCATIFS, MODALITES_CHARGES
from lsc_desktop.domain.lots.rubriques import RUBRIQUES_LOT
from lsc_desktop.domain.lovys import mots as lovys
from lsc_desktop.domain.mandats import BASES_ACOMPTE, BASES_HONORAIRES
from lsc_desktop.domain.partenaires import mots as partenaires
from lsc_desktop.domain.planning import mots as planning
from lsc_desktop.domain.publications import mots as publications
from lsc_desktop.domain.quittancement import PERIODICITES
from lsc_desktop.domain.registre import mots as registre

FICHES = {
    **ag_connect.FICHES,
    **annonces.FICHES,
    **dossiers_locatifs.FICHES,
    **lovys.FICHES,
    **partenaires.FICHES,
    **planning.FICHES,
    **publications.FICHES,
    **registre.FICHES,
    "assemblee": "Assemblée générale",
    "cible_publication": "Cible de publication",
    "classeur": "Classeur",
    "code_fiscalite": "Code fiscalité",
    "compte": "Compte",
    "configuration": "Configuration gérance",
    "configuration_syndic": "Configuration syndic",
    "contact": "Contact",
    "coproprietaire": "Copropriétaire",
    "copropriete": "Copropriété",
    "depense": "Dépense",
    "dossier": "Dossier",
    "entite": "Entité",
    "evenement": "Événement",
    "exercice": "Exercice",
    "fonds_travaux": "Fonds de travaux",
    "immeuble": "Immeuble",
    "journal_comptable": "Journal",
    "locataire": "Locataire",
    "lot": "Lot",
    "lot_copropriete": "Lot de copropriété",
    "mandat": "Mandat de gérance",
    "modele_evenement": "Modèle d'événement",
    "mutation": "Mutation",
    "profil": "Profil",
    "publipostage": "Publipostage",
    "reglage_sauvegarde": "Réglage des sauvegardes",
    "regularisation": "Régularisation",
    "tiers": "Tiers",
    "utilisateur": "Utilisateur",
}

# Lignes d'une fiche : table → nom de la ligne.
LIGNES = {
    **dossiers_locatifs.LIGNES,
    **planning.LIGNES,
    **registre.LIGNES,
    "ayant_droit": "Ayant droit",
    "cle_repartition": "Clé",
    "colocataire": "Colocataire",
    "document_lot": "Document",
    "donnee_complementaire": "Donnée complémentaire",
    "garant": "Caution",
    "ligne_quittancement": "Ligne de quittancement",
    "mandat_lot": "Lot confié",
    "membre_conseil": "Conseil syndical",
    "photo_immeuble": "Photo",
    "piece_jointe": "Pièce jointe",
    "piece_lot": "Pièce (Carrez)",
    "profil_droit": "Droit",
    "possession": "Possession",
    "regularisation_charge": "Type de charges",
    "regularisation_eau": "Eau",
    "regularisation_ecriture": "Écriture de provision",
    "resolution": "Résolution",
    "tantieme": "Tantièmes",
}

# Rubriques qui disent la même chose partout.
COMMUNES = {
    "actif": "En service", "adresse1": "Adresse", "adresse2": "Complément d'adresse",
    "adresse3": "Complément d'adresse (suite)", "annulee_le": "Annulée le",
    "annulee_par": "Annulée par", "ascenseur": "Ascenseur", "au": "Au", "bic": "BIC",
    "civilite": "Civilité", "code": "Code", "code_fiscalite_id": "Code fiscalité",
    "code_postal": "Code postal", "compte_id": "Compte", "courriel": "Courriel",
    "cree_le": "Créée le", "cree_par": "Créée par", "date": "Date",
    "date_construction": "Construit le", "depart": "Départ",
    "depot_garantie": "Dépôt de garantie", "digicode": "Digicode", "du": "Du",
    "entite_id": "Entité", "etat": "État", "fichier_id": "Fichier", "fin": "Fin", "iban": "IBAN",
    "ics": "ICS", "immeuble_id": "Immeuble", "libelle": "Libellé", "libelle1": "Libellé",
    "libelle2": "Libellé (suite)", "locataire_id": "Locataire", "lot_id": "Lot",
    "mandat_id": "Mandat de gérance", "mode_reglement": "Mode de règlement", "montant": "Montant",
    "nature": "Nature", "nb_etages": "Étages", "nom": "Nom", "note": "Note", "numero": "Numéro",
    "objet": "Objet", "pays": "Pays", "piece": "Pièce", "pourcentage": "Pourcentage",
    "prenom": "Prénom", "portable": "Portable", "proprietaire_id": "Propriétaire",
    "quote_part": "Quote-part", "regularisation_id": "Régularisation", "seuil": "Seuil",
    "siret": "SIRET", "surface": "Surface", "telephone": "Téléphone", "texte": "Texte",
    "tiers_id": "Tiers", "titre": "Titre", "total": "Total", "valeur": "Valeur",
    "ville": "Ville",
}  # fmt: skip

# Rubriques propres à une fiche ou à une ligne : table → colonne → nom.
PROPRES = {
    **ag_connect.PROPRES,
    **annonces.PROPRES,
    **dossiers_locatifs.PROPRES,
    **lovys.PROPRES,
    **partenaires.PROPRES,
    **planning.PROPRES,
    **publications.PROPRES,
    **registre.PROPRES,
    "assemblee": {
        "copropriete_id": "Copropriété", "type_assemblee": "Type", "heure": "Heure",
        "lieu": "Lieu", "cle_id": "Clé", "president": "Président de séance",
        "secretaire": "Secrétaire", "scrutateurs": "Scrutateurs", "urgence": "Urgence",
        "lieu_consultation": "Consultation des pièces", "convoquee_le": "Convoquée le",
        "incidents": "Incidents", "motif": "Motif de la réouverture", "gestes": "Gestes en séance",
        "registre": "N° de registre", "repli_reception": "Réception",
        "close_le": "Close le", "close_par": "Close par",
        "proces_verbal_id": "Procès-verbal", "feuille_id": "Feuille de présence",
    },
    "resolution": {
        "sous": "Sous-résolution", "projet": "Projet", "article": "Article", "cle_id": "Clé",
        "question": "Question", "groupe": "Groupe", "exclusif": "Un seul retenu",
        "saisi_id": "Débiteur saisi", "amendee": "Amendée", "texte_adopte": "Texte adopté",
        "texte_second": "Texte du second vote", "reserves": "Réserves",
    },
    "ayant_droit": {"qualite": "Qualité", "mandataire": "Mandataire commun"},
    "cle_repartition": {"generale": "Clé générale", "total": "Total annoncé"},
    "cible_publication": {
        "sorte": "Sorte", "active": "Active", "gerance": "Gérance", "syndic": "Syndic",
        "transport": "Transport", "hote": "Serveur", "port": "Port",
        "utilisateur": "Utilisateur", "chemin": "Dossier", "empreinte": "Clé d'hôte",
        "signe": "Manifestes signés",
        "debit": "Débit", "heure_fin": "S'arrêter à", "amorce": "Premier envoi",
        "depuis": "À partir du", "envoie_documents": "Envoie les documents",
        "envoie_comptes": "Envoie les comptes", "envoie_soldes": "Envoie les soldes",
        "envoie_conseil": "Envoie les conseils syndicaux",
        "envoie_banque": "Envoie les coordonnées bancaires",
        "envoie_acces": "Envoie les premiers mots de passe",
        "envoie_photos": "Envoie les photos",
    },
    "classeur": {
        "metier": "Métier", "proprietaire": "Propriétaire", "locataire": "Locataire",
        "coproprietaire": "Copropriétaire", "membre_cs": "Membre du conseil syndical",
        "president_cs": "Président du conseil syndical",
    },
    "code_fiscalite": {
        "ligne_2044": "Ligne de la 2044", "lien_proprietaire": "Va au compte du propriétaire",
    },
    "compte": {
        "numero": "Numéro comptable", "libelle": "Libellé comptable", "valide": "Compte validé",
        "report_a_nouveau": "Report à nouveau", "reprise_en_solde": "Reprise en solde",
        "service_client": "Service client",
    },
    "configuration": {
        "regularisation_lots_isoles": "Régularisation des lots isolés activée",
        "plusieurs_regularisations": "Plusieurs régularisations coexistent",
        "sans_note": "Ne pas imprimer la note de bas de page",
        "note": "Note de bas de page", "titre_decompte": "Titre du décompte",
        "code_provisions": "Code des provisions",
        "code_regularisation": "Code des régularisations",
        "seuil_departs": "Seuil pour les locataires partis", "fois_max": "Appels au plus",
        "prorata": "Prorata des mois incomplets", "pied_de_page": "Pied de page",
        "date_travail": "Date de travail",
        "verrouillage_minutes": "Verrouillage après",
    },
    "contact": {
        "genre": "Genre", "role": "Rôle", "metier": "Métier", "horaires": "Horaires",
        "publie": "Montré sur l'extranet",
    },
    "depense": {
        "exercice_id": "Exercice", "cle_id": "Clé", "montant": "Montant TTC", "tva": "T.V.A.",
        "deductible": "Déductible", "recuperable": "Récupérable",
        "fournisseur_id": "Fournisseur", "evenement_id": "Facture",
    },
    "exercice": {"copropriete_id": "Copropriété", "clos": "Clos"},
    "fonds_travaux": {"lot_copropriete_id": "Lot", "arrete_le": "Arrêté le"},
    "coproprietaire": {
        "copropriete_id": "Copropriété", "residant": "Résidant", "hlm": "Organisme HLM",
        "notification": "Notification", "postale_depuis": "Postale demandée le",
    },
    "copropriete": {
        "immatriculation": "Immatriculation", "date_reglement": "Règlement du",
        "regime": "Régime", "pouvoirs": "Pouvoirs",
        "delai_convocation": "Délai de convocation", "lieu_assemblee": "Lieu des assemblées",
        "lieu_consultation": "Consultation des pièces",
    },
    "configuration_syndic": {
        "vote_correspondance": "Vote par correspondance",
        "seconds_votes": "Seconds votes au formulaire", "repli_reception": "Réception",
        "classeur": "Classeur", "texte_25_1": "Texte du second vote (25-1)",
        "texte_26_1": "Texte du second vote (26-1)", "signataire": "Signataire",
        "texte_convocation": "Texte de la convocation",
        "ouverture_pv": "Ouverture du procès-verbal", "cloture_pv": "Fin du procès-verbal",
        "inactiver_vendeurs": "Inactiver les comptes des vendeurs",
    },
    "entite": {
        "nom": "Désignation", "carte_professionnelle": "Carte professionnelle",
        "garantie": "Garantie financière",
    },
    "dossier": {"type_dossier": "Type", "ouvert_le": "Ouvert le", "clos_le": "Clos le"},
    "evenement": {
        "modele_id": "Modèle", "classeur_id": "Classeur", "dossier_id": "Dossier",
        "traite_le": "Traité le", "auteur": "Auteur",
        "confidentiel": "Confidentiel", "publie_le": "Publié le",
        "valable_jusqu_au": "Valable jusqu'au",
    },
    "garant": {"montant": "Plafond", "jusqu_au": "Jusqu'au"},
    "immeuble": {"syndic": "Syndic"},
    "journal_comptable": {"type_journal": "Type de journal"},
    "ligne_quittancement": {
        "ponctuelle": "Appelée une fois", "arretee_par_id": "Arrêtée par",
        "au_avant": "Fin avant régularisation", "quittance_id": "Quittance",
    },
    "locataire": {
        "reference_bail": "Référence du bail", "type_bail": "Type de bail",
        "bail_du": "Bail du", "bail_au": "Échéance du bail",
        "premier_quittancement": "Premier quittancement", "periodicite": "Périodicité",
        "terme": "Terme", "jour_echeance": "Jour d'échéance",
        "forfait_charges": "Charges au forfait", "preavis_recu": "Préavis reçu le",
        "fin_preavis": "Fin de préavis", "motif_conge": "Motif du congé",
        "depot_verse_le": "Dépôt versé le", "depot_detenu_par": "Dépôt détenu par",
        "depot_rendu_le": "Dépôt rendu le", "nouvelle_adresse1": "Nouvelle adresse",
        "nouvelle_adresse2": "Nouvelle adresse (suite)",
        "nouveau_code_postal": "Nouveau code postal", "nouvelle_ville": "Nouvelle ville",
    },
    "lot": RUBRIQUES_LOT,
    "lot_copropriete": {
        "copropriete_id": "Copropriété", "type_lot": "Type", "batiment": "Bâtiment",
        "escalier": "Escalier", "etage": "Étage", "porte": "Porte",
        "lot_principal_id": "Lot principal", "lot_id": "Lot en gérance",
    },
    "membre_conseil": {"president": "Président"},
    "modele_evenement": {
        "classeur_id": "Classeur", "regrouper": "Regrouper par type de dossier",
        "prefixer": "Préfixer de la référence du dossier", "duree_mois": "Mois publiés",
        "nom_pieces": "Nom des pièces jointes", "notifier": "Notifications",
        "tout_l_immeuble": "Publié à tout l'immeuble", "code_legal": "Décret 2019-502",
    },
    "mutation": {
        "copropriete_id": "Copropriété", "vendeur_id": "Vendeur", "acquereur_id": "Acquéreur",
        "date_effet": "Date d'effet", "avis_le": "Avis reçu le", "notaire": "Notaire",
        "vendeur_inactive": "Compte du vendeur inactivé",
    },
    "mandat": {
        "debut": "Début", "duree_mois": "Durée", "tacite_reconduction": "Tacite reconduction",
        "taux_honoraires": "Taux d'honoraires", "base_honoraires": "Base d'honoraires",
        "forfait_honoraires": "Forfait d'honoraires", "taux_gli": "Taux GLI",
        "taux_acompte": "Taux d'acompte", "base_acompte": "Base d'acompte",
    },
    "publipostage": {
        "sorte": "À", "modele_id": "Modèle", "classeur_id": "Classeur", "dossier_id": "Dossier",
        "incomplets": "Même incomplets",
    },
    "piece_lot": {
        "exclure_carrez": "Exclure Carrez", "niveau": "Niveau", "exposition": "Exposition",
        "informations": "Informations",
    },
    "photo_immeuble": {"publie": "À publier"},
    "possession": {"coproprietaire_id": "Copropriétaire", "mutation_id": "Mutation"},
    "profil": {"administrateur": "Administrateur"},
    "profil_droit": {"droit": "Droit"},
    "tantieme": {"cle_id": "Clé"},
    "utilisateur": {
        "identifiant": "Identifiant", "profil_id": "Profil",
        "messages_systeme": "Messages système",
    },
    "document_lot": {"diffusion": "Diffusion", "vignette": "Vignette"},
    "reglage_sauvegarde": {
        "active": "Copies à leurs heures", "heures": "Heures", "dossier": "Dossier",
        "gardees": "Copies gardées",
    },
    "regularisation": {
        "valide": "Validé", "jours_occupation": "Jours d'occupation",
        "jours_periode": "Jours de la période", "provisions_actuelles": "Provisions actuelles",
        "nouvelles_provisions": "Nouvelles provisions",
        "nouvelles_provisions_saisies": "Nouvelles provisions tapées",
        "provisions": "Provisions sur charges", "reintroduction": "Réintroduction retenue",
        "regularisation": "Régularisation", "fois": "Quittancée en",
        "imprime_le": "Décompte imprimé le", "decompte_id": "Décompte",
        "quittance_le": "Quittancée le", "quittance_par": "Quittancée par",
        "present": "Locataire présent", "lot_avant": "Régularisation du lot avant",
    },
    "regularisation_charge": {
        "jours_presence": "Jours de présence", "jours_periode": "Jours de la période",
        "montant_total": "Montant total", "montant": "Montant à payer",
    },
    "regularisation_eau": {
        "index_fin": "Index fin de période", "index_precedent": "Index précédent",
        "prix": "Prix unitaire", "montant": "Montant à payer",
    },
    "regularisation_ecriture": {"ecriture_id": "Écriture"},
}  # fmt: skip


# Rubriques qu'un profil peut n'avoir pas le droit de lire (droit « voir les IBAN »).
SENSIBLES = frozenset({"iban", "bic"})

# Valeurs gardées sous un mot de la base : (fiche, colonne) → mot → libellé.
VALEURS: dict[tuple[str, str], dict[str, str]] = {
    (fiche, champ): {str(value): label for value, label in choices}
    for fiche, champ, choices in (
        *ag_connect.VALEURS,
        *dossiers_locatifs.VALEURS,
        *partenaires.VALEURS,
        *planning.VALEURS,
        *registre.VALEURS,
        ("assemblee", "etat", ETATS),
        ("assemblee", "type_assemblee", TYPES_ASSEMBLEE),
        ("code_fiscalite", "nature", NATURES_FISCALES),
        ("compte", "nature", NATURES),
        ("configuration", "prorata", PRORATAS),
        ("coproprietaire", "nature", NATURES_COPROPRIETAIRE),
        ("coproprietaire", "notification", NOTIFICATIONS),
        ("contact", "genre", GENRES),
        ("contact", "metier", METIERS_CONTACT),
        ("copropriete", "pouvoirs", MODES_POUVOIRS),
        ("copropriete", "regime", REGIMES),
        ("journal_comptable", "type_journal", TYPES_JOURNAL),
        ("locataire", "depot_detenu_par", DETENTEURS),
        ("locataire", "periodicite", PERIODICITES),
        ("locataire", "terme", TERMES),
        ("locataire", "type_bail", TYPES_BAIL),
        ("lot", "commercialisation", COMMERCIALISATIONS),
        ("lot", "etat_locatif", ETATS_LOCATIFS),
        ("lot", "charges_modalite", MODALITES_CHARGES),
        ("mandat", "base_acompte", BASES_ACOMPTE),
        ("mandat", "base_honoraires", BASES_HONORAIRES),
        ("profil", "profil_droit", tuple((d.cle, libelle(d.cle)) for d in DROITS)),
        (
            "regularisation",
            "etat",
            (("en_attente", "En attente"), ("quittancee", "Quittancée"), ("annulee", "Annulée")),
        ),
    )
}


def valeur(fiche: str, champ: str, texte: str) -> str:
    """Le libellé d'une valeur d'une liste fermée ; le texte gardé, sinon."""
    return VALEURS.get((fiche, champ), {}).get(texte, texte)


def rubrique(fiche: str, champ: str) -> str:
    """« Bail du », « Ligne de quittancement, Montant » ; le champ lui-même s'il est inconnu.

    `champ` : une colonne de la fiche, la table d'une ligne, ou « table.colonne ».
    """
    table, point, column = champ.partition(".")
    if point:
        return f"{LIGNES.get(table, table)}, {rubrique(table, column)}"
    return PROPRES.get(fiche, {}).get(champ) or LIGNES.get(champ) or COMMUNES.get(champ, champ)
