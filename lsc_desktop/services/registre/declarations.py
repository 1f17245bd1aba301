"""Cas d'usage : préparer une déclaration, l'envoyer, noter ce que le registre en a dit.

L'envoi s'inscrit dans la boîte avec ce qui part, figé ; le registre n'est appelé qu'après
(`jobs.registre`), hors de toute transaction.
"""

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import GoneError, UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.partenaires import envois
from lsc_desktop.domain.registre.controles import bloquants, controler
from lsc_desktop.domain.registre.correspondance import a_declarer, en_donnees
from lsc_desktop.domain.registre.declarations import (
    A_ENVOYER,
    ACQUITTEE,
    BROUILLON,
    FAITES,
    PORTAIL,
    DeclarationDraft,
)
from lsc_desktop.domain.registre.demarches import (
    DEMARCHES,
    IMMATRICULATION,
    TELECHARGEMENT,
    Demarche,
    demarche,
)
from lsc_desktop.domain.registre.numero import normaliser, numero_possible
from lsc_desktop.queries.registre.declarations import declarations_en_cours, load_declaration
from lsc_desktop.services.fiches import enregistrer
from lsc_desktop.services.fichiers import conserver, lire, oublier
from lsc_desktop.services.partenaires import boite
from lsc_desktop.services.registre.dossiers import avancer_dossier
from lsc_desktop.services.retrait import supprimer
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import Copropriete, DeclarationRegistre, EnvoiPartenaire

DECLARER, TELECHARGER = "registre.declarer", "registre.telecharger"  # sortes d'envoi
MONTRES = 8  # défauts qu'un refus énumère, au plus
LUS = ("etat", "donnees", "recues", "brut")


