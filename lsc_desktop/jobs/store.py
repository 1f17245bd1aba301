"""Demander au store les abonnements de l'agence, hors de toute transaction."""

from contextlib import suppress
from datetime import timedelta

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.abonnements import HTTPS
from lsc_desktop.domain.partenaires.reglages import ReglagePartenairesDraft
from lsc_desktop.jobs.boite_envoi import journal
from lsc_desktop.partners.http import Client
from lsc_desktop.partners.store.adaptateur import STORE
from lsc_desktop.partners.store.client import demander_licence
from lsc_desktop.queries.abonnements import licence_gardee
from lsc_desktop.queries.partenaires.envois import load_reglage_partenaires
from lsc_desktop.services.abonnements import secret_du_store, valider_licence
from lsc_desktop.storage.engine import Database

FRAICHE = timedelta(hours=20)  # une licence vue depuis moins n'est pas redemandée de soi-même


class _Porteur:
    """La clé d'accès que le store a donnée, telle quelle : elle ne se renouvelle pas."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def autorisation(self) -> str:
        return f"Bearer {self._secret}"

    def oublier(self, refusee: str) -> None:
        """Refusée, elle le sera encore : une personne en donnera une autre."""


def interroger(db: Database, ctx: Contexte, *, autorites: str = "") -> str:
    """« Interroger le store » : valide la licence qu'il donne ; rend son état.

    Lève `UserError` sans adresse, ou si le store ne répond pas : la licence gardée vaut toujours.
    """
    with db.read() as session:
        settings = load_reglage_partenaires(session)
    number = _numero(db, settings)
    if not settings.store_adresse or not number:
        raise UserError(
            "L'adresse du store et votre numéro de client ne sont pas réglés.",
            "Donnez-les dans « Réglages des partenaires », ou validez la licence par fichier.",
        )
    secret = secret_du_store()
    with Client(
        STORE.code, STORE.nom, settings.store_adresse, noter=journal(db, ctx),
        porteur=_Porteur(secret) if secret else None, secrets=(secret,), autorites=autorites,
    ) as client:  # fmt: skip
        document = demander_licence(client, number)
    with db.write(ctx.utilisateur) as session:
        return valider_licence(session, document, HTTPS, ctx=ctx)


def a_rafraichir(db: Database, ctx: Contexte) -> bool:
    """Une adresse est réglée, et la licence n'a pas été vue depuis presque un jour."""
    with db.read() as session:
        settings, row = load_reglage_partenaires(session), licence_gardee(session)
    fresh = row is not None and ctx.maintenant - row.vue_le < FRAICHE
    return bool(settings.store_adresse) and not fresh


def rafraichir(db: Database, ctx: Contexte) -> None:
    """Le même, de soi-même ; hors ligne, rien ne change."""
    if a_rafraichir(db, ctx):
        with suppress(UserError):  # il est au journal des appels, et la licence gardée vaut
            interroger(db, ctx)


def _numero(db: Database, settings: ReglagePartenairesDraft) -> str:
    """Le nôtre : celui du réglage, sinon celui de la licence validée."""
    if settings.store_client:
        return settings.store_client
    with db.read() as session:
        row = licence_gardee(session)
        return row.client if row is not None else ""
