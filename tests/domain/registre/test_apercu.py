"""Ce que la fiche Copropriété dit du registre, d'un coup d'œil."""

from datetime import date

from lsc_desktop.domain.registre.apercu import Derniere, apercevoir
from lsc_desktop.domain.registre.controles import BLOQUANT, GRAVITES, REMARQUE
from lsc_desktop.domain.registre.dossier import ConstatLigne
from tests.domain.registre.dossiers import JOUR, un_connu, un_dossier_rattache


def dit(derniere=None, synthese_le=None, **over):
    return apercevoir(un_dossier_rattache(**over), derniere, synthese_le)


def test_un_dossier_a_jour_se_dit_en_phrases():
    found = dit(
        Derniere("Mise à jour annuelle, avec les comptes", "Acquittée", date(2026, 7, 2)),
        date(2026, 7, 3),
        immatriculee_le=date(2018, 3, 2), maj_le=date(2026, 7, 2), echeance="Rien à déclarer",
    )  # fmt: skip
    assert found.numero == "AA1-234-567"
    assert found.rattachement == "Rattachée à l'agence"
    assert found.dates == (
        "Immatriculée le 02/03/2018 ; mise à jour le 02/07/2026 ; mandat jusqu'au 31/05/2028"
    )
    assert found.derniere == "Mise à jour annuelle, avec les comptes : acquittée le 02/07/2026"
    assert found.echeance == "Rien à déclarer"
    assert found.synthese == "Du 03/07/2026, à refaire le 03/07/2027"
    assert found.manques == ()


def test_sans_rien_chaque_ligne_dit_qu_il_n_y_a_rien():
    found = dit(connu=un_connu(), mandat_au=None)
    assert found.numero.startswith("Aucun") and found.dates == "Aucune date au dossier"
    assert (found.derniere, found.synthese) == ("Aucune déclaration", "Jamais établie")


def test_un_numero_mal_forme_se_dit():
    assert "n'est pas un numéro" in dit(connu=un_connu(immatriculation="12345")).numero


def test_une_fiche_synthetique_d_un_an_est_a_refaire():
    assert "à refaire, elle a plus d'un an" in dit(synthese_le=date(2025, 11, 30)).synthese
    assert dit(synthese_le=date(2025, 12, 1)).synthese == "Du 01/12/2025, à refaire le 01/12/2026"
    assert date(2026, 11, 30) == JOUR


def test_seul_ce_qui_empeche_de_declarer_manque():
    lines = [ConstatLigne(GRAVITES[BLOQUANT], "Budget"), ConstatLigne(GRAVITES[REMARQUE], "Bah")]
    assert [one.phrase for one in dit(constats=lines).manques] == ["Budget"]