def save_declaration(
    session: Session,
    draft: DeclarationDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Crée ou modifie un brouillon ; la pièce choisie entre dans la base. Lève `UserError` s'il est
    déjà parti."""
    draft.successeur_siret = "".join(draft.successeur_siret.split())
    if draft.id is None:
        record = DeclarationRegistre(
            etat=BROUILLON, cree_le=ctx.maintenant, cree_par=ctx.utilisateur, faite_le=None
        )
        record = enregistrer(session, DeclarationRegistre, draft, sauf=LUS, dans=record)
    else:
        _brouillon(session, draft.id)
        record = enregistrer(session, DeclarationRegistre, draft, sauf=LUS)
    if draft.chemin:
        record.piece_id = conserver(session, lire(Path(draft.chemin))).id
        session.flush()
    return record.id


def envoyer(session: Session, declaration_id: int, *, ctx: Contexte) -> int:
    """Fige ce qui part et l'inscrit dans la boîte d'envoi ; rend l'id de l'envoi.

    Lève `UserError`, qui dit ce qui manque, si un contrôle le défend, ou si une autre déclaration
    de cette copropriété attend encore sa réponse.
    """
    record = _brouillon(session, declaration_id)
    draft = load_declaration(session, declaration_id)
    asked = demarche(draft.demarche)
    _controlee(draft, asked)
    if declarations_en_cours(session, record.copropriete_id, declaration_id):
        raise UserError(
            "Une autre déclaration de cette copropriété attend la réponse du registre.",
            "Attendez-la, ou reprenez-la en brouillon.",
        )
    whole = DEMARCHES[0] if asked is TELECHARGEMENT else asked  # de quoi comparer
    lines = a_declarer(whole, draft.dossier, draft.jour, draft.suite)
    record.donnees = json.dumps(en_donnees(lines), ensure_ascii=False)
    record.etat, record.message = A_ENVOYER, ""
    record.envoi_id = boite.inscrire(
        session, TELECHARGER if asked.lit else DECLARER,
        objet=f"{draft.nom} : {asked.libelle}"[:200],
        charge={"declaration": declaration_id}, ctx=ctx, objet_id=declaration_id,
        fil=f"registre:{record.copropriete_id}",
    )  # fmt: skip
    session.flush()
    return record.envoi_id


def reprendre(session: Session, declaration_id: int, *, ctx: Contexte) -> None:
    """Remet en brouillon une déclaration qui n'est pas partie, ou que le registre a refusée.

    Lève `UserError` si elle a été acceptée, ou si elle part en ce moment.
    """
    record = _tenue(session, declaration_id)
    if record.etat != A_ENVOYER:
        raise (
            UserError(
                "Cette déclaration est faite : elle ne se reprend pas.",
                "Préparez-en une autre, de mise à jour.",
            )
            if record.etat in FAITES
            else UserError("Cette déclaration est déjà en brouillon.")
        )
    envoi = session.get(EnvoiPartenaire, record.envoi_id) if record.envoi_id else None
    if envoi is not None and envoi.etat == envois.ENVOYE:
        raise UserError(
            "Le registre a reçu cette déclaration.", "Rouvrez-la : sa réponse est arrivée."
        )
    if envoi is not None and envoi.etat != envois.ABANDONNE:
        boite.abandonner(session, envoi.id, ctx)
    record.etat, record.envoi_id, record.donnees = BROUILLON, None, ""
    session.flush()


def noter_portail(session: Session, declaration_id: int, *, ctx: Contexte) -> None:
    """La démarche a été faite à la main sur le portail : elle vaut comme les autres.

    Lève `UserError` si elle attend le registre, ou si le numéro qu'il a donné n'est pas encore dans
    la fiche Copropriété.
    """
    record = _brouillon(session, declaration_id)
    draft = load_declaration(session, declaration_id)
    asked = demarche(draft.demarche)
    if asked is IMMATRICULATION and not numero_possible(draft.dossier.immatriculation):
        raise UserError(
            "Le numéro d'immatriculation n'est pas dans la fiche Copropriété.",
            "Recopiez-y celui que le portail a donné, puis recommencez.",
        )
    lines = a_declarer(asked, draft.dossier, draft.jour, draft.suite)
    record.donnees = json.dumps(en_donnees(lines), ensure_ascii=False)
    record.etat, record.faite_le, record.faite_par = PORTAIL, ctx.maintenant, ctx.utilisateur
    _suites(session, record, asked, ctx)


def acquitter(
    session: Session,
    declaration_id: int,
    *,
    numero: str,
    accuse: str,
    message: str,
    recues: Mapping[str, Any],
    brut: str,
    ctx: Contexte,
) -> None:
    """Le registre a accepté : son accusé, et ce que cela change au dossier et à la copropriété."""
    record = _tenue(session, declaration_id)
    asked = demarche(record.demarche)
    record.etat, record.faite_le, record.faite_par = ACQUITTEE, ctx.maintenant, ctx.utilisateur
    record.numero, record.accuse, record.message = numero, accuse, message
    record.recues, record.brut = json.dumps(dict(recues), ensure_ascii=False, default=str), brut
    if asked is IMMATRICULATION and numero:
        copro = session.get_one(Copropriete, record.copropriete_id)
        copro.immatriculation = normaliser(numero)
    elif asked is IMMATRICULATION:
        record.message = (
            f"{message} Sa réponse ne donne pas le numéro d'immatriculation : lisez-le sur le "
            "portail, et recopiez-le dans la fiche Copropriété."
        ).strip()
    _suites(session, record, asked, ctx)


def supprimer_declaration(
    session: Session, declaration_id: int, version: int | None = None
) -> None:
    """Un brouillon seulement : ce qui est parti reste à l'historique."""
    piece = _brouillon(session, declaration_id).piece_id
    supprimer(session, DeclarationRegistre, declaration_id, version)
    if piece is not None:
        oublier(session, piece)


def _suites(session: Session, record: DeclarationRegistre, asked: Demarche, ctx: Contexte) -> None:
    day = ctx.aujourd_hui
    session.flush()
    if asked.ensuite or asked.met_a_jour:
        avancer_dossier(
            session, record.copropriete_id, ctx, rattachement=asked.ensuite,
            maj_le=day if asked.met_a_jour else None,
            immatriculee_le=day if asked is IMMATRICULATION else None,
        )  # fmt: skip
    session.flush()


def _controlee(draft: DeclarationDraft, asked: Demarche) -> None:
    found = bloquants(
        controler(asked, draft.dossier, draft.jour, draft.suite, piece=bool(draft.piece))
    )
    if found:
        more = len(found) - MONTRES
        rest = (f"Et {pluriel(more, 'autre')}.",) if more > 0 else ()
        raise UserError(
            f"Cette déclaration ne peut pas partir : {pluriel(len(found), 'point')} à corriger.",
            "\n".join((*found[:MONTRES], *rest)),
        )


def _tenue(session: Session, declaration_id: int) -> DeclarationRegistre:
    """La déclaration, tenue après sa copropriété, qu'elle change ; lève `GoneError` sans elle."""
    stmt = select(DeclarationRegistre.copropriete_id).where(
        DeclarationRegistre.id == declaration_id
    )
    owner = session.scalar(stmt)
    if owner is None:
        raise GoneError("Cette déclaration a été supprimée.", "Relisez la liste.")
    hold(session, Copropriete, owner)
    hold(session, DeclarationRegistre, declaration_id)
    return session.get_one(DeclarationRegistre, declaration_id, populate_existing=True)


def _brouillon(session: Session, declaration_id: int) -> DeclarationRegistre:
    """Lève `UserError` si elle n'en est plus un."""
    record = _tenue(session, declaration_id)
    if record.etat != BROUILLON:
        raise UserError(
            "Cette déclaration n'est plus un brouillon.",
            "Préparez-en une autre, ou reprenez celle-ci si le registre ne l'a pas acceptée.",
        )
    return record
