"""Les photos d'un immeuble, de la base à qui les voit : ce qui part, et ce qui se retire."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from lsc_desktop.base.errors import Confirm
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.publications.reglages import CibleDraft
from lsc_desktop.jobs import publication
from lsc_desktop.jobs.publication import Passage, publier, simuler
from lsc_desktop.jobs.releves import relever_simulation
from lsc_desktop.partners.sftp.dossier import CibleDossier
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.publications.constats import SIMULATIONS
from lsc_desktop.queries.publications.depots import DEPOTS
from lsc_desktop.queries.publications.registre import load_multi_envoi
from lsc_desktop.services import depots
from lsc_desktop.services.photos import (
    ajouter_photos,
    publier_photo,
    remplacer_photo,
    retirer_photo,
)
from lsc_desktop.services.publications import save_cible, save_multi_envoi
from lsc_desktop.storage.models import CiblePublication, Compte, PhotoImmeuble
from tests.coproprietes import une_copropriete
from tests.images import une_image
from tests.jobs.extranet import partout


def une_photo(titre, format="JPEG", **options):
    mime = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}[format]
    return Document(f"{titre}.bin", une_image(format, **options), titre, mime)


@pytest.fixture
def photos(extranet, ouverts, db, ctx):
    """Les photos de LAFAYETTE, où Elsa et le propriétaire ont un compte : deux à publier, l'une
    des trois non ; et une d'un immeuble où personne n'a de compte."""
    with db.write() as session:
        other = une_copropriete(session, {"A": "10"})
        images = [une_photo("Façade"), une_photo("Hall", "PNG"), une_photo("Cave", "WEBP")]
        ajouter_photos(session, ouverts.immeuble, images, ctx=ctx)
        ajouter_photos(session, other.immeuble, [une_photo("Ailleurs", couleur=(9, 9, 9))], ctx=ctx)
        found = {one.libelle: one.id for one in session.scalars(select(PhotoImmeuble))}
        for titre in ("Façade", "Hall", "Ailleurs"):
            publier_photo(session, found[titre], True)
    return found | {"compte ailleurs": other.comptes["A"], "A": other.tiers["A"]}


def fichiers(extranet):
    names = (path.name for path in (extranet.folder / "depot").iterdir())
    return sorted(name.partition("_")[0] + name[name.rindex(".") :] for name in names)


@partout
def test_elles_partent_une_fois_et_se_montrent_a_qui_ouvre_l_immeuble(extranet, ouverts, photos):
    done = extranet.publier()
    assert (done.envoyes, done.photos, done.numero) == (2, 2, 1)
    assert done.phrase() == "2 documents envoyés, dont 2 photos."
    assert extranet.photos(ouverts.tiers) == ["Façade", "Hall"]
    assert extranet.photos(ouverts.proprietaire) == ["Façade", "Hall"]
    assert extranet.photos(photos["A"]) == []
    assert fichiers(extranet) == [f"pho-{photos['Façade']}.jpg", f"pho-{photos['Hall']}.png"]
    assert extranet.publier() == Passage(gardes=2)


@partout
def test_une_image_remplacee_part_seule_meme_d_une_autre_forme(extranet, ouverts, photos, db, ctx):
    extranet.publier()
    with db.write() as session:
        remplacer_photo(session, photos["Façade"], une_photo("x", "WEBP"), ctx=ctx)
    done = extranet.publier()
    assert (done.envoyes, done.gardes, done.retires, done.numero) == (1, 1, 0, 2)
    assert extranet.photos(ouverts.tiers) == ["Façade", "Hall"]
    (facade, _hall) = extranet.manifeste().vue(str(ouverts.tiers), ctx.aujourd_hui).photos
    assert facade["fichier"].endswith(".webp")
    assert extranet.publier() == Passage(gardes=2)


@partout
def test_decochee_ou_retiree_elle_ne_se_montre_plus_et_revient_sans_repartir(
    extranet, ouverts, photos, db
):
    extranet.publier()
    with db.write() as session:
        publier_photo(session, photos["Façade"], False)
    assert extranet.publier().retires == 1
    assert extranet.photos(ouverts.tiers) == ["Hall"]
    with db.write() as session:
        publier_photo(session, photos["Façade"], True)
        retirer_photo(session, photos["Hall"])
    done = extranet.publier()
    assert (done.envoyes, done.retires) == (0, 1)  # le fichier de la façade est resté là
    assert extranet.photos(ouverts.tiers) == ["Façade"]


def test_la_derniere_retiree_le_manifeste_n_en_dit_plus_rien(extranet, ouverts, photos, db):
    """Avec un document en ligne, ce n'est pas une base vide : rien ne se demande."""
    extranet.evenement("Avis", locataire_id=ouverts.locataire)
    extranet.publier()
    with db.write() as session:
        for titre in ("Façade", "Hall"):
            publier_photo(session, photos[titre], False)
    assert extranet.publier().retires == 2
    assert "photos" not in extranet.manifeste().corps
    assert extranet.vus(ouverts.tiers) == ["Avis"]


