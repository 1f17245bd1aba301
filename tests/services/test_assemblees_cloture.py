"""Clore une assemblée : rien ne la change plus ; la rouvrir laisse une trace."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from lsc_desktop.base.errors import Confirm, GoneError, UserError
from lsc_desktop.domain.assemblees.documents import Presentation
from lsc_desktop.domain.assemblees.presences import Code
from lsc_desktop.domain.assemblees.proces_verbal import ProcesVerbal
from lsc_desktop.domain.assemblees.reglages import CLASSEUR
from lsc_desktop.domain.assemblees.voix import ecrit
from lsc_desktop.queries.assemblees.documents import load_feuille
from lsc_desktop.queries.assemblees.notifications import load_notifications
from lsc_desktop.queries.assemblees.proces_verbal import load_proces_verbal
from lsc_desktop.queries.assemblees.seance import load_seance
from lsc_desktop.queries.classeurs import trouver_classeur
from lsc_desktop.queries.evenements import documents_joints
from lsc_desktop.services.assemblees.cloture import INACHEVEE, clore, rouvrir
from lsc_desktop.services.assemblees.impression import feuille_presence, proces_verbal
from lsc_desktop.services.assemblees.presences import pointer
from lsc_desktop.services.coproprietes.mutations import save_mutation
from lsc_desktop.storage.models import (
    Assemblee,
    AyantDroit,
    Coproprietaire,
    Copropriete,
    Entite,
    Evenement,
    Historique,
    MembreConseil,
    Mutation,
    Possession,
    Tantieme,
    Tiers,
    VoixArretee,
)
from tests.seance_gilbert import (
    CTX,
    JOUR,
    LE_JOUR,
    Seance,
    imprime,
    questions,
    une_seance,
    vente,
)

PLUS_TARD = replace(LE_JOUR, maintenant=datetime(2021, 12, 6, 10, 0), aujourd_hui=date(2021, 12, 6))


def votee(session, lines=None, **over) -> Seance:
    """Gilbert pointée (seed L2318-2332), la première résolution votée."""
    gilbert = une_seance(session, lines, **over)
    gilbert.pointer(session)
    gilbert.voter(session, 1, 1, O="450PETRUSP 450MEURSEA 450TRILLON 450YQUEMC", A="450MORGONC",
                  N="450LATOUR")  # fmt: skip
    return gilbert


def fiche(session, gilbert) -> Assemblee:
    return session.get_one(Assemblee, gilbert.assemblee, populate_existing=True)


# --- Clore --------------------------------------------------------------------------------------


def test_clore_numerote_garde_les_deux_documents_et_dit_par_qui(db):
    with db.write() as session:
        gilbert = votee(session)
        clore(session, gilbert.assemblee, ctx=LE_JOUR)
        ag = fiche(session, gilbert)
        assert (ag.etat, ag.registre, ag.close_le, ag.close_par) == (
            "close", 1, LE_JOUR.maintenant, "Martine",
        )  # fmt: skip
        binder = trouver_classeur(session, CLASSEUR)
        (event,) = session.query(Evenement).filter_by(classeur_id=binder)
        assert event.objet == ("Procès-verbal n° 1 - Assemblée générale ordinaire du 30/11/2021")
        report, sheet = documents_joints(session, event.id)
        assert report.contenu == proces_verbal(session, ag.id).contenu
        assert sheet.contenu == feuille_presence(session, ag.id).contenu
        assert report.nom == "proces-verbal-2-S001.pdf"
        assert sheet.nom == "feuille-presence-2-S001.pdf"
        text = imprime(report.contenu)
    assert "PROCÈS-VERBAL n° 1" in text and "annule et remplace" not in text
    assert "Présents physiquement 3 293" in text
    # 131,0142 par correspondance, moins le formulaire muet de Propriétaire (65) et de Lepitre.
    assert "Absents (ou non votants) 6 419,91516" in text  # 288,90096 + 131,0142


def test_les_voix_arretees_sont_celles_d_avant_reduction_sous_chaque_cle(db):
    """Douze personnes sous la clé générale ; sous l'ascenseur, douze aussi, appartements seuls."""
    with db.write() as session:
        gilbert = votee(session)
        before = load_seance(session, gilbert.assemblee)
        clore(session, gilbert.assemblee, ctx=LE_JOUR)
        kept = session.query(VoixArretee).filter_by(cle_id=gilbert.cles["010"]).all()
        assert len(kept) == 12
        assert ecrit(sum(row.voix for row in kept)) == "1\u00a0000,91516"
        brouilly = {row.tiers_id: row.voix for row in kept}[gilbert.qui["450BROUILL"]]
        assert ecrit(brouilly) == "82,0001"  # ses deux comptes n'en font qu'un
        after = load_seance(session, gilbert.assemblee)
        for key in gilbert.cles.values():
            assert dict(after.electorat.corps(key).voix) == dict(before.electorat.corps(key).voix)
        assert after.resultats() == before.resultats()


