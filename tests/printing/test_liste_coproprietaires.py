"""La liste des copropriétaires sur le papier (seed L1013-1029)."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from lsc_desktop.domain.coproprietes.liste_coproprietaires import (
    Droit,
    Edition,
    Fonds,
    ListeCoproprietaires,
    Titulaire,
    dresser,
)
from lsc_desktop.printing import liste_coproprietaires
from lsc_desktop.printing.liste_coproprietaires import imprimer_liste_coproprietaires
from tests.printing.reading import boxes, composed, lines, missing_glyphs, overlaps, texts
from tests.printing.samples import ENTETE

D = Decimal
EDITION = Edition(ENTETE, date(2020, 7, 7), datetime(2020, 7, 7, 11, 5), "LG")
ADRESSE = ("4, rue Gilbert", "50, rue de la Colline", "54000 NANCY")
COLLINE = ("32, Rue du Septentrion", "83500 PORT-GRIMAUD")


def lots(*numeros: str) -> tuple[str, ...]:
    return tuple(f"GILBERT/{numero}" for numero in numeros)


TITULAIRES = (
    Titulaire(1, "Monsieur ATRILLON Bernard", ("12, rue des cépages", "33120 SAUTERNES"),
              lots("248 (Appartement)", "012 (Cave)", "910 (Parking)")),
    Titulaire(2, "Monsieur BPETRUS Pierre", COLLINE,
              lots("018 (Cave)", "152 (Appartement)", "909 (Parking)"), residant=True),
    Titulaire(3, "BROUILLY Alfred", COLLINE, lots("122 (Appartement)")),
    Titulaire(3, "BROUILLY Alfred", COLLINE, lots("907 (Parking)", "035 (Cave)", "014 (Cave)")),
    Titulaire(4, "Madame et Monsieur CLATOUR", COLLINE,
              lots("049 (Cave)", "251 (Appartement)", "912 (Parking)")),
    Titulaire(5, "Madame CLIQUOT Mathilde", COLLINE, lots("142 (Appartement)")),
)  # fmt: skip
FONDS = {
    who: Fonds(travaux=D(amount))
    for who, amount in ((1, "23.89"), (2, "11.85"), (3, "165.70"), (4, "27.80"), (5, "28.67"))
}
GILBERT = dresser("GILBERT", ADRESSE, TITULAIRES, {3: False}, FONDS)


def une_grande(nombre: int, lots_de_chacun: int = 3, droits: int = 0) -> ListeCoproprietaires:
    owners = [
        Titulaire(
            rank,
            f"Monsieur COPROPRIETAIRE Numéro {rank:04}",
            (f"{rank}, avenue de la Libération", "54000 NANCY"),
            tuple(f"TOUR/{rank:04}-{n} (Appartement)" for n in range(lots_de_chacun)),
            tuple(Droit(0, f"HERITIER Numéro {n}", "indivisaire") for n in range(droits)),
        )
        for rank in range(nombre)
    ]
    money = {rank: Fonds(D("12345.67"), D("987654.32")) for rank in range(nombre)}
    return dresser("TOUR", ADRESSE, owners, {0: True}, money)


@pytest.fixture
def pages(monkeypatch):
    def make(value):
        return composed(
            monkeypatch,
            liste_coproprietaires,
            lambda: imprimer_liste_coproprietaires(value, EDITION),
        )

    return make


def test_l_en_tete_dit_l_immeuble_ses_adresses_le_jour_l_heure_et_l_auteur():
    (text,) = texts(imprimer_liste_coproprietaires(GILBERT, EDITION))
    for expected in (
        "Liste des copropriétaires : GILBERT", *ADRESSE, "Agence Crypto",
        "Le 07/07/2020 à 11 h 05, par LG", "Page 1/1",
    ):  # fmt: skip
        assert expected in text


def test_les_sept_colonnes_du_document_de_reference():
    (text,) = texts(imprimer_liste_coproprietaires(GILBERT, EDITION))
    flat = " ".join(text.split())
    for title in (
        "Identité", "Lots concernés", "Fonds de roulement", "Fonds travaux", "Membre CS",
        "Président CS", "Résidant",
    ):  # fmt: skip
        assert title in flat


def test_chaque_case_est_dans_sa_colonne(pages):
    """Une croix un peu trop à gauche ferait d'un résidant un président."""
    found = boxes(pages(GILBERT))
    titles = {"Membre": "", "Président": "", "Résidant": ""}
    column = {name: next(b for b in found if b.text == name) for name in titles}
    rows = {b.text: b.top for b in found if b.text.startswith(("Monsieur", "BROUILLY"))}
    marks = [b for b in found if b.text == "X"]
    middle = {name: (b.left + b.right) / 2 for name, b in column.items()}
    where = {
        round(b.top - rows["Monsieur BPETRUS Pierre"], 1): name
        for b in marks
        for name in titles
        if abs((b.left + b.right) / 2 - middle[name]) < 1.5
    }
    assert len(marks) == 2
    assert where[0.0] == "Résidant" and sorted(where.values()) == ["Membre", "Résidant"]
    edge = {round(b.right, 2) for b in found if b.text in ("23,89", "165,70", "257,91")}
    assert len(edge) == 1  # les montants s'alignent, total compris


