"""Le procès-verbal et ses notifications, recomptés de ce qui est enregistré."""

from dataclasses import dataclass
from datetime import date, time

import pytest

from lsc_desktop.domain.assemblees.majorites import Article, Issue, Sens
from lsc_desktop.domain.assemblees.presences import Code
from lsc_desktop.domain.assemblees.proces_verbal import Motif
from lsc_desktop.domain.assemblees.saisie import AssembleeDraft, ResolutionDraft
from lsc_desktop.domain.assemblees.voix import ecrit
from lsc_desktop.printing.assemblees.proces_verbal import imprimer_proces_verbal
from lsc_desktop.queries.assemblees.notifications import load_notifications
from lsc_desktop.queries.assemblees.proces_verbal import load_proces_verbal
from lsc_desktop.services.assemblees.fiches import save_assemblee
from lsc_desktop.services.assemblees.pouvoirs import accepter_pouvoirs
from lsc_desktop.services.assemblees.presences import (
    pointer,
    voter_par_correspondance,
)
from lsc_desktop.services.assemblees.votes import (
    amender,
    mouvoir,
    noter,
    ouvrir_scrutin,
    unanimite,
    voter,
)
from lsc_desktop.storage.models import Coproprietaire, Resolution
from tests.coproprietes import Ids, une_copropriete
from tests.seance_gilbert import CTX, JOUR, LE_JOUR, imprime, questions, une_seance

# Les treize du modèle de procès-verbal (seed L2516-2563) : à eux tous, 1 000,91516.
TREIZE = {
    "LEPITRE": "66.0142", "LATROIS": "65", "CLIQUOT": "62", "LAFITTE": "80", "TRILLON": "74",
    "BOURNAC": "72", "LATOUR": "74", "PIERRE": "65", "MORGON": "72", "PETRUS": "74",
    "YQUEM": "142", "BROUILLY": "82.0001", "ALOXE": "72.90086",
}  # fmt: skip


@dataclass
class Reunion:
    ids: Ids
    ag: int
    resolutions: list[int]

    def __getitem__(self, name: str) -> int:
        return self.ids.tiers[name]


def reunir(session, parts, lines: list[ResolutionDraft], **over) -> Reunion:
    ids = une_copropriete(session, parts)
    for line in lines:
        line.cle_id = ids.cles["001"]
    values = {
        "copropriete_id": ids.id, "date": JOUR, "lieu": "Ici", "cle_id": ids.cles["001"],
        "resolutions": lines, "heure": "11:00", **over,
    }  # fmt: skip
    ag = save_assemblee(session, AssembleeDraft(**values), ctx=CTX)
    found = session.query(Resolution).filter_by(assemblee_id=ag).order_by(Resolution.rang)
    return Reunion(ids, ag, [line.id for line in found])


def quatre(session, lines: list[ResolutionDraft], **over) -> Reunion:
    """Quatre copropriétaires à 100 : A, B, C présents, D absent."""
    held = reunir(session, dict.fromkeys("ABCD", "100"), lines, **over)
    for name in "ABC":
        pointer(session, held.ag, held[name], Code.PRESENT, ctx=CTX)
    return held


def repondre(session, held: Reunion, rang: int, lettres: str, tour: int = 1) -> None:
    """« ONA » : oui de A, non de B, abstention de C."""
    answers = {
        held[name]: Sens(letter)
        for name, letter in zip("ABCD", lettres, strict=False)
        if letter != "."
    }
    ouvrir_scrutin(session, held.resolutions[rang - 1], tour, ctx=LE_JOUR)
    voter(session, held.resolutions[rang - 1], tour, answers, ctx=LE_JOUR)


def noms_de(people) -> list[str]:
    return [person.nom for person in people]


def chiffres(camp) -> tuple[int, str]:
    return camp.nombre, ecrit(camp.voix)


# --- Le modèle du document ----------------------------------------------------------------------


