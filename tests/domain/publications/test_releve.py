"""Les écritures d'un compte publié, et la situation que la cible en montre (seed L1840-1866)."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.base.errors import RefusedError
from lsc_desktop.domain.publications.contenu import EcriturePubliee
from lsc_desktop.domain.publications.lecteur import lire
from lsc_desktop.domain.publications.manifeste import ecrire
from lsc_desktop.domain.publications.releve import LigneCompte, premier_jour, publiees
from lsc_desktop.domain.publications.situation import situation
from tests.domain.publications.fabrique import compte, manifeste, sceller

ZERO = Decimal("0.00")
FEVRIER = date(2020, 2, 11)


def ligne(libelle, credit="0", debit="0", jour=FEVRIER, banque=True) -> LigneCompte:
    return LigneCompte(jour, libelle, Decimal(debit), Decimal(credit), banque)


def dites(lignes, regrouper=True):
    return [(one.libelle, one.debit, one.credit) for one in publiees(lignes, regrouper=regrouper)]


DETAIL = [
    ligne("Loyer", "3000"), ligne("Provisions sur charges", "300"), ligne("Eau", "14.41"),
]  # fmt: skip


def test_un_reglement_detaille_par_rubrique_se_regroupe_par_date():
    """Seed L1857 : « Règlement du 11/02/2020 », 3 314,41."""
    assert dites(DETAIL) == [("Règlement du 11/02/2020", ZERO, Decimal("3314.41"))]
    assert len(dites(DETAIL, regrouper=False)) == 3


def test_ce_qui_n_est_pas_de_la_banque_reste_detaille():
    lines = [*DETAIL, ligne("Appel", debit="15", banque=False), ligne("Frais", debit="2",
                                                                     banque=False)]  # fmt: skip
    assert dites(lines)[1:] == [("Appel", Decimal(15), ZERO), ("Frais", Decimal(2), ZERO)]


def test_un_debit_ne_se_cache_pas_dans_un_credit():
    lines = [*DETAIL, ligne("Rejet", debit="300"), ligne("Frais de rejet", debit="12")]
    assert dites(lines)[1] == ("Paiement du 11/02/2020", Decimal(312), ZERO)


def test_une_seule_ecriture_garde_son_libelle_et_deux_jours_restent_deux_lignes():
    other = date(2020, 2, 12)
    lines = [ligne("Chèque 12", "10"), ligne("Chèque 13", "5", jour=other)]
    assert [what for what, _d, _c in dites(lines)] == ["Chèque 12", "Chèque 13"]
    twins = [ligne("Virement", "10"), ligne("Virement", "5")]
    assert dites(twins) == [("Virement", ZERO, Decimal(15))]


CENTS = st.decimals(min_value="0.01", max_value="9999", places=2)
LIGNES = st.lists(
    st.builds(
        lambda sens, montant, jour, banque: LigneCompte(
            date(2020, 1, jour), f"Écriture du {jour}", *(
                (montant, ZERO) if sens else (ZERO, montant)
            ), banque,
        ),
        st.booleans(), CENTS, st.integers(1, 5), st.booleans(),
    ),
    max_size=12,
)  # fmt: skip


@given(LIGNES, st.booleans())
def test_regrouper_ne_change_ni_le_debit_ni_le_credit_d_un_jour(lignes, regrouper):
    def totaux(some):
        found = {}
        for one in some:
            debit, credit = found.get(one.date, (ZERO, ZERO))
            found[one.date] = debit + one.debit, credit + one.credit
        return found

    assert totaux(publiees(lignes, regrouper=regrouper)) == totaux(lignes)


def test_les_ecritures_partent_depuis_le_debut_des_deux_annees_d_avant():
    assert premier_jour(date(2021, 10, 25)) == premier_jour(date(2021, 1, 1)) == date(2019, 1, 1)


# --- Du côté de la cible ----------------------------------------------------------------------


def publie(solde, *ecritures):
    """Le compte tel que le lit la cible : solde du jour, écritures (jour, débit, crédit)."""
    value = manifeste([compte("450A")])
    (one,) = value.comptes
    lines = tuple(
        EcriturePubliee(day, f"Le {day:%d/%m}", Decimal(debit), Decimal(credit))
        for day, debit, credit in ecritures
    )
    whole = one.avec_situation(Decimal(solde), lines)
    publication = lire(ecrire(replace(value, comptes=(whole,))))
    (seen,) = publication.vue("t-450A", date(2024, 3, 4)).comptes
    return seen


def test_la_situation_est_celle_de_la_documentation():
    """Seed L1860-1866 : −10 299,97 avant, −9 985,56 à la fin, la plus récente d'abord."""
    seen = publie("-9985.56", (FEVRIER, "0", "3314.41"), (date(2020, 1, 30), "3000", "0"))
    found = situation(seen, date(2020, 1, 1), date(2020, 12, 31))
    assert (found.anterieur, found.fin) == (Decimal("-10299.97"), Decimal("-9985.56"))
    assert [(one.date, one.solde) for one in found.lignes] == [
        (FEVRIER, Decimal("-9985.56")), (date(2020, 1, 30), Decimal("-13299.97")),
    ]  # fmt: skip


def test_une_periode_passee_ne_compte_pas_la_suite():
    seen = publie("-9985.56", (FEVRIER, "0", "3314.41"), (date(2020, 1, 30), "3000", "0"))
    january = situation(seen, date(2020, 1, 1), date(2020, 1, 31))
    assert (january.anterieur, january.fin) == (Decimal("-10299.97"), Decimal("-13299.97"))
    march = situation(seen, date(2020, 3, 1), date(2020, 3, 31))
    assert (march.anterieur, march.lignes, march.fin) == (
        Decimal("-9985.56"), (), Decimal("-9985.56"),
    )  # fmt: skip


def test_sans_solde_il_n_y_a_pas_de_situation():
    publication = lire(ecrire(manifeste([compte("450A")])))
    (seen,) = publication.vue("t-450A", date(2024, 3, 4)).comptes
    assert situation(seen, FEVRIER, FEVRIER) is None


@pytest.mark.parametrize(
    "change",
    [
        {"solde": "12,5"},
        {"solde": "12.5"},
        {"solde": 12},
        {"ecritures": [{"date": "2020-02-30", "libelle": "", "debit": "0.00", "credit": "1.00"}]},
        {"ecritures": [{"date": "2020-02-11", "libelle": "", "debit": "x", "credit": "1.00"}]},
        {"ecritures": [{"date": "2020-02-11", "libelle": "", "debit": "0.00"}]},
    ],
)
def test_une_situation_mal_ecrite_se_refuse(change):
    value = manifeste([compte("450A")])
    whole = value.comptes[0].avec_situation(ZERO, ())
    raw = json.loads(ecrire(replace(value, comptes=(whole,))))
    raw["comptes"][0] |= change
    with pytest.raises(RefusedError, match="forme du schéma"):
        lire(sceller(raw))


def test_des_ecritures_sans_solde_se_refusent():
    value = manifeste([compte("450A")])
    one = EcriturePubliee(FEVRIER, "Chèque", ZERO, Decimal(1))
    whole = value.comptes[0].avec_situation(Decimal(1), (one,))
    raw = json.loads(ecrire(replace(value, comptes=(whole,))))
    del raw["comptes"][0]["solde"]
    with pytest.raises(RefusedError, match="écritures sans solde"):
        lire(sceller(raw))
