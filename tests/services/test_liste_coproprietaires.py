"""Émettre la liste des copropriétaires, la remplacer, et jamais en avoir deux."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import pypdf
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lsc_desktop.base.errors import ConflictError, UserError
from lsc_desktop.domain.classeurs import ModeleDraft
from lsc_desktop.domain.publications.reglages import ReglagePublicationDraft
from lsc_desktop.queries.classeurs import load_modele, trouver_classeur
from lsc_desktop.queries.coproprietes.fiches import load_coproprietaire, nouvelle_mutation
from lsc_desktop.queries.evenements import load_evenement
from lsc_desktop.queries.historique import HISTORIQUE
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.services.classeurs import save_modele
from lsc_desktop.services.coproprietes.coproprietaires import save_coproprietaire
from lsc_desktop.services.coproprietes.fiches import supprimer_copropriete
from lsc_desktop.services.coproprietes.liste_coproprietaires import generer_liste, regenerer_liste
from lsc_desktop.services.coproprietes.mutations import annuler_mutation, save_mutation
from lsc_desktop.services.evenements import depublier, save_evenement, supprimer_evenement
from lsc_desktop.services.publications import save_reglage_publication
from lsc_desktop.storage.models import (
    Classeur,
    Copropriete,
    Evenement,
    Fichier,
    Immeuble,
    LotCopropriete,
    ModeleEvenement,
    PieceJointe,
    Possession,
    Tiers,
)
from tests.coproprietes import Ids, change, ecrire, lire, refuse, travailler_le, une_copropriete

DEMAIN = date(2021, 10, 26)


@pytest.fixture
def gilbert(db, ctx) -> Ids:
    with db.write() as session:
        travailler_le(session, ctx.aujourd_hui)
        return une_copropriete(session, {"ATRILLON": "74", "BPETRUS": "74"})


@pytest.fixture
def lendemain(ctx):
    return replace(ctx, aujourd_hui=DEMAIN, maintenant=datetime(2021, 10, 26, 9, 0))


def generer(db, ids, ctx, publier=True):
    return ecrire(db, generer_liste, ids.immeuble, ctx=ctx, publier=publier)


def evenement(db) -> Evenement:
    """Le seul événement de la base."""
    with db.read() as session:
        return session.scalars(select(Evenement)).one()


def piece(db, ids) -> PieceJointe:
    with db.read() as session:
        return session.scalars(select(PieceJointe).where(PieceJointe.liste_de_id == ids.id)).one()


def texte(db, ids) -> str:
    with db.read() as session:
        content = session.get_one(Fichier, piece(db, ids).fichier_id).contenu
        pages = pypdf.PdfReader(BytesIO(content)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())


def compte(db, model) -> int:
    return lire(db, lambda session: session.scalar(select(func.count()).select_from(model)))


def vendre(db, ids, ctx, de, a, le):
    who = ids.coproprietaires
    with db.write("Martine") as session:
        draft = nouvelle_mutation(
            session, ctx, vendeur_id=who[de], acquereur_id=who[a], date_effet=le
        )
        return save_mutation(session, draft, ctx=ctx)


# --- La première fois ----------------------------------------------------------------------------


def test_elle_va_au_conseil_syndical_dans_un_evenement_de_l_immeuble(db, gilbert, ctx):
    assert generer(db, gilbert, ctx) == "créée, publiée"
    event = evenement(db)
    assert (event.objet, event.auteur, event.immeuble_id) == (
        "Liste des copropriétaires", "Martine", gilbert.immeuble
    )  # fmt: skip
    assert (event.date, event.publie_le, event.tiers_id) == (ctx.aujourd_hui, ctx.aujourd_hui, None)
    assert piece(db, gilbert).nom == "Liste_coproprietaires.pdf"
    with db.read() as session:
        classeur = session.get_one(Classeur, event.classeur_id)
        modele = session.get_one(ModeleEvenement, event.modele_id)
    assert (classeur.origine, classeur.coproprietaire, classeur.membre_cs) == (
        "Conseil syndical", False, True
    )  # fmt: skip
    assert (modele.nom, modele.classeur_id) == ("Liste des copropriétaires", classeur.id)
    assert "Le 25/10/2021 à 9 h 30, par Martine" in texte(db, gilbert)


def test_sans_la_publier_elle_ne_l_est_pas_puis_le_devient_sans_se_refaire(db, gilbert, ctx):
    assert generer(db, gilbert, ctx, publier=False) == "créée"
    assert evenement(db).publie_le is None
    before = piece(db, gilbert).fichier_id
    assert generer(db, gilbert, ctx) == "déjà à jour, publiée"
    assert (evenement(db).publie_le, piece(db, gilbert).fichier_id) == (ctx.aujourd_hui, before)


def test_un_classeur_renomme_reste_celui_du_conseil(db, gilbert, ctx):
    with db.write() as session:
        session.get_one(Classeur, trouver_classeur(session, "Conseil syndical")).nom = "CS"
    generer(db, gilbert, ctx)
    with db.read() as session:
        assert session.get_one(Classeur, evenement(db).classeur_id).nom == "CS"


def test_deux_immeubles_ont_le_meme_modele(db, gilbert, ctx):
    with db.write() as session:
        other = une_copropriete(session, {"WEASLEY": "420"}, code="GRIMMAURD", entite="S007")
    for ids in (gilbert, other):
        generer(db, ids, ctx)
    assert (compte(db, ModeleEvenement), compte(db, Evenement)) == (1, 2)


def test_le_modele_renomme_par_l_agence_reste_le_sien(db, gilbert, ctx):
    generer(db, gilbert, ctx)
    change(
        db, load_modele, save_modele, evenement(db).modele_id, ctx,
        nom="**** Liste des immeubles", objet="Liste CS",
    )  # fmt: skip
    with db.write() as session:
        other = une_copropriete(session, {"WEASLEY": "420"}, code="GRIMMAURD", entite="S007")
    generer(db, other, ctx)
    assert compte(db, ModeleEvenement) == 1
    with db.read() as session:
        assert {e.objet for e in session.scalars(select(Evenement))} == {
            "Liste des copropriétaires", "Liste CS"
        }  # fmt: skip


def test_le_modele_regle_par_l_agence_dit_le_classeur_et_l_objet(db, gilbert, ctx):
    """Seed L990-996 : un modèle attaché au dossier que seul le conseil syndical voit."""
    with db.write() as session:
        factures = trouver_classeur(session, "Factures")
        modele = save_modele(
            session,
            ModeleDraft(nom="Immeubles", objet="Liste tenue à jour", classeur_id=factures),
            ctx=ctx,
        )
        draft = ReglagePublicationDraft(modele_liste_id=modele)
        save_reglage_publication(session, draft, ctx=ctx)
    generer(db, gilbert, ctx)
    event = evenement(db)
    assert (event.objet, event.modele_id, event.classeur_id) == (
        "Liste tenue à jour", modele, factures
    )  # fmt: skip
    assert compte(db, ModeleEvenement) == 1


# --- Refusée, elle n'écrit rien ------------------------------------------------------------------


def rien_d_ecrit(db):
    assert [compte(db, model) for model in (Evenement, Fichier, ModeleEvenement)] == [0, 0, 0]


def test_une_copropriete_sans_coproprietaire_n_a_pas_de_liste(db, gilbert, ctx):
    with db.write() as session:
        for row in session.scalars(select(Possession)):
            row.au = date(2021, 10, 1)
    refuse(
        db, "La copropriété GILBERT n'a pas de copropriétaire", generer_liste, gilbert.immeuble,
        ctx=ctx, publier=True,
    )  # fmt: skip
    rien_d_ecrit(db)


def test_un_immeuble_de_gerance_ou_hors_service_n_en_a_pas(db, agence, gilbert, ctx):
    refuse(db, "LAFAYETTE n'est pas en copropriété", generer_liste, agence.immeuble, ctx=ctx)
    with db.write() as session:
        session.get_one(Copropriete, gilbert.id).actif = False
    refuse(db, "GILBERT n'est pas en copropriété", generer_liste, gilbert.immeuble, ctx=ctx)
    refuse(db, "n'est pas en copropriété", generer_liste, 999, ctx=ctx)
    rien_d_ecrit(db)


def test_un_evenement_rendu_confidentiel_ne_se_publie_pas(db, gilbert, ctx):
    generer(db, gilbert, ctx, publier=False)
    change(db, load_evenement, save_evenement, evenement(db).id, ctx, confidentiel=True)
    refuse(db, "confidentiel", generer_liste, gilbert.immeuble, ctx=ctx, publier=True)
    assert evenement(db).publie_le is None


# --- Remplacée ------------------------------------------------------------------------------------


def test_ce_qui_n_a_pas_change_ne_se_refait_pas(db, gilbert, ctx, lendemain):
    generer(db, gilbert, ctx)
    before, event = piece(db, gilbert).fichier_id, evenement(db)
    assert generer(db, gilbert, lendemain, publier=False) == "déjà à jour"
    assert not ecrire(db, regenerer_liste, gilbert.id, ctx=lendemain)
    after = evenement(db)
    assert piece(db, gilbert).fichier_id == before
    assert (after.version, after.date, after.publie_le) == (
        event.version, ctx.aujourd_hui, ctx.aujourd_hui
    )  # fmt: skip


def test_une_vente_remplace_l_ancienne_dans_le_meme_evenement(db, gilbert, ctx, lendemain):
    generer(db, gilbert, ctx)
    before, event = piece(db, gilbert), evenement(db)
    vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", DEMAIN)
    assert not ecrire(db, regenerer_liste, gilbert.id, ctx=ctx)  # la vente est pour demain
    assert "ATRILLON" in texte(db, gilbert)
    assert ecrire(db, regenerer_liste, gilbert.id, ctx=lendemain)
    after = piece(db, gilbert)
    assert (after.id, evenement(db).id) == (before.id, event.id)
    assert after.fichier_id != before.fichier_id
    assert "ATRILLON" not in texte(db, gilbert)
    assert "1 copropriétaire, 2 lots" in texte(db, gilbert)
    assert (evenement(db).date, evenement(db).publie_le) == (DEMAIN, DEMAIN)
    with db.read() as session:
        assert session.get(Fichier, before.fichier_id) is not None  # règle 6 : l'ancien est gardé


def test_une_vente_annulee_rend_la_liste_d_avant(db, gilbert, ctx):
    generer(db, gilbert, ctx)
    mark = piece(db, gilbert).empreinte
    sale = vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", ctx.aujourd_hui)
    assert ecrire(db, regenerer_liste, gilbert.id, ctx=ctx)
    ecrire(db, annuler_mutation, sale)
    assert ecrire(db, regenerer_liste, gilbert.id, ctx=ctx)
    assert piece(db, gilbert).empreinte == mark and "ATRILLON" in texte(db, gilbert)


def test_une_fiche_tiers_ou_de_coproprietaire_changee_la_remplace(db, gilbert, ctx):
    generer(db, gilbert, ctx)
    with db.write() as session:
        session.get_one(Tiers, gilbert.tiers["BPETRUS"]).ville = "PORT-GRIMAUD"
    assert ecrire(db, regenerer_liste, gilbert.id, ctx=ctx)
    assert "PORT-GRIMAUD" in texte(db, gilbert)
    change(
        db, load_coproprietaire, save_coproprietaire, gilbert.coproprietaires["BPETRUS"], ctx,
        residant=True,
    )  # fmt: skip
    assert generer(db, gilbert, ctx, publier=False) == "remplacée"


def test_depubliee_elle_se_refait_sans_se_publier(db, gilbert, ctx, lendemain):
    generer(db, gilbert, ctx)
    event = evenement(db)
    ecrire(db, depublier, event.id, event.version, ctx=ctx)
    vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", ctx.aujourd_hui)
    assert ecrire(db, regenerer_liste, gilbert.id, ctx=lendemain)
    assert (evenement(db).date, evenement(db).publie_le) == (DEMAIN, None)


def test_remplacee_publiee_elle_l_est_du_jour(db, gilbert, ctx, lendemain):
    generer(db, gilbert, ctx)
    vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", ctx.aujourd_hui)
    assert generer(db, gilbert, lendemain) == "remplacée"
    assert evenement(db).publie_le == DEMAIN


def test_la_date_de_traitement_d_avant_ne_fait_pas_expirer_la_nouvelle(db, gilbert, ctx):
    generer(db, gilbert, ctx)
    change(db, load_evenement, save_evenement, evenement(db).id, ctx, traite_le=date(2020, 1, 1))
    vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", ctx.aujourd_hui)
    ecrire(db, regenerer_liste, gilbert.id, ctx=ctx)
    assert evenement(db).traite_le is None


def test_qui_tient_l_evenement_ouvert_en_est_prevenu(db, gilbert, ctx):
    """Le même jour, aucun champ de l'événement ne change : sa pièce jointe, si."""
    generer(db, gilbert, ctx)
    draft = lire(db, load_evenement, evenement(db).id)
    vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", ctx.aujourd_hui)
    ecrire(db, regenerer_liste, gilbert.id, ctx=ctx)
    with pytest.raises(ConflictError), db.write() as session:
        save_evenement(session, replace(draft, objet="Autre"), ctx=ctx)


