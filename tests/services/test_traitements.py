from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from lsc_desktop.base.errors import UserError
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.traitements import (
    TRAITEMENT_LIGNES,
    TRAITEMENTS,
    en_cours,
    load_traitement,
    questions,
    reste,
    traitements_a_voir,
)
from lsc_desktop.services.traitements import (
    abandonner,
    accepter,
    conclure,
    decliner,
    inscrire,
    interrompre,
    marquer,
    prendre,
    rouvrir,
    vivre,
)
from lsc_desktop.storage.models import Traitement, TraitementLigne

LIGNES = [(f"ligne {n}", f'{{"id":{n}}}') for n in range(1, 5)]


@pytest.fixture
def inscrit(db, ctx):
    with db.write() as session:
        return inscrire(
            session, LIGNES, sorte="regularisations.liste/Quittancer", titre="Quittancer",
            jeton="poste|1|2|a", ctx=ctx,
        )  # fmt: skip


def etats(db) -> list[str]:
    with db.read() as session:
        return list(session.scalars(select(TraitementLigne.etat).order_by(TraitementLigne.rang)))


def etat(db) -> tuple[str, str]:
    with db.read() as session:
        return tuple(session.execute(select(Traitement.etat, Traitement.jeton)).one())


def ecrire(db, work, *args, **kwargs):
    with db.write() as session:
        return work(session, *args, **kwargs)


def test_ce_qui_est_demande_se_relit_avant_que_rien_ne_soit_fait(db, ctx, inscrit):
    lot_id, lines = inscrit
    with db.read() as session:
        (held,) = en_cours(session)
        found = reste(session, lot_id)
    assert (held.id, held.jeton) == (lot_id, "poste|1|2|a")
    assert abs(held.now - held.vu_le) < timedelta(seconds=30)
    assert found.lignes == tuple(zip(lines, (text for _, text in LIGNES), strict=True))
    assert (found.cree_par, found.jour, found.accepte) == ("Martine", ctx.aujourd_hui, frozenset())


def test_une_ligne_ne_se_fait_qu_une_fois(db, inscrit):
    _, (first, *_) = inscrit
    assert ecrire(db, marquer, first, "fait", "6,00 € en 1 appel")
    assert not ecrire(db, marquer, first, "fait", "encore")
    assert not ecrire(db, marquer, first, "refus", "non")
    assert etats(db) == ["fait", "a_faire", "a_faire", "a_faire"]


def test_un_seul_prend_la_suite(db, inscrit):
    lot_id, _ = inscrit
    assert ecrire(db, prendre, lot_id, "poste|1|2|a", "b", "Paul")
    assert not ecrire(db, prendre, lot_id, "poste|1|2|a", "c", "Denise")
    assert not ecrire(db, vivre, lot_id, "poste|1|2|a")
    assert ecrire(db, vivre, lot_id, "b")
    with db.read() as session:
        assert load_traitement(session, lot_id).repris_par == "Paul"


def test_tout_fait_le_lot_est_termine(db, ctx, inscrit):
    lot_id, lines = inscrit
    for line in lines[:-1]:
        ecrire(db, marquer, line, "fait", "")
    ecrire(db, marquer, lines[-1], "refus", "Le compte est clos.")
    assert ecrire(db, conclure, lot_id, "poste|1|2|a", ctx) == "termine"
    assert etat(db) == ("termine", "")
    assert not ecrire(db, prendre, lot_id, "", "b"), "un lot terminé ne se reprend pas"
    with db.read() as session:
        (row,) = TRAITEMENTS.page(session, Criteria(), 0, 10)
        failed = Criteria(where={"traitement_id": lot_id, "echecs": True})
        (line,) = TRAITEMENT_LIGNES.page(session, failed, 0, 10)
    assert (row.etat, row.faites, row.total, row.refus, row.reste) == ("Terminé", 3, 4, 1, 0)
    assert (line.rang, line.etat, line.message) == (4, "Refusée", "Le compte est clos.")


def test_qui_a_perdu_le_lot_ne_le_conclut_pas(db, ctx, inscrit):
    lot_id, _ = inscrit
    ecrire(db, prendre, lot_id, "poste|1|2|a", "b")
    assert ecrire(db, conclure, lot_id, "poste|1|2|a", ctx) == ""
    assert etat(db) == ("en_cours", "b")


def test_interrompu_il_attend_quelqu_un_puis_se_reprend(db, ctx, inscrit):
    lot_id, lines = inscrit
    ecrire(db, marquer, lines[0], "fait", "")
    assert ecrire(db, conclure, lot_id, "poste|1|2|a", ctx) == "interrompu"
    with db.read() as session:
        assert traitements_a_voir(session, ctx) == 1
        assert en_cours(session) == []
    assert ecrire(db, prendre, lot_id, "", "b")
    with db.read() as session:
        assert len(reste(session, lot_id).lignes) == 3


def test_interrompre_de_loin_retire_le_jeton(db, inscrit):
    lot_id, _ = inscrit
    ecrire(db, interrompre, lot_id)
    assert etat(db) == ("interrompu", "")
    assert not ecrire(db, vivre, lot_id, "poste|1|2|a")
    with pytest.raises(UserError, match="n'est pas en cours"):
        ecrire(db, interrompre, lot_id)


