"""La bibliothèque de résolutions, et ce qu'elle fait remarquer sur la fiche."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from lsc_desktop.domain.assemblees.saisie import AssembleeDraft
from lsc_desktop.queries.assemblees.bibliotheque import (
    annexes,
    bibliotheque,
    questions,
    remarques,
)
from lsc_desktop.queries.assemblees.fiches import load_assemblee
from lsc_desktop.services.assemblees.envois import dater_presentations, preparer_convocations
from lsc_desktop.services.coproprietes.mutations import save_mutation
from lsc_desktop.storage.models import Assemblee, CleRepartition
from tests.seance_gilbert import CTX, JOUR, une_seance, vente
from tests.seance_gilbert import questions as lignes


def test_la_bibliotheque_se_cherche_sans_accent_et_au_jour_dit():
    found = bibliotheque("meuble tourisme", date(2024, 11, 20))
    assert [(q.code, str(q.article)) for q in found] == [("meubles-tourisme", "unanimité")]
    found = bibliotheque("MEUBLÉ tourisme", date(2024, 11, 21))
    assert [(q.code, str(q.article)) for q in found] == [("meubles-tourisme", "26")]
    assert bibliotheque("zzz", JOUR) == ()
    assert questions() is questions()


def test_les_annexes_de_l_ordre_du_jour_ne_se_repetent_pas():
    once = annexes(iter(["travaux-conservation"]), JOUR)
    assert len(once) == 2
    codes = ["travaux-conservation", "", "travaux-obligatoires", "inconnue"]
    assert annexes(iter(codes), JOUR) == once


def test_une_fiche_neuve_ou_close_ne_fait_rien_remarquer(db):
    with db.write() as session:
        assert remarques(session, AssembleeDraft(), CTX) == ()
        gilbert = une_seance(session)
        assert remarques(session, AssembleeDraft(copropriete_id=gilbert.copropriete), CTX) == ()
        draft = load_assemblee(session, gilbert.assemblee)
        draft.resolutions[0].question = "acquisition"
        assert remarques(session, draft, CTX)
        draft.etat = "close"
        assert remarques(session, draft, CTX) == ()


def test_un_article_qui_n_est_pas_celui_de_la_loi_se_dit(db):
    """Achat d'un bien par le syndicat : article 26 (loi art. 26 a), le document l'a mis à 25."""
    with db.write() as session:
        draft = load_assemblee(session, une_seance(session, lignes(("Achat", "25"))).assemblee)
        draft.resolutions[0].question = "acquisition"
        draft.resolutions[0].projet = "Acheter la cour."
        (told,) = [t for t in remarques(session, draft, CTX) if "vous avez choisi" in t]
    assert told.startswith("Résolution 1 : « Achat d'un bien")
    assert "la loi demande l'article 26" in told and "vous avez choisi l'article 25" in told


def test_une_sous_resolution_suit_la_majorite_de_la_depense(db):
    with db.write() as session:
        lines = lignes(("Travaux", "25"), ("> Honoraires", "24"), ("Honoraires", "24"))
        draft = load_assemblee(session, une_seance(session, lines).assemblee)
        for line in draft.resolutions[1:]:
            line.question, line.projet = "honoraires-travaux", "Payer."
        told = [t for t in remarques(session, draft, CTX) if "joindre" not in t]
    assert told[0].startswith("Résolution 1.1 :") and "la loi demande l'article 25" in told[0]
    assert told[1].startswith("Résolution 2 :") and "même majorité que la dépense" in told[1]


def test_un_projet_manquant_et_des_annexes_a_joindre_se_disent(db):
    with db.write() as session:
        draft = load_assemblee(session, une_seance(session).assemblee)
        line = draft.resolutions[0]
        line.question = "travaux-conservation"
        told = remarques(session, draft, CTX)
        assert [t for t in told if "demande un projet de résolution" in t]
        (joined,) = [t for t in told if "à joindre à la convocation" in t]
        assert joined.startswith("Résolution 1 : ") and "devis ou marchés" in joined
        line.projet = "  L'assemblée décide. "
        told = remarques(session, draft, CTX)
    assert not [t for t in told if "demande un projet" in t]


def test_un_delai_de_convocation_perdu_se_dit_sauf_urgence(db):
    """Assemblée le 30 novembre : 30 − 22 jours, le 8 est le dernier jour (décret art. 9)."""
    with db.write() as session:
        draft = load_assemblee(session, une_seance(session).assemblee)
        for day, said in ((8, 0), (9, 1), (30, 1)):
            ctx = replace(CTX, aujourd_hui=date(2021, 11, day))
            told = [t for t in remarques(session, draft, ctx) if "ne peut plus être tenu" in t]
            assert len(told) == said, day
        assert "08/11/2021" in told[0]
        past = replace(CTX, aujourd_hui=date(2021, 12, 1))
        assert remarques(session, draft, past) == ()
        draft.convoquee_le = date(2021, 11, 10)
        (told,) = remarques(session, draft, ctx)
        assert told.startswith("Les convocations sont parties le 10/11/2021")
        draft.urgence = True
        assert remarques(session, draft, ctx) == ()


def test_une_convocation_presentee_trop_tard_se_compte(db):
    with db.write() as session:
        gilbert = une_seance(session)
        preparer_convocations(session, gilbert.assemblee, ctx=CTX)
        days = {gilbert.qui["450TRILLON"]: date(2021, 11, 8),
                gilbert.qui["450LATOUR"]: date(2021, 11, 9)}  # fmt: skip
        later = replace(CTX, aujourd_hui=date(2021, 11, 12))
        dater_presentations(session, gilbert.assemblee, "convocation", days, ctx=later)
        draft = load_assemblee(session, gilbert.assemblee)
        (told,) = remarques(session, draft, later)
    assert told.startswith("Convocations présentées trop tard : 1 ; le dernier jour")


def test_une_vente_apprise_depuis_la_convocation_se_dit(db):
    with db.write() as session:
        gilbert = une_seance(session)
        preparer_convocations(session, gilbert.assemblee, ctx=CTX)
        draft = load_assemblee(session, gilbert.assemblee)
        assert remarques(session, draft, CTX) == ()
        for lot, seller, day in (
            ("142", "450CLIQUOT", date(2021, 11, 5)), ("323", "450BOURNAC", date(2021, 12, 5)),
        ):  # fmt: skip
            sale = vente(session, gilbert, lot, seller, "450LEPITRE", day)
            save_mutation(session, sale, ctx=CTX)
        (told,) = remarques(session, draft, CTX)
    assert told.startswith("Mutation depuis la convocation : CLIQUOT Mathilde a vendu à LEPITRE")
    assert "05/11/2021" in told


def test_une_cle_dont_les_lots_ne_font_pas_le_total_dit_la_difference(db):
    """Le total annoncé devient 1 001 : il manque 1 001 − 1 000,91516 = 0,08484."""
    with db.write() as session:
        gilbert = une_seance(session)
        session.get_one(CleRepartition, gilbert.cles["010"]).total = Decimal("1001")
        session.get_one(CleRepartition, gilbert.cles["020"]).total = Decimal("3")  # inemployée
        session.flush()
        (told,) = remarques(session, load_assemblee(session, gilbert.assemblee), CTX)
        assert told.startswith("Clé 010 :") and told.endswith("il manque 0,08484.")
        session.get_one(Assemblee, gilbert.assemblee).cle_id = gilbert.cles["020"]
        session.flush()
        both = remarques(session, load_assemblee(session, gilbert.assemblee), CTX)
    assert len(both) == 2
