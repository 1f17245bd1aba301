"""Cas d'usage : passer, contre-passer, encaisser ; comptes et journaux (décision D6)."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import bindparam, exists, func, insert, select, update
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import Periode, date_fr
from lsc_desktop.base.errors import UserError, demander
from lsc_desktop.base.money import euros
from lsc_desktop.base.text import fold
from lsc_desktop.domain.comptabilite import (
    GENERAL,
    QUITTANCEMENT,
    TRESORERIE,
    CompteDraft,
    JournalDraft,
    LigneEcriture,
    PieceComptable,
    extourne,
    mouvement,
)
from lsc_desktop.queries.acces import titulaire
from lsc_desktop.queries.comptabilite import compte_de, solde
from lsc_desktop.queries.ecritures import load_piece
from lsc_desktop.queries.presence import present
from lsc_desktop.queries.tableaux import EN_VIGUEUR
from lsc_desktop.services.acces import engendrer
from lsc_desktop.services.coproprietes.retrait import refuser_coproprietaire, se_retire
from lsc_desktop.services.fiches import enregistrer, refuser
from lsc_desktop.services.ponctuelles import rendre
from lsc_desktop.services.retrait import activer, supprimer
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import (
    Base,
    Compte,
    Coproprietaire,
    Ecriture,
    Entite,
    JournalComptable,
    Locataire,
    Piece,
    Quittance,
)

DECOCHER = (
    "Décocher « Service Client » retire ce compte de l'extranet : les publications faites pour lui "
    "seront retirées lors de la prochaine publication. Continuer ?"
)
JOURNAUX = (
    ("QU", "Quittancement", "standard"),
    ("BQ", "Banque", "tresorerie"),
    ("OD", "Opérations diverses", "standard"),
    ("HO", "Honoraires", "vente"),
    ("AN", "À nouveaux", "cloture"),
)
COMPTES = (
    ("512000", "Banque", TRESORERIE),
    ("80QUITTANC", "Quittancement des locataires", QUITTANCEMENT),
    ("471000", "Compte d'attente", GENERAL),
    ("47HONORAIR", "Honoraires de gérance", GENERAL),
    ("890000", "Bilan d'ouverture", GENERAL),
)


def passer(
    session: Session, piece: PieceComptable, ctx: Contexte, *, extourne_de: int | None = None
) -> Piece:
    """Écrit une pièce et ses écritures : le seul chemin vers la comptabilité ; rend la pièce.

    Le numéro suit, sans trou, par journal et par entité. Lève `UserError`, et rien n'est écrit, si
    la pièce est vide ou déséquilibrée, si le journal ou un compte ne peut pas la recevoir.
    """
    refuser(piece)
    session.flush()  # les requêtes qui suivent ne le font pas d'elles-mêmes
    journal_id = _journal(session, piece.journal)
    _verifier_comptes(session, piece)
    values = {
        "entite_id": piece.entite_id,
        "journal_id": journal_id,
        "numero": _numero(session, journal_id, piece.entite_id),
        "date": piece.date,
        "libelle": piece.libelle,
        "cree_le": ctx.maintenant,
        "cree_par": ctx.utilisateur,
        "extourne_de_id": extourne_de,
    }
    values["recherche"] = fold(f"{values['numero']} {piece.libelle}")
    done: Any = session.execute(_PIECE, values)
    record = Piece(id=done.inserted_primary_key[0], **values)
    session.execute(_ECRITURES, [_valeurs(record, ligne) for ligne in piece.lignes])
    return record


def _valeurs(piece: Piece, ligne: LigneEcriture) -> dict[str, Any]:
    """Une écriture à insérer en bloc : le texte à chercher, que l'ORM ferait, s'y écrit aussi."""
    libelle = ligne.libelle or piece.libelle
    return {
        "piece_id": piece.id,
        "compte_id": ligne.compte_id,
        "date": piece.date,
        "libelle": libelle,
        "recherche": fold(libelle),
        "debit": ligne.debit,
        "credit": ligne.credit,
        "code_fiscalite_id": ligne.code_fiscalite_id,
        "locataire_id": ligne.locataire_id,
        "periode_du": ligne.periode.du if ligne.periode else None,
        "periode_au": ligne.periode.au if ligne.periode else None,
    }


# Bâties une fois et sans l'ORM : un appel de loyers passe des milliers de pièces.
_tables = Base.metadata.tables
_journaux, _comptes, _pieces = (
    _tables[name].c for name in ("journal_comptable", "compte", "piece")
)
_JOURNAL = (
    select(_journaux.id, _journaux.actif)
    .where(_journaux.code == bindparam("code"))
    .with_for_update(key_share=True)
)
_COMPTES = select(
    _comptes.id, _comptes.numero, _comptes.entite_id, _comptes.valide, _comptes.actif
).where(_comptes.id.in_(bindparam("ids", expanding=True)))
_DERNIER = select(func.max(_pieces.numero)).where(
    _pieces.journal_id == bindparam("journal_id"), _pieces.entite_id == bindparam("entite_id")
)
_PIECE, _ECRITURES = insert(_tables["piece"]), insert(_tables["ecriture"])
_QUITTANCE = select(Quittance.id, Quittance.periode_du, Quittance.periode_au).where(
    Quittance.piece_id == bindparam("piece_id"), EN_VIGUEUR
)


def _journal(session: Session, code: str) -> int:
    """L'id d'un journal ouvert, verrouillé : deux pièces n'auront pas le même numéro."""
    journal = session.execute(_JOURNAL, {"code": code}).one_or_none()
    if journal is None or not journal.actif:
        state = "n'existe pas" if journal is None else "n'est plus actif"
        raise UserError(
            f"Le journal « {code} » {state}.",
            "Créez-le ou réactivez-le dans Comptabilité > Journaux, puis recommencez.",
            "journal",
        )
    return cast(int, journal.id)


