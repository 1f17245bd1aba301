"""Le registre d'une cible : ce qui manque, ce qu'on abandonne, ce qu'on renvoie."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lsc_desktop.base.errors import Confirm, TemporaryError, UserError
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.publications.renvois import RenvoiDraft
from lsc_desktop.jobs.publication import publier
from lsc_desktop.partners.sftp.dossier import CibleDossier
from lsc_desktop.partners.sftp.port import Issue, Sort
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.publications.depots import DEPOTS, mesure
from lsc_desktop.queries.publications.registre import ENVOIS
from lsc_desktop.services.depots import abandonner, reessayer, renvoyer, renvoyer_depuis
from lsc_desktop.services.evenements import publier as publier_evenement
from lsc_desktop.services.evenements import remplacer
from lsc_desktop.storage.models import Evenement, PieceJointe
from tests.jobs.extranet import PDF, Extranet


class Refuse(CibleDossier):
    """Un serveur qui ne veut pas des fichiers de cet événement."""

    def __init__(self, folder, evenement: int) -> None:
        super().__init__(folder)
        self._prefix = f"evt-{evenement}-"

    def _deposit(self, envoi, arreter):
        if self._prefix in envoi.nom:
            return Issue(envoi, Sort.ECHEC, UserError("Le serveur refuse ce fichier."))
        return super()._deposit(envoi, arreter)


def depots(extranet: Extranet, **where):
    with extranet.db.read() as session:
        return DEPOTS.page(session, Criteria(where=where), 0, 100)


def en_refusant(extranet: Extranet, evenement: int):
    folder = extranet.folder
    return publier(extranet.db, extranet.ctx, extranet.id, lambda cible: Refuse(folder, evenement))


@pytest.fixture
def manque(extranet, ouverts) -> int:
    """Un avis en ligne, et un autre que le serveur a refusé."""
    extranet.evenement("Bon", locataire_id=ouverts.locataire)
    bad = extranet.evenement("Mauvais", locataire_id=ouverts.locataire)
    done = en_refusant(extranet, bad)
    assert (done.envoyes, done.manques) == (1, 1)
    return bad


def test_le_registre_dit_document_etat_compte_classeur_et_reponse(extranet, ouverts, manque):
    (row,) = depots(extranet, evenement_id=manque)
    assert (row.titre, row.etat, row.classeur, row.essais) == ("Mauvais", "Manqué", "Avis", 1)
    assert (row.message, row.compte_id) == ("Le serveur refuse ce fichier.", ouverts.compte)
    assert row.concerne.startswith("81ELLOCATA") and len(row.empreinte) == 16
    (good,) = depots(extranet, etat="confirme")
    assert (good.titre, good.etat, good.message) == ("Bon", "En ligne", "")


def test_un_envoi_mene_a_ses_documents(extranet, ouverts, manque):
    with extranet.db.read() as session:
        (envoi,) = ENVOIS.page(session, Criteria(), 0, 10)
    assert {row.titre for row in depots(extranet, envoi_id=(envoi.id,))} == {"Bon", "Mauvais"}
    assert depots(extranet, envoi_id=(envoi.id + 1,)) == []


def test_le_registre_se_cherche_par_titre_ou_par_compte(extranet, manque):
    with extranet.db.read() as session:
        for text, count in (("mauvais", 1), ("81ellocata", 2), ("bon", 1), ("absent", 0)):
            assert DEPOTS.count(session, Criteria(text)) == count, text


def test_abandonne_il_ne_part_plus_et_la_cible_est_a_jour(extranet, db, manque):
    (row,) = depots(extranet, evenement_id=manque)
    with db.write() as session:
        assert abandonner(session, row.id) == ""
        assert abandonner(session, row.id) == "déjà abandonné"
    done = extranet.publier()
    assert (done.envoyes, done.manques, done.numero) == (0, 0, None)
    assert depots(extranet, evenement_id=manque)[0].etat == "Abandonné"


def test_un_abandon_s_annule(extranet, ouverts, db, manque):
    (row,) = depots(extranet, evenement_id=manque)
    with db.write() as session:
        abandonner(session, row.id)
        assert reessayer(session, row.id, ctx=extranet.ctx) == "partira au prochain passage"
    assert extranet.publier().envoyes == 1
    assert extranet.vus(ouverts.tiers) == ["Bon", "Mauvais"]


def test_un_document_abandonne_qui_change_repart(extranet, ouverts, db, manque):
    (row,) = depots(extranet, evenement_id=manque)
    with db.write() as session:
        abandonner(session, row.id)
    extranet.recontenu(manque, PDF + b"corrige")
    assert extranet.publier().envoyes == 1
    assert extranet.vus(ouverts.tiers) == ["Bon", "Mauvais"]


def test_abandonner_une_nouvelle_version_laisse_l_ancienne_en_ligne(extranet, ouverts, db):
    event = extranet.evenement("Avis", locataire_id=ouverts.locataire)
    extranet.publier()
    before = extranet.manifeste().vue(str(ouverts.tiers), extranet.ctx.aujourd_hui).documents
    extranet.recontenu(event, PDF + b"deux")
    en_refusant(extranet, event)
    (row,) = [row for row in depots(extranet) if row.etat == "Manqué"]
    with db.write() as session:
        abandonner(session, row.id)
    assert extranet.publier().numero is None
    after = extranet.manifeste().vue(str(ouverts.tiers), extranet.ctx.aujourd_hui).documents
    assert [d["sha256"] for d in after] == [d["sha256"] for d in before]


def test_on_n_abandonne_pas_ce_qui_est_en_ligne(extranet, db, manque):
    (row,) = depots(extranet, etat="confirme")
    with db.write() as session:
        with pytest.raises(UserError, match="n'a pas manqué"):
            abandonner(session, row.id)
        assert reessayer(session, row.id, ctx=extranet.ctx) == "n'avait pas manqué"


# --- Renvoyer -----------------------------------------------------------------------------------


def test_renvoyer_redepose_un_fichier_que_la_cible_a_deja(extranet, ouverts, db, ctx):
    """Elle le tient, abîmé, à la bonne taille : seul un renvoi le répare."""
    extranet.evenement("Avis", locataire_id=ouverts.locataire)
    extranet.publier()
    (path,) = (extranet.folder / "depot").glob("*.pdf")
    good = path.read_bytes()
    path.write_bytes(b"?" * len(good))
    assert extranet.publier().numero is None
    (row,) = depots(extranet)
    with db.write() as session:
        renvoyer(session, row.id, ctx=ctx)
    assert depots(extranet)[0].etat == "À renvoyer"
    done = extranet.publier()
    assert (done.envoyes, done.retires, path.read_bytes()) == (1, 0, good)
    assert depots(extranet)[0].etat == "En ligne"
    assert extranet.publier().numero is None


def test_un_renvoi_manque_reste_demande_et_reste_en_ligne(extranet, ouverts, db, ctx):
    event = extranet.evenement("Avis", locataire_id=ouverts.locataire)
    extranet.publier()
    with db.write() as session:
        renvoyer(session, depots(extranet)[0].id, ctx=ctx)
    assert en_refusant(extranet, event).manques == 1
    (row,) = depots(extranet)
    assert (row.etat, row.message) == ("À renvoyer", "Le serveur refuse ce fichier.")
    assert extranet.vus(ouverts.tiers) == ["Avis"]
    assert extranet.publier().envoyes == 1


def test_renvoyer_depuis_un_jour_annonce_combien_puis_le_fait(extranet, ouverts, db, ctx):
    day = ctx.aujourd_hui
    for rank in range(3):
        event = extranet.evenement(f"Avis {rank}", locataire_id=ouverts.locataire)
        extranet.changer(event, publie_le=day - timedelta(days=rank))
    extranet.publier()
    draft = RenvoiDraft(cible_id=extranet.id, depuis=day - timedelta(days=1))
    with db.write() as session, pytest.raises(Confirm, match=r"2 documents .* publiés depuis"):
        renvoyer_depuis(session, draft, ctx=ctx)
    with db.write() as session:
        assert renvoyer_depuis(session, draft, ctx=ctx, accepted={"renvoi"}) == 2
    assert extranet.publier().envoyes == 2


def test_renvoyer_depuis_demain_dit_qu_il_n_y_a_rien(extranet, ouverts, db, ctx):
    extranet.evenement("Avis", locataire_id=ouverts.locataire)
    extranet.publier()
    draft = RenvoiDraft(depuis=ctx.aujourd_hui + timedelta(days=1))
    with db.write() as session, pytest.raises(UserError, match="Rien de ce qui est en ligne"):
        renvoyer_depuis(session, draft, ctx=ctx, accepted={"renvoi"})


def test_republier_en_date_du_jour_renvoie(extranet, ouverts, db, ctx):
    event = extranet.evenement("Avis", locataire_id=ouverts.locataire)
    extranet.changer(event, publie_le=date(2021, 9, 1))
    extranet.publier()
    with db.write() as session:
        version = session.get_one(Evenement, event).version
        said = publier_evenement(session, event, version, ctx=ctx)
        assert said == "republié : il était publié du 01/09/2021"
    assert extranet.publier().envoyes == 1
    assert session.get(Evenement, event).publie_le == ctx.aujourd_hui


def test_annule_et_remplace_retire_l_ancien_et_montre_le_nouveau(extranet, ouverts, db, ctx):
    event = extranet.evenement("Liste", locataire_id=ouverts.locataire)
    extranet.publier()
    tomorrow = replace(ctx, aujourd_hui=ctx.aujourd_hui + timedelta(days=1))
    with db.write() as session:
        new = remplacer(session, event, Document("neuf.pdf", PDF + b"neuf"), ctx=tomorrow)
    done = extranet.publier(tomorrow.aujourd_hui)
    assert (done.envoyes, done.retires) == (1, 1)
    assert extranet.vus(ouverts.tiers, tomorrow.aujourd_hui) == ["Liste"]
    with db.read() as session:
        assert session.get_one(Evenement, event).publie_le is None
        assert session.get_one(Evenement, new).locataire_id == ouverts.locataire
        pieces = session.query(PieceJointe).filter_by(evenement_id=new).all()
        assert [piece.nom for piece in pieces] == ["Liste.pdf"]


def test_le_debit_est_celui_du_dernier_envoi_qui_a_porte(extranet, ouverts, db, ctx):
    with db.read() as session:
        assert mesure(session, extranet.id) is None
    extranet.evenement("Avis", locataire_id=ouverts.locataire)
    done = extranet.publier()
    with db.read() as session:
        found = mesure(session, extranet.id)
    assert found is not None and found.octets == done.octets > 0


def test_un_envoi_coupe_laisse_le_registre_tel_quel(extranet, ouverts, db, ctx):
    extranet.evenement("Avis", locataire_id=ouverts.locataire)
    extranet.publier()
    with db.write() as session:
        renvoyer(session, depots(extranet)[0].id, ctx=ctx)

    class Coupe(CibleDossier):
        def deposer(self, envois, **_more):
            raise TemporaryError("La liaison est coupée.", "Recommencez.")

    with pytest.raises(TemporaryError):
        publier(db, ctx, extranet.id, lambda cible: Coupe(extranet.folder))
    assert depots(extranet)[0].etat == "À renvoyer"
    assert extranet.publier().envoyes == 1
