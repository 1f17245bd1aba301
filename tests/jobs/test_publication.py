"""Publier vers une cible : ce qui part, qui le voit, et ce que tuer n'y change pas."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import delete, select

from lsc_desktop.base.errors import Confirm, TemporaryError, UserError
from lsc_desktop.domain.classeurs import (
    DROITS,
    ClasseurDraft,
    Metier,
    ModeleDraft,
    Role,
    completer,
)
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.publications.lecteur import lire
from lsc_desktop.domain.publications.reglages import CibleDraft, ReglagePublicationDraft
from lsc_desktop.jobs import arret_demande, publication
from lsc_desktop.jobs.horaire import a_l_heure
from lsc_desktop.jobs.journal_winscp import chemin_du_journal
from lsc_desktop.jobs.publication import Passage, publier, publier_partout, simuler
from lsc_desktop.partners.sftp import winscp
from lsc_desktop.partners.sftp.dossier import CibleDossier
from lsc_desktop.queries.classeurs import trouver_classeur
from lsc_desktop.queries.evenements import load_evenement
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.publications.registre import ENVOIS, load_cible, registre
from lsc_desktop.queries.services_systeme.registre import PUBLICATION
from lsc_desktop.services import depots
from lsc_desktop.services import publications as service
from lsc_desktop.services.classeurs import COMPLETER, save_classeur, save_modele
from lsc_desktop.services.evenements import save_evenement
from lsc_desktop.services.fichiers import conserver
from lsc_desktop.storage.models import (
    CiblePublication,
    Compte,
    DepotPublication,
    Evenement,
    Locataire,
    MembreConseil,
    PieceJointe,
    Tiers,
)
from tests.coffres import coffre_en_memoire
from tests.coproprietes import une_copropriete
from tests.jobs.extranet import PDF, partout


@partout
def test_chacun_ne_voit_que_ce_qui_lui_est_adresse(extranet, ouverts):
    extranet.evenement("Avis d'octobre", locataire_id=ouverts.locataire)
    extranet.evenement("Relevé", "Relevés de gérance", mandat_id=ouverts.mandat)
    done = extranet.publier()
    assert (done.envoyes, done.numero, done.phrase()) == (2, 1, "2 documents envoyés.")
    assert extranet.vus(ouverts.tiers) == ["Avis d'octobre"]
    assert extranet.vus(ouverts.proprietaire) == ["Relevé"]
    assert extranet.manifeste().vue("999", extranet.ctx.aujourd_hui).ids == ()


@partout
def test_la_seconde_fois_rien_ne_part(extranet, ouverts, monkeypatch):
    extranet.evenement("Avis", locataire_id=ouverts.locataire)
    extranet.publier()
    done = extranet.publier()
    assert done == Passage(gardes=1)
    assert done.phrase() == "Rien n'a changé : la cible est à jour."
    assert extranet.manifeste().numero == 1


@partout
def test_un_document_change_n_envoie_que_lui(extranet, ouverts, db):
    first = extranet.evenement("Avis", locataire_id=ouverts.locataire)
    extranet.evenement("Autre", locataire_id=ouverts.locataire)
    extranet.publier()
    with db.write() as session:
        piece = session.scalars(select(PieceJointe).where(PieceJointe.evenement_id == first)).one()
        piece.fichier_id = conserver(session, Document("b.pdf", PDF + b"deux")).id
    done = extranet.publier()
    assert (done.envoyes, done.gardes, done.numero) == (1, 1, 2)
    assert extranet.fichiers() == 3 and len(extranet.vus(ouverts.tiers)) == 2


@partout
def test_depublier_retire_et_republier_ne_renvoie_pas(extranet, ouverts):
    id = extranet.evenement("Avis", locataire_id=ouverts.locataire)
    extranet.evenement("Autre", locataire_id=ouverts.locataire)
    extranet.publier()
    extranet.changer(id, publie_le=None)
    assert extranet.publier().retires == 1
    assert extranet.vus(ouverts.tiers) == ["Autre"]
    extranet.changer(id, publie_le=extranet.ctx.aujourd_hui)
    done = extranet.publier()
    assert (done.envoyes, done.numero) == (
        0,
        3,
    )  # le fichier est resté là
    assert extranet.vus(ouverts.tiers) == ["Autre", "Avis"]


@partout
def test_la_duree_du_modele_expire_le_lendemain_du_dernier_jour(extranet, ouverts, db, ctx):
    """D44 : un mois après le 25/10/2021, le 25/11 compris."""
    with db.write() as session:
        avis = trouver_classeur(session, "Avis")
        modele = save_modele(
            session, ModeleDraft(nom="Avis", classeur_id=avis, duree_mois=1), ctx=ctx
        )
    extranet.evenement("Avis", locataire_id=ouverts.locataire, modele_id=modele)
    extranet.evenement("Autre", locataire_id=ouverts.locataire)
    extranet.publier()
    last = date(2021, 11, 25)
    assert extranet.vus(ouverts.tiers, last) == ["Autre", "Avis"]
    assert extranet.vus(ouverts.tiers, last + timedelta(days=1)) == ["Autre"]
    assert extranet.publier(last).numero is None
    assert extranet.publier(last + timedelta(days=1)).retires == 1


def test_un_compte_sans_service_client_ou_parti_ne_voit_rien(extranet, ouverts, db):
    extranet.evenement("Avis", locataire_id=ouverts.locataire)
    extranet.evenement("Relevé", "Relevés de gérance", mandat_id=ouverts.mandat)
    extranet.publier()
    with db.write() as session:
        session.get_one(Locataire, ouverts.locataire).depart = date(2021, 10, 20)
    assert extranet.publier().retires == 1
    assert extranet.vus(ouverts.tiers) == []
    assert extranet.vus(ouverts.proprietaire) == ["Relevé"]


def test_un_tiers_sans_compte_ne_fait_pas_voir_son_courrier_a_l_immeuble(extranet, ouverts, db):
    """Le pire : le courrier d'un garant montré à tout l'immeuble."""
    with db.write() as session:
        stranger = Tiers(code="GARANT", nom="Garant", prenom="", civilite="")
        session.add(stranger)
        session.flush()
        id = stranger.id
    extranet.evenement("Au garant", tiers_id=id, immeuble_id=ouverts.immeuble)
    extranet.evenement("À tous", immeuble_id=ouverts.immeuble)
    done = extranet.publier()
    assert done.envoyes == 1
    assert extranet.vus(ouverts.tiers) == ["À tous"]
    found = simuler(db, extranet.ctx, extranet.id)
    (why,) = [e.explication for e in found.voulu.etats if e.candidat.titre == "Au garant"]
    assert "n'existe pas" in why


def test_le_document_d_un_lot_va_a_qui_l_occupe_et_a_qui_le_confie(extranet, ouverts, db, ctx):
    extranet.evenement("État des lieux", "Etat des lieux", lot_id=ouverts.lot)
    extranet.publier()
    assert extranet.vus(ouverts.tiers) == ["État des lieux"]
    assert extranet.vus(ouverts.proprietaire) == ["État des lieux"]


def test_un_modele_peut_montrer_a_tout_l_immeuble_la_facture_d_un_fournisseur(
    extranet, ouverts, db, ctx
):
    with db.write() as session:
        contrats = trouver_classeur(session, "Contrats d'entretien")
        modele = save_modele(
            session,
            ModeleDraft(nom="Contrat", classeur_id=contrats, tout_l_immeuble=True),
            ctx=ctx,
        )
    extranet.evenement(
        "Contrat", "Contrats d'entretien", tiers_id=ouverts.tiers, immeuble_id=ouverts.immeuble,
        modele_id=modele,
    )  # fmt: skip
    extranet.publier()
    assert extranet.vus(ouverts.proprietaire) == ["Contrat"]
    assert extranet.vus(ouverts.tiers) == []  # le locataire ne lit pas ce classeur


def test_le_texte_d_un_evenement_part_en_pdf_et_se_refait_quand_il_change(extranet, ouverts, db):
    id = extranet.evenement("Lettre", locataire_id=ouverts.locataire)
    extranet.changer(id, texte="Bonjour,\n\nVoici votre loyer.")
    assert extranet.publier().envoyes == 2
    with db.write("Martine") as session:
        draft = load_evenement(session, id)
        draft.texte = "Bonjour,\n\nVoici votre nouveau loyer."
        save_evenement(session, draft, ctx=extranet.ctx)
    done = extranet.publier()
    assert (done.envoyes, done.gardes) == (1, 1)
    assert extranet.vus(ouverts.tiers) == ["Lettre", "Lettre"]
    (text,) = [
        one
        for one in extranet.manifeste().corps["documents"]
        if one["id"].startswith(f"evt-{id}-0")
    ]
    page = PdfReader(extranet.folder / "depot" / text["fichier"]).pages[0].extract_text()
    assert "Voici votre nouveau loyer." in page and "LOCATAIRE" in page


def test_un_evenement_confidentiel_ne_part_jamais(extranet, ouverts):
    id = extranet.evenement("Secret", locataire_id=ouverts.locataire)
    extranet.changer(id, confidentiel=True)
    assert extranet.publier().envoyes == 0
    assert extranet.vus(ouverts.tiers) == []


# --- Le syndic ----------------------------------------------------------------------------------


@partout
def test_au_syndic_chacun_lit_a_son_titre(extranet, db, ctx):
    """Président, membre, simple copropriétaire, et un copropriétaire d'ailleurs (D40, D42)."""
    with db.write() as session:
        ids = une_copropriete(session, {"A": "10", "B": "20", "C": "30"})
        for nom in "ABC":
            session.get_one(Compte, ids.comptes[nom]).service_client = True
        for nom, president in (("A", True), ("B", False)):
            session.add(
                MembreConseil(copropriete_id=ids.id, tiers_id=ids.tiers[nom], president=president)
            )
    extranet.evenement("PV", "Assemblées Générales", immeuble_id=ids.immeuble)
    extranet.evenement("Facture", "Factures", immeuble_id=ids.immeuble)
    extranet.evenement("Appel de C", "Courriers", tiers_id=ids.tiers["C"], immeuble_id=ids.immeuble)
    extranet.publier()
    assert extranet.vus(ids.tiers["A"]) == extranet.vus(ids.tiers["B"]) == ["Facture", "PV"]
    assert extranet.vus(ids.tiers["C"]) == ["Appel de C", "PV"]


