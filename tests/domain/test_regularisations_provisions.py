"""Ce qui a vraiment été appelé : une provision contre-passée ne compte nulle part."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.domain.quittancement import LigneTableau
from lsc_desktop.domain.regularisations import RegularisationDraft, expliquer
from lsc_desktop.domain.regularisations.provisions import (
    AUCUNE,
    EcritureProvision,
    en_vigueur,
    par_appel,
    retenir,
)

DECEMBRE, JANVIER = date(2020, 12, 1), date(2021, 1, 15)


def ecriture(id: int, montant: str, le=DECEMBRE, **over) -> EcritureProvision:
    return EcritureProvision(id, le, Decimal(montant), **over)


def test_sans_ecriture_rien():
    assert retenir([]) == AUCUNE


def test_ce_qui_n_est_pas_contre_passe_s_additionne():
    found = retenir([ecriture(1, "50"), ecriture(2, "-12.50")])
    assert (found.montant, found.ecritures, found.ecartees) == (Decimal("37.50"), (1, 2), ())


def test_appelee_en_decembre_contre_passee_en_janvier_elle_n_est_d_aucune_annee():
    appelee = ecriture(1, "50", contrepassee=True)
    rendue = ecriture(2, "-50", JANVIER, contrepassee=True)
    for annee in ([appelee], [rendue], [appelee, rendue]):
        found = retenir(annee)
        assert (found.montant, found.ecritures) == (None, ())
        assert found.ecartees == tuple(annee)


def test_deduite_avant_d_etre_contre_passee_elle_se_retire_de_l_annee_suivante():
    rendue = ecriture(2, "-50", JANVIER, contrepassee=True, contraire_deduite=True)
    found = retenir([rendue, ecriture(3, "50", JANVIER)])
    assert (found.montant, found.ecritures, found.ecartees) == (0, (2, 3), ())


@given(
    st.lists(st.tuples(st.integers(-9999, 9999), st.sampled_from(["seule", "paire", "deduite"])))
)
def test_ce_qui_est_retenu_et_ecarte_fait_tout_ce_qui_est_lu(lignes):
    read = [
        ecriture(
            rang, str(cents), contrepassee=sorte != "seule", contraire_deduite=sorte == "deduite"
        )
        for rang, (cents, sorte) in enumerate(lignes)
    ]
    found = retenir(read)
    assert {*found.ecritures} | {e.id for e in found.ecartees} == {e.id for e in read}
    assert sum(e.montant for e in found.ecartees) + (found.montant or 0) == sum(
        e.montant for e in read
    )
    assert all(lignes[e.id][1] == "paire" for e in found.ecartees)


def test_les_ecartees_sont_dites_au_gestionnaire():
    draft = RegularisationDraft(du=date(2020, 1, 1), au=date(2020, 12, 31))
    draft.ecartees = tuple((DECEMBRE, Decimal(n)) for n in (50, -50, 3, 4, 5, 6))
    assert expliquer(draft)["provisions"].endswith(
        "Écartées, car contre-passées : 50,00 le 01/12/2020 ; − 50,00 le 01/12/2020 ; "
        "3,00 le 01/12/2020 ; 4,00 le 01/12/2020 ; et 2 autres."
    )


def test_les_lignes_en_vigueur_sont_les_recurrentes_du_jour():
    def ligne(id, du=None, au=None, ponctuelle=False):
        return LigneTableau(id, "30", "Provisions", Decimal(id), du, au, ponctuelle)

    every = [
        ligne(1), ligne(2, du=JANVIER), ligne(4, au=JANVIER), ligne(8, du=date(2021, 1, 16)),
        ligne(16, au=date(2021, 1, 14)), ligne(32, ponctuelle=True),
    ]  # fmt: skip
    assert par_appel(en_vigueur(every, JANVIER)) == 7
    assert par_appel([]) is None
