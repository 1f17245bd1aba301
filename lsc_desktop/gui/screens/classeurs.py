"""Écrans des classeurs de l'extranet et des modèles d'événement (seed L859-916, L1055-1123)."""

from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.classeurs import (
    METIERS,
    ClasseurDraft,
    ModeleDraft,
    avertissements,
    modele_muet,
)
from lsc_desktop.domain.courriers import VARIABLES
from lsc_desktop.domain.publications.listes_legales import LIGNES_DU_DECRET
from lsc_desktop.gui.kit.screens import Batch, Column, Command, FormScreen, ListScreen, Lookup
from lsc_desktop.gui.screens.communs import EN_SERVICE, retraits, supprimer_la_ligne, voir
from lsc_desktop.queries.classeurs import CLASSEURS, MODELES, load_classeur, load_modele
from lsc_desktop.services.classeurs import (
    activer_modele,
    save_classeur,
    save_modele,
    supprimer_classeur,
    supprimer_modele,
)

GERANCE = ("proprietaire", "locataire")
SYNDIC = ("coproprietaire", "membre_cs", "president_cs")

LISTE = ListScreen(
    "classeurs.liste",
    "Liste Classeur",
    CLASSEURS,
    columns=(
        Column("metier", "Métier", 9),
        Column("nom", "Classeur", 32),
        Column("proprietaire", "Propriétaire", 11),
        Column("locataire", "Locataire", 9),
        Column("coproprietaire", "Copropriétaire", 13),
        Column("membre_cs", "Membre CS", 10),
        Column("president_cs", "Président CS", 11),
        Column("evenements", "Événements", 10),
    ),
    opens="classeurs.fiche",
    creates="classeurs.fiche",
    commands=(
        Command(
            "Supprimer",
            Batch(
                work=supprimer_la_ligne(supprimer_classeur),
                confirm=lambda rows: f"Supprimer {pluriel(len(rows), 'classeur')} ?",
                label=lambda row: f"{row.metier} {row.nom}",
                opens="classeurs.fiche",
            ),
            selection="exigee",
            needs="publications.regler",
        ),
        voir("Événements", "evenements.liste", "classeur_id"),
    ),
    empty="Un classeur range les documents de l'extranet, et dit qui les lit.",
    needs="publications.consulter",
    icon="mdi6.folder-account-outline",
    watches=("classeur", "evenement"),
)

FICHE = FormScreen(
    "classeurs.fiche",
    "Classeur",
    ui="classeur_fiche",
    table="classeur",
    load=load_classeur,
    new=lambda session, ctx, **params: ClasseurDraft(**params),
    save=save_classeur,
    title=lambda draft: draft.nom,
    warnings=avertissements,
    disabled=lambda draft: SYNDIC if draft.metier == "gerance" else GERANCE,
    hidden=("origine",),
    choices={"metier": METIERS},
    needs="publications.consulter",
    needs_save="publications.regler",
    icon="mdi6.folder-account-outline",
)

MODELES_LISTE = ListScreen(
    "modeles.liste",
    "Liste Modèle d'événement",
    MODELES,
    columns=(
        Column("nom", "Modèle", 28),
        Column("objet", "Objet", 36),
        Column("classeur", "Classeur", 24, opens="classeurs.fiche", opens_id="classeur_id"),
        Column("duree_mois", "Mois publiés", 11),
        Column("regrouper", "Par dossier", 10),
        Column("notifier", "Notifié", 8),
        Column("actif", "En service", 10),
    ),
    opens="modeles.fiche",
    creates="modeles.fiche",
    commands=(
        *retraits(
            "modeles.liste",
            ("modèle d'événement", "modèles d'événement"),
            activer_modele,
            supprimer_modele,
            lambda row: row.nom,
            "modeles.fiche",
            "evenements",
        ),
        voir("Événements", "evenements.liste", "modele_id"),
    ),
    empty="Un modèle donne à ses événements leur texte, leur classeur et leur durée.",
    needs="evenements.consulter",
    icon="mdi6.file-document-multiple-outline",
    preset=EN_SERVICE,
    watches=("modele_evenement", "classeur"),
)

MODELE = FormScreen(
    "modeles.fiche",
    "Modèle d'événement",
    ui="modele_fiche",
    table="modele_evenement",
    load=load_modele,
    new=lambda session, ctx, **params: ModeleDraft(**params),
    save=save_modele,
    title=lambda draft: draft.nom,
    warnings=modele_muet,
    variables={"texte": VARIABLES},
    disabled=lambda draft: () if draft.regrouper else ("prefixer",),
    choices={"code_legal": LIGNES_DU_DECRET},
    lookups={"classeur_id": Lookup(CLASSEURS, "nom", "metier", opens="classeurs.fiche")},
    needs="evenements.consulter",
    needs_save="evenements.modifier",
    icon="mdi6.file-document-multiple-outline",
)