@pytest.fixture
def modele(db):
    """La réunion du modèle, jouée par les cas d'usage : arrivées à la 6, un départ, un retour."""
    with db.write() as session:
        titles = ["Quitus au syndic", *(f"Question {n}" for n in range(2, 7))]
        held = reunir(session, TREIZE, questions(*((title, "24") for title in titles)))
        for name in ("CLIQUOT", "LAFITTE", "TRILLON", "BOURNAC"):
            pointer(session, held.ag, held[name], Code.PRESENT, ctx=CTX)
        for name in ("LATOUR", "PIERRE"):
            pointer(session, held.ag, held[name], Code.DISTANCE, ctx=CTX)
        for name in ("LEPITRE", "LATROIS"):
            pointer(session, held.ag, held[name], Code.REPRESENTE, ctx=CTX, mandataire="Casper")
        first = (held.resolutions[0], 1)
        for name, sens in (("MORGON", Sens.ABSTENTION), ("PETRUS", Sens.OUI)):
            voter_par_correspondance(
                session, held.ag, held[name], date(2021, 11, 20), {first: sens}, ctx=CTX
            )
        unanimite(session, *first, Sens.OUI, ctx=LE_JOUR)
        sixth = held.resolutions[5]
        mouvoir(session, sixth, held["LAFITTE"], time(11, 51), Code.ABSENT, ctx=LE_JOUR)
        for name in ("ALOXE", "BROUILLY", "LAFITTE"):
            mouvoir(session, sixth, held[name], time(11, 51), Code.PRESENT, ctx=LE_JOUR)
        return load_proces_verbal(session, held.ag)


def test_la_reunion_du_modele_est_celle_du_document(modele):
    """seed L2516-2530 : 6 / 442,90096 ; 2 / 139 ; 2 / 131,0142 ; 2 / 146 ; 1 / 142 ; 13.

    À l'ouverture, Aloxe (72,90086) et Brouilly (82,0001) ne sont pas là : 442,90096 − 154,90096 =
    288 présents, 142 + 154,90096 = 296,90096 absents.
    """
    presence = modele.presence
    assert {code.value: chiffres(camp) for code, camp in presence.reunion} == {
        "O": (6, "442,90096"), "D": (2, "139"), "R": (2, "131,0142"), "C": (2, "146"),
        "N": (1, "142"),
    }  # fmt: skip
    assert {code.value: chiffres(camp) for code, camp in presence.camps} == {
        "O": (4, "288"), "D": (2, "139"), "R": (2, "131,0142"), "C": (2, "146"),
        "N": (3, "296,90096"),
    }  # fmt: skip
    assert noms_de(presence.distance) == ["LATOUR", "PIERRE"]
    assert noms_de(presence.correspondance) == ["MORGON", "PETRUS"]
    assert noms_de(presence.absents) == ["ALOXE", "BROUILLY", "YQUEM"]
    assert [(p.nom, p.heure, p.resolution) for p in presence.arrives] == [
        (name, time(11, 51), "6") for name in ("ALOXE", "BROUILLY", "LAFITTE")
    ]
    assert [(p.nom, ecrit(p.voix), p.resolution) for p in presence.partis] == [
        ("LAFITTE", "80", "6")
    ]
    text = imprime(imprimer_proces_verbal(modele))
    for expected in (
        "Présents physiquement 4 288 6 442,90096",
        "Absents 3 296,90096 1 142",
        "Totaux 13 1 000,91516 13 1 000,91516",
        "ALOXE (72,90086/1 000,91516) (à 11 h 51, résolution 6)",
    ):
        assert expected in text


def test_le_vote_du_modele_est_celui_du_document(modele):
    """seed L2549-2563 : oui 9 / 632,0142, abstention 1 / 72 ; 573,91516 − 154,90096 = 419,0142."""
    vote = modele.resolutions[0].vote
    assert chiffres(vote.votants.presents) == (6, "419,0142")
    assert chiffres(vote.votants.distance) == (2, "139")
    assert chiffres(vote.votants.correspondance) == (2, "146")
    assert chiffres(vote.votants.absents) == (3, "296,90096")
    assert chiffres(vote.votants.total) == (13, "1\u00a0000,91516")
    assert [chiffres(camp) for camp in (vote.oui, vote.non, vote.abstentions)] == [
        (9, "632,0142"), (0, "0"), (1, "72"),
    ]  # fmt: skip
    assert noms_de(vote.abstenus) == ["MORGON"]
    assert vote.opposes == () and vote.non_participants == ()
    assert modele.resolutions[0].issue is Issue.ACCEPTEE
    assert (
        modele.resolutions[1].conclusion == "Pas de vote : la résolution n'a pas été mise aux voix."
    )


