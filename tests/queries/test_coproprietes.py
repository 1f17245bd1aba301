"""Qui vote et pour combien, un jour donné ; ce que montrent les listes du syndic."""

from datetime import date
from decimal import Decimal

import pytest

from lsc_desktop.domain.assemblees.voix import corps_electoral, ecrit
from lsc_desktop.queries.coproprietes.corps import electorat
from lsc_desktop.queries.coproprietes.fiches import load_copropriete, nouvelle_mutation
from lsc_desktop.queries.coproprietes.listes import COPROPRIETAIRES, COPROPRIETES
from lsc_desktop.queries.coproprietes.lots import (
    CLES,
    LOTS_COPROPRIETE,
    MUTATIONS,
    POSSESSIONS,
)
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.services.coproprietes.lots import activer_lot_copropriete
from lsc_desktop.services.coproprietes.mutations import annuler_mutation, save_mutation
from lsc_desktop.services.demonstration.coproprietes import installer
from lsc_desktop.storage.models import (
    CleRepartition,
    Coproprietaire,
    LotCopropriete,
    MembreConseil,
    Tantieme,
    Tiers,
)
from tests.coproprietes import (
    Ids,
    travailler_le,
    un_coproprietaire,
    un_lot_de_copropriete,
    une_copropriete,
)

MARS = date(2021, 3, 1)
CLES_GILBERT = ("010", "020")


@pytest.fixture
def gilbert(db, ctx) -> Ids:
    with db.write() as session:
        travailler_le(session, ctx.aujourd_hui)
        parts = {
            "ATRILLON": {"010": "74", "020": "62"},
            "BPETRUS": {"010": "74", "020": "62"},
            "CLIQUOT": {"010": "62"},
        }
        return une_copropriete(session, parts, cles=CLES_GILBERT)


@pytest.fixture
def demonstration(db, ctx):
    """Les copropriétés de la démonstration, seules."""
    with db.write() as session:
        travailler_le(session, ctx.aujourd_hui)
        installer(session, ctx)


def vendre(db, ids, ctx, de, a, le) -> int:
    with db.write() as session:
        who = ids.coproprietaires
        draft = nouvelle_mutation(
            session, ctx, vendeur_id=who[de], acquereur_id=who[a], date_effet=le
        )
        return save_mutation(session, draft, ctx=ctx)


def voix(db, ids, cle="010", le=None) -> dict[str, str]:
    """Nom → voix sous une clé, sans réduction."""
    with db.read() as session:
        found = electorat(session, ids.id, le)
        names = {who.id: who.nom for who in found.identites.values()}
        corps = corps_electoral(found.parts.get(ids.cles[cle], ()), sans_reduction=names)
        return {names[who]: ecrit(held) for who, held in corps.voix.items()}


def identites(db, ids, le=None):
    with db.read() as session:
        return list(electorat(session, ids.id, le).identites.values())


def page(db, listing, text="", **where):
    with db.read() as session:
        return listing.page(session, Criteria(text, where=where), 0, 100)


# --- Qui vote -------------------------------------------------------------------------------------


def test_chaque_cle_a_ses_votants(db, gilbert):
    assert voix(db, gilbert) == {"ATRILLON": "74", "BPETRUS": "74", "CLIQUOT": "62"}
    assert voix(db, gilbert, "020") == {"ATRILLON": "62", "BPETRUS": "62"}


@pytest.mark.parametrize(
    ("le", "attendu"),
    [
        (date(2021, 2, 28), {"ATRILLON": "74", "BPETRUS": "74", "CLIQUOT": "62"}),
        (MARS, {"BPETRUS": "148", "CLIQUOT": "62"}),  # 74 + 74
        (None, {"BPETRUS": "148", "CLIQUOT": "62"}),  # le 25/10/2021, jour où l'on travaille
    ],
)
def test_l_acquereur_vote_des_le_jour_de_la_vente(db, gilbert, ctx, le, attendu):
    """Décret art. 6 : la vente vaut pour le syndicat à compter de son avis."""
    vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", MARS)
    assert voix(db, gilbert, le=le) == attendu


