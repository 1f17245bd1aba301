"""Utilisateurs et profils : qui entre, qui accorde quoi, et qui reste administrateur."""

import dataclasses
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from lsc_desktop.base.errors import ConflictError, UserError
from lsc_desktop.domain.utilisateurs import UtilisateurDraft, droits_de
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.utilisateurs import (
    CONNEXIONS,
    connexion_exigee,
    load_profil,
    load_utilisateur,
    nouveau_profil,
    seance_de,
)
from lsc_desktop.services import connexions, motdepasse
from lsc_desktop.services.utilisateurs import (
    activer_profil,
    activer_utilisateur,
    changer_mot_de_passe,
    donner_mot_de_passe,
    installer,
    save_profil,
    save_utilisateur,
    supprimer_profil,
)
from lsc_desktop.storage.models import Connexion, Historique, Profil, Utilisateur

MOT, AUTRE = "trois petits chats", "quatre grands chiens"
CRITERES = Criteria()


@pytest.fixture(autouse=True)
def empreintes_rapides(monkeypatch):
    """Les mêmes empreintes, calculées en un millième de seconde."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(motdepasse, "_hacheur", lambda: quick)
    motdepasse._leurre.cache_clear()
    yield
    motdepasse._leurre.cache_clear()


@pytest.fixture
def profils(db) -> dict[str, int]:
    with db.write("Martine") as session:
        installer(session)
    with db.read() as session:
        return {profil.nom: profil.id for profil in session.scalars(select(Profil))}


def creer(db, ctx, profil_id, nom, mot=""):
    with db.write(ctx.utilisateur) as session:
        draft = UtilisateurDraft(identifiant=nom.upper(), nom=nom, profil_id=profil_id)
        user_id = save_utilisateur(session, draft, ctx=ctx)
        if mot:
            donner_mot_de_passe(session, user_id, mot, ctx=ctx)
    return user_id


@pytest.fixture
def martine(db, ctx, profils) -> int:
    """L'administratrice, qui se connecte."""
    return creer(db, ctx, profils["Administrateur"], "Martine", MOT)


def essayer(db, ctx, identifiant, mot):
    """Ce que fait l'ouverture : compter, vérifier hors transaction, conclure."""
    with db.write() as session:
        essai = connexions.entamer(session, identifiant)
    good = motdepasse.verifier(essai.empreinte, mot) and not essai.bloque
    with db.write() as session:
        if good:
            return connexions.reussir(session, essai, quand=ctx.maintenant, poste="PC1")
        return connexions.echouer(session, essai, quand=ctx.maintenant, poste="PC1")


def faits(db):
    with db.read() as session:
        return list(session.execute(select(Connexion.fait, Connexion.qui).order_by(Connexion.id)))


# --- Entrer -------------------------------------------------------------------------------------


def test_une_agence_d_un_seul_ouvre_sans_mot_de_passe(db, ctx, profils):
    with db.read() as session:
        assert not connexion_exigee(session)
    creer(db, ctx, profils["Administrateur"], "Martine")
    with db.read() as session:
        assert not connexion_exigee(session), "un utilisateur sans mot de passe n'y change rien"


def test_le_bon_mot_de_passe_ouvre_avec_les_droits_du_profil(db, ctx, profils, martine):
    seance = essayer(db, ctx, " Martine ", MOT)
    assert (seance.nom, seance.profil, seance.droits) == ("Martine", "Administrateur", None)
    creer(db, ctx, profils["Accueil"], "Paul", AUTRE)
    paul = essayer(db, ctx, "paul", AUTRE)
    assert paul.permet("tiers.consulter") and not paul.permet("tiers.iban")


def test_la_phrase_est_la_meme_que_l_identifiant_existe_ou_non(db, ctx, martine):
    known = essayer(db, ctx, "martine", "pas celui-ci du tout")
    unknown = essayer(db, ctx, "inconnu", "pas celui-ci du tout")
    for _essai in range(6):
        last = essayer(db, ctx, "martine", "pas celui-ci du tout")
    assert str(known) == str(unknown) == str(last)


def test_un_inconnu_coute_une_verification_entiere(monkeypatch):
    asked = []
    quick = motdepasse._hacheur()

    class Espion:
        hash = quick.hash

        def verify(self, empreinte, mot):
            asked.append(empreinte)
            return quick.verify(empreinte, mot)

    monkeypatch.setattr(motdepasse, "_hacheur", Espion)
    assert not motdepasse.verifier("", "quoi que ce soit")
    assert not motdepasse.verifier("", "personne n'a ce mot de passe")
    assert len(asked) == 2 and all(asked)


