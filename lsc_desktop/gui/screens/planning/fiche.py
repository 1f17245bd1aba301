"""La fiche d'un rendez-vous, et sa réunion chez Zoom."""

from typing import Any

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.planning.saisie import (
    ParticipantLigne,
    RendezVousDraft,
    avertissements,
    recalculer,
)
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.screens import FormCommand, FormScreen, Grid, GridColumn, Lookup, Shell
from lsc_desktop.gui.screens.communs import EN_SERVICE
from lsc_desktop.gui.screens.planning import CONSULTER, ICONE, MODIFIER, envois
from lsc_desktop.queries.immeubles import IMMEUBLES
from lsc_desktop.queries.lots import LOTS
from lsc_desktop.queries.planning.rendez_vous import (
    envois_en_attente,
    load_rendez_vous,
    nouveau_rendez_vous,
    situer,
)
from lsc_desktop.queries.tiers import TIERS
from lsc_desktop.services.planning.rendez_vous import (
    annuler_rendez_vous,
    reprendre_rendez_vous,
    save_rendez_vous,
)


def _inaccessibles(draft: RendezVousDraft) -> tuple[str, ...]:
    if draft.annule:
        return (
            "titre", "date", "heure_debut", "heure_fin", "lieu", "responsable", "objet",
            "tiers_id", "immeuble_id", "lot_id", "participants", "zoom", "webinaire", "hote",
            "inscrire",
        )  # fmt: skip
    return () if draft.zoom else ("webinaire", "hote", "inscrire")


def _partir(shell: Shell, rendez_vous_id: int) -> None:
    """Envoie à Zoom, sans attendre l'heure, ce que ce rendez-vous vient de demander."""
    if ids := shell.read(envois_en_attente, rendez_vous_id):
        shell.service("envoyer_aux_partenaires", ids=ids)


def _enregistre(shell: Shell, draft: RendezVousDraft, result: Any) -> None:
    _partir(shell, int(result))


def _annuler(shell: Shell, draft: RendezVousDraft) -> None:
    if draft.annule:
        raise UserError("Ce rendez-vous est déjà annulé.")
    zoom = " Sa réunion Zoom s'annule aussi." if draft.zoom else ""
    if shell.ask(f"Annuler « {draft.titre} » ?{zoom}", "Annuler le rendez-vous"):
        assert draft.id is not None
        shell.write(_avec_ctx(annuler_rendez_vous), draft.id)
        _partir(shell, draft.id)


def _reprendre(shell: Shell, draft: RendezVousDraft) -> None:
    assert draft.id is not None
    shell.write(_avec_ctx(reprendre_rendez_vous), draft.id)
    _partir(shell, draft.id)


def _avec_ctx(work: Any) -> Any:
    return lambda session, id, *, ctx: work(session, id, ctx)


def _copier(shell: Shell, draft: RendezVousDraft) -> None:
    """L'invitation, telle qu'on la colle dans un courriel."""
    if not draft.invitation:
        raise UserError(
            "Il n'y a pas encore d'invitation à copier.",
            "Elle s'écrit quand Zoom a créé la réunion : l'onglet « Zoom » dit où elle en est.",
        )
    dialogs.copy(draft.invitation)
    shell.inform("L'invitation est dans le presse-papiers.")


def _creer_la_reunion(shell: Shell, draft: RendezVousDraft) -> None:
    """« Créer une réunion Zoom » : la coche, que « Valider » enregistre et envoie."""
    if draft.annule:
        raise UserError("Ce rendez-vous est annulé.", "Remettez-le d'abord au planning.")
    if draft.zoom:
        raise UserError(
            "Ce rendez-vous a déjà sa réunion Zoom.", "L'onglet « Zoom » dit où elle en est."
        )
    draft.zoom = True
    shell.inform("La réunion Zoom se créera quand vous validerez ce rendez-vous.")


FICHE = FormScreen(
    "planning.fiche",
    "Rendez-vous",
    ui="rendez_vous_fiche",
    table="rendez_vous",
    watches=("rendez_vous", "reunion_zoom", "inscription_zoom", "envoi_partenaire"),
    load=load_rendez_vous,
    new=nouveau_rendez_vous,
    save=save_rendez_vous,
    title=lambda draft: draft.titre,
    recompute=recalculer,
    refresh=lambda session, draft, ctx: situer(session, draft),
    refresh_on=("date", "heure_debut", "heure_fin", "responsable", "participants"),
    warnings=avertissements,
    disabled=_inaccessibles,
    computed=(
        "duree", "etat", "zoom_etat", "zoom_numero", "zoom_code", "zoom_lien", "invitation",
    ),
    hidden=("annule", "hote_usuel", "jour", "croisements", "zoom_manque"),
    lookups={
        "tiers_id": Lookup(
            TIERS, "code", "nom", opens="tiers.fiche", where=lambda draft: EN_SERVICE
        ),
        "immeuble_id": Lookup(IMMEUBLES, "code", "nom", opens="immeubles.fiche"),
        "lot_id": Lookup(LOTS, "code_gestion", "adresse", opens="lots.fiche"),
    },
    grids={
        "participants": Grid(
            (
                GridColumn("tiers_id", "Tiers", 12, lookup=Lookup(TIERS, "code", "nom")),
                GridColumn("nom", "Nom", 22),
                GridColumn("courriel", "Courriel", 26),
                GridColumn("inscription", "Zoom", 9, computed=True),
                GridColumn("lien", "Son lien", 0, computed=True),
            ),
            new=ParticipantLigne,
        )
    },
    saved=_enregistre,
    commands=(
        FormCommand("Créer une réunion Zoom", _creer_la_reunion, button=True, needs=MODIFIER,
                    partenaire="zoom"),
        FormCommand("&Copier l'invitation", _copier, button=True),
        FormCommand("Annuler le rendez-vous…", _annuler, saves=True, rereads=True, needs=MODIFIER),
        FormCommand("Remettre au planning", _reprendre, rereads=True, needs=MODIFIER),
        FormCommand(
            "Présences chez Zoom…",
            lambda shell, draft: shell.service("presences_zoom", id=draft.id),
            saves=True, needs=MODIFIER, partenaire="zoom",
        ),
        FormCommand("Envois à Zoom", lambda shell, draft: envois(shell, [draft]),
                    needs="partenaires.consulter"),
    ),
    needs=CONSULTER,
    needs_save=MODIFIER,
    icon=ICONE,
)  # fmt: skip