def test_tant_qu_il_reste_a_voter_clore_se_confirme_en_disant_quoi(db):
    """428 voix ou moins sur 1 000,91516 : 362 oui, plus du tiers, ouvre un second vote à la 2."""
    with db.write() as session:
        lines = questions(("Quitus", "24"), ("Syndic", "25"), ("Travaux", "24"), ("Divers", "-1"))
        gilbert = votee(session, lines, president="")
        gilbert.voter(session, 2, 1, O="450PETRUSP 450MEURSEA 450TRILLON 450YQUEMC")
        with pytest.raises(Confirm) as asked:
            clore(session, gilbert.assemblee, ctx=LE_JOUR)
        assert asked.value.question.split("\n") == [
            "L'assemblée n'est pas achevée :",
            "- le président de séance n'est pas désigné",
            "- résolution 2, Syndic : second vote à tenir",
            "- résolution 3, Travaux : à voter",
            "Clore quand même ?",
        ]
        assert fiche(session, gilbert).etat == "preparation"
        assert session.query(VoixArretee).count() == 0
        clore(session, gilbert.assemblee, ctx=LE_JOUR, accepted=frozenset({INACHEVEE}))
        text = imprime(proces_verbal(session, gilbert.assemblee).contenu)
    assert "le second vote, ouvert, n'a pas été tenu" in text
    assert "Président de séance : non désigné" in text


def test_on_ne_clot_ni_avant_l_assemblee_ni_deux_fois(db):
    with db.write() as session:
        gilbert = votee(session)
        with pytest.raises(UserError, match="n'a pas encore eu lieu"):
            clore(session, gilbert.assemblee, ctx=CTX)
        clore(session, gilbert.assemblee, ctx=LE_JOUR)
        with pytest.raises(UserError, match="est close"):
            clore(session, gilbert.assemblee, ctx=LE_JOUR)
        with pytest.raises(UserError, match="est close"):
            pointer(session, gilbert.assemblee, gilbert.qui["450LATOUR"], Code.ABSENT, ctx=LE_JOUR)
        with pytest.raises(GoneError):
            clore(session, 999, ctx=LE_JOUR)


def test_le_registre_suit_dans_une_copropriete_et_pas_entre_elles(db):
    with db.write() as session:
        first = votee(session)
        clore(session, first.assemblee, ctx=LE_JOUR)
        second = votee(session)
        clore(session, second.assemblee, ctx=LE_JOUR)
        other = une_seance(session)
        fiche(session, other).copropriete_id = autre = _grimmaurd(session)
        session.flush()
        assert (fiche(session, first).registre, fiche(session, second).registre) == (1, 2)
        session.execute(update(Assemblee).where(Assemblee.id == first.assemblee)
                        .values(copropriete_id=autre, numero="9"))  # fmt: skip
        third = votee(session)
        clore(session, third.assemblee, ctx=LE_JOUR)
        assert fiche(session, third).registre == 3


def _grimmaurd(session) -> int:
    stmt = select(Copropriete.id).join(Entite, Entite.id == Copropriete.entite_id)
    return session.scalars(stmt.where(Entite.code == "S007")).one()


# --- Ce qui vient après n'y change rien ---------------------------------------------------------