def test_cinq_echecs_bloquent_meme_le_bon_mot_de_passe(db, ctx, martine):
    for _essai in range(5):
        essayer(db, ctx, "martine", "faux faux faux")
    assert isinstance(essayer(db, ctx, "martine", MOT), UserError)
    assert ("blocage", "Martine") in faits(db)
    liberer(db, minutes=1)
    assert essayer(db, ctx, "martine", MOT).nom == "Martine"
    with db.read() as session:
        assert session.get(Utilisateur, martine).echecs == 0


def liberer(db, minutes):
    """Fait comme si ce temps avait passé."""
    with db.write() as session:
        (until,) = session.scalars(select(Utilisateur.bloque_jusqu_a)).all()
        session.execute(
            update(Utilisateur).values(bloque_jusqu_a=until - timedelta(minutes=minutes))
        )


def test_un_essai_pendant_le_blocage_ne_le_prolonge_pas(db, ctx, martine):
    for _essai in range(9):
        essayer(db, ctx, "martine", "faux faux faux")
    with db.read() as session:
        assert session.get(Utilisateur, martine).echecs == 5


def test_apres_l_attente_un_nouvel_echec_attend_deux_fois_plus(db, ctx, martine):
    for _essai in range(5):
        essayer(db, ctx, "martine", "faux faux faux")
    liberer(db, minutes=1)
    essayer(db, ctx, "martine", "faux faux faux")
    liberer(db, minutes=1)
    assert isinstance(essayer(db, ctx, "martine", MOT), UserError)
    liberer(db, minutes=1)
    assert essayer(db, ctx, "martine", MOT).nom == "Martine"


def test_un_essai_est_compte_avant_d_etre_verifie(db, martine):
    """Cinq essais lancés ensemble ne passent pas tous sous le seuil."""
    with db.write() as session:
        started = [connexions.entamer(session, "martine") for _essai in range(7)]
    assert [essai.bloque for essai in started] == [False] * 5 + [True] * 2


def test_un_compte_desactive_n_entre_pas(db, ctx, profils, martine):
    paul = creer(db, ctx, profils["Accueil"], "Paul", AUTRE)
    with db.write() as session:
        activer_utilisateur(session, paul, False, ctx)
    assert isinstance(essayer(db, ctx, "paul", AUTRE), UserError)
    with db.read() as session:
        assert seance_de(session, paul) is None


def test_un_profil_desactive_n_accorde_plus_rien(db, ctx, profils, martine):
    paul = creer(db, ctx, profils["Accueil"], "Paul", AUTRE)
    with db.write() as session:
        activer_profil(session, profils["Accueil"], False, ctx)
    with db.read() as session:
        assert seance_de(session, paul).droits == frozenset()


def test_une_empreinte_faible_est_refaite_a_la_connexion(db, ctx, martine, monkeypatch):
    with db.read() as session:
        old = session.get(Utilisateur, martine).mot_de_passe
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(motdepasse, "_hacheur", lambda: stronger)
    assert motdepasse.a_refaire(old) and motdepasse.verifier(old, MOT)
    assert not motdepasse.a_refaire(motdepasse.hacher(MOT))


def test_le_journal_d_acces_ne_garde_ni_mot_tape_ni_plus_d_un_an(db, ctx, martine):
    essayer(db, ctx, "mon mot de passe secret", "x")
    assert faits(db)[-1] == ("echec", "")
    with db.write() as session:
        session.execute(update(Connexion).values(quand=ctx.maintenant - timedelta(days=400)))
    essayer(db, ctx, "martine", MOT)
    assert faits(db) == [("connexion", "Martine")]
    with db.read() as session:
        (row,) = CONNEXIONS.page(session, CRITERES, 0, 10)
    assert (row.qui, row.fait, row.poste) == ("Martine", "Connexion", "PC1")


# --- Mots de passe ------------------------------------------------------------------------------


def test_un_mot_de_passe_donne_par_un_autre_est_a_changer(db, ctx, profils, martine):
    paul = creer(db, ctx, profils["Accueil"], "Paul", AUTRE)
    with db.read() as session:
        assert session.get(Utilisateur, paul).a_changer
        assert not session.get(Utilisateur, martine).a_changer, "Martine se l'est donné"
        assert "changera" in load_utilisateur(session, paul).situation.lower()
    with db.write() as session:
        changer_mot_de_passe(session, paul, AUTRE, "six belles oranges", ctx=ctx)
    assert essayer(db, ctx, "paul", "six belles oranges").nom == "Paul"
    assert isinstance(essayer(db, ctx, "paul", AUTRE), UserError)


