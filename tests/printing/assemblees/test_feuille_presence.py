"""La feuille de présence : ce que le seed montre, ce que le décret demande, à toute taille."""

from dataclasses import replace

import pytest

from lsc_desktop.domain.assemblees.documents import CleFeuille, LotTenu, Presentation
from lsc_desktop.printing.assemblees import feuille_presence
from lsc_desktop.printing.assemblees.feuille_presence import imprimer_feuille_presence
from tests.printing.assemblees.exemples import (
    ENORME,
    FEUILLE,
    TOTAL,
    VIERGE,
    multi_cles,
    une_feuille,
    v,
)
from tests.printing.reading import composed, lines, missing_glyphs, overlaps, texts

SANS_LOTS = replace(FEUILLE, presentation=Presentation.SANS_LOTS)


@pytest.fixture
def pages(monkeypatch):
    return lambda value: composed(
        monkeypatch, feuille_presence, lambda: imprimer_feuille_presence(value)
    )


def test_la_feuille_redit_celle_de_lsc():
    # Seed L2391-2423.
    text = "\n".join(texts(imprimer_feuille_presence(FEUILLE)))
    for expected in (
        "S001 Syndicat Gilbert",
        "4, rue Gilbert-50, rue de la Colline",
        "FEUILLE DE PRÉSENCE",
        "Éditée suivant la clé 010-CHARGES COMMUNES GENERALES, tantièmes globaux 1 000,91516",
        "ATRILLON Bernard Monsieur",
        "33120 SAUTERNES",
        "450TRILLON",
        "012 Cave",
        "248 Appartement",
        "62,00000",
        "74,00000",
        "2 comptes",
        "7,00010",
        "011/112 Appartement",
        "66,01420",
        "149,00000",
        "Émargement",
        "enregistré le 01/07/2020",
        "Casper, 2 rue des",
        "certifiée exacte par le président de séance",
    ):
        assert expected in text


def test_les_totaux_sont_ceux_de_l_ecran_de_presence():
    found = lines(imprimer_feuille_presence(FEUILLE))
    text = " ".join(found)
    for expected in (
        "Présents physiquement (O) 3 293,00000",
        "Présents à distance (D) 1 65,00000",
        "Représentés (R) 2 223,00000",
        "Votants par correspondance (C) 2 131,01420",
        "Absents (N) 4 288,90096",
        "Total 12 1 000,91516",
    ):
        assert expected in text


def test_un_vote_par_correspondance_n_est_ni_present_ni_absent():
    # LEPITRE, 66,01420 : une fois pour son lot, une fois pour son total.
    (page, *_rest) = texts(imprimer_feuille_presence(FEUILLE))
    assert page.count("66,01420") == 2
    # TRILLON, représenté, 74 : son total et la colonne des présents ; PETRUS et LATOUR de même.
    assert page.count("74,00000") == 6


def test_la_feuille_a_emarger_laisse_les_totaux_a_remplir():
    text = " ".join(lines(imprimer_feuille_presence(VIERGE)))
    assert "Présents physiquement (O) Présents à distance (D)" in text
    assert "Total 12 1 000,91516" in text
    assert "CORRESPONDANCE" not in text


def test_l_option_2_tait_les_lots():
    text = "\n".join(texts(imprimer_feuille_presence(SANS_LOTS)))
    assert "Appartement" not in text
    assert "MEURSAULT Jeannine Madame" in text
    assert "VOTE PAR CORRESPONDANCE" in text
    assert "PARTICIPE À DISTANCE" in text


def test_une_colonne_par_cle_et_le_code_en_face():
    text = " ".join(lines(imprimer_feuille_presence(multi_cles(3))))
    assert "Éditée suivant 3 clés : 001-CLE NUMERO 1, tantièmes globaux 1 000,91516" in text
    assert "74,00000 74,00000 74,00000 R" in text
    assert "VOTE PAR CORRESPONDANCE" in text
    assert "Absents (N) 4 288,90096 288,90096 288,90096" in text


def test_au_dela_de_cinq_cles_la_feuille_se_repete_en_volets():
    found = texts(imprimer_feuille_presence(multi_cles(6)))
    # Deux volets de deux pages ; la certification ne vient qu'à la fin.
    assert len(found) == 4
    assert "006-CLE NUMERO" not in found[0].split("ATRILLON")[0].split("Copropriétaire")[1]
    assert sum("certifiée exacte" in page for page in found) == 1
    assert "certifiée exacte" in found[-1] and "Page 4/4" in found[-1]


