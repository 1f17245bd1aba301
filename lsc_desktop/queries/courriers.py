"""Lectures : à qui va le courrier d'un événement, et ce que ses fiches liées disent de lui."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from lsc_desktop.base.text import nom_complet
from lsc_desktop.domain.adresses import Adresse
from lsc_desktop.domain.coproprietes import PLUSIEURS
from lsc_desktop.domain.courriers import (
    NOMS,
    Affaire,
    Bail,
    CompteTenu,
    Lieu,
    MandatConfie,
    Personne,
    Situation,
    Syndicat,
    absentes,
    famille,
    rediger,
    valeurs,
    variables_de,
)
from lsc_desktop.domain.evenements import Courrier
from lsc_desktop.domain.textes.variables import remplacer
from lsc_desktop.queries.adresses import adresse_locataire, adresse_tiers, ou_est
from lsc_desktop.queries.assemblees.reunion import adresse_lettre, entete_agence
from lsc_desktop.queries.comptabilite import solde
from lsc_desktop.queries.coproprietes.possession import tenu
from lsc_desktop.queries.coproprietes.syndic import agence
from lsc_desktop.queries.locataires import quittance_de
from lsc_desktop.storage.models import (
    AyantDroit,
    Compte,
    Coproprietaire,
    Copropriete,
    Dossier,
    Entite,
    Immeuble,
    Locataire,
    Lot,
    LotCopropriete,
    Mandat,
    Possession,
    Tiers,
)

_BAIL = select(
    Locataire,
    quittance_de(Locataire.id).label("quittance"),
    quittance_de(Locataire.id, "loyer").label("loyer"),
).where(Locataire.id == bindparam("locataire_id"))

# `evenement` est partout une saisie ou une fiche d'événement : mêmes champs.


def courrier_de(session: Session, evenement: Any) -> Courrier:
    """Le texte d'un événement, prêt à mettre en lettre, ses variables remplacées.

    Au locataire, à son adresse de ce jour-là ; au tiers ; au mandant ; ou à personne.
    """
    text, subject = evenement.texte, evenement.objet
    if names := variables_de(text, subject):
        known = valeurs_de(session, evenement, names)
        text, subject = rediger(text, known), remplacer(subject, known)
    file = session.get(Dossier, evenement.dossier_id) if evenement.dossier_id else None
    return Courrier(
        entete=entete_agence(session),
        destinataire=destinataire_de(session, evenement),
        le=evenement.date,
        objet=subject,
        texte=text,
        reference=file.numero if file is not None else "",
    )


def manques_de(session: Session, evenement: Any) -> tuple[str, ...]:
    """Les variables de son texte qui n'existent pas, ou que ses fiches liées ne remplissent pas."""
    names = variables_de(evenement.texte, evenement.objet)
    return absentes(names, valeurs_de(session, evenement, names)) if names else ()


def valeurs_de(session: Session, evenement: Any, noms: Collection[str] = NOMS) -> Mapping[str, str]:
    """Ce que deviennent ces variables pour cet événement ; rien n'est lu que d'autres diraient."""
    return valeurs(load_situation(session, evenement, {famille(name) for name in noms}))


# --- À qui ----------------------------------------------------------------------------------------


def destinataire_de(session: Session, evenement: Any) -> Adresse:
    """À qui, et où ; sans personne, une adresse vide."""
    if evenement.locataire_id is not None and evenement.date is not None:
        return adresse_locataire(session, evenement.locataire_id, evenement.date)
    who = _personne(session, evenement)
    return Adresse("") if who is None else _chez_lui(session, who, evenement)


def _personne(session: Session, evenement: Any) -> Tiers | None:
    """Le tiers de l'événement ; à défaut, le mandant."""
    who = evenement.tiers_id
    if who is None and evenement.mandat_id is not None:
        who = session.get_one(Mandat, evenement.mandat_id).proprietaire_id
    return session.get(Tiers, who) if who is not None else None


