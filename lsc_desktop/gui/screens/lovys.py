"""Écrans de Lovys : configuration, demande de devis, compte rendu (seed L644-770)."""

from collections.abc import Callable
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.lovys.demande import (
    DemandeLovysDraft,
    Inscrites,
    recalculer,
)
from lsc_desktop.domain.lovys.devis import FORMULES, question_de_doute
from lsc_desktop.domain.lovys.reglages import ADRESSE, ReglageLovysDraft, remarques
from lsc_desktop.domain.partenaires.envois import A_VOIR
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.screens import (
    Column,
    Command,
    FormCommand,
    FormScreen,
    Grid,
    GridColumn,
    ListScreen,
    Rows,
    Shell,
)
from lsc_desktop.gui.screens.communs import rechercher, voir
from lsc_desktop.queries.lovys.demande import nouvelle_demande
from lsc_desktop.queries.lovys.listes import DEVIS_LOVYS, lien_du_devis
from lsc_desktop.queries.lovys.reglages import load_reglage_lovys, secret_dit
from lsc_desktop.services.lovys.devis import PARTENAIRE, demander_devis, reessayer_devis
from lsc_desktop.services.lovys.reglages import garder_mot_de_passe, save_reglage_lovys

CONSULTER, DEMANDER, REGLER = "lovys.consulter", "lovys.demander", "lovys.regler"
ICONE = "mdi6.shield-home-outline"


# --- Demander -----------------------------------------------------------------------------------


def demande(filtre: str) -> Callable[[Shell, Rows], None]:
    """« Demande de devis Lovys » d'une liste : `filtre`, « locataires » ou « mandats »."""

    def run(shell: Shell, rows: Rows) -> None:
        params: dict[str, Any] = {filtre: tuple(row.id for row in rows)}
        shell.open("lovys.demande", **params)

    return run


def _suivre(shell: Shell, draft: DemandeLovysDraft, result: Inscrites) -> None:
    """Le compte rendu s'ouvre aussitôt, et se complète à mesure que Lovys répond."""
    shell.open("lovys.devis", groupe=(result.groupe,))
    if result.envois:
        shell.service("envoyer_aux_partenaires", ids=result.envois)
    else:
        shell.inform("Aucun devis n'a été demandé : il manque des informations aux lots.")


DEMANDE = FormScreen(
    "lovys.demande",
    "Demande de devis Lovys",
    ui="lovys_demande",
    new=nouvelle_demande,
    save=demander_devis,
    recompute=recalculer,
    computed=("texte",),
    choices={"formule": FORMULES},
    grids={
        "lignes": Grid(
            (
                GridColumn("retenu", "Demander", 8),
                GridColumn("lot", "Lot", 13, computed=True),
                GridColumn("occupant", "Pour", 15, computed=True),
                GridColumn("manque", "Ce qu'il manque au lot", 30, computed=True),
                GridColumn("surface", "Surface", 8, computed=True),
                GridColumn("nb_pieces", "Pièces", 6, computed=True),
                GridColumn("dependances", "Dépend.", 8, computed=True),
                GridColumn("qualite", "Qualité", 0, computed=True),
            )
        )
    },
    accept="Demander",
    saved=_suivre,
    dialog=True,
    needs=DEMANDER,
    needs_save=DEMANDER,
    icon=ICONE,
)


# --- Compte rendu -------------------------------------------------------------------------------


def _ouvrir(shell: Shell, rows: Rows) -> None:
    link = shell.read(lien_du_devis, rows[0].id)
    dialogs.browse(link)


def _copier(shell: Shell, rows: Rows) -> None:
    dialogs.copy(shell.read(lien_du_devis, rows[0].id))
    shell.inform("Le lien du devis est dans le presse-papiers.")


def _reessayer(shell: Shell, rows: Rows) -> None:
    """Remet en route ceux qui ont manqué ; un devis reçu, ou incomplet, n'a rien à réessayer."""
    found = [row for row in rows if row.envoi_etat in A_VOIR]
    missed = tuple(row.id for row in found)
    unsure = [row.lot for row in found if row.doute]
    if not missed:
        shell.inform("Aucun de ces devis n'est à réessayer.")
        return
    if unsure and not shell.ask(question_de_doute(unsure), "Réessayer"):
        return

    def again(session: Any, *, ctx: Contexte) -> tuple[int, ...]:
        return reessayer_devis(session, missed, ctx=ctx)

    shell.service("envoyer_aux_partenaires", ids=shell.write(again))


