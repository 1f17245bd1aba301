"""Les dossiers du registre : la liste des copropriétés et ce qu'elles ont à déclarer, la fiche."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, null, or_, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.registre.choix import (
    NON_IMMATRICULEE,
    PREDECESSEUR,
    RATTACHEE,
    RATTACHEMENTS,
)
from lsc_desktop.domain.registre.controles import GRAVITES, controler
from lsc_desktop.domain.registre.declarations import FAITES
from lsc_desktop.domain.registre.demarches import (
    ANNUELLE,
    CHOIX,
    IMMATRICULATION,
    demarches_possibles,
)
from lsc_desktop.domain.registre.dossier import ConstatLigne, DossierDraft
from lsc_desktop.domain.registre.echeances import APRES_ASSEMBLEE, APRES_MANDAT, echeance
from lsc_desktop.queries.fiches import charger
from lsc_desktop.queries.jours import plus_mois
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.presence import jour
from lsc_desktop.queries.registre.connu import derniere_assemblee, load_connu
from lsc_desktop.queries.sql import en_service, libelle_de
from lsc_desktop.storage.models import (
    Copropriete,
    DeclarationRegistre,
    DossierRegistre,
    Entite,
    Immeuble,
)

A_IMMATRICULER, A_CONFIRMER, MANDAT_FINI, COMPTES_APPROUVES = (
    "À immatriculer", "Rattachement à confirmer", "Mandat fini : renouveler, ou déclarer un "
    "successeur", "Comptes approuvés : mise à jour annuelle",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DossierRow:
    """L'id est celui de la copropriété. `a_faire`, `avant_le` : la démarche qui presse ;
    `derniere` : la dernière déclaration faite."""

    id: int
    code: str
    nom: str
    immatriculation: str
    rattachement: str
    a_faire: str
    avant_le: date | None
    maj_le: date | None
    ag_le: date | None
    mandat_au: date | None
    derniere: str
    derniere_le: datetime | None
    ville: str
    actif: bool
    version: int


def _rattachement() -> ColumnElement[str]:
    """Sans dossier, une copropriété qui a un numéro est tenue pour rattachée à l'agence."""
    known = case((Copropriete.immatriculation != "", RATTACHEE), else_=NON_IMMATRICULEE)
    return func.coalesce(DossierRegistre.rattachement, known)


def _ag() -> ColumnElement[date]:
    """La dernière assemblée qui a approuvé des comptes : celle du dossier, ou une plus récente."""
    held = derniere_assemblee(Copropriete.id).correlate(Copropriete).scalar_subquery()
    typed = DossierRegistre.ag_comptes_le
    return case((typed.is_(None), held), (held.is_(None), typed), (held > typed, held), else_=typed)


def _mandat_fini() -> ColumnElement[bool]:
    return and_(_rattachement() == RATTACHEE, DossierRegistre.mandat_au < jour())


def _comptes_a_declarer() -> ColumnElement[bool]:
    last = DossierRegistre.maj_le
    return and_(_rattachement() == RATTACHEE, _ag() <= jour(), or_(last.is_(None), last < _ag()))


def _a_faire() -> ColumnElement[str]:
    """Les mêmes démarches, dans le même ordre, que `domain.registre.echeances`."""
    return case(
        (_rattachement() == NON_IMMATRICULEE, A_IMMATRICULER),
        (_rattachement() == PREDECESSEUR, A_CONFIRMER),
        (_mandat_fini(), MANDAT_FINI),
        (_comptes_a_declarer(), COMPTES_APPROUVES),
        else_="",
    )


def _avant_le() -> ColumnElement[date | None]:
    return case(
        (_mandat_fini(), plus_mois(DossierRegistre.mandat_au, APRES_MANDAT)),
        (_comptes_a_declarer(), plus_mois(_ag(), APRES_ASSEMBLEE)),
        else_=null(),
    )


