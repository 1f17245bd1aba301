"""Cas d'usage : appel de loyers. Un locataire, une pièce, une quittance, une transaction."""

import datetime as dt
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import cast

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import Periode
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.figer import figer
from lsc_desktop.base.text import nom_complet
from lsc_desktop.domain.comptabilite import LigneEcriture, PieceComptable, mouvement
from lsc_desktop.domain.quittancement import AAppeler, AppelDraft, AvisEcheance
from lsc_desktop.queries.adresses import adresse_immeuble, adresse_locataire
from lsc_desktop.queries.comptabilite import compte_de_quittancement, solde
from lsc_desktop.queries.entites import load_entete
from lsc_desktop.queries.quittancement import a_appeler
from lsc_desktop.services.comptabilite import passer
from lsc_desktop.services.fiches import refuser
from lsc_desktop.storage.models import (
    Appel,
    CodeFiscalite,
    Entite,
    LigneQuittancement,
    Locataire,
    Lot,
    Quittance,
    Tiers,
)

JOURNAL = "QU"


@dataclass(frozen=True, slots=True)
class Demande:
    """Un appel à passer pour une entité et une période ; `periodicite` en mois."""

    entite_id: int
    date: dt.date
    periode: Periode
    periodicite: int


def demande(draft: AppelDraft) -> Demande:
    """La demande d'une saisie complète ; lève `UserError` au premier défaut."""
    refuser(draft)
    return Demande(
        cast(int, draft.entite_id),
        cast(dt.date, draft.date),
        cast(Periode, draft.periode()),
        draft.periodicite,
    )


def appeler(session: Session, demande: Demande, prevu: AAppeler, ctx: Contexte) -> str:
    """Comptabilise l'appel d'un locataire, tel que l'aperçu l'a montré ; rend un compte rendu.

    Rejouer la même période n'écrit rien. Lève `UserError` si le tableau de quittancement a changé
    depuis l'aperçu : ce qui est écrit est ce qui a été vu.
    """
    found, done = a_appeler(
        session, demande.entite_id, demande.periodicite, demande.periode, [prevu.locataire_id]
    )
    if done:
        return "déjà appelé pour cette période"
    if found != (prevu,):
        raise UserError(
            f"Le tableau de quittancement de {prevu.nom} a changé depuis l'aperçu.",
            "Relancez l'appel : l'aperçu montrera ce qui sera écrit.",
        )
    tenant = session.get_one(Locataire, prevu.locataire_id)
    avis = _avis(session, demande, prevu, tenant, ctx)
    piece = passer(session, _piece(session, demande, prevu, tenant), ctx)
    quittance = Quittance(
        appel_id=_appel(session, demande, ctx),
        locataire_id=tenant.id,
        piece_id=piece.id,
        periode_du=demande.periode.du,
        periode_au=demande.periode.au,
        date=demande.date,
        echeance=avis.echeance,
        total=prevu.total,
        contenu=figer(avis),
    )
    session.add(quittance)
    session.flush()
    session.execute(
        update(LigneQuittancement)
        .where(
            LigneQuittancement.id.in_([ligne.ligne_id for ligne in prevu.lignes]),
            LigneQuittancement.ponctuelle,
        )
        .values(quittance_id=quittance.id)
    )
    return ""


def appeler_tous(session: Session, demande: Demande, ctx: Contexte) -> int:
    """Appelle tous les locataires de la demande dans une seule transaction ; rend leur nombre."""
    items, _ = a_appeler(session, demande.entite_id, demande.periodicite, demande.periode)
    for item in items:
        appeler(session, demande, item, ctx)
    return len(items)


def _appel(session: Session, demande: Demande, ctx: Contexte) -> int:
    """L'appel de cette période, créé par son premier locataire."""
    same = {
        "entite_id": demande.entite_id,
        "date": demande.date,
        "periode_du": demande.periode.du,
        "periode_au": demande.periode.au,
        "periodicite": demande.periodicite,
    }
    if (appel := session.scalar(select(Appel).filter_by(**same))) is None:
        appel = Appel(**same, cree_le=ctx.maintenant, cree_par=ctx.utilisateur)
        session.add(appel)
        session.flush()
    return appel.id


def _piece(
    session: Session, demande: Demande, prevu: AAppeler, tenant: Locataire
) -> PieceComptable:
    """Une ligne au débit du locataire par ligne appelée, autant au compte de quittancement."""
    counterpart = compte_de_quittancement(session, demande.entite_id)
    codes = _codes(session)
    lines: list[LigneEcriture] = []
    for ligne in prevu.lignes:
        if not ligne.montant:
            continue
        line = mouvement(
            tenant.compte_id,
            ligne.montant,
            ligne.libelle,
            code_fiscalite_id=codes[ligne.code],
            locataire_id=tenant.id,
            periode=Periode(ligne.du, ligne.au),
        )
        back = replace(line, compte_id=counterpart, debit=line.credit, credit=line.debit)
        lines += (line, back)
    text = f"Appel {demande.periode.texte()} {prevu.nom}"
    return PieceComptable(demande.entite_id, JOURNAL, demande.date, text, tuple(lines))


def _codes(session: Session) -> dict[str, int]:
    rows = session.execute(select(CodeFiscalite.code, CodeFiscalite.id))
    return {row.code: row.id for row in rows}


def _avis(
    session: Session, demande: Demande, prevu: AAppeler, tenant: Locataire, ctx: Contexte
) -> AvisEcheance:
    owner = session.execute(
        select(Tiers.civilite, Tiers.nom, Tiers.prenom)
        .join(Lot, Lot.proprietaire_id == Tiers.id)
        .where(Lot.id == tenant.lot_id)
    ).one()
    due = -solde(session, tenant.compte_id)
    return AvisEcheance(
        entete=load_entete(session, demande.entite_id),
        mandant=nom_complet(owner.prenom, owner.nom, owner.civilite),
        destinataire=adresse_locataire(session, tenant.id, ctx.aujourd_hui),
        compte=prevu.compte,
        lot=prevu.lot,
        adresse_lot=adresse_immeuble(session, tenant.lot_id, rue=True).en_ligne(),
        periode=demande.periode.texte(),
        le=demande.date,
        echeance=_echeance(demande, tenant),
        lignes=tuple((ligne.libelle, ligne.montant) for ligne in prevu.lignes),
        total=prevu.total,
        solde_anterieur=due,
        a_payer=max(prevu.total + due, Decimal("0.00")),
        mode_reglement=tenant.mode_reglement,
        iban=session.get_one(Entite, demande.entite_id).iban,
    )


def _echeance(demande: Demande, tenant: Locataire) -> dt.date:
    """À échoir : le jour convenu du premier mois ; à terme échu : celui du mois qui suit."""
    periode = demande.periode
    start = periode.au + timedelta(days=1) if tenant.terme == "echu" else periode.du
    due = start + timedelta(days=min(max(tenant.jour_echeance, 1), 28) - 1)
    return max(due, demande.date) if tenant.depart else due
