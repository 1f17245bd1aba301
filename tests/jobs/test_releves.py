"""Contrôle et simulation d'une cible, en listes : ce qui est relevé, et ce qu'il faut faire."""

from datetime import date

import pytest

from lsc_desktop.domain.classeurs import ModeleDraft
from lsc_desktop.domain.publications.constats import SANS_DECRET
from lsc_desktop.jobs.releves import relever_controle, relever_simulation
from lsc_desktop.queries.classeurs import trouver_classeur
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.publications.constats import CONTROLES, SIMULATIONS
from lsc_desktop.services.classeurs import save_modele
from lsc_desktop.services.depots import renvoyer
from lsc_desktop.services.publications import supprimer_cible
from lsc_desktop.storage.models import Compte, DepotPublication, Immeuble
from tests.coproprietes import une_copropriete


def lignes(extranet, liste, **where):
    with extranet.db.read() as session:
        return liste.page(session, Criteria(where=where), 0, 1000)


def simuler(extranet):
    said = relever_simulation(extranet.db, extranet.ctx, extranet.id)
    return said, lignes(extranet, SIMULATIONS, cible_id=extranet.id)


def controler(extranet):
    count = relever_controle(extranet.db, extranet.ctx, extranet.id)
    rows = lignes(extranet, CONTROLES, cible_id=extranet.id)
    assert len(rows) == count
    return rows


def test_la_simulation_dit_ce_qui_part_reste_et_n_est_pas_publie_et_pourquoi(extranet, ouverts):
    kept = extranet.evenement("Gardé", locataire_id=ouverts.locataire)
    gone = extranet.evenement("Retiré", locataire_id=ouverts.locataire)
    said, _rows = simuler(extranet)
    assert "À envoyer : 2 documents, 1 Ko, durée encore inconnue" in said
    extranet.publier()
    extranet.changer(gone, publie_le=None)
    new = extranet.evenement("Neuf", locataire_id=ouverts.locataire)
    secret = extranet.evenement("Secret", locataire_id=ouverts.locataire)
    extranet.changer(secret, confidentiel=True)
    said, rows = simuler(extranet)
    assert said.startswith("À envoyer : 1 document, 1 Ko, moins d'une minute au débit du dernier")
    assert said.endswith("À retirer : 1 ; déjà en ligne : 1.")
    assert [(row.nature, row.titre, row.evenement_id) for row in rows[2:]] == [
        ("À envoyer", "Neuf", new),
        ("À retirer", "Retiré", gone),
        ("Non publié", "Secret", secret),
        ("En ligne", "Gardé", kept),
    ]
    assert f"{rows[0].phrase} {rows[1].phrase}" == said
    assert rows[4].phrase == "Il est confidentiel : il ne se publie pas."
    assert extranet.fichiers() == 2  # rien n'est parti


def test_la_simulation_suivante_remplace_la_precedente(extranet, ouverts):
    extranet.evenement("Avis", locataire_id=ouverts.locataire)
    simuler(extranet)
    extranet.publier()
    assert [row.nature for row in simuler(extranet)[1]] == ["En tout", "En tout", "En ligne"]


def test_la_simulation_montre_ce_qu_on_renvoie(extranet, ouverts, db, ctx):
    extranet.evenement("Avis", locataire_id=ouverts.locataire)
    extranet.publier()
    with db.write() as session:
        renvoyer(session, session.query(DepotPublication.id).scalar(), ctx=ctx)
    assert [row.nature for row in simuler(extranet)[1]] == ["En tout", "En tout", "À renvoyer"]


def test_un_document_fautif_ne_part_pas_et_le_controle_dit_quoi_faire(extranet, ouverts, db):
    """La facture d'un autre immeuble chez moi : ce dont se plaignent les clients (§1.10)."""
    with db.write() as session:
        other = Immeuble(code="AUTRE", nom="Ailleurs")
        session.add(other)
        session.flush()
        elsewhere = other.id
    bad = extranet.evenement("Égaré", locataire_id=ouverts.locataire)
    extranet.changer(bad, immeuble_id=elsewhere)
    extranet.evenement("Bon", locataire_id=ouverts.locataire)
    (row,) = controler(extranet)
    assert (row.nature, row.titre, row.evenement_id) == ("Bloquant", "Égaré", bad)
    assert row.phrase.startswith("« Égaré » est de l'immeuble AUTRE, et le compte 81ELLOCATA")
    assert row.conseil == "Corrigez l'immeuble ou le destinataire de l'événement."
    assert (row.immeuble, row.immeuble_id) == ("AUTRE", elsewhere)
    _said, rows = simuler(extranet)
    assert [(r.nature, r.titre) for r in rows[2:]] == [
        ("À envoyer", "Bon"),
        ("Non publié", "Égaré"),
    ]
    assert rows[3].phrase == row.phrase
    assert extranet.publier().envoyes == 1
    assert extranet.vus(ouverts.tiers) == ["Bon"]


def test_le_controle_mene_au_classeur_que_personne_ne_lit(extranet, ouverts):
    extranet.evenement("Devis", "Travaux", locataire_id=ouverts.locataire)
    (row,) = controler(extranet)
    assert (row.nature, row.classeur_id is not None) == ("Avertissement", True)
    assert "Personne ne lit le classeur « Travaux »" in row.phrase


@pytest.fixture
def gilbert(db):
    with db.write() as session:
        ids = une_copropriete(session, {"A": "10", "B": "20"})
        for compte in ids.comptes.values():
            session.get_one(Compte, compte).service_client = True
    return ids


def test_sans_modele_rattache_le_decret_ne_se_controle_pas_et_on_le_dit(extranet, gilbert):
    (row,) = controler(extranet)
    assert (row.nature, row.phrase) == ("Remarque", SANS_DECRET.phrase)


def test_le_decret_se_controle_immeuble_par_immeuble(extranet, gilbert, db, ctx):
    with db.write() as session:
        folder = trouver_classeur(session, "Règlement de copropriété")
        draft = ModeleDraft(nom="Règlement", classeur_id=folder, code_legal="A1")
        modele = save_modele(session, draft, ctx=ctx)
        draft = ModeleDraft(nom="Assurance", classeur_id=folder, code_legal="A5")
        assurance = save_modele(session, draft, ctx=ctx)
    before = {row.code for row in controler(extranet)}
    assert {"A1", "A3", "A5", "A9", "C4"} <= before
    for model, day in ((modele, None), (assurance, date(2020, 12, 31))):
        event = extranet.evenement(
            "Pièce", "Règlement de copropriété", immeuble_id=gilbert.immeuble, modele_id=model
        )
        extranet.changer(event, valable_jusqu_au=day)
    rows = {row.code: row for row in controler(extranet)}
    assert "A1" not in rows and rows["A3"].immeuble_id == gilbert.immeuble
    assert "a expiré le 31/12/2020" in rows["A5"].phrase
    assert rows["A3"].conseil == "Publiez-le par un modèle d'événement rattaché à A3."


def test_une_cible_s_efface_avec_ses_releves(extranet, ouverts, db):
    extranet.evenement("Avis", locataire_id=ouverts.locataire)
    simuler(extranet)
    with db.write() as session:
        supprimer_cible(session, extranet.id)
    assert lignes(extranet, SIMULATIONS) == []
