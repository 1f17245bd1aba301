"""Ce que tout document d'une assemblée redit : la réunion, l'ordre du jour, qui l'on y cite."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import nom_complet
from lsc_desktop.domain.adresses import Adresse, EnTete
from lsc_desktop.domain.assemblees.documents import QuestionPosee, Reunion
from lsc_desktop.domain.assemblees.resolutions import numeros
from lsc_desktop.domain.assemblees.seance import Seance
from lsc_desktop.domain.coproprietes import PLUSIEURS
from lsc_desktop.queries.coproprietes.possession import tenu
from lsc_desktop.queries.coproprietes.syndic import agence
from lsc_desktop.queries.entites import entete_principal, load_entete
from lsc_desktop.storage.models import (
    Assemblee,
    AyantDroit,
    CleRepartition,
    Compte,
    Coproprietaire,
    Copropriete,
    Entite,
    Immeuble,
    Possession,
    Resolution,
    Tiers,
)

POSTALE = "postale"


@dataclass(frozen=True, slots=True)
class Contact:
    """Un copropriétaire, tel que la feuille de présence le nomme et tel qu'on lui écrit.

    `adresse` : celle du mandataire commun quand ils sont plusieurs (loi art. 23) ; `comptes` :
    ceux sous lesquels il tient un lot le jour de l'assemblée.
    """

    nom: str
    domicile: tuple[str, ...]
    adresse: Adresse
    comptes: tuple[str, ...] = ()
    courriel: str = ""
    postale: bool = False
    postale_depuis: date | None = None

    @property
    def compte(self) -> str:
        """Le premier de ses comptes ; vide si sa fiche de copropriétaire a été supprimée."""
        return self.comptes[0] if self.comptes else ""


def load_reunion(session: Session, ag: Assemblee) -> Reunion:
    """L'assemblée telle que chaque document la nomme.

    Lève `UserError` s'il lui manque l'heure ou le lieu (décret art. 9).
    """
    for name, said in (("heure", "L'heure"), ("lieu", "Le lieu")):
        if not getattr(ag, name).strip():
            raise UserError(
                f"{said} de l'assemblée n'est pas renseigné{'e' * (name == 'heure')}.",
                "Complétez l'onglet Ordre du jour, puis recommencez (décret 67-223, art. 9).",
                name,
            )
    copropriete = session.get_one(Copropriete, ag.copropriete_id)
    entite = session.get_one(Entite, copropriete.entite_id)
    immeuble = session.get_one(Immeuble, copropriete.immeuble_id)
    street = "-".join(line for line in (immeuble.adresse1, immeuble.adresse2) if line)
    place = f"{immeuble.code_postal} {immeuble.ville}".strip()
    return Reunion(
        entete=entete_agence(session),
        syndicat=f"{entite.code} {entite.nom}",
        immeuble=tuple(line for line in (street or immeuble.nom, place) if line),
        nom=ag.nom,
        le=ag.date,
        heure=time.fromisoformat(ag.heure),
        lieu=ag.lieu,
        reference=ag.numero,
    )


def entete_agence(session: Session) -> EnTete:
    """L'en-tête du syndic : la première entité qui n'est pas celle d'un syndicat."""
    found = agence(session)
    return load_entete(session, found.id) if found else entete_principal(session)


def courriel_agence(session: Session) -> str:
    """Où renvoyer un formulaire par courrier électronique ; vide si l'agence n'en a pas."""
    found = agence(session)
    return found.courriel if found else ""


def adresse_agence(session: Session) -> Adresse:
    """Où renvoyer un formulaire par la poste."""
    found = agence(session)
    if found is None:
        entete = entete_principal(session)
        return Adresse(entete.raison_sociale, entete.lignes)
    lines = tuple(line for line in (found.adresse1, found.adresse2) if line)
    return Adresse(found.nom, lines, found.code_postal, found.ville)


def noms_des_cles(session: Session, copropriete_id: int) -> dict[int, str]:
    """Clé → « 010-CHARGES COMMUNES GENERALES », dans l'ordre de la fiche."""
    stmt = (
        select(CleRepartition.id, CleRepartition.code, CleRepartition.libelle)
        .where(CleRepartition.copropriete_id == copropriete_id)
        .order_by(CleRepartition.rang, CleRepartition.id)
    )
    return {row.id: f"{row.code}-{row.libelle}" for row in session.execute(stmt)}


def lignes_du_jour(session: Session, assemblee_id: int) -> dict[int, Resolution]:
    """Résolution → sa fiche : projet, texte voté, réserves."""
    stmt = select(Resolution).where(Resolution.assemblee_id == assemblee_id)
    return {line.id: line for line in session.scalars(stmt)}


def questions_du_jour(session: Session, ag: Assemblee, seance: Seance) -> tuple[QuestionPosee, ...]:
    """L'ordre du jour tel que la convocation l'imprime (décret art. 9)."""
    keys = noms_des_cles(session, ag.copropriete_id)
    lines = lignes_du_jour(session, ag.id)
    numbers = numeros(seance.agenda)
    return tuple(
        QuestionPosee(numbers[r.id], r.titre, r.article, keys[r.cle], lines[r.id].projet)
        for r in seance.agenda
    )


