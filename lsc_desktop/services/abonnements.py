"""Cas d'usage : valider une licence, et refuser ce qu'elle ne permet pas (seed L608-622, L831)."""

from datetime import UTC

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.abonnements import Licence, dire_licence, lire, remplacer, texte
from lsc_desktop.partners import coffre
from lsc_desktop.partners.adaptateurs import adaptateur
from lsc_desktop.partners.store import signature
from lsc_desktop.queries.abonnements import (
    UNIQUE,
    jour_des_abonnements,
    load_licence,
    refus_du_partenaire,
)
from lsc_desktop.queries.partenaires.envois import load_reglage_partenaires
from lsc_desktop.storage.models import LicenceStore

SECRET = "store"  # son nom au coffre du poste
CONSEIL = (
    "Validez la licence du store (Paramètres > Valider une licence), ou demandez cet abonnement "
    "au store."
)


def exiger_abonnement(session: Session, code: str, nom: str = "", champ: str = "") -> None:
    """Lève `UserError`, avec la raison, si ce partenaire est grisé. `nom` : celui qu'on montre, à
    défaut le sien ; `champ` : la rubrique à montrer du doigt."""
    if why := refus_du_partenaire(session, code):
        raise UserError(f"{nom or adaptateur(code).nom} : {why}.", CONSEIL, champ)


def valider_licence(session: Session, octets: bytes, origine: str, *, ctx: Contexte) -> str:
    """Garde une licence, signature vérifiée ; rend son état. La même, reçue de nouveau, est
    confirmée. Lève `UserError` si elle est fausse, d'un autre client, ou plus ancienne."""
    licence, signed = lire(octets)
    signature.verifier(signed, signature.cles())
    before = load_licence(session)
    remplacer(
        before, licence, load_reglage_partenaires(session).store_client,
        ctx.maintenant.astimezone(UTC),
    )  # fmt: skip
    _garder(session, octets, licence, signed.cle, origine, ctx)
    return dire_licence(licence, jour_des_abonnements(session))


def garder_secret_du_store(secret: str) -> None:
    """La clé d'accès au store, au coffre de ce poste ; vide, elle en est effacée."""
    coffre.garder(SECRET, secret.strip())


def secret_du_store() -> str:
    return coffre.lire(SECRET)


def _garder(
    session: Session, octets: bytes, licence: Licence, cle: str, origine: str, ctx: Contexte
) -> None:
    row = session.get(LicenceStore, UNIQUE)
    if row is None:
        row = LicenceStore(id=UNIQUE)
        session.add(row)
    text = texte(octets)
    if row.document != text:
        row.document, row.client = text, licence.client
        row.emis_le = licence.emis_le.replace(tzinfo=None)
        row.valable_jusqu_au, row.cle = licence.valable_jusqu_au, cle
        row.origine, row.validee_le = origine, ctx.maintenant
        row.validee_par = ctx.utilisateur
    row.vue_le = ctx.maintenant
    session.flush()
