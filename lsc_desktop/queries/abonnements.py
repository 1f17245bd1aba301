"""La licence validée, ce qu'elle permet, et le tableau des partenaires."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Boolean, Integer, String, literal, select, type_coerce, union_all
from sqlalchemy.orm import Session, aliased

from lsc_desktop.base.text import fold
from lsc_desktop.domain.abonnements import (
    ORIGINES,
    Licence,
    dire_abonnement,
    dire_licence,
    lire,
    sans_abonnement,
)
from lsc_desktop.partners.adaptateurs import ADAPTATEURS, adaptateur
from lsc_desktop.partners.declaration import Adaptateur
from lsc_desktop.queries.paging import Listing, Requete
from lsc_desktop.storage.models import LicenceStore
from lsc_desktop.storage.today import heure_du_poste

UNIQUE = 1  # id de la seule licence


def licence_gardee(session: Session) -> LicenceStore | None:
    """La ligne de la licence validée, s'il y en a une."""
    return session.get(LicenceStore, UNIQUE)


def load_licence(session: Session) -> Licence | None:
    """Celle qui a été validée ; sa signature l'a été alors."""
    row = licence_gardee(session)
    return lire(row.document.encode())[0] if row is not None else None


def jour_des_abonnements(session: Session) -> date:
    """Aujourd'hui au calendrier, non la date de travail ; jamais avant le dernier jour où la
    licence a été vue : reculer l'horloge ne la prolonge pas."""
    row = licence_gardee(session)
    today = heure_du_poste().date()
    return max(today, row.vue_le.date()) if row is not None else today


def refus_d_abonnement(session: Session, produit: str) -> str:
    """Pourquoi ce produit du store est grisé ; vide si l'on peut, ou s'il n'en faut aucun."""
    if not produit:
        return ""
    return sans_abonnement(produit, load_licence(session), jour_des_abonnements(session))


def refus_du_partenaire(session: Session, code: str) -> str:
    """Pourquoi ce partenaire est grisé : absent du programme, ou sans abonnement."""
    one = adaptateur(code)
    return one.absent or refus_d_abonnement(session, one.produit)


def etat_d_abonnement(session: Session, produit: str) -> str:
    """« Souscrit jusqu'au 31/12/2026 », « Abonnement non souscrit », « Compris »."""
    return dire_abonnement(produit, load_licence(session), jour_des_abonnements(session))


def jetons(session: Session, produit: str) -> int:
    """Ceux qui restaient quand la licence a été signée ; aucun si l'abonnement ne vaut plus."""
    licence = load_licence(session)
    if licence is None or refus_d_abonnement(session, produit):
        return 0
    return licence.jetons.get(produit, 0)


# --- La fiche « Valider une licence » -----------------------------------------------------------


@dataclass(slots=True)
class LigneProduit:
    """Un abonnement de la licence, ou des jetons."""

    id: int | None = None
    nom: str = ""
    etat: str = ""
    modules: str = ""
    jetons: int | None = None


@dataclass(slots=True)
class LicenceVue:
    """La licence telle qu'on la lit ; rien ne s'y saisit."""

    id: int | None = None
    version: int = 0
    etat: str = ""
    client: str = ""
    valable_jusqu_au: date | None = None
    emise: str = ""
    validee: str = ""
    signature: str = ""
    produits: list[LigneProduit] = field(default_factory=list)


def load_licence_vue(session: Session, licence_id: int = UNIQUE) -> LicenceVue:
    """Ce que dit la licence validée ; vide s'il n'y en a pas."""
    row, day = licence_gardee(session), jour_des_abonnements(session)
    licence = load_licence(session)
    if row is None or licence is None:
        return LicenceVue(etat=dire_licence(None, day))
    origin = dict(ORIGINES).get(row.origine, row.origine)
    return LicenceVue(
        id=row.id,
        version=row.version,
        etat=dire_licence(licence, day),
        client=licence.client,
        valable_jusqu_au=licence.valable_jusqu_au,
        emise=f"{licence.emis_le:%d/%m/%Y %H:%M} (temps universel)",
        validee=f"{row.validee_le:%d/%m/%Y %H:%M} par {row.validee_par}, {origin.lower()}",
        signature=f"Vérifiée par la clé « {row.cle} »",
        produits=_lignes(licence, day),
    )


def _lignes(licence: Licence, day: date) -> list[LigneProduit]:
    names = {one.produit or one.code: one.nom for one in ADAPTATEURS}
    codes = [one.code for one in licence.produits]
    codes += [code for code in licence.jetons if code not in codes]
    modules = {one.code: ", ".join(one.modules) for one in licence.produits}
    return [
        LigneProduit(
            nom=names.get(code, code),
            etat=dire_abonnement(code, licence, day),
            modules=modules.get(code, ""),
            jetons=licence.jetons.get(code),
        )
        for code in codes
    ]


# --- Le tableau des partenaires -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PartenaireRow:
    """Un adaptateur : ce qu'il déclare, et ce que la licence en permet. `document` et `vue_le` ne
    se montrent pas : `abonnement` et `jetons` s'en disent à la lecture."""

    id: int
    nom: str
    role: str
    verification: str
    contrat: str
    origine: str
    abonnement: str
    jetons: int | None
    code: str
    produit: str
    verifie: bool
    document: str | None
    vue_le: datetime | None

    def __post_init__(self) -> None:
        licence = lire(self.document.encode())[0] if self.document else None
        today = heure_du_poste().date()
        day = max(today, self.vue_le.date()) if self.vue_le else today
        put = object.__setattr__
        put(self, "abonnement", self.abonnement or dire_abonnement(self.produit, licence, day))
        if licence is not None and self.produit:
            put(self, "jetons", licence.jetons.get(self.produit))


def _declare(rank: int, one: Adaptateur) -> Requete:
    return select(
        literal(rank).label("id"),
        literal(one.nom).label("nom"),
        literal(one.role).label("role"),
        literal(one.verification()).label("verification"),
        literal(one.contrat).label("contrat"),
        literal(one.origine).label("origine"),
        literal(one.absent).label("abonnement"),
        literal(one.code).label("code"),
        literal(one.produit).label("produit"),
        literal(one.verifie_le is not None).label("verifie"),
        literal(fold(f"{one.nom} {one.role} {one.contrat} {one.origine}")).label("recherche"),
    )


DECLARES = union_all(*(_declare(rank, one) for rank, one in enumerate(ADAPTATEURS, 1))).subquery()


def _partenaires() -> Requete:
    d, held = DECLARES.c, aliased(LicenceStore)
    return (
        select(
            type_coerce(d.id, Integer()).label("id"),
            d.nom,
            d.role,
            d.verification,
            d.contrat,
            d.origine,
            type_coerce(d.abonnement, String()).label("abonnement"),
            literal(None, type_=Integer()).label("jetons"),
            d.code,
            d.produit,
            type_coerce(d.verifie, Boolean()).label("verifie"),
            held.document,
            held.vue_le,
        )
        .select_from(DECLARES)
        .outerjoin(held, held.id == UNIQUE)
    )


PARTENAIRES = Listing(
    PartenaireRow,
    _partenaires,
    search=(DECLARES.c.recherche,),
    filters={"verifie": lambda value: DECLARES.c.verifie.is_(value)},
)