def _a_quelqu_un(evenement: Any) -> bool:
    links = (evenement.tiers_id, evenement.locataire_id, evenement.mandat_id)
    return any(link is not None for link in links)


def _chez_lui(session: Session, tiers: Tiers, evenement: Any) -> Adresse:
    """Son adresse ; d'un copropriétaire en indivision, celle du mandataire commun (loi art. 23)."""
    held = _comptes(session, tiers.id, evenement.immeuble_id) if evenement.immeuble_id else []
    owners = [row.Coproprietaire.id for row in held if row.Coproprietaire.nature in PLUSIEURS]
    shared = None
    if owners:
        stmt = (
            select(Tiers)
            .join(AyantDroit, AyantDroit.tiers_id == Tiers.id)
            .where(AyantDroit.coproprietaire_id.in_(owners), AyantDroit.mandataire)
        )
        shared = session.scalars(stmt.order_by(AyantDroit.id)).first()
    return adresse_tiers(tiers) if shared is None else adresse_lettre(tiers, shared)


# --- Ce que disent les fiches liées ---------------------------------------------------------------


def load_situation(session: Session, evenement: Any, familles: Collection[str]) -> Situation:
    """Ce qu'un courrier peut dire de cet événement, au jour de travail ; des seules familles de
    variables demandées (« Tiers », « Bail »…)."""
    e = evenement
    held: list[Row[Any]] = []
    if (
        e.tiers_id is not None
        and e.locataire_id is None
        and {"Compte", "Copropriete"} & {*familles}
    ):
        held = _comptes(session, e.tiers_id, e.immeuble_id)
    readers: dict[str, tuple[str, Callable[[], Any]]] = {
        "Agence": ("agence", lambda: _agence(session)),
        "Tiers": ("tiers", lambda: _tiers(session, e)),
        "Immeuble": ("immeuble", lambda: _immeuble(session, e.immeuble_id)),
        "Lot": ("lot", lambda: _lot(session, e.lot_id)),
        "Bail": ("bail", lambda: _bail(session, e.locataire_id)),
        "Compte": ("compte", lambda: _compte(session, e, held)),
        "Mandat": ("mandat", lambda: _mandat(session, e.mandat_id)),
        "Copropriete": ("syndicat", lambda: _syndicat(session, e, held)),
        "Dossier": ("dossier", lambda: _dossier(session, e.dossier_id)),
    }
    found = {field: read() for name, (field, read) in readers.items() if name in familles}
    return Situation(le=e.date, objet=e.objet, auteur=e.auteur, **found)


def _agence(session: Session) -> Personne:
    found = agence(session)
    if found is None:
        return Personne(nom=entete_agence(session).raison_sociale)
    lines = tuple(line for line in (found.adresse1, found.adresse2) if line)
    return Personne(
        nom=found.nom,
        adresse=Adresse("", lines, found.code_postal, found.ville).en_ligne(),
        courriel=found.courriel,
        telephone=found.telephone,
    )


def _tiers(session: Session, evenement: Any) -> Personne | None:
    who = _personne(session, evenement)
    if who is None:
        return None
    to = destinataire_de(session, evenement)
    return Personne(
        code=who.code,
        civilite=who.civilite,
        prenom=who.prenom,
        nom=who.nom,
        adresse=to.lieu(),
        courriel=who.courriel,
        telephone=who.telephone or who.portable,
    )


def _immeuble(session: Session, id: int | None) -> Lieu | None:
    found = session.get(Immeuble, id) if id is not None else None
    return None if found is None else Lieu(found.code, found.nom, ou_est(found).lieu())


def _lot(session: Session, id: int | None) -> Lieu | None:
    lot = session.get(Lot, id) if id is not None else None
    if lot is None:
        return None
    building = session.get_one(Immeuble, lot.immeuble_id)
    owner = session.get_one(Tiers, lot.proprietaire_id)
    street = lot.adresse1 or building.adresse1
    where = Adresse(
        "",
        (street,) if street else (),
        lot.code_postal or building.code_postal,
        lot.ville or building.ville,
    )
    name = nom_complet(owner.prenom, owner.nom, owner.civilite)
    return Lieu(lot.code_gestion, lot.type_lot, where.en_ligne(), name)


