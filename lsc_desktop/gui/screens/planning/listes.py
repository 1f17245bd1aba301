"""Le planning (F4), par jour et par semaine ; les présences que Zoom a relevées."""

from datetime import date, timedelta
from typing import Any

from lsc_desktop.base.dates import fin_de_mois
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.saisie import parse_date
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.planning.saisie import ParticipantLigne
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.screens import Batch, Column, Command, ListScreen, Rows, Shell
from lsc_desktop.gui.screens.communs import avec_contexte, supprimer_la_ligne, voir
from lsc_desktop.gui.screens.planning import CONSULTER, ICONE, MODIFIER, SUPPRIMER, envois
from lsc_desktop.queries.planning.listes import PRESENCES, RENDEZ_VOUS
from lsc_desktop.queries.planning.rendez_vous import load_rendez_vous
from lsc_desktop.services.planning.rendez_vous import (
    annuler_rendez_vous,
    reprendre_rendez_vous,
    supprimer_rendez_vous,
)

TOUT = {"a_venir": None, "du": None, "au": None, "responsable": None, "annule": False}


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
        Command("Envois à Zoom", envois, menu="Aller à", selection="exigee",
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