def _verifier_comptes(session: Session, piece: PieceComptable) -> None:
    wanted = {ligne.compte_id for ligne in piece.lignes}
    comptes = {c.id: c for c in session.execute(_COMPTES, {"ids": list(wanted)})}
    for compte_id in wanted:
        compte = comptes.get(compte_id)
        if compte is None or compte.entite_id != piece.entite_id:
            name = f"Le compte {compte.numero}" if compte else "Un compte de la pièce"
            raise UserError(
                f"{name} n'est pas de cette entité.", "Choisissez un compte de l'entité.", "lignes"
            )
        if not (compte.valide and compte.actif):
            raise UserError(
                f"Le compte {compte.numero} n'est pas ouvert aux écritures.",
                "Cochez « Compte validé » et « Actif » sur sa fiche, puis recommencez.",
                "lignes",
            )


def _numero(session: Session, journal_id: int, entite_id: int) -> int:
    facts = {"journal_id": journal_id, "entite_id": entite_id}
    return (session.scalar(_DERNIER, facts) or 0) + 1


def contrepasser(session: Session, piece_id: int, ctx: Contexte, date: date) -> Piece:
    """Passe, à `date`, la pièce contraire : l'erreur et sa correction restent lisibles (D6).

    La quittance d'un appel contre-passé est annulée, sa période se rappelle ; ses lignes
    ponctuelles, échéances de régularisation comprises, sont de nouveau à appeler : une somme due
    ne se perd pas.
    Lève `UserError` si la pièce l'a déjà été, en est une elle-même, ou est plus récente que `date`.
    """
    # Dont l'appel est annulé, puis la pièce : deux contre-passations n'en font qu'une.
    bail = select(Quittance.locataire_id).where(Quittance.piece_id == piece_id)
    hold(session, Locataire, *session.scalars(bail))
    hold(session, Piece, piece_id)
    record = session.get(Piece, piece_id)
    if record is None:
        raise UserError("Cette pièce n'existe pas.", "Fermez cet onglet.")
    if record.extourne_de_id is not None:
        raise UserError(
            "Cette pièce est une contre-passation.", "Repassez plutôt la pièce d'origine."
        )
    if session.scalar(select(exists().where(Piece.extourne_de_id == piece_id))):
        raise UserError("Cette pièce est déjà contre-passée.", "Il n'y a rien à faire.")
    if date < record.date:
        raise UserError(
            f"La contre-passation ne peut pas précéder la pièce, du {date_fr(record.date)}.",
            "Choisissez ce jour ou un jour suivant.",
            "date",
        )
    piece = extourne(load_piece(session, piece_id), date)
    done = passer(session, piece, ctx, extourne_de=piece_id)
    _annuler_la_quittance(session, piece_id, done.id)
    return done