def photo(session, gilbert) -> tuple[bytes, bytes, ProcesVerbal, list]:
    """Tout ce que l'assemblée close dit, gardé ou recompté."""
    return (
        proces_verbal(session, gilbert.assemblee).contenu,
        feuille_presence(session, gilbert.assemblee).contenu,
        load_proces_verbal(session, gilbert.assemblee),
        [(who, n.motif, n.oppose_a, n.defaillant_a)
         for who, n in load_notifications(session, gilbert.assemblee, JOUR)],
    )  # fmt: skip


def vendre(session, gilbert) -> None:
    """Une vente qui remonte avant l'assemblée, apprise après."""
    sale = vente(session, gilbert, "142", "450CLIQUOT", "NOUVEAU", date(2021, 11, 1))
    save_mutation(session, sale, ctx=PLUS_TARD)


def doubler(session, gilbert) -> None:
    session.execute(update(Tantieme).values(valeur=Tantieme.valeur + Tantieme.valeur))


def supprimer(session, gilbert) -> None:
    """Latour, opposant, n'a plus ni lot ni fiche de copropriétaire."""
    owner = gilbert.coproprietaires["450LATOUR"]
    session.execute(delete(Possession).where(Possession.coproprietaire_id == owner))
    session.execute(delete(AyantDroit).where(AyantDroit.coproprietaire_id == owner))
    session.execute(delete(Mutation).where(Mutation.vendeur_id == owner))
    session.execute(delete(Coproprietaire).where(Coproprietaire.id == owner))


@pytest.mark.parametrize("geste", [vendre, doubler])
def test_close_ni_vente_ni_tantieme_n_y_change_rien(db, geste):
    with db.write() as session:
        gilbert = votee(session)
        clore(session, gilbert.assemblee, ctx=LE_JOUR)
        before = photo(session, gilbert)
    with db.write() as session:
        geste(session, gilbert)
    with db.read() as session:
        after = photo(session, gilbert)
    assert after[:2] == before[:2]
    assert [r.vote for r in after[2].resolutions] == [
        replace(r.vote, **{name: _meme_ordre(getattr(r.vote, name), getattr(s.vote, name))
                           for name in ("abstenus", "opposes", "non_participants")})
        for r, s in zip(before[2].resolutions, after[2].resolutions, strict=True)
    ]  # fmt: skip
    assert sorted(after[3]) == sorted(before[3])


def _meme_ordre(before, after):
    assert sorted(before, key=str) == sorted(after, key=str)
    return after


def test_close_un_coproprietaire_supprime_reste_au_proces_verbal(db):
    with db.write() as session:
        gilbert = votee(session)
        clore(session, gilbert.assemblee, ctx=LE_JOUR)
        before = photo(session, gilbert)
    with db.write() as session:
        supprimer(session, gilbert)
    with db.read() as session:
        report, sheet, counted, letters = photo(session, gilbert)
        lines = load_feuille(session, gilbert.assemblee, (), Presentation.SANS_LOTS).lignes
    assert (report, sheet) == before[:2]
    assert sorted(letters) == sorted(before[3])  # on lui notifie encore ce à quoi il s'est opposé
    vote = counted.resolutions[0].vote
    assert [person.nom for person in vote.opposes] == ["CLATOUR"]
    assert vote.votants == before[2].resolutions[0].vote.votants
    (gone,) = [line for line in lines if line.nom == "CLATOUR Madame et Monsieur"]
    assert (gone.comptes, gone.domicile) == ((), ("32, Rue du Septentrion", "83500 PORT-GRIMAUD"))
    assert len(lines) == 12


def test_close_une_identite_citee_ne_se_supprime_pas(db):
    """Le tiers reste : ses voix arrêtées le citent."""
    with db.write() as session:
        gilbert = votee(session)
        clore(session, gilbert.assemblee, ctx=LE_JOUR)
        who = gilbert.qui["450MEURSEA"]
        session.execute(delete(MembreConseil).where(MembreConseil.tiers_id == who))
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(delete(Tiers).where(Tiers.id == who))


