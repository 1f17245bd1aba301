"""Le procès-verbal et sa notification : les chiffres du seed, les mentions du décret."""

from dataclasses import replace
from datetime import date, time

import pytest

from lsc_desktop.base.dates import heure_dite, jour_dit
from lsc_desktop.domain.assemblees.documents import ordre_des_codes
from lsc_desktop.domain.assemblees.majorites import Article, Camp, Issue
from lsc_desktop.domain.assemblees.presences import Code, Presence, tableau
from lsc_desktop.domain.assemblees.proces_verbal import (
    Motif,
    Nomme,
    Recapitulatif,
    ResolutionVotee,
    Votants,
)
from lsc_desktop.printing.assemblees import notification, proces_verbal
from lsc_desktop.printing.assemblees.notification import imprimer_notification
from lsc_desktop.printing.assemblees.proces_verbal import imprimer_proces_verbal
from lsc_desktop.printing.assemblees.redaction import article_dit
from lsc_desktop.printing.assemblees.textes import textes
from tests.domain.assemblees.gilbert import GILBERT, corps
from tests.printing.assemblees.exemples import (
    NOTIFICATION,
    PROCES_VERBAL,
    QUITUS,
    SYNDIC,
    v,
)
from tests.printing.reading import (
    composed,
    digest,
    digest_elsewhere,
    lines,
    missing_glyphs,
    overlaps,
    texts,
)

LOI_42 = textes()["loi_42_al_2"].alineas[0]
LONG = "Ravalement de la façade sur rue, anticonstitutionnellement " * 6
FOULE = tuple(Nomme(f"COPROPRIETAIRE Numéro {rank:04}", v("2")) for rank in range(500))


def _whole(content: bytes) -> str:
    return " ".join(" ".join(texts(content)).split())


def _resolution(value: ResolutionVotee) -> str:
    return _whole(imprimer_proces_verbal(replace(PROCES_VERBAL, resolutions=(value,))))


@pytest.fixture
def pages(monkeypatch):
    return lambda value: composed(monkeypatch, proces_verbal, lambda: imprimer_proces_verbal(value))


def test_le_recapitulatif_est_celui_de_lsc():
    # Seed L2516-2548.
    text = _whole(imprimer_proces_verbal(PROCES_VERBAL))
    for expected in (
        "Présents physiquement 6 442,90096",
        "Présents à distance 2 139",
        "Représentés 2 131,0142",
        "Votants par correspondance 2 146",
        "Absents 1 142",
        "Totaux 13 1 000,91516",
        "Participant à distance : LATOUR (74/1 000,91516), Pierre PROPRIETAIRE (65/1 000,91516)",
        "Absents : YQUEM Charles (142/1 000,91516)",
        "BROUILLY Alfred (82,0001/1 000,91516) (à 11 h 51, résolution 6)",
        "Partis en cours d'assemblée : LAFITTE Alexis (80/1 000,91516) (à 12 h 04, résolution 7)",
    ):
        assert expected in text


def test_la_presence_de_gilbert_va_de_l_ecran_au_proces_verbal():
    # Seed L2318-2334 : 12 = 4 + 3 + 1 + 2 + 2.
    presences = {rank: Presence(Code(code)) for rank, (_held, code) in enumerate(GILBERT)}
    camps = tableau(corps(*(held for held, _code in GILBERT)), presences)
    presence = Recapitulatif(ordre_des_codes(camps))
    text = _whole(imprimer_proces_verbal(replace(PROCES_VERBAL, presence=presence)))
    for expected in (
        "Présents physiquement 3 293",
        "Présents à distance 1 65",
        "Représentés 2 223",
        "Votants par correspondance 2 131,0142",
        "Absents 4 288,90096",
        "Totaux 12 1 000,91516",
        "Arrivés en cours d'assemblée : Néant",
    ):
        assert expected in text


def test_le_vote_est_celui_de_lsc_avec_les_presents_du_vote():
    # Seed L2549-2563 ; 8 / 573,91516 y est la présence de la réunion, 6 / 419,0142 celle du vote.
    text = _resolution(QUITUS)
    for expected in (
        "RÉSOLUTION N° 1 Quitus au syndic article 24 - 010-CHARGES COMMUNES GENERALES",
        "La résolution est ACCEPTÉE par les personnes ayant pris part au vote.",
        "Présents ou représentés 6 419,0142",
        "Votants à distance 2 139",
        "Votants par correspondance 2 146",
        "Absents (ou non votants) 3 296,90096",
        "Total 13 1 000,91516",
        "Votes dans le détail Oui Non Abstentions Copropriétaires 9 0 1 Tantièmes 632,0142 0 72",
        "Se sont abstenus : MORGON Charles (72/1 000,91516)",
        "Se sont opposés à la décision : Néant",
        "N'ont pas pris part au vote (*) : Néant",
        "(*) Si la résolution a été amendée, les votes favorables par correspondance sont "
        "considérés comme défaillants, donc comme n'ayant pas voté",
    ):
        assert expected in text
    assert "Texte proposé" not in text and "Second vote" not in text