def _annuler_la_quittance(session: Session, piece_id: int, par: int) -> None:
    quittance = session.execute(_QUITTANCE, {"piece_id": piece_id}).one_or_none()
    if quittance is None:
        return
    session.execute(
        update(Quittance).where(Quittance.id == quittance.id).values(annulee_par_id=par),
        execution_options={"synchronize_session": False},
    )
    rendre(session, quittance.id, Periode(quittance.periode_du, quittance.periode_au))


def contrepasser_ce_jour(
    session: Session, piece_id: int, *, ctx: Contexte, accepted: Collection[str] = frozenset()
) -> str:
    """Contre-passe en date du jour ; l'appel d'un locataire demande confirmation."""
    appel = session.execute(_QUITTANCE, {"piece_id": piece_id}).one_or_none()
    if appel is not None:
        periode = Periode(appel.periode_du, appel.periode_au).texte()
        demander(
            f"Cette pièce est un appel de loyer ({periode}) : contre-passée, elle n'est plus due, "
            "son avis d'échéance est annulé, et la période pourra être rappelée. Ses lignes "
            "ponctuelles, échéances de régularisation comprises, seront reprises par le prochain "
            "appel. Continuer ?",
            "appel",
            accepted,
        )
    record = session.get_one(Piece, piece_id)
    done = contrepasser(session, piece_id, ctx, max(ctx.aujourd_hui, record.date))
    return f"contre-passée par la pièce n° {done.numero} du {date_fr(done.date)}"


def encaisser(
    session: Session,
    locataire_id: int,
    montant: Decimal,
    date: date,
    mode: str,
    ctx: Contexte,
    *,
    compte_id: int | None = None,
) -> Piece:
    """Le règlement d'un locataire : la banque au débit, lui au crédit (journal BQ).

    `compte_id` : le compte de trésorerie ; à défaut le premier de l'entité. Lève `UserError`.
    """
    if montant <= 0:
        raise UserError(
            "Le montant encaissé doit être positif.",
            "Pour annuler un règlement, contre-passez sa pièce.",
            "montant",
        )
    bail = session.get_one(Locataire, locataire_id)
    name = session.scalar(select(Compte.libelle).where(Compte.id == bail.compte_id))
    bank = compte_id or compte_de(session, bail.entite_id, TRESORERIE, "trésorerie")
    text = f"Règlement {mode.lower()} {name}".replace("  ", " ")
    lines = (
        mouvement(bank, montant, text, locataire_id=bail.id),
        mouvement(bail.compte_id, -montant, text, locataire_id=bail.id),
    )
    return passer(session, PieceComptable(bail.entite_id, "BQ", date, text, lines), ctx)


