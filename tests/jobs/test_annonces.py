"""Des lots de la base au zip chez le portail : examiner, écrire, relire, déposer, noter."""

from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from lsc_desktop.base.errors import Confirm, TemporaryError, UserError
from lsc_desktop.domain.annonces.saisie import PortailDraft, ReglageAnnoncesDraft
from lsc_desktop.domain.lots import DocumentLotDraft
from lsc_desktop.jobs import annonces
from lsc_desktop.jobs.annonces import (
    essayer_pagesimmo,
    examiner_lots,
    ouvrir,
    publier,
    publier_partout,
)
from lsc_desktop.jobs.horaire import Suivi
from lsc_desktop.jobs.travaux import publier_annonces
from lsc_desktop.partners.erreurs import AccesError, LiaisonError
from lsc_desktop.partners.poliris.controle import controler
from lsc_desktop.partners.poliris.lecture import lire_zip
from lsc_desktop.queries.annonces.biens import load_bien, lots_diffuses, photos_du_lot
from lsc_desktop.queries.annonces.listes import ANNONCES, CRITERES, ENVOIS, PORTAILS
from lsc_desktop.queries.annonces.reglages import load_portail, load_reglage_annonces
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.services_systeme import registre
from lsc_desktop.services import annonces as service
from lsc_desktop.services.documents_lot import save_document_lot
from lsc_desktop.services.lots import supprimer_lot
from lsc_desktop.storage.models import (
    CritereAnnonce,
    EnvoiAnnonces,
    Immeuble,
    Lot,
    Mandat,
    PortailAnnonces,
)
from tests.annonces import JPEG, un_lot_a_louer
from tests.coffres import coffre_en_memoire
from tests.factories import un_locataire, un_lot
from tests.partners.serveur_ftp import MOT_DE_PASSE, UTILISATEUR, serveur_ftp
from tests.partners.serveurs import port_libre

D = Decimal
TABLE = set(Lot.__table__.columns.keys())
SAUF = {"id", "version", "immeuble_id", "proprietaire_id", "code_gestion", "code_physique"}


def annoncer(session, lot_id: int, **over: object) -> None:
    """Donne à ce lot tout ce qu'il faut pour paraître."""
    record = session.get_one(Lot, lot_id)
    draft = un_lot_a_louer(reference_internet=f"R{lot_id}", **over)
    for name, value in asdict(draft).items():
        if name in TABLE - SAUF:
            setattr(record, name, value)
    session.flush()


@pytest.fixture
def lots(db, agence) -> list[int]:
    """Trois lots libres, sous mandat, auxquels rien ne manque au jour de l'essai."""
    with db.write("Martine") as session:
        session.get_one(Mandat, agence.mandat).debut = date(2015, 1, 1)
        session.get_one(Immeuble, agence.immeuble).code_postal = "54000"
        made = [un_lot(session, agence) for _ in range(3)]
        for lot in made:
            annoncer(session, lot)
    return made


@pytest.fixture
def ctx(ctx):
    return replace(ctx, aujourd_hui=date(2026, 11, 30), maintenant=datetime(2026, 11, 30, 9, 0))


@pytest.fixture
def portail(db, ctx, lots, tmp_path) -> int:
    (tmp_path / "depot").mkdir()
    draft = PortailDraft(
        nom="Dossier", actif=True, agence="MONAGENCE", transport="dossier",
        chemin=str(tmp_path / "depot"),
    )  # fmt: skip
    with db.write("Martine") as session:
        return service.save_portail(session, draft, ctx=ctx)


def ajouter_photo(db, ctx, tmp_path, lot: int, nom: str, **over: object) -> None:
    path = tmp_path / nom
    path.write_bytes(JPEG + nom.encode())
    with db.write("Martine") as session:
        values = {"lot_id": lot, "chemin": str(path), "diffusion": True, "libelle": nom, **over}
        save_document_lot(session, DocumentLotDraft(**values), ctx=ctx)  # type: ignore[arg-type]


def criteres(db, lot: int) -> dict[str, str]:
    with db.read() as session:
        rows = session.query(CritereAnnonce).filter_by(lot_id=lot).all()
        return {row.code: row.etat for row in rows}