def _bail(session: Session, id: int | None) -> Bail | None:
    if id is None:
        return None
    row = session.execute(_BAIL, {"locataire_id": id}).one()
    lease = row.Locataire
    return Bail(
        reference=lease.reference_bail,
        debut=lease.bail_du,
        fin=lease.bail_au,
        entree=lease.premier_quittancement,
        depart=lease.depart or lease.fin_preavis,
        loyer=row.loyer,
        quittance=row.quittance,
        depot=lease.depot_garantie,
    )


def _comptes(session: Session, tiers_id: int, immeuble_id: int | None) -> list[Row[Any]]:
    """Ce que cette personne tient comme copropriétaire, dans cet immeuble ; sans immeuble, dans le
    seul syndicat où elle est."""
    stmt = (
        select(Coproprietaire, Copropriete, Compte.numero)
        .join(Copropriete, Copropriete.id == Coproprietaire.copropriete_id)
        .join(Compte, Compte.id == Coproprietaire.compte_id)
        .where(Coproprietaire.tiers_id == tiers_id, Coproprietaire.actif)
        .order_by(Compte.numero)
    )
    if immeuble_id is not None:
        stmt = stmt.where(Copropriete.immeuble_id == immeuble_id)
    found: list[Row[Any]] = list(session.execute(stmt))
    return found if len({row.Copropriete.id for row in found}) == 1 else []


def _compte(session: Session, evenement: Any, held: list[Row[Any]]) -> CompteTenu | None:
    """Celui du locataire, du mandat, ou du copropriétaire : ses comptes réunis s'il en a plus
    d'un."""
    ids: list[int] = []
    if evenement.locataire_id is not None:
        ids = [session.get_one(Locataire, evenement.locataire_id).compte_id]
    elif evenement.mandat_id is not None:
        own = session.get_one(Mandat, evenement.mandat_id).compte_id
        ids = [own] if own is not None else []
    else:
        ids = [row.Coproprietaire.compte_id for row in held]
    if not ids:
        return None
    numbers = session.scalars(
        select(Compte.numero).where(Compte.id.in_(ids)).order_by(Compte.numero)
    )
    first, *others = (solde(session, id) for id in ids)
    return CompteTenu(", ".join(numbers), sum(others, first))


def _mandat(session: Session, id: int | None) -> MandatConfie | None:
    found = session.get(Mandat, id) if id is not None else None
    if found is None:
        return None
    owner = session.get_one(Tiers, found.proprietaire_id)
    name = nom_complet(owner.prenom, owner.nom, owner.civilite)
    return MandatConfie(found.numero, found.debut, name)


def _syndicat(session: Session, evenement: Any, held: list[Row[Any]]) -> Syndicat | None:
    """Celui où cette personne tient des lots ; sans personne, celui de l'immeuble."""
    if not held:
        building = None if _a_quelqu_un(evenement) else evenement.immeuble_id
        stmt = select(Entite).join(Copropriete, Copropriete.entite_id == Entite.id)
        found = session.scalar(stmt.where(Copropriete.immeuble_id == building))
        return None if found is None else Syndicat(f"{found.code} {found.nom}")
    entite = session.get_one(Entite, held[0].Copropriete.entite_id)
    lots = session.scalars(
        select(LotCopropriete.numero)
        .join(Possession, Possession.lot_copropriete_id == LotCopropriete.id)
        .where(Possession.coproprietaire_id.in_([row.Coproprietaire.id for row in held]), tenu())
        .order_by(LotCopropriete.numero)
    )
    return Syndicat(f"{entite.code} {entite.nom}", tuple(dict.fromkeys(lots)))


def _dossier(session: Session, id: int | None) -> Affaire | None:
    found = session.get(Dossier, id) if id is not None else None
    return Affaire(found.numero, found.libelle, found.type_dossier) if found is not None else None
