"""Écrans du planning : les rendez-vous (F4), leurs réunions Zoom, le compte de l'agence."""

from datetime import date, timedelta
from typing import Any

from lsc_desktop.base.dates import fin_de_mois
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.saisie import parse_date
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.planning.reglages import FUSEAUX, ReglagePlanningDraft, remarques
from lsc_desktop.domain.planning.saisie import (
    ParticipantLigne,
    RendezVousDraft,
    avertissements,
    recalculer,
)
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.screens import (
    Batch,
    Column,
    Command,
    FormCommand,
    FormScreen,
    Grid,
    GridColumn,
    ListScreen,
    Lookup,
    Rows,
    Shell,
)
from lsc_desktop.gui.screens.communs import EN_SERVICE, avec_contexte, supprimer_la_ligne, voir
from lsc_desktop.queries.immeubles import IMMEUBLES
from lsc_desktop.queries.lots import LOTS
from lsc_desktop.queries.planning.listes import PARTENAIRE, PRESENCES, RENDEZ_VOUS
from lsc_desktop.queries.planning.reglages import load_reglage_planning, secret_dit
from lsc_desktop.queries.planning.rendez_vous import (
    envois_en_attente,
    load_rendez_vous,
    nouveau_rendez_vous,
    situer,
)
from lsc_desktop.queries.tiers import TIERS
from lsc_desktop.services.planning.reglages import garder_secret_zoom, save_reglage_planning
from lsc_desktop.services.planning.rendez_vous import (
    annuler_rendez_vous,
    reprendre_rendez_vous,
    save_rendez_vous,
    supprimer_rendez_vous,
)

CONSULTER, MODIFIER, SUPPRIMER = (
    "planning.consulter", "planning.modifier", "planning.supprimer",
)  # fmt: skip
REGLER = "planning.regler"
ICONE = "mdi6.calendar-month-outline"
TOUT = {"a_venir": None, "du": None, "au": None, "responsable": None, "annule": False}


# --- La liste -----------------------------------------------------------------------------------


def _montrer(shell: Shell, **where: Any) -> None:
    shell.open("planning.liste", **{**TOUT, **where})


def _jour(shell: Shell, rows: Rows) -> None:
    today = shell.contexte().aujourd_hui
    _montrer(shell, du=today, au=today)


def _semaine(shell: Shell, day: date) -> None:
    """Du lundi au dimanche."""
    monday = day - timedelta(days=day.weekday())
    _montrer(shell, du=monday, au=monday + timedelta(days=6))


def _autre_semaine(shell: Shell, rows: Rows) -> None:
    typed = dialogs.ask_text(dialogs.front(), "Planning", "Semaine du")
    found = parse_date(typed, shell.contexte().aujourd_hui)
    if found is not None:
        _semaine(shell, found)


def _mois(shell: Shell, rows: Rows) -> None:
    first = shell.contexte().aujourd_hui.replace(day=1)
    _montrer(shell, du=first, au=fin_de_mois(first))


def _rechercher(texte: str, run: Any) -> Command:
    return Command(texte, run, menu="Rechercher", selection="aucune")


def _libelle(row: Any) -> str:
    return f"{row.date:%d/%m/%Y} {row.heure_debut} {row.titre}"


def _envois(shell: Shell, rows: Rows) -> None:
    shell.open("partenaires.envois", partenaire=PARTENAIRE,
               objet_id=tuple(row.id for row in rows))  # fmt: skip


COPIES = (
    "titre", "heure_debut", "heure_fin", "lieu", "responsable", "objet", "tiers_id", "immeuble_id",
    "lot_id", "zoom", "webinaire", "hote", "inscrire",
)  # fmt: skip


def _dupliquer(shell: Shell, rows: Rows) -> None:
    """Le même, à un autre jour qu'on donnera : une fiche neuve, et sa réunion à elle."""
    if len(rows) != 1:
        raise UserError("Plusieurs rendez-vous sont choisis.", "N'en sélectionnez qu'un.")
    draft = shell.read(load_rendez_vous, rows[0].id)
    guests = [
        ParticipantLigne(tiers_id=one.tiers_id, nom=one.nom, courriel=one.courriel)
        for one in draft.participants
    ]
    values = {name: getattr(draft, name) for name in COPIES}
    shell.open("planning.fiche", **values, participants=guests)