def test_renommer_ou_renumeroter_ne_renvoie_pas_l_image(extranet, ouverts, photos, db):
    extranet.publier()
    with db.write() as session:
        session.get_one(PhotoImmeuble, photos["Façade"]).libelle = ""
        session.get_one(PhotoImmeuble, photos["Façade"]).numero = 9
    done = extranet.publier()
    assert (done.envoyes, done.numero) == (0, 2)
    assert extranet.photos(ouverts.tiers) == ["Hall", "Photo 9"]


def test_un_compte_qui_s_ouvre_amene_les_photos_de_son_immeuble(extranet, ouverts, photos, db):
    extranet.publier()
    with db.write() as session:
        session.get_one(Compte, photos["compte ailleurs"]).service_client = True
    assert extranet.publier().envoyes == 1
    assert extranet.photos(photos["A"]) == ["Ailleurs"]
    assert extranet.photos(ouverts.tiers) == ["Façade", "Hall"]
    with db.write() as session:
        session.get_one(Compte, photos["compte ailleurs"]).service_client = False
    assert extranet.publier().retires == 1
    assert extranet.photos(photos["A"]) == []


@partout
def test_une_cible_sans_la_coche_n_en_recoit_aucune(extranet, ouverts, photos, db, ctx, tmp_path):
    folder = tmp_path / "copie"
    (folder / "depot").mkdir(parents=True)
    draft = CibleDraft(nom="Copie", sorte="dossier", transport="dossier", amorce="tout",
                       chemin=str(folder), active=True)  # fmt: skip
    with db.write() as session:
        copy = save_cible(session, draft, ctx=ctx)
        ticks = load_multi_envoi(session, copy)
        save_multi_envoi(session, replace(ticks, envoie_photos=False), ctx=ctx)
    extranet.publier()
    publier(db, ctx, copy, lambda cible: CibleDossier(folder))
    assert extranet.photos(ouverts.tiers) == ["Façade", "Hall"]
    assert list((folder / "depot").iterdir()) == []
    (manifest,) = folder.glob("manifeste-*.json")
    assert b'"photos"' not in manifest.read_bytes()


@pytest.mark.parametrize(
    ("over", "combien"),
    [
        ({"sorte": "inch"}, 0), ({"sorte": "captain"}, 0),
        ({"sorte": "captain", "envoie_photos": True}, 2), ({"envoie_comptes": False}, 0),
        ({"gerance": False}, 0), ({"syndic": False}, 2),
    ],
)  # fmt: skip
def test_ce_que_chaque_cible_en_recoit(extranet, photos, db, ctx, over, combien):
    """Une photo est d'un immeuble où un compte d'un métier de la cible est publié."""
    with db.write() as session:
        for name, value in over.items():
            setattr(session.get_one(CiblePublication, extranet.id), name, value)
    assert len(simuler(db, ctx, extranet.id).voulu.photos) == combien