def test_un_amendement_et_un_second_vote_se_lisent():
    text = _resolution(SYNDIC)
    for expected in (
        "Texte proposé : L'assemblée générale renouvelle l'Agence Crypto dans ses fonctions de",
        "Texte AMENDÉ en séance, mis aux voix : L'assemblée générale renouvelle",
        "SANS DÉCISION POSSIBLE : la majorité demandée n'est pas réunie.",
        "plus de 500,45758 demandées (art. 25).",
        "Second vote (article 25-1) Le projet n'a pas recueilli la majorité",
        "Se sont opposés à la décision au second vote : LATOUR (74/1 000,91516)",
        "N'ont pas pris part au vote au second vote (*) : PETRUS Pierre (74/1 000,91516)",
        "Réserves : M. LATOUR conteste la régularité",
        "Incidents : La liaison de M. PROPRIETAIRE",
    ):
        assert expected in text
    assert text.index("SANS DÉCISION POSSIBLE") < text.index("La résolution est ACCEPTÉE")
    silent = replace(SYNDIC, second=replace(SYNDIC.second, explication=""))
    assert "Second vote (article 25-1) La résolution est ACCEPTÉE" in _resolution(silent)


@pytest.mark.parametrize(
    "issue, phrase",
    [
        (Issue.REFUSEE, "La résolution est REFUSÉE par les personnes ayant pris part au vote."),
        (Issue.PAS_DE_VOTE, "PAS DE VOTE"),
        (Issue.SANS_OBJET, "SANS OBJET"),
    ],
)
def test_chaque_issue_a_sa_phrase(issue, phrase):
    assert phrase in _resolution(ResolutionVotee("9", "Titre", sans_vote=issue))


def test_les_mentions_du_decret_y_sont():
    text = _whole(imprimer_proces_verbal(PROCES_VERBAL))
    for expected in (
        "PROCÈS-VERBAL n° 2020-03",
        "Président de séance : MORGON Charles",
        "Scrutateurs : CLATOUR Anne, BPETRUS Pierre",
        "Secrétaire de séance : Jeanne Syndic",
        "annexée au présent procès-verbal",  # décret art. 17 al. 6
        "distribué par le président du conseil syndical",  # décret art. 17 al. 2
        "M. Girardot porte quatre pouvoirs",  # D35
        "Aucun retard de transmission signalé.",  # décret art. 17 al. 5
        "Mme CLIQUOT Mathilde, demande faite en séance.",  # décret art. 64-4
        "la séance est levée à 20 h 45",
        LOI_42,
        "Signatures du bureau",
    ):
        assert expected in text


def test_un_conseil_syndical_non_elu_est_dit():
    # Loi art. 21 : le procès-verbal « en fait explicitement mention ».
    said = "n'est pas parvenue à désigner les membres du conseil syndical"
    assert said not in _whole(imprimer_proces_verbal(PROCES_VERBAL))
    value = replace(PROCES_VERBAL, conseil_non_elu=True)
    assert said in _whole(imprimer_proces_verbal(value))


def test_des_voix_ne_se_coupent_pas_au_millier():
    value = replace(PROCES_VERBAL, presence=replace(PROCES_VERBAL.presence, absents=FOULE))
    found = [line for line in lines(imprimer_proces_verbal(value)) if "Numéro 0" in line]
    assert len(found) > 100
    assert [line for line in found if line.endswith("/1") or line.startswith("000,")] == []


def test_le_bureau_signe_sur_la_meme_page():
    last = texts(imprimer_proces_verbal(PROCES_VERBAL))[-1]
    for expected in ("Le président de séance", "CLATOUR Anne", "BPETRUS", "Le secrétaire"):
        assert expected in last


def test_une_assemblee_sans_personne_ni_resolution_s_imprime():
    value = replace(
        PROCES_VERBAL,
        presence=Recapitulatif(()),
        resolutions=(), registre="", president="", scrutateurs=(), secretaire="", cloture=None,
        mandats=(), pouvoirs=(), incidents=(), postales=(),
    )  # fmt: skip
    text = _whole(imprimer_proces_verbal(value))
    for expected in (
        "Totaux 0 0",
        "Président de séance : non désigné",
        "Scrutateurs : Néant",
        "Aucune résolution n'a été soumise à l'assemblée.",
    ):
        assert expected in text
    for absent in ("n° ", "séance est levée", "MANDATS", "POUVOIRS", "INCIDENTS", "POSTALE"):
        assert absent not in text.replace(LOI_42, "").replace("Loi n° 65-557", "")


