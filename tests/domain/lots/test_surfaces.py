from decimal import Decimal

from lsc_desktop.domain.lots import (
    PieceLot,
    par_m2,
    surface_carrez,
    surface_dependances,
    surface_ponderee,
)


def test_le_lot_de_la_documentation_fait_95_m2():
    """Habitable 95,00, rien d'autre (seed L744-748)."""
    assert surface_ponderee({"surface_habitable": Decimal("95.00")}) == Decimal("95.00")


def test_une_terrasse_de_20_m2_en_compte_5():
    surfaces = {"surface_habitable": Decimal(80), "surface_terrasse": Decimal(20)}
    assert surface_ponderee(surfaces) == Decimal("85.00")


def test_rien_de_saisi_n_est_pas_zero():
    assert surface_ponderee({"surface_habitable": None}) is None
    assert surface_ponderee({"surface_jardin": Decimal(0)}) == 0


def test_le_garage_exclu_est_une_dependance():
    """« Lot Garage 40,00 », Exclure Carrez (seed L768)."""
    pieces = [
        PieceLot(piece="Séjour", surface=Decimal("31.5")),
        PieceLot(piece="Chambre", surface=Decimal("12.25")),
        PieceLot(piece="Lot Garage", surface=Decimal(40), exclure_carrez=True),
        PieceLot(piece="Cave", exclure_carrez=True),
    ]
    assert surface_carrez(pieces) == Decimal("43.75")
    assert surface_dependances(pieces) == Decimal(40)
    assert surface_carrez([]) is None


def test_le_prix_au_metre_carre_est_celui_de_la_documentation():
    """2 017,39 : 174 000,00 sur 86,25 m² (seed L408-411)."""
    assert par_m2(Decimal(174000), Decimal("86.25")) == Decimal("2017.39")
    possibles = [
        cents for cents in range(1, 20000)
        if par_m2(Decimal("162616.82"), Decimal(cents) / 100) == Decimal("2017.39")
    ]  # fmt: skip
    assert possibles == [], "le net vendeur ne donne 2 017,39 sur aucune surface"
    assert par_m2(Decimal(1), None) is None and par_m2(None, Decimal(1)) is None
    assert par_m2(Decimal(1), Decimal(0)) is None