def test_le_total_compte_personnes_comptes_et_lots():
    text = " ".join(lines(imprimer_liste_coproprietaires(GILBERT, EDITION)))
    assert "5 copropriétaires, 6 comptes, 14 lots" in text
    assert "257,91" in text
    alone = dresser("GILBERT", ADRESSE, TITULAIRES[:1], {}, {})
    text = " ".join(lines(imprimer_liste_coproprietaires(alone, EDITION)))
    assert "1 copropriétaire, 3 lots" in text and "compte" not in text


def test_le_mot_sur_les_fonds_ne_parait_que_s_il_y_en_a():
    said = "au nom de chacun"
    assert said in " ".join(lines(imprimer_liste_coproprietaires(GILBERT, EDITION)))
    bare = dresser("GILBERT", ADRESSE, TITULAIRES, {}, {})
    assert said not in " ".join(lines(imprimer_liste_coproprietaires(bare, EDITION)))


def test_les_lots_de_personne_sont_dits_a_part():
    value = replace(GILBERT, libres=lots("201 (Appartement)", "055 (Cave)"))
    text = " ".join(lines(imprimer_liste_coproprietaires(value, EDITION)))
    expected = "Sans copropriétaire connu : GILBERT/201 (Appartement), GILBERT/055 (Cave)"
    assert expected in text
    assert "Sans copropriétaire" not in " ".join(
        lines(imprimer_liste_coproprietaires(GILBERT, EDITION))
    )


def test_une_grande_copropriete_redit_l_immeuble_et_les_colonnes_a_chaque_page(pages):
    value = une_grande(120)
    found = texts(imprimer_liste_coproprietaires(value, EDITION))
    assert len(found) > 4
    for rank, text in enumerate(found, 1):
        assert "Liste des copropriétaires : TOUR" in text and f"Page {rank}/{len(found)}" in text
        assert "Lots concernés" in text
    assert sum(text.count("COPROPRIETAIRE Numéro") for text in found) == 120
    assert overlaps(pages(value)) == []


@pytest.mark.parametrize("nombre", range(1, 30))
def test_le_total_n_est_jamais_seul_sur_sa_page(nombre):
    *_, last = texts(imprimer_liste_coproprietaires(une_grande(nombre, 1), EDITION))
    assert "COPROPRIETAIRE Numéro" in last


def test_trois_cents_lots_et_cent_indivisaires_tiennent_dans_les_pages(pages):
    value = une_grande(1, 300, 100)
    found = texts(imprimer_liste_coproprietaires(value, EDITION))
    assert len(found) > 3
    assert sum(text.count("(Appartement)") for text in found) == 300
    assert sum(text.count("HERITIER") for text in found) == 100
    assert "(suite)" in found[-1]
    assert sum(text.count("987 654,32") for text in found) == 2  # sa ligne et le total, une fois
    assert overlaps(pages(value)) == []


def test_des_noms_sans_fin_ne_debordent_pas(pages):
    owner = Titulaire(
        1, "W" * 90, ("M" * 80, "rue " * 40), tuple(f"{'W' * 30}/{n} ({'M' * 30})" for n in "123"),
        (Droit(2, "D" * 90, "usufruitier", False, ("R" * 60,)),),
    )  # fmt: skip
    value = dresser("G" * 60, ("A" * 120,) * 4, (owner,), {1: True}, {1: Fonds(D("9" * 9), D(1))})
    edition = replace(EDITION, par="U" * 80, entete=replace(ENTETE, raison_sociale="E" * 90))
    assert overlaps(pages(value)) == []
    assert imprimer_liste_coproprietaires(value, edition)


def test_n_importe_quel_signe_s_imprime():
    owner = Titulaire(1, "Nguyễn <Œuvre> & fils \U0001f600", ("ł ß ø",), ("G/1 (Cave)",))
    value = dresser("GILBERT", ADRESSE, (owner,), {}, {})
    content = imprimer_liste_coproprietaires(value, EDITION)
    assert missing_glyphs(content) == []
    assert "Nguyễn <Œuvre> & fils" in texts(content)[0]


def test_memes_valeurs_memes_octets_et_l_heure_y_est():
    content = imprimer_liste_coproprietaires(GILBERT, EDITION)
    assert content == imprimer_liste_coproprietaires(GILBERT, EDITION)
    later = replace(EDITION, a=datetime(2020, 7, 7, 18, 0))
    assert content != imprimer_liste_coproprietaires(GILBERT, later)
