"""La convocation, son pouvoir et son formulaire : ce que la loi veut y lire."""

import json
from dataclasses import replace

import pytest

from lsc_desktop.base.paths import RESOURCES
from lsc_desktop.domain.adresses import Adresse
from lsc_desktop.domain.assemblees.documents import Organisateur, QuestionPosee
from lsc_desktop.domain.assemblees.majorites import Article
from lsc_desktop.printing.assemblees import convocation, formulaire
from lsc_desktop.printing.assemblees.convocation import imprimer_convocation
from lsc_desktop.printing.assemblees.formulaire import imprimer_formulaire
from lsc_desktop.printing.assemblees.textes import textes, textes_du_formulaire
from tests.printing.assemblees.exemples import CONVOCATION, FORMULAIRE
from tests.printing.reading import boxes, composed, missing_glyphs, overlaps, texts

SEULE = replace(CONVOCATION, formulaire=None)
LONG = "Ravalement de la façade sur rue, isolation comprise, anticonstitutionnellement " * 5
COMPLEXES = tuple(
    QuestionPosee(
        f"{rank}.{rank}", LONG, Article.A25, "010-CHARGES COMMUNES GENERALES " * 3, LONG * 9
    )
    for rank in range(1, 25)
)
SANS_FIN = Adresse("Madame et Monsieur de l'Interminable-Patronyme " * 3, ("une rue " * 30,) * 3)


def _whole(content: bytes) -> str:
    """Tout le texte, retours à la ligne effacés."""
    return " ".join(" ".join(texts(content)).split())


@pytest.fixture
def pages(monkeypatch):
    return lambda value: composed(monkeypatch, convocation, lambda: imprimer_convocation(value))


@pytest.fixture
def pages_du_formulaire(monkeypatch):
    return lambda value: composed(monkeypatch, formulaire, lambda: imprimer_formulaire(value))


def test_la_convocation_dit_ce_que_la_loi_demande():
    text = _whole(imprimer_convocation(SEULE))
    for expected in (
        "CONVOCATION À L'ASSEMBLÉE GÉNÉRALE",
        "Monsieur Abel LEPITRE",
        "Lettre recommandée avec avis de réception",
        "66,0142 / 1 000,91516",
        "mardi 7 juillet 2020 à 18 h 30",
        "Salle Poirel, 3 rue Victor-Poirel, 54000 NANCY",
        "5.1 Choix de l'entreprise : devis Lorrain Façades, 84 300 euros TTC article 24",
        "Point d'information sur la procédure en cours sans vote",
        "4. Renouvellement du mandat de syndic (article 25)",
        "comportant 48 215,30 euros de charges nettes",
        "à l'agence, 12 place Stanislas, du 29 juin au 3 juillet 2020",  # décret art. 9-1
        "Contrat de syndic et fiche d'information",
        "au plus tard le vendredi 3 juillet 2020",  # décret art. 9 bis
        "par courrier ou par courrier électronique à ag@agence-crypto.example",
        "Visioconférence : le lien vous sera envoyé la veille.",
        "Vous avez la possibilité de les recevoir par voie postale",  # décret art. 64-2
        "Jeanne Syndic, gestionnaire",
        "POUVOIR",
        "donne pouvoir à",
        *textes()["loi_42_al_2"].alineas,
    ):
        assert expected in text


def test_la_lettre_et_le_formulaire_se_numerotent_chacun():
    alone, whole = texts(imprimer_convocation(SEULE)), texts(imprimer_convocation(CONVOCATION))
    form = texts(imprimer_formulaire(FORMULAIRE))
    letter = whole[: -len(form)]
    assert whole[len(letter) :] == form
    assert "POUVOIR" in letter[-1]
    assert all(f"Page {rank}/{len(letter)}" in page for rank, page in enumerate(letter, 1))
    assert all(f"Page {rank}/{len(form)}" in page for rank, page in enumerate(form, 1))
    assert "Formulaire de vote par correspondance (décret art. 9 al. 2)" in " ".join(letter)
    assert "Formulaire de vote par correspondance (décret" not in " ".join(alone)


def test_le_pouvoir_tient_seul_sur_sa_page():
    last = texts(imprimer_convocation(SEULE))[-1]
    assert "POUVOIR" in last and "Bon pour pouvoir" in last and "10 %" in last
    assert "salutations" not in last


def test_ce_qui_est_vide_ne_s_annonce_pas():
    value = replace(
        SEULE, distance="", courriel="", compte="", total=0, signataire="", questions=(),
        envoi="",
    )  # fmt: skip
    text = _whole(imprimer_convocation(value))
    for absent in ("À distance,", "ou par courrier", "Vos voix", "PROJETS", "Envoi", "N° compte"):
        assert absent not in text
    assert "Aucune question." in text and " - compte" not in text
    assert text.count("Agence Crypto") >= 3  # elle signe, faute de gestionnaire