@partout
def test_la_matrice_des_droits_se_relit_dans_le_manifeste(extranet, ouverts, db, ctx):
    """Huit combinaisons de cases × quatre personnes × deux métiers (extranet-partners §1.2)."""
    with db.write() as session:
        ids = une_copropriete(session, {"A": "10", "B": "20", "C": "30"})
        other = une_copropriete(session, {"D": "10"}, code="AILLEURS", entite="S002")
        for account in (*ids.comptes.values(), *other.comptes.values()):
            session.get_one(Compte, account).service_client = True
        for nom, president in (("A", True), ("B", False)):
            session.add(
                MembreConseil(copropriete_id=ids.id, tiers_id=ids.tiers[nom], president=president)
            )
    wanted: dict[int, list[str]] = {}
    people = {
        Metier.SYNDIC: {
            Role.COPROPRIETAIRE: ids.tiers["C"], Role.MEMBRE_CS: ids.tiers["B"],
            Role.PRESIDENT_CS: ids.tiers["A"], None: other.tiers["D"],
        },
        Metier.GERANCE: {
            Role.PROPRIETAIRE: ouverts.proprietaire, Role.LOCATAIRE: ouverts.tiers,
            None: ids.tiers["C"],
        },
    }  # fmt: skip
    for metier, persons in people.items():
        boxes = DROITS[metier]
        place = ids.immeuble if metier is Metier.SYNDIC else ouverts.immeuble
        for ticked in (c for size in range(len(boxes) + 1) for c in combinations(boxes, size)):
            nom = f"{metier.name} {'+'.join(role.name for role in ticked) or 'PERSONNE'}"
            draft = ClasseurDraft(nom=nom, metier=metier, **dict.fromkeys(ticked, True))
            with db.write() as session:
                save_classeur(session, draft, ctx=ctx, accepted={COMPLETER})
            extranet.evenement(nom, nom, immeuble_id=place)
            for role, who in persons.items():
                if role in completer(ticked):
                    wanted.setdefault(who, []).append(nom)
    extranet.publier()
    seen = {who: extranet.vus(who) for persons in people.values() for who in persons.values()}
    assert {who: titles for who, titles in seen.items() if titles} == {
        who: sorted(titles) for who, titles in wanted.items()
    }
    assert len(seen[ids.tiers["A"]]) == 7 and seen[other.tiers["D"]] == []