def test_gilbert_de_la_demonstration_se_vote_par_les_cas_d_usage(db):
    """Pointage de seed L2318-2332. Oui 74 + 65 + 149 + 74 + 66,0142 = 428,0142 ; non Latour 74 ;
    abstention Morgon 145 ; Propriétaire (65) n'a rien coché : défaillant, 288,90096 + 65 =
    353,90096."""
    with db.write() as session:
        gilbert = une_seance(session)
        gilbert.pointer(session)
        voter_par_correspondance(
            session, gilbert.assemblee, gilbert.qui["450LEPITRE"], date(2021, 11, 20),
            {(gilbert.resolutions[0], 1): Sens.OUI}, ctx=CTX,
        )  # fmt: skip
        gilbert.voter(
            session, 1, 1, O="450PETRUSP 450MEURSEA 450TRILLON 450YQUEMC", A="450MORGONC",
            N="450LATOUR",
        )  # fmt: skip
        value = load_proces_verbal(session, gilbert.assemblee)
    vote = value.resolutions[0].vote
    assert chiffres(vote.oui) == (5, "428,0142")
    assert chiffres(vote.non) == (1, "74") and chiffres(vote.abstentions) == (1, "145")
    assert chiffres(vote.votants.presents) == (5, "516")  # 74 + 74 + 145 + 223
    assert chiffres(vote.votants.absents) == (5, "353,90096")
    assert noms_de(vote.opposes) == ["CLATOUR"]
    assert noms_de(vote.non_participants) == ["Pierre PROPRIETAIRE"]
    assert value.presence.reunion == ()
    assert value.scrutateurs == ("BPETRUS Pierre", "CLATOUR")
    assert value.reunion.syndicat == "S001 Syndicat Gilbert"
    assert value.reunion.entete.raison_sociale == "Agence Crypto"


# --- Seconds votes, amendement, issues ----------------------------------------------------------


def test_un_second_vote_a_son_texte_et_ses_raisons(db):
    """200 oui sur 400 : pas plus de la moitié, plus du tiers ; puis 200 contre 100 à 24."""
    with db.write() as session:
        held = quatre(session, questions(("Syndic", "25")))
        repondre(session, held, 1, "OON")
        repondre(session, held, 1, "OON", 2)
        found = load_proces_verbal(session, held.ag).resolutions[0]
        noter(session, held.resolutions[0], "texte_second", "Il a été revoté.", ctx=LE_JOUR)
        noter(session, held.resolutions[0], "reserves", "C conteste.\n\nB aussi.", ctx=LE_JOUR)
        kept = load_proces_verbal(session, held.ag).resolutions[0]
    assert (found.vote.issue, found.second.issue) == (Issue.SANS_DECISION, Issue.ACCEPTEE)
    assert found.second.article is Article.A25_1 and found.issue is Issue.ACCEPTEE
    assert "(200 sur 400)" in found.second.explication
    assert found.vote.pourquoi[0].startswith("Vote à la majorité de l'article 25")
    assert found.vote.pourquoi[-1].endswith("(art. 25-1 al. 1) : atteint.")
    assert found.second.pourquoi[0].startswith("Second vote à la majorité de l'article 24")
    assert found.conclusion == "" and found.decidee is None
    assert noms_de(found.vote.opposes) == ["C"] and noms_de(found.second.opposes) == ["C"]
    assert kept.second.explication == "Il a été revoté."
    assert kept.reserves == ("C conteste.", "B aussi.")


def test_les_opposants_d_un_refus_sont_ceux_qui_ont_vote_oui(db):
    with db.write() as session:
        held = quatre(session, questions(("Travaux", "24")))
        repondre(session, held, 1, "ONN")
        found = load_proces_verbal(session, held.ag).resolutions[0]
    assert found.issue is Issue.REFUSEE and noms_de(found.vote.opposes) == ["A"]


def test_un_texte_amende_s_imprime_et_son_formulaire_favorable_tombe(db):
    with db.write() as session:
        lines = questions(("Ravalement", "24"), projet="Ravaler en blanc.")
        held = quatre(session, lines)
        voter_par_correspondance(session, held.ag, held["D"], date(2021, 11, 20),
                                 {(held.resolutions[0], 1): Sens.OUI}, ctx=CTX)  # fmt: skip
        amender(session, held.resolutions[0], True, "Ravaler en gris.", ctx=LE_JOUR)
        repondre(session, held, 1, "OOO")
        found = load_proces_verbal(session, held.ag).resolutions[0]
        amender(session, held.resolutions[0], True, "", ctx=LE_JOUR)
        blank = load_proces_verbal(session, held.ag).resolutions[0]
    assert (found.texte, found.amende) == ("Ravaler en blanc.", "Ravaler en gris.")
    assert chiffres(found.vote.oui) == (3, "300")
    assert chiffres(found.vote.votants.absents) == (1, "100")
    assert noms_de(found.vote.non_participants) == ["D"]
    assert blank.amende == "Ravaler en blanc."


