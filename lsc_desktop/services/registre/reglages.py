"""Cas d'usage : le compte de télédéclarant, les certificats et le contrat du registre."""

from collections.abc import Collection, Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.registre.certificats import EMPLACEMENTS, refus_du_certificat
from lsc_desktop.domain.registre.reglages import ReglageRegistreDraft, permission
from lsc_desktop.partners.registre.certificat import TAILLE, CertificatLu, lire_certificat
from lsc_desktop.partners.registre.contrat import SOAP, lire_contrat
from lsc_desktop.partners.registre.gardes import garder_certificat, oublier_certificat
from lsc_desktop.partners.registre.wsdl import TAILLE as TAILLE_WSDL
from lsc_desktop.partners.registre.wsdl import lire_wsdl, ouvrir
from lsc_desktop.queries.registre.reglages import (
    UNIQUE,
    contrat_du_registre,
    maintenant,
    siren_de_l_agence,
)
from lsc_desktop.services.fiches import enregistrer
from lsc_desktop.storage.models import CertificatRegistre, ReglageRegistre

LUS = ("permis",)


def save_reglage_registre(
    session: Session,
    draft: ReglageRegistreDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Une autre adresse ôte la permission d'appeler : elle valait pour l'ancienne (D50)."""
    for name in ("numero", "courriel", "adresse"):
        setattr(draft, name, getattr(draft, name).strip())
    if draft.id is None:
        record = ReglageRegistre(id=UNIQUE, permis_le=None)
        return enregistrer(session, ReglageRegistre, draft, sauf=LUS, dans=record).id
    record = enregistrer(session, ReglageRegistre, draft, sauf=LUS)
    _oublier_permission(session, record)
    return record.id


def importer_contrat(session: Session, texte: str, *, ctx: Contexte) -> str:
    """Prend ce contrat, ou revient à celui du programme (vide) ; rend son nom. Lève `UserError`
    s'il ne se lit pas. Il reste « jamais vérifié », et la permission d'appeler se redemande."""
    name = lire_contrat(texte).nom if texte else "celui du programme"
    record = _reglage(session)
    record.contrat = texte
    session.flush()
    _oublier_permission(session, record)
    return name


def lire_fichier_wsdl(chemin: str) -> tuple[str, tuple[str, ...]]:
    """(texte, opérations) du WSDL choisi sur le disque ; lève `UserError` s'il ne se lit pas, ou
    renvoie ailleurs. Rien n'est encore gardé."""
    (content,) = lire_fichiers([chemin], TAILLE_WSDL)
    return lire_wsdl(content)


def importer_wsdl(
    session: Session, lu: tuple[str, tuple[str, ...]] | None, *, ctx: Contexte
) -> str:
    """Prend ce WSDL, ou l'oublie (`None`) ; rend ce qu'on en dit : ses opérations, et ce que le
    contrat en vigueur y nomme en vain. Un autre WSDL ôte la permission d'appeler."""
    text, operations = lu or ("", ())
    record = _reglage(session)
    record.wsdl = text
    session.flush()
    _oublier_permission(session, record)
    if not text:
        return "WSDL oublié."
    said = f"WSDL importé : {pluriel(len(operations), 'opération')}."
    contrat = contrat_du_registre(session)
    if contrat.transport != SOAP:
        return f"{said} Il attend un contrat en SOAP : celui en vigueur est en REST."
    return " ".join((said, *ouvrir(contrat).desaccords(ctx.aujourd_hui)))


def permettre(session: Session, *, ctx: Contexte) -> str:
    """Un administrateur permet d'appeler ce serveur, avec ce contrat jamais vérifié (D50).

    Rend l'hôte permis ; lève `UserError` sans adresse.
    """
    record = _reglage(session)
    allowed = permission(record.adresse, contrat_du_registre(session).cle)
    if not allowed:
        raise UserError(
            "L'adresse du registre n'est pas renseignée.", "Donnez-la, puis enregistrez.", "adresse"
        )
    record.permis, record.permis_le = allowed, ctx.maintenant
    record.permis_par = ctx.utilisateur
    session.flush()
    return allowed.partition(" ")[0]


def lire_pour_l_agence(
    session: Session, fichiers: Sequence[bytes], mot_de_passe: str
) -> CertificatLu:
    """Lit un certificat et refuse celui qui ne pourra jamais servir ; pas encore valide, il attend.

    Lève `UserError`. Rien n'est encore gardé.
    """
    found = lire_certificat(fichiers, mot_de_passe)
    now = max(maintenant(session), found.fiche.valable_du)
    refused = next(refus_du_certificat(found.fiche, siren_de_l_agence(session), now), None)
    if refused is not None:
        raise UserError(refused.phrase, refused.conseil)
    return found


def lire_fichiers(chemins: Sequence[str], taille: int = TAILLE) -> list[bytes]:
    """Les fichiers choisis sur le disque, jamais plus de `taille` octets et un de trop ; lève
    `UserError` si l'un ne se lit pas."""
    found = []
    for path in map(Path, chemins):
        try:
            with path.open("rb") as file:
                found.append(file.read(taille + 1))
        except OSError as error:
            raise UserError(
                f"« {path.name} » ne se lit pas.",
                "Vérifiez qu'il existe encore et que vous y avez accès.",
            ) from error
    return found


def poser_certificat(
    session: Session, emplacement: int, lu: CertificatLu, *, ctx: Contexte
) -> None:
    """Note ce certificat, sans sa clé, à cet emplacement ; la clé est déjà au coffre du poste."""
    if emplacement not in EMPLACEMENTS:
        raise ValueError(f"emplacement {emplacement}")
    stmt = select(CertificatRegistre).where(CertificatRegistre.emplacement == emplacement)
    record = session.scalar(stmt) or CertificatRegistre(emplacement=emplacement)
    fiche = lu.fiche
    record.sujet, record.emetteur, record.serie = fiche.sujet, fiche.emetteur, fiche.serie
    record.empreinte, record.pem, record.auto_signe = fiche.empreinte, lu.pem, fiche.auto_signe
    record.valable_du = fiche.valable_du.replace(tzinfo=None)
    record.valable_au = fiche.valable_au.replace(tzinfo=None)
    record.sirens, record.usages = " ".join(fiche.sirens), " ".join(fiche.usages)
    record.politiques = " ".join(fiche.politiques)
    record.importe_le, record.importe_par = ctx.maintenant, ctx.utilisateur
    session.add(record)
    session.flush()


def garder_au_coffre(emplacement: int, lu: CertificatLu) -> None:
    """Sa clé, au coffre de ce poste ; lève `TemporaryError` s'il n'en a pas."""
    garder_certificat(emplacement, lu)


def retirer_certificat(session: Session, emplacement: int, *, ctx: Contexte) -> None:
    """Oublie ce certificat, et sa clé sur ce poste."""
    stmt = select(CertificatRegistre).where(CertificatRegistre.emplacement == emplacement)
    if (record := session.scalar(stmt)) is not None:
        session.delete(record)
        session.flush()
    oublier_certificat(emplacement)


def _reglage(session: Session) -> ReglageRegistre:
    record = session.get(ReglageRegistre, UNIQUE)
    if record is None:
        record = ReglageRegistre(id=UNIQUE, permis_le=None)
        session.add(record)
        session.flush()
    return record


def _oublier_permission(session: Session, record: ReglageRegistre) -> None:
    if record.permis != permission(record.adresse, contrat_du_registre(session).cle):
        record.permis, record.permis_le, record.permis_par = "", None, ""
        session.flush()
