"""Écrans des immeubles."""

from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.immeubles import ImmeubleDraft
from lsc_desktop.gui.kit.screens import (
    Batch,
    Column,
    Command,
    FormCommand,
    FormScreen,
    ListScreen,
    Lookup,
    Pane,
)
from lsc_desktop.gui.screens.communs import EN_SERVICE, publipostage, retraits, voir
from lsc_desktop.gui.screens.photos import choisir_photos
from lsc_desktop.queries.entites import ENTITES
from lsc_desktop.queries.immeubles import IMMEUBLES, load_immeuble
from lsc_desktop.services.coproprietes.liste_coproprietaires import generer_liste
from lsc_desktop.services.immeubles import activer_immeuble, save_immeuble, supprimer_immeuble


def _liste_coproprietaires(publier: bool, suite: str) -> Batch:
    """Une liste par immeuble en copropriété ; celle qui n'a pas changé reste (seed L998-1031)."""

    def work(session: Any, row: Any, ctx: Contexte, accepted: frozenset[str]) -> str:
        return generer_liste(session, row.id, ctx=ctx, publier=publier)

    return Batch(
        work=work,
        confirm=lambda rows: (
            f"Générer la liste des copropriétaires de {pluriel(len(rows), 'immeuble')} {suite} ?"
        ),
        keep=lambda row: row.copropriete_id is not None,
        skipped=lambda count: f"{pluriel(count, 'immeuble')} sans copropriété en service",
        label=lambda row: f"{row.code} {row.nom}",
        opens="immeubles.fiche",
    )


LISTE = ListScreen(
    "immeubles.liste",
    "Liste Immeuble",
    IMMEUBLES,
    columns=(
        Column("code", "Code", 16),
        Column("nom", "Nom", 30),
        Column("adresse", "Adresse", 30),
        Column("code_postal", "CP", 7),
        Column("ville", "Ville", 22),
        Column("entite", "Entité", 9, opens="entites.fiche", opens_id="entite_id"),
        Column("lots", "Lots", 7, total=True),
        Column("loues", "Loués", 7, total=True),
        Column("actif", "En service", 10),
    ),
    opens="immeubles.fiche",
    creates="immeubles.fiche",
    commands=(
        Command(
            "Générer la liste des copropriétaires",
            _liste_coproprietaires(True, "et la publier au conseil syndical"),
            needs="evenements.publier",
        ),
        Command(
            "Générer la liste des copropriétaires sans la publier",
            _liste_coproprietaires(False, "sans la publier"),
            needs="coproprietes.modifier",
        ),
        voir("Lots", "lots.liste", "immeuble_id"),
        voir("Locataires", "locataires.liste", "immeuble_id"),
        voir("Propriétaires", "proprietaires.liste", "immeuble_id"),
        voir("Mandats de gérance", "mandats.liste", "immeuble_id"),
        voir("Événements", "evenements.liste", "immeuble_id"),
        voir("Photos", "photos.liste", "immeuble_id"),
        publipostage("immeuble"),
        *retraits(
            "immeubles.liste",
            ("immeuble", "immeubles"),
            activer_immeuble,
            supprimer_immeuble,
            lambda row: f"{row.code} {row.nom}",
            "immeubles.fiche",
            "biens",
        ),
    ),
    empty="Un immeuble donne leur adresse aux lots que vous gérez, même à un pavillon isolé.",
    needs="biens.consulter",
    icon="mdi6.office-building-outline",
    preset=EN_SERVICE,
    watches=("immeuble", "lot", "locataire", "entite", "copropriete"),
)

FICHE = FormScreen(
    "immeubles.fiche",
    "Immeuble",
    ui="immeuble_fiche",
    table="immeuble",
    load=load_immeuble,
    new=lambda session, ctx, **params: ImmeubleDraft(**params),
    save=save_immeuble,
    title=lambda draft: f"{draft.code} {draft.nom}".strip(),
    lookups={
        "entite_id": Lookup(
            ENTITES, "code", "nom", opens="entites.fiche", where=lambda draft: EN_SERVICE
        )
    },
    panes={
        "pane_lots": Pane("lots.liste", lambda draft: {"immeuble_id": draft.id}),
        "pane_locataires": Pane("locataires.liste", lambda draft: {"immeuble_id": draft.id}),
        "pane_evenements": Pane("evenements.liste", lambda draft: {"immeuble_id": draft.id}),
        "pane_photos": Pane("photos.liste", lambda draft: {"immeuble_id": draft.id}),
    },
    commands=(
        FormCommand(
            "Nouveau lot",
            lambda shell, draft: shell.open("lots.fiche", immeuble_id=draft.id),
            saves=True,
            needs="biens.modifier",
        ),
        FormCommand("Ajouter des photos…", choisir_photos, saves=True, needs="biens.modifier"),
    ),
    needs="biens.consulter",
    needs_save="biens.modifier",
    icon="mdi6.office-building-outline",
)