def test_une_proposition_ecartee_par_une_autre_dit_pourquoi(db):
    """Deux devis exclusifs à 25 : le premier sans décision (200 sur 400), l'autre accepté (300)."""
    with db.write() as session:
        lines = questions(("Devis A", "25"), ("Devis B", "25"), groupe="devis", exclusif=True)
        held = quatre(session, lines)
        repondre(session, held, 1, "OON")
        repondre(session, held, 2, "OOO")
        value = load_proces_verbal(session, held.ag)
    lost, kept = value.resolutions
    assert lost.vote.issue is Issue.SANS_DECISION and lost.issue is Issue.SANS_OBJET
    assert lost.conclusion == "Sans objet : une autre proposition du même groupe est retenue."
    assert lost.conclusion not in lost.vote.pourquoi
    assert kept.issue is Issue.ACCEPTEE
    assert lost.conclusion in imprime(imprimer_proces_verbal(value))


def test_un_point_d_information_et_une_sous_resolution_d_un_refus(db):
    with db.write() as session:
        lines = questions(("Information", "-1"), ("Travaux", "24"), ("> Devis", "24"))
        held = quatre(session, lines)
        repondre(session, held, 2, "NNO")
        found = load_proces_verbal(session, held.ag).resolutions
        text = imprime(imprimer_proces_verbal(load_proces_verbal(session, held.ag)))
    assert (found[0].issue, found[0].conclusion) == (Issue.PAS_DE_VOTE, "")
    assert (found[2].numero, found[2].issue) == ("2.1", Issue.REFUSEE)
    assert found[2].conclusion == "Refusée : la résolution principale est refusée."
    assert "PAS DE VOTE : cette question n'en appelait pas." in text
    assert "Refusée : la résolution principale est refusée." in text


def test_un_second_vote_ouvert_et_non_tenu_laisse_sans_decision(db):
    with db.write() as session:
        held = quatre(session, questions(("Syndic", "25")))
        repondre(session, held, 1, "OON")
        found = load_proces_verbal(session, held.ag).resolutions[0]
    assert found.issue is Issue.SANS_DECISION and found.second is None
    assert found.vote.pourquoi[-1].endswith("le second vote, ouvert, n'a pas été tenu.")


# --- Mouvements, pouvoirs, mentions -------------------------------------------------------------


def test_un_pouvoir_transmis_n_est_ni_une_arrivee_ni_un_depart(db):
    with db.write() as session:
        held = quatre(session, questions(("Un", "24"), ("Deux", "24"), ("Trois", "24")))
        second, third = held.resolutions[1:]
        mouvoir(session, second, held["A"], time(19, 0), Code.REPRESENTE, held["B"], ctx=LE_JOUR)
        mouvoir(session, third, held["A"], time(19, 30), Code.PRESENT, ctx=LE_JOUR)
        mouvoir(session, third, held["C"], time(19, 40), Code.REPRESENTE, "Casper", ctx=LE_JOUR)
        mouvoir(session, third, held["B"], time(19, 45), Code.DISTANCE, ctx=LE_JOUR)
        value = load_proces_verbal(session, held.ag)
        presence = value.presence
    assert presence.arrives == () and presence.partis == () and presence.reunion == ()
    assert [(p.nom, p.resolution) for p in presence.transmis] == [
        ("A, représenté par B", "2"),
        ("A, jusque-là représenté par B", "3"),
        ("C, représenté par Casper", "3"),
    ]
    text = imprime(imprimer_proces_verbal(value))
    assert "Pouvoirs transmis : A, représenté par B (100/400) (à 19 h, résolution 2)" in text


def test_le_vote_d_un_coproprietaire_parti_ne_compte_plus(db):
    with db.write() as session:
        held = quatre(session, questions(("Un", "24"), ("Deux", "24")))
        repondre(session, held, 1, "OOO")
        repondre(session, held, 2, "OOO")
        mouvoir(session, held.resolutions[1], held["C"], time(19, 0), Code.ABSENT, ctx=LE_JOUR)
        first, second = load_proces_verbal(session, held.ag).resolutions
    assert chiffres(first.vote.votants.presents) == (3, "300")
    assert chiffres(second.vote.votants.presents) == (2, "200")
    assert chiffres(second.vote.votants.absents) == (2, "200")