def test_du_lot_au_zip_chez_le_portail(db, ctx, lots, portail, tmp_path):
    ajouter_photo(db, ctx, tmp_path, lots[0], "séjour.jpg")
    ajouter_photo(db, ctx, tmp_path, lots[0], "vignette.png", vignette=True)
    ajouter_photo(db, ctx, tmp_path, lots[0], "bail.pdf")
    said = publier(db, ctx, portail, ouvrir)
    assert said == "3 annonces et 1 photo déposées."
    flux = lire_zip(tmp_path / "depot" / "lsc_monagence.zip", "cp1252")
    assert controler(flux) == () and len(flux.annonces) == 3
    assert [row[1] for row in flux.annonces] == [f"R{lot}" for lot in lots]
    assert [row[174] for row in flux.annonces] == [f"lot-{lot}" for lot in lots]
    (name,) = flux.photos
    assert flux.annonces[0][84] == name and flux.annonces[0][93] == "séjour.jpg"
    with db.read() as session:
        (sent,) = ENVOIS.page(session, Criteria(), 0, 10)
        assert (sent.etat, sent.annonces, sent.photos, sent.fichier, sent.qui) == (
            "Déposé", 3, 1, "lsc_monagence.zip", ctx.utilisateur,
        )  # fmt: skip
        assert load_portail(session, portail).depose.startswith("3 annonces, le ")
        (row,) = PORTAILS.page(session, Criteria(), 0, 10)
        assert row.annonces == 3 and row.depose_le is not None


def test_deux_envois_gardent_les_identifiants_et_les_noms_de_photos(
    db, ctx, lots, portail, tmp_path
):
    """Poliris, rang 175 : unique et constant, sans quoi le flux est suspendu."""
    ajouter_photo(db, ctx, tmp_path, lots[0], "a.jpg")
    publier(db, ctx, portail, ouvrir)
    path = tmp_path / "depot" / "lsc_monagence.zip"
    first = lire_zip(path, "cp1252")
    with db.write("Martine") as session:
        session.get_one(Lot, lots[1]).loyer_mensuel = D("620.00")
        session.get_one(Lot, lots[0]).reference_internet = "NEUVE"
    publier(db, ctx, portail, ouvrir)
    second = lire_zip(path, "cp1252")
    assert {r[174] for r in first.annonces} == {r[174] for r in second.annonces}
    assert first.photos == second.photos and first.annonces != second.annonces


def test_rien_ne_repart_si_rien_n_a_change(db, ctx, lots, portail, tmp_path):
    first = publier_partout(db, ctx, ouvrir)
    path = tmp_path / "depot" / "lsc_monagence.zip"
    before = path.stat().st_mtime_ns
    assert "3 annonces et 0 photo déposées" in first
    assert "rien n'a changé" in publier_partout(db, ctx, ouvrir)
    assert path.stat().st_mtime_ns == before
    with db.write() as session:
        old = session.get_one(PortailAnnonces, portail)
        old.depose_le = old.depose_le - timedelta(days=7)
    assert "déposées" in publier_partout(db, ctx, ouvrir), "une fois par semaine au moins"


def test_un_lot_loue_sort_du_flux_et_dit_pourquoi(db, ctx, lots, portail, agence, tmp_path):
    publier(db, ctx, portail, ouvrir)
    with db.write("Martine") as session:
        un_locataire(session, agence, "MATHIS", lot_id=lots[1])
    assert publier(db, ctx, portail, ouvrir).startswith("2 annonces")
    assert criteres(db, lots[1])["libre"] == "manque"
    flux = lire_zip(tmp_path / "depot" / "lsc_monagence.zip", "cp1252")
    assert [row[174] for row in flux.annonces] == [f"lot-{lots[0]}", f"lot-{lots[2]}"]
    with db.read() as session:
        rows = {row.id: row for row in ANNONCES.page(session, Criteria(), 0, 10)}
        held = rows[lots[1]]
        assert (held.verdict, held.manque) == ("Retenue", 1) and "MATHIS" in held.premier
        assert rows[lots[0]].verdict == "Publiable" and rows[lots[0]].premier == ""
        where = Criteria(where={"verdict": "retenue"})
        assert [row.id for row in ANNONCES.page(session, where, 0, 10)] == [lots[1]]
        shown = CRITERES.page(session, Criteria(where={"lot_id": lots[1]}), 0, 50)
        assert shown[0].etat == "Manque" and shown[0].libelle == "Libre", "ce qui manque d'abord"


def test_un_bail_a_venir_suffit_a_retirer_l_annonce(db, ctx, lots, agence):
    with db.write("Martine") as session:
        un_locataire(session, agence, "DEMAIN", lot_id=lots[0], entree=date(2099, 1, 1))
    with db.read() as session:
        assert load_bien(session, lots[0]).bail_a_venir == date(2099, 1, 1)
    examiner_lots(db, ctx, lots)
    assert criteres(db, lots[0])["libre"] == "manque" and criteres(db, lots[1])["libre"] == "tenu"


