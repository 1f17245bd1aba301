"""Ce qui sert encore ne s'efface pas (D6)."""

import pytest
from sqlalchemy import select

from lsc_desktop.base.errors import UserError
from lsc_desktop.services.entites import activer_entite, supprimer_entite
from lsc_desktop.services.fiscalites import activer_fiscalite, supprimer_fiscalite
from lsc_desktop.services.immeubles import activer_immeuble, supprimer_immeuble
from lsc_desktop.services.lots import activer_lot, supprimer_lot
from lsc_desktop.services.mandats import activer_mandat, supprimer_mandat
from lsc_desktop.services.retrait import supprimer
from lsc_desktop.services.tiers import activer_tiers, supprimer_tiers
from lsc_desktop.storage.models import (
    CodeFiscalite,
    Compte,
    Historique,
    Immeuble,
    Locataire,
    Lot,
    MandatLot,
    Tiers,
)
from tests.services.fiches import une_regularisation


@pytest.mark.parametrize(
    ("efface", "nom", "motif"),
    [
        (supprimer_entite, "entite", "3 comptes"),
        (supprimer_fiscalite, "provisions", "1 ligne de quittancement"),
        (supprimer_tiers, "proprietaire", "1 lot et 1 mandat"),
        (supprimer_tiers, "tiers", "1 compte et 1 locataire"),
        (supprimer_immeuble, "immeuble", "1 lot"),
        (supprimer_lot, "lot", "1 locataire et 1 mandat"),
        (supprimer_mandat, "mandat", "1 locataire"),
    ],
)
def test_une_fiche_qui_sert_ne_s_efface_pas(db, agence, efface, nom, motif):
    with pytest.raises(UserError, match=motif) as refus, db.write() as session:
        efface(session, getattr(agence, nom))
    assert "Désactivez-la" in refus.value.advice


@pytest.mark.parametrize(
    ("model", "nom"), [(Lot, "lot"), (Locataire, "locataire"), (Compte, "compte")]
)
def test_une_regularisation_en_attente_retient_ses_fiches(db, agence, model, nom):
    """Gérance 7.11, cas 33 ; aussi ce qui n'a pas d'autre lien."""
    with db.write() as session:
        une_regularisation(session, agence)
    with pytest.raises(UserError, match="régularisation en attente"), db.write() as session:
        supprimer(session, model, getattr(agence, nom))
    with db.read() as session:
        assert session.get(model, getattr(agence, nom)) is not None


def test_une_fiche_libre_s_efface_avec_ses_lignes(db, agence):
    with db.write("Martine") as session:
        session.add(Tiers(code="LIBRE", nom="LIBRE"))
    with db.write("Martine") as session:
        libre = session.scalar(select(Tiers.id).where(Tiers.code == "LIBRE"))
        supprimer_tiers(session, libre)
    with db.read() as session:
        last = session.scalars(select(Historique).order_by(Historique.id.desc())).first()
        assert (last.action, last.fiche, last.qui) == ("suppression", "tiers", "Martine")


def test_un_mandat_sans_bail_s_efface_avec_ses_lots(db, agence):
    with db.write() as session:
        session.get_one(Locataire, agence.locataire).mandat_id = None
    with db.write() as session:
        supprimer_mandat(session, agence.mandat)
    with db.read() as session:
        assert session.scalars(select(MandatLot)).all() == []


@pytest.mark.parametrize(
    ("retire", "nom", "motif"),
    [
        (activer_tiers, "tiers", "locataire présent"),
        (activer_tiers, "proprietaire", "mandat de gestion en cours"),
        (activer_immeuble, "immeuble", "1 lot de cet immeuble est en service"),
        (activer_lot, "lot", "locataire occupe"),
        (activer_mandat, "mandat", "locataire présent"),
    ],
)
def test_une_fiche_en_affaires_ne_se_retire_pas(db, agence, retire, nom, motif):
    with pytest.raises(UserError, match=motif), db.write() as session:
        retire(session, getattr(agence, nom), False)


@pytest.mark.parametrize(
    ("retire", "model", "nom"),
    [(activer_fiscalite, CodeFiscalite, "provisions"), (activer_entite, None, "entite")],
)
def test_une_fiche_retiree_se_remet_en_service(db, agence, retire, model, nom):
    for actif in (False, True):
        with db.write() as session:
            retire(session, getattr(agence, nom), actif)
        if model is not None:
            with db.read() as session:
                assert session.get_one(model, getattr(agence, nom)).actif is actif


def test_un_immeuble_vide_se_retire(db, agence):
    with db.write() as session:
        session.get_one(Lot, agence.lot).actif = False
        activer_immeuble(session, agence.immeuble, False)
    with db.read() as session:
        assert session.get_one(Immeuble, agence.immeuble).actif is False


def test_une_fiche_disparue_est_dite(db):
    with pytest.raises(UserError, match="supprimée"), db.write() as session:
        supprimer_lot(session, 99)