LISTE = ListScreen(
    "planning.liste",
    "Planning",
    RENDEZ_VOUS,
    columns=(
        Column("jour", "Jour", 5),
        Column("date", "Date", 10),
        Column("heure_debut", "De", 6),
        Column("heure_fin", "À", 6),
        Column("titre", "Titre", 34),
        Column("responsable", "Responsable", 12),
        Column("zoom", "Zoom", 9),
        Column("lieu", "Lieu", 20),
        Column("participants", "Participants", 10),
        Column("webinaire", "Webinaire", 9),
        Column("tiers", "Tiers", 20, opens="tiers.fiche", opens_id="tiers_id"),
        Column("immeuble", "Immeuble", 20, opens="immeubles.fiche", opens_id="immeuble_id"),
        Column("numero", "N° Zoom", 13),
        Column("annule", "Annulé", 7),
    ),
    opens="planning.fiche",
    creates="planning.fiche",
    creates_text="Prendre",
    commands=(
        _rechercher("Aujourd'hui", _jour),
        _rechercher(
            "Cette semaine", lambda shell, rows: _semaine(shell, shell.contexte().aujourd_hui)
        ),
        _rechercher(
            "La semaine prochaine",
            lambda shell, rows: _semaine(shell, shell.contexte().aujourd_hui + timedelta(days=7)),
        ),
        _rechercher("La semaine du…", _autre_semaine),
        _rechercher("Ce mois", _mois),
        _rechercher("À venir", lambda shell, rows: _montrer(shell, a_venir=True)),
        _rechercher(
            "Mes rendez-vous à venir",
            lambda shell, rows: _montrer(
                shell, a_venir=True, responsable=shell.contexte().utilisateur
            ),
        ),
        _rechercher("Réunions Zoom à venir",
                    lambda shell, rows: _montrer(shell, a_venir=True, zoom=True)),
        _rechercher("Annulés", lambda shell, rows: _montrer(shell, annule=True)),
        _rechercher("Tous", lambda shell, rows: _montrer(shell, annule=None)),
        Command("Dupliquer", _dupliquer, selection="exigee", needs=MODIFIER),
        Command(
            "Annuler",
            Batch(
                work=avec_contexte(annuler_rendez_vous),
                confirm=lambda rows: (
                    f"Annuler {pluriel(len(rows), 'rendez-vous', 'rendez-vous')} ? Une réunion "
                    "Zoom s'annule aussi, au prochain envoi."
                ),
                keep=lambda row: not row.annule,
                skipped=lambda count: f"{pluriel(count, 'déjà annulé', 'déjà annulés')}",
                label=_libelle,
                opens="planning.fiche",
            ),
            selection="exigee",
            needs=MODIFIER,
        ),
        Command(
            "Remettre au planning",
            Batch(
                work=avec_contexte(reprendre_rendez_vous),
                keep=lambda row: row.annule,
                skipped=lambda count: f"{pluriel(count, 'non annulé', 'non annulés')}",
                label=_libelle,
                opens="planning.fiche",
            ),
            selection="exigee",
            needs=MODIFIER,
        ),
        Command(
            "Supprimer",
            Batch(
                work=supprimer_la_ligne(supprimer_rendez_vous),
                confirm=lambda rows: (
                    f"Supprimer {pluriel(len(rows), 'rendez-vous', 'rendez-vous')} ? C'est "
                    "définitif."
                ),
                label=_libelle,
                opens="planning.fiche",
            ),
            selection="exigee",
            needs=SUPPRIMER,
        ),
        Command("Envois à Zoom", _envois, menu="Aller à", selection="exigee",
                needs="partenaires.consulter"),
        voir("Présences relevées", "planning.presences", "rendez_vous_id"),
        voir("Tiers", "tiers.liste", "ids", "tiers_id"),
    ),
    empty="Les rendez-vous de l'agence, à venir. « Prendre » en crée un ; il peut se tenir chez "
    "Zoom.",
    preset={"a_venir": True, "annule": False},
    needs=CONSULTER,
    icon=ICONE,
    watches=("rendez_vous", "participant_rendez_vous", "reunion_zoom", "envoi_partenaire"),
)  # fmt: skip


