"""Les écrans du syndic, remplis au clavier dans les vraies fiches."""

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.list_output import summary
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.queries.coproprietes.fiches import (
    load_coproprietaire,
    load_copropriete,
    load_lot_copropriete,
)
from lsc_desktop.queries.coproprietes.listes import COPROPRIETAIRES
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.storage.models import (
    Compte,
    Coproprietaire,
    Copropriete,
    Entite,
    Immeuble,
    LotCopropriete,
    Mutation,
    Tiers,
)
from tests.coproprietes import (
    Ids,
    tenu_par,
    travailler_le,
    un_coproprietaire,
    un_lot_de_copropriete,
    une_copropriete,
)
from tests.gui.kit.gestes import erreur
from tests.gui.screens.atelier import champ, lignes, tape

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran


@pytest.fixture
def gilbert(db, ctx) -> Ids:
    """ATRILLON (74 sous 010, 62 sous 020) et BPETRUS (74), un lot chacun : 001 et 002."""
    with db.write() as session:
        travailler_le(session, ctx.aujourd_hui)
        ids = une_copropriete(session, {}, cles=("010", "020"))
        for name, shares in (
            ("ATRILLON", {"010": "74", "020": "62"}),
            ("BPETRUS", {"010": "74"}),
        ):
            un_coproprietaire(session, ids, name)
            numero = f"{len(ids.lots) + 1:03}"
            ids.lots[name] = un_lot_de_copropriete(session, ids, name, shares, numero=numero)
        return ids


def prend(form, name, code) -> None:
    """Tape le code d'une fiche liée, puis Entrée."""
    tape(form, name, code)
    QTest.keyClick(champ(form, name), Qt.Key.Key_Return)
    form.refresh_now()


def remplit(form, grille, rang, **valeurs) -> None:
    """Tape dans des cellules ; une ligne de plus si la grille s'arrête avant."""
    grid = champ(form, grille)
    grid.setFocus()
    while rang >= len(grid.lines_model.lines):
        assert grid._add_line()
    for name, value in valeurs.items():
        grid.go_to(rang, name)
        QTest.keyClicks(grid, value[0])
        editor = grid.viewport().focusWidget() or grid.focusWidget()
        QTest.keyClicks(editor, value[1:])
        QTest.keyClick(editor, Qt.Key.Key_Return)


def coche(form, grille, rang, name) -> None:
    """Espace, sur une case d'une grille."""
    grid = champ(form, grille)
    grid.go_to(rang, name)
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Space)


def cellule(form, grille, rang, nom) -> str:
    model = champ(form, grille).lines_model
    return model.text(rang, [c.name for c in model.columns].index(nom)).replace("\u00a0", " ")


def texte(form, name) -> str:
    return champ(form, name).text().replace("\u00a0", " ")


def compte(db, model) -> int:
    with db.read() as session:
        return session.query(model).count()


# --- Une copropriété ------------------------------------------------------------------------------


@pytest.fixture
def syndicat(db, ctx):
    with db.write() as session:
        travailler_le(session, ctx.aujourd_hui)
        session.add(Entite(code="S001", nom="Syndicat Gilbert"))
        session.add(Immeuble(code="GILBERT", nom="Résidence Gilbert", ville="NANCY"))


def test_une_copropriete_se_saisit_au_clavier(atelier, db, syndicat):
    form = atelier.fiche("coproprietes.fiche")
    prend(form, "entite_id", "S001")
    prend(form, "immeuble_id", "GILBERT")
    assert texte(form, "nom") == "Syndicat Gilbert"
    tape(form, "immatriculation", "AA1234567")
    tape(form, "delai_convocation", "30")
    remplit(form, "cles", 0, code="010", libelle="CHARGES COMMUNES GENERALES", total="1000,91516")
    remplit(form, "cles", 1, code="020", libelle="ASCENSEUR")
    assert form.validate()
    with db.read() as session:
        draft = load_copropriete(session, form.id)
    assert (draft.delai_convocation, draft.immatriculation) == (30, "AA1234567")
    assert [(cle.code, cle.libelle, cle.generale, cle.total) for cle in draft.cles] == [
        ("010", "CHARGES COMMUNES GENERALES", True, Decimal("1000.91516")),
        ("020", "ASCENSEUR", False, None),
    ]


