"""La fiche d'une régularisation et son décompte."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import Periode
from lsc_desktop.base.text import nom_complet
from lsc_desktop.domain.regularisations import (
    Decompte,
    RegularisationDraft,
    decompte,
    jours_annee,
    recalculer,
)
from lsc_desktop.queries.adresses import adresse_immeuble, adresse_locataire
from lsc_desktop.queries.comptabilite import solde
from lsc_desktop.queries.entites import load_entete
from lsc_desktop.queries.fiches import charger
from lsc_desktop.queries.regularisations.provisions import (
    debut,
    periodes_traitees,
    provisions_actuelles,
    provisions_appelees,
)
from lsc_desktop.storage.models import (
    CodeFiscalite,
    Compte,
    Configuration,
    Entite,
    Locataire,
    Lot,
    Regularisation,
    Tiers,
)


def load_regularisation(session: Session, fiche_id: int) -> RegularisationDraft:
    """La saisie d'une fiche, avec ce qui l'entoure : entité, lot, locataire, solde."""
    draft = charger(session, Regularisation, RegularisationDraft, fiche_id)
    row = session.execute(
        select(
            Entite.code.label("entite"),
            Entite.nom.label("entite_nom"),
            Lot.code_gestion,
            Tiers.nom,
            Tiers.prenom,
            Compte.numero,
            Locataire.depart,
            Locataire.fin_preavis,
            Locataire.periodicite,
            Locataire.forfait_charges,
            CodeFiscalite.code,
            Configuration.fois_max,
            Regularisation.present,
        )
        .select_from(Regularisation)
        .join(Entite, Entite.id == Regularisation.entite_id)
        .join(Lot, Lot.id == Regularisation.lot_id)
        .join(Locataire, Locataire.id == Regularisation.locataire_id)
        .join(Tiers, Tiers.id == Locataire.tiers_id)
        .join(Compte, Compte.id == Regularisation.compte_id)
        .join(CodeFiscalite, CodeFiscalite.id == Regularisation.code_fiscalite_id)
        .outerjoin(Configuration, Configuration.id == 1)
        .where(Regularisation.id == fiche_id)
    ).one()
    draft.entite = f"{row.entite} {row.entite_nom}"
    draft.lot = row.code_gestion
    draft.locataire = nom_complet(row.prenom, row.nom)
    draft.compte = row.numero
    draft.solde = solde(session, draft.compte_id)
    draft.depart = row.depart
    draft.fin_preavis = row.fin_preavis
    draft.appels_par_an = 12 // row.periodicite
    draft.forfait = row.forfait_charges
    draft.code_fiscalite = row.code
    draft.fois_max = row.fois_max or draft.fois_max
    draft.present = row.depart is None if row.present is None else row.present
    if draft.du and draft.au:
        draft.jours_annee = jours_annee(Periode(draft.du, draft.au))
    return draft


def situer(session: Session, draft: RegularisationDraft, ctx: Contexte) -> None:
    """Rapporte une fiche en attente à la date de travail : locataire parti ou non (D12), périodes
    déjà traitées, provisions en vigueur à son prochain appel."""
    draft.present = draft.depart is None or draft.depart >= ctx.aujourd_hui
    current = None
    if draft.present:
        start = debut(session, draft, ctx.aujourd_hui)
        current = provisions_actuelles(session, draft.locataire_id, draft.code_fiscalite, start)
    rapporter(draft, ctx, tuple(periodes_traitees(session, draft.locataire_id)), current)
    draft.ecartees = _ecartees(session, draft)


def _ecartees(session: Session, draft: RegularisationDraft) -> tuple[tuple[date, Decimal], ...]:
    """Les provisions de la période qu'on ne déduit pas, parce que contre-passées."""
    code_id = session.scalar(
        select(CodeFiscalite.id).where(CodeFiscalite.code == draft.code_fiscalite)
    )
    if code_id is None or draft.du is None or draft.au is None or draft.au < draft.du:
        return ()
    periode = Periode(draft.du, draft.au)
    found = provisions_appelees(session, draft.locataire_id, code_id, periode)
    return tuple((ecriture.date, ecriture.montant) for ecriture in found.ecartees)


def rapporter(
    draft: RegularisationDraft,
    ctx: Contexte,
    deja: tuple[Periode, ...],
    actuelles: Decimal | None,
) -> None:
    """`situer`, quand on sait déjà ce qui a été régularisé et ce qui est en vigueur."""
    draft.aujourd_hui = ctx.aujourd_hui
    draft.present = draft.depart is None or draft.depart >= ctx.aujourd_hui
    draft.deja, draft.provisions_actuelles = deja, actuelles
    recalculer(draft)


def load_decompte(session: Session, fiche_id: int, ctx: Contexte) -> Decompte:
    """Le décompte d'une fiche, daté du jour de travail."""
    draft = load_regularisation(session, fiche_id)
    fiche = session.get_one(Regularisation, fiche_id)
    if fiche.etat == "en_attente":
        situer(session, draft, ctx)
    config = session.get(Configuration, 1)
    return decompte(
        draft,
        entete=load_entete(session, fiche.entite_id),
        le=ctx.aujourd_hui,
        immeuble=adresse_immeuble(session, draft.lot_id).en_ligne(),
        destinataire=adresse_locataire(session, draft.locataire_id, ctx.aujourd_hui),
        note="" if config is None or config.sans_note else config.note,
    )