def test_renommee_elle_reste_la_liste(db, gilbert, ctx):
    generer(db, gilbert, ctx)
    with db.write() as session:
        draft = load_evenement(session, evenement(db).id)
        draft.pieces[0].nom = "Liste GILBERT.pdf"
        save_evenement(session, draft, ctx=ctx)
    vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", ctx.aujourd_hui)
    assert ecrire(db, regenerer_liste, gilbert.id, ctx=ctx)
    assert compte(db, PieceJointe) == 1 and piece(db, gilbert).nom == "Liste GILBERT.pdf"


def test_otee_de_son_evenement_elle_renait_ailleurs_une_seule_fois(db, gilbert, ctx):
    generer(db, gilbert, ctx)
    with db.write() as session:
        draft = load_evenement(session, evenement(db).id)
        draft.pieces.clear()
        draft.publie_le = None
        save_evenement(session, draft, ctx=ctx)
    assert not ecrire(db, regenerer_liste, gilbert.id, ctx=ctx)  # on n'en émet pas de soi-même
    assert generer(db, gilbert, ctx) == "créée, publiée"
    assert (compte(db, Evenement), compte(db, PieceJointe)) == (2, 1)


def test_un_evenement_supprime_n_empeche_pas_d_en_emettre_un_autre(db, gilbert, ctx):
    generer(db, gilbert, ctx)
    ecrire(db, supprimer_evenement, evenement(db).id)
    assert not ecrire(db, regenerer_liste, gilbert.id, ctx=ctx)
    assert generer(db, gilbert, ctx) == "créée, publiée"