def test_decocher_la_cible_retire_tout_et_se_demande_si_c_est_beaucoup(
    extranet, ouverts, photos, db, ctx
):
    extranet.evenement("Avis", locataire_id=ouverts.locataire)
    with db.write() as session:
        images = [une_photo(f"n{i}", couleur=(i, i, i)) for i in range(60)]
        ajouter_photos(session, ouverts.immeuble, images, ctx=ctx)
        for id in session.scalars(select(PhotoImmeuble.id)).all():
            publier_photo(session, id, True)
    assert extranet.publier().photos == 63
    with db.write() as session:
        ticks = load_multi_envoi(session, extranet.id)
        save_multi_envoi(session, replace(ticks, envoie_photos=False), ctx=ctx)
    with pytest.raises(Confirm) as asked:
        extranet.publier()
    assert "63 documents seraient retirés" in asked.value.question
    assert len(extranet.photos(ouverts.tiers)) == 63
    assert extranet.publier(acceptes={asked.value.key}).retires == 63
    assert extranet.photos(ouverts.tiers) == [] and extranet.vus(ouverts.tiers) == ["Avis"]


def test_tue_avant_le_manifeste_la_reprise_ne_renvoie_rien(extranet, ouverts, photos, monkeypatch):
    def die(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(publication, "_valider", die)
        with pytest.raises(KeyboardInterrupt):
            extranet.publier()
    assert list(extranet.folder.glob("manifeste-*")) == []
    assert (done := extranet.publier()).envoyes == 0 and done.numero == 1
    assert extranet.photos(ouverts.tiers) == ["Façade", "Hall"]


def test_le_registre_et_la_simulation_les_disent_par_leur_titre(extranet, photos, db, ctx):
    extranet.publier()
    with db.write() as session:
        publier_photo(session, photos["Hall"], False)
        retirer_photo(session, photos["Façade"])
        publier_photo(session, photos["Cave"], True)
    relever_simulation(db, ctx, extranet.id)
    with db.read() as session:
        lines = SIMULATIONS.page(session, Criteria(), 0, 20)
        held = DEPOTS.page(session, Criteria(text="façade"), 0, 20)
    assert {(one.nature, one.titre, one.immeuble) for one in lines[2:]} == {
        ("À envoyer", "Cave", "LAFAYETTE"), ("À retirer", "Façade", ""), ("À retirer", "Hall", ""),
    }  # fmt: skip
    assert lines[0].phrase.startswith("À envoyer : 1 document, dont 1 photo")
    (row,) = held
    assert (row.titre, row.classeur, row.concerne) == ("Façade", "Photos", "Immeuble LAFAYETTE")
    assert (row.etat, row.document) == ("En ligne", f"pho-{photos['Façade']}")


def test_une_photo_en_ligne_se_renvoie_a_la_demande(extranet, photos, db, ctx):
    extranet.publier()
    with db.write() as session:
        row = DEPOTS.page(session, Criteria(text="façade"), 0, 1)[0]
        depots.renvoyer(session, row.id, ctx=ctx)
    done = extranet.publier()
    assert (done.envoyes, done.photos) == (1, 1)


def test_une_photo_retiree_pendant_l_envoi_manque_seule(extranet, ouverts, photos, db, ctx):
    """Son contenu s'efface avec elle : les autres partent quand même."""

    class Pendant(CibleDossier):
        def lister(self, dossier=""):
            with db.write() as session:
                retirer_photo(session, photos["Façade"])
            return super().lister(dossier)

    done = publier(db, ctx, extranet.id, lambda cible: Pendant(extranet.folder))
    assert (done.envoyes, done.manques) == (1, 1)
    assert extranet.photos(ouverts.tiers) == ["Hall"]
    with db.read() as session:
        (row,) = DEPOTS.page(session, Criteria(text="façade"), 0, 9)
    assert (row.etat, row.message) == ("Manqué", "Ce fichier n'est plus dans la base.")
    assert extranet.publier() == Passage(gardes=1)


def test_une_photo_refusee_par_la_cible_ne_repart_que_changee(extranet, ouverts, photos, db, ctx):
    extranet.publier()
    extranet.repondre(refus={f"pho-{photos['Hall']}": "trop sombre"})
    assert extranet.publier().envoyes == 0
    assert extranet.photos(ouverts.tiers) == ["Façade"]
    extranet.repondre()
    with db.write() as session:
        remplacer_photo(session, photos["Hall"], une_photo("x", couleur=(250, 9, 9)), ctx=ctx)
    assert extranet.publier().envoyes == 1
    assert extranet.photos(ouverts.tiers) == ["Façade", "Hall"]
