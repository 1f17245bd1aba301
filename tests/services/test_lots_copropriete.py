"""Enregistrer et retirer un lot de copropriété, et dire qui le tient."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lsc_desktop.base.errors import GoneError
from lsc_desktop.domain.coproprietes import (
    LotCoproprieteDraft,
    TantiemeDraft,
)
from lsc_desktop.queries.coproprietes.fiches import (
    load_lot_copropriete,
    nouveau_lot,
    nouvelle_mutation,
)
from lsc_desktop.services.coproprietes.coproprietaires import (
    activer_coproprietaire,
)
from lsc_desktop.services.coproprietes.lots import (
    activer_lot_copropriete,
    save_lot_copropriete,
    supprimer_lot_copropriete,
)
from lsc_desktop.services.coproprietes.mutations import save_mutation
from lsc_desktop.storage.models import (
    LotCopropriete,
    Possession,
    Tantieme,
)
from tests.coproprietes import (
    Ids,
    change,
    ecrire,
    lire,
    refuse,
    tenu_par,
    travailler_le,
    un_coproprietaire,
    une_copropriete,
)

CLES = ("010", "020")


@pytest.fixture
def gilbert(db, ctx) -> Ids:
    """ATRILLON (74, et 62 à l'ascenseur) et BPETRUS (74) ; clés 010 générale, 020 ascenseur."""
    with db.write("Paul") as session:
        travailler_le(session, ctx.aujourd_hui)
        parts = {"ATRILLON": {"010": "74", "020": "62"}, "BPETRUS": {"010": "74"}}
        return une_copropriete(session, parts, cles=CLES)


@pytest.fixture
def grimmaurd(db) -> Ids:
    with db.write("Paul") as session:
        parts = {"WEASLEY": "420", "POTTER": "310"}
        return une_copropriete(session, parts, code="GRIMMAURD", entite="S007")


def un_lot(session, ids, **over):
    values = {"copropriete_id": ids.id, "numero": "248", "type_lot": "Appartement"}
    draft = LotCoproprieteDraft(**values | over)
    draft.tantiemes = over.get("tantiemes") or [
        TantiemeDraft(cle_id=ids.cles["010"], valeur=Decimal("66.01420")),
        TantiemeDraft(cle_id=ids.cles["020"]),
    ]
    return draft


def test_un_lot_nouveau_a_une_ligne_par_cle_et_se_relit(db, gilbert, ctx):
    draft = lire(db, lambda session: nouveau_lot(session, ctx))
    assert draft.copropriete_id == gilbert.id  # la seule
    assert [line.cle for line in draft.tantiemes] == ["010-CLE 010", "020-CLE 020"]
    draft.numero, draft.tantiemes[0].valeur = " 011/112 ", Decimal("66.01420")
    draft.coproprietaire_id = gilbert.coproprietaires["BPETRUS"]
    fiche = ecrire(db, save_lot_copropriete, draft, ctx=ctx)
    again = lire(db, load_lot_copropriete, fiche)
    assert (again.code, again.coproprietaire_id, again.vendu) == (
        "GILBERT/011/112", gilbert.coproprietaires["BPETRUS"], False
    )  # fmt: skip
    assert [line.valeur for line in again.tantiemes] == [Decimal("66.01420"), None]
    again.tantiemes[0].valeur, again.tantiemes[1].valeur = None, Decimal(62)
    ecrire(db, save_lot_copropriete, again, ctx=ctx)
    again = lire(db, load_lot_copropriete, fiche)
    assert [line.valeur for line in again.tantiemes] == [None, Decimal(62)]


def test_un_lot_nouveau_ne_devine_pas_entre_deux_syndicats(db, gilbert, grimmaurd, ctx):
    draft = lire(db, lambda session: nouveau_lot(session, ctx))
    assert (draft.copropriete_id, draft.tantiemes) == (None, [])


def test_un_numero_pris_est_refuse_a_une_espace_pres(db, gilbert, ctx):
    ecrire(db, lambda s: save_lot_copropriete(s, un_lot(s, gilbert), ctx=ctx))
    draft = un_lot(None, gilbert, numero="248 ")
    assert refuse(db, "déjà un lot 248", save_lot_copropriete, draft, ctx=ctx) == "numero"


@pytest.mark.parametrize(
    ("field", "ailleurs"), [("coproprietaire_id", "coproprietaires"), ("lot_principal_id", "lots")]
)
def test_un_lot_ne_se_lie_qu_a_sa_copropriete(db, gilbert, grimmaurd, ctx, field, ailleurs):
    for id in (getattr(grimmaurd, ailleurs)["WEASLEY"], 999):
        draft = un_lot(None, gilbert, **{field: id})
        match = "d'une autre copropriété, ou n'existe plus"
        assert refuse(db, match, save_lot_copropriete, draft, ctx=ctx) == field


def test_un_lot_ne_pese_que_sous_les_cles_de_sa_copropriete(db, gilbert, grimmaurd, ctx):
    lines = [TantiemeDraft(cle_id=grimmaurd.cles["001"], valeur=Decimal(420))]
    draft = un_lot(None, gilbert, tantiemes=lines)
    assert refuse(db, "de cette copropriété", save_lot_copropriete, draft, ctx=ctx) == "tantiemes"


def test_un_lot_ne_change_pas_de_copropriete(db, gilbert, grimmaurd, ctx):
    draft = lire(db, load_lot_copropriete, gilbert.lots["ATRILLON"])
    draft = replace(draft, copropriete_id=grimmaurd.id, tantiemes=[], coproprietaire_id=None)
    field = refuse(db, "ne change pas de copropriété", save_lot_copropriete, draft, ctx=ctx)
    assert field == "copropriete_id"


def test_une_cave_suit_un_logement_et_non_une_autre_cave(db, gilbert, ctx):
    logement, cave = gilbert.lots["ATRILLON"], gilbert.lots["BPETRUS"]
    fiches = load_lot_copropriete, save_lot_copropriete
    change(db, *fiches, cave, ctx, lot_principal_id=logement)
    draft = replace(lire(db, load_lot_copropriete, logement), lot_principal_id=cave)
    field = refuse(db, "lui-même un lot secondaire", save_lot_copropriete, draft, ctx=ctx)
    assert field == "lot_principal_id"
    refuse(db, "1 lot de copropriété", supprimer_lot_copropriete, logement)


def test_un_coproprietaire_hors_service_ne_recoit_pas_de_lot(db, gilbert, ctx):
    with db.write() as session:
        id = un_coproprietaire(session, gilbert, "MORGON", actif=False)
    draft = un_lot(None, gilbert, coproprietaire_id=id)
    field = refuse(db, "est hors service", save_lot_copropriete, draft, ctx=ctx)
    assert field == "coproprietaire_id"


def test_un_lot_jamais_vendu_change_de_titulaire_dans_sa_fiche(db, gilbert, ctx):
    lot, fiches = gilbert.lots["ATRILLON"], (load_lot_copropriete, save_lot_copropriete)
    change(db, *fiches, lot, ctx, coproprietaire_id=gilbert.coproprietaires["BPETRUS"])
    assert lire(db, tenu_par, lot) == [("450BPETRUS", None, None)]
    change(db, *fiches, lot, ctx, coproprietaire_id=None)
    assert lire(db, tenu_par, lot) == []


@pytest.mark.parametrize("le", [date(2021, 3, 1), date(2021, 12, 1)])
def test_un_lot_vendu_se_modifie_sans_changer_de_mains(db, gilbert, ctx, le):
    """La vente passée, ou à venir, ne gêne pas qui corrige l'étage ; seule une mutation vend."""
    with db.write() as session:
        un_coproprietaire(session, gilbert, "MORGON")
        who = gilbert.coproprietaires
        vente = nouvelle_mutation(
            session, ctx, vendeur_id=who["ATRILLON"], acquereur_id=who["BPETRUS"], date_effet=le
        )
        save_mutation(session, vente, ctx=ctx)
    lot, fiches = gilbert.lots["ATRILLON"], (load_lot_copropriete, save_lot_copropriete)
    draft = lire(db, load_lot_copropriete, lot)
    tenant = "ATRILLON" if le > ctx.aujourd_hui else "BPETRUS"
    assert (draft.vendu, draft.coproprietaire_id) == (True, who[tenant])
    change(db, *fiches, lot, ctx, etage="3")
    assert len(lire(db, tenu_par, lot)) == 2
    for name in ("MORGON", None):
        draft = replace(lire(db, load_lot_copropriete, lot), coproprietaire_id=who.get(name))
        field = refuse(db, "changer ce lot de mains", save_lot_copropriete, draft, ctx=ctx)
        assert field == "coproprietaire_id"


def test_un_lot_ne_revient_pas_en_service_sans_son_coproprietaire(db, gilbert):
    lot, owner = gilbert.lots["ATRILLON"], gilbert.coproprietaires["ATRILLON"]
    ecrire(db, activer_lot_copropriete, lot, False)
    ecrire(db, activer_coproprietaire, owner, False)  # il ne tient plus rien en service
    refuse(db, "450ATRILLON, est hors service", activer_lot_copropriete, lot, True)
    ecrire(db, activer_coproprietaire, owner, True)
    ecrire(db, activer_lot_copropriete, lot, True)
    assert lire(db, load_lot_copropriete, lot).actif


def test_un_lot_jamais_vendu_s_efface_avec_ce_qu_il_porte(db, gilbert):
    lot = gilbert.lots["ATRILLON"]
    ecrire(db, supprimer_lot_copropriete, lot, 1)

    def restent(session):
        return [session.query(model).count() for model in (LotCopropriete, Possession, Tantieme)]

    assert lire(db, restent) == [1, 1, 1]  # ceux de BPETRUS
    with pytest.raises(GoneError):
        lire(db, load_lot_copropriete, lot)
