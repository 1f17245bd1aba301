"""Les saisies directes d'une assemblée : présences, votes, calendrier, rapport."""

from lsc_desktop.gui.kit.screens import (
    BoardScreen,
)

_SEANCE = (
    "assemblee", "resolution", "pointage", "mouvement_assemblee", "scrutin", "vote",
    "vote_correspondance", "pouvoir_accepte", "pouvoir_en_blanc", "possession", "tantieme",
    "coproprietaire",
)  # fmt: skip

PRESENCES = BoardScreen(
    "assemblees.presences",
    "Saisie des présences",
    view="presences:PresencesView",
    watches=_SEANCE,
    needs="assemblees.consulter",
    needs_save="assemblees.tenir",
    icon="mdi6.account-check-outline",
    keys=(
        ("Absent, présent, représenté", "N, O, R"),
        ("À distance, par correspondance", "D, C"),
        ("Le formulaire, ou le mandataire", "Return"),
        ("Filtrer les copropriétaires", "Ctrl+F"),
        ("Tous présents", "Ctrl+Shift+O"),
        ("Tous absents", "Ctrl+Shift+N"),
        ("Gestion des pouvoirs", "Ctrl+G"),
    ),
)
VOTES = BoardScreen(
    "assemblees.votes",
    "Saisie des votes",
    view="votes:VotesView",
    watches=_SEANCE,
    needs="assemblees.consulter",
    needs_save="assemblees.tenir",
    icon="mdi6.vote-outline",
    keys=(
        ("Oui, non, abstention, non votant", "O, N, A, X"),
        ("Unanimité oui", "Ctrl+Shift+O"),
        ("Unanimité non", "Ctrl+Shift+N"),
        ("Unanimité abstention", "Ctrl+Shift+A"),
        ("Tous non votants", "Ctrl+Shift+X"),
        ("Résolution suivante", "Ctrl+Down"),
        ("Résolution précédente", "Ctrl+Up"),
        ("Départ ou arrivée", "Ctrl+D"),
        ("Texte amendé", "Ctrl+T"),
        ("Voir le résultat", "Ctrl+R"),
        ("Voir les absents", "Ctrl+L"),
        ("Annuler ce vote", "Ctrl+Shift+Del"),
    ),
)
CALENDRIER = BoardScreen(
    "assemblees.calendrier",
    "Calendrier de l'assemblée",
    view="calendrier:CalendrierView",
    watches=("assemblee", "copropriete", "configuration_syndic", "envoi_assemblee"),
    needs="assemblees.consulter",
    icon="mdi6.calendar-clock-outline",
)
RAPPORT = BoardScreen(
    "assemblees.rapport",
    "Calculer le rapport",
    view="rapport:RapportView",
    watches=_SEANCE,
    needs="assemblees.consulter",
    icon="mdi6.file-chart-outline",
)