def test_cinq_cents_absents_et_cinq_cents_opposants_tiennent(pages):
    # 500 × 2 = 1 000 voix qui disent toutes non.
    here = Votants(Camp(v("1000"), 500))
    vote = replace(
        QUITUS.vote, issue=Issue.REFUSEE, votants=here, oui=Camp(), abstentions=Camp(),
        non=Camp(v("1000"), 500), opposes=FOULE, abstenus=(),
    )  # fmt: skip
    value = replace(
        PROCES_VERBAL,
        presence=replace(PROCES_VERBAL.presence, absents=FOULE),
        resolutions=(replace(QUITUS, vote=vote),),
    )
    found = texts(imprimer_proces_verbal(value))
    whole = " ".join(" ".join(found).split())
    for rank in (0, 250, 499):
        assert whole.count(f"COPROPRIETAIRE Numéro {rank:04} (2/1 000") == 2
    assert all(f"Page {rank}/{len(found)}" in page for rank, page in enumerate(found, 1))
    assert overlaps(pages(value)[:3]) == []


def test_rien_ne_se_recouvre(pages):
    assert overlaps(pages(PROCES_VERBAL)) == []
    long = replace(
        SYNDIC, titre=LONG, texte=LONG * 30, amende=LONG * 3, cle=LONG, reserves=(LONG,) * 3
    )
    value = replace(
        PROCES_VERBAL,
        reunion=replace(PROCES_VERBAL.reunion, nom=LONG, lieu=LONG, syndicat=LONG),
        resolutions=(long,) * 4,
        president=LONG,
        scrutateurs=(LONG,) * 4,
        secretaire=LONG,
        mandats=(LONG,) * 30,
    )
    assert overlaps(pages(value)) == []


def test_la_notification_dit_les_resultats_et_le_delai():
    text = _whole(imprimer_notification(NOTIFICATION))
    for expected in (
        "NOTIFICATION DU PROCÈS-VERBAL",
        "15/07/2020",
        "ci-joint, signé le 10/07/2020, de l'assemblée générale",
        "tenue le mardi 7 juillet 2020",
        "copropriétaire opposant et défaillant",
        "Vous vous êtes opposé à la décision : résolution 2.",
        "Vous étiez défaillant pour : résolutions 1, 3.",
        "1 Quitus au syndic article 24 632,0142 0 72 Acceptée",
        "article 25-1, second vote",
        "Pas de vote",
        LOI_42,  # décret art. 18
        "Jeanne Syndic, gestionnaire",
    ):
        assert expected in text
    assert "conseil syndical" not in text


def test_conseil_non_elu_la_notification_va_a_tous():
    value = replace(
        NOTIFICATION, motif=Motif.CONSEIL_NON_ELU, oppose_a=(), defaillant_a=(), signe_le=None,
        signataire="", resolutions=(),
    )  # fmt: skip
    text = _whole(imprimer_notification(value))
    assert "n'est pas parvenue à désigner les membres du conseil syndical" in text
    assert "notifié à tous les copropriétaires dans le délai d'un mois" in text
    assert "Seuls les copropriétaires opposants ou défaillants peuvent contester" in text
    assert "Aucune résolution." in text and LOI_42 in text
    for absent in ("Vous vous êtes opposé", "Vous étiez défaillant", "signé le"):
        assert absent not in text


def test_rien_ne_se_recouvre_dans_la_notification(monkeypatch):
    long = tuple(replace(SYNDIC, numero=f"{rank}.1", titre=LONG) for rank in range(40))
    for value in (NOTIFICATION, replace(NOTIFICATION, resolutions=long, signataire=LONG)):
        found = composed(monkeypatch, notification, lambda held=value: imprimer_notification(held))
        assert overlaps(found) == []


def test_memes_donnees_memes_octets():
    for render, value in (
        (imprimer_proces_verbal, PROCES_VERBAL),
        (imprimer_notification, NOTIFICATION),
    ):
        content = render(value)
        assert content == render(value)
        assert missing_glyphs(content) == []


def test_un_autre_processus_fait_les_memes_octets():
    loaded = "__import__('importlib').import_module"
    expression = (
        f"{loaded}('lsc_desktop.printing.assemblees.proces_verbal').imprimer_proces_verbal("
        f"{loaded}('tests.printing.assemblees.exemples').PROCES_VERBAL)"
    )
    assert digest_elsewhere(expression) == digest(imprimer_proces_verbal(PROCES_VERBAL))


def test_les_jours_les_heures_et_les_articles_se_disent():
    assert jour_dit(date(2027, 1, 1)) == "vendredi 1er janvier 2027"
    assert [heure_dite(time(9)), heure_dite(time(18, 5))] == ["9\u00a0h", "18\u00a0h\u00a005"]
    assert article_dit(Article.UNANIMITE) == "unanimité"
    assert article_dit(Article.A26_1) == "article\u00a026-1"
