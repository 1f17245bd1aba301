"""La feuille de présence et les convocations, de ce qui est enregistré à ce qui s'imprime."""

from datetime import date, time

import pytest

from lsc_desktop.base.errors import GoneError, UserError
from lsc_desktop.domain.assemblees.documents import Presentation
from lsc_desktop.domain.assemblees.majorites import Article
from lsc_desktop.domain.assemblees.presences import Code
from lsc_desktop.domain.assemblees.reglages import ConfigurationSyndicDraft
from lsc_desktop.domain.assemblees.saisie import AssembleeDraft
from lsc_desktop.domain.assemblees.voix import ecrit
from lsc_desktop.printing.assemblees.convocation import imprimer_convocation
from lsc_desktop.printing.assemblees.feuille_presence import imprimer_feuille_presence
from lsc_desktop.queries.assemblees.convocations import LE_CABINET, load_convocations
from lsc_desktop.queries.assemblees.documents import load_feuille
from lsc_desktop.queries.assemblees.reunion import adresse_agence, entete_agence
from lsc_desktop.services.assemblees.fiches import save_assemblee
from lsc_desktop.services.assemblees.presences import pointer, voter_par_correspondance
from lsc_desktop.services.assemblees.votes import mouvoir
from lsc_desktop.services.configuration import save_configuration_syndic
from lsc_desktop.storage.models import (
    Assemblee,
    Coproprietaire,
    Copropriete,
    LotCopropriete,
    Tantieme,
    Tiers,
)
from tests.coproprietes import un_lot_de_copropriete, une_copropriete
from tests.seance_gilbert import CTX, JOUR, LE_JOUR, imprime, questions, une_seance

# --- La feuille de présence ---------------------------------------------------------------------


def test_la_feuille_de_gilbert_est_celle_du_document_au_cent_millieme(db):
    """seed L2333-2334 : 288,90096 / 293 / 65 / 223 / 131,0142, et 12 = 4 + 3 + 1 + 2 + 2."""
    with db.write() as session:
        gilbert = une_seance(session)
        gilbert.pointer(session)
        feuille = load_feuille(session, gilbert.assemblee)
    feet = {c.value: (ecrit(camp.voix), camp.nombre) for c, camp in feuille.pieds(0).items()}
    assert feet == {
        "N": ("288,90096", 4), "O": ("293", 3), "D": ("65", 1), "R": ("223", 2),
        "C": ("131,0142", 2),
    }  # fmt: skip
    text = imprime(imprimer_feuille_presence(feuille))
    for expected in (
        "S001 Syndicat Gilbert",
        "4, rue Gilbert-50, rue de la Colline",
        "Éditée suivant la clé 010-CHARGES COMMUNES GENERALES, tantièmes globaux 1 000,91516",
        "Absents (N) 4 288,90096",
        "Présents physiquement (O) 3 293,00000",
        "Présents à distance (D) 1 65,00000",
        "Représentés (R) 2 223,00000",
        "Votants par correspondance (C) 2 131,01420",
        "Total 12 1 000,91516",
    ):
        assert expected in text


def test_une_ligne_dit_le_domicile_les_lots_et_tous_les_comptes(db):
    """seed L2398-2410 : Brouilly a deux comptes, 5 + 5 + 65 + 7,0001 = 82,0001."""
    with db.write() as session:
        gilbert = une_seance(session)
        lines = {line.nom: line for line in load_feuille(session, gilbert.assemblee).lignes}
    brouilly = lines["BROUILLY Alfred"]
    assert brouilly.compte == "2 comptes"
    assert brouilly.domicile == ("32, Rue du Septentrion", "83500 PORT-GRIMAUD")
    assert [(lot.numero, lot.nature, ecrit(lot.voix)) for lot in brouilly.lots] == [
        ("014", "Cave", "5"), ("035", "Cave", "5"), ("122", "Appartement", "65"),
        ("907", "Parking", "7,0001"),
    ]  # fmt: skip
    assert ecrit(brouilly.voix[0]) == "82,0001"
    assert brouilly.code is None and brouilly.avant == ()
    assert list(lines)[:3] == ["ATRILLON Bernard Monsieur", "BPETRUS Pierre Monsieur",
                               "BROUILLY Alfred"]  # fmt: skip


