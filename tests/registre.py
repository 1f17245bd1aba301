"""Une agence de syndic, sa copropriété, et de quoi l'immatriculer sans que rien ne manque."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.registre.declarations import DeclarationDraft
from lsc_desktop.domain.registre.dossier import BatimentDraft, ParcelleDraft
from lsc_desktop.domain.registre.reglages import ReglageRegistreDraft
from lsc_desktop.queries.registre.dossiers import load_dossier
from lsc_desktop.queries.registre.reglages import load_reglage_registre
from lsc_desktop.services.registre.declarations import save_declaration
from lsc_desktop.services.registre.dossiers import save_dossier
from lsc_desktop.services.registre.reglages import save_reglage_registre
from lsc_desktop.storage.models import Copropriete, Entite, Immeuble, LotCopropriete
from tests.coproprietes import Ids, travailler_le, une_copropriete
from tests.partners.faux_registre import COURRIEL, NUMERO
from tests.partners.registre_certificats import SIRET

JOUR = date(2021, 10, 25)  # celui du contexte des essais
PLUS = {
    "nom_usage": "Résidence Gilbert", "date_creation": date(1968, 6, 1),
    "mandat_du": date(2020, 6, 1), "mandat_au": date(2023, 5, 31),
    "exercice_du": date(2020, 1, 1), "exercice_au": date(2020, 12, 31),
    "ag_comptes_le": date(2021, 6, 15), "budget": Decimal(42000),
    "charges_courantes": Decimal("40120.50"), "charges_travaux": Decimal(0),
    "provisions_travaux": Decimal(0), "dettes_fournisseurs": Decimal(1500),
    "fonds_travaux": Decimal(2100), "nb_ascenseurs": 0, "periode": "DE_1961_A_1974",
    "chauffage": "individuel",
}  # fmt: skip


def un_syndicat(session: Session, ctx: Contexte, code: str = "GILBERT", **over: object) -> Ids:
    """L'agence et un syndicat de trois lots, dont le dossier est complet ; `over` : du dossier."""
    agence = Entite(code="G001", nom="Agence Crypto", siret=SIRET)
    session.add(agence)
    travailler_le(session, JOUR)
    ids = une_copropriete(
        session, {"ATRILLON": "600", "LEPITRE": "400"}, code=code,
        date_reglement=date(1968, 5, 2),
    )  # fmt: skip
    immeuble = session.get_one(Immeuble, ids.immeuble)
    immeuble.adresse1, immeuble.code_postal = "4, rue Gilbert", "54000"
    for lot_id in ids.lots.values():
        session.get_one(LotCopropriete, lot_id).type_lot = "Appartement"
    session.flush()
    un_dossier(session, ctx, ids.id, **over)
    return ids


def un_dossier(session: Session, ctx: Contexte, copropriete_id: int, **over: object) -> None:
    draft = replace(load_dossier(session, copropriete_id), **PLUS | over)
    draft.parcelles = [ParcelleDraft(None, "54395", "000", "AB", "123")]
    draft.batiments = [BatimentDraft(nom="A")]
    save_dossier(session, draft, ctx=ctx)


def immatriculee(session: Session, ids: Ids, numero: str = "AA1234567") -> None:
    session.get_one(Copropriete, ids.id).immatriculation = numero
    session.flush()


def une_declaration(session: Session, ctx: Contexte, ids: Ids, demarche: str, **over) -> int:
    draft = DeclarationDraft(copropriete_id=ids.id, demarche=demarche, **over)
    return save_declaration(session, draft, ctx=ctx)


def un_compte_de_teledeclarant(session: Session, ctx: Contexte, adresse: str, **over) -> None:
    draft = load_reglage_registre(session)
    values = {"numero": NUMERO, "courriel": COURRIEL, "adresse": adresse, **over}
    changed: ReglageRegistreDraft = replace(draft, **values)
    save_reglage_registre(session, changed, ctx=ctx)
