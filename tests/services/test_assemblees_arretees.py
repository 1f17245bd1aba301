"""Ce qu'une assemblée a compté : rien ne le change une fois close, et son calendrier en dépend."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete

from lsc_desktop.domain.assemblees.majorites import Issue
from lsc_desktop.domain.assemblees.reglages import ConfigurationSyndicDraft
from lsc_desktop.queries.assemblees.calendrier import load_calendrier
from lsc_desktop.services.assemblees.cloture import INACHEVEE, clore, rouvrir
from lsc_desktop.services.configuration import save_configuration_syndic
from lsc_desktop.storage.models import Coproprietaire, Possession, VoixArretee
from tests.assemblees import LUNDI, VENDREDI, une_salle, une_salle_pointee


def test_une_assemblee_close_garde_qui_est_hlm_qui_est_le_syndicat_et_le_reglage(db, ctx):
    """A, organisme HLM, a 60 voix sur 100 sans réduction (décret art. 16) : 60 oui contre 40 non.
    Redevenu un copropriétaire ordinaire, il serait réduit à 40 ; B devenu le syndicat perdrait ses
    30 voix (loi art. 16 al. 2). Le formulaire de C arrive le lundi 1er novembre, férié, dernier des
    trois jours francs : reculé au vendredi 29 octobre par le réglage, il serait tardif (D36)."""
    salle = une_salle(db, ctx, {"QUITUS": "24"}, {"A": "60", "B": "30", "C": "10"}, lieu="Ici")
    with db.write() as session:
        session.get_one(Coproprietaire, salle.ids.coproprietaires["A"]).hlm = True
    salle.feuille("OON")
    salle.ecrire("C", {"QUITUS": "N"}, LUNDI)
    salle.voter("QUITUS", A="O", B="N")
    before = salle.resultat("QUITUS")
    assert (before.issue, salle.compte("QUITUS")["non"]) == (Issue.ACCEPTEE, ("40", 2))
    later = replace(ctx, aujourd_hui=VENDREDI)
    with db.write() as session:
        clore(session, salle.ag, ctx=later, accepted=frozenset({INACHEVEE}))
    with db.write() as session:
        session.get_one(Coproprietaire, salle.ids.coproprietaires["A"]).hlm = False
        session.get_one(Coproprietaire, salle.ids.coproprietaires["B"]).nature = "syndicat"
        setting = ConfigurationSyndicDraft(repli_reception="avancer")
        save_configuration_syndic(session, setting, ctx=ctx)
    assert salle.resultat("QUITUS") == before
    with db.read() as session:
        days = {one.quoi: one.date for one in load_calendrier(session, salle.ag)}
    assert LUNDI in days.values()
    with db.write() as session:
        rouvrir(session, salle.ag, "Erreur", ctx=later)
    assert salle.resultat("QUITUS") == before, "rouverte, elle garde ce qu'elle avait compté"
    with db.write() as session:
        clore(session, salle.ag, ctx=later, accepted=frozenset({INACHEVEE}))
    assert salle.resultat("QUITUS") == before, "et close de nouveau"
    with db.write() as session:
        rouvrir(session, salle.ag, "Nature corrigée", ctx=later, relire_voix=True)
    # B, le syndicat, n'a plus de voix ; A est réduit aux 10 de C, dont le formulaire est tardif.
    assert salle.compte("QUITUS")["oui"] == ("10", 1)
    assert salle.compte("QUITUS")["defaillants"] == ("10", 1)


def test_qui_a_vote_se_nomme_encore_quand_sa_fiche_est_supprimee(db, ctx):
    """Une vente d'avant l'assemblée, saisie après coup, a pu faire supprimer la fiche de B ; ses
    voix arrêtées restent les siennes."""
    salle = une_salle(db, ctx, {"QUITUS": "24"})
    b = salle.ids.coproprietaires["B"]
    with db.write() as session:
        session.add(VoixArretee(assemblee_id=salle.ag, cle_id=salle.ids.cles["001"], nature="seul",
                                tiers_id=salle.ids.tiers["B"], voix=10**7, hlm=False))  # fmt: skip
        session.execute(delete(Possession).where(Possession.coproprietaire_id == b))
        session.execute(delete(Coproprietaire).where(Coproprietaire.id == b))
    seance = salle.seance()
    kept = seance.electorat.identites[salle.ids.tiers["B"]]
    assert (kept.nom, kept.compte) == ("B", "")
    assert dict(seance.electorat.corps(seance.cle).voix) == {salle.ids.tiers["B"]: 10**7}


@pytest.mark.parametrize(
    ("question", "pour", "ouverte"),
    [("travaux-energie", "ABC", True), ("travaux-energie", "ABCD", False), ("", "ABC", False)],
)
def test_des_travaux_d_energie_sous_le_tiers_ont_trois_mois_pour_revenir(
    db, ctx, question, pour, ouverte
):
    """Loi art. 25-1 al. 2 : 300 voix sur 1 000, moins du tiers (333,33), laissent convoquer
    jusqu'au 5 février 2026 ; 400 ouvrent un second vote aussitôt ; une question sans
    code n'a rien."""
    agenda = {"ISOLATION": {"article": "25", "question": question}}
    salle = une_salle_pointee(db, ctx, agenda, date=date(2025, 11, 5))
    salle.voter("ISOLATION", **dict.fromkeys(pour, "O"))
    with db.read() as session:
        days = {one.quoi: one.date for one in load_calendrier(session, salle.ag)}
    assert days.get("Convocation d'une nouvelle assemblée") == (
        date(2026, 2, 5) if ouverte else None
    )