def test_sous_plusieurs_cles_chacun_a_une_valeur_par_cle(db):
    """L'ascenseur ne pèse que sur les appartements : 62 des 74 d'Atrillon."""
    with db.write() as session:
        gilbert = une_seance(session)
        feuille = load_feuille(session, gilbert.assemblee, [gilbert.cles["010"],
                                                            gilbert.cles["020"]])  # fmt: skip
        seule = load_feuille(session, gilbert.assemblee, [gilbert.cles["020"]],
                             Presentation.SANS_LOTS)  # fmt: skip
    assert [cle.nom for cle in feuille.cles] == [
        "010-CHARGES COMMUNES GENERALES", "020-ASCENSEUR",
    ]  # fmt: skip
    assert [ecrit(v) for v in feuille.lignes[0].voix] == ["74", "62"]
    assert [lot.numero for lot in seule.lignes[0].lots] == ["248"]
    assert seule.presentation is Presentation.SANS_LOTS


def test_qui_n_a_rien_sous_la_cle_n_est_pas_sur_sa_feuille(db):
    with db.write() as session:
        gilbert = une_seance(session)
        for lot in session.query(LotCopropriete).filter_by(numero="142"):
            session.query(Tantieme).filter_by(
                lot_copropriete_id=lot.id, cle_id=gilbert.cles["020"]
            ).delete()
        session.flush()
        feuille = load_feuille(session, gilbert.assemblee, [gilbert.cles["020"]])
    assert "CLIQUOT Mathilde Madame" not in [line.nom for line in feuille.lignes]
    assert len(feuille.lignes) == 11


def test_le_mandataire_est_dit_avec_son_domicile_et_s_il_est_a_distance(db):
    with db.write() as session:
        gilbert = une_seance(session)
        who, far = gilbert.qui["450CLIQUOT"], gilbert.qui["450MEURSEA"]
        pointer(session, gilbert.assemblee, far, Code.DISTANCE, ctx=CTX)
        pointer(session, gilbert.assemblee, who, Code.REPRESENTE, ctx=CTX, mandataire=far)
        pointer(session, gilbert.assemblee, gilbert.qui["450LATOUR"], Code.REPRESENTE, ctx=CTX,
                mandataire="Casper")  # fmt: skip
        lines = {line.nom: line for line in load_feuille(session, gilbert.assemblee).lignes}
    cliquot, latour = lines["CLIQUOT Mathilde Madame"], lines["CLATOUR Madame et Monsieur"]
    assert cliquot.mandataire == "MEURSAULT Jeannine, 32, Rue du Septentrion, 83500 PORT-GRIMAUD"
    assert cliquot.mandataire_a_distance and not latour.mandataire_a_distance
    assert latour.mandataire == "Casper"


def test_une_arrivee_un_depart_un_pouvoir_se_lisent_a_l_emargement(db):
    with db.write() as session:
        gilbert = une_seance(session, questions(("Quitus", "24"), ("Budget", "24")))
        qui, second = gilbert.qui, gilbert.resolutions[1]
        for account in ("450LATOUR", "450MORGONC", "450PETRUSP"):
            pointer(session, gilbert.assemblee, qui[account], Code.PRESENT, ctx=CTX)
        mouvoir(session, second, qui["450CLIQUOT"], time(19, 5), Code.PRESENT, ctx=LE_JOUR)
        mouvoir(session, second, qui["450LATOUR"], time(19, 10), Code.ABSENT, ctx=LE_JOUR)
        mouvoir(session, second, qui["450MORGONC"], time(19, 20), Code.REPRESENTE, "Casper",
                ctx=LE_JOUR)  # fmt: skip
        mouvoir(session, second, qui["450PETRUSP"], time(19, 30), Code.REPRESENTE,
                qui["450CLIQUOT"], ctx=LE_JOUR)  # fmt: skip
        feuille = load_feuille(session, gilbert.assemblee)
    moves = {line.compte: line.mouvements for line in feuille.lignes if line.mouvements}
    assert moves == {
        "450CLIQUOT": ("Arrivée à 19:05, résolution 2",),
        "450LATOUR": ("Départ à 19:10, résolution 2",),
        "450MORGONC": ("Représenté par Casper à 19:20, résolution 2",),
        "450PETRUSP": ("Représenté par CLIQUOT Mathilde à 19:30, résolution 2",),
    }
    assert "Arrivée à 19:05, résolution 2" in imprime(imprimer_feuille_presence(feuille))