def test_un_pouvoir_admis_au_dela_de_la_limite_se_dit(db):
    """Un quatrième pouvoir à Casper : 40 voix de mandants sur 60, au-delà de 10 %."""
    with db.write() as session:
        held = reunir(session, dict.fromkeys("ABCDEF", "10"), questions(("Un", "24")),
                      incidents="Coupure à 19 h\n\nReprise à 19 h 05")  # fmt: skip
        for name in "ABC":
            pointer(session, held.ag, held[name], Code.REPRESENTE, ctx=CTX, mandataire="Casper")
        accepter_pouvoirs(session, held.ag, held["D"], "Casper", "M. Morgon", ctx=CTX)
        pointer(session, held.ag, held["F"], Code.PRESENT, ctx=CTX)
        mouvoir(session, held.resolutions[0], held["E"], time(19, 0), Code.PRESENT, ctx=LE_JOUR)
        value = load_proces_verbal(session, held.ag)
    (said,) = value.pouvoirs
    assert said.startswith(
        "Le président de séance, M. Morgon, a accepté que Casper porte 4 pouvoirs"
    )
    assert value.incidents == ("Coupure à 19 h", "Reprise à 19 h 05")


def test_la_voie_postale_demandee_a_l_assemblee_se_dit(db):
    with db.write() as session:
        held = quatre(session, questions(("Un", "24")))
        for name, day in (("A", JOUR), ("B", date(2021, 1, 1))):
            owner = session.get_one(Coproprietaire, held.ids.coproprietaires[name])
            owner.notification, owner.postale_depuis = "postale", day
        session.flush()
        assert load_proces_verbal(session, held.ag).postales == ("A",)


# --- Notifications ------------------------------------------------------------------------------


def test_opposants_et_defaillants_sont_notifies_chacun_pour_ses_resolutions(db):
    """A a voté contre la 1 ; D est absent des deux ; C parti à la 2 ; B n'a rien à contester."""
    with db.write() as session:
        held = quatre(session, questions(("Un", "24"), ("Deux", "24")))
        repondre(session, held, 1, "NOO")
        repondre(session, held, 2, "OO.")
        mouvoir(session, held.resolutions[1], held["C"], time(19, 0), Code.ABSENT, ctx=LE_JOUR)
        found = dict(load_notifications(session, held.ag, JOUR))
    said = {who: (n.motif, n.oppose_a, n.defaillant_a) for who, n in found.items()}
    assert said == {
        held["A"]: (Motif.OPPOSANT, ("1",), ()),
        held["C"]: (Motif.DEFAILLANT, (), ("2",)),
        held["D"]: (Motif.DEFAILLANT, (), ("1", "2")),
    }
    assert found[held["A"]].le == JOUR and found[held["A"]].envoi == "Voie électronique"


def test_qui_s_oppose_puis_s_en_va_est_les_deux(db):
    with db.write() as session:
        held = quatre(session, questions(("Un", "24"), ("Deux", "24")))
        repondre(session, held, 1, "NOO")
        mouvoir(session, held.resolutions[1], held["A"], time(19, 0), Code.ABSENT, ctx=LE_JOUR)
        repondre(session, held, 2, ".OO")
        found = dict(load_notifications(session, held.ag, JOUR))
    assert found[held["A"]].motif is Motif.LES_DEUX


@pytest.mark.parametrize(
    ("lines", "votes", "missed"),
    [
        ((("Élection de B", "25"),), ("NNN",), True),
        ((("Élection de B", "25"), ("Élection de C", "25")), ("OOO", "NNN"), False),
        ((("Révocation de B", "25"),), ("NNN",), False),
        ((("Élection", "-1"), ("> B", "25"), ("> C", "25")), ("", "NNN", "NNN"), True),
        ((("Élection", "-1"), ("> B", "25"), ("> C", "25")), ("", "OOO", "NNN"), False),
    ],
)
def test_le_conseil_non_elu_se_dit_et_se_notifie_a_tous(db, lines, votes, missed):
    """Loi art. 21 : à défaut de désignation, le procès-verbal le dit et va à tous."""
    with db.write() as session:
        drafts = questions(*lines)
        for draft in drafts:
            draft.question = "" if draft.sous else "conseil-syndical"
        held = quatre(session, drafts)
        pointer(session, held.ag, held["D"], Code.PRESENT, ctx=CTX)
        for rank, letters in enumerate(votes, 1):
            if letters:
                repondre(session, held, rank, letters + letters[-1])
        value = load_proces_verbal(session, held.ag)
        found = dict(load_notifications(session, held.ag, JOUR))
    assert value.conseil_non_elu is missed
    assert len(found) == (4 if missed else 0)
    assert {n.motif for n in found.values()} == ({Motif.CONSEIL_NON_ELU} if missed else set())
    text = imprime(imprimer_proces_verbal(value))
    assert ("n'est pas parvenue à désigner" in text) is missed
