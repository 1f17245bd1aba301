"""Le dossier reçu, tel qu'on l'ouvre pour l'importer ; et le réglage de l'import."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import PurePath

from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.dossiers_locatifs.recu import JAMAIS_VERIFIE
from lsc_desktop.domain.saisies import Problem
from lsc_desktop.domain.sauvegardes import lire_heures
from lsc_desktop.domain.serveurs import (
    CLE_A_CONFIRMER,
    DOSSIER,
    FTP,
    PORTS,
    SFTP,
    problems_compte,
)

A_IMPORTER, EN_ATTENTE, IMPORTE, DEJA, QUARANTAINE = (
    "a_importer", "en_attente", "importe", "deja", "quarantaine",
)  # fmt: skip
ETATS = (
    (A_IMPORTER, "À importer"),
    (EN_ATTENTE, "En attente"),
    (IMPORTE, "Importé"),
    (DEJA, "Déjà importé"),
    (QUARANTAINE, "En quarantaine"),
)
A_SUIVRE = (A_IMPORTER, EN_ATTENTE, QUARANTAINE)  # quelqu'un doit s'en occuper
IMPORTABLES = (A_IMPORTER, EN_ATTENTE)
CANDIDAT, GARANT = "candidat", "garant"
ROLES = ((CANDIDAT, "Candidat"), (GARANT, "Garant"))
DUREE_MAX = 1200  # mois d'un bail : un bail emphytéotique a 99 ans
DU_COMPTE = ("hote", "port", "utilisateur", "chemin", "effacer")
EN_CLAIR = (
    "FTP envoie le mot de passe et les dossiers des candidats en clair : demandez un accès SFTP, "
    "ou FTP chiffré."
)
NAISSANCE = "Date de naissance"  # donnée complémentaire d'un tiers


@dataclass(slots=True)
class PersonneLigne:
    """Une personne du dossier. `tiers_id` : le tiers connu que c'est ; sinon `nouveau` dit qu'elle
    n'y est pas. `ressemble` : les tiers qui sont peut-être elle."""

    id: int | None = None
    role: str = CANDIDAT
    reference: str = ""
    civilite: str = ""
    nom: str = ""
    prenoms: str = ""
    naissance: date | None = None
    adresse1: str = ""
    adresse2: str = ""
    adresse3: str = ""
    code_postal: str = ""
    ville: str = ""
    pays: str = ""
    courriel: str = ""
    telephone: str = ""
    profession: str = ""
    revenus: Decimal | None = None
    tiers_id: int | None = None
    nouveau: bool = False
    ressemble: str = ""

    @property
    def qualite(self) -> str:
        return dict(ROLES).get(self.role, self.role)

    @property
    def appelee(self) -> str:
        """« MARTIN Jeanne »."""
        return f"{self.nom} {self.prenoms}".strip()


@dataclass(slots=True)
class PieceLigne:
    """Une pièce du dossier ; `taille` en Ko."""

    id: int | None = None
    fichier_id: int | None = None
    nom: str = ""
    nature: str = ""
    reference: str = ""
    de: str = ""
    taille: int = 0


@dataclass(slots=True)
class DossierLocatifDraft:
    """Saisie d'un dossier reçu : son lot, ses personnes, le début du bail (seed L2749-2788).

    `situe` : l'adresse qu'en dit le dossier. `effet` : ce que fera l'import, ou quand il fut fait.
    `attente` : ce qu'il faut décider du lot, tant qu'il manque. `sous_mandat` : le lot choisi est
    confié à l'agence, un locataire sera créé.
    """

    id: int | None = None
    version: int = 0
    etat: str = A_IMPORTER
    raison: str = ""
    numero: str = ""
    statut: str = ""
    reference: str = ""
    bien: str = ""
    situe: str = ""
    loyer_cc: Decimal = ZERO
    charges: Decimal = ZERO
    honoraires: Decimal = ZERO
    part_edl: Decimal = ZERO
    depot_garantie: Decimal = ZERO
    bail_du: date | None = None
    duree_mois: int | None = None
    lot_id: int | None = None
    personnes: list[PersonneLigne] = field(default_factory=list)
    pieces: list[PieceLigne] = field(default_factory=list)
    effet: str = ""
    attente: str = ""
    sous_mandat: bool = False

    def problems(self) -> Iterator[Problem]:
        if self.lot_id is None:
            yield "lot_id", self.attente or "Choisissez le lot de ce dossier."
        if self.sous_mandat and self.bail_du is None:
            yield "bail_du", "Le dossier ne dit pas quand le bail commence : donnez la date."
        if self.duree_mois is not None and not 1 <= self.duree_mois <= DUREE_MAX:
            yield "duree_mois", f"La durée du bail va de 1 à {DUREE_MAX} mois."
        yield from _problems_personnes(self.personnes)