def test_deux_lots_de_meme_reference_se_retiennent_l_un_l_autre(db, ctx, lots):
    with db.write("Martine") as session:
        session.get_one(Lot, lots[1]).reference_internet = f" r{lots[0]} "
    found = examiner_lots(db, ctx, lots)
    assert [one.identifiant for one in found.annonces] == [f"lot-{lots[2]}"]
    assert criteres(db, lots[0])["reference"] == criteres(db, lots[1])["reference"] == "manque"


def test_plus_rien_a_publier_se_demande_et_le_service_ne_vide_pas_seul(
    db, ctx, lots, portail, tmp_path
):
    publier(db, ctx, portail, ouvrir)
    with db.write("Martine") as session:
        for lot in lots:
            session.get_one(Lot, lot).diffuser = False
    with pytest.raises(Confirm, match="Plus aucun lot n'est publiable") as asked:
        publier(db, ctx, portail, ouvrir)
    with pytest.raises(UserError, match="Plus aucun lot"):
        publier_annonces(db, ctx, Suivi())
    path = tmp_path / "depot" / "lsc_monagence.zip"
    assert len(lire_zip(path, "cp1252").annonces) == 3, "le portail garde ce qu'il montre"
    publier(db, ctx, portail, ouvrir, acceptes={asked.value.key})
    assert lire_zip(path, "cp1252").annonces == ()


def test_un_cinquieme_envoi_du_jour_se_demande(db, ctx, lots, portail):
    for _ in range(4):
        publier(db, ctx, portail, ouvrir)
    with pytest.raises(Confirm, match="4 envois déjà faits aujourd'hui"):
        publier(db, ctx, portail, ouvrir)


def test_un_flux_qui_ne_tient_pas_les_regles_ne_part_pas(
    db, ctx, lots, portail, tmp_path, monkeypatch
):
    """Le dernier mot est au lecteur : ici, un identifiant d'agence que l'on fausse après coup."""
    made = annonces.fiche
    monkeypatch.setattr(annonces, "fiche", lambda one, how: made(one, how) | {175: "le-meme"})
    with pytest.raises(UserError, match="identifiant technique « le-meme » sert à 3"):
        publier(db, ctx, portail, ouvrir)
    assert list((tmp_path / "depot").iterdir()) == []
    with db.read() as session:
        assert [row.etat for row in ENVOIS.page(session, Criteria(), 0, 9)] == ["Manqué"]


def test_un_portail_qui_manque_n_arrete_pas_les_autres(db, ctx, lots, portail, tmp_path):
    gone = PortailDraft(
        nom="Absent", actif=True, agence="AUTRE", transport="dossier", chemin=str(tmp_path / "non")
    )
    with db.write("Martine") as session:
        service.save_portail(session, gone, ctx=ctx)
    with pytest.raises(UserError, match="Absent : Le dossier"):
        publier_partout(db, ctx, ouvrir)
    assert (tmp_path / "depot" / "lsc_monagence.zip").exists()
    (tmp_path / "non").mkdir()
    said = publier_partout(db, ctx, ouvrir)
    assert "Absent : 3 annonces" in said and "Dossier : rien n'a changé" in said


@pytest.mark.parametrize("transport", ["ftp", "ftps"])
def test_par_ftp_jusqu_au_serveur(db, ctx, lots, tmp_path, monkeypatch, transport):
    with serveur_ftp(tmp_path / "srv") as serveur, coffre_en_memoire():
        monkeypatch.setenv("SSL_CERT_FILE", serveur.autorites)
        draft = PortailDraft(
            nom="Portail", actif=True, agence="MONAGENCE", transport=transport,
            hote=serveur.hote, port=serveur.port, utilisateur=UTILISATEUR,
        )  # fmt: skip
        with db.write("Martine") as session:
            id = service.save_portail(session, draft, ctx=ctx)
        with pytest.raises(UserError, match="n'est pas au coffre"):
            publier(db, ctx, id, ouvrir)
        service.garder_secret(service.nom_du_secret(id), MOT_DE_PASSE)
        assert publier(db, ctx, id, ouvrir).startswith("3 annonces")
        assert len(lire_zip(serveur.dossier / "lsc_monagence.zip", "cp1252").annonces) == 3
    with db.read() as session:
        told = " ".join(f"{row}" for row in ENVOIS.page(session, Criteria(), 0, 9))
        assert MOT_DE_PASSE not in told, "aucun secret dans le journal"