def noms(session: Session, seance: Seance) -> dict[int, str]:
    """Identité → nom, même de qui n'est plus copropriétaire : ses voix arrêtées restent."""
    known = seance.electorat.noms
    voters = {part.identite for held in seance.electorat.parts.values() for part in held}
    moved = {move.mandataire for move in seance.mouvements}
    given = {presence.mandataire for presence in seance.presences.values()}
    gone = {w for w in (voters | moved | given) - set(known) if isinstance(w, int)}
    rows = session.execute(select(Tiers.id, Tiers.nom, Tiers.prenom).where(Tiers.id.in_(gone)))
    return known | {row.id: f"{row.nom} {row.prenom}".strip() for row in rows}


def contacts(session: Session, ag: Assemblee, cites: Collection[int] = ()) -> dict[int, Contact]:
    """Identité → comment la nommer et lui écrire : qui a un compte ici, et ceux de `cites`, dont la
    fiche de copropriétaire a pu être supprimée depuis."""
    stmt = (
        select(Tiers, Coproprietaire, Compte.numero)
        .join(Coproprietaire, Coproprietaire.tiers_id == Tiers.id)
        .join(Compte, Compte.id == Coproprietaire.compte_id)
        .where(Coproprietaire.copropriete_id == ag.copropriete_id)
        .order_by(Compte.numero)
    )
    held = (
        select(Possession.coproprietaire_id)
        .join(Coproprietaire, Coproprietaire.id == Possession.coproprietaire_id)
        .where(Coproprietaire.copropriete_id == ag.copropriete_id, tenu(ag.date))
    )
    holding = set(session.scalars(held))
    shared = mandataires(session, ag.copropriete_id)
    found: dict[int, list[tuple[Tiers, Coproprietaire, str]]] = {}
    for tiers, owner, account in session.execute(stmt):
        found.setdefault(tiers.id, []).append((tiers, owner, account))
    gone = session.scalars(select(Tiers).where(Tiers.id.in_(set(cites) - set(found))))
    return {who: _contact(held, holding, shared) for who, held in found.items()} | {
        tiers.id: Contact(
            _nomme(tiers), _home(tiers), adresse_lettre(tiers, None), (), tiers.courriel
        )
        for tiers in gone
    }


def mandataires(session: Session, copropriete_id: int) -> dict[int, Tiers]:
    """Copropriétaire → le mandataire commun de l'indivision ou du démembrement (loi art. 23)."""
    stmt = (
        select(AyantDroit.coproprietaire_id, Tiers)
        .join(Tiers, Tiers.id == AyantDroit.tiers_id)
        .join(Coproprietaire, Coproprietaire.id == AyantDroit.coproprietaire_id)
        .where(
            AyantDroit.mandataire,
            Coproprietaire.copropriete_id == copropriete_id,
            Coproprietaire.nature.in_(PLUSIEURS),
        )
    )
    return {row.coproprietaire_id: row.Tiers for row in session.execute(stmt)}


def _contact(
    held: list[tuple[Tiers, Coproprietaire, str]],
    holding: set[int],
    shared: Mapping[int, Tiers],
) -> Contact:
    tiers = held[0][0]
    accounts = tuple(number for _t, owner, number in held if owner.id in holding)
    holder = next((shared[owner.id] for _t, owner, _n in held if owner.id in shared), None)
    since = [owner.postale_depuis for _t, owner, _n in held if owner.postale_depuis]
    return Contact(
        nom=_nomme(tiers),
        domicile=_home(tiers),
        adresse=adresse_lettre(tiers, holder),
        comptes=accounts or tuple(number for _t, _o, number in held),
        courriel=(holder.courriel if holder else "") or tiers.courriel,
        postale=any(owner.notification == POSTALE for _t, owner, _n in held),
        postale_depuis=min(since, default=None),
    )


def _nomme(tiers: Tiers) -> str:
    """« ATRILLON Bernard Monsieur » (seed L2398)."""
    return " ".join(part for part in (tiers.nom, tiers.prenom, tiers.civilite) if part)


def _home(tiers: Tiers) -> tuple[str, ...]:
    place = f"{tiers.code_postal} {tiers.ville}".strip()
    lines = (tiers.adresse1, tiers.adresse2, tiers.adresse3, place, tiers.pays)
    return tuple(line for line in lines if line)


def adresse_lettre(tiers: Tiers, holder: Tiers | None) -> Adresse:
    """Chez le mandataire commun s'il a une adresse, chez eux sinon, à son attention."""
    name = nom_complet(tiers.prenom, tiers.nom, tiers.civilite)
    home = holder if holder is not None and holder.ville else tiers
    second = " - ".join(line for line in (home.adresse2, home.adresse3) if line)
    lines = [line for line in (home.adresse1, second) if line]
    if holder is not None:
        said = nom_complet(holder.prenom, holder.nom, holder.civilite)
        lines.insert(0, f"À l'attention de {said}")
    return Adresse(name, tuple(lines), home.code_postal, home.ville, home.pays)
