"""La cible répond à chaque manifeste : ce qu'elle refuse se sait, et l'envoi suivant s'y règle."""

import pytest
from sqlalchemy import select

from lsc_desktop.partners.erreurs import LiaisonError
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.publications.registre import CIBLES, ENVOIS
from lsc_desktop.services import depots
from lsc_desktop.storage.models import CiblePublication, DepotPublication
from tests.jobs.extranet import partout


@pytest.fixture
def un_avis(extranet, ouverts):
    """Publie un document du locataire sous ce titre."""
    return lambda objet: extranet.evenement(objet, locataire_id=ouverts.locataire)


def registre(extranet) -> dict[str, tuple[str, str]]:
    d = DepotPublication
    with extranet.db.read() as session:
        rows = session.execute(select(d.titre, d.etat, d.message).where(d.etat != "retire"))
        return {titre: (etat, message) for titre, etat, message in rows}


def etats(extranet, titre: str) -> list[str]:
    d = DepotPublication
    with extranet.db.read() as session:
        return list(session.scalars(select(d.etat).where(d.titre == titre)))


def lignes(extranet, listing) -> list:
    with extranet.db.read() as session:
        return listing.page(session, Criteria(), 0, 100)


def cible(extranet) -> CiblePublication:
    with extranet.db.read() as session:
        return session.get_one(CiblePublication, extranet.id)


def refuser(extranet, event: int, motif: str) -> None:
    extranet.repondre(refus={f"evt-{event}-{rang(extranet, event)}": motif})


def rang(extranet, event: int) -> str:
    (document,) = (
        one["id"] for one in extranet.manifeste().corps["documents"]
        if one["id"].startswith(f"evt-{event}-")
    )  # fmt: skip
    return document.removeprefix(f"evt-{event}-")


@partout
def test_un_document_refuse_se_sait_et_ne_repart_pas_tant_qu_il_est_le_meme(extranet, un_avis):
    un_avis("Bon")
    bad = un_avis("Mauvais")
    assert extranet.publier().envoyes == 2
    refuser(extranet, bad, "pages illisibles")
    done = extranet.publier()  # rien à envoyer, sinon le manifeste sans lui
    assert done.envoyes == 0 and done.phrase().endswith(
        "La cible dit le manifeste n° 1 accepté, sauf 1 document."
    )
    assert registre(extranet) == {
        "Bon": ("confirme", ""), "Mauvais": ("refuse", "pages illisibles"),
    }  # fmt: skip
    assert [one["titre"] for one in extranet.manifeste().corps["documents"]] == ["Bon"]
    extranet.repondre()
    assert extranet.publier().phrase() == "Rien n'a changé : la cible est à jour."
    extranet.recontenu(bad, b"%PDF-1.7 corrige")
    assert extranet.publier().envoyes == 1
    assert sorted(etats(extranet, "Mauvais")) == ["confirme", "refuse"], "l'ancien se garde"
    titles = [one["titre"] for one in extranet.manifeste().corps["documents"]]
    assert sorted(titles) == ["Bon", "Mauvais"]


def test_reessayer_le_fait_repartir_tel_quel(extranet, un_avis):
    bad = un_avis("Mauvais")
    extranet.publier()
    refuser(extranet, bad, "fichier absent")
    extranet.publier()
    with extranet.db.write() as session:
        (id,) = session.scalars(select(DepotPublication.id)).all()
        assert depots.reessayer(session, id, ctx=extranet.ctx) == "partira au prochain passage"
    (path,) = (extranet.folder / "depot").glob("*.pdf")
    whole = path.read_bytes()
    path.write_bytes(bytes(len(whole)))  # abîmé, de la même taille
    assert extranet.publier().envoyes == 1
    assert registre(extranet) == {"Mauvais": ("confirme", "")}
    assert path.read_bytes() == whole


@partout
def test_un_manifeste_refuse_se_refait_a_la_suite_de_celui_qu_elle_tient(extranet, un_avis):
    un_avis("Avis")
    extranet.publier()
    extranet.repondre()
    un_avis("Quittance")
    extranet.publier()
    extranet.repondre(accepte=False, tient=1, motif="signature fausse")
    done = extranet.publier()
    assert done.numero == 3 and "n° 2 refusé : signature fausse" in done.phrase()
    assert cible(extranet).tient == 1
    (extranet.folder / "manifeste-000002.json").unlink()  # la cible l'a écarté
    assert extranet.manifeste().precedent == 1
    assert {one["titre"] for one in extranet.manifeste().corps["documents"]} == {
        "Avis", "Quittance",
    }  # fmt: skip
    assert [row.message for row in lignes(extranet, ENVOIS)][1:] == [
        "Manifeste refusé : signature fausse.", "",
    ]  # fmt: skip


def test_la_liste_des_cibles_dit_sa_derniere_reponse(extranet, un_avis):
    un_avis("Avis")
    extranet.publier()
    assert [row.reponse for row in lignes(extranet, CIBLES)] == [""]
    extranet.repondre()
    extranet.publier()
    assert [row.reponse for row in lignes(extranet, CIBLES)] == ["accepté"]
    un_avis("Quittance")
    extranet.publier()
    assert [row.reponse for row in lignes(extranet, CIBLES)] == [""], "pas encore répondu"


@pytest.mark.parametrize("contenu", [b"", b"<html>", b'{"accepte": true, "refus": [1]}'])
def test_une_reponse_illisible_se_dit_et_n_arrete_pas_l_envoi(extranet, un_avis, contenu):
    un_avis("Avis")
    extranet.publier()
    (extranet.folder / "retour-000001.json").write_bytes(contenu)
    un_avis("Quittance")
    done = extranet.publier()
    assert done.envoyes == 1 and "ne se lit pas" in done.phrase()
    assert cible(extranet).repondu == 0


def test_des_documents_inconnus_ou_deja_retires_ne_changent_rien(extranet, un_avis):
    event = un_avis("Avis")
    extranet.publier()
    extranet.repondre(refus={"evt-999-0": "?", "' OR 1=1 --": "?", "": "?"})
    extranet.changer(event, publie_le=None)
    un_avis("Quittance")
    done = extranet.publier(acceptes={"publication.retrait"})
    assert (done.retires, done.reponse) == (1, "")


def test_une_cible_muette_n_est_plus_appelee_quand_rien_ne_change(extranet, un_avis, monkeypatch):
    calls, opened = [], extranet.ouvrir
    monkeypatch.setattr(extranet, "ouvrir", lambda draft: calls.append(draft.nom) or opened(draft))
    un_avis("Avis")
    extranet.publier()
    extranet.publier()
    assert len(calls) == 2, "après le premier manifeste, on regarde si elle répond"
    un_avis("Quittance")
    extranet.publier()
    extranet.publier()
    assert len(calls) == 3, "elle ne répond pas : on ne l'appelle que pour envoyer"


def test_une_panne_en_lisant_la_reponse_ne_fait_pas_manquer_le_passage(
    extranet, un_avis, monkeypatch
):
    un_avis("Avis")
    extranet.publier()

    def down(_draft):
        raise LiaisonError("La ligne est coupée.", "")

    monkeypatch.setattr(extranet, "ouvrir", down)
    assert extranet.publier().phrase() == "Rien n'a changé : la cible est à jour."
