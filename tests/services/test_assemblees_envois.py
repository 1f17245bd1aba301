"""Convocations, notifications, dates de présentation, liasse d'externalisation."""

import csv
import hashlib
import io
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from lsc_desktop.base.errors import Confirm, GoneError, TemporaryError, UserError
from lsc_desktop.domain.assemblees.reglages import CLASSEUR
from lsc_desktop.queries.classeurs import trouver_classeur
from lsc_desktop.queries.evenements import documents_joints
from lsc_desktop.services.assemblees import liasse
from lsc_desktop.services.assemblees.cloture import clore, rouvrir
from lsc_desktop.services.assemblees.envois import (
    CONVOCATION,
    NOTIFICATION,
    REFAIRE,
    TARDIF,
    dater_presentations,
    notifier,
    preparer_convocations,
)
from lsc_desktop.services.assemblees.liasse import EN_TETE, MANIFESTE, ecrire_liasse
from lsc_desktop.services.coproprietes.mutations import save_mutation
from lsc_desktop.storage.models import Assemblee, Copropriete, EnvoiAssemblee, Evenement, Tiers
from tests.seance_gilbert import CTX, LE_JOUR, imprime, une_seance, vente


def envois(session, gilbert, nature):
    found = session.query(EnvoiAssemblee).filter_by(assemblee_id=gilbert.assemblee, nature=nature)
    return {row.tiers_id: row for row in found}


def preparer(session, gilbert, **over):
    return preparer_convocations(session, gilbert.assemblee, **{"ctx": CTX, **over})


def une_close(session, **camps):
    """Gilbert, votée et close ; par défaut Latour contre, Morgon s'abstient, cinq défaillants."""
    gilbert = une_seance(session)
    gilbert.pointer(session)
    said = camps or {"O": "450PETRUSP 450MEURSEA 450TRILLON 450YQUEMC", "A": "450MORGONC",
                     "N": "450LATOUR"}  # fmt: skip
    gilbert.voter(session, 1, 1, **said)
    clore(session, gilbert.assemblee, ctx=LE_JOUR)
    return gilbert


# --- Les convocations ---------------------------------------------------------------------------


def test_chaque_coproprietaire_recoit_un_evenement_avec_sa_convocation(db):
    with db.write() as session:
        gilbert = une_seance(session)
        seen = []
        assert preparer(session, gilbert, avance=seen.append) == 12
        assert seen == list(range(1, 13))
        rows = envois(session, gilbert, CONVOCATION)
        assert len(rows) == 12
        row = rows[gilbert.qui["450TRILLON"]]
        event = session.get_one(Evenement, row.evenement_id)
        immeuble = session.get_one(Copropriete, gilbert.copropriete).immeuble_id
        assert (event.classeur_id, event.tiers_id, event.immeuble_id) == (
            trouver_classeur(session, CLASSEUR), row.tiers_id, immeuble,
        )  # fmt: skip
        assert event.objet == "Convocation - Assemblée générale ordinaire du 30/11/2021"
        (document,) = documents_joints(session, event.id)
        assert document.nom == "convocation-450TRILLON.pdf"
        text = imprime(document.contenu)
        assert "Monsieur Bernard ATRILLON" in text
        assert "FORMULAIRE DE VOTE PAR CORRESPONDANCE" in text
        assert (row.envoye_le, row.presente_le, row.qualite) == (CTX.aujourd_hui, None, "")
        assert session.get_one(Assemblee, gilbert.assemblee).convoquee_le == CTX.aujourd_hui


def test_seul_le_nouveau_coproprietaire_est_convoque_ensuite(db):
    with db.write() as session:
        gilbert = une_seance(session)
        preparer(session, gilbert)
        save_mutation(session, vente(session, gilbert, "142", "450CLIQUOT", "NOUVEAU"), ctx=CTX)
        later = replace(CTX, aujourd_hui=date(2021, 11, 6))
        assert preparer(session, gilbert, ctx=later) == 1
        rows = envois(session, gilbert, CONVOCATION)
        assert len(rows) == 13
        fresh = [row for row in rows.values() if row.envoye_le == later.aujourd_hui]
        (code,) = [session.get_one(Tiers, row.tiers_id).code for row in fresh]
        assert code == "NOUVEAU"
        assert session.get_one(Assemblee, gilbert.assemblee).convoquee_le == CTX.aujourd_hui


