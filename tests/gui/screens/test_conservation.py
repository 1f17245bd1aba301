"""Ce qui va s'effacer se voit d'avance : sur le réglage, et ligne par ligne dans la liste."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from lsc_desktop.partners.clac.contrat import lire_dossier
from lsc_desktop.services.dossiers_locatifs.reception import recevoir
from tests.clac import un_dossier, un_zip

AUJOURD_HUI = datetime(2021, 10, 25, 9, 30)


@pytest.fixture
def dossiers(db, ctx, monkeypatch):
    """L'un reçu il y a six mois, l'autre hier."""
    monkeypatch.setattr("lsc_desktop.queries.dossiers_locatifs.heure_du_poste", lambda: AUJOURD_HUI)
    with db.write("Martine") as session:
        for numero, le in (("V-1", datetime(2021, 4, 20)), ("N-2", datetime(2021, 10, 24))):
            content = un_zip(un_dossier(dossier=numero))
            recevoir(session, lire_dossier(content), f"{numero}.zip", numero * 8,
                     ctx=replace(ctx, maintenant=le))  # fmt: skip


def test_le_reglage_nomme_ceux_que_le_prochain_passage_effacera(atelier, dossiers):
    form = atelier.fiche("dossiers_locatifs.conservation", 1)
    assert form.draft.mois == 3 and form.draft.active
    assert form.warnings.sentences == (
        "Le prochain passage effacera 1 candidature : MARTIN Jeanne Marie.",
    )
    form.binding.widgets["mois"].setText("12")
    assert form.validate()
    again = atelier.fiche("dossiers_locatifs.conservation", 1)
    assert "n'effacera rien" in again.warnings.sentences[0]


def test_arrete_l_effacement_le_dit(atelier, dossiers):
    form = atelier.fiche("dossiers_locatifs.conservation", 1)
    form.binding.widgets["active"].click()
    assert not form.binding.widgets["heures"].isEnabled()
    assert "restent dans la base" in form.warnings.sentences[0]


def test_la_liste_dit_le_jour_et_montre_ce_qui_part(atelier, dossiers):
    view = atelier.liste("dossiers_locatifs.liste")
    rows = view.loader.read(lambda session: list(view.choice().rows(session)))
    assert {row.numero: row.efface_le for row in rows} == {
        "V-1": date(2021, 7, 20), "N-2": date(2022, 1, 24),
    }  # fmt: skip
    atelier.lance(view, "À effacer au prochain passage")
    ((key, _id, params),) = atelier.shell.ouverts
    (due,) = params["ids"]
    assert key == "dossiers_locatifs.liste"
    assert next(row.numero for row in rows if row.id == due) == "V-1"


def test_sans_rien_a_effacer_la_liste_le_dit(atelier):
    view = atelier.liste("dossiers_locatifs.liste")
    atelier.lance(view, "À effacer au prochain passage")
    assert "n'effacera rien" in atelier.shell.dits[-1] and atelier.shell.ouverts == []
