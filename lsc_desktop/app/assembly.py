"""La fenêtre d'une agence, toutes pièces assemblées."""

from collections.abc import Sequence
from datetime import datetime
from socket import gethostname
from typing import Any
from uuid import uuid4

from lsc_desktop.app.portier import Garde, Portier
from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.paths import data_folder
from lsc_desktop.base.settings import Settings
from lsc_desktop.domain.droits import exiger
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.partenaires.envois import A_VOIR
from lsc_desktop.domain.services_systeme import MANQUE, RETOUR
from lsc_desktop.domain.utilisateurs import Seance
from lsc_desktop.gui.kit.home import Hit, HomeLine
from lsc_desktop.gui.kit.prefs import Prefs
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.gui.shell.menus import MODULES
from lsc_desktop.gui.shell.window import RIGHTS, MainWindow
from lsc_desktop.queries import accueil
from lsc_desktop.queries.abonnements import refus_du_partenaire
from lsc_desktop.queries.ag_connect import acces_a_voir
from lsc_desktop.queries.configuration import date_de_travail, reglage
from lsc_desktop.queries.dossiers_locatifs import dossiers_a_suivre
from lsc_desktop.queries.entites import entete_principal
from lsc_desktop.queries.partenaires.envois import envois_a_voir
from lsc_desktop.queries.registre.dossiers import dossiers_a_declarer
from lsc_desktop.queries.sauvegardes import jours_sans_sauvegarde
from lsc_desktop.queries.services_systeme.etat import messages_a_voir
from lsc_desktop.queries.traitements import traitements_a_voir
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.watch import watch

HOME = (
    HomeLine(
        "régularisations en attente", accueil.regularisations_en_attente, "regularisations.liste"
    ),
    HomeLine(
        "validées, prêtes à quittancer",
        accueil.regularisations_validees,
        "regularisations.liste",
        {"valide": True},
    ),
    HomeLine(
        "préavis qui finissent", accueil.preavis_a_venir, "locataires.liste", {"preavis": True}
    ),
    HomeLine(
        "baux à échéance dans six mois",
        accueil.baux_a_echeance,
        "locataires.liste",
        {"echeance": True},
    ),
    HomeLine(
        "assemblées dont les accès AG Connect sont arrivés",
        acces_a_voir,
        "ag_connect.liste",
        {"a_voir": True},
    ),
    HomeLine(
        "dossiers locatifs à suivre",
        dossiers_a_suivre,
        "dossiers_locatifs.liste",
        {"a_suivre": True},
    ),
    HomeLine(
        "traitements à reprendre ou à confirmer",
        traitements_a_voir,
        "traitements.liste",
        {"a_voir": True},
    ),
    HomeLine(
        "copropriétés à déclarer au registre",
        dossiers_a_declarer,
        "registre.liste",
        {"a_faire": True},
    ),
    HomeLine("jours sans sauvegarde vérifiée", jours_sans_sauvegarde, "sauvegardes.liste"),
    HomeLine(
        "envois à des partenaires refusés ou en panne",
        envois_a_voir,
        "partenaires.envois",
        {"etat": A_VOIR},
    ),
    HomeLine(
        "messages système à voir",
        messages_a_voir,
        "services.messages",
        {"sorte": (MANQUE, RETOUR)},
    ),
)


def assemble(db: Database, settings: Settings, garde: Garde | None = None) -> MainWindow:
    """La fenêtre principale, branchée sur la base.

    `garde` : la séance ouverte par mot de passe ; à défaut, l'agence d'un seul, à qui tout est
    permis.
    """
    garde = garde or Garde(Portier(db), Seance(settings.user))
    agency = _Agency(db, garde)
    window = MainWindow(
        db,
        SCREENS,
        MODULES,
        HOME,
        search=_search,
        contexte=agency.contexte,
        setting=agency.setting,
        user_label=garde.name,
        create_event=lambda documents: agency.create_event(window, documents),
        letterhead=entete_principal,
        prefs=Prefs.of(garde.seance.identifiant or garde.name, data_folder()),
        allows=garde.allows,
        unavailable=agency.unavailable,
    )
    if garde.by_password:
        window.guard_with(garde, agency.minutes)
    garde.changed = lambda: window.tables_changed(RIGHTS)
    watch(db, agency.changed)
    watch(db, window.tables_changed)
    return window


class _Agency:
    """Ce que la fenêtre demande à la base de l'agence : date de travail et réglages, gardés
    jusqu'à ce que la configuration change."""

    def __init__(self, db: Database, garde: Garde) -> None:
        self.db, self.garde = db, garde
        self.seance, self.poste = uuid4().hex, gethostname()
        self._read()

    def contexte(self) -> Contexte:
        now = datetime.now()
        who, day = self.garde.seance, self._day or now.date()
        return Contexte(who.nom, now, day, self.seance, self.poste, who.droits)

    def setting(self, name: str) -> bool:
        return bool(self._settings(name))

    def unavailable(self, partenaire: str) -> str:
        """Pourquoi ce partenaire reste grisé ; vide s'il ne l'est pas."""
        with self.db.read() as session:
            return refus_du_partenaire(session, partenaire)

    def minutes(self) -> int:
        """Inactivité permise avant le verrouillage ; 0, sans fin."""
        return int(self._settings("verrouillage_minutes"))

    def changed(self, tables: frozenset[str]) -> None:
        if tables & {"utilisateur", "profil", "profil_droit"}:
            self.garde.again()
        if "configuration" in tables:
            self._read()

    def create_event(self, window: MainWindow, documents: Sequence[Document]) -> None:
        from lsc_desktop.services.evenements import creer_evenement

        ctx = self.contexte()
        exiger(ctx.droits, "evenements.modifier")
        with self.db.write(ctx.utilisateur) as session:
            title = documents[0].titre or documents[0].nom
            event_id = creer_evenement(session, documents, objet=title, ctx=ctx)
        window.open("evenements.fiche", event_id)

    def _read(self) -> None:
        with self.db.read() as session:
            self._day = date_de_travail(session)
            self._settings = reglage(session)


def _search(session: Any, text: str) -> list[Hit]:
    return [
        Hit(found.sorte, found.libelle, found.detail, found.ecran, found.id)
        for found in accueil.chercher(session, text)
    ]