def test_la_copropriete_qui_change_d_immeuble_emporte_sa_liste(db, gilbert, ctx):
    generer(db, gilbert, ctx)
    with db.write() as session:
        other = Immeuble(code="COLLINE", nom="La Colline", ville="NANCY")
        session.add(other)
        session.flush()
        session.get_one(Copropriete, gilbert.id).immeuble_id = other.id
        place = other.id
    assert ecrire(db, regenerer_liste, gilbert.id, ctx=ctx)
    assert evenement(db).immeuble_id == place
    assert "Liste des copropriétaires : COLLINE" in texte(db, gilbert)


def test_deux_postes_qui_la_generent_ensemble_n_en_font_qu_une(db, gilbert, ctx):
    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(lambda _: generer(db, gilbert, ctx), range(4)))
    assert sorted(said) == ["créée, publiée", *["déjà à jour"] * 3]
    assert (compte(db, Evenement), compte(db, ModeleEvenement)) == (1, 1)


def test_la_base_elle_meme_refuse_deux_listes_d_une_copropriete(db, gilbert, ctx):
    generer(db, gilbert, ctx)
    known = piece(db, gilbert)
    with pytest.raises(IntegrityError), db.engine.execution_options(writes=True).begin() as link:
        link.execute(
            PieceJointe.__table__.insert().values(
                evenement_id=known.evenement_id, fichier_id=known.fichier_id, nom="bis", rang=0,
                liste_de_id=gilbert.id,
            )
        )  # fmt: skip


