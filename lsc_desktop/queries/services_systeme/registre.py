"""Les services système : en ajouter un, c'est ajouter sa déclaration ici (seed L1192-1214)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.ag_connect.reglages import ReglageAgConnectDraft
from lsc_desktop.domain.annonces.saisie import ReglageAnnoncesDraft
from lsc_desktop.domain.dossiers_locatifs.conservation import ReglageConservationDraft
from lsc_desktop.domain.dossiers_locatifs.saisie import ReglageClacDraft
from lsc_desktop.domain.partenaires.reglages import ReglagePartenairesDraft
from lsc_desktop.domain.publications.reglages import ReglagePublicationDraft
from lsc_desktop.domain.sauvegardes import TACHE, ReglageSauvegardeDraft
from lsc_desktop.domain.services_systeme import Horaire
from lsc_desktop.storage.models import (
    ReglageAgConnect,
    ReglageAnnonces,
    ReglageClac,
    ReglageConservation,
    ReglagePartenaires,
    ReglagePublication,
    ReglageSauvegarde,
)

UNIQUE = 1  # id de la seule ligne d'un réglage
TOUS_LES_JOURS = "1234567"


@dataclass(frozen=True)
class Service:
    """Un travail que le programme fait de lui-même, à ses heures.

    `nom` : celui de LSC, s'il en a un ; les passages le portent. `reglage` : la table, d'une ligne,
    qui dit s'il est actif et quand (colonnes `active`, `heures`, et `jours` s'ils se choisissent) ;
    `usage` : ce qui vaut tant qu'elle est vide ; `ecran` : sa fiche.
    `travail` : « module:fonction », sous `lsc_desktop.jobs`, lu à l'heure dite ; la fonction reçoit
    `(db, ctx, suivi)`, rend son compte rendu, lève `UserError` s'il manque.
    `droit` : ce qu'il faut, de plus, pour le lancer à la main. `manque`, `retour` : ce qu'on dit
    quand il ne va plus, puis quand il va de nouveau. `rapporte` : chaque passage laisse un message.
    `besoin` : « module:fonction », de même ; elle reçoit `(db, ctx)`, et tant qu'elle dit faux son
    heure attend, sans passage ni ligne au journal. `empeche` : « module:fonction », de même ; elle
    rend ce qui manque à ce poste pour le faire (un mot de passe qui est au coffre d'un autre).
    """

    nom: str
    libelle: str
    role: str
    reglage: Any
    usage: Any
    ecran: str
    travail: str
    droit: str
    manque: str
    retour: str
    rapporte: bool = False
    besoin: str = ""
    empeche: str = ""


SAUVEGARDE = Service(
    nom=TACHE,
    libelle="Sauvegarde de la base",
    role="Copie la base, rouvre la copie pour la contrôler, retire les plus anciennes.",
    reglage=ReglageSauvegarde,
    usage=ReglageSauvegardeDraft(),
    ecran="sauvegardes.reglage",
    travail="travaux:sauvegarder",
    droit="sauvegarder",
    manque="Sauvegarde manquée",
    retour="La sauvegarde est de nouveau faite.",
)
PUBLICATION = Service(
    nom="pi_sys_publier_xml",
    libelle="Publication vers l'extranet",
    role="Envoie à chaque cible active ce qui est à publier, et retire ce qui ne l'est plus.",
    reglage=ReglagePublication,
    usage=ReglagePublicationDraft(),
    ecran="publications.reglage",
    travail="travaux:publier",
    droit="publications.lancer",
    manque="Publication manquée",
    retour="La publication est de nouveau faite.",
    rapporte=True,  # seed L1216-1218 : « après chaque publication, un compte-rendu »
    empeche="travaux:empeche_de_publier",
)
PARTENAIRES = Service(
    nom="envois_partenaires",
    libelle="Envois aux partenaires",
    role="Vide la boîte d'envoi : ce que les fiches ont demandé, et ce qui était en panne.",
    reglage=ReglagePartenaires,
    usage=ReglagePartenairesDraft(),
    ecran="partenaires.reglage",
    travail="travaux:envoyer_aux_partenaires",
    droit="partenaires.envoyer",
    manque="Envois aux partenaires en panne",
    retour="Les envois aux partenaires sont de nouveau partis.",
    besoin="travaux:attend_un_partenaire",
)
CLAC = Service(
    nom="import_clac",
    libelle="Import CLAC",
    role="Relève les dossiers locatifs déposés, importe ceux qui peuvent l'être (seed L2759).",
    reglage=ReglageClac,
    usage=ReglageClacDraft(),
    ecran="dossiers_locatifs.reglage",
    travail="dossiers_locatifs:relever",
    droit="locataires.modifier",
    manque="Import CLAC manqué",
    retour="L'import CLAC est de nouveau fait.",
)
ANNONCES = Service(
    nom="annonces",
    libelle="Publication d'annonces",
    role="Examine les lots à louer et dépose leurs annonces chez chaque portail actif.",
    reglage=ReglageAnnonces,
    usage=ReglageAnnoncesDraft(),
    ecran="annonces.reglage",
    travail="travaux:publier_annonces",
    droit="annonces.publier",
    manque="Annonces non publiées",
    retour="Les annonces sont de nouveau publiées.",
    rapporte=True,
    empeche="travaux:empeche_d_annoncer",
)
AG_CONNECT = Service(
    nom="ag_connect",
    libelle="Retours d'AG Connect",
    role="Relève les accès des participants et les assemblées tenues à distance (seed L2051-2112).",
    reglage=ReglageAgConnect,
    usage=ReglageAgConnectDraft(),
    ecran="ag_connect.reglage",
    travail="ag_connect:relever",
    droit="assemblees.tenir",
    manque="Retours d'AG Connect manqués",
    retour="Les retours d'AG Connect sont de nouveau relevés.",
)
CONSERVATION = Service(
    nom="conservation",
    libelle="Effacement des candidatures",
    role="Efface les dossiers locatifs sans suite qui ont passé leur durée (RGPD, art. 5).",
    reglage=ReglageConservation,
    usage=ReglageConservationDraft(),
    ecran="dossiers_locatifs.conservation",
    travail="conservation:effacer",
    droit="locataires.supprimer",
    manque="Candidatures non effacées",
    retour="Les candidatures sans suite sont de nouveau effacées.",
    besoin="conservation:a_faire",
)
SERVICES: tuple[Service, ...] = (
    SAUVEGARDE, PUBLICATION, PARTENAIRES, CLAC, ANNONCES, AG_CONNECT, CONSERVATION,
)  # fmt: skip


def service(nom: str) -> Service:
    """Lève `UserError` si ce programme ne le connaît pas."""
    for one in SERVICES:
        if one.nom == nom:
            return one
    raise UserError(
        f"Ce programme ne connaît pas le service « {nom} ».",
        "Installez la dernière version de LSC Desktop sur ce poste.",
    )


def horaire_de(session: Session, declared: Service) -> Horaire:
    """Ses heures, telles qu'elles sont réglées en ce moment."""
    kept = session.get(declared.reglage, UNIQUE) or declared.usage
    return Horaire(kept.active, kept.heures, getattr(kept, "jours", TOUS_LES_JOURS))