def test_refaire_les_convocations_se_demande_et_garde_les_premieres(db):
    with db.write() as session:
        gilbert = une_seance(session)
        preparer(session, gilbert)
        before = {w: row.evenement_id for w, row in envois(session, gilbert, CONVOCATION).items()}
        later = replace(CTX, aujourd_hui=date(2021, 10, 27))
        dater_presentations(session, gilbert.assemblee, CONVOCATION,
                            dict.fromkeys(before, later.aujourd_hui), ctx=later)  # fmt: skip
        with pytest.raises(Confirm, match="12 convocations"):
            preparer(session, gilbert, ctx=later)
        assert preparer(session, gilbert, ctx=later, accepted=frozenset({REFAIRE})) == 12
        rows = envois(session, gilbert, CONVOCATION)
        assert not {row.evenement_id for row in rows.values()} & set(before.values())
        assert {row.presente_le for row in rows.values()} == {None}
        binder = trouver_classeur(session, CLASSEUR)
        assert session.query(Evenement).filter_by(classeur_id=binder).count() == 24
        assert session.get_one(Assemblee, gilbert.assemblee).convoquee_le == later.aujourd_hui


def test_passe_le_delai_une_convocation_se_confirme_sauf_urgence(db):
    """30 novembre − 22 jours : le 8 est à temps, le 9 ne l'est plus (décret art. 9)."""
    late = replace(CTX, aujourd_hui=date(2021, 11, 9))
    with db.write() as session:
        gilbert = une_seance(session)
        with pytest.raises(Confirm, match="08/11/2021"):
            preparer(session, gilbert, ctx=late)
        assert envois(session, gilbert, CONVOCATION) == {}
        assert preparer(session, gilbert, ctx=late, accepted=frozenset({TARDIF})) == 12
        urgent = une_seance(session, urgence=True)
        assert preparer(session, urgent, ctx=late) == 12
        other = une_seance(session)
        assert preparer(session, other, ctx=replace(CTX, aujourd_hui=date(2021, 11, 8))) == 12


def test_on_ne_convoque_ni_sans_question_ni_le_jour_meme(db):
    with db.write() as session:
        empty = une_seance(session, [])
        with pytest.raises(UserError, match="L'ordre du jour est vide"):
            preparer(session, empty)
        gilbert = une_seance(session)
        with pytest.raises(UserError, match="on ne convoque plus"):
            preparer(session, gilbert, ctx=LE_JOUR)
        assert session.get_one(Assemblee, gilbert.assemblee).convoquee_le is None


# --- Les notifications --------------------------------------------------------------------------


def test_opposants_et_defaillants_recoivent_la_lettre_et_le_proces_verbal(db):
    """Latour contre ; absents Brouilly, Cliquot, Bournac, Yaloxe ; muets Lepitre, Propriétaire."""
    with db.write() as session:
        gilbert = une_close(session)
        assert notifier(session, gilbert.assemblee, ctx=LE_JOUR) == 7
        rows = envois(session, gilbert, NOTIFICATION)
        qualities = {acc: rows[who].qualite for acc, who in gilbert.qui.items() if who in rows}
        assert qualities == {
            "450LATOUR": "opposant", "450BROUILL": "défaillant", "450BROU-01": "défaillant",
            "450CLIQUOT": "défaillant", "450BOURNAC": "défaillant", "450LEPITRE": "défaillant",
            "450PIERREP": "défaillant", "450ALOXECO": "défaillant",
        }  # fmt: skip
        row = rows[gilbert.qui["450LATOUR"]]
        letter, report = documents_joints(session, row.evenement_id)
        ag = session.get_one(Assemblee, gilbert.assemblee)
        assert "en votre qualité de copropriétaire opposant" in imprime(letter.contenu)
        assert "PROCÈS-VERBAL n° 1" in imprime(report.contenu)
        (piece,) = [p for p in documents_joints(session, row.evenement_id) if p.nom == report.nom]
        assert hashlib.sha256(piece.contenu).digest() == hashlib.sha256(report.contenu).digest()
        assert ag.convoquee_le is None  # une notification n'est pas une convocation