def test_une_vente_a_venir_ne_change_rien_aujourd_hui(db, gilbert, ctx):
    vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", date(2021, 10, 26))
    assert voix(db, gilbert)["ATRILLON"] == "74"
    assert voix(db, gilbert, le=date(2021, 10, 26)) == {"BPETRUS": "148", "CLIQUOT": "62"}


def test_une_vente_annulee_n_a_jamais_eu_lieu(db, gilbert, ctx):
    before = voix(db, gilbert, le=MARS)
    fiche = vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", MARS)
    with db.write() as session:
        annuler_mutation(session, fiche)
    assert voix(db, gilbert, le=MARS) == before


def test_un_lot_hors_service_ne_vote_pas(db, gilbert):
    with db.write() as session:
        activer_lot_copropriete(session, gilbert.lots["CLIQUOT"], False)
    assert [who.nom for who in identites(db, gilbert)] == ["ATRILLON", "BPETRUS"]
    assert "CLIQUOT" not in voix(db, gilbert)


def test_un_lot_sans_coproprietaire_ne_compte_pour_personne(db, gilbert):
    with db.write() as session:
        un_lot_de_copropriete(session, gilbert, None, "500")
    assert sum(map(int, voix(db, gilbert).values())) == 74 + 74 + 62


def test_qui_n_a_rien_sous_une_cle_est_coproprietaire_sans_y_voter(db, gilbert):
    with db.write() as session:
        un_coproprietaire(session, gilbert, "MORGON")
        un_lot_de_copropriete(session, gilbert, "MORGON")  # aucun tantième nulle part
    assert [who.nom for who in identites(db, gilbert)][-1] == "MORGON"
    assert "MORGON" not in voix(db, gilbert)


def test_deux_comptes_d_une_personne_ne_font_qu_un_votant(db, gilbert):
    """BROUILLY Alfred, « 2 comptes » : 450BROUILL et 450BROU-01 (seed L2322-2333)."""
    with db.write() as session:
        un_coproprietaire(session, gilbert, "ABROU-01", identite="ATRILLON", hlm=True)
        un_lot_de_copropriete(session, gilbert, "ABROU-01", "5.00010")
    assert voix(db, gilbert)["ATRILLON"] == "79,0001"  # 74 + 5,00010
    (who,) = [who for who in identites(db, gilbert) if who.nom == "ATRILLON"]
    assert (who.compte, who.comptes, who.hlm) == ("450ABROU-01", 2, True)


def test_le_syndicat_et_les_organismes_hlm_se_reconnaissent(db, gilbert):
    with db.write() as session:
        session.get_one(Coproprietaire, gilbert.coproprietaires["ATRILLON"]).nature = "syndicat"
        session.get_one(Coproprietaire, gilbert.coproprietaires["CLIQUOT"]).hlm = True
    with db.read() as session:
        found = electorat(session, gilbert.id)
    assert found.syndicat == {gilbert.tiers["ATRILLON"]}
    assert found.sans_reduction == {gilbert.tiers["CLIQUOT"]}


def test_une_copropriete_ne_compte_pas_les_lots_d_une_autre(db, gilbert):
    with db.write() as session:
        autre = une_copropriete(session, {"WEASLEY": "420"}, code="GRIMMAURD", entite="S007")
    assert voix(db, autre, "001") == {"WEASLEY": "420"}
    assert "WEASLEY" not in voix(db, gilbert)


# --- La démonstration est le document de référence ------------------------------------------------

GILBERT = {
    "ATRILLON Bernard": "74", "BPETRUS Pierre": "74", "BROUILLY Alfred": "82,0001",
    "CLATOUR": "74", "CLIQUOT Mathilde": "62", "INDIVISION BOURNAC": "72",
    "LEPITRE Abel": "66,0142", "M. LE COPROPRIETAIRE": "149", "MEURSAULT Jeannine": "65",
    "MORGON Charles": "145", "Pierre PROPRIETAIRE": "65", "YALOXE CORTON Denise": "72,90086",
}  # fmt: skip


def demo(db, code) -> tuple[int, dict[str, int]]:
    (row,) = page(db, COPROPRIETES, code)
    with db.read() as session:
        keys = session.query(CleRepartition).filter_by(copropriete_id=row.id)
        return row.id, {cle.code: cle.id for cle in keys}


