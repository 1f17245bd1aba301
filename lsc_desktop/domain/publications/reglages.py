"""Les réglages de la publication, et ses cibles, tels qu'on les saisit (seed L839-1051)."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lsc_desktop.domain.saisies import Problem, obligatoires
from lsc_desktop.domain.sauvegardes import lire_heures

SORTES = (
    ("extranet", "Extranet"),
    ("captain", "Captain Tower"),
    ("inch", "Inch"),
    ("dossier", "Dossier"),
)
TRANSPORTS = (("sftp", "SFTP"), ("dossier", "Dossier local ou réseau"))
# Ce que le premier envoi à une cible fait de l'historique (seed L626-636).
TOUT, DEPUIS, ZERO = "tout", "depuis", "zero"
AMORCES = (
    ("", "À choisir avant le premier envoi"),
    (TOUT, "Tout l'historique"),
    (DEPUIS, "Ce qui est publié à partir du"),
    (ZERO, "Repartir de zéro à partir du"),
)
JOURS = (
    ("1234567", "Tous les jours"),
    ("12345", "Du lundi au vendredi"),
    ("123456", "Du lundi au samedi"),
    ("67", "Le samedi et le dimanche"),
)
EXTRANET = "extranet"
SANS_DOCUMENTS = frozenset({"inch"})  # seed L2908-2910
_HEURE = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(slots=True)
class ReglagePublicationDraft:
    """`jours` : ceux de la semaine, « 12345 » du lundi au vendredi ; `heures` : « 02:00 12:30 ».

    `nom_pieces` : le nom des pièces jointes fait le titre des documents, quel que soit le modèle
    (seed L949-951) ; `sans_banque` : l'IBAN du syndicat ne part pas (seed L957-963) ;
    `modele_liste_id` : le modèle d'événement des listes des copropriétaires (seed L995, L2271) ;
    vide, le programme a le sien.
    `envoyer_depenses`, `envoyer_102` : seed L965-979 ; `regrouper_…` : les écritures de trésorerie
    d'un même jour n'en font qu'une (seed L929-955).
    """

    id: int | None = None
    version: int = 0
    domaine: str = ""
    active: bool = False
    jours: str = "1234567"
    heures: str = "02:00"
    nom_pieces: bool = False
    sans_banque: bool = False
    envoyer_depenses: bool = False
    envoyer_102: bool = False
    regrouper_proprietaires: bool = False
    regrouper_locataires: bool = False
    regrouper_coproprietaires: bool = False
    inactiver_preavis: bool = False
    inactiver_departs: bool = True
    inactiver_ventes: bool = True
    journal_winscp: bool = False
    modele_liste_id: int | None = None

    def problems(self) -> Iterator[Problem]:
        if self.active and not self.jours:
            yield "jours", "Choisissez au moins un jour."
        if set(self.jours) - set("1234567"):
            yield "jours", "Les jours s'écrivent de 1 (lundi) à 7 (dimanche)."
        try:
            if not lire_heures(self.heures) and self.active:
                yield "heures", "Donnez au moins une heure : « 02:00 »."
        except ValueError as error:
            yield "heures", str(error)


@dataclass(slots=True)
class CibleDraft:
    """`debit` : Ko par seconde, vide sans limite ; `heure_fin` : on s'arrête alors, la suite au
    prochain envoi ; `empreinte` : la clé d'hôte qu'on a confirmée ; `signe` : ses manifestes le
    sont ; `numero` : son dernier manifeste."""

    id: int | None = None
    version: int = 0
    nom: str = ""
    sorte: str = "extranet"
    active: bool = False
    gerance: bool = True
    syndic: bool = True
    transport: str = "sftp"
    hote: str = ""
    port: int = 22
    utilisateur: str = ""
    chemin: str = ""
    empreinte: str = ""
    signe: bool = False
    debit: int | None = None
    heure_fin: str = ""
    amorce: str = ""
    depuis: dt.date | None = None
    numero: int = 0

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(self, nom="Le nom")
        if self.transport == "sftp":
            yield from obligatoires(self, hote="Le serveur", utilisateur="L'utilisateur")
            if not 1 <= (self.port or 0) <= 65535:
                yield "port", "Le port va de 1 à 65535 ; 22 d'ordinaire."
        elif not self.chemin.strip():
            yield "chemin", "Le dossier où déposer est à renseigner."
        if self.debit is not None and self.debit < 1:
            yield "debit", "Le débit est d'au moins 1 Ko par seconde ; vide, il est sans limite."
        if self.heure_fin and not _HEURE.fullmatch(self.heure_fin):
            yield "heure_fin", "L'heure s'écrit 06:00."
        if self.amorce in (DEPUIS, ZERO) and self.depuis is None:
            yield "depuis", "Donnez le jour à partir duquel publier."
        if self.active and not self.amorce:
            yield "amorce", "Dites ce que le premier envoi fait de l'historique."


def remarques(draft: CibleDraft) -> tuple[str, ...]:
    """Ce qu'il reste à faire avant qu'elle reçoive quoi que ce soit."""
    found = []
    if not draft.active:
        found.append("Cette cible n'est pas active : rien n'y part de soi-même.")
    if draft.transport == "sftp" and draft.id is not None and not draft.empreinte:
        found.append("La clé du serveur n'est pas confirmée : « Tester la connexion » la montre.")
    if draft.sorte in SANS_DOCUMENTS:
        found.append("Ce partenaire ne reçoit pas de documents.")
    return tuple(found)
