"""Ce qu'on relit avant de publier (extranet-partners §2.6)."""

import datetime as dt
from dataclasses import replace

import pytest

from lsc_desktop.domain.classeurs import Metier
from lsc_desktop.domain.publications.classeurs import Classeur
from lsc_desktop.domain.publications.controles import controler
from lsc_desktop.domain.publications.defauts import Gravite, Sur, bloques
from lsc_desktop.domain.publications.etat import etats
from lsc_desktop.domain.publications.valeurs import annuaire
from tests.domain.publications.fabrique import EXTRANET, JOUR, au_compte, candidat, compte

ALLE = au_compte("450A")


def releve(*letters, comptes=None):
    book = annuaire(comptes or [compte()], (), JOUR)
    return controler(etats(letters, EXTRANET, book, JOUR), book)


def seul(*letters, **kwargs):
    (found,) = releve(*letters, **kwargs)
    return found


def test_rien_a_redire():
    assert releve(candidat(), candidat("evt-2-0", portee=ALLE, immeuble="GILBERT", pages=1)) == ()


@pytest.mark.parametrize("titre", ["", " \t"])
def test_un_titre_vide_ne_part_pas(titre):
    found = seul(candidat(titre=titre))
    assert (found.gravite, found.sur, found.cle) == (Gravite.BLOQUANT, Sur.DOCUMENT, "evt-1-0")
    assert found.phrase == "Le document du 01/03/2024 n'a pas de titre."


@pytest.mark.parametrize("over", [{"taille": 0}, {"pages": 0}, {"taille": 0, "sha256": ""}])
def test_un_pdf_vide_ne_part_pas(over):
    found = seul(candidat(titre="Relevé", **over))
    assert (found.gravite, found.phrase) == (Gravite.BLOQUANT, "« Relevé » : le PDF est vide.")


def test_un_pdf_sans_empreinte_est_illisible():
    found = seul(candidat(sha256=""))
    assert found.gravite is Gravite.BLOQUANT
    assert "illisible" in found.phrase


def test_le_document_d_un_autre_immeuble_ne_part_pas():
    """Les factures d'une autre copropriété chez moi (§1.10)."""
    found = seul(candidat(titre="Facture", portee=ALLE, immeuble="LAFAYETTE"))
    assert found.gravite is Gravite.BLOQUANT
    assert found.phrase == (
        "« Facture » est de l'immeuble LAFAYETTE, et le compte 450A de GILBERT."
    )
    assert releve(candidat(immeuble="LAFAYETTE")) == ()


def test_un_compte_sans_immeuble_connu_n_est_pas_soupconne():
    alone = compte(immeubles=frozenset())
    assert releve(candidat(portee=ALLE, immeuble="LAFAYETTE"), comptes=[alone]) == ()


def test_un_compte_inactif_se_signale():
    sold = compte(mutation_le=dt.date(2024, 2, 1))
    found = seul(candidat(titre="Relevé", portee=ALLE), comptes=[sold])
    assert found.gravite is Gravite.AVERTISSEMENT
    assert found.phrase == (
        "« Relevé » : le compte 450A n'est pas publié : il est inactif depuis la mutation du "
        "01/02/2024."
    )


def test_le_meme_titre_le_meme_jour_se_dit_une_fois():
    pair = [candidat(f"evt-{i}-0", titre=t) for i, t in enumerate(["Relevé", "RELEVE", "relevé "])]
    found = seul(*pair)
    assert found.gravite is Gravite.AVERTISSEMENT
    assert found.phrase == ("« Relevé », du 01/03/2024, est là 3 fois de l'immeuble GILBERT.")


@pytest.mark.parametrize(
    "over",
    [
        {"titre": "Autre"},
        {"date": dt.date(2024, 2, 1)},
        {"portee": ALLE},
        {"classeur": Classeur("Divers", Metier.SYNDIC, candidat().classeur.droits)},
    ],
    ids=["titre", "date", "portée", "classeur"],
)
def test_deux_documents_voisins_ne_sont_pas_des_doublons(over):
    one = candidat(titre="Relevé")
    assert releve(one, replace(one, id="evt-2-0", **over)) == ()


def test_un_classeur_que_personne_ne_lit_se_dit_une_fois():
    mute = Classeur("Travaux", Metier.SYNDIC)
    letters = [candidat(f"evt-{i}-0", classeur=mute) for i in range(3)]
    found = seul(*letters)
    assert (found.gravite, found.sur, found.cle) == (
        Gravite.AVERTISSEMENT, Sur.CLASSEUR, "s-travaux",
    )  # fmt: skip
    assert found.phrase == (
        "Personne ne lit le classeur « Travaux » : 3 documents n'y seront vus de personne."
    )
    assert "1 document n'y sera vu" in seul(letters[0]).phrase


@pytest.mark.parametrize(
    "over",
    [{"publie_le": None}, {"classeur": None}, {"duree_mois": 1, "date": dt.date(2020, 1, 1)}],
    ids=["dépublié", "sans classeur", "échu"],
)
def test_ce_qui_ne_doit_pas_partir_ne_se_relit_pas(over):
    assert releve(candidat(titre="", taille=0, **over)) == ()


def test_seuls_les_documents_bloques_restent():
    bad = candidat("evt-2-0", titre="")
    mute = candidat("evt-3-0", classeur=Classeur("Travaux", Metier.SYNDIC))
    assert bloques(releve(candidat(), bad, mute)) == {"evt-2-0"}