# --- La fiche -----------------------------------------------------------------------------------


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
        FormCommand("Créer une réunion Zoom", _creer_la_reunion, button=True, needs=MODIFIER),
        FormCommand("&Copier l'invitation", _copier, button=True),
        FormCommand("Annuler le rendez-vous…", _annuler, saves=True, rereads=True, needs=MODIFIER),
        FormCommand("Remettre au planning", _reprendre, rereads=True, needs=MODIFIER),
        FormCommand(
            "Présences chez Zoom…",
            lambda shell, draft: shell.service("presences_zoom", id=draft.id),
            saves=True, needs=MODIFIER,
        ),
        FormCommand("Envois à Zoom", lambda shell, draft: _envois(shell, [draft]),
                    needs="partenaires.consulter"),
    ),
    needs=CONSULTER,
    needs_save=MODIFIER,
    icon=ICONE,
)  # fmt: skip


PRESENCES_LISTE = ListScreen(
    "planning.presences",
    "Présences chez Zoom",
    PRESENCES,
    columns=(
        Column("nom", "Nom", 24),
        Column("arrivee", "Arrivée", 15),
        Column("depart", "Départ", 15),
        Column("duree", "Minutes", 8, total=True),
        Column("courriel", "Courriel", 26),
        Column("titre", "Rendez-vous", 28, opens="planning.fiche", opens_id="rendez_vous_id"),
        Column("date", "Date", 10),
    ),
    empty="Qui a été là, d'après Zoom. « Présences chez Zoom », sur la fiche d'un rendez-vous, "
    "le relève après la réunion, si la formule du compte le donne.",
    needs=CONSULTER,
    icon="mdi6.account-check-outline",
    watches=("presence_zoom", "rendez_vous"),
)


# --- Le réglage ---------------------------------------------------------------------------------


def _secret(shell: Shell, draft: ReglagePlanningDraft) -> None:
    typed = dialogs.ask_secret(
        dialogs.front(), "Client Secret de Zoom",
        "Celui de l'application, dans le Marketplace de Zoom : gardé au coffre de ce poste, jamais "
        "dans la base ; vide, il en est effacé. Chaque poste garde le sien.",
        from_file=False,
    )  # fmt: skip
    if typed is None:
        return
    garder_secret_zoom(typed)
    draft.secret_dit = secret_dit()
    shell.inform(
        "Le Client Secret est au coffre de ce poste."
        if typed.strip()
        else "Le Client Secret est effacé de ce poste."
    )


REGLAGE = FormScreen(
    "planning.reglage",
    "Configuration Organiseur",
    ui="planning_reglage",
    table="reglage_planning",
    load=load_reglage_planning,
    save=save_reglage_planning,
    choices={"fuseau": FUSEAUX},
    computed=("secret_dit",),
    warnings=remarques,
    grids={
        "permissions": Grid(
            (
                GridColumn("pour", "Pour", 34, computed=True),
                GridColumn("granulaire", "Application neuve", 36, computed=True),
                GridColumn("classique", "Application ancienne", 0, computed=True),
            )
        )
    },
    saved=lambda shell, draft, result: shell.inform("Configuration de l'Organiseur enregistrée."),
    commands=(
        FormCommand("Client &Secret…", _secret, button=True, needs=REGLER),
        FormCommand(
            "&Tester la connexion",
            lambda shell, draft: shell.service("tester_partenaire", code="zoom"),
            saves=True, button=True, needs=REGLER,
        ),
        FormCommand("Planning…", lambda shell, draft: shell.open("planning.liste")),
        FormCommand("Boîte d'envoi…",
                    lambda shell, draft: shell.open("partenaires.envois", partenaire=PARTENAIRE),
                    needs="partenaires.consulter"),
    ),
    needs=CONSULTER,
    needs_save=REGLER,
    icon=ICONE,
)  # fmt: skip
