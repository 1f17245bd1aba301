"""Envoyer une déclaration au registre : ce qui peut l'arrêter se voit avant le moindre appel."""

from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import RefusedError
from lsc_desktop.domain.partenaires.envois import AEnvoyer
from lsc_desktop.domain.registre.declarations import A_ENVOYER
from lsc_desktop.domain.registre.demarches import demarche
from lsc_desktop.domain.registre.reglages import defense_d_appeler
from lsc_desktop.jobs.boite_envoi import Fait, Outils, journal
from lsc_desktop.partners.erreurs import AccesError
from lsc_desktop.partners.http import Certificat, Client, Reglages
from lsc_desktop.partners.registre.adaptateur import REGISTRE
from lsc_desktop.partners.registre.client import demander
from lsc_desktop.partners.registre.contrat import HTTP, REST, SOAP, Contrat
from lsc_desktop.partners.registre.enveloppe import est_une_enveloppe
from lsc_desktop.partners.registre.gardes import a_presenter
from lsc_desktop.partners.registre.port import Accuse, Compte, Demande, identifiants, reglages_de
from lsc_desktop.partners.registre.wsdl import ouvrir
from lsc_desktop.queries.registre import reglages as lectures
from lsc_desktop.queries.registre.declarations import load_declaration, piece_de
from lsc_desktop.services.registre.declarations import acquitter
from lsc_desktop.storage.engine import Database

NOM = "Le registre des copropriétés"


@dataclass(frozen=True, slots=True)
class Acces:
    """De quoi appeler le registre : rien n'est parti tant qu'on n'a pas tout cela."""

    adresse: str
    contrat: Contrat
    compte: Compte
    certificat: Certificat


def declarer(envoi: AEnvoyer, outils: Outils) -> Fait:
    """Le travail de la boîte d'envoi. Lève `AccesError` si l'agence ne peut rien envoyer, sinon
    comme `partners.registre.client.demander`."""
    declaration_id = int(envoi.charge["declaration"])
    with outils.db.read() as session:
        asked = _demande(session, declaration_id, envoi.objet)
        access = acces(session)
    with Client(
        REGISTRE.code, NOM, access.adresse, reglages=reglages_de(asked.demande),
        noter=outils.noter, certificat=access.certificat, arreter=outils.arreter,
    ) as client:  # fmt: skip
        found = demander(client, access.contrat, access.compte, asked)
    return Fait(_dit(found), partial(_acquitter, declaration_id, found, outils.ctx))


def acces(session: Session) -> Acces:
    """Lève `AccesError` si l'adresse, la permission, le compte, le WSDL ou le certificat manque."""
    reglage = lectures.load_reglage_registre(session)
    if why := defense_d_appeler(reglage.adresse, reglage.cle_contrat, reglage.permis):
        raise AccesError(
            why, "Voyez « Registre des copropriétés », réglages ; rien n'est parti.", "adresse"
        )
    if not reglage.numero:
        raise AccesError(
            "Le numéro de télédéclarant de l'agence n'est pas renseigné.",
            "Donnez-le dans « Registre des copropriétés », réglages ; rien n'est parti.",
            "numero",
        )
    contrat = lectures.contrat_du_registre(session)
    if contrat.transport == SOAP and not contrat.wsdl:
        raise AccesError(
            "Le contrat du registre est en SOAP, et son WSDL n'est pas importé.",
            "Importez-le dans « Registre des copropriétés », réglages, menu Contrat ; rien n'est "
            "parti.",
        )
    certificat = a_presenter(
        lectures.attendus(session), lectures.siren_de_l_agence(session),
        lectures.maintenant(session),
    )  # fmt: skip
    return Acces(reglage.adresse, contrat, Compte(reglage.numero, reglage.courriel), certificat)


def essayer(db: Database, ctx: Contexte) -> str:
    """« Tester la connexion » : se présente au serveur, sans rien lui déclarer ; rend ce qu'on en
    conclut. Lève comme `declarer`."""
    with db.read() as session:
        access = acces(session)
    contrat = access.contrat
    soap = contrat.transport == SOAP
    agreed = tuple(ouvrir(contrat).desaccords(ctx.aujourd_hui)) if soap else ()
    headers = identifiants(contrat.compte, access.compte)
    refused = frozenset(range(400, 500)) - {401, 403, 407, 408, 425, 429}
    with Client(
        REGISTRE.code, NOM, access.adresse, reglages=Reglages(essais=1), noter=journal(db, ctx),
        certificat=access.certificat,
    ) as client:  # fmt: skip
        done = client.demander(
            "GET", "", "Tester la connexion", acceptes=refused | ({500} if soap else set()),
            entetes=headers if contrat.transport == REST or contrat.ou_compte == HTTP else {},
            **({"lire": _lire_essai} if soap else {"attendu": "octets"}),
        )  # fmt: skip
    said = (
        f"Le serveur accepte le certificat « {access.certificat.nom} » (réponse {done.code}). Ce "
        "test ne prouve rien du contrat d'interface."
    )
    if not soap:
        return said
    if agreed:
        return f"{said} Le contrat et le WSDL ne s'accordent pas. {' '.join(agreed)}"
    return f"{said} Le contrat et le WSDL s'accordent."


def _lire_essai(code: int, corps: bytes) -> None:
    """Un service SOAP répond volontiers 500 à qui ne lui demande rien : une « Fault » est bon
    signe, une page de panne non."""
    if code == 500 and not est_une_enveloppe(corps):
        raise ValueError("pas une enveloppe SOAP")


def _demande(session: Session, declaration_id: int, objet: str) -> Demande:
    draft = load_declaration(session, declaration_id)
    if draft.etat != A_ENVOYER:
        raise RefusedError("Cette déclaration n'attend plus de partir.", "Abandonnez cet envoi.")
    asked = demarche(draft.demarche)
    piece = piece_de(session, declaration_id) if asked.piece else b""
    values = {} if asked.lit else draft.donnees
    return Demande(asked, draft.dossier.immatriculation, values, piece, objet)


def _acquitter(declaration_id: int, found: Accuse, ctx: Contexte, session: Session) -> None:
    acquitter(
        session, declaration_id, numero=found.numero, accuse=found.accuse, message=found.message,
        recues=found.donnees, brut=found.brut, ctx=ctx,
    )  # fmt: skip


def _dit(found: Accuse) -> str:
    parts = (
        f"Numéro {found.numero}." if found.numero else "",
        f"Accusé {found.accuse}." if found.accuse else "",
        found.message,
    )
    return " ".join(part for part in parts if part) or "Accepté, sans autre réponse."
