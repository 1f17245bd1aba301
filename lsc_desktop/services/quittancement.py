"""Cas d'usage : appel de loyers. Un locataire, une pièce, une quittance, une transaction."""

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any, cast

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import Periode
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.figer import figer
from lsc_desktop.domain.comptabilite import LigneEcriture, PieceComptable, mouvement
from lsc_desktop.domain.quittancement import AAppeler, AppelDraft, AvisEcheance
from lsc_desktop.queries.quittancement import a_appeler
from lsc_desktop.queries.quittancement.avis import Communs, avis_a_emettre, communs
from lsc_desktop.services.comptabilite import passer
from lsc_desktop.services.fiches import refuser
from lsc_desktop.services.ponctuelles import prendre
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import Appel, Base, Locataire

JOURNAL = "QU"

# Bâties une fois et sans l'ORM : un appel a des milliers de locataires.
_tables = Base.metadata.tables
_EMETTRE = insert(_tables["quittance"])
_APPEL = select(_tables["appel"].c.id).where(
    *(
        _tables["appel"].c[name] == bindparam(name)
        for name in ("entite_id", "date", "periode_du", "periode_au", "periodicite")
    )
)


@dataclass(frozen=True, slots=True)
class Demande:
    """Un appel à passer pour une entité et une période ; `periodicite` en mois.

    Elle retient ce que tous ses locataires ont en commun : une par appel, jamais gardée au-delà.
    """

    entite_id: int
    date: dt.date
    periode: Periode
    periodicite: int
    _communs: list[Communs] = field(default_factory=list, init=False, repr=False, compare=False)

    def communs(self, session: Session) -> Communs:
        """Lève `UserError` si l'entité n'a pas de compte de quittancement."""
        if not self._communs:
            self._communs.append(communs(session, self.entite_id))
        return self._communs[0]


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

    Rejouer la même période n'écrit rien, à moins que son appel n'ait été contre-passé. Lève
    `UserError` si le tableau de quittancement a changé depuis l'aperçu : ce qui est écrit est ce
    qui a été vu.
    """
    hold(session, Locataire, prevu.locataire_id)
    shared = demande.communs(session)
    periode = demande.periode
    found, done = a_appeler(
        session,
        demande.entite_id,
        demande.periodicite,
        periode,
        shared.prorata,
        prevu.locataire_id,
    )
    if done:
        return "déjà appelé pour cette période"
    if found != (prevu,):
        raise UserError(
            f"Le tableau de quittancement de {prevu.nom} a changé depuis l'aperçu.",
            "Relancez l'appel : l'aperçu montrera ce qui sera écrit.",
        )
    avis, compte_id = avis_a_emettre(session, prevu, periode, demande.date, shared)
    piece = passer(session, _piece(demande, prevu, compte_id, shared), ctx)
    quittance_id = _quittance(session, demande, prevu, avis, piece.id, ctx)
    if taken := [ligne.ligne_id for ligne in prevu.lignes if ligne.ponctuelle]:
        prendre(session, quittance_id, periode, taken)
    return ""


def appeler_tous(session: Session, demande: Demande, ctx: Contexte) -> int:
    """Appelle tous les locataires de la demande dans une seule transaction ; rend leur nombre."""
    way = demande.communs(session).prorata
    items, _ = a_appeler(session, demande.entite_id, demande.periodicite, demande.periode, way)
    hold(session, Locataire, *(item.locataire_id for item in items))
    for item in items:
        appeler(session, demande, item, ctx)
    return len(items)


def _piece(demande: Demande, prevu: AAppeler, compte_id: int, shared: Communs) -> PieceComptable:
    """Une ligne au débit du locataire par ligne appelée, autant au compte de quittancement."""
    lines: list[LigneEcriture] = []
    for ligne in prevu.lignes:
        line = mouvement(
            compte_id,
            ligne.montant,
            ligne.libelle,
            code_fiscalite_id=shared.codes[ligne.code],
            locataire_id=prevu.locataire_id,
            periode=Periode(ligne.du, ligne.au),
        )
        facing = replace(line, compte_id=shared.contrepartie, debit=line.credit, credit=line.debit)
        lines += (line, facing)
    text = f"Appel {demande.periode.texte()} {prevu.nom}"
    return PieceComptable(demande.entite_id, JOURNAL, demande.date, text, tuple(lines))


def _quittance(
    session: Session,
    demande: Demande,
    prevu: AAppeler,
    avis: AvisEcheance,
    piece_id: int,
    ctx: Contexte,
) -> int:
    values = {
        "appel_id": _appel(session, demande, ctx),
        "locataire_id": prevu.locataire_id,
        "piece_id": piece_id,
        "periode_du": demande.periode.du,
        "periode_au": demande.periode.au,
        "date": demande.date,
        "echeance": avis.echeance,
        "total": prevu.total,
        "contenu": figer(avis),
    }
    result: Any = session.execute(_EMETTRE, values)
    return cast(int, result.inserted_primary_key[0])


def _appel(session: Session, demande: Demande, ctx: Contexte) -> int:
    """L'appel de cette période, créé par son premier locataire."""
    same = {
        "entite_id": demande.entite_id,
        "date": demande.date,
        "periode_du": demande.periode.du,
        "periode_au": demande.periode.au,
        "periodicite": demande.periodicite,
    }
    known: int | None = session.scalar(_APPEL, same)
    if known is not None:
        return known
    appel = Appel(**same, cree_le=ctx.maintenant, cree_par=ctx.utilisateur)
    session.add(appel)
    session.flush()
    return appel.id
