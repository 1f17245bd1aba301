"""La liste des copropriétaires : qui y est, ce qui se dit une fois, ce qui la périme."""

from dataclasses import fields, replace
from decimal import Decimal

import pytest

from lsc_desktop.domain.coproprietes.liste_coproprietaires import (
    CODE_LEGAL,
    Droit,
    Fonds,
    ListeCoproprietaires,
    Titulaire,
    code_lot,
    dresser,
    droit_dit,
    empreinte,
)
from lsc_desktop.domain.publications.listes_legales import PAR_CODE

D = Decimal
COLLINE = ("32, Rue du Septentrion", "83500 PORT-GRIMAUD")
ATRILLON = Titulaire(1, "Monsieur ATRILLON Bernard", COLLINE, ("GILBERT/248 (Appartement)",))
BROUILLY = Titulaire(2, "BROUILLY Alfred", COLLINE, ("GILBERT/122 (Appartement)",))
SON_AUTRE_COMPTE = replace(BROUILLY, lots=("GILBERT/907 (Parking)", "GILBERT/035 (Cave)"))
LUCIE = Droit(7, "Bournac Lucie", "indivisaire", True, ("4, rue Gilbert", "54000 NANCY"))
BOURNAC = Titulaire(3, "INDIVISION BOURNAC", (), ("GILBERT/323 (Appartement)",), (LUCIE,))


def une_liste(*titulaires, conseil=(), fonds=(), libres=()) -> ListeCoproprietaires:
    who = titulaires or (ATRILLON, BROUILLY, SON_AUTRE_COMPTE, BOURNAC)
    return dresser("GILBERT", ("4, rue Gilbert",), who, dict(conseil), dict(fonds), libres)


def test_chaque_compte_a_sa_ligne_dans_l_ordre_recu():
    liste = une_liste()
    assert [line.nom for line in liste.lignes] == [
        "Monsieur ATRILLON Bernard", "BROUILLY Alfred", "BROUILLY Alfred", "INDIVISION BOURNAC"
    ]  # fmt: skip
    assert (liste.personnes, len(liste.lignes), liste.lots) == (3, 4, 5)


def test_qui_ne_tient_plus_de_lot_n_y_est_pas():
    liste = une_liste(replace(ATRILLON, lots=()), BROUILLY)
    assert [line.nom for line in liste.lignes] == ["BROUILLY Alfred"]


def test_fonds_et_conseil_se_disent_au_premier_compte_d_une_personne():
    """Comme BROUILLY au document de référence (seed L1023-1029)."""
    money = {2: Fonds(travaux=D("165.70")), 1: Fonds(D("100.00"), D("23.89"))}
    liste = une_liste(conseil={2: False}, fonds=money)
    _, first, second, _ = liste.lignes
    assert (first.membre, first.president, first.fonds.travaux) == (True, False, D("165.70"))
    assert (second.membre, second.fonds) == (False, Fonds())
    assert liste.fonds == Fonds(D("100.00"), D("189.59"))


def test_le_premier_compte_est_le_premier_qui_tient_un_lot():
    liste = une_liste(replace(BROUILLY, lots=()), SON_AUTRE_COMPTE, conseil={2: False})
    (line,) = liste.lignes
    assert line.membre and line.premier


def test_le_president_est_aussi_membre():
    atrillon, *autres = une_liste(conseil={1: True}).lignes
    assert atrillon.membre and atrillon.president
    assert not any(line.membre or line.president for line in autres)


def test_un_ayant_droit_siege_pour_son_indivision():
    """Loi 65-557 art. 21 : la ligne est celle de l'indivision."""
    *_, bournac = une_liste(conseil={7: True}).lignes
    assert bournac.membre and bournac.president


def test_un_membre_qui_ne_tient_rien_n_ajoute_personne():
    assert not any(line.membre for line in une_liste(conseil={99: True}).lignes)


def test_resider_est_de_chaque_compte():
    liste = une_liste(BROUILLY, replace(SON_AUTRE_COMPTE, residant=True))
    assert [line.residant for line in liste.lignes] == [False, True]


@pytest.mark.parametrize(
    ("droit", "dit"),
    [
        (LUCIE, "Bournac Lucie, indivisaire, mandataire commun, 4, rue Gilbert, 54000 NANCY"),
        (Droit(8, "Bournac Henri", "nu_proprietaire"), "Bournac Henri, nu-propriétaire"),
        (Droit(8, "Bournac Henri", "autre"), "Bournac Henri, autre"),
    ],
)
def test_un_ayant_droit_dit_sa_qualite_et_son_domicile(droit, dit):
    """Décret 67-223 art. 32 : les titulaires de droits aussi."""
    assert droit_dit(droit) == dit


def test_un_lot_se_nomme_par_son_immeuble():
    assert code_lot("GILBERT", "011/112", "Cave") == "GILBERT/011/112 (Cave)"
    assert code_lot("GILBERT", "012", "") == "GILBERT/012"


def test_deux_listes_qui_disent_la_meme_chose_ont_la_meme_empreinte():
    assert empreinte(une_liste()) == empreinte(une_liste())
    assert len(empreinte(une_liste())) == 64


CHANGEES = {
    "nom": "CLATOUR", "domicile": ("ailleurs",), "lots": ("GILBERT/001",), "droits": ("un tiers",),
    "fonds": Fonds(D("0.01")), "membre": True, "president": True, "residant": True,
    "premier": False,
}  # fmt: skip


@pytest.mark.parametrize("champ", sorted(CHANGEES))
def test_rien_de_ce_que_montre_une_ligne_ne_change_sans_perimer_la_liste(champ):
    liste = une_liste()
    line = replace(liste.lignes[0], **{champ: CHANGEES[champ]})
    assert empreinte(replace(liste, lignes=(line, *liste.lignes[1:]))) != empreinte(liste)


def test_chaque_champ_d_une_ligne_est_essaye():
    assert {field.name for field in fields(une_liste().lignes[0])} == set(CHANGEES)


def test_un_lot_qui_n_est_plus_a_personne_une_adresse_et_l_ordre_la_periment():
    liste = une_liste()
    others = (
        une_liste(libres=("GILBERT/999",)),
        replace(liste, adresse=("5, rue Gilbert",)),
        replace(liste, lignes=liste.lignes[::-1]),
    )
    assert len({empreinte(one) for one in (liste, *others)}) == 4


def test_elle_est_une_ligne_des_documents_obligatoires_du_conseil_syndical():
    piece = PAR_CODE[CODE_LEGAL]
    assert (piece.intitule, piece.article) == ("liste de tous les copropriétaires", 3)