def test_un_formulaire_tardif_est_une_absence_sur_la_feuille(db):
    """Assemblée le mardi 30 : trois jours francs (27, 28, 29), le dernier jour est le 26."""
    with db.write() as session:
        gilbert = une_seance(session)
        for account, day in (("450LEPITRE", 26), ("450PIERREP", 27)):
            voter_par_correspondance(session, gilbert.assemblee, gilbert.qui[account],
                                     date(2021, 11, day), {}, ctx=CTX)  # fmt: skip
        lines = {line.compte: line for line in load_feuille(session, gilbert.assemblee).lignes}
    assert lines["450LEPITRE"].code is Code.CORRESPONDANCE
    assert lines["450LEPITRE"].recu_le == date(2021, 11, 26)
    assert lines["450PIERREP"].code is Code.ABSENT and lines["450PIERREP"].recu_le is None


def test_le_majoritaire_est_ramene_aux_autres_sous_la_cle_ou_il_l_est(db):
    """600 contre 150 + 250 = 400 : il en a 400 ; sous l'autre clé, 100 contre 300, il garde 100."""
    with db.write() as session:
        ids = une_copropriete(
            session,
            {"GROS": {"001": "600", "020": "100"}, "UN": {"001": "150", "020": "150"},
             "DEUX": {"001": "250", "020": "150"}},
            cles=("001", "020"),
        )  # fmt: skip
        ag = _assemblee(session, ids)
        feuille = load_feuille(session, ag, [ids.cles["001"], ids.cles["020"]])
    lines = {line.nom: line for line in feuille.lignes}
    gros = lines["GROS"]
    assert [ecrit(v) for v in gros.voix] == ["400", "100"]
    assert [ecrit(v) for v in gros.avant] == ["600", "100"]
    assert lines["UN"].avant == ()
    assert [ecrit(cle.total) for cle in feuille.cles] == ["1\u00a0000", "400"]


def test_sans_tantieme_ni_heure_ni_lieu_la_feuille_se_refuse(db):
    with db.write() as session:
        gilbert = une_seance(session)
        session.query(Tantieme).filter_by(cle_id=gilbert.cles["020"]).delete()
        with pytest.raises(UserError, match="Personne n'a de tantièmes"):
            load_feuille(session, gilbert.assemblee, [gilbert.cles["020"]])
        record = session.get_one(Assemblee, gilbert.assemblee)
        record.lieu = " "
        with pytest.raises(UserError, match="Le lieu de l'assemblée n'est pas renseigné\\."):
            load_feuille(session, gilbert.assemblee)
        record.heure = ""
        with pytest.raises(UserError, match="L'heure de l'assemblée n'est pas renseignée") as told:
            load_feuille(session, gilbert.assemblee)
        assert told.value.field == "heure"
        with pytest.raises(GoneError):
            load_feuille(session, 999)


# --- Les convocations ---------------------------------------------------------------------------


def test_chaque_coproprietaire_a_sa_convocation_et_son_formulaire(db):
    """Douze identités pour treize comptes ; limite de réception : le 26 novembre, 30 − 4 jours."""
    with db.write() as session:
        lines = questions(("Comptes", "24"), ("Travaux", "25"), ("> Devis A", "25"))
        lines[0].question, lines[0].projet = "comptes", "L'assemblée approuve les comptes."
        gilbert = une_seance(session, lines)
        found = dict(load_convocations(session, gilbert.assemblee, CTX.aujourd_hui))
    assert len(found) == 12
    value = found[gilbert.qui["450TRILLON"]]
    assert value.destinataire.bloc() == (
        "Monsieur Bernard ATRILLON", "12, rue des cépages", "33120 SAUTERNES",
    )  # fmt: skip
    assert [(q.numero, q.article, q.cle) for q in value.questions] == [
        ("1", Article.A24, "010-CHARGES COMMUNES GENERALES"),
        ("2", Article.A25, "010-CHARGES COMMUNES GENERALES"),
        ("2.1", Article.A25, "010-CHARGES COMMUNES GENERALES"),
    ]
    assert value.limite == date(2021, 11, 26)
    assert (ecrit(value.voix), ecrit(value.total)) == ("74", "1\u00a0000,91516")
    assert value.compte == "450TRILLON" and value.envoi == "Voie électronique"
    assert value.consultation == "Au cabinet du syndic, sur rendez-vous"
    assert len(value.annexes) == 2  # celles de l'approbation des comptes (décret art. 11)
    form = value.formulaire
    assert form is not None
    assert form.retour.bloc() == ("Agence Crypto", "3 rue Victor-Poirel", "54000 NANCY")
    assert form.courriel == "syndic@agence.test" and form.seconds_votes
    text = imprime(imprimer_convocation(value))
    assert "FORMULAIRE DE VOTE PAR CORRESPONDANCE" in text
    assert "Vos voix : 74 / 1 000,91516" in text
    assert "L'assemblée approuve les comptes." in text


