"""Ce qui se règle : la publication d'annonces (seed L2642-2652), et les portails qui la
reçoivent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lsc_desktop.domain.saisies import Problem, obligatoires
from lsc_desktop.domain.sauvegardes import lire_heures
from lsc_desktop.domain.serveurs import (
    CLE_A_CONFIRMER,
    DOSSIER,
    FTP,
    FTPS,
    NOM_DE_SERVEUR,
    PAS_UN_SERVEUR,
    SFTP,
    problems_compte,
)

SERVEUR = "ftp3.pagesimmo.com"
REPERTOIRE = "/0/"
ENCODAGES = (("cp1252", "Windows-1252"), ("utf-8", "UTF-8"))
VERSIONS = tuple((version, version) for version in ("4.12", "4.11", "4.10", "4.09"))
URL_MAX = 256  # caractères (Poliris, rang 307)
_IDENTIFIANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,15}")

# Ce que demandent les formats que leur propriétaire ne publie pas : montré, grisé, jamais inventé.
NON_DISPONIBLES = ("norme_immonet", "inscrit_amepi", "inscrit_biens_vendus", "inscrit_webimm")
POURQUOI_PAS = (
    "Le format que PagesIMMO reçoit, la norme Immonet et les fichiers AMEPI ne sont pas publiés : "
    "LSC Desktop n'y dépose rien. « Tester la connexion » essaie seulement le serveur, par FTP en "
    "clair, avec la réf. cabinet pour compte. Vos annonces partent au format Poliris vers les "
    "comptes auxiliaires."
)
VENTES = (
    "Seules les locations partent : une annonce de vente demande des honoraires en pourcentage, "
    "les lots et les charges de la copropriété, que les fiches n'ont pas tous."
)
EN_CLAIR = (
    "FTP envoie le mot de passe et les annonces en clair. Le format Poliris n'est publié qu'avec "
    "un dépôt par FTP : demandez au portail s'il accepte FTP chiffré ou SFTP."
)
JAMAIS_VERIFIE = "Ce flux n'a jamais été vérifié avec le portail réel."


@dataclass(slots=True)
class ReglageAnnoncesDraft:
    """L'écran « publication d'annonces » de LSC. `blocage_jours` : rien ne paraît avant ce délai
    après la date du mandat ; `proprietaires` : le nom du propriétaire et la localisation réelle
    partent aussi ; `inter_agences` : l'annonce est proposée aux autres agences ;
    `sans_dg_locataire` : le dépôt de garantie du dernier locataire ne tient pas lieu de celui du
    lot. `jours`, `heures` : ceux du service, avant la diffusion de 23 h (seed L2686)."""

    id: int | None = None
    version: int = 0
    ref_cabinet: str = ""
    ref_adherent: str = ""
    serveur: str = SERVEUR
    serveur_secondaire: str = SERVEUR
    repertoire: str = REPERTOIRE
    norme_immonet: bool = False
    blocage_jours: int = 7
    inscrit_amepi: bool = False
    inscrit_biens_vendus: bool = False
    inscrit_webimm: bool = False
    proprietaires: bool = False
    inter_agences: bool = False
    sans_dg_locataire: bool = False
    active: bool = False
    jours: str = "1234567"
    heures: str = "21:00"

    def problems(self) -> Iterator[Problem]:
        if not 0 <= (self.blocage_jours or 0) <= 365:
            yield "blocage_jours", "Ce délai va de 0 à 365 jours."
        for name in ("serveur", "serveur_secondaire"):
            if getattr(self, name) and not NOM_DE_SERVEUR.fullmatch(getattr(self, name)):
                yield name, PAS_UN_SERVEUR
        if set(self.jours) - set("1234567") or (self.active and not self.jours):
            yield "jours", "Choisissez au moins un jour."
        try:
            if not lire_heures(self.heures) and self.active:
                yield "heures", "Donnez au moins une heure : « 21:00 »."
        except ValueError as error:
            yield "heures", str(error)


@dataclass(slots=True)
class PortailDraft:
    """Un compte de publication : qui reçoit un flux Poliris, sous quel identifiant, et par où.

    `agence` : l'identifiant que le portail a donné à l'agence ; `logiciel` : celui qu'il a donné au
    programme, dans le nom du zip ; `publications` : les supports du rang 82, vide pour tous ;
    `port` : vide, celui d'usage. Les trois derniers champs se lisent : le dernier dépôt.
    """

    id: int | None = None
    version: int = 0
    nom: str = ""
    actif: bool = False
    agence: str = ""
    logiciel: str = "lsc"
    format_version: str = "4.12"
    encodage: str = "cp1252"
    publications: str = ""
    url_bareme: str = ""
    avec_photos: bool = True
    transport: str = FTPS
    hote: str = ""
    port: int | None = None
    utilisateur: str = ""
    chemin: str = ""
    empreinte: str = ""
    depose: str = ""

    @property
    def debit(self) -> int | None:
        """Ko par seconde : un flux d'annonces n'est jamais bridé."""
        return None

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(self, nom="Le nom", agence="L'identifiant de l'agence")
        for name, what in (("agence", "L'identifiant"), ("logiciel", "Le nom du logiciel")):
            value = getattr(self, name)
            if value and not _IDENTIFIANT.fullmatch(value):
                yield name, f"{what} n'a que des lettres sans accent, des chiffres, des tirets."
        if not self.logiciel:
            yield "logiciel", "Le nom du logiciel est à renseigner."
        if self.url_bareme and not re.fullmatch(r"https?://\S+", self.url_bareme):
            yield "url_bareme", "Une adresse commence par https://."
        if len(self.url_bareme) > URL_MAX:
            yield "url_bareme", f"Le format n'admet pas plus de {URL_MAX} caractères."
        if self.publications and not re.fullmatch(r"[A-Z]+(,[A-Z]+)*", self.publications):
            yield "publications", "Des codes séparés par des virgules : « SL,WA »."
        if self.transport == DOSSIER:
            if not self.chemin.strip():
                yield "chemin", "Le dossier où déposer est à renseigner."
            return
        yield from problems_compte(self)


def remarques_reglage(draft: ReglageAnnoncesDraft) -> tuple[str, ...]:
    return (POURQUOI_PAS, VENTES)


def remarques_portail(draft: PortailDraft) -> tuple[str, ...]:
    """Ce qu'il faut savoir avant d'y envoyer quoi que ce soit."""
    found = [JAMAIS_VERIFIE]
    if not draft.actif:
        found.append("Ce portail n'est pas actif : rien n'y part de soi-même.")
    if draft.transport == FTP:
        found.append(EN_CLAIR)
    if draft.transport == SFTP and draft.id is not None and not draft.empreinte:
        found.append(CLE_A_CONFIRMER)
    return tuple(found)