def _problems_personnes(personnes: list[PersonneLigne]) -> Iterator[Problem]:
    seen: dict[int, str] = {}
    for rank, one in enumerate(personnes):
        if not one.nom.strip():
            yield f"personnes.{rank}.nom", "Le nom de cette personne est à renseigner."
        if one.tiers_id is None:
            if one.ressemble and not one.nouveau:
                yield (
                    f"personnes.{rank}.tiers_id",
                    f"{one.appelee} est peut-être {one.ressemble} : choisissez ce tiers, ou cochez "
                    "« Nouveau ».",
                )
        elif one.tiers_id in seen:
            yield (
                f"personnes.{rank}.tiers_id",
                f"{one.appelee} et {seen[one.tiers_id]} ne peuvent pas être le même tiers.",
            )
        else:
            seen[one.tiers_id] = one.appelee


def importable(draft: DossierLocatifDraft) -> bool:
    """Ce dossier peut être importé, ou l'être à nouveau si rien n'en reste."""
    return draft.etat in IMPORTABLES


def figes(draft: DossierLocatifDraft) -> tuple[str, ...]:
    """Un dossier importé se lit ; il ne se change plus."""
    return () if importable(draft) else ("lot_id", "bail_du", "duree_mois", "personnes", "pieces")


def remarques(draft: DossierLocatifDraft) -> tuple[str, ...]:
    """Pourquoi il attend, ce qu'il est devenu."""
    said = [draft.raison]
    if importable(draft) and draft.lot_id is None and draft.attente != draft.raison:
        said.append(draft.attente)
    return tuple(one for one in (*said, draft.effet) if one)


# --- Réglage ------------------------------------------------------------------------------------


@dataclass(slots=True)
class ReglageClacDraft:
    """`dossier` : où CLAC dépose ses fichiers, ou celui où l'on rapporte ceux de son compte ;
    `jours`, `heures` : « 12345 », « 06:00 12:30 ». `transport` : « dossier », ou par où l'on entre
    sur le compte ; `port` : vide, celui d'usage ; `empreinte` : la clé d'hôte qu'on a confirmée ;
    `effacer` : ce qui est relevé s'ôte du serveur."""

    id: int | None = None
    version: int = 0
    active: bool = False
    jours: str = "1234567"
    heures: str = "06:00"
    dossier: str = ""
    transport: str = DOSSIER
    hote: str = ""
    port: int | None = None
    utilisateur: str = ""
    chemin: str = ""
    empreinte: str = ""
    effacer: bool = False

    @property
    def nom(self) -> str:
        """Comme on le dit."""
        return "CLAC"

    @property
    def debit(self) -> int | None:
        """Ko par seconde : un relevé n'est jamais bridé."""
        return None

    @property
    def compte(self) -> str:
        """« agence@depot.exemple.fr:22/clac » : ce qui distingue un compte d'un autre."""
        port = self.port or PORTS.get(self.transport, 0)
        return f"{self.utilisateur}@{self.hote}:{port}/{self.chemin}"

    def problems(self) -> Iterator[Problem]:
        if self.active and not self.jours:
            yield "jours", "Choisissez au moins un jour."
        try:
            if not lire_heures(self.heures) and self.active:
                yield "heures", "Donnez au moins une heure : « 06:00 »."
        except ValueError as error:
            yield "heures", str(error)
        where = self.dossier.strip()
        if self.active and not where:
            yield "dossier", "Donnez le dossier où CLAC dépose ses fichiers."
        if where and not PurePath(where).is_absolute():
            yield "dossier", "Donnez le chemin complet du dossier, depuis la racine du disque."
        if self.transport != DOSSIER:
            yield from problems_compte(self)


def avertissements_reglage(draft: ReglageClacDraft) -> tuple[str, ...]:
    found = [JAMAIS_VERIFIE]
    if draft.transport == FTP:
        found.append(EN_CLAIR)
    if draft.transport == SFTP and draft.id is not None and not draft.empreinte:
        found.append(CLE_A_CONFIRMER)
    if draft.transport != DOSSIER and draft.effacer:
        found.append("Chaque archive relevée s'ôte du serveur, une fois rangée dans le dossier.")
    return tuple(found)


def figes_reglage(draft: ReglageClacDraft) -> tuple[str, ...]:
    """Ce qui ne sert à rien, tel que le réglage est."""
    hours = () if draft.active else ("jours", "heures")
    return hours if draft.transport != DOSSIER else (*hours, *DU_COMPTE)
