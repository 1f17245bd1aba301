"""Les données que la loi demande, et depuis quand (CCH L. 711-2, R. 711-9 ; D51).

Deux régimes : celui d'avant le 21 février 2027, et le suivant (décret 2025-831). Un dossier se juge
au jour où on le déclare.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from lsc_desktop.domain.registre.demarches import (
    FINANCES,
    IDENTIFICATION,
    MANDAT,
    PROCEDURES,
    SUCCESSEUR,
    TECHNIQUE,
    Demarche,
)

NOUVEAU_REGIME = date(2027, 2, 21)  # décret 2025-831
_VEILLE = NOUVEAU_REGIME - timedelta(days=1)

_COPRO, _LOTS, _IMMEUBLE, _ENTITE, _AGENCE = (
    "la fiche Copropriété", "la liste des lots de copropriété", "la fiche Immeuble",
    "la fiche Entité du syndicat", "la fiche Entité de l'agence",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Donnee:
    """Une donnée d'un volet. `ou` : où elle se renseigne. `source` : le texte qui la demande.

    `facultative` : on la déclare si on l'a. Elle se demande de `depuis` à `jusqu_au`, compris.
    """

    nom: str
    libelle: str
    volet: str
    source: str
    ou: str
    facultative: bool = False
    depuis: date = date.min
    jusqu_au: date = date.max


def _volet(volet: str, ou: str, *rows: tuple[str, str, str]) -> tuple[Donnee, ...]:
    """`nom?` : facultative ; `nom+` : depuis le nouveau régime."""
    return tuple(
        Donnee(
            name.rstrip("?+"), label, volet, source, ou, facultative="?" in name,
            depuis=NOUVEAU_REGIME if "+" in name else date.min,
        )
        for name, label, source in rows
    )  # fmt: skip


DONNEES = (
    *_volet(
        IDENTIFICATION, "l'onglet Identification",
        ("nom_usage", "Nom d'usage", "L. 711-2"),
    ),
    *_volet(
        IDENTIFICATION, _IMMEUBLE,
        ("adresse", "Adresse de référence", "L. 711-2"),
        ("code_postal", "Code postal", "L. 711-2"),
        ("ville", "Commune", "L. 711-2"),
    ),
    *_volet(
        IDENTIFICATION, "l'onglet Identification",
        ("adresses?", "Adresses complémentaires", "données ouvertes"),
        ("parcelles", "Références cadastrales", "arrêté du 10/10/2016, annexe 4"),
    ),
    *_volet(
        IDENTIFICATION, _COPRO,
        ("date_reglement", "Date du règlement de copropriété", "arrêté du 10/10/2016, annexe 4"),
    ),
    *_volet(
        IDENTIFICATION, "l'onglet Identification",
        ("date_creation", "Date de création du syndicat", "L. 711-2 II 1°"),
    ),
    *_volet(
        IDENTIFICATION, _ENTITE,
        ("siret_syndicat?", "SIRET du syndicat, s'il en a un", "loi 65-557 art. 8-2"),
    ),
    *_volet(
        IDENTIFICATION, "l'onglet Identification",
        ("nature", "Syndicat principal ou secondaire", "arrêté du 10/10/2016, annexe 4"),
        ("immat_principal", "Immatriculation du syndicat principal",
         "arrêté du 10/10/2016, annexe 4"),
        ("cooperatif", "Syndicat coopératif", "loi 65-557 art. 17-1"),
        ("residence_service", "Résidence-services", "données ouvertes"),
        ("nb_asl", "Nombre d'ASL", "données ouvertes"),
        ("nb_aful", "Nombre d'AFUL", "données ouvertes"),
        ("nb_unions", "Nombre d'unions de syndicats", "données ouvertes"),
    ),
    *_volet(
        IDENTIFICATION, _LOTS,
        ("nb_lots", "Nombre total de lots", "L. 711-2"),
        ("nb_principaux", "Lots d'habitation, de bureaux et de commerces", "L. 711-2"),
        ("nb_habitation", "Lots d'habitation", "L. 711-2"),
        ("nb_stationnement", "Lots de stationnement", "données ouvertes"),
    ),
    *_volet(
        MANDAT, _AGENCE,
        ("syndic_nom", "Nom du syndic", "L. 711-2"),
        ("syndic_siret", "SIRET du syndic", "L. 711-2"),
    ),
    *_volet(
        MANDAT, "l'onglet Identification",
        ("cadre", "Cadre d'intervention", "R. 711-1"),
        ("mandat_du", "Début du mandat", "catalogue des données A.2"),
        ("mandat_au", "Fin du mandat", "catalogue des données A.2"),
    ),
    *_volet(
        PROCEDURES, "l'onglet Identification",
        ("procedures?", "Procédures en cours", "L. 711-2 II 2° et 3°"),
    ),
    *_volet(
        FINANCES, "l'onglet Finances",
        ("exercice_du", "Premier jour de l'exercice", "R. 711-9 II"),
        ("exercice_au", "Dernier jour de l'exercice", "R. 711-9 II"),
        ("ag_comptes_le", "Assemblée qui a approuvé les comptes", "loi 65-557 art. 8-2"),
        ("budget", "Budget prévisionnel", "R. 711-9 II"),
        ("charges_courantes", "Charges pour opérations courantes", "loi 65-557 art. 8-2"),
        ("charges_travaux", "Charges pour travaux et opérations exceptionnelles",
         "loi 65-557 art. 8-2"),
        ("provisions_travaux", "Provisions pour travaux", "R. 711-9 II"),
        ("dettes_fournisseurs", "Dettes fournisseurs", "R. 711-9 II"),
        ("impayes", "Impayés", "R. 711-9 II"),
    ),
    Donnee("nb_debiteurs", "Copropriétaires devant plus de 300 €", FINANCES,
           "R. 711-9 II, arrêté du 10/10/2016", "l'onglet Finances", jusqu_au=_VEILLE),
    Donnee("nb_debiteurs", "Copropriétaires devant plus de deux trimestres de charges", FINANCES,
           "décret 2025-831", "l'onglet Finances", depuis=NOUVEAU_REGIME),
    Donnee("fonds_travaux", "Fonds de travaux", FINANCES, "loi 65-557 art. 8-2",
           "l'onglet Finances", facultative=True, jusqu_au=_VEILLE),
    *_volet(
        FINANCES, "l'onglet Finances",
        ("fonds_travaux+", "Fonds de travaux", "décret 2025-831"),
        ("personnel", "Personnel employé par le syndicat", "R. 711-9 II"),
    ),
    *_volet(
        TECHNIQUE, "l'onglet Technique",
        ("batiments", "Bâtiments", "R. 711-9 III"),
        ("nb_ascenseurs", "Nombre d'ascenseurs", "R. 711-9 III"),
        ("periode", "Période de construction", "R. 711-9 III"),
        ("chauffage", "Nature du chauffage", "R. 711-9 III"),
        ("reseau_urbain", "Chauffage urbain", "loi 65-557 art. 8-2"),
        ("energie", "Énergie du chauffage", "loi 65-557 art. 8-2"),
        ("eau_chaude+", "Eau chaude sanitaire", "décret 2025-831"),
        ("nb_bornes+", "Points de recharge de véhicules", "décret 2025-831"),
        ("diagnostic_structurel?+", "Diagnostic structurel établi le", "décret 2025-831"),
        ("plan_travaux+", "Plan pluriannuel de travaux", "décret 2025-831"),
    ),
    *_volet(
        SUCCESSEUR, "cette déclaration",
        ("fin_mandat", "Fin du mandat de l'agence", "catalogue des données A.2.3"),
        ("successeur_nom", "Nom du successeur", "catalogue des données A.2.3"),
        ("successeur_siret?", "SIRET du successeur", "catalogue des données A.2.3"),
        ("successeur_courriel?", "Courriel du successeur", "catalogue des données A.2.3"),
    ),
)  # fmt: skip


def donnees_a_declarer(demande: Demarche, jour: date) -> tuple[Donnee, ...]:
    """Celles des volets de la démarche qui se demandent ce jour-là, dans l'ordre du catalogue."""
    return tuple(
        one for one in DONNEES
        if one.volet in demande.volets and one.depuis <= jour <= one.jusqu_au
    )  # fmt: skip


def regime(jour: date) -> str:
    """Le nom du jeu de données en vigueur ce jour-là."""
    return "depuis le 21/02/2027" if jour >= NOUVEAU_REGIME else "jusqu'au 20/02/2027"
