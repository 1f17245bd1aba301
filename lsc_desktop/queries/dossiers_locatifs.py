"""Lectures : les dossiers locatifs reçus, le lot et les tiers qu'ils désignent."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import case, func, select, true
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.text import fold
from lsc_desktop.domain.dossiers_locatifs.conservation import (
    EFFACABLES,
    MOIS,
    ReglageConservationDraft,
    dire_a_effacer,
    efface_le,
    recus_avant,
)
from lsc_desktop.domain.dossiers_locatifs.rattachement import (
    LotConnu,
    TiersConnu,
    choisir_le_lot,
    dire_ressemblances,
    premier_prenom,
    ressemblances,
)
from lsc_desktop.domain.dossiers_locatifs.recu import STATUTS, AdresseRecue
from lsc_desktop.domain.dossiers_locatifs.saisie import (
    A_SUIVRE,
    ETATS,
    IMPORTABLES,
    IMPORTE,
    QUARANTAINE,
    DossierLocatifDraft,
    PersonneLigne,
    ReglageClacDraft,
    importable,
)
from lsc_desktop.queries.fiches import charger
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.presence import sous_mandat
from lsc_desktop.queries.sql import libelle_de
from lsc_desktop.storage.models import (
    CodeFiscalite,
    Compte,
    Configuration,
    DonneeComplementaire,
    DossierLocatif,
    Fichier,
    Immeuble,
    Locataire,
    Lot,
    ReglageClac,
    ReglageConservation,
    ReleveClac,
    Tiers,
)
from lsc_desktop.storage.today import heure_du_poste

UNIQUE = 1  # id de la seule ligne du réglage
_NAISSANCES = frozenset({"date de naissance", "naissance", "ne le", "nee le"})
_JOUR = re.compile(r"\s*([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})\s*")


# --- Liste --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DossierLocatifRow:
    """`candidat` : le fichier, tant qu'il ne se lit pas. `locataire` : son compte, si l'import en a
    créé un."""

    id: int
    recu_le: datetime
    etat: str
    candidat: str
    reference: str
    lot: str
    lot_id: int | None
    bien: str
    loyer_cc: Decimal
    raison: str
    locataire: str
    locataire_id: int | None
    tiers_id: int | None
    numero: str
    statut: str
    fichier: str
    importe_le: datetime | None
    importe_par: str
    code_etat: str
    version: int
    efface_le: date | None
    mois: int

    def __post_init__(self) -> None:
        """La requête dit quand il a été reçu, s'il peut s'effacer ; le jour s'en déduit."""
        if self.efface_le is not None:
            object.__setattr__(self, "efface_le", efface_le(self.recu_le, self.mois))


def _select() -> Requete:
    d = DossierLocatif
    held = select(ReglageConservation.mois).where(ReglageConservation.id == UNIQUE)
    return (
        select(
            d.id,
            d.recu_le,
            libelle_de(d.etat, ETATS).label("etat"),
            case((d.candidat == "", d.fichier), else_=d.candidat).label("candidat"),
            d.reference,
            func.coalesce(Lot.code_gestion, "").label("lot"),
            d.lot_id,
            d.bien,
            d.loyer_cc,
            d.raison,
            func.coalesce(Compte.numero, "").label("locataire"),
            Locataire.id.label("locataire_id"),
            Tiers.id.label("tiers_id"),
            d.numero,
            libelle_de(d.statut, STATUTS).label("statut"),
            d.fichier,
            d.importe_le,
            d.importe_par,
            d.etat.label("code_etat"),
            d.version,
            case((d.etat.in_(EFFACABLES), d.recu_le)).label("efface_le"),
            func.coalesce(held.scalar_subquery(), MOIS).label("mois"),
        )
        .outerjoin(Lot, Lot.id == d.lot_id)
        .outerjoin(Locataire, Locataire.id == d.locataire_id)
        .outerjoin(Compte, Compte.id == Locataire.compte_id)
        .outerjoin(Tiers, Tiers.id == d.tiers_id)
    )


DOSSIERS_LOCATIFS = Listing(
    DossierLocatifRow,
    _select,
    search=(DossierLocatif.recherche,),
    filters={
        "etat": dans(DossierLocatif.etat),
        "a_suivre": lambda value: DossierLocatif.etat.in_(A_SUIVRE) if value else true(),
    },
    order=(("recu_le", True), ("id", True)),
)


def dossiers_a_suivre(session: Session, ctx: Contexte) -> int:
    """Ceux dont quelqu'un doit s'occuper : à importer, en attente, en quarantaine."""
    stmt = select(func.count()).where(DossierLocatif.etat.in_(A_SUIVRE))
    return session.scalar(stmt) or 0