@pytest.mark.parametrize("mot", ["court", "martine2026!", AUTRE])
def test_un_mot_faible_ou_deja_pris_est_refuse(db, ctx, profils, martine, mot):
    with pytest.raises(UserError) as refus, db.write() as session:
        changer_mot_de_passe(session, martine, AUTRE, mot, ctx=ctx)
    assert refus.value.field == "nouveau"
    assert essayer(db, ctx, "martine", MOT).nom == "Martine"


def test_ni_empreinte_ni_compteur_dans_l_historique(db, ctx, profils, martine):
    for _essai in range(6):
        essayer(db, ctx, "martine", "faux faux faux")
    with db.write() as session:
        user = session.get(Utilisateur, martine)
        user.mot_de_passe, user.echecs, user.courriel = "empreinte", 4, "m@agence.fr"
    with db.read() as session:
        said = session.scalars(select(Historique).where(Historique.fiche == "utilisateur")).all()
        texts = " ".join(f"{h.champ} {h.avant} {h.apres} {h.recherche}" for h in said)
    assert {h.champ for h in said} == {"", "courriel"}
    assert "argon2" not in texts and "empreinte" not in texts


def test_une_empreinte_ne_se_lit_pas_dans_un_repr(db, martine):
    with db.write() as session:
        essai = connexions.entamer(session, "martine")
        user = session.get(Utilisateur, martine)
        assert essai.empreinte
        assert "argon2" not in repr(essai) + repr(user)


# --- Toujours un administrateur -----------------------------------------------------------------


def test_le_premier_mot_de_passe_est_celui_d_un_administrateur(db, ctx, profils):
    paul = creer(db, ctx, profils["Accueil"], "Paul")
    with pytest.raises(UserError, match="aucun administrateur"), db.write() as session:
        donner_mot_de_passe(session, paul, MOT, ctx=ctx)
    with db.read() as session:
        assert not connexion_exigee(session)


def retirer_par_la_fiche(session, ctx, martine, profils):
    draft = load_utilisateur(session, martine)
    draft.profil_id = profils["Accueil"]
    save_utilisateur(session, draft, ctx=ctx)


def desactiver_la_fiche(session, ctx, martine, profils):
    draft = load_utilisateur(session, martine)
    draft.actif = False
    save_utilisateur(session, draft, ctx=ctx)


def desactiver(session, ctx, martine, profils):
    activer_utilisateur(session, martine, False, dataclasses.replace(ctx, utilisateur="Paul"))


def desactiver_le_profil(session, ctx, martine, profils):
    activer_profil(session, profils["Administrateur"], False, ctx)


def rogner_le_profil(session, ctx, martine, profils):
    draft = load_profil(session, profils["Administrateur"])
    draft.administrateur = False
    save_profil(session, draft, ctx=ctx)


@pytest.mark.parametrize(
    "geste",
    [
        retirer_par_la_fiche,
        desactiver_la_fiche,
        desactiver,
        desactiver_le_profil,
        rogner_le_profil,
    ],
)
def test_le_dernier_administrateur_ne_se_perd_pas(db, ctx, profils, martine, geste):
    creer(db, ctx, profils["Accueil"], "Paul", AUTRE)
    with pytest.raises(UserError, match="aucun administrateur"), db.write() as session:
        geste(session, ctx, martine, profils)
    with db.read() as session:
        assert seance_de(session, martine).droits is None


def test_avec_un_second_administrateur_le_premier_peut_partir(db, ctx, profils, martine):
    paul = creer(db, ctx, profils["Administrateur"], "Paul", AUTRE)
    with db.write() as session:
        activer_utilisateur(session, martine, False, dataclasses.replace(ctx, utilisateur="Paul"))
    with pytest.raises(UserError, match="aucun administrateur"), db.write() as session:
        activer_utilisateur(session, paul, False, ctx)


def test_on_ne_se_desactive_pas_soi_meme(db, ctx, profils, martine):
    creer(db, ctx, profils["Administrateur"], "Paul", AUTRE)
    with pytest.raises(UserError, match="propre compte"), db.write() as session:
        activer_utilisateur(session, martine, False, ctx)


# --- Nul n'accorde plus qu'il n'a ---------------------------------------------------------------


@pytest.fixture
def delegue(ctx):
    """Un contexte qui n'a que la gestion des utilisateurs, et consulter les tiers."""
    return dataclasses.replace(
        ctx, utilisateur="Paul", droits=frozenset({"utilisateurs", "tiers.consulter"})
    )


