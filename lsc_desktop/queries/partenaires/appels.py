"""Liste : chaque appel fait à un partenaire, le dernier d'abord."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lsc_desktop.domain.partenaires.appels import ISSUES
from lsc_desktop.partners.adaptateurs import ADAPTATEURS
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.sql import libelle_de
from lsc_desktop.storage.models import AppelPartenaire

NOMS = tuple((one.code, one.nom) for one in ADAPTATEURS)


@dataclass(frozen=True, slots=True)
class AppelRow:
    """`duree` en millisecondes ; `partenaire_code` : pour aller aux autres du même."""

    id: int
    quand: datetime
    partenaire: str
    quoi: str
    objet: str
    issue: str
    code: int | None
    reponse: str
    duree: int
    essais: int
    certificat: str
    qui: str
    poste: str
    adresse: str
    envoi_id: int | None
    partenaire_code: str


def _appels() -> Requete:
    a = AppelPartenaire
    return select(
        a.id, a.quand, libelle_de(a.partenaire, NOMS).label("partenaire"), a.quoi, a.objet,
        libelle_de(a.issue, ISSUES).label("issue"), a.code, a.reponse, a.duree, a.essais,
        a.certificat, a.qui, a.poste, a.adresse, a.envoi_id,
        a.partenaire.label("partenaire_code"),
    )  # fmt: skip


APPELS_PARTENAIRES = Listing(
    AppelRow,
    _appels,
    search=(AppelPartenaire.recherche,),
    filters={
        "partenaire": dans(AppelPartenaire.partenaire),
        "issue": dans(AppelPartenaire.issue),
        "envoi_id": dans(AppelPartenaire.envoi_id),
    },
    order=(("quand", True), ("id", True)),
)