def test_gilbert_a_les_douze_coproprietaires_du_document(db, demonstration):
    """Seed L2322-2334, à la cinquième décimale, dans l'ordre de l'écran."""
    id, cles = demo(db, "gilbert")
    with db.read() as session:
        found = electorat(session, id)
    corps = corps_electoral(found.parts[cles["010"]])
    names = [who.nom for who in found.identites.values()]
    assert {found.identites[who].nom: ecrit(held) for who, held in corps.voix.items()} == GILBERT
    assert names == sorted(names, key=list(GILBERT).index)
    assert (ecrit(corps.total), corps.nombre) == ("1\u00a0000,91516", 12)
    assert corps.reduction is None  # le premier a 149 voix sur 1 000


def test_gilbert_a_les_lots_de_la_feuille_de_presence(db, demonstration):
    """Seed L2398-2423 : les numéros, leurs types et leurs tantièmes."""
    lots = {row.code: row for row in page(db, LOTS_COPROPRIETE, "gilbert")}
    assert len(lots) == 31
    for numero, nature, tantiemes, owner in (
        ("012", "Cave", "5", "ATRILLON Bernard"), ("248", "Appartement", "62", "ATRILLON Bernard"),
        ("907", "Parking", "7.00010", "BROUILLY Alfred"), ("035", "Cave", "5", "BROUILLY Alfred"),
        ("011/112", "Appartement", "66.01420", "LEPITRE Abel"),
        ("913", "Parking", "7", "M. LE COPROPRIETAIRE"),
    ):  # fmt: skip
        row = lots[f"GILBERT/{numero}"]
        assert (row.type_lot, row.tantiemes, row.coproprietaire) == (
            nature, Decimal(tantiemes), owner
        )  # fmt: skip


def test_la_demonstration_tombe_juste(db, demonstration):
    rows = page(db, COPROPRIETES)
    assert [(r.code, r.lots, r.coproprietaires, r.tantiemes) for r in rows] == [
        ("S001", 31, 12, Decimal("1000.91516")), ("S007", 3, 3, Decimal(1000))
    ]  # fmt: skip
    for row in rows:
        with db.read() as session:
            draft = load_copropriete(session, row.id)
        assert [cle.ecart for cle in draft.cles if cle.total is not None] == [None]


def test_les_deux_comptes_de_brouilly_font_deux_lignes(db, demonstration):
    """La liste a une ligne par compte (seed L990-1020), la feuille de présence une par personne."""
    rows = page(db, COPROPRIETAIRES, "brouilly")
    assert {(r.compte, r.lots, r.tantiemes) for r in rows} == {
        ("450BROUILL", 3, Decimal("77.00010")), ("450BROU-01", 1, Decimal(5))
    }  # fmt: skip


# --- Les listes -----------------------------------------------------------------------------------


def test_un_lot_montre_ses_tantiemes_meme_sans_coproprietaire_ni_service(db, gilbert):
    with db.write() as session:
        un_lot_de_copropriete(session, gilbert, None, "500", numero="A1")
        un_lot_de_copropriete(session, gilbert, "CLIQUOT", "7", numero="A2", actif=False)
    rows = {row.code: row for row in page(db, LOTS_COPROPRIETE, "GILBERT/A")}
    assert {code: (r.coproprietaire, r.tantiemes) for code, r in rows.items()} == {
        "GILBERT/A1": ("", Decimal(500)), "GILBERT/A2": ("CLIQUOT", Decimal(7))
    }  # fmt: skip
    (row,) = page(db, COPROPRIETES)
    assert row.tantiemes == Decimal(74 + 74 + 62 + 500)  # en service, tenus ou non