def a_traiter(session: Session) -> list[int]:
    """Ceux que l'import tente : un lot a pu recevoir depuis la référence qui manquait."""
    stmt = select(DossierLocatif.id).where(DossierLocatif.etat.in_(IMPORTABLES))
    return list(session.scalars(stmt.order_by(DossierLocatif.id)))


def a_relire(session: Session) -> list[tuple[int, str]]:
    """Les fichiers en quarantaine qu'on a demandé de relire : leur ligne, leur nom."""
    stmt = select(DossierLocatif.id, DossierLocatif.nom_range).where(
        DossierLocatif.etat == QUARANTAINE, DossierLocatif.a_relire
    )
    return [(row.id, row.nom_range) for row in session.execute(stmt)]


@dataclass(frozen=True, slots=True)
class Rapportee:
    """Une archive déjà rapportée du compte de CLAC : ce qu'elle était au loin, et son nom dans la
    boîte."""

    taille: int
    modifie: str
    fichier: str


def rapportees(session: Session, compte: str) -> dict[str, Rapportee]:
    """Celles de ce compte, sous le nom qui les y demande."""
    r = ReleveClac
    stmt = select(r.nom, r.taille, r.modifie, r.fichier).where(r.compte == compte)
    return {
        row.nom: Rapportee(row.taille, row.modifie, row.fichier) for row in session.execute(stmt)
    }


# --- Conservation -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AEffacer:
    """Une candidature sans suite qui a passé sa durée."""

    id: int
    candidat: str
    empreinte: str


def mois_de_conservation(session: Session) -> int:
    held = session.get(ReglageConservation, UNIQUE)
    return held.mois if held is not None else MOIS


def a_effacer(session: Session, jour: date) -> list[AEffacer]:
    """Celles que le passage de ce jour efface, les plus anciennes d'abord."""
    d = DossierLocatif
    limit = recus_avant(jour, mois_de_conservation(session))
    stmt = (
        select(d.id, case((d.candidat == "", d.fichier), else_=d.candidat), d.empreinte)
        .where(d.etat.in_(EFFACABLES), d.recu_le < limit)
        .order_by(d.recu_le, d.id)
    )
    return [AEffacer(*row) for row in session.execute(stmt)]


def load_reglage_conservation(
    session: Session, reglage_id: int = UNIQUE
) -> ReglageConservationDraft:
    """Le réglage enregistré, sinon celui d'usage, sans id ; et ce qui s'effacerait aujourd'hui."""
    draft = (
        ReglageConservationDraft()
        if session.get(ReglageConservation, UNIQUE) is None
        else charger(session, ReglageConservation, ReglageConservationDraft, UNIQUE)
    )
    due = a_effacer(session, heure_du_poste().date())
    draft.a_effacer = dire_a_effacer([one.candidat for one in due])
    return draft


# --- Réglage ------------------------------------------------------------------------------------


def load_reglage_clac(session: Session, reglage_id: int = UNIQUE) -> ReglageClacDraft:
    """Le réglage enregistré, sinon celui d'usage, sans id : rien n'est créé."""
    if session.get(ReglageClac, UNIQUE) is None:
        return ReglageClacDraft()
    return charger(session, ReglageClac, ReglageClacDraft, UNIQUE)


# --- Fiche --------------------------------------------------------------------------------------


def load_dossier_locatif(session: Session, dossier_id: int) -> DossierLocatifDraft:
    """Le dossier, et le lot que sa référence désigne s'il n'y a pas de doute."""
    draft = charger(session, DossierLocatif, DossierLocatifDraft, dossier_id)
    address = _adresse(session, dossier_id)
    draft.situe = " ".join((*address.lignes, address.code_postal, address.ville)).strip()
    _nommer_les_pieces(session, draft)
    if importable(draft):
        found = choisir_le_lot(draft.reference, address, lots_de(session, draft.reference))
        draft.attente = found.attente
        draft.lot_id = draft.lot_id or found.lot_id
        _chercher_les_tiers(session, draft)
        _dire_l_effet(session, draft)
    elif draft.etat == IMPORTE:
        record = session.get_one(DossierLocatif, dossier_id)
        when = f" le {record.importe_le:%d/%m/%Y à %H:%M}" if record.importe_le else ""
        draft.effet = f"Importé{when} par {record.importe_par}."
    return draft


def situer(session: Session, draft: DossierLocatifDraft, ctx: Contexte) -> None:
    """Ce qui suit du lot choisi, et des noms tapés."""
    if importable(draft):
        _chercher_les_tiers(session, draft)
        _dire_l_effet(session, draft)


