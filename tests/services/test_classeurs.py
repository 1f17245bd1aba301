"""Classeurs, modèles d'événement et dossiers, dans la base."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import inspect, text

from lsc_desktop.base.errors import Confirm, UserError
from lsc_desktop.base.paths import MIGRATIONS
from lsc_desktop.domain.classeurs import ClasseurDraft, ModeleDraft
from lsc_desktop.domain.dossiers import DossierDraft
from lsc_desktop.domain.evenements import EvenementDraft
from lsc_desktop.queries.classeurs import (
    CLASSEURS,
    MODELES,
    classeurs_du_syndic,
    load_classeur,
    trouver_classeur,
)
from lsc_desktop.queries.dossiers import DOSSIERS, nouveau_dossier
from lsc_desktop.queries.evenements import EVENEMENTS, nouvel_evenement, rattacher
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.services.classeurs import (
    save_classeur,
    save_modele,
    supprimer_classeur,
    supprimer_modele,
)
from lsc_desktop.services.dossiers import save_dossier, supprimer_dossier
from lsc_desktop.services.evenements import save_evenement
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.schema import upgrade
from tests.bases import sqlite_seulement


def tous(session, listing, **where):
    return listing.page(session, Criteria(where=where), 0, 100)


def test_une_base_neuve_a_les_classeurs_de_lsc(db):
    """Seize en gérance, quatorze au syndic ; « Factures » au seul conseil (D42, seed L547-586)."""
    with db.read() as session:
        rows = tous(session, CLASSEURS)
    gerance = [row for row in rows if row.metier == "Gérance"]
    syndic = {row.nom: row for row in rows if row.metier == "Syndic"}
    assert len(gerance) == 16 and len(syndic) == 14
    assert sum(row.locataire for row in gerance) == 9
    assert [row.nom for row in gerance if not row.proprietaire] == ["Travaux"]
    conseil = {nom for nom, row in syndic.items() if not row.coproprietaire}
    assert conseil == {"Conseil syndical", "Factures", "Documents du syndic"}
    assert all(row.membre_cs and row.president_cs for row in syndic.values())


def test_un_classeur_renomme_recoit_encore_les_documents_du_programme(db, ctx):
    with db.write() as session:
        draft = load_classeur(session, trouver_classeur(session, "Assemblées Générales"))
        save_classeur(session, replace(draft, nom="AG"), ctx=ctx)
        save_classeur(session, ClasseurDraft(metier="syndic", nom="Assemblées Générales"), ctx=ctx)
        assert trouver_classeur(session, "Assemblées Générales") == draft.id
        assert ("Assemblées Générales", "AG") in classeurs_du_syndic(session)
        assert trouver_classeur(session, "Inconnu") is None
        assert trouver_classeur(session, "") is None


def test_des_droits_incoherents_se_refusent_avec_l_offre_de_les_completer(db, ctx):
    """D40 : « Il ne faut donc pas cocher simplement copropriétaire » (seed L901)."""
    draft = ClasseurDraft(metier="syndic", nom="Devis", coproprietaire=True)
    with pytest.raises(Confirm, match="de droite à gauche") as asked, db.write() as session:
        save_classeur(session, draft, ctx=ctx)
    with db.write() as session:
        done = save_classeur(session, draft, ctx=ctx, accepted={asked.value.key})
        kept = load_classeur(session, done)
        assert kept.coproprietaire and kept.membre_cs and kept.president_cs


def test_les_coches_de_l_autre_metier_ne_se_gardent_pas(db, ctx):
    with db.write() as session:
        draft = ClasseurDraft(metier="gerance", nom="Devis", locataire=True, president_cs=True)
        kept = load_classeur(session, save_classeur(session, draft, ctx=ctx))
        assert kept.locataire and not kept.president_cs
        with pytest.raises(UserError, match="ne change pas de métier"):
            save_classeur(session, replace(kept, metier="syndic"), ctx=ctx)


def test_deux_classeurs_d_un_metier_n_ont_pas_le_meme_nom(db, ctx):
    with pytest.raises(UserError), db.write() as session:
        save_classeur(session, ClasseurDraft(metier="gerance", nom="Avis"), ctx=ctx)


def test_un_classeur_du_programme_ou_qui_sert_ne_se_supprime_pas(db, ctx):
    with db.write() as session:
        with pytest.raises(UserError, match="est un classeur du programme"):
            supprimer_classeur(session, trouver_classeur(session, "Avis"))
        mine = save_classeur(session, ClasseurDraft(nom="Devis", proprietaire=True), ctx=ctx)
        modele = save_modele(session, ModeleDraft(nom="Devis", classeur_id=mine), ctx=ctx)
        with pytest.raises(UserError, match="1 modèle d'événement"):
            supprimer_classeur(session, mine)
        supprimer_modele(session, modele)
        supprimer_classeur(session, mine)
        assert trouver_classeur(session, "Devis") is None


def test_le_modele_remplit_ce_qui_est_vide_et_rien_d_autre(db, ctx):
    with db.write() as session:
        avis = trouver_classeur(session, "Avis")
        modele = ModeleDraft(nom="Relance", objet="Votre loyer", texte="Bonjour", classeur_id=avis)
        id = save_modele(session, modele, ctx=ctx)
        draft = nouvel_evenement(session, ctx, modele_id=id)
        assert (draft.objet, draft.texte, draft.classeur_id) == ("Votre loyer", "Bonjour", avis)
        other = EvenementDraft(date=ctx.aujourd_hui, objet="Le mien", modele_id=id)
        rattacher(session, other, ctx)
        assert (other.objet, other.texte) == ("Le mien", "Bonjour")
        assert other.lecteurs == "le propriétaire et le locataire"
        (row,) = tous(session, MODELES)
        assert (row.nom, row.classeur, row.duree_mois) == ("Relance", "Avis", None)
        save_evenement(session, draft, ctx=ctx)
        with pytest.raises(UserError, match="1 événement"):
            supprimer_modele(session, id)


def test_un_dossier_prend_le_numero_suivant_de_l_annee_et_reunit_ses_evenements(db, ctx):
    with db.write() as session:
        first = nouveau_dossier(session, ctx)
        assert (first.numero, first.ouvert_le) == ("2021-0001", ctx.aujourd_hui)
        id = save_dossier(session, replace(first, libelle="Dégât des eaux"), ctx=ctx)
        assert nouveau_dossier(session, ctx).numero == "2021-0002"
        save_dossier(
            session,
            DossierDraft(numero="SIN-7", libelle="Incendie", ouvert_le=ctx.aujourd_hui),
            ctx=ctx,
        )
        assert nouveau_dossier(session, ctx).numero == "2021-0002"
        draft = EvenementDraft(date=ctx.aujourd_hui, objet="Constat", dossier_id=id)
        save_evenement(session, draft, ctx=ctx)
        counts = {row.numero: row.evenements for row in tous(session, DOSSIERS)}
        assert counts == {"2021-0001": 1, "SIN-7": 0}
        (row,) = tous(session, EVENEMENTS, dossier_id=id)
        assert row.dossier == "2021-0001"
        with pytest.raises(UserError, match="1 événement"):
            supprimer_dossier(session, id)


def test_un_dossier_ne_se_clot_pas_avant_de_s_ouvrir(ctx):
    draft = DossierDraft(numero="1", libelle="x", ouvert_le=date(2021, 2, 1))
    assert not dict(draft.problems())
    assert set(dict(replace(draft, clos_le=date(2021, 1, 31)).problems())) == {"clos_le"}
    assert set(dict(DossierDraft().problems())) == {"numero", "libelle", "ouvert_le"}


@sqlite_seulement("une base d'avant la mise à niveau")
def test_la_mise_a_niveau_garde_le_classeur_et_le_modele_de_chaque_evenement(tmp_path):
    """Ceux qu'on connaît se retrouvent par leur nom ; les autres deviennent une fiche."""
    old = Database(f"sqlite:///{(tmp_path / 'ancienne.db').as_posix()}")
    with old.engine.begin() as link:
        upgrade(link, MIGRATIONS, "0006")
        for objet, classeur, modele in (
            ("a", "Avis", ""), ("b", "Mon classeur", "Relance"), ("c", "", "Relance"),
        ):  # fmt: skip
            link.execute(
                text(
                    "INSERT INTO evenement (date, objet, texte, modele, classeur, auteur, "
                    "confidentiel, cree_le, version, recherche) VALUES ('2021-01-01', :objet, '', "
                    ":modele, :classeur, '', 0, '2021-01-01 00:00:00', 1, '')"
                ),
                {"objet": objet, "classeur": classeur, "modele": modele},
            )
        upgrade(link, MIGRATIONS)
        found = link.execute(
            text(
                "SELECT e.objet, c.nom, c.origine, m.nom FROM evenement e "
                "LEFT JOIN classeur c ON c.id = e.classeur_id "
                "LEFT JOIN modele_evenement m ON m.id = e.modele_id ORDER BY e.objet"
            )
        ).all()
        columns = {column["name"] for column in inspect(link).get_columns("evenement")}
    old.close()
    assert [tuple(row) for row in found] == [
        ("a", "Avis", "Avis", None), ("b", "Mon classeur", "", "Relance"), ("c", None, None,
         "Relance"),
    ]  # fmt: skip
    assert not columns & {"classeur", "modele"}
