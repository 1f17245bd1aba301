"""Publipostage : un événement par destinataire, jamais deux ; il s'annule avant publication."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete, func, select

from lsc_desktop.base.errors import ConflictError, UserError
from lsc_desktop.domain.classeurs import ModeleDraft
from lsc_desktop.domain.publipostages import COLLECTIVES, SORTES
from lsc_desktop.gui.screens.communs import FICHES
from lsc_desktop.queries.courriers import valeurs_de
from lsc_desktop.queries.evenements import EVENEMENTS, fichier, load_evenement
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.publipostages.fiche import (
    load_publipostage,
    nouveau_publipostage,
    preparer,
)
from lsc_desktop.queries.publipostages.listes import PUBLIPOSTAGES
from lsc_desktop.queries.publipostages.sortes import PAR_SORTE
from lsc_desktop.services.classeurs import save_modele
from lsc_desktop.services.evenements import depublier, supprimer_evenement
from lsc_desktop.services.publipostages import (
    SANS_ADRESSE,
    annuler,
    apercu_du_premier,
    controler,
    ecrire,
    save_publipostage,
    supprimer_publipostage,
)
from lsc_desktop.services.retrait import supprimer
from lsc_desktop.storage.models import (
    AyantDroit,
    Classeur,
    Compte,
    Coproprietaire,
    Copropriete,
    Entite,
    Evenement,
    Immeuble,
    LigneQuittancement,
    Locataire,
    Lot,
    ModeleEvenement,
    Publipostage,
    PublipostageLigne,
    Tiers,
)
from tests.factories import un_locataire

TEXTE = "[Tiers]Appel,\nVotre bail du lot <b>[Lot]Code</b>, du [Bail]Debut."


@pytest.fixture
def deux(db, agence) -> tuple[int, int]:
    """Elsa, et Paul Durand."""
    with db.write() as session:
        return agence.locataire, un_locataire(session, agence, nom="DURAND")


def poster(db, ctx, fiches, sorte: str = "locataire", **over) -> int:
    with db.write() as session:
        draft = nouveau_publipostage(session, ctx, sorte, fiches)
        draft.objet, draft.texte = "Lot [Lot]Code", TEXTE
        for name, value in over.items():
            setattr(draft, name, value)
        return save_publipostage(session, draft, ctx=ctx)


def un_syndicat(session, agence) -> int:
    """La copropriété de l'immeuble de l'agence."""
    syndicat = Entite(code="S001", nom="Syndicat")
    session.add(syndicat)
    session.flush()
    copro = Copropriete(immeuble_id=agence.immeuble, entite_id=syndicat.id)
    session.add(copro)
    session.flush()
    return copro.id


def classeur(db) -> int:
    with db.read() as session:
        stmt = select(Classeur.id).where(Classeur.origine == "Courriers / Locataires")
        return session.scalars(stmt).one()


def lire(db, id: int):
    with db.read() as session:
        return load_publipostage(session, id)


def tout_ecrire(db, ctx, id: int, publie: bool = False) -> list[str]:
    said = []
    for line in lire(db, id).destinataires:
        with db.write() as session:
            said.append(ecrire(session, line.id, ctx=ctx, publie=publie))
    return said


def evenements(db, **where):
    with db.read() as session:
        return EVENEMENTS.page(session, Criteria("", where=where), 0, 100)


# --- Écrire -----------------------------------------------------------------------------------


def test_chacun_recoit_son_courrier_ses_variables_remplacees(db, agence, ctx, deux):
    id = poster(db, ctx, deux)
    tout_ecrire(db, ctx, id)
    rows = evenements(db, publipostage_id=(id,))
    assert {row.locataire_id for row in rows} == set(deux)
    with db.read() as session:
        elsa = next(row for row in rows if row.locataire_id == agence.locataire)
        draft = load_evenement(session, elsa.id)
    assert draft.objet == "Lot LAFAYETTE/002"
    assert draft.texte == "Madame,\nVotre bail du lot <b>LAFAYETTE/002</b>, du 01/01/2019."
    assert (draft.tiers_id, draft.immeuble_id, draft.auteur) == (
        agence.tiers, agence.immeuble, "Martine",
    )  # fmt: skip
    assert draft.publie_le is None


def test_ecrire_deux_fois_n_en_fait_pas_deux(db, ctx, deux):
    id = poster(db, ctx, deux)
    tout_ecrire(db, ctx, id)
    assert tout_ecrire(db, ctx, id) == ["déjà écrit", "déjà écrit"]
    assert len(evenements(db)) == 2


def test_la_meme_fiche_choisie_deux_fois_ne_recoit_qu_un_courrier(db, ctx, deux):
    id = poster(db, ctx, (deux[0], deux[1], deux[0]))
    assert len(lire(db, id).destinataires) == 2


def test_une_valeur_qui_manque_se_refuse_a_moins_de_l_admettre(db, agence, ctx, deux):
    texte = "Fin [Bail]Fin."  # Paul n'en a pas
    id = poster(db, ctx, deux, texte=texte)
    lines = {line.fiche_id: line.id for line in lire(db, id).destinataires}
    with db.write() as session:
        ecrire(session, lines[agence.locataire], ctx=ctx)
    phrase = r"Sans valeur : \[Bail\]Fin\."
    with pytest.raises(UserError, match=phrase), db.write() as session:
        ecrire(session, lines[deux[1]], ctx=ctx)
    assert [line.situation for line in lire(db, id).destinataires] == ["Écrit", ""]
    draft = lire(db, id)
    draft.incomplets = True
    with db.write() as session:
        save_publipostage(session, draft, ctx=ctx)
        ecrire(session, lines[deux[1]], ctx=ctx)
    assert len(evenements(db)) == 2


def test_ecrire_et_publier_garde_le_pdf_de_l_apercu(db, agence, ctx, deux):
    id = poster(db, ctx, deux, classeur_id=classeur(db))
    with db.read() as session:
        shown = apercu_du_premier(session, load_publipostage(session, id), ctx).contenu
    tout_ecrire(db, ctx, id, publie=True)
    (row,) = evenements(db, locataire_id=agence.locataire)
    assert row.publie_le == ctx.aujourd_hui
    with db.read() as session:
        kept = session.get_one(Evenement, row.id).texte_pdf_id
        assert fichier(session, kept).contenu == shown
    assert {line.situation for line in lire(db, id).destinataires} == {"Publié le 25/10/2021"}


def test_publier_ce_qui_etait_ecrit_ne_le_reecrit_pas(db, ctx, deux):
    id = poster(db, ctx, deux, classeur_id=classeur(db))
    tout_ecrire(db, ctx, id)
    tout_ecrire(db, ctx, id, publie=True)
    assert [bool(row.publie_le) for row in evenements(db)] == [True, True]


def test_une_fiche_disparue_se_dit_et_n_arrete_pas_les_autres(db, agence, ctx, deux):
    id = poster(db, ctx, deux)
    with db.write() as session:
        session.execute(
            delete(LigneQuittancement).where(LigneQuittancement.locataire_id == deux[1])
        )
        session.execute(delete(Locataire).where(Locataire.id == deux[1]))
    line = lire(db, id).destinataires[1]
    assert (line.retenu, line.situation) == (False, "Cette fiche a été supprimée")
    with pytest.raises(UserError, match="supprimée"), db.write() as session:
        ecrire(session, line.id, ctx=ctx)


def test_changer_le_texte_ne_vaut_que_pour_les_autres(db, agence, ctx, deux):
    id = poster(db, ctx, deux)
    draft = lire(db, id)
    with db.write() as session:
        ecrire(session, draft.destinataires[0].id, ctx=ctx)
    draft.texte = "Autre"
    draft.destinataires[1].retenu = False
    with db.write() as session:
        save_publipostage(session, draft, ctx=ctx)
    (row,) = evenements(db)
    with db.read() as session:
        assert load_evenement(session, row.id).texte.startswith("Madame,")
    assert [line.retenu for line in lire(db, id).destinataires] == [True, False]


# --- À qui ------------------------------------------------------------------------------------


def test_un_mandat_ecrit_a_son_proprietaire(db, agence, ctx):
    id = poster(db, ctx, [agence.mandat], "mandat", texte="[Mandat]Numero [Tiers]Nom", objet="M")
    (line,) = lire(db, id).destinataires
    assert (line.code, line.nom, line.situation) == ("102", "Abel LEPITRE", "Sans adresse")
    assert tout_ecrire(db, ctx, id) == [SANS_ADRESSE]
    (row,) = evenements(db)
    assert (row.mandat_id, row.tiers_id) == (agence.mandat, agence.proprietaire)


def test_un_tiers_recoit_a_son_adresse(db, agence, ctx):
    with db.write() as session:
        owner = session.get_one(Tiers, agence.proprietaire)
        owner.adresse1, owner.code_postal, owner.ville = "3 rue des Dames", "54000", "NANCY"
    id = poster(db, ctx, [agence.proprietaire], "tiers", texte="[Tiers]Nom", objet="T")
    (line,) = lire(db, id).destinataires
    assert (line.adresse, line.joignable) == ("3 rue des Dames - 54000 - NANCY", True)
    assert tout_ecrire(db, ctx, id) == [""]


def test_une_indivision_recoit_chez_son_mandataire_commun(db, agence, ctx):
    with db.write() as session:
        tenant = session.get_one(Tiers, agence.tiers)
        tenant.adresse1, tenant.code_postal, tenant.ville = "9 quai Ouest", "57000", "METZ"
        copro = un_syndicat(session, agence)
        syndicat = session.get_one(Copropriete, copro).entite_id
        account = Compte(entite_id=syndicat, numero="450X", libelle="x", nature="coproprietaire")
        session.add(account)
        session.flush()
        held = Coproprietaire(
            compte_id=account.id, copropriete_id=copro, tiers_id=agence.proprietaire,
            nature="indivision",
            ayants_droit=[AyantDroit(tiers_id=agence.tiers, mandataire=True)],
        )  # fmt: skip
        session.add(held)
        session.flush()
        held_id = held.id
    id = poster(
        db, ctx, [held_id], "coproprietaire", texte="[Tiers]Adresse [Compte]Numero", objet="C"
    )
    (line,) = lire(db, id).destinataires
    assert (line.code, line.nom) == ("450X", "Abel LEPITRE")
    assert line.adresse.endswith("9 quai Ouest - 57000 - METZ")
    tout_ecrire(db, ctx, id)
    (row,) = evenements(db)
    assert (row.tiers_id, row.immeuble_id) == (agence.proprietaire, agence.immeuble)
    with db.read() as session:
        assert load_evenement(session, row.id).texte == f"{line.adresse} 450X"


def test_un_lot_ecrit_a_son_proprietaire_avec_ses_variables_et_son_mandat(db, agence, ctx):
    texte = "[Tiers]Nom [Lot]Code [Immeuble]Nom [Mandat]Numero"
    id = poster(db, ctx, [agence.lot], "lot", texte=texte, objet="[Lot]Code")
    (line,) = lire(db, id).destinataires
    assert (line.code, line.nom) == ("LAFAYETTE/002", "Abel LEPITRE")
    tout_ecrire(db, ctx, id)
    (row,) = evenements(db)
    assert (row.lot_id, row.tiers_id, row.mandat_id) == (
        agence.lot, agence.proprietaire, agence.mandat,
    )  # fmt: skip
    with db.read() as session:
        draft = load_evenement(session, row.id)
    assert draft.objet == "LAFAYETTE/002"
    assert draft.texte == "LEPITRE LAFAYETTE/002 Résidence Lafayette 102"


def test_un_lot_vendu_n_a_plus_le_mandat_de_l_ancien_proprietaire(db, agence, ctx):
    with db.write() as session:
        session.get_one(Lot, agence.lot).proprietaire_id = agence.tiers
    id = poster(db, ctx, [agence.lot], "lot", texte="[Tiers]Nom", objet="x")
    tout_ecrire(db, ctx, id)
    (row,) = evenements(db)
    assert (row.tiers_id, row.mandat_id) == (agence.tiers, None)


def test_un_immeuble_n_a_pas_de_destinataire_et_n_est_jamais_sans_adresse(db, agence, ctx):
    with db.write() as session:
        session.get_one(Immeuble, agence.immeuble).ville = ""
    id = poster(db, ctx, [agence.immeuble], "immeuble", texte="À tous, [Immeuble]Nom", objet="x")
    (line,) = lire(db, id).destinataires
    assert (line.code, line.nom, line.situation) == ("LAFAYETTE", "Résidence Lafayette", "")
    with db.read() as session:
        assert controler(session, [line.id], ctx) == []
    assert tout_ecrire(db, ctx, id) == [""]
    (row,) = evenements(db)
    assert (row.immeuble_id, row.tiers_id, row.lot_id) == (agence.immeuble, None, None)


def test_une_copropriete_dit_son_syndicat_sans_nommer_personne(db, agence, ctx):
    with db.write() as session:
        copro = un_syndicat(session, agence)
    texte = "[Copropriete]Syndicat, [Immeuble]Code"
    id = poster(db, ctx, [copro], "copropriete", texte=texte, objet="x")
    (line,) = lire(db, id).destinataires
    assert (line.code, line.nom) == ("S001", "Résidence Lafayette")
    tout_ecrire(db, ctx, id)
    (row,) = evenements(db)
    assert (row.immeuble_id, row.tiers_id) == (agence.immeuble, None)
    with db.read() as session:
        assert load_evenement(session, row.id).texte == "S001 Syndicat, LAFAYETTE"


def test_un_tiers_ne_prend_pas_le_syndicat_d_un_immeuble_ou_il_ne_tient_rien(db, agence, ctx):
    with db.write() as session:
        un_syndicat(session, agence)
        event = Evenement(
            date=ctx.aujourd_hui, objet="x", texte="", auteur="", cree_le=ctx.maintenant,
            tiers_id=agence.proprietaire, immeuble_id=agence.immeuble, pieces=[],
        )  # fmt: skip
        session.add(event)
        session.flush()
        assert valeurs_de(session, event)["[Copropriete]Syndicat"] == ""
        event.tiers_id = None
        assert valeurs_de(session, event)["[Copropriete]Syndicat"] == "S001 Syndicat"


def test_chaque_sorte_se_lit_a_son_libelle_et_une_fiche_a_ouvrir():
    noms = {nom for nom, _libelle in SORTES}
    assert noms == set(PAR_SORTE) == set(FICHES)
    assert {f"{PAR_SORTE[nom].modele.__tablename__}" for nom in noms} == noms
    assert set(COLLECTIVES) <= noms


def test_le_modele_remplit_ce_qui_est_vide(db, agence, ctx):
    with db.write() as session:
        modele = ModeleDraft(nom="Assurance", objet="Objet", texte="Texte", classeur_id=1)
        modele_id = save_modele(session, modele, ctx=ctx)
        draft = nouveau_publipostage(session, ctx, "tiers", [agence.tiers])
        draft.modele_id, draft.objet = modele_id, "Le mien"
        preparer(session, draft, ctx)
    assert (draft.objet, draft.texte, draft.classeur_id) == ("Le mien", "Texte", 1)


# --- Contrôler --------------------------------------------------------------------------------


def test_le_controle_compte_ce_qui_manquera(db, ctx, deux):
    id = poster(db, ctx, deux, texte="[Bail]Fin", objet="x")
    lines = [line.id for line in lire(db, id).destinataires]
    with db.read() as session:
        (said, *_rest) = controler(session, lines, ctx)
    assert said == "1 courrier ne sera pas écrit, faute de valeur : [Bail]Fin (1)."


def test_publier_sans_classeur_se_refuse_avant_d_ecrire(db, ctx, deux):
    id = poster(db, ctx, deux)
    lines = [line.id for line in lire(db, id).destinataires]
    with pytest.raises(UserError, match="classeur"), db.read() as session:
        controler(session, lines, ctx, publie=True)
    with pytest.raises(UserError, match="classeur"), db.write() as session:
        ecrire(session, lines[0], ctx=ctx, publie=True)
    assert not evenements(db)


# --- Annuler ----------------------------------------------------------------------------------


def version(db, id: int) -> int:
    with db.read() as session:
        return session.get_one(Publipostage, id).version


def test_annuler_supprime_ses_courriers_et_permet_de_les_refaire(db, ctx, deux):
    id = poster(db, ctx, deux)
    tout_ecrire(db, ctx, id)
    with pytest.raises(UserError, match="2 courriers écrits"), db.write() as session:
        supprimer_publipostage(session, id, version(db, id))
    with db.write() as session:
        assert annuler(session, id, 1, ctx=ctx) == "2 courriers supprimés"
    assert not evenements(db)
    assert tout_ecrire(db, ctx, id) == ["", ""]


def test_un_courrier_publie_empeche_d_annuler_quoi_que_ce_soit(db, ctx, deux):
    id = poster(db, ctx, deux, classeur_id=classeur(db))
    lines = [line.id for line in lire(db, id).destinataires]
    with db.write() as session:
        ecrire(session, lines[0], ctx=ctx)
        ecrire(session, lines[1], ctx=ctx, publie=True)
    phrase = "1 courrier de ce publipostage est publié"
    with pytest.raises(UserError, match=phrase), db.write() as session:
        annuler(session, id, 1, ctx=ctx)
    assert len(evenements(db)) == 2
    (shown,) = evenements(db, publie=True)
    with db.write() as session:
        depublier(session, shown.id, shown.version, ctx=ctx)
        annuler(session, id, 1, ctx=ctx)
    assert not evenements(db)


def test_annuler_un_publipostage_change_depuis_se_refuse(db, ctx, deux):
    id = poster(db, ctx, deux)
    draft = lire(db, id)
    draft.texte = "Autre"
    with db.write() as session:
        save_publipostage(session, draft, ctx=replace(ctx, utilisateur="Luc"))
    with pytest.raises(ConflictError), db.write() as session:
        annuler(session, id, 1, ctx=ctx)


def test_supprimer_un_seul_courrier_le_rend_a_ecrire(db, ctx, deux):
    id = poster(db, ctx, deux)
    tout_ecrire(db, ctx, id)
    row = evenements(db)[0]
    with db.write() as session:
        supprimer_evenement(session, row.id, row.version)
    assert lire(db, id).ecrits == 1


def test_supprimer_un_publipostage_efface_ses_destinataires(db, ctx, deux):
    id = poster(db, ctx, deux)
    with db.write() as session:
        supprimer_publipostage(session, id, 1)
        assert session.scalar(select(func.count()).select_from(PublipostageLigne)) == 0


def test_un_modele_employe_ne_se_supprime_pas(db, agence, ctx):
    with db.write() as session:
        modele_id = save_modele(session, ModeleDraft(nom="Assurance"), ctx=ctx)
    poster(db, ctx, [agence.tiers], "tiers", modele_id=modele_id)
    with pytest.raises(UserError, match="1 publipostage"), db.write() as session:
        supprimer(session, ModeleEvenement, modele_id)


def test_la_liste_compte_les_courriers(db, ctx, deux):
    id = poster(db, ctx, deux, classeur_id=classeur(db))
    lines = [line.id for line in lire(db, id).destinataires]
    with db.write() as session:
        ecrire(session, lines[0], ctx=ctx, publie=True)
        ecrire(session, lines[1], ctx=ctx)
    with db.read() as session:
        (row,) = PUBLIPOSTAGES.page(session, Criteria("lot martine"), 0, 10)
    assert (row.destinataires, row.ecrits, row.publies) == (2, 2, 1)
    assert (row.sorte, row.cree_par, row.date) == ("Locataires", "Martine", date(2021, 10, 25))
