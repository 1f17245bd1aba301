"""La fiche synthétique imprimée : tout le décret y est, ce qui manque s'y lit."""

from dataclasses import replace
from datetime import date, datetime

from lsc_desktop.domain.adresses import EnTete
from lsc_desktop.domain.coproprietes.liste_coproprietaires import Edition
from lsc_desktop.domain.registre.fiche_synthetique import Fait, dresser
from lsc_desktop.printing.fiche_synthetique import imprimer_fiche_synthetique
from tests.domain.registre.dossiers import JOUR
from tests.domain.registre.test_fiche_synthetique import un_dossier
from tests.printing.reading import texts

EDITION = Edition(
    EnTete("Agence Crypto", ("1, rue Haute",), "SIRET 732 829 320 00074"),
    JOUR, datetime(2026, 11, 30, 9, 30), "Martine",
)  # fmt: skip


def lue(value, edition=EDITION) -> str:
    return " ".join("\n".join(texts(imprimer_fiche_synthetique(value, edition))).split())


def test_tout_ce_que_dit_la_fiche_est_sur_le_papier():
    value = dresser(un_dossier(), JOUR)
    said = lue(value)
    for title, facts in value.rubriques:
        assert title in said
        for one in facts:
            assert one.libelle in said, one.libelle
            assert " ".join(one.valeur.split()) in said, one.libelle
    for wanted in (
        "Fiche synthétique de la copropriété", "Résidence Gilbert", "Délivrée le 30/11/2026",
        "par Agence Crypto", "Signature et cachet", "décret n° 2016-1822", "Page 1/1",
    ):  # fmt: skip
        assert wanted in said, wanted
    assert "Non renseigné" not in said


def test_ce_qui_manque_se_lit_et_s_explique():
    said = lue(dresser(un_dossier(chauffage="", nb_ascenseurs=None), JOUR))
    assert "Nature du chauffage Non renseigné" in said
    assert "Nombre d'ascenseurs Non renseigné" in said
    assert "donnée que le représentant légal n'a pas encore" in said


def test_les_memes_valeurs_font_les_memes_octets():
    value = dresser(un_dossier(), JOUR)
    content = imprimer_fiche_synthetique(value, EDITION)
    assert content == imprimer_fiche_synthetique(value, EDITION)
    later = replace(EDITION, le=date(2026, 12, 1))
    assert content != imprimer_fiche_synthetique(value, later)


def test_de_longues_adresses_tournent_la_page_sans_couper_la_signature():
    value = dresser(un_dossier(), JOUR)
    (title, facts), *rest = value.rubriques
    many = tuple(Fait(f"Adresse {rank}", "12, rue du Général-Leclerc, Nancy") for rank in range(40))
    pages = texts(imprimer_fiche_synthetique(
        replace(value, rubriques=((title, (*facts, *many)), *rest)), EDITION
    ))  # fmt: skip
    assert len(pages) == 2
    assert "Signature et cachet" in pages[1] and "Résidence Gilbert" in pages[1]
