"""La liste des assemblées générales, et leurs envois."""

from datetime import date
from typing import Any

from lsc_desktop.base.saisie import parse_date
from lsc_desktop.gui.kit.screens import (
    Batch,
    Column,
    Command,
    ListScreen,
    Shell,
)
from lsc_desktop.gui.screens.ag_connect import (
    emporter,
    exporter_l_assemblee,
    la_seule,
    ouvrir_le_retour,
    rapporter,
)
from lsc_desktop.gui.screens.communs import supprimer_la_ligne, voir
from lsc_desktop.queries.assemblees.calendrier import ENVOIS
from lsc_desktop.queries.assemblees.listes import ASSEMBLEES
from lsc_desktop.services.assemblees.envois import (
    dater_presentations,
)
from lsc_desktop.services.assemblees.fiches import supprimer_assemblee

LISTE = ListScreen(
    "assemblees.liste",
    "Liste Assemblée générale",
    ASSEMBLEES,
    columns=(
        Column("numero", "Référence", 10),
        Column("immeuble", "Immeuble", 12, opens="coproprietes.fiche", opens_id="copropriete_id"),
        Column("syndicat", "Syndicat", 22),
        Column("nom", "Nom", 24),
        Column("type_assemblee", "Type", 13),
        Column("date", "Date"),
        Column("heure", "Heure", 7),
        Column("lieu", "Lieu", 26),
        Column("resolutions", "Résolutions", 11, total=True),
        Column("convoquee_le", "Convoquée le"),
        Column("etat", "État", 14),
    ),
    opens="assemblees.fiche",
    creates="assemblees.fiche",
    commands=(
        voir("Copropriétaires", "coproprietaires.liste", "copropriete_id", "copropriete_id"),
        Command(
            "Exporter vers AG Connect",
            lambda shell, rows: exporter_l_assemblee(shell, la_seule(rows)),
            selection="exigee",
            needs="assemblees.preparer",
            partenaire="ag_connect",
        ),
        Command(
            "Retour AG-Connect",
            lambda shell, rows: ouvrir_le_retour(shell, la_seule(rows)),
            selection="exigee",
            needs="assemblees.tenir",
        ),
        Command(
            "Rapport AG Connect",
            lambda shell, rows: shell.open("ag_connect.rapport", la_seule(rows)),
            selection="exigee",
        ),
        Command(
            "Emporter sur un poste nomade…",
            lambda shell, rows: emporter(shell, la_seule(rows)),
            menu="AG nomade",
            selection="exigee",
            needs="assemblees.preparer",
        ),
        Command(
            "Reprendre d'un fichier…",
            lambda shell, rows: rapporter(shell, la_seule(rows)),
            menu="AG nomade",
            selection="exigee",
            needs="assemblees.tenir",
        ),
        Command(
            "Supprimer",
            Batch(
                work=supprimer_la_ligne(supprimer_assemblee),
                label=lambda row: f"{row.numero} {row.nom}",
                opens="assemblees.fiche",
                confirm=lambda rows: "Supprimer cette assemblée ? C'est définitif.",
            ),
            selection="exigee",
            needs="assemblees.supprimer",
        ),
    ),
    empty="Une assemblée se prépare, se convoque, se tient et se clôt dans une seule fenêtre.",
    needs="assemblees.consulter",
    icon="mdi6.gavel",
    watches=("assemblee", "resolution", "copropriete", "immeuble"),
)


def _dater(shell: Shell, rows: list[Any]) -> None:
    """Le jour où la poste a présenté ces lettres : il fait courir les délais."""
    from lsc_desktop.gui.kit.dialogs import ask_text, front

    typed = ask_text(front(), "Première présentation", "Présentées le (jj/mm/aaaa) :")
    day = parse_date(typed, shell.contexte().aujourd_hui)
    if day is None:
        return
    letters: dict[tuple[int, str], dict[int, date]] = {}
    for row in rows:
        letters.setdefault((row.assemblee_id, row.nature), {})[row.tiers_id] = day
    for (assemblee_id, nature), dates in letters.items():
        shell.write(dater_presentations, assemblee_id, nature, dates)


ENVOIS_LISTE = ListScreen(
    "assemblees.envois",
    "Envois d'une assemblée",
    ENVOIS,
    columns=(
        Column("nom", "Destinataire", 30, opens="tiers.fiche", opens_id="tiers_id"),
        Column("qualite", "Qualité", 22),
        Column("envoye_le", "Préparé le"),
        Column("presente_le", "Présenté le"),
    ),
    commands=(
        Command(
            "Dater la première présentation…",
            _dater,
            selection="exigee",
            needs="assemblees.preparer",
        ),
        voir("Événement", "evenements.liste", "ids", "evenement_id"),
    ),
    empty="Rien n'est encore préparé : menu Convocation, ou Clôture une fois l'assemblée close.",
    needs="assemblees.consulter",
    icon="mdi6.email-fast-outline",
    watches=("envoi_assemblee", "tiers"),
)
