"""Le réglage du registre, ses deux certificats, et ce qui manque avant le premier envoi."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.domain.registre.certificats import (
    FicheCertificat,
    fin_proche,
    refus_du_certificat,
    siren_de,
    siren_dit,
)
from lsc_desktop.domain.registre.reglages import ReglageRegistreDraft, defense_d_appeler, rappels
from lsc_desktop.partners.registre.contrat import (
    LIVRE,
    MODELE_SOAP,
    SOAP,
    Contrat,
    contrat_en_vigueur,
)
from lsc_desktop.partners.registre.gardes import Attendu
from lsc_desktop.queries.coproprietes.syndic import agence
from lsc_desktop.queries.fiches import charger
from lsc_desktop.storage.clock import heure_utc
from lsc_desktop.storage.models import CertificatRegistre, ReglageRegistre

UNIQUE = 1  # id de la seule ligne du réglage


def load_reglage_registre(session: Session, reglage_id: int = UNIQUE) -> ReglageRegistreDraft:
    """Le réglage enregistré, sinon un réglage vierge, sans id."""
    row = session.get(ReglageRegistre, UNIQUE)
    draft = (
        charger(session, ReglageRegistre, ReglageRegistreDraft, UNIQUE)
        if row is not None else ReglageRegistreDraft()
    )  # fmt: skip
    contrat = contrat_du_registre(session)
    draft.contrat_dit = f"{contrat.nom} ({contrat.version}), jamais vérifié"
    draft.wsdl_dit = "Inutile : le contrat est en REST"
    if contrat.transport == SOAP:
        draft.wsdl_manque = not contrat.wsdl
        mark = contrat.cle.rpartition(" ")[2]
        draft.wsdl_dit = "À importer" if draft.wsdl_manque else f"Importé (empreinte {mark})"
    draft.adresse_essai, draft.cle_contrat = contrat.adresse_essai, contrat.cle
    if row is not None and row.permis and row.permis_le is not None:
        draft.permis_dit = (
            f"Permis vers {row.permis.partition(' ')[0]} le {row.permis_le:%d/%m/%Y} par "
            f"{row.permis_par}"
        )
    elif draft.adresse:
        draft.permis_dit = defense_d_appeler(draft.adresse, contrat.cle, "") or "Permis"
    _certificats(session, draft)
    return draft


def contrat_du_registre(session: Session) -> Contrat:
    """Celui que l'agence a importé, ou celui du programme."""
    stmt = select(ReglageRegistre.contrat, ReglageRegistre.wsdl)
    found = session.execute(stmt.where(ReglageRegistre.id == UNIQUE)).one_or_none()
    return contrat_en_vigueur(*found) if found is not None else contrat_en_vigueur("")


def texte_du_contrat(session: Session) -> str:
    """Le contrat en vigueur, tel qu'il se lit et se corrige."""
    held = session.scalar(select(ReglageRegistre.contrat).where(ReglageRegistre.id == UNIQUE))
    return held or LIVRE.read_text(encoding="utf-8")


def texte_du_modele_soap(session: Session) -> str:
    """De quoi écrire un contrat en SOAP."""
    return MODELE_SOAP.read_text(encoding="utf-8")


def siren_de_l_agence(session: Session) -> str:
    """Vide si la fiche Entité de l'agence n'a pas de SIRET."""
    found = agence(session)
    return siren_de(found.siret) if found is not None else ""


def maintenant(session: Session) -> datetime:
    """L'heure de la base, en temps universel : celle qui juge les certificats."""
    now: datetime = session.execute(select(heure_utc())).scalar_one()
    return now.replace(tzinfo=UTC)


def certificats_declares(session: Session) -> Sequence[CertificatRegistre]:
    """Dans l'ordre des emplacements du portail."""
    return session.scalars(
        select(CertificatRegistre).order_by(CertificatRegistre.emplacement)
    ).all()


def attendus(session: Session) -> tuple[Attendu, ...]:
    """Ce que ce poste doit avoir au coffre."""
    return tuple(
        Attendu(one.emplacement, fiche_de(one).nom, one.empreinte)
        for one in certificats_declares(session)
    )


def fiche_de(one: CertificatRegistre) -> FicheCertificat:
    return FicheCertificat(
        one.sujet, one.emetteur, one.serie, one.empreinte, one.valable_du.replace(tzinfo=UTC),
        one.valable_au.replace(tzinfo=UTC), tuple(one.sirens.split()), tuple(one.usages.split()),
        tuple(one.politiques.split()), one.auto_signe,
    )  # fmt: skip


def pem_de(session: Session, emplacement: int) -> tuple[str, str]:
    """(nom, PEM sans la clé) du certificat de cet emplacement ; vides s'il n'y en a pas."""
    stmt = select(CertificatRegistre).where(CertificatRegistre.emplacement == emplacement)
    found = session.scalar(stmt)
    return (fiche_de(found).nom, found.pem) if found is not None else ("", "")


def _certificats(session: Session, draft: ReglageRegistreDraft) -> None:
    siren, now = siren_de_l_agence(session), maintenant(session)
    reasons, usable, soon = [], False, []
    for one in certificats_declares(session):
        fiche, place = fiche_de(one), one.emplacement
        refused = [each.phrase for each in refus_du_certificat(fiche, siren, now)]
        usable = usable or not refused
        reasons += refused
        soon.append(fin_proche(fiche, now))
        setattr(draft, f"dn{place}", fiche.sujet)
        setattr(draft, f"emetteur{place}", fiche.emetteur)
        setattr(draft, f"usage{place}", _usage(fiche))
        setattr(draft, f"validite{place}", _validite(one, fiche))
    if not reasons and not usable:
        reasons = ["Certificat RGS de l'agence : aucun n'est importé."]
    told = [] if usable else reasons
    draft.rappels = rappels(draft, siren, [*told, *(one for one in soon if one)])


def _usage(fiche: FicheCertificat) -> str:
    numbers = ", ".join(siren_dit(one) for one in fiche.sirens) or "aucun"
    uses = ", ".join(fiche.usages) or "tout usage"
    level = f" ; politique {', '.join(fiche.politiques)}" if fiche.politiques else ""
    return f"{numbers} ; {uses}{level}"


def _validite(one: CertificatRegistre, fiche: FicheCertificat) -> str:
    return (
        f"du {fiche.valable_du:%d/%m/%Y} au {fiche.valable_au:%d/%m/%Y}, importé le "
        f"{one.importe_le:%d/%m/%Y} par {one.importe_par}"
    )