@pytest.mark.parametrize(
    ("texte", "trouve"),
    [
        ("GILBERT/248", 1), ("gilbert 248", 1), ("resid gilb", 4), ("depot", 1), ("dépôt", 1),
        ("OEUVRARD", 1), ("Œuvrard", 1), ("rez de chaussee", 1), ("GILBERT/9", 0), ("%", 0),
    ],
)  # fmt: skip
def test_un_lot_se_retrouve_comme_on_le_tape(db, gilbert, texte, trouve):
    with db.write() as session:
        session.get_one(Tiers, gilbert.tiers["CLIQUOT"]).nom = "ŒUVRARD"
        values = {"numero": "248", "type_lot": "Dépôt", "etage": "Rez-de-chaussée"}
        un_lot_de_copropriete(session, gilbert, "ATRILLON", "7", **values)
    rows = page(db, LOTS_COPROPRIETE, texte)
    if texte != "resid gilb":
        rows = [row for row in rows if row.code == "GILBERT/248" or "UVRARD" in row.coproprietaire]
    assert len(rows) == trouve


@pytest.mark.parametrize("texte", ["GÉNÉRALES", "generales", "010", "010 chauffage"])
def test_une_cle_se_retrouve_sans_ses_accents(db, gilbert, texte):
    with db.write() as session:
        cle = session.get_one(CleRepartition, gilbert.cles["010"])
        cle.libelle = "CHARGES GÉNÉRALES, CHAUFFAGE"
    assert [row.code for row in page(db, CLES, texte)] == ["010"]


def test_les_lots_les_ventes_et_les_titulaires_se_restreignent(db, gilbert, ctx):
    fiche = vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", MARS)
    who, lot = gilbert.coproprietaires, gilbert.lots["ATRILLON"]
    assert len(page(db, LOTS_COPROPRIETE, coproprietaire_id=who["BPETRUS"])) == 2
    assert page(db, LOTS_COPROPRIETE, coproprietaire_id=who["ATRILLON"]) == []
    (vente,) = page(db, MUTATIONS, "bpetrus", coproprietaire_id=who["ATRILLON"])
    assert (vente.vendeur, vente.acquereur, vente.lots) == ("ATRILLON", "BPETRUS", 1)
    assert page(db, MUTATIONS, coproprietaire_id=who["CLIQUOT"]) == []
    rows = page(db, POSSESSIONS, lot_id=lot)
    assert [(r.coproprietaire, r.du, r.au) for r in rows] == [
        ("BPETRUS", MARS, None), ("ATRILLON", None, date(2021, 2, 28))
    ]  # fmt: skip
    assert [r.lot_id for r in page(db, POSSESSIONS, mutation_id=fiche)] == [lot]


def test_le_conseil_syndical_du_jour(db, gilbert):
    def siege(name, president=False, **over):
        return MembreConseil(
            copropriete_id=gilbert.id, tiers_id=gilbert.tiers[name], president=president, **over
        )

    with db.write() as session:
        session.add_all([
            siege("ATRILLON", True, du=date(2020, 7, 7)),
            siege("BPETRUS", au=date(2021, 10, 25)),  # son dernier jour est aujourd'hui
            siege("CLIQUOT", du=date(2021, 10, 26)),
        ])  # fmt: skip
    rows = page(db, COPROPRIETAIRES, conseil=True)
    assert [(row.identite, row.conseil) for row in rows] == [
        ("ATRILLON", "Président"), ("BPETRUS", "Membre")
    ]  # fmt: skip
    assert [row.identite for row in page(db, COPROPRIETAIRES, conseil=False)] == ["CLIQUOT"]


def test_les_listes_s_ouvrent_sur_ce_qui_est_en_service(db, gilbert):
    with db.write() as session:
        un_coproprietaire(session, gilbert, "MORGON", actif=False)
    assert len(page(db, COPROPRIETAIRES, actif=True, copropriete_id=gilbert.id)) == 3
    assert len(page(db, COPROPRIETAIRES, actif=None)) == 4
    assert [row.lots for row in page(db, COPROPRIETAIRES, actif=False)] == [0]


def test_la_somme_de_la_liste_est_celle_des_lots(db, gilbert):
    with db.read() as session:
        sums = LOTS_COPROPRIETE.sums(session, Criteria(), ["tantiemes"])
        lots = session.query(LotCopropriete).count()
        shares = session.query(Tantieme).filter_by(cle_id=gilbert.cles["010"]).all()
    assert sums["tantiemes"] == sum(share.valeur for share in shares) == Decimal(210)
    assert lots == 3