def test_une_copropriete_mal_saisie_dit_chaque_faute_a_sa_place(atelier, db, syndicat):
    form = atelier.fiche("coproprietes.fiche")
    tape(form, "delai_convocation", "15")
    remplit(form, "cles", 1, code="001")
    coche(form, "cles", 1, "generale")
    assert not form.validate()
    problems = form.binding.problems
    assert set(problems) >= {"entite_id", "immeuble_id", "delai_convocation"}
    assert "La clé 001 est déjà" in form.binding.grids["cles"].problem()
    assert compte(db, Copropriete) == 0


def test_des_tantiemes_illisibles_restent_a_l_ecran(atelier, db, syndicat):
    form = atelier.fiche("coproprietes.fiche")
    prend(form, "entite_id", "S001")
    prend(form, "immeuble_id", "GILBERT")
    remplit(form, "cles", 0, total="66,014201")
    assert not form.validate()
    assert "66,014201" in form.binding.grids["cles"].problem()
    assert compte(db, Copropriete) == 0


def test_le_total_qui_ne_tombe_pas_juste_se_dit_des_la_frappe(atelier, gilbert):
    form = atelier.fiche("coproprietes.fiche", gilbert.id)
    assert (texte(form, "nb_lots"), texte(form, "nb_coproprietaires")) == ("2", "2")
    assert not form.warnings.sentences
    remplit(form, "cles", 0, total="150")
    assert cellule(form, "cles", 0, "ecart").startswith("-2")  # 74 + 74 − 150
    (sentence,) = form.warnings.sentences
    assert "il manque 2,00000" in sentence.replace("\u00a0", " ")
    assert form.validate()  # c'est dit, ce n'est pas interdit


def test_un_membre_du_conseil_etranger_a_la_copropriete_est_refuse(atelier, db, gilbert):
    with db.write() as session:
        session.add(Tiers(code="ETRANGER", nom="ETRANGER"))
    form = atelier.fiche("coproprietes.fiche", gilbert.id)
    remplit(form, "conseil", 0, tiers_id="ETRANGER", du="070720")
    assert not form.validate()
    assert "ni copropriétaire" in form.binding.grids["conseil"].problem()


# --- Un lot ---------------------------------------------------------------------------------------


def test_un_lot_se_saisit_avec_ses_tantiemes_sous_deux_cles(atelier, db, gilbert):
    form = atelier.fiche("lots_copropriete.fiche")  # la seule copropriété y est déjà
    tape(form, "numero", "011/112")
    tape(form, "etage", "1")
    prend(form, "coproprietaire_id", "450BPETRUS")
    assert [cellule(form, "tantiemes", rang, "cle") for rang in (0, 1)] == [
        "010-CLE 010", "020-CLE 020"
    ]  # fmt: skip
    remplit(form, "tantiemes", 0, valeur="66,0142")
    remplit(form, "tantiemes", 1, valeur="60")
    assert form.validate()
    with db.read() as session:
        draft = load_lot_copropriete(session, form.id)
    assert (draft.code, draft.coproprietaire_id) == (
        "GILBERT/011/112", gilbert.coproprietaires["BPETRUS"]
    )  # fmt: skip
    assert [line.valeur for line in draft.tantiemes] == [Decimal("66.01420"), Decimal(60)]


@pytest.mark.parametrize(
    ("numero", "tantiemes", "phrase"),
    [
        ("", "5", "numéro du lot est à renseigner"), ("001", "5", "déjà un lot 001"),
        ("9", "5,000001", "5,000001"), ("9", "-5", "négatif"), ("9", "abc", "n'est pas un nombre"),
    ],
)  # fmt: skip
def test_un_lot_mal_saisi_se_dit_et_rien_n_est_cree(
    atelier, db, gilbert, numero, tantiemes, phrase
):
    form = atelier.fiche("lots_copropriete.fiche")
    tape(form, "numero", numero)
    remplit(form, "tantiemes", 0, valeur=tantiemes)
    assert not form.validate()
    said = form.binding.grids["tantiemes"].problem() + form.binding.problems.get("numero", "")
    assert phrase in said
    assert compte(db, LotCopropriete) == 2


