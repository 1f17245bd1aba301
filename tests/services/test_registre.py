"""Dossiers et déclarations : ce qui s'écrit, ce qui se refuse, ce que l'historique garde."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lsc_desktop.base.errors import ConflictError, UserError
from lsc_desktop.domain.partenaires.envois import ABANDONNE
from lsc_desktop.domain.registre.choix import (
    AILLEURS,
    ATTENTE,
    PREDECESSEUR,
    RATTACHEE,
    SUCCESSION,
)
from lsc_desktop.domain.registre.declarations import BROUILLON, PORTAIL
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.registre.declarations import (
    DECLARATIONS_REGISTRE,
    load_declaration,
    nouvelle_declaration,
    piece_de,
)
from lsc_desktop.queries.registre.dossiers import DOSSIERS_REGISTRE, load_dossier
from lsc_desktop.queries.registre.reglages import load_reglage_registre, pem_de
from lsc_desktop.services.coproprietes.fiches import supprimer_copropriete
from lsc_desktop.services.registre.declarations import (
    acquitter,
    envoyer,
    noter_portail,
    reprendre,
    save_declaration,
    supprimer_declaration,
)
from lsc_desktop.services.registre.dossiers import save_dossier
from lsc_desktop.services.registre.reglages import (
    importer_contrat,
    lire_pour_l_agence,
    permettre,
    poser_certificat,
    retirer_certificat,
    save_reglage_registre,
)
from lsc_desktop.storage.models import (
    Copropriete,
    DeclarationRegistre,
    DossierRegistre,
    EnvoiPartenaire,
    Historique,
    ParcelleRegistre,
)
from tests.coffres import coffre_en_memoire
from tests.coproprietes import ecrire, lire, refuse, une_copropriete
from tests.partners.certificats import Autorite, Usage
from tests.partners.registre_certificats import AUTRE_SIREN, SECRET, de_l_agence, pas_encore_valide
from tests.registre import (
    immatriculee,
    un_compte_de_teledeclarant,
    un_syndicat,
    une_declaration,
)

REPONSE = {"numero": "", "accuse": "AR-1", "message": "Enregistré", "recues": {}, "brut": "{}"}


@pytest.fixture
def gilbert(db, ctx):
    return ecrire(db, un_syndicat, ctx)


@pytest.fixture
def rattachee(db, ctx):
    def make(session):
        ids = un_syndicat(session, ctx, rattachement=RATTACHEE)
        immatriculee(session, ids)
        return ids

    return ecrire(db, make)


def prepare(db, ctx, ids, demarche, **over):
    return ecrire(db, une_declaration, ctx, ids, demarche, **over)


def etat(db, declaration):
    with db.read() as session:
        (row,) = DECLARATIONS_REGISTRE.pick(session, [declaration])
        return row


# --- Le dossier ---------------------------------------------------------------------------------


def test_un_dossier_se_remplit_des_autres_fiches_et_s_enregistre(db, ctx, gilbert):
    draft = lire(db, load_dossier, gilbert.id)
    assert draft.id == gilbert.id and draft.nom == "Syndicat Gilbert"
    assert draft.lots == "2 lots, 2 logements, 0 local, 0 stationnement"
    assert [one.numero for one in draft.parcelles] == ["123"]
    assert draft.constats == [] and draft.echeance == "À immatriculer"
    draft = replace(draft, budget=Decimal("1234.56"), nb_ascenseurs=None)
    ecrire(db, save_dossier, draft, ctx=ctx)
    again = lire(db, load_dossier, gilbert.id)
    assert again.budget == Decimal("1234.56") and again.version == draft.version + 1
    assert [one.phrase for one in again.constats] == [
        "Nombre d'ascenseurs : à renseigner dans l'onglet Technique."
    ]


def test_deux_postes_n_ouvrent_pas_le_meme_dossier_sans_le_savoir(db, ctx):
    with db.write() as session:
        ids = une_copropriete(session, {"ATRILLON": "100"})
    mine, theirs = (lire(db, load_dossier, ids.id) for _poste in range(2))
    assert mine.id is None
    ecrire(db, save_dossier, mine, ctx=ctx)
    with pytest.raises(ConflictError, match="avant vous"):
        ecrire(db, save_dossier, theirs, ctx=ctx)
    stale = lire(db, load_dossier, ids.id)
    ecrire(db, save_dossier, replace(lire(db, load_dossier, ids.id), note="x"), ctx=ctx)
    with pytest.raises(ConflictError):
        ecrire(db, save_dossier, replace(stale, note="y"), ctx=ctx)


def test_une_copropriete_emporte_son_dossier_mais_pas_ses_declarations(db, ctx):
    with db.write() as session:
        ids = une_copropriete(session, {})
    draft = lire(db, load_dossier, ids.id)
    ecrire(db, save_dossier, draft, ctx=ctx)
    declaration = prepare(db, ctx, ids, "immatriculation")
    with pytest.raises(UserError, match="1 déclaration au registre"):
        ecrire(db, supprimer_copropriete, ids.id)
    ecrire(db, supprimer_declaration, declaration)
    ecrire(db, supprimer_copropriete, ids.id)
    with db.read() as session:
        assert session.get(DossierRegistre, ids.id) is None
        assert session.query(ParcelleRegistre).count() == 0


def test_un_numero_deja_connu_fait_tenir_la_copropriete_pour_rattachee(db, ctx):
    with db.write() as session:
        ids = une_copropriete(session, {"ATRILLON": "100"})
        immatriculee(session, ids)
    assert lire(db, load_dossier, ids.id).rattachement == RATTACHEE
    with db.read() as session:
        (row,) = DOSSIERS_REGISTRE.page(session, Criteria(), 0, 5)
    assert row.rattachement == "Rattachée à l'agence" and row.a_faire == ""


# --- Préparer, envoyer --------------------------------------------------------------------------


def test_un_brouillon_propose_la_demarche_qui_presse(db, ctx, gilbert):
    with db.read() as session:
        draft = nouvelle_declaration(session, ctx, copropriete_id=gilbert.id)
    assert draft.demarche == "immatriculation" and draft.constats == []
    assert {one.libelle: one.valeur for one in draft.lignes}["Nombre total de lots"] == "2"


def test_envoyer_fige_ce_qui_part_avec_l_envoi(db, ctx, gilbert):
    declaration = prepare(db, ctx, gilbert, "immatriculation")
    ecrire(db, envoyer, declaration, ctx=ctx)
    with db.read() as session:
        record = session.get_one(DeclarationRegistre, declaration)
        envoi = session.get_one(EnvoiPartenaire, record.envoi_id)
    sent = json.loads(record.donnees)
    assert (sent["nom_usage"], sent["charges_courantes"]) == ("Résidence Gilbert", "40120.50")
    assert json.loads(envoi.charge) == {"declaration": declaration}
    assert (envoi.fil, envoi.objet) == (
        f"registre:{gilbert.id}", "Syndicat Gilbert : Immatriculation",
    )  # fmt: skip
    assert etat(db, declaration).etat == "À envoyer"
    # Le dossier peut changer : ce qui part ne change plus.
    draft = replace(lire(db, load_dossier, gilbert.id), nom_usage="Autre")
    ecrire(db, save_dossier, draft, ctx=ctx)
    shown = lire(db, load_declaration, declaration)
    assert {one.libelle: one.valeur for one in shown.lignes}["Nom d'usage"] == "Résidence Gilbert"


def test_ce_qui_manque_s_enumere_et_rien_ne_part(db, ctx, gilbert):
    draft = replace(lire(db, load_dossier, gilbert.id), budget=None, mandat_au=None)
    ecrire(db, save_dossier, draft, ctx=ctx)
    declaration = prepare(db, ctx, gilbert, "immatriculation")
    with pytest.raises(UserError, match="2 points à corriger") as refus:
        ecrire(db, envoyer, declaration, ctx=ctx)
    assert "Budget prévisionnel : à renseigner" in refus.value.advice
    with db.read() as session:
        assert session.query(EnvoiPartenaire).count() == 0
    assert etat(db, declaration).etat == "Brouillon"


def test_une_seule_declaration_attend_a_la_fois(db, ctx, rattachee):
    first = prepare(db, ctx, rattachee, "mise_a_jour")
    ecrire(db, envoyer, first, ctx=ctx)
    refuse(db, "plus un brouillon", envoyer, first, ctx=ctx)
    second = prepare(db, ctx, rattachee, "mise_a_jour")
    refuse(db, "attend la réponse", envoyer, second, ctx=ctx)
    ecrire(db, reprendre, first, ctx=ctx)
    ecrire(db, envoyer, second, ctx=ctx)


def test_reprendre_abandonne_l_envoi_et_rend_le_brouillon(db, ctx, rattachee):
    declaration = prepare(db, ctx, rattachee, "mise_a_jour")
    refuse(db, "déjà en brouillon", reprendre, declaration, ctx=ctx)
    envoi = ecrire(db, envoyer, declaration, ctx=ctx)
    ecrire(db, reprendre, declaration, ctx=ctx)
    with db.read() as session:
        assert session.get_one(EnvoiPartenaire, envoi).etat == ABANDONNE
        record = session.get_one(DeclarationRegistre, declaration)
        assert (record.etat, record.donnees, record.envoi_id) == (BROUILLON, "", None)


def test_ce_qui_est_parti_ne_se_modifie_ni_ne_s_efface(db, ctx, rattachee):
    declaration = prepare(db, ctx, rattachee, "mise_a_jour")
    ecrire(db, envoyer, declaration, ctx=ctx)
    ecrire(db, acquitter, declaration, **REPONSE, ctx=ctx)
    draft = lire(db, load_declaration, declaration)
    refuse(db, "plus un brouillon", save_declaration, draft, ctx=ctx)
    refuse(db, "plus un brouillon", supprimer_declaration, declaration)
    refuse(db, "est faite", reprendre, declaration, ctx=ctx)


# --- Ce que la réponse change -------------------------------------------------------------------


def test_une_immatriculation_acceptee_donne_son_numero_a_la_copropriete(db, ctx, gilbert):
    declaration = prepare(db, ctx, gilbert, "immatriculation")
    ecrire(db, envoyer, declaration, ctx=ctx)
    ecrire(db, acquitter, declaration, **REPONSE | {"numero": "AB1234567"}, ctx=ctx)
    with db.read() as session:
        assert session.get_one(Copropriete, gilbert.id).immatriculation == "AB1234567"
    dossier = lire(db, load_dossier, gilbert.id)
    assert (dossier.rattachement, dossier.maj_le, dossier.immatriculee_le) == (
        RATTACHEE, ctx.aujourd_hui, ctx.aujourd_hui,
    )  # fmt: skip
    assert dossier.echeance == "Rien à déclarer"
    row = etat(db, declaration)
    assert (row.etat, row.numero, row.accuse) == ("Acquittée", "AB1234567", "AR-1")
    with db.read() as session:
        told = session.query(Historique).filter_by(fiche="copropriete", qui="Martine").count()
    assert told, "l'historique dit d'où vient ce numéro"


def test_une_immatriculation_sans_numero_lisible_le_dit(db, ctx, gilbert):
    declaration = prepare(db, ctx, gilbert, "immatriculation")
    ecrire(db, envoyer, declaration, ctx=ctx)
    ecrire(db, acquitter, declaration, **REPONSE, ctx=ctx)
    assert "recopiez-le dans la fiche Copropriété" in etat(db, declaration).message


@pytest.mark.parametrize(
    ("avant", "demarche", "apres", "suite"),
    [
        (RATTACHEE, "mise_a_jour_annuelle", RATTACHEE, {}),
        (RATTACHEE, "renouvellement", RATTACHEE, {}),
        (RATTACHEE, "successeur", SUCCESSION,
         {"fin_mandat": date(2021, 12, 31), "successeur_nom": "Cabinet Lune"}),
        (PREDECESSEUR, "confirmation", RATTACHEE, {}),
    ],
)  # fmt: skip
def test_chaque_demarche_mene_ou_elle_doit(db, ctx, avant, demarche, apres, suite):
    def make(session):
        ids = un_syndicat(session, ctx, rattachement=avant)
        immatriculee(session, ids)
        return ids, une_declaration(session, ctx, ids, demarche, **suite)

    ids, declaration = ecrire(db, make)
    ecrire(db, envoyer, declaration, ctx=ctx)
    ecrire(db, acquitter, declaration, **REPONSE, ctx=ctx)
    dossier = lire(db, load_dossier, ids.id)
    assert dossier.rattachement == apres
    assert (dossier.maj_le == ctx.aujourd_hui) == demarche.startswith("mise_a_jour")


def test_la_piece_justificative_entre_dans_la_base(db, ctx, tmp_path):
    contrat = tmp_path / "contrat.pdf"
    contrat.write_bytes(b"%PDF-1.7 contrat")

    def make(session):
        ids = un_syndicat(session, ctx, rattachement=AILLEURS)
        immatriculee(session, ids)
        return ids, une_declaration(session, ctx, ids, "rattachement", piece="", chemin="")

    ids, declaration = ecrire(db, make)
    refuse(db, "1 point à corriger", envoyer, declaration, ctx=ctx)
    draft = replace(lire(db, load_declaration, declaration), chemin=str(contrat))
    ecrire(db, save_declaration, draft, ctx=ctx)
    assert lire(db, load_declaration, declaration).piece == "contrat.pdf"
    assert lire(db, piece_de, declaration) == b"%PDF-1.7 contrat"
    ecrire(db, envoyer, declaration, ctx=ctx)
    ecrire(db, acquitter, declaration, **REPONSE, ctx=ctx)
    assert lire(db, load_dossier, ids.id).rattachement == ATTENTE


def test_faite_sur_le_portail_elle_vaut_comme_les_autres(db, ctx, gilbert):
    declaration = prepare(db, ctx, gilbert, "immatriculation")
    refuse(db, "pas dans la fiche Copropriété", noter_portail, declaration, ctx=ctx)
    with db.write() as session:
        immatriculee(session, gilbert)
    ecrire(db, noter_portail, declaration, ctx=ctx)
    with db.read() as session:
        record = session.get_one(DeclarationRegistre, declaration)
        assert (record.etat, record.faite_par) == (PORTAIL, ctx.utilisateur)
        assert json.loads(record.donnees)["nom_usage"] == "Résidence Gilbert"
    assert lire(db, load_dossier, gilbert.id).rattachement == RATTACHEE


def test_un_telechargement_se_compare_champ_par_champ(db, ctx, rattachee):
    declaration = prepare(db, ctx, rattachee, "telechargement")
    ecrire(db, envoyer, declaration, ctx=ctx)
    theirs = {"nom_usage": "Résidence Gilbert", "nb_lots": 12, "ascenseurs": 3}
    ecrire(db, acquitter, declaration, **REPONSE | {"recues": theirs}, ctx=ctx)
    lines = lire(db, load_declaration, declaration).lignes
    seen = {one.libelle: (one.valeur, one.registre, one.remarque) for one in lines}
    assert seen["Nombre total de lots"] == ("2", "12", "Différent")
    assert seen["ascenseurs"] == ("", "3", "Pas chez nous")
    assert seen["Nom d'usage"] == ("Résidence Gilbert", "Résidence Gilbert", "")
    assert seen["Budget prévisionnel"][2] == "Pas au registre"
    assert lines[0].remarque == "Différent"


# --- Réglages -----------------------------------------------------------------------------------

AUTORITE = Autorite()


def test_un_certificat_se_pose_sans_sa_cle_et_s_exporte(db, ctx, gilbert):
    with coffre_en_memoire():
        with db.write("Martine") as session:
            found = lire_pour_l_agence(session, [de_l_agence(AUTORITE).p12(SECRET)], SECRET)
            poser_certificat(session, 1, found, ctx=ctx)
        draft = lire(db, load_reglage_registre)
        assert draft.dn1.startswith("CN=ws.agence-crypto.fr") and draft.dn2 == ""
        assert draft.usage1 == "732 829 320 ; clientAuth" and "par Martine" in draft.validite1
        name, pem = lire(db, pem_de, 1)
        assert name == "ws.agence-crypto.fr" and "PRIVATE" not in pem and "BEGIN CERT" in pem
        ecrire(db, retirer_certificat, 1, ctx=ctx)
        assert lire(db, pem_de, 1) == ("", "")


def test_un_certificat_qui_ne_servira_jamais_n_est_pas_garde(db, ctx, gilbert):
    for signe, phrase in (
        (de_l_agence(AUTORITE, siren=AUTRE_SIREN), "SIREN de l'agence"),
        (de_l_agence(AUTORITE, usage=Usage.SERVER_AUTH), "serveur web"),
    ):
        refuse(db, phrase, lire_pour_l_agence, [signe.p12(SECRET)], SECRET)
    with db.write() as session:  # celui de l'an prochain s'importe d'avance
        early = lire_pour_l_agence(session, [pas_encore_valide(AUTORITE).p12(SECRET)], SECRET)
        poser_certificat(session, 2, early, ctx=ctx)
    draft = lire(db, load_reglage_registre)
    assert any("ne vaut qu'à partir du" in one.phrase for one in draft.rappels)


def test_appeler_un_vrai_serveur_se_permet_et_changer_d_adresse_ou_de_contrat_l_ote(db, ctx):
    with db.write("Martine") as session:
        un_compte_de_teledeclarant(session, ctx, "https://registre.exemple.fr/ws")
    refused = "aucun administrateur n'a permis"
    assert any(refused in one.phrase for one in lire(db, load_reglage_registre).rappels)
    assert ecrire(db, permettre, ctx=ctx) == "registre.exemple.fr"
    draft = lire(db, load_reglage_registre)
    assert not any(refused in one.phrase for one in draft.rappels)
    assert "Martine" in draft.permis_dit
    ecrire(db, save_reglage_registre, replace(draft, courriel="a@b.fr"), ctx=ctx)
    assert lire(db, load_reglage_registre).permis  # le même serveur
    draft = lire(db, load_reglage_registre)
    ecrire(db, save_reglage_registre, replace(draft, adresse="https://autre.fr/ws"), ctx=ctx)
    assert not lire(db, load_reglage_registre).permis
    ecrire(db, permettre, ctx=ctx)
    other = 'nom = "Vrai"\nversion = "2.0.1"\n[services.telechargement]\nverbe = "GET"\n'
    ecrire(db, importer_contrat, other, ctx=ctx)
    draft = lire(db, load_reglage_registre)
    assert not draft.permis and draft.contrat_dit.startswith("Vrai (2.0.1)")
    assert draft.rappels[0].phrase.startswith("Jamais vérifié")
    refuse(db, "ce n'est pas du TOML", importer_contrat, "nom = ", ctx=ctx)
    ecrire(db, importer_contrat, "", ctx=ctx)
    assert "provisoires" in lire(db, load_reglage_registre).contrat_dit


def test_une_adresse_qui_n_est_pas_sure_se_refuse(db, ctx):
    draft = replace(lire(db, load_reglage_registre), adresse="http://registre.fr")
    assert refuse(db, "https://", save_reglage_registre, draft, ctx=ctx) == "adresse"
    refuse(db, "adresse du registre n'est pas renseignée", permettre, ctx=ctx)