LISTE = ListScreen(
    "lovys.devis",
    "Devis Lovys",
    DEVIS_LOVYS,
    columns=(
        Column("lot", "Lot", 13, opens="lots.fiche", opens_id="lot_id"),
        Column("occupant", "Pour", 15),
        Column("etat", "État", 10),
        Column("montant", "Montant", 8),
        Column("periodicite", "Périodicité", 9),
        Column("erreur", "Erreur", 32, alert=True),
        Column("lien", "Lien", 26),
        Column("conseil", "Que faire", 40),
        Column("formule", "Formule", 10),
        Column("qualite", "Qualité", 11),
        Column("expire_le", "Valable jusqu'au", 12),
        Column("cree_le", "Demandé le", 15),
        Column("cree_par", "Par", 12),
    ),
    commands=(
        Command("Ouvrir le devis", _ouvrir, selection="exigee", button=True),
        Command(
            "Réessayer",
            _reessayer,
            selection="exigee",
            button=True,
            needs=DEMANDER,
            partenaire=PARTENAIRE,
        ),
        Command("Copier le lien", _copier, selection="exigee"),
        voir("Lots", "lots.liste", "ids", "lot_id"),
        Command(
            "Boîte d'envoi",
            lambda shell, rows: shell.open("partenaires.envois", partenaire=PARTENAIRE),
            menu="Aller à",
            selection="aucune",
            needs="partenaires.consulter",
        ),
        rechercher("Ceux qui n'ont pas abouti", "lovys.devis", manque=True),
        rechercher("Tous les devis", "lovys.devis"),
    ),
    empty="« Demande de devis Lovys », dans le menu Actions des locataires ou des mandats, demande "
    "un devis d'assurance par lot. Jamais vérifié avec le service réel.",
    needs=CONSULTER,
    icon=ICONE,
    watches=("devis_lovys", "envoi_partenaire"),
)


# --- Configuration ------------------------------------------------------------------------------


def _mot_de_passe(shell: Shell, draft: ReglageLovysDraft) -> None:
    typed = dialogs.ask_secret(
        dialogs.front(), "Mot de passe de Lovys",
        "Celui du courriel de Lovys : gardé au coffre de ce poste, pour ce login et cette URL, "
        "jamais dans la base ; vide, il en est effacé. Chaque poste garde le sien.",
        from_file=False,
    )  # fmt: skip
    if typed is None:
        return
    garder_mot_de_passe(draft.login, draft.url, typed)
    draft.secret_dit = secret_dit(draft)
    shell.inform(
        "Le mot de passe de Lovys est au coffre de ce poste."
        if typed
        else "Le mot de passe de Lovys est effacé de ce poste."
    )


def _retablir(shell: Shell, draft: ReglageLovysDraft) -> None:
    draft.url = ADRESSE
    draft.secret_dit = secret_dit(draft)
    shell.inform("L'URL par défaut est remise : validez pour la garder.")


REGLAGE = FormScreen(
    "lovys.reglage",
    "Configuration Lovys",
    ui="lovys_reglage",
    table="reglage_lovys",
    load=load_reglage_lovys,
    save=save_reglage_lovys,
    computed=("secret_dit", "url_defaut"),
    warnings=remarques,
    saved=lambda shell, draft, result: shell.inform("Configuration Lovys enregistrée."),
    commands=(
        FormCommand("&Mot de passe…", _mot_de_passe, saves=True, button=True, needs=REGLER),
        FormCommand(
            "&Tester la connexion",
            lambda shell, draft: shell.service("tester_partenaire", code=PARTENAIRE),
            saves=True, button=True, needs=REGLER,
        ),
        FormCommand("&Rétablir l'URL", _retablir, button=True, needs=REGLER),
        FormCommand("Devis Lovys…", lambda shell, draft: shell.open("lovys.devis")),
        FormCommand(
            "Appels…",
            lambda shell, draft: shell.open("partenaires.appels", partenaire=PARTENAIRE),
            needs="partenaires.consulter",
        ),
    ),
    needs=CONSULTER,
    needs_save=REGLER,
    icon=ICONE,
)  # fmt: skip