def lots_de(session: Session, reference: str) -> list[LotConnu]:
    """Ceux dont c'est la référence internet ; à défaut, celui dont c'est le code de gestion."""
    wanted = reference.strip().lower()
    if not wanted:
        return []
    stmt = select(
        Lot.id,
        Lot.code_gestion,
        func.coalesce(func.nullif(Lot.adresse1, ""), Immeuble.adresse1).label("adresse1"),
        func.coalesce(func.nullif(Lot.code_postal, ""), Immeuble.code_postal).label("code_postal"),
        func.coalesce(func.nullif(Lot.ville, ""), Immeuble.ville).label("ville"),
        Lot.actif,
    ).join(Immeuble, Immeuble.id == Lot.immeuble_id)
    for column in (Lot.reference_internet, Lot.code_gestion):
        mine = stmt.where(func.lower(func.trim(column)) == wanted).order_by(Lot.code_gestion)
        if found := [LotConnu(*row) for row in session.execute(mine)]:
            return found
    return []


def codes_du_tableau(session: Session) -> dict[str, int]:
    """Le code fiscalité des loyers, et celui des provisions (D18), s'ils existent."""
    code = CodeFiscalite
    loyer = session.scalar(
        select(code.id).where(code.nature == "loyer", code.actif).order_by(code.code).limit(1)
    )
    config = session.get(Configuration, 1)
    wanted = config.code_provisions if config else "30"
    provisions = session.scalar(select(code.id).where(code.code == wanted, code.actif))
    found = {"loyer": loyer, "provisions": provisions}
    return {name: id for name, id in found.items() if id is not None}


def _adresse(session: Session, dossier_id: int) -> AdresseRecue:
    d = DossierLocatif
    row = session.execute(select(d.adresse, d.code_postal, d.ville).where(d.id == dossier_id)).one()
    return AdresseRecue((row.adresse,) if row.adresse else (), row.code_postal, row.ville)


def _dire_l_effet(session: Session, draft: DossierLocatifDraft) -> None:
    draft.sous_mandat = False
    if draft.lot_id is None:
        draft.effet = ""
        return
    row = session.execute(
        select(Lot.code_gestion, sous_mandat().label("sous_mandat")).where(Lot.id == draft.lot_id)
    ).first()
    if row is None:
        draft.lot_id, draft.effet = None, "Le lot choisi n'existe plus : choisissez-en un autre."
        return
    draft.sous_mandat = row.sous_mandat
    if row.sous_mandat:
        draft.effet = (
            f"Le lot {row.code_gestion} est sous mandat : l'import crée les tiers, la fiche "
            "locataire, son compte et ses garants ; les pièces vont à la fiche locataire."
        )
    else:
        draft.effet = (
            f"Le lot {row.code_gestion} n'est pas sous mandat : l'import ne crée que les tiers ; "
            "les pièces vont au candidat."
        )


def _nommer_les_pieces(session: Session, draft: DossierLocatifDraft) -> None:
    who = {one.reference: one.appelee for one in draft.personnes}
    ids = [piece.fichier_id for piece in draft.pieces]
    sizes = {
        row.id: row.taille
        for row in session.execute(select(Fichier.id, Fichier.taille).where(Fichier.id.in_(ids)))
    }
    for piece in draft.pieces:
        piece.de = who.get(piece.reference, "")
        piece.taille = max(sizes.get(piece.fichier_id or 0, 0) // 1000, 1)


def _chercher_les_tiers(session: Session, draft: DossierLocatifDraft) -> None:
    for one in draft.personnes:
        one.ressemble = dire_ressemblances(
            ressemblances(
                one.nom, one.prenoms, one.courriel, one.naissance, _homonymes(session, one)
            )
        )


def _homonymes(session: Session, personne: PersonneLigne) -> list[TiersConnu]:
    start = fold(f"{personne.nom} {premier_prenom(personne.prenoms)}")
    if not start:
        return []
    rows = session.scalars(
        select(Tiers)
        .where(Tiers.actif, Tiers.recherche.startswith(start, autoescape=True))
        .order_by(Tiers.recherche, Tiers.id)
    ).all()
    born = _naissances(session, [one.id for one in rows])
    return [
        TiersConnu(one.id, one.code, one.nom, one.prenom, one.courriel, born.get(one.id))
        for one in rows
    ]


def _naissances(session: Session, ids: list[int]) -> dict[int, date]:
    """La date de naissance que disent les données complémentaires."""
    found: dict[int, date] = {}
    known: dict[int, list[DonneeComplementaire]] = defaultdict(list)
    stmt = select(DonneeComplementaire).where(DonneeComplementaire.tiers_id.in_(ids))
    for donnee in session.scalars(stmt):
        known[donnee.tiers_id or 0].append(donnee)
    for tiers_id, donnees in known.items():
        for donnee in donnees:
            read = _JOUR.fullmatch(donnee.valeur)
            if fold(donnee.libelle) in _NAISSANCES and read:
                try:
                    found[tiers_id] = date(int(read[3]), int(read[2]), int(read[1]))
                except ValueError:
                    continue
    return found