# --- Ce qui tombe en route ----------------------------------------------------------------------


@partout
def test_tue_avant_le_manifeste_la_reprise_ne_renvoie_rien_et_rien_ne_se_voit_avant(
    extranet, ouverts, monkeypatch
):
    extranet.evenement("Avis", locataire_id=ouverts.locataire)
    real = publication._valider

    def die(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(publication, "_valider", die)
    with pytest.raises(KeyboardInterrupt):
        extranet.publier()
    assert list(extranet.folder.glob("manifeste-*")) == []
    monkeypatch.setattr(publication, "_valider", real)
    done = extranet.publier()
    assert (done.envoyes, done.numero) == (0, 1)
    assert extranet.vus(ouverts.tiers) == ["Avis"]


@partout
def test_tue_apres_le_manifeste_le_suivant_suit_celui_que_la_cible_tient(
    extranet, ouverts, monkeypatch
):
    """Le numéro n'est pas repris : la cible a déjà admis celui-là."""
    extranet.evenement("Avis", locataire_id=ouverts.locataire)

    def die(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(depots, "confirmer", die)
    with pytest.raises(KeyboardInterrupt):
        extranet.publier()
    assert extranet.manifeste().numero == 1
    monkeypatch.undo()
    done = extranet.publier()
    assert (done.envoyes, done.numero) == (0, 2)
    assert extranet.manifeste().precedent == 1  # `suivre` a admis la suite


def test_la_liaison_qui_tombe_laisse_le_manifeste_d_avant_et_l_envoi_dit_pourquoi(
    extranet, ouverts, db
):
    extranet.evenement("Avis", locataire_id=ouverts.locataire)
    extranet.publier()
    extranet.evenement("Suite", locataire_id=ouverts.locataire)

    class Coupe(CibleDossier):
        def deposer(self, envois, **_more):
            raise TemporaryError("La liaison est coupée.", "Recommencez.")

    with pytest.raises(TemporaryError):
        publier(db, extranet.ctx, extranet.id, lambda cible: Coupe(extranet.folder))
    assert extranet.vus(ouverts.tiers) == ["Avis"]
    with db.read() as session:
        last = ENVOIS.page(session, Criteria(), 0, 10)[0]
    assert (last.etat, last.message) == ("Échec", "La liaison est coupée.")
    assert extranet.publier().envoyes == 1


def test_deux_postes_ne_publient_pas_ensemble_vers_une_cible(extranet, ouverts, db):
    with db.write() as session:
        service.prendre(session, extranet.id, "AILLEURS|4242|99|essai")
    with pytest.raises(TemporaryError, match="déjà en cours"):
        extranet.publier()
    with db.write() as session:
        service.rendre(session, extranet.id, "AILLEURS|4242|99|essai")
    assert extranet.publier().numero == 1


def test_un_retrait_en_masse_se_demande_et_rien_ne_part_avant(extranet, ouverts, db):
    ids = [extranet.evenement(f"Avis {n}", locataire_id=ouverts.locataire) for n in range(60)]
    extranet.publier()
    with db.write() as session:
        for id in ids[:55]:
            session.get_one(Evenement, id).publie_le = None
    with pytest.raises(Confirm, match="55 documents seraient retirés") as asked:
        extranet.publier()
    assert len(extranet.vus(ouverts.tiers)) == 60
    done = extranet.publier(acceptes={asked.value.key})
    assert done.retires == 55 and len(extranet.vus(ouverts.tiers)) == 5


@partout
def test_une_base_restauree_demande_avant_de_publier_a_la_suite_de_la_cible(extranet, ouverts, db):
    """La copie d'hier ne sait rien du manifeste de ce matin : la cible, si."""
    extranet.evenement("Avis", locataire_id=ouverts.locataire)
    extranet.publier()
    with db.write() as session:  # la base d'avant le premier envoi
        session.execute(delete(DepotPublication))
        session.get_one(CiblePublication, extranet.id).numero = 0
        session.get_one(CiblePublication, extranet.id).tente = 0
        session.get_one(CiblePublication, extranet.id).contenu = ""
    extranet.evenement("Autre", locataire_id=ouverts.locataire)
    with pytest.raises(Confirm, match="manifeste n° 1, que cette base n'a pas déposé") as asked:
        extranet.publier()
    assert extranet.fichiers() == 1 and extranet.manifeste().numero == 1
    done = extranet.publier(acceptes={asked.value.key})
    assert (done.envoyes, done.numero) == (1, 2)  # « Avis » est encore là : il ne repart pas
    assert extranet.vus(ouverts.tiers) == ["Autre", "Avis"]
    assert extranet.publier().numero is None


@partout
def test_interrompu_il_reprend_ou_il_en_etait(extranet, ouverts, monkeypatch):
    monkeypatch.setattr(publication, "LOT", 2)
    for n in range(5):
        extranet.evenement(f"Avis {n}", locataire_id=ouverts.locataire)
    seen = []
    stop = publication.Suivi(
        lambda done, *_more: seen.append(done), lambda: max(seen, default=0) > 1
    )
    done = extranet.publier(suivi=stop)
    assert done.interrompu and 0 < done.envoyes < 5
    assert len(extranet.vus(ouverts.tiers)) == done.envoyes  # elle ne montre que ce qu'elle tient
    again = extranet.publier()
    assert again.envoyes == 5 - done.envoyes and len(extranet.vus(ouverts.tiers)) == 5


def test_un_autre_poste_l_interrompt(extranet, ouverts, db, ctx, monkeypatch):
    """La demande passe par la base : elle vaut pour ce passage, non pour le suivant."""
    monkeypatch.setattr(publication, "LOT", 1)
    monkeypatch.setattr(arret_demande, "LOOK", 0.0)
    for n in range(5):
        extranet.evenement(f"Avis {n}", locataire_id=ouverts.locataire)
    asked = []

    def elsewhere(done, *_more):
        if done == 2 and not asked:
            with db.write("Paul") as session:
                asked.append(service.interrompre(session, extranet.id, ctx=ctx))

    done = extranet.publier(suivi=publication.Suivi(elsewhere))
    assert asked == [True] and done.interrompu and done.envoyes == 2
    assert extranet.publier().envoyes == 3
    with db.write("Paul") as session:
        assert not service.interrompre(session, extranet.id, ctx=ctx), "plus rien n'est en cours"


def test_une_cible_deja_publiee_ne_change_ni_de_dossier_ni_de_depart(extranet, ouverts, db, ctx):
    extranet.evenement("Avis", locataire_id=ouverts.locataire)
    extranet.publier()
    with db.write() as session:
        draft = load_cible(session, extranet.id)
        with pytest.raises(UserError, match="déjà reçu des documents"):
            service.save_cible(session, replace(draft, chemin="/ailleurs"), ctx=ctx)
        with pytest.raises(UserError, match="montre des documents"):
            service.supprimer_cible(session, extranet.id)
        assert len(registre(session, extranet.id)) == 1


# --- À ses heures -------------------------------------------------------------------------------


def test_elle_se_fait_une_fois_a_ses_jours_et_a_son_heure(extranet, ouverts, db, ctx):
    """Du lundi au vendredi à deux heures ; le lundi rattrape ce que le samedi n'a pas fait."""
    with db.write() as session:
        draft = ReglagePublicationDraft(active=True, jours="12345", heures="02:00")
        service.save_reglage_publication(session, draft, ctx=ctx)
    extranet.evenement("Avis", locataire_id=ouverts.locataire)

    def passer(quand: str) -> str | None:
        now = replace(ctx, maintenant=datetime.strptime(quand, "%Y-%m-%d %H:%M"))
        return a_l_heure(db, now, PUBLICATION)

    assert passer("2021-10-29 02:00") == "Extranet : 1 document envoyé."  # un vendredi
    assert passer("2021-10-29 23:59") is None
    assert passer("2021-10-30 02:30") is None and passer("2021-10-31 12:00") is None
    assert passer("2021-11-01 01:59") is None
    assert passer("2021-11-01 02:00") == "Extranet : Rien n'a changé : la cible est à jour."


def test_une_cible_qui_manque_n_arrete_pas_les_autres(extranet, ouverts, db, ctx, tmp_path):
    with db.write() as session:
        for nom in ("Avant", "Zoulou"):
            draft = CibleDraft(nom=nom, transport="dossier", chemin=str(tmp_path / nom),
                               amorce="tout", active=True)  # fmt: skip
            service.save_cible(session, draft, ctx=ctx)
        settings = ReglagePublicationDraft(active=True, heures="09:00")
        service.save_reglage_publication(session, settings, ctx=ctx)
    extranet.evenement("Avis", locataire_id=ouverts.locataire)
    with pytest.raises(UserError, match=r"Avant : Le dossier .* Zoulou : Le dossier"):
        publier_partout(db, ctx, lambda cible: CibleDossier(Path(cible.chemin)))
    assert extranet.vus(ouverts.tiers) == ["Avis"]


def test_une_cible_inactive_ne_recoit_rien_d_elle_meme(extranet, ouverts, db, ctx):
    with db.write() as session:
        session.get_one(CiblePublication, extranet.id).active = False
        settings = ReglagePublicationDraft(active=True, heures="09:00")
        service.save_reglage_publication(session, settings, ctx=ctx)
    assert publier_partout(db, ctx, lambda cible: CibleDossier(extranet.folder)) == (
        "Aucune cible n'est active."
    )


# --- Signature et journal -----------------------------------------------------------------------


CLE = "une clé que le portail a donnée à l'agence"


def test_un_manifeste_se_signe_de_la_cle_de_la_cible(extranet, ouverts, db, ctx):
    with coffre_en_memoire():
        with db.write() as session, pytest.raises(UserError, match="trop courte"):
            service.poser_signature(session, extranet.id, "courte", ctx=ctx)
        with db.write() as session:
            service.poser_signature(session, extranet.id, CLE, ctx=ctx)
        extranet.evenement("Avis", locataire_id=ouverts.locataire)
        extranet.publier()
        (path,) = extranet.folder.glob("manifeste-*.json")
        written = path.read_bytes()
        assert lire(written, cle=CLE.encode()).signee
        with pytest.raises(UserError):
            lire(written, cle=b"une autre cle, celle de quelqu'un d'autre")


def test_sans_la_cle_au_coffre_rien_ne_part_plutot_que_sans_signature(extranet, ouverts, db, ctx):
    with coffre_en_memoire(), db.write() as session:
        service.poser_signature(session, extranet.id, CLE, ctx=ctx)
    extranet.evenement("Avis", locataire_id=ouverts.locataire)
    with coffre_en_memoire(), pytest.raises(UserError, match="clé de signature"):
        extranet.publier()
    assert extranet.fichiers() == 0


def test_le_log_winscp_dit_chaque_fichier_et_ce_qui_l_a_coupe(extranet, ouverts, db, ctx):
    with db.write() as session:
        draft = ReglagePublicationDraft(journal_winscp=True)
        service.save_reglage_publication(session, draft, ctx=ctx)
    extranet.evenement("Avis", locataire_id=ouverts.locataire)
    extranet.publier()
    held = winscp.lire(chemin_du_journal(extranet.id))
    (sent,) = held.transferts
    assert held.entier and sent.reussi and sent.taille == len(PDF) + len("Avis")
    assert sent.destination.endswith(f"/depot/{sent.source}")
    extranet.evenement("Suite", locataire_id=ouverts.locataire)

    class Coupe(CibleDossier):
        def deposer(self, envois, **_more):
            raise TemporaryError("La liaison est coupée.", "Recommencez.")

    with pytest.raises(TemporaryError):
        publier(db, extranet.ctx, extranet.id, lambda cible: Coupe(extranet.folder))
    held = winscp.lire(chemin_du_journal(extranet.id))
    assert held.pannes == ("La liaison est coupée. Recommencez.",) and not held.transferts