def test_une_question_attend_sa_reponse(db, ctx, inscrit):
    lot_id, lines = inscrit
    for line in lines[:2]:
        ecrire(db, marquer, line, "question", "Continuer ?", "appel")
    ecrire(db, marquer, lines[2], "question", "Vraiment ?", "autre")
    ecrire(db, marquer, lines[3], "fait", "")
    assert ecrire(db, conclure, lot_id, "poste|1|2|a", ctx) == "question"
    with db.read() as session:
        assert [(q.cle, q.texte, q.libelles) for q in questions(session, lot_id)] == [
            ("appel", "Continuer ?", ("ligne 1", "ligne 2")),
            ("autre", "Vraiment ?", ("ligne 3",)),
        ]
    ecrire(db, accepter, lot_id, "appel")
    ecrire(db, decliner, lot_id, "autre")
    assert etats(db) == ["a_faire", "a_faire", "abandon", "fait"]
    with db.read() as session:
        assert reste(session, lot_id).accepte == {"appel"}


def test_rouvrir_rejoue_tout_ce_qui_n_est_pas_fait(db, inscrit):
    lot_id, lines = inscrit
    for line, state in zip(lines, ("fait", "refus", "incident", "abandon"), strict=True):
        ecrire(db, marquer, line, state, "dit")
    ecrire(db, rouvrir, lot_id)
    assert etats(db) == ["fait", "a_faire", "a_faire", "a_faire"]


def test_abandonner_renonce_au_reste_et_garde_ce_qui_est_fait(db, ctx, inscrit):
    lot_id, lines = inscrit
    ecrire(db, marquer, lines[0], "fait", "")
    with pytest.raises(UserError, match="n'attend rien"):
        ecrire(db, abandonner, lot_id, ctx=ctx)
    ecrire(db, conclure, lot_id, "poste|1|2|a", ctx)
    assert "3 lignes" in ecrire(db, abandonner, lot_id, ctx=ctx)
    assert etats(db) == ["fait", "abandon", "abandon", "abandon"]
    assert etat(db) == ("abandonne", "")
    assert not ecrire(db, prendre, lot_id, "", "b")


def test_un_lot_fini_s_efface_apres_un_trimestre_pas_un_lot_qui_attend(db, ctx, inscrit):
    lot_id, lines = inscrit
    for line in lines:
        ecrire(db, marquer, line, "fait", "")
    ecrire(db, conclure, lot_id, "poste|1|2|a", ctx)
    more = {"sorte": "x/y", "titre": "Autre", "jeton": "z"}
    waiting, _ = ecrire(db, inscrire, LIGNES, ctx=ctx, **more)
    ecrire(db, conclure, waiting, "z", ctx)
    later = replace(ctx, maintenant=ctx.maintenant + timedelta(days=91))
    new, _ = ecrire(db, inscrire, LIGNES[:1], ctx=later, **more)
    with db.read() as session:
        assert set(session.scalars(select(Traitement.id))) == {waiting, new}
        assert len(session.scalars(select(TraitementLigne.id)).all()) == 5


def test_l_heure_de_la_base_est_en_temps_universel(db, inscrit):
    """Celle du poste peut mentir : on la recule d'un an, le lot reste tenu."""
    from datetime import UTC, datetime

    with db.write() as session:
        session.execute(update(Traitement).values(cree_le=datetime(2001, 1, 1)))
    with db.read() as session:
        (held,) = en_cours(session)
    assert abs(held.now - datetime.now(UTC).replace(tzinfo=None)) < timedelta(seconds=30)


def trouve(db, liste, texte: str, **where) -> list[int]:
    with db.read() as session:
        return liste.ids(session, Criteria(texte, where=where))


@pytest.mark.parametrize("texte", ["QUITTANC", "martine", "en cours", "quittancer cours"])
def test_un_traitement_se_trouve_en_tapant(db, inscrit, texte):
    lot_id, _lines = inscrit
    assert trouve(db, TRAITEMENTS, texte) == [lot_id]
    assert trouve(db, TRAITEMENTS, f"{texte} zzz") == []


def test_qui_reprend_un_traitement_se_trouve_aussi(db, ctx, inscrit):
    lot_id, _lines = inscrit
    assert trouve(db, TRAITEMENTS, "Hélène") == []
    assert ecrire(db, prendre, lot_id, "poste|1|2|a", "autre", "Hélène")
    assert trouve(db, TRAITEMENTS, "helene quittancer martine") == [lot_id]


def test_une_ligne_se_trouve_par_ce_qu_elle_est_et_par_ce_qu_elle_dit(db, inscrit):
    lot_id, lines = inscrit
    ecrire(db, marquer, lines[1], "refus", "Période déjà régularisée.", jeton="poste|1|2|a")
    assert trouve(db, TRAITEMENT_LIGNES, "deja REGULARISEE", traitement_id=lot_id) == [lines[1]]
    assert trouve(db, TRAITEMENT_LIGNES, "ligne 3", traitement_id=lot_id) == [lines[2]]
    assert trouve(db, TRAITEMENT_LIGNES, "ligne refusee", traitement_id=lot_id) == [lines[1]]
    ecrire(db, rouvrir, lot_id)
    assert trouve(db, TRAITEMENT_LIGNES, "regularisee", traitement_id=lot_id) == []