def _dossiers() -> Requete:
    d = DeclarationRegistre
    done = (
        select(func.max(d.id)).where(d.copropriete_id == Copropriete.id, d.etat.in_(FAITES))
    ).correlate(Copropriete)
    return (
        select(
            Copropriete.id, Immeuble.code.label("code"), Entite.nom.label("nom"),
            Copropriete.immatriculation,
            libelle_de(_rattachement(), RATTACHEMENTS).label("rattachement"),
            _a_faire().label("a_faire"), _avant_le().label("avant_le"), DossierRegistre.maj_le,
            _ag().label("ag_le"), DossierRegistre.mandat_au,
            func.coalesce(libelle_de(d.demarche, CHOIX), literal("")).label("derniere"),
            d.faite_le.label("derniere_le"), Immeuble.ville.label("ville"), Copropriete.actif,
            func.coalesce(DossierRegistre.version, 0).label("version"),
        )
        .join(Entite, Entite.id == Copropriete.entite_id)
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
        .outerjoin(DossierRegistre, DossierRegistre.id == Copropriete.id)
        .outerjoin(d, d.id == done.scalar_subquery())
    )  # fmt: skip


DOSSIERS_REGISTRE = Listing(
    DossierRow,
    _dossiers,
    search=(Entite.recherche, Immeuble.recherche, func.lower(Copropriete.immatriculation)),
    filters={
        "actif": en_service(Copropriete.actif),
        "id": dans(Copropriete.id),
        "a_faire": lambda value: (_a_faire() != "") if value else (_a_faire() == ""),
        "en_retard": lambda value: func.coalesce(_avant_le() < jour(), literal(False)) == value,
    },
    order=(("code", False),),
    sort_keys={"nom": func.lower(Entite.nom)},
)


def dossiers_a_declarer(session: Session, ctx: Contexte) -> int:
    """Copropriétés en service qui ont quelque chose à déclarer au registre."""
    stmt = (
        select(func.count(Copropriete.id))
        .outerjoin(DossierRegistre, DossierRegistre.id == Copropriete.id)
        .where(Copropriete.actif, _a_faire() != "")
    )
    return session.scalar(stmt) or 0


def load_dossier(session: Session, copropriete_id: int, *, comptes: bool = True) -> DossierDraft:
    """Le dossier de cette copropriété ; à défaut, un dossier vierge, sans id.

    `comptes` : à faux, rien ne se lit de la comptabilité, ni ne s'y compare.
    """
    known = load_connu(session, copropriete_id, comptes=comptes)
    day = session.scalar(select(jour())) or date.min
    if session.get(DossierRegistre, copropriete_id) is None:
        draft = DossierDraft(rattachement=RATTACHEE if known.immatriculation else NON_IMMATRICULEE)
    else:
        draft = charger(session, DossierRegistre, DossierDraft, copropriete_id)
    draft.copropriete_id, draft.connu, draft.jour = copropriete_id, known, day
    draft.nom, draft.immatriculation = known.nom, known.immatriculation
    draft.lots = (
        f"{pluriel(known.nb_lots, 'lot')}, {pluriel(known.nb_habitation, 'logement')}, "
        f"{pluriel(known.nb_principaux - known.nb_habitation, 'local', 'locaux')}, "
        f"{pluriel(known.nb_stationnement, 'stationnement')}"
    )
    recalculer(draft)
    return draft


def nouveau_dossier(session: Session, ctx: Contexte, **params: Any) -> DossierDraft:
    """Celui de la copropriété demandée : un dossier ne se crée pas sans elle."""
    return load_dossier(session, int(params["copropriete_id"]))


def recalculer(draft: DossierDraft) -> None:
    """L'échéance et les contrôles, à chaque frappe : ceux de la démarche qui vient."""
    known = [day for day in (draft.ag_comptes_le, draft.connu.ag_le) if day is not None]
    due = echeance(
        draft.rattachement, draft.maj_le, max(known, default=None), draft.mandat_au, draft.jour
    )
    draft.echeance = "Rien à déclarer"
    if due is not None:
        late = " (en retard)" if due.en_retard(draft.jour) else ""
        until = f", avant le {date_fr(due.avant_le)}{late}" if due.avant_le else ""
        draft.echeance = f"{due.phrase}{until}"
    open_ = demarches_possibles(draft.rattachement)
    asked = IMMATRICULATION if IMMATRICULATION in open_ else ANNUELLE
    found = controler(asked, draft, draft.jour) if asked in open_ else ()
    draft.constats = [ConstatLigne(GRAVITES[one.gravite], one.phrase) for one in found]
