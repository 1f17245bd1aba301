"""Demander à Lovys les devis de la boîte d'envoi, un à la fois, hors de toute transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import TemporaryError
from lsc_desktop.base.money import euros
from lsc_desktop.domain.lovys.devis import PERIODICITES, RECU, lire_demande
from lsc_desktop.domain.partenaires.envois import AEnvoyer
from lsc_desktop.jobs.boite_envoi import Fait, Outils, journal
from lsc_desktop.partners.erreurs import AccesError
from lsc_desktop.partners.http import Client
from lsc_desktop.partners.lovys.adaptateur import LOVYS
from lsc_desktop.partners.lovys.client import demander_devis
from lsc_desktop.partners.lovys.jeton import Compte, JetonLovys
from lsc_desktop.queries.lovys.reglages import reglage_lovys
from lsc_desktop.services.abonnements import exiger_abonnement
from lsc_desktop.services.lovys.devis import noter_devis
from lsc_desktop.services.lovys.reglages import mot_de_passe_de
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.models import DevisLovys

OU = "« Configuration Lovys »"


def devis(envoi: AEnvoyer, outils: Outils) -> Fait:
    """Demande le devis de cet envoi, et note ce que Lovys propose. Lève comme `partners.lovys`."""
    devis_id = int(envoi.charge["devis"])
    with outils.db.read() as session:
        row = session.get_one(DevisLovys, devis_id)
        state, asked = row.etat, lire_demande(row.demande)
    if state == RECU:
        return Fait("Ce devis était déjà reçu.")
    account = compte(outils.db)
    with _connexion(account, outils) as token, _client(account, outils, token) as client:
        found = demander_devis(client, asked, envoi.objet)
    period = dict(PERIODICITES)[found.periodicite]
    return Fait(
        f"Devis de {euros(found.montant)} {period}.",
        partial(noter_devis, devis_id=devis_id, devis=found, ctx=outils.ctx),
    )


def essayer(db: Database, ctx: Contexte) -> str:
    """« Tester la connexion » : demande un jeton neuf, et le dit sans le livrer. Lève comme
    `partners.lovys`, ou `UserError` sans abonnement."""
    with db.read() as session:
        exiger_abonnement(session, LOVYS.code)
    account = compte(db)
    with _connexion(account, Outils(db, ctx, journal(db, ctx), lambda: False)) as token:
        token.renouveler()
        held = token.tenu()
    return (
        f"Lovys reconnaît le compte « {account.login} » : jeton {held.dit()}, valable jusqu'au "
        f"{held.expire.astimezone():%d/%m/%Y à %H:%M}."
    )


def compte(db: Database) -> Compte:
    """Lève `AccesError` sans login, `TemporaryError` si ce poste n'a pas le mot de passe, ou si son
    coffre est fermé : un autre poste peut l'avoir. Rien n'est parti."""
    with db.read() as session:
        settings = reglage_lovys(session)
    if not settings.login:
        raise AccesError(
            "Le compte Lovys de l'agence n'est pas réglé : il manque le login.",
            f"Donnez-le dans {OU} ; rien n'est parti.",
            "login",
        )
    password = mot_de_passe_de(settings.login, settings.url)
    if not password:
        raise TemporaryError(
            "Ce poste n'a pas le mot de passe de Lovys, pour ce login et cette URL.",
            f"Chaque poste garde le sien : donnez-le ici aussi, dans {OU}, ou envoyez d'un poste "
            "qui l'a. Rien n'est parti.",
        )
    return Compte(settings.url, settings.login, password)


@contextmanager
def _connexion(account: Compte, outils: Outils) -> Iterator[JetonLovys]:
    with _client(account, outils, None) as client:
        yield JetonLovys(client, account)


def _client(account: Compte, outils: Outils, token: JetonLovys | None) -> Client:
    return Client(
        LOVYS.code, LOVYS.nom, account.url, noter=outils.noter, arreter=outils.arreter,
        porteur=token, secrets=(account.mot_de_passe,),
    )  # fmt: skip