def test_une_panne_se_note_et_une_simple_reprise_repare(db, ctx, lots, portail, tmp_path):
    depot = tmp_path / "depot"
    publier(db, ctx, portail, ouvrir)
    depot.rename(tmp_path / "retire")
    with db.write("Martine") as session:
        session.get_one(Lot, lots[0]).loyer_mensuel = D("620.00")
    with pytest.raises((AccesError, LiaisonError)):
        publier(db, ctx, portail, ouvrir)
    with db.read() as session:
        assert session.query(EnvoiAnnonces).filter_by(etat="echec").count() == 1
        assert session.get_one(PortailAnnonces, portail).annonces == 3
    (tmp_path / "retire").rename(depot)
    assert publier(db, ctx, portail, ouvrir).startswith("3 annonces")


def test_tester_pagesimmo_passe_au_secondaire_et_ne_depose_rien(tmp_path):
    with serveur_ftp(tmp_path / "srv") as serveur:
        (serveur.dossier / "0").mkdir()
        draft = ReglageAnnoncesDraft(
            ref_cabinet=UTILISATEUR, serveur="nulle-part.invalid", serveur_secondaire=serveur.hote
        )
        said = essayer_pagesimmo(draft, MOT_DE_PASSE, delai=60.0, port=serveur.port)
        assert "« localhost » répond" in said and "/0/" in said
        assert list((serveur.dossier / "0").iterdir()) == []
        with pytest.raises(AccesError, match="mot de passe"):
            essayer_pagesimmo(draft, "faux", delai=60.0, port=serveur.port)
        with pytest.raises(UserError, match="cabinet manque"):
            essayer_pagesimmo(replace(draft, ref_cabinet=""), MOT_DE_PASSE)
        with pytest.raises(UserError, match="pas au coffre"):
            essayer_pagesimmo(draft, "")
    closed = replace(draft, serveur="127.0.0.1", serveur_secondaire="")
    with pytest.raises(TemporaryError, match="refuse la connexion"):
        essayer_pagesimmo(closed, MOT_DE_PASSE, delai=60.0, port=port_libre())


def test_le_service_quotidien_rend_compte(db, ctx, lots, portail):
    assert registre.service("annonces").travail == "travaux:publier_annonces"
    said = publier_annonces(db, ctx, Suivi())
    assert said == "3 annonces publiables. Dossier : 3 annonces et 0 photo déposées."
    with db.write("Martine") as session:
        session.get_one(PortailAnnonces, portail).actif = False
    assert publier_annonces(db, ctx, Suivi()).endswith("Aucun portail n'est actif.")


def test_le_reglage_se_garde_et_le_blocage_compte(db, ctx, lots, agence):
    with db.read() as session:
        draft = load_reglage_annonces(session)
    assert (draft.id, draft.serveur, draft.repertoire) == (None, "ftp3.pagesimmo.com", "/0/")
    with db.write("Martine") as session:
        service.save_reglage_annonces(session, replace(draft, blocage_jours=30), ctx=ctx)
        session.get_one(Mandat, agence.mandat).debut = date(2026, 11, 15)
    assert examiner_lots(db, ctx, lots).annonces == ()
    assert criteres(db, lots[0])["delai"] == "manque"
    with db.write("Martine") as session:
        again = load_reglage_annonces(session)
        service.save_reglage_annonces(session, replace(again, blocage_jours=7), ctx=ctx)
    assert len(examiner_lots(db, ctx, lots).annonces) == 3


def test_un_portail_qui_montre_des_annonces_ne_se_supprime_pas(db, ctx, lots, portail):
    publier(db, ctx, portail, ouvrir)
    with pytest.raises(UserError, match="montre des annonces"), db.write() as session:
        service.supprimer_portail(session, portail)
    with db.write("Martine") as session:
        draft = replace(load_portail(session, portail), agence="NOUVELLE")
        service.save_portail(session, draft, ctx=ctx)
        assert session.get_one(PortailAnnonces, portail).annonces == 0, "un autre compte, vide"
        service.supprimer_portail(session, portail)


def test_supprimer_un_lot_emporte_ses_criteres(db, ctx, agence):
    with db.write("Martine") as session:
        lot = un_lot(session, agence, mandat=False)
    examiner_lots(db, ctx, [lot])
    assert criteres(db, lot)
    with db.write("Martine") as session:
        supprimer_lot(session, lot)
    assert criteres(db, lot) == {}


def test_les_photos_suivent_l_ordre_de_leurs_numeros(db, ctx, lots, tmp_path):
    ajouter_photo(db, ctx, tmp_path, lots[0], "b.jpg", numero=2)
    ajouter_photo(db, ctx, tmp_path, lots[0], "a.jpg", numero=1)
    ajouter_photo(db, ctx, tmp_path, lots[0], "c.jpg", numero=3, diffusion=False)
    with db.read() as session:
        assert [one.nom for one in photos_du_lot(session, lots[0])] == ["a.jpg", "b.jpg"]
        assert lots_diffuses(session) == lots