def test_le_formulaire_a_ses_deux_parties_et_son_tableau():
    text = _whole(imprimer_formulaire(FORMULAIRE))
    for expected in (
        "PARTIE REMPLIE PAR L'ORGANISATEUR",
        "S001 Syndicat Gilbert, 4, rue Gilbert-50, rue de la Colline, 54000 NANCY",
        "Monsieur Abel LEPITRE",
        "15, rue des Issambres, Résidence des Arcades, 83510 SAINT RAPHAEL",
        "abel.lepitre@courriel.example",
        "Syndic : Agence Crypto",
        "ou par courrier électronique à ag@agence-crypto.example",
        "Date limite de réception : 03/07/2020",
        "PARTIE À REMPLIR PAR LE VOTANT",
        "Identification de l'objet de la question",
        "POUR CONTRE ABSTENTION",
        "Point d'information sur la procédure en cours sans vote",
    ):
        assert expected in text
    bare = _whole(imprimer_formulaire(replace(FORMULAIRE, courriel="", courriel_destinataire="")))
    assert "non communiquée" in bare and "ou par courrier électronique" not in bare


def test_l_organisateur_n_est_pas_toujours_le_syndic():
    value = replace(
        FORMULAIRE, organisateur=Organisateur.PRESIDENT_CS, organisateur_nom="M. MORGON Charles"
    )
    text = _whole(imprimer_formulaire(value))
    assert "Président du conseil syndical : M. MORGON Charles" in text


def test_chaque_page_du_formulaire_se_paraphe():
    found = texts(imprimer_formulaire(replace(FORMULAIRE, questions=COMPLEXES)))
    assert len(found) > 2
    assert all("Paraphe du votant" in page for page in found)


def test_trois_cases_par_question_qui_se_vote(pages_du_formulaire):
    # Une case fait 9 points × 0,405 mm de côté : 3,645 mm, soit 10,33 points.
    found = pages_du_formulaire(FORMULAIRE)
    ticks = [mark for page in found for mark in page.marks if mark.endswith("10.33 10.33 re S")]
    assert len(ticks) == 3 * sum(question.votee for question in FORMULAIRE.questions) == 24


def test_une_passerelle_se_demande_deux_fois_si_on_le_veut():
    once, twice = (
        _whole(imprimer_formulaire(replace(FORMULAIRE, seconds_votes=asked)))
        for asked in (False, True)
    )
    assert "second vote" not in once
    assert "Renouvellement du mandat de syndic (second vote) article 25-1" in twice
    assert "Modification du règlement de copropriété (second vote) article 26-1" in twice


def test_le_formulaire_reproduit_chaque_texte_mot_pour_mot():
    text = _whole(imprimer_formulaire(FORMULAIRE))
    wanted = [alinea for held in textes_du_formulaire() for alinea in held.alineas]
    assert len(wanted) == 10  # 17-1 A al. 2 ; 9 al. 2 ; 9 bis (2) ; 14 al. 1 à 4 ; 14-1 ; 17 al. 3
    assert [alinea for alinea in wanted if alinea not in text] == []


def test_chaque_texte_a_sa_source_et_aucun_mot_colle():
    held = json.loads((RESOURCES / "formulaire_vote.json").read_text(encoding="utf-8"))
    assert set(held["formulaire"]) <= set(held["textes"])
    for text in textes().values():
        assert text.titre and text.source and isinstance(text.a_verifier, bool)
        words = " ".join(text.alineas).split()
        # Le plus long mot de ces textes est « l'audioconférence » ou « correspondance ».
        assert [word for word in words if len(word) > 18] == []


def test_un_ordre_du_jour_vide_se_dit():
    text = _whole(imprimer_formulaire(replace(FORMULAIRE, questions=())))
    assert "L'ordre du jour ne comporte aucune question." in text


def test_l_adresse_est_seule_dans_la_fenetre_de_l_enveloppe(pages):
    found = boxes(pages(SEULE)[:1])
    window = [b for b in found if b.right > 105 and b.bottom > 42 and b.top < 90]
    assert [box.text for box in window] == list(SEULE.destinataire.bloc())


def test_rien_ne_se_recouvre(pages):
    assert overlaps(pages(replace(CONVOCATION, questions=CONVOCATION.questions))) == []
    form = replace(
        FORMULAIRE, questions=COMPLEXES, destinataire=SANS_FIN, retour=SANS_FIN,
        courriel="a" * 150 + "@exemple.example", seconds_votes=True,
    )  # fmt: skip
    value = replace(
        CONVOCATION,
        questions=COMPLEXES,
        destinataire=SANS_FIN,
        annexes=(LONG,) * 12,
        consultation=LONG,
        signataire=LONG,
        formulaire=form,
        reunion=replace(CONVOCATION.reunion, nom=LONG, lieu=LONG, syndicat=LONG),
    )
    assert overlaps(pages(value)) == []


def test_memes_donnees_memes_octets():
    for render, value in ((imprimer_convocation, CONVOCATION), (imprimer_formulaire, FORMULAIRE)):
        content = render(value)
        assert content == render(value)
        assert missing_glyphs(content) == []