def test_on_ne_notifie_que_close_et_a_qui_il_faut(db):
    with db.write() as session:
        gilbert = une_seance(session)
        with pytest.raises(UserError, match="n'est pas close"):
            notifier(session, gilbert.assemblee, ctx=LE_JOUR)
        everyone = dict.fromkeys(gilbert.qui, "O")
        gilbert.pointer(session, {k: v for k, v in everyone.items() if k != "450BROU-01"})
        gilbert.voter(session, 1, 1, O=" ".join(gilbert.qui))
        clore(session, gilbert.assemblee, ctx=LE_JOUR)
        with pytest.raises(UserError, match="Personne n'est opposant"):
            notifier(session, gilbert.assemblee, ctx=LE_JOUR)
        with pytest.raises(GoneError):
            notifier(session, 999, ctx=LE_JOUR)


def test_passe_le_mois_une_notification_se_confirme(db):
    """Assemblée du 30 novembre : un mois plus tard, le 30 décembre est le dernier jour."""
    with db.write() as session:
        gilbert = une_close(session)
        with pytest.raises(Confirm, match="30/12/2021"):
            notifier(
                session, gilbert.assemblee, ctx=replace(LE_JOUR, aujourd_hui=date(2021, 12, 31))
            )
        on_time = replace(LE_JOUR, aujourd_hui=date(2021, 12, 30))
        assert notifier(session, gilbert.assemblee, ctx=on_time) == 7


def test_rouverte_et_close_de_nouveau_l_assemblee_se_renotifie(db):
    with db.write() as session:
        gilbert = une_close(session)
        notifier(session, gilbert.assemblee, ctx=LE_JOUR)
        rouvrir(session, gilbert.assemblee, "Un nom mal écrit", ctx=LE_JOUR)
        with pytest.raises(UserError, match="n'est pas close"):
            notifier(session, gilbert.assemblee, ctx=LE_JOUR)
        clore(session, gilbert.assemblee, ctx=LE_JOUR)
        with pytest.raises(Confirm, match="7 notifications"):
            notifier(session, gilbert.assemblee, ctx=LE_JOUR)
        notifier(session, gilbert.assemblee, ctx=LE_JOUR, accepted=frozenset({REFAIRE}))
        row = envois(session, gilbert, NOTIFICATION)[gilbert.qui["450LATOUR"]]
        _letter, report = documents_joints(session, row.evenement_id)
        assert "annule et remplace" in imprime(report.contenu)


# --- Les dates de présentation ------------------------------------------------------------------


def test_la_date_de_premiere_presentation_s_inscrit_et_s_efface(db):
    with db.write() as session:
        gilbert = une_seance(session)
        preparer(session, gilbert)
        who, later = gilbert.qui["450TRILLON"], replace(CTX, aujourd_hui=date(2021, 10, 30))
        for day in (date(2021, 10, 27), None):
            dater_presentations(session, gilbert.assemblee, CONVOCATION, {who: day}, ctx=later)
            assert envois(session, gilbert, CONVOCATION)[who].presente_le == day


@pytest.mark.parametrize("day", [date(2021, 10, 24), date(2021, 10, 31)])
def test_une_presentation_d_avant_l_envoi_ou_a_venir_se_refuse_en_entier(db, day):
    with db.write() as session:
        gilbert = une_seance(session)
        preparer(session, gilbert)
        good, bad = gilbert.qui["450TRILLON"], gilbert.qui["450LATOUR"]
        later = replace(CTX, aujourd_hui=date(2021, 10, 30))
        with pytest.raises(UserError, match="n'a pas pu être présentée"):
            dater_presentations(session, gilbert.assemblee, CONVOCATION,
                                {good: date(2021, 10, 27), bad: day}, ctx=later)  # fmt: skip
        with pytest.raises(UserError, match="n'a pas de notification préparée"):
            dater_presentations(session, gilbert.assemblee, NOTIFICATION, {good: None}, ctx=later)
        assert envois(session, gilbert, CONVOCATION)[good].presente_le is None


# --- La liasse ----------------------------------------------------------------------------------


def manifeste(path) -> list[dict[str, str]]:
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and b"\r\n" in raw  # ce qu'un tableur français attend
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))