def test_un_delegue_ne_se_fait_pas_administrateur(db, ctx, delegue, profils, martine):
    paul = creer(db, ctx, profils["Accueil"], "Paul")
    with pytest.raises(UserError, match="que vous n'avez pas"), db.write() as session:
        draft = load_utilisateur(session, paul)
        draft.profil_id = profils["Administrateur"]
        save_utilisateur(session, draft, ctx=delegue)
    with pytest.raises(UserError, match="que vous n'avez pas"), db.write() as session:
        donner_mot_de_passe(session, martine, AUTRE, ctx=delegue)
    with pytest.raises(UserError, match="que vous n'avez pas"), db.write() as session:
        activer_utilisateur(session, martine, False, delegue)


def test_un_delegue_n_accorde_pas_un_droit_qu_il_n_a_pas(db, ctx, delegue, profils):
    with db.write() as session:
        draft = nouveau_profil(session, ctx)
        draft.nom = "Standard"
        tick(draft, "tiers.consulter")
        profil_id = save_profil(session, draft, ctx=delegue)
    with pytest.raises(UserError, match="que vous n'avez pas"), db.write() as session:
        draft = load_profil(session, profil_id)
        tick(draft, "tiers.iban")
        save_profil(session, draft, ctx=delegue)
    with pytest.raises(UserError, match="que vous n'avez pas"), db.write() as session:
        supprimer_profil(session, profils["Comptable"], delegue)


def tick(draft, *cles, accorde=True):
    for line in draft.grille:
        if line.cle in cles:
            line.accorde = accorde


# --- Profils ------------------------------------------------------------------------------------


def test_un_profil_se_copie_et_se_change(db, ctx, profils):
    with db.write("Martine") as session:
        draft = nouveau_profil(session, ctx, copie_de=profils["Accueil"])
        tick(draft, "tiers.modifier")
        copy_id = save_profil(session, draft, ctx=ctx)
    with db.read() as session:
        copy, source = load_profil(session, copy_id), load_profil(session, profils["Accueil"])
    assert copy.nom == "Accueil (copie)"
    assert droits_de(copy) - droits_de(source) == {"tiers.modifier"}
    with db.read() as session, pytest.raises(UserError, match="ne servirait à rien"):
        nouveau_profil(session, ctx, copie_de=profils["Administrateur"])


def test_deux_collegues_ne_s_ecrasent_pas_un_profil(db, ctx, profils):
    with db.read() as session:
        first, second = (load_profil(session, profils["Accueil"]) for _ in range(2))
    tick(first, "tiers.modifier")
    tick(second, "biens.modifier")
    with db.write() as session:
        save_profil(session, first, ctx=ctx)
    with pytest.raises(ConflictError), db.write() as session:
        save_profil(session, second, ctx=ctx)


def test_un_droit_accorde_se_lit_dans_l_historique(db, ctx, profils):
    with db.read() as session:
        draft = load_profil(session, profils["Accueil"])
    tick(draft, "tiers.iban")
    with db.write("Martine") as session:
        save_profil(session, draft, ctx=ctx)
    with db.read() as session:
        fact = session.scalars(select(Historique).where(Historique.action == "ajout")).one()
    assert (fact.qui, fact.fiche, fact.apres) == ("Martine", "profil", "tiers.iban")


def test_un_profil_qui_sert_ne_se_supprime_pas(db, ctx, profils, martine):
    with pytest.raises(UserError, match="1 utilisateur"), db.write() as session:
        supprimer_profil(session, profils["Administrateur"], ctx)
    with db.write() as session:
        supprimer_profil(session, profils["Comptable"], ctx)


def test_deux_profils_n_ont_pas_le_meme_nom(db, ctx, profils):
    with pytest.raises(UserError, match="existe déjà"), db.write() as session:
        draft = nouveau_profil(session, ctx)
        draft.nom = "Accueil"
        save_profil(session, draft, ctx=ctx)


@pytest.mark.parametrize(
    ("identifiant", "nom", "field"), [("MARTINE", "Autre", "identifiant"), ("m2", "martine", "nom")]
)
def test_ni_identifiant_ni_nom_en_double(db, ctx, profils, martine, identifiant, nom, field):
    with pytest.raises(UserError) as refus, db.write() as session:
        draft = UtilisateurDraft(identifiant=identifiant, nom=nom, profil_id=profils["Accueil"])
        save_utilisateur(session, draft, ctx=ctx)
    assert refus.value.field == field


def test_installer_deux_fois_ne_double_rien(db, profils):
    with db.write() as session:
        installer(session)
    with db.read() as session:
        assert len(session.scalars(select(Profil)).all()) == 4