def test_plus_personne_la_liste_d_avant_reste_et_on_le_dit(db, gilbert, ctx):
    generer(db, gilbert, ctx)
    before = piece(db, gilbert).fichier_id
    with db.write() as session:
        for lot in session.scalars(select(LotCopropriete)):
            lot.actif = False
    with pytest.raises(UserError, match="n'a pas de copropriétaire"):
        ecrire(db, regenerer_liste, gilbert.id, ctx=ctx)
    assert piece(db, gilbert).fichier_id == before


def test_une_copropriete_dont_la_liste_existe_ne_se_supprime_pas(db, gilbert, ctx):
    generer(db, gilbert, ctx)
    with pytest.raises(UserError, match="1 liste des copropriétaires"):
        ecrire(db, supprimer_copropriete, gilbert.id)


def test_l_historique_dit_que_la_piece_a_change_sans_parler_d_empreinte(db, gilbert, ctx):
    generer(db, gilbert, ctx)
    vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", ctx.aujourd_hui)
    later = replace(ctx, maintenant=datetime(2021, 10, 25, 18, 0))
    ecrire(db, regenerer_liste, gilbert.id, ctx=later)
    with db.read() as session:
        rows = HISTORIQUE.rows(session, Criteria())
    (row,) = [row for row in rows if row.champ == "piece_jointe.fichier_id"]
    assert row.avant.endswith(": Liste_coproprietaires 25-10-2021 09.30.00.pdf")
    assert row.apres.endswith(": Liste_coproprietaires 25-10-2021 18.00.00.pdf")
    said = " ".join(repr(row) for row in rows)
    assert "empreinte" not in said and "liste_de_id" not in said