def test_la_cave_choisit_son_logement_par_le_code_affiche(atelier, db, gilbert):
    form = atelier.fiche("lots_copropriete.fiche", gilbert.lots["BPETRUS"])
    prend(form, "lot_principal_id", "GILBERT/001")
    assert form.validate()
    with db.read() as session:
        assert session.get_one(LotCopropriete, form.id).lot_principal_id == gilbert.lots["ATRILLON"]


# --- Un copropriétaire ----------------------------------------------------------------------------


def test_un_coproprietaire_nouveau_a_son_compte_450(atelier, db, gilbert):
    with db.write() as session:
        session.add(Tiers(code="LEPITREABEL", nom="LEPITRE", prenom="Abel"))
    form = atelier.fiche("coproprietaires.fiche")
    prend(form, "tiers_id", "LEPITREABEL")
    assert form.validate()
    with db.read() as session:
        owner = session.get_one(Coproprietaire, form.id)
        account = session.get_one(Compte, owner.compte_id)
    assert (account.numero, account.libelle) == ("450LEPITRE", "LEPITRE Abel")
    assert account.entite_id == gilbert.entite


def test_une_indivision_sans_mandataire_se_signale_sans_bloquer(atelier, db, gilbert):
    with db.write() as session:
        session.add(Tiers(code="LUCIE", nom="BOURNAC", prenom="Lucie"))
    form = atelier.fiche("coproprietaires.fiche", gilbert.coproprietaires["ATRILLON"])
    choice = champ(form, "nature")
    choice.setFocus()
    QTest.keyClick(choice, Qt.Key.Key_I)  # la première qui commence ainsi : Indivision
    assert any("mandataire commun n'est pas désigné" in s for s in form.warnings.sentences)
    remplit(form, "ayants_droit", 0, tiers_id="LUCIE")
    coche(form, "ayants_droit", 0, "mandataire")
    assert not form.warnings.sentences
    assert form.validate()
    with db.read() as session:
        draft = load_coproprietaire(session, form.id)
    assert [(line.qualite, line.mandataire) for line in draft.ayants_droit] == [
        ("indivisaire", True)
    ]


def test_un_coproprietaire_sans_tiers_est_refuse(atelier, db, gilbert):
    form = atelier.fiche("coproprietaires.fiche")
    tape(form, "tiers_id", "PERSONNE")
    assert not form.validate()
    assert "ne désigne pas une fiche" in form.binding.problems["tiers_id"]
    assert compte(db, Coproprietaire) == 2


def test_un_compte_deja_pris_est_refuse_au_champ(atelier, db, gilbert):
    form = atelier.fiche("coproprietaires.fiche")
    prend(form, "tiers_id", "ATRILLON")
    assert texte(form, "comptes") == "450ATRILLON"
    prend(form, "compte_id", "450ATRILLON")
    assert not form.validate()
    assert "déjà celui d'un copropriétaire" in form.binding.problems["compte_id"]


# --- Une vente ------------------------------------------------------------------------------------


def test_une_vente_se_saisit_au_clavier(atelier, db, gilbert):
    with db.write() as session:
        cave = un_lot_de_copropriete(session, gilbert, "ATRILLON", "5", numero="012")
    form = atelier.fiche("mutations.fiche")
    prend(form, "vendeur_id", "450ATRILLON")
    assert [cellule(form, "lots", rang, "lot") for rang in (0, 1)] == ["GILBERT/001", "GILBERT/012"]
    prend(form, "acquereur_id", "450BPETRUS")
    tape(form, "date_effet", "010321")
    coche(form, "lots", 1, "cede")  # il garde la cave
    assert form.validate()
    with db.read() as session:
        assert tenu_par(session, cave) == [("450ATRILLON", None, None)]
        assert tenu_par(session, gilbert.lots["ATRILLON"]) == [
            ("450ATRILLON", None, date(2021, 2, 28)), ("450BPETRUS", date(2021, 3, 1), None)
        ]  # fmt: skip


