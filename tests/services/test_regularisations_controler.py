"""Contrôler avant de quittancer, et simuler les appels qui suivront."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lsc_desktop.base.dates import Periode, mois_de, plus_mois
from lsc_desktop.domain.regularisations import LigneEau
from lsc_desktop.queries.regularisations.effets import simulation
from lsc_desktop.queries.regularisations.fiche import load_regularisation, situer
from lsc_desktop.services.regularisations.ajout import save_regularisation
from lsc_desktop.services.regularisations.impression import decompte, emettre
from lsc_desktop.services.regularisations.quittancer import controler
from lsc_desktop.storage.models import (
    Locataire,
)
from tests.factories import (
    une_demande,
    une_fiche,
    une_quittancee,
)
from tests.gestes import ecritures, faire, modifier, passer, un_appel, validee


def test_le_controle_releve_ce_qui_merite_un_regard(db, a_jour, ctx):
    with db.write() as session:
        une_quittancee(session, a_jour, ctx)
        fiche = une_fiche(session, a_jour, ctx, "40")
        draft = load_regularisation(session, fiche)
        draft.lignes[1].jours_presence, draft.valide = 400, True
        draft.eau[0] = LigneEau("Eau froide", "", Decimal(10), Decimal(20), Decimal(4))
        save_regularisation(session, draft, ctx=ctx)
    with db.read() as session:
        remarks = controler(session, [fiche], replace(ctx, aujourd_hui=date(2024, 1, 2)))
    assert all(remark.startswith("Elsa LOCATAIRE : ") for remark in remarks)
    text = "\n".join(remarks)
    for expected in (
        "a déjà été régularisée pour ce locataire",
        "il y a plus de trois ans",
        "Les provisions de la période ont déjà été déduites",
        "400 jours de présence pour 366 jours de période",
        "est inférieur au précédent",
        "n'a jamais été imprimé",
    ):
        assert expected in text


def test_une_fiche_en_ordre_n_appelle_aucune_remarque(db, a_jour, ctx):
    fiche = validee(db, a_jour, ctx)
    with db.write() as session:
        emettre(session, fiche, decompte(session, fiche, ctx), ctx)
    with db.read() as session:
        assert controler(session, [fiche], ctx) == []


def test_le_controle_dit_qu_un_decompte_imprime_ne_vaut_plus(db, a_jour, ctx):
    fiche = validee(db, a_jour, ctx)
    with db.write() as session:
        printed = decompte(session, fiche, ctx)
        emettre(session, fiche, printed, ctx)
    modifier(db, Locataire, a_jour.locataire, depart=date(2021, 10, 31))
    later = replace(ctx, aujourd_hui=date(2021, 11, 8))
    with db.read() as session:
        (remark,) = controler(session, [fiche], later)
    assert "le décompte imprimé le 25/10/2021 ne vaut plus" in remark
    faire(db, fiche, later)
    with db.read() as session:
        assert decompte(session, fiche, later).contenu != printed.contenu


def test_le_controle_voit_des_provisions_appelees_depuis(db, exploitee, ctx):
    fiche = validee(db, exploitee, ctx)
    with db.write() as session:
        un = un_appel(exploitee, mois_de(date(2019, 12, 1)), le=date(2020, 5, 1))
    passer(db, un, ctx)
    with db.read() as session:
        remarks = controler(session, [fiche], ctx)
    assert any("(600,00 → 650,00)" in remark for remark in remarks)


@pytest.mark.parametrize("over", [{}, {"depart": date(2021, 9, 30)}, {"depart": date(2022, 1, 9)}])
def test_la_simulation_est_ce_que_les_appels_ecrivent(db, a_jour, ctx, over):
    if over:
        modifier(db, Locataire, a_jour.locataire, **over)
    fiche = validee(db, a_jour, ctx, "1500", fois=3)
    with db.read() as session:
        draft = load_regularisation(session, fiche)
        situer(session, draft, ctx)
        simulated = simulation(session, ctx, fiche=draft)
    foretold: dict[str, list[tuple[str, Decimal]]] = {}
    for line in simulated.lignes:
        if line.periode:
            current = foretold.setdefault(line.periode, [])
        if line.libelle:
            current.append((line.libelle, line.montant))
    faire(db, fiche, ctx)
    for rank in range(12):
        periode: Periode = mois_de(plus_mois(date(2021, 11, 1), rank))
        seen = len(ecritures(db, a_jour.compte))
        passer(db, un_appel(a_jour, periode, le=periode.du), ctx)
        assert ecritures(db, a_jour.compte)[seen:] == foretold.get(periode.texte(), [])


def test_la_simulation_montre_l_appel_d_avant(db, a_jour, ctx):
    with db.write() as session:
        fiche = une_fiche(session, a_jour, ctx, "1500")
    with db.read() as session:
        draft = load_regularisation(session, fiche)
        situer(session, draft, ctx)
        draft.fois = 3
        first = simulation(session, ctx, fiche=draft).lignes[0]
    assert (first.periode, first.total, first.avant) == ("novembre 2021", 775, 400)


def test_la_demande_de_complement_ne_compte_que_les_provisions_restantes(db, a_jour, ctx):
    with db.write() as session:
        une_quittancee(session, a_jour, ctx)
        demande = une_demande(a_jour, "40", du=date(2020, 12, 1), au=date(2021, 2, 28))
        fiche = une_fiche(session, a_jour, ctx, "40", du=demande.du, au=demande.au)
        assert load_regularisation(session, fiche).provisions == 100
