"""De quoi demander des devis Lovys dans un essai : le compte de l'agence, des lots complets."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.abonnements import FICHIER
from lsc_desktop.domain.lovys.demande import Inscrites
from lsc_desktop.jobs import lovys as travail
from lsc_desktop.partners.http import Client, Reglages
from lsc_desktop.partners.lovys.jeton import oublier_jetons
from lsc_desktop.queries.lovys.demande import nouvelle_demande
from lsc_desktop.queries.lovys.reglages import load_reglage_lovys
from lsc_desktop.services.abonnements import valider_licence
from lsc_desktop.services.lovys.devis import demander_devis
from lsc_desktop.services.lovys.reglages import garder_mot_de_passe, save_reglage_lovys
from lsc_desktop.storage.models import Lot, PieceLot
from tests.agence import Agence
from tests.factories import un_locataire, un_lot
from tests.licences import une_licence
from tests.partners.faux_lovys import LOGIN, MOT_DE_PASSE

VITE = Reglages(connexion=2, lecture=0.5, duree=2, pause=0.01, patience=1)
PRODUITS = [{"code": "lovys", "actif": True, "modules": []}]


def un_abonnement(session: Any, ctx: Contexte) -> None:
    """Une licence où Lovys est souscrit."""
    valider_licence(session, une_licence(produits=PRODUITS), FICHIER, ctx=ctx)


def un_compte_lovys(session: Any, ctx: Contexte, adresse: str, **over: Any) -> None:
    """Le compte du faux Lovys, et son mot de passe au coffre de ce poste."""
    draft = replace(load_reglage_lovys(session), login=LOGIN, url=f"{adresse}/v1")
    save_reglage_lovys(session, replace(draft, **over), ctx=ctx)
    garder_mot_de_passe(LOGIN, adresse, MOT_DE_PASSE)


def un_logement(session: Any, agence: Agence, ville: str = "NANCY", **over: Any) -> int:
    """Un lot de 95 m² et 5 pièces, et un garage de 40 m² « Exclure Carrez »."""
    made = un_lot(session, agence)
    lot = session.get_one(Lot, made)
    values = {
        "surface": Decimal("95.00"), "nb_pieces": 5, "type_lot": "Appartement",
        "adresse1": "47, boulevard Albert 1er", "code_postal": "54500", "ville": ville,
    }  # fmt: skip
    for name, value in {**values, **over}.items():
        setattr(lot, name, value)
    session.add_all([
        PieceLot(lot_id=made, piece="Séjour", surface=Decimal("95.00")),
        PieceLot(lot_id=made, piece="Garage", surface=Decimal("40.00"), exclure_carrez=True),
    ])  # fmt: skip
    session.flush()
    return made


def un_occupe(session: Any, agence: Agence, ville: str = "NANCY", **over: Any) -> int:
    """Le locataire d'un tel logement."""
    return un_locataire(session, agence, lot_id=un_logement(session, agence, ville, **over))


def une_demande(
    session: Any, ctx: Contexte, *, formule: int = 1, accepted: Any = frozenset(), **qui: Any
) -> Inscrites:
    """Ce que fait la fenêtre : la saisie, une formule, « Demander »."""
    draft = replace(nouvelle_demande(session, ctx, **qui), formule=formule)
    return demander_devis(session, draft, ctx=ctx, accepted=accepted)


@contextmanager
def lovys_est(autorites: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Les travaux tiennent ce faux pour sûr ; aucun jeton n'est gardé d'un essai à l'autre."""
    made = partial(Client, autorites=autorites, reglages=VITE, dormir=lambda _seconds: None)
    monkeypatch.setattr(travail, "Client", made)
    oublier_jetons()
    yield
    oublier_jetons()