def test_faite_elle_ne_laisse_modifier_que_l_avis_le_notaire_et_la_note(atelier, db, gilbert):
    test_une_vente_se_saisit_au_clavier(atelier, db, gilbert)
    with db.read() as session:
        id = session.query(Mutation).one().id
    form = atelier.fiche("mutations.fiche", id)
    for name in ("vendeur_id", "acquereur_id", "date_effet", "copropriete_id"):
        assert champ(form, name).isReadOnly() or not champ(form, name).isEnabled(), name
    tape(form, "notaire", "Me Dupond")
    tape(form, "avis_le", "090321")
    assert form.validate()
    with db.read() as session:
        assert session.get_one(Mutation, id).notaire == "Me Dupond"


def test_une_vente_mal_saisie_dit_ce_qui_manque(atelier, db, gilbert):
    form = atelier.fiche("mutations.fiche")
    prend(form, "vendeur_id", "450ATRILLON")
    prend(form, "acquereur_id", "450ATRILLON")
    tape(form, "date_effet", "310421")
    coche(form, "lots", 0, "cede")
    assert not form.validate()
    assert "avril 2021 finit le 30" in form.binding.problems["date_effet"]
    tape(form, "date_effet", "300421")
    assert not form.validate()
    assert "la même personne" in form.binding.problems["acquereur_id"]
    assert "Cochez au moins un lot" in erreur(form, "lots")
    assert compte(db, Mutation) == 0


def test_une_vente_s_annule_depuis_la_liste(atelier, db, gilbert, monkeypatch):
    monkeypatch.setattr(dialogs, "ask", lambda *_args, **_more: True)
    test_une_vente_se_saisit_au_clavier(atelier, db, gilbert)
    view = atelier.liste("mutations.liste")
    (ligne,) = lignes(view)
    assert ligne[:5] == ["01/03/2021", "GILBERT", "ATRILLON", "BPETRUS", "1"]
    view.table.selectAll()
    atelier.lance(view, "Annuler la mutation")
    with db.read() as session:
        assert tenu_par(session, gilbert.lots["ATRILLON"]) == [("450ATRILLON", None, None)]


def test_vendre_depuis_la_fiche_du_coproprietaire(atelier, gilbert):
    owner = gilbert.coproprietaires["ATRILLON"]
    form = atelier.fiche("mutations.fiche", vendeur_id=owner)
    assert cellule(form, "lots", 0, "lot") == "GILBERT/001"


# --- Les listes -----------------------------------------------------------------------------------


def test_les_listes_montrent_le_compte_les_lots_et_les_tantiemes(atelier, gilbert):
    (ligne,) = lignes(atelier.liste("coproprietes.liste"))
    assert (ligne[0], ligne[2], ligne[5], ligne[6]) == ("S001", "GILBERT", "2", "2")
    assert ligne[7] == "148,00000"  # 74 + 74
    rows = lignes(atelier.liste("coproprietaires.liste"))
    assert [(row[1], row[3], row[4]) for row in rows] == [
        ("450ATRILLON", "1", "74,00000"), ("450BPETRUS", "1", "74,00000")
    ]  # fmt: skip
    lots = lignes(atelier.liste("lots_copropriete.liste"))
    assert [(row[0], row[6]) for row in lots] == [
        ("GILBERT/001", "ATRILLON"), ("GILBERT/002", "BPETRUS")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [("", "Lots 2   ·   Tantièmes 148,00000"), ("personne", "Lots 0   ·   Tantièmes 0")],
)
def test_un_nombre_de_lots_se_totalise_sans_centimes(db, gilbert, texte, attendu):
    columns = [column for column in SCREENS["coproprietaires.liste"].columns if column.total]
    with db.read() as session:
        names = [column.name for column in columns]
        totals = COPROPRIETAIRES.sums(session, Criteria(texte), names)
    assert summary(0, False, totals, columns) == attendu


def test_qui_tient_un_lot_ne_se_desactive_pas_de_la_liste(atelier, db, gilbert, monkeypatch):
    monkeypatch.setattr(dialogs, "ask", lambda *_args, **_more: True)
    view = atelier.liste("coproprietaires.liste", {"text": "atrillon"})
    atelier.qtbot.waitUntil(lambda: len(lignes(view)) == 1)
    view.table.selectAll()
    atelier.lance(view, "Désactiver")
    with db.read() as session:
        assert session.get_one(Coproprietaire, gilbert.coproprietaires["ATRILLON"]).actif