def test_la_liasse_a_un_pdf_par_coproprietaire_et_son_manifeste(db, tmp_path):
    with db.write() as session:
        gilbert = une_seance(session)
        preparer(session, gilbert)
        seen = []
        path = ecrire_liasse(session, gilbert.assemblee, CONVOCATION, tmp_path / "a" / "b",
                             seen.append, ctx=CTX)  # fmt: skip
    assert path.name == MANIFESTE and seen == list(range(1, 13))
    rows = manifeste(path)
    assert tuple(rows[0]) == EN_TETE
    assert len(rows) == 12 and len(list(path.parent.iterdir())) == 13
    first = rows[0]
    assert (first["compte"], first["nom"], first["adresse1"], first["adresse2"]) == (
        "450TRILLON", "Monsieur Bernard ATRILLON", "12, rue des cépages", "33120 SAUTERNES",
    )  # fmt: skip
    assert first["fichier"] == "0001-convocation-450TRILLON.pdf"
    for row in rows:
        content = (path.parent / row["fichier"]).read_bytes()
        assert content.startswith(b"%PDF") and row["sha256"] == hashlib.sha256(content).hexdigest()
        assert int(row["pages"]) == pages(content)


def test_une_notification_est_suivie_de_son_proces_verbal(db, tmp_path):
    with db.write() as session:
        gilbert = une_close(session)
        notifier(session, gilbert.assemblee, ctx=LE_JOUR)
        rows = manifeste(
            ecrire_liasse(session, gilbert.assemblee, NOTIFICATION, tmp_path, ctx=LE_JOUR)
        )
    assert [row["fichier"][:9] for row in rows[:2]] == ["0001-noti", "0001-proc"]
    assert len(rows) == 14 and len({row["sha256"] for row in rows}) == 8


def test_un_nom_qui_ouvrirait_une_formule_est_neutralise(db, tmp_path):
    with db.write() as session:
        gilbert = une_seance(session)
        who = session.get_one(Tiers, gilbert.qui["450CLIQUOT"])
        who.civilite, who.prenom, who.nom = "", "", "=1+1"
        session.flush()
        preparer(session, gilbert)
        rows = manifeste(ecrire_liasse(session, gilbert.assemblee, CONVOCATION, tmp_path, ctx=CTX))
    assert "'=1+1" in {row["nom"] for row in rows}


def test_la_liasse_se_refuse_sans_lettre_et_dans_un_dossier_deja_pris(db, tmp_path):
    with db.write() as session:
        gilbert = une_seance(session)
        folder = tmp_path / "liasse"
        with pytest.raises(UserError, match="Aucune convocation n'est préparée"):
            ecrire_liasse(session, gilbert.assemblee, CONVOCATION, folder, ctx=CTX)
        assert not folder.exists()
        preparer(session, gilbert)
        ecrire_liasse(session, gilbert.assemblee, CONVOCATION, folder, ctx=CTX)
        with pytest.raises(UserError, match="contient déjà une liasse"):
            ecrire_liasse(session, gilbert.assemblee, CONVOCATION, folder, ctx=CTX)
        (tmp_path / "fichier").write_bytes(b"")
        with pytest.raises(TemporaryError):
            ecrire_liasse(session, gilbert.assemblee, CONVOCATION, tmp_path / "fichier", ctx=CTX)


def test_une_assemblee_passee_ne_s_exporte_plus(db, tmp_path):
    """« Au cas où elle ne le serait pas, une alerte vous annoncera que l'export est impossible »
    (seed L2026) ; rien n'est écrit, et les convocations préparées restent."""
    with db.write() as session:
        gilbert = une_seance(session)
        preparer(session, gilbert)
        with pytest.raises(UserError, match="datée du 30/11/2021 : on ne convoque plus"):
            ecrire_liasse(session, gilbert.assemblee, CONVOCATION, tmp_path / "x", ctx=LE_JOUR)
        assert not (tmp_path / "x").exists()
        assert session.query(EnvoiAssemblee).count() == 12


def pages(content: bytes) -> int:
    return len(PdfReader(io.BytesIO(content)).pages)


def test_la_liasse_ne_se_lit_pas_a_moitie(db, tmp_path, monkeypatch):
    """Le manifeste vient en dernier : une panne avant lui laisse un dossier sans manifeste."""

    def full(path, content):
        if path.name.startswith("0003"):
            raise TemporaryError("Le disque est plein.")
        path.write_bytes(content)

    monkeypatch.setattr(liasse, "write_whole", full)
    with db.write() as session:
        gilbert = une_seance(session)
        preparer(session, gilbert)
        with pytest.raises(TemporaryError):
            ecrire_liasse(session, gilbert.assemblee, CONVOCATION, tmp_path, ctx=CTX)
    assert not (tmp_path / MANIFESTE).exists()
