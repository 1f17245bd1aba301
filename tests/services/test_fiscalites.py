from decimal import Decimal

import pytest
from sqlalchemy import func, select

from lsc_desktop.base.errors import ConflictError, UserError
from lsc_desktop.domain.fiscalites import STARTER, FiscaliteDraft
from lsc_desktop.queries.fiscalites import FISCALITES, load_fiscalite
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.services.fiscalites import installer, save_fiscalite
from lsc_desktop.storage.models import CodeFiscalite


def test_installer_deux_fois_n_ajoute_rien(db):
    with db.write() as session:
        assert installer(session) == len(STARTER)
        assert installer(session) == 0
    with db.read() as session:
        assert session.scalar(select(func.count(CodeFiscalite.id))) == len(STARTER)
    assert all(draft.id is None for draft in STARTER), "les modèles ne changent pas"


def test_installer_ne_touche_pas_a_ce_que_l_agence_a_change(db, ctx):
    with db.write() as session:
        draft = FiscaliteDraft(code="30", libelle="Provisions de l'agence", pourcentage=Decimal(0))
        kept = save_fiscalite(session, draft, ctx=ctx)
        assert installer(session) == len(STARTER) - 1
    with db.read() as session:
        assert load_fiscalite(session, kept).libelle == "Provisions de l'agence"


def test_deux_postes_ne_s_ecrasent_pas(db, ctx):
    with db.write() as session:
        installer(session)
    with db.read() as session:
        (row,) = FISCALITES.page(session, Criteria(text="provisions charges"), 0, 9)
        mine, his = (load_fiscalite(session, row.id) for _ in range(2))
    his.pourcentage, mine.pourcentage = Decimal(110), Decimal(0)
    with db.write("Paul") as session:
        save_fiscalite(session, his, ctx=ctx)
    with pytest.raises(ConflictError, match="modifiée par Paul"), db.write() as session:
        save_fiscalite(session, mine, ctx=ctx)


def test_la_liste_dit_la_nature_en_toutes_lettres(db):
    with db.write() as session:
        installer(session)
    with db.read() as session:
        rows = FISCALITES.page(session, Criteria(where={"nature": "provisions"}), 0, 9)
        assert [(r.code, r.nature, r.pourcentage) for r in rows] == [
            ("30", "Provisions sur charges", 100)
        ]


def test_un_code_en_double_est_refuse(db, ctx):
    with db.write() as session:
        installer(session)
    with pytest.raises(UserError, match="existe déjà") as refus, db.write() as session:
        save_fiscalite(session, FiscaliteDraft(code="30", libelle="Autre"), ctx=ctx)
    assert refus.value.field == "code"