def test_une_indivision_est_convoquee_chez_son_mandataire_commun(db):
    with db.write() as session:
        gilbert = une_seance(session)
        who = gilbert.qui["450BOURNAC"]
        found = dict(load_convocations(session, gilbert.assemblee, CTX.aujourd_hui))
        assert found[who].destinataire.bloc() == (
            "INDIVISION BOURNAC", "À l'attention de Lucie Bournac", "4, rue Gilbert",
            "54000 NANCY",
        )  # fmt: skip
        lucie = session.query(Tiers).filter_by(code="BOURNACLUCIE").one()
        lucie.adresse1, lucie.code_postal, lucie.ville = "1, place Stanislas", "54000", "NANCY"
        lucie.courriel = "lucie@essai.test"
        session.flush()
        found = dict(load_convocations(session, gilbert.assemblee, CTX.aujourd_hui))
    assert found[who].destinataire.lignes == (
        "À l'attention de Lucie Bournac", "1, place Stanislas",
    )  # fmt: skip
    assert found[who].formulaire.courriel_destinataire == "lucie@essai.test"


def test_le_lieu_de_consultation_de_l_assemblee_l_emporte_et_la_poste_se_dit(db):
    with db.write() as session:
        gilbert = une_seance(session, lieu_consultation="Au cabinet, le 22 de 9 h à 17 h")
        owner = session.get_one(Coproprietaire, gilbert.coproprietaires["450TRILLON"])
        owner.notification = "postale"
        session.flush()
        sans = ConfigurationSyndicDraft(vote_correspondance=False)
        save_configuration_syndic(session, sans, ctx=CTX)
        found = dict(load_convocations(session, gilbert.assemblee, CTX.aujourd_hui))
        value = found[gilbert.qui["450TRILLON"]]
        assert value.consultation == "Au cabinet, le 22 de 9 h à 17 h"
        assert value.envoi == "Voie postale" and value.formulaire is None
        session.get_one(Assemblee, gilbert.assemblee).lieu_consultation = ""
        session.get_one(Copropriete, gilbert.copropriete).lieu_consultation = ""
        session.flush()
        found = dict(load_convocations(session, gilbert.assemblee, CTX.aujourd_hui))
    assert found[gilbert.qui["450TRILLON"]].consultation == LE_CABINET


def test_le_syndicat_ne_se_convoque_pas_lui_meme(db):
    with db.write() as session:
        ids = une_copropriete(session, {"UN": "10", "DEUX": "20", "TROIS": "15", "LUI": "5"})
        session.get_one(Coproprietaire, ids.coproprietaires["LUI"]).nature = "syndicat"
        un_lot_de_copropriete(session, ids, "UN", "3")
        session.flush()
        found = dict(load_convocations(session, _assemblee(session, ids), CTX.aujourd_hui))
    assert set(found) == {ids.tiers[name] for name in ("UN", "DEUX", "TROIS")}


def test_sans_question_on_ne_convoque_pas(db):
    with db.write() as session:
        gilbert = une_seance(session, [])
        with pytest.raises(UserError, match="L'ordre du jour est vide"):
            dict(load_convocations(session, gilbert.assemblee, CTX.aujourd_hui))


def test_sans_autre_entite_le_syndicat_fait_l_en_tete(db):
    with db.write() as session:
        une_copropriete(session, {"UN": "10", "DEUX": "20", "TROIS": "15"})
        assert entete_agence(session).raison_sociale == "Syndicat Gilbert"
        assert adresse_agence(session).nom == "Syndicat Gilbert"


def _assemblee(session, ids) -> int:
    lines = questions(("Quitus", "24"), cle_id=next(iter(ids.cles.values())))
    draft = AssembleeDraft(
        copropriete_id=ids.id, date=JOUR, lieu="Ici", cle_id=lines[0].cle_id, resolutions=lines
    )
    return save_assemblee(session, draft, ctx=CTX)