def save_compte(
    session: Session,
    draft: CompteDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Crée ou modifie un compte ; mouvementé, il garde son entité, son numéro et sa nature (D6).

    Coché « Service Client », il donne un accès à son titulaire ; décoché, il le demande, car ses
    publications seront retirées (seed L1153-1161, L1182-1190).
    """
    draft.numero = draft.numero.strip().upper()
    if draft.id is not None:
        _garder_l_identite(session, draft)
        if se_retire(session, Compte, draft):
            refuser_coproprietaire(session, Coproprietaire.compte_id == draft.id, "Ce compte")
        balance = solde(session, draft.id)
        if not draft.actif and balance:
            side = "créditeur" if balance > 0 else "débiteur"
            demander(
                f"Ce compte est {side} de {euros(abs(balance))}. Le désactiver quand même ?",
                "solde",
                accepted,
            )
    known = session.get(Compte, draft.id) if draft.id is not None else None
    opened = known is not None and known.service_client
    if opened and not draft.service_client:
        demander(DECOCHER, "service_client", accepted)
    saved = enregistrer(session, Compte, draft).id
    if draft.service_client and not opened:
        _donner_acces(session, saved, ctx)
    return saved


def _donner_acces(session: Session, compte_id: int, ctx: Contexte) -> None:
    """Un compte général, sans titulaire, n'a personne à qui donner d'accès."""
    who = titulaire(session, compte_id)
    if who is not None:
        engendrer(session, who, ctx=ctx)


def _garder_l_identite(session: Session, draft: CompteDraft) -> None:
    known = session.get(Compte, draft.id)
    labels = {"entite_id": "L'entité", "numero": "Le numéro", "nature": "La nature"}
    changed = [n for n in labels if known and getattr(known, n) != getattr(draft, n)]
    if changed and session.scalar(select(exists().where(Ecriture.compte_id == draft.id))):
        raise UserError(
            f"{labels[changed[0]]} d'un compte mouvementé ne change plus.",
            "Créez un autre compte, et passez-y le solde de celui-ci.",
            changed[0],
        )


def activer_compte(session: Session, compte_id: int, actif: bool) -> None:
    """Lève `UserError` pour le compte d'un bail en cours, d'un copropriétaire en service, ou qui
    n'est pas soldé."""
    if not actif:
        lease = exists().where(Locataire.compte_id == compte_id, present())
        if session.scalar(select(lease)):
            raise UserError(
                "Ce compte est celui d'un locataire présent.", "Validez d'abord son départ."
            )
        refuser_coproprietaire(session, Coproprietaire.compte_id == compte_id, "Ce compte")
        if balance := solde(session, compte_id):
            raise UserError(
                f"Ce compte n'est pas soldé : {euros(abs(balance))}.",
                "Soldez-le d'abord, ou désactivez-le depuis sa fiche.",
            )
    activer(session, Compte, compte_id, actif)


def supprimer_compte(session: Session, compte_id: int, version: int | None = None) -> None:
    """Lève `UserError` si une écriture, un bail ou un mandat s'y rapporte."""
    supprimer(session, Compte, compte_id, version)


def marquer(session: Session, compte_id: int, publie: bool, ctx: Contexte) -> None:
    """Ouvre, ou ferme, l'extranet au titulaire du compte (seed L1165-1180), et lui donne
    un accès."""
    session.get_one(Compte, compte_id).service_client = publie
    session.flush()
    if publie:
        _donner_acces(session, compte_id, ctx)


def save_journal(
    session: Session,
    draft: JournalDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Crée ou modifie un journal ; son code ne change plus dès qu'une pièce y est passée (D6)."""
    draft.code = draft.code.strip().upper()
    known = session.get(JournalComptable, draft.id) if draft.id else None
    if known and known.code != draft.code:
        used = exists().where(Piece.journal_id == known.id)
        if session.scalar(select(used)):
            raise UserError(
                "Le code d'un journal qui a servi ne change plus.",
                "Créez un autre journal.",
                "code",
            )
    return enregistrer(session, JournalComptable, draft).id


def installer(session: Session, entite_id: int) -> None:
    """Les journaux et les comptes de départ d'une entité ; rejoué, n'ajoute que ce qui manque."""
    known = set(session.scalars(select(JournalComptable.code)))
    session.add_all(
        JournalComptable(code=code, libelle=libelle, type_journal=kind)
        for code, libelle, kind in JOURNAUX
        if code not in known
    )
    entite = session.get_one(Entite, entite_id)
    known = set(session.scalars(select(Compte.numero).where(Compte.entite_id == entite.id)))
    session.add_all(
        Compte(entite_id=entite.id, numero=numero, libelle=libelle, nature=nature)
        for numero, libelle, nature in COMPTES
        if numero not in known
    )
    session.flush()
