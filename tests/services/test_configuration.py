"""Les réglages de l'agence : lus sans rien créer, enregistrés une seule fois."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from lsc_desktop.base.errors import ConflictError, UserError
from lsc_desktop.domain.configuration import MENUS, ConfigurationDraft
from lsc_desktop.queries.configuration import (
    codes_proposes,
    date_de_travail,
    load_configuration,
    reglage,
)
from lsc_desktop.services.configuration import installer, save_configuration
from lsc_desktop.storage.models import CodeFiscalite, Configuration


@pytest.fixture
def codes(db):
    with db.write() as session:
        for code, libelle in (("31", "Régularisation"), ("30", "Provisions")):
            session.add(
                CodeFiscalite(code=code, libelle=libelle, nature="divers", pourcentage=Decimal(100))
            )


def test_lire_les_reglages_d_une_base_neuve_n_y_ecrit_rien(db):
    with db.read() as session:
        assert load_configuration(session) == ConfigurationDraft()
        assert date_de_travail(session) is None
        assert reglage(session)("fois_max") == 12
        assert session.scalar(select(func.count()).select_from(Configuration)) == 0


def test_chaque_reglage_de_menu_existe(db):
    with db.read() as session:
        lire = reglage(session)
    assert [lire(name) for name in MENUS] == [False] * len(MENUS)


def test_enregistrer_deux_fois_garde_une_seule_ligne(db, ctx, codes):
    draft = ConfigurationDraft(regularisation_lots_isoles=True, date_travail=date(2021, 10, 25))
    with db.write() as session:
        assert save_configuration(session, draft, ctx=ctx) == 1
    with db.read() as session:
        relu = load_configuration(session, 1)
        assert date_de_travail(session) == date(2021, 10, 25)
    assert (relu.id, relu.regularisation_lots_isoles) == (1, True)
    relu.fois_max = 6
    with db.write() as session:
        assert save_configuration(session, relu, ctx=ctx) == 1
        installer(session)
    with db.read() as session:
        assert reglage(session)("fois_max") == 6


def test_installer_pose_les_reglages_d_usage(db):
    with db.write() as session:
        installer(session)
        installer(session)
    with db.read() as session:
        assert load_configuration(session).titre_decompte == "DECOMPTE CHARGES LOCATIVES"


def test_un_code_inconnu_est_refuse_a_son_champ(db, ctx, codes):
    draft = ConfigurationDraft(code_regularisation="99")
    with pytest.raises(UserError, match="99 n'existe pas") as refus, db.write() as session:
        save_configuration(session, draft, ctx=ctx)
    assert refus.value.field == "code_regularisation"


def test_deux_reglages_simultanes_ne_s_ecrasent_pas(db, ctx, codes):
    with db.write() as session:
        installer(session)
    with db.read() as session:
        premier, second = load_configuration(session), load_configuration(session)
    premier.fois_max, second.fois_max = 6, 3
    with db.write() as session:
        save_configuration(session, premier, ctx=ctx)
    with pytest.raises(ConflictError), db.write() as session:
        save_configuration(session, second, ctx=ctx)


def test_les_codes_se_proposent_avec_leur_libelle(db, codes):
    with db.read() as session:
        assert codes_proposes(session) == [("30", "30 Provisions"), ("31", "31 Régularisation")]