def test_close_une_autre_feuille_s_imprime_encore_sous_d_autres_cles(db):
    with db.write() as session:
        gilbert = votee(session)
        open_sheet = feuille_presence(session, gilbert.assemblee).contenu
        clore(session, gilbert.assemblee, ctx=LE_JOUR)
        kept = feuille_presence(session, gilbert.assemblee)
        other = feuille_presence(session, gilbert.assemblee, list(gilbert.cles.values()))
        bare = feuille_presence(session, gilbert.assemblee, (), Presentation.SANS_LOTS)
    assert kept.contenu == open_sheet  # les mêmes valeurs donnent les mêmes octets
    assert "Éditée suivant 2 clés" in imprime(other.contenu)
    assert "248 Appartement" not in imprime(bare.contenu)
    assert kept.classeur == CLASSEUR and set(kept.liens) == {"immeuble"}


# --- Rouvrir ------------------------------------------------------------------------------------


def test_rouvrir_demande_un_motif_et_le_garde_a_l_historique(db):
    with db.write() as session:
        gilbert = votee(session)
        with pytest.raises(UserError, match="n'est pas close"):
            rouvrir(session, gilbert.assemblee, "Pour voir", ctx=PLUS_TARD)
        clore(session, gilbert.assemblee, ctx=LE_JOUR)
        former = proces_verbal(session, gilbert.assemblee).contenu
        with pytest.raises(UserError) as told:
            rouvrir(session, gilbert.assemblee, "  ", ctx=PLUS_TARD)
        assert told.value.field == "motif"
        rouvrir(session, gilbert.assemblee, " Scrutateur\nmal nommé ", ctx=PLUS_TARD)
        assert fiche(session, gilbert).etat == "preparation"
        found = session.execute(
            select(Historique.champ, Historique.avant, Historique.apres).where(
                Historique.fiche == "assemblee", Historique.fiche_id == gilbert.assemblee,
                Historique.champ.in_(("motif", "etat")), Historique.action == "modification",
            )
        ).all()  # fmt: skip
        assert ("motif", "", "Scrutateur mal nommé") in [tuple(row) for row in found]
        assert ("etat", "close", "preparation") in [tuple(row) for row in found]
        event = session.scalars(
            select(Evenement).where(Evenement.objet.startswith("Procès-verbal rouvert n° 1"))
        ).one()
        assert event.texte == "Scrutateur mal nommé"
        (kept,) = documents_joints(session, event.id)
        assert kept.contenu == former


def test_close_de_nouveau_le_proces_verbal_dit_qu_il_remplace_l_ancien(db):
    with db.write() as session:
        gilbert = votee(session)
        clore(session, gilbert.assemblee, ctx=LE_JOUR)
        former = proces_verbal(session, gilbert.assemblee).contenu
        rouvrir(session, gilbert.assemblee, "Scrutateur mal nommé", ctx=PLUS_TARD)
        fiche(session, gilbert).scrutateurs = "BPETRUS Pierre"
        session.flush()
        draft = imprime(proces_verbal(session, gilbert.assemblee).contenu)
        clore(session, gilbert.assemblee, ctx=PLUS_TARD)
        ag = fiche(session, gilbert)
        assert (ag.registre, ag.close_le) == (1, PLUS_TARD.maintenant)
        report = proces_verbal(session, gilbert.assemblee).contenu
        assert load_proces_verbal(session, gilbert.assemblee).remplace == ""
    said = (
        "Le présent procès-verbal annule et remplace celui établi le 30/11/2021, pour le motif "
        "suivant : Scrutateur mal nommé."
    )
    assert report != former and said in imprime(report) and said in draft


def test_rouverte_une_assemblee_garde_ses_voix_sauf_si_l_on_demande_de_les_relire(db):
    with db.write() as session:
        gilbert = votee(session)
        clore(session, gilbert.assemblee, ctx=LE_JOUR)
        doubler(session, gilbert)
        for again, total in ((False, "1\u00a0000,91516"), (True, "2\u00a0001,83032")):
            rouvrir(session, gilbert.assemblee, "Erreur", ctx=PLUS_TARD, relire_voix=again)
            assert ecrit(load_seance(session, gilbert.assemblee).electorat
                         .corps(gilbert.cles["010"]).total) == total  # fmt: skip
            clore(session, gilbert.assemblee, ctx=PLUS_TARD)
            kept = session.query(VoixArretee).filter_by(cle_id=gilbert.cles["010"])
            assert ecrit(sum(row.voix for row in kept)) == total