def test_les_voix_reduites_se_disent():
    # 600 sur 1 000 : ramenées à 400, la somme des autres (loi art. 22 I al. 2).
    big = replace(FEUILLE.lignes[0], voix=(v("400"),), avant=(v("600"),), lots=())
    others = replace(FEUILLE.lignes[1], voix=(v("400"),), lots=())
    value = replace(FEUILLE, cles=(CleFeuille("010", v("1000")),), lignes=(big, others))
    text = " ".join(lines(imprimer_feuille_presence(value)))
    assert "400,00000 (*)" in text
    assert "ATRILLON Bernard Monsieur a 600,00000 tantièmes, plus de la moitié" in text
    assert "400,00000 (loi du 10 juillet 1965, art. 22 I al. 2)" in text
    assert "Total 2 800,00000" in text
    twice = replace(
        value,
        cles=(CleFeuille("010-G", v("1000")), CleFeuille("020-A", v("1000"))),
        lignes=tuple(
            replace(line, voix=line.voix * 2, avant=line.avant and (v("600"), v("400")))
            for line in value.lignes
        ),
    )
    text = " ".join(lines(imprimer_feuille_presence(twice)))
    assert "tantièmes sous la clé 010-G, plus de la moitié" in text
    assert "sous la clé 020-A, plus" not in text


def test_un_mandataire_a_distance_se_dit():
    line = replace(FEUILLE.lignes[0], mandataire_a_distance=True)
    text = " ".join(lines(imprimer_feuille_presence(replace(FEUILLE, lignes=(line,)))))
    assert "(à distance)" in text


def test_cinq_cents_coproprietaires_repetent_leur_en_tete():
    found = texts(imprimer_feuille_presence(une_feuille(500)))
    assert all("Copropriétaire" in page and "Éditée suivant" in page for page in found)
    assert all(f"Page {rank}/{len(found)}" in page for rank, page in enumerate(found, 1))
    whole = "\n".join(found)
    assert all(f"COPROPRIETAIRE Numéro {rank:04}" in whole for rank in range(500))
    assert "15 000,00000" in found[-1]  # 500 × 30


def test_qui_a_trop_de_lots_continue_sur_la_page_suivante():
    lots = tuple(LotTenu(f"{rank:03}", "Parking", v("1")) for rank in range(95))
    line = replace(FEUILLE.lignes[0], lots=lots, voix=(v("95"),))
    found = texts(imprimer_feuille_presence(replace(FEUILLE, lignes=(line,))))
    whole = "\n".join(found)
    # 95 lots par groupes de 20 : cinq lignes, dont quatre « suite » ; un seul total.
    assert whole.count("ATRILLON Bernard Monsieur (suite)") == 4
    assert all(f"{rank:03} Parking" in whole for rank in range(95))


def test_une_feuille_sans_personne_le_dit():
    (text,) = texts(imprimer_feuille_presence(replace(FEUILLE, lignes=())))
    assert "Aucun copropriétaire sous cette clé." in text
    assert "Feuille de présence de 0 copropriétaire," in text


@pytest.mark.parametrize("presentation", Presentation)
def test_rien_ne_se_recouvre(pages, presentation):
    assert overlaps(pages(replace(FEUILLE, presentation=presentation))) == []
    line = replace(
        FEUILLE.lignes[0],
        nom="ANTICONSTITUTIONNELLEMENT" * 6,
        domicile=("Résidence-des-Arcades-" * 12, "une adresse fort longue " * 8),
        mandataire="Maître Interminable-Patronyme-Composé " * 6,
        lots=tuple(LotTenu("GILBERT/248-bis", "Appartement duplex" * 3, ENORME) for _ in range(30)),
        voix=(ENORME,),
        recu_le=None,
    )
    reunion = replace(
        FEUILLE.reunion,
        syndicat="S001 Syndicat des copropriétaires " * 6,
        immeuble=("une rue sans fin " * 12,) * 5,
        nom="Assemblée générale extraordinaire " * 8,
        entete=replace(FEUILLE.reunion.entete, raison_sociale="Agence Crypto " * 12),
        reference="3-S001" * 20,
    )
    value = replace(
        FEUILLE,
        reunion=reunion,
        lignes=tuple(replace(line, code=held.code) for held in FEUILLE.lignes),
        cles=(CleFeuille("010-CHARGES COMMUNES GENERALES " * 12, TOTAL),),
        presentation=presentation,
        president="Monsieur le Président " * 10,
    )
    assert overlaps(pages(value)) == []


def test_rien_ne_se_recouvre_sous_plusieurs_cles(pages):
    assert overlaps(pages(multi_cles(5))) == []
    assert overlaps(pages(multi_cles(7))) == []


def test_memes_donnees_memes_octets():
    content = imprimer_feuille_presence(FEUILLE)
    assert content == imprimer_feuille_presence(FEUILLE)
    assert missing_glyphs(content) == []
