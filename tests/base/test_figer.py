from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.base.figer import figer, retrouver


@dataclass(frozen=True)
class Ligne:
    libelle: str
    montant: Decimal | None


@dataclass
class Fiche:
    nom: str
    le: date
    quand: datetime | None = None
    lignes: list[Ligne] = field(default_factory=list)
    paires: tuple[tuple[str, Decimal], ...] = ()
    liens: dict[str, int] = field(default_factory=dict)


montants = st.none() | st.decimals("-1e9", "1e9", places=2)


@given(
    st.builds(
        Fiche,
        nom=st.text(),
        le=st.dates(),
        quand=st.none() | st.datetimes(),
        lignes=st.lists(st.builds(Ligne, st.text(), montants)),
        paires=st.lists(st.tuples(st.text(), st.decimals("-1", "1", places=2))).map(tuple),
        liens=st.dictionaries(st.text(), st.integers()),
    )
)
def test_ce_qui_est_fige_se_retrouve_a_l_identique(fiche):
    assert retrouver(Fiche, figer(fiche)) == fiche


def test_un_champ_apparu_depuis_prend_sa_valeur_par_defaut():
    assert retrouver(Fiche, '{"nom":"A","le":"2021-10-25"}') == Fiche("A", date(2021, 10, 25))


@pytest.mark.parametrize(
    "texte",
    ["", "[", "3", '{"nom":"A"}', '{"nom":"A","le":"hier"}', "[" * 100_000,
     '{"nom":"A","le":"2021-10-25","liens":3}'],
)  # fmt: skip
def test_un_texte_abime_est_refuse(texte):
    with pytest.raises(ValueError):
        retrouver(Fiche, texte)
