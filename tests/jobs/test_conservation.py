"""Une candidature sans suite s'efface, entière ; le dossier d'un locataire accepté, jamais."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.domain.dossiers_locatifs.conservation import ReglageConservationDraft
from lsc_desktop.domain.dossiers_locatifs.saisie import DEJA, IMPORTE, ReglageClacDraft
from lsc_desktop.domain.evenements import Document
from lsc_desktop.jobs.conservation import a_faire, effacer
from lsc_desktop.jobs.horaire import Suivi, a_l_heure
from lsc_desktop.partners.clac.boite import QUARANTAINE, TRAITES, Boite, Depot, empreinte_de
from lsc_desktop.partners.clac.contrat import lire_dossier
from lsc_desktop.queries.dossiers_locatifs import (
    DOSSIERS_LOCATIFS,
    a_effacer,
    load_dossier_locatif,
)
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.services_systeme.registre import CONSERVATION
from lsc_desktop.services.dossiers_locatifs.conservation import (
    effacer_candidature,
    save_reglage_conservation,
)
from lsc_desktop.services.dossiers_locatifs.importation import importer, save_dossier_locatif
from lsc_desktop.services.dossiers_locatifs.reception import (
    attendre,
    mettre_en_quarantaine,
    recevoir,
    save_reglage_clac,
)
from lsc_desktop.services.evenements import creer_evenement
from lsc_desktop.storage.models import (
    DossierLocatif,
    DossierLocatifPersonne,
    DossierLocatifPiece,
    Fichier,
    Historique,
    Locataire,
    Lot,
    Passage,
    PieceJointe,
    Tiers,
)
from tests.agence import une_agence
from tests.clac import PDF, un_dossier, un_zip

RECU = datetime(2021, 7, 25, 9, 30)  # trois mois, jour pour jour, avant celui du contexte


@pytest.fixture
def agence(db):
    with db.write("Martine") as session:
        found = une_agence(session)
        lot = session.get_one(Lot, found.lot)
        lot.reference_internet, lot.adresse1 = "159", "12, rue Lafayette"
        session.get_one(Locataire, found.locataire).depart = date(2021, 7, 1)
    return found


@pytest.fixture
def boite(db, ctx, tmp_path) -> Boite:
    with db.write("Martine") as session:
        save_reglage_clac(session, ReglageClacDraft(dossier=str(tmp_path)), ctx=ctx)
    return Boite(tmp_path)


def recu(db, ctx, numero: str = "CLAC-1", le: datetime = RECU, boite: Boite | None = None) -> int:
    """Un dossier reçu ce jour-là ; son fichier rangé, si l'on donne la boîte."""
    content = un_zip(un_dossier(dossier=numero))
    mark = empreinte_de(content)
    if boite is not None:
        (boite.dossier / f"{numero}.zip").write_bytes(content)
        boite.ranger(Depot(f"{numero}.zip", 0.0), TRAITES, mark)
    with db.write("Martine") as session:
        recevoir(session, lire_dossier(content), f"{numero}.zip", mark,
                 ctx=replace(ctx, maintenant=le))  # fmt: skip
        return session.scalar(select(DossierLocatif.id).where(DossierLocatif.numero == numero))


def combien(db, *models) -> tuple[int, ...]:
    with db.read() as session:
        return tuple(session.scalar(select(func.count()).select_from(m)) or 0 for m in models)


TOUT = (DossierLocatif, DossierLocatifPersonne, DossierLocatifPiece, Fichier)


def test_une_candidature_sans_suite_s_efface_avec_ses_personnes_et_ses_pieces(db, ctx, agence):
    recu(db, ctx)
    recu(db, ctx, "CLAC-2", RECU + timedelta(days=1))
    said = effacer(db, ctx, Suivi())
    assert said == "1 candidature effacée, sans suite depuis plus de 3 mois."
    assert combien(db, *TOUT) == (1, 3, 3, 3), "celle de la veille du terme reste"
    tomorrow = replace(ctx, maintenant=ctx.maintenant + timedelta(days=1))
    effacer(db, tomorrow, Suivi())
    assert combien(db, *TOUT) == (0, 0, 0, 0)
    assert effacer(db, tomorrow, Suivi()) == "Aucune candidature sans suite de plus de 3 mois."


def test_le_dossier_d_un_locataire_accepte_ne_se_touche_jamais(db, ctx, agence):
    id = recu(db, ctx, le=datetime(2015, 1, 1))
    with db.write("Martine") as session:
        importer(session, id, ctx=ctx)
    assert combien(db, PieceJointe) == (3,)
    with db.write("Martine") as session:
        state = session.get_one(DossierLocatif, id).etat
        assert state == IMPORTE
    before = combien(db, *TOUT, Tiers, Locataire, PieceJointe)
    assert effacer(db, ctx, Suivi()).startswith("Aucune")
    assert combien(db, *TOUT, Tiers, Locataire, PieceJointe) == before
    with db.read() as session:
        assert load_dossier_locatif(session, id).personnes[0].revenus is not None


def test_un_second_fichier_d_un_dossier_importe_reste_aussi(db, ctx, agence):
    id = recu(db, ctx, le=datetime(2015, 1, 1))
    with db.write("Martine") as session:
        importer(session, id, ctx=ctx)
        changed = lire_dossier(un_zip(un_dossier(dossier="CLAC-1", statut="accepte")))
        old = replace(ctx, maintenant=datetime(2015, 1, 2))
        assert recevoir(session, changed, "d.zip", "b" * 64, ctx=old) == DEJA
    effacer(db, ctx, Suivi())
    assert combien(db, DossierLocatif) == (2,)


def test_ni_revenu_ni_nom_ne_reste_a_l_historique(db, ctx, agence):
    id = recu(db, ctx)
    with db.write("Martine") as session:
        attendre(session, id, "Le dossier de MARTIN Jeanne attend un lot.")
    with db.write("Martine") as session:
        record = session.get_one(DossierLocatifPersonne, 1)
        record.revenus, record.profession = 3456, "Sage-femme"
    effacer(db, ctx, Suivi())
    with db.read() as session:
        said = texte_de_l_historique(session)
        facts = session.execute(
            select(Historique.action, Historique.champ).where(Historique.fiche == "dossier_locatif")
        ).all()
    for word in ("MARTIN", "Jeanne", "DURAND", "3456", "Sage-femme", "martin jeanne"):
        assert word not in said
    assert ("suppression", "") in facts and ("création", "") in facts, "qu'il y en eut un se sait"
    assert ("modification", "etat") in facts


def texte_de_l_historique(session) -> str:
    h = Historique
    rows = session.execute(
        select(h.avant, h.apres, h.recherche).where(h.fiche == "dossier_locatif")
    )
    return " ".join(" ".join(row) for row in rows)


def test_une_piece_qui_sert_ailleurs_reste_la_ou_elle_sert(db, ctx, agence):
    recu(db, ctx)
    with db.write("Martine") as session:
        same = Document("identite.pdf", PDF)
        creer_evenement(session, [same], objet="Autre chose", ctx=ctx)
    effacer(db, ctx, Suivi())
    assert combien(db, DossierLocatif, Fichier) == (0, 1)


def test_le_fichier_du_partenaire_s_efface_aussi(db, ctx, agence, boite):
    recu(db, ctx, boite=boite)
    recu(db, ctx, "CLAC-2", ctx.maintenant, boite)
    assert len(list((boite.dossier / TRAITES).iterdir())) == 2
    effacer(db, ctx, Suivi())
    (left,) = (boite.dossier / TRAITES).iterdir()
    assert left.name.startswith("CLAC-2")


def test_un_fichier_en_quarantaine_s_efface_comme_les_autres(db, ctx, agence, boite):
    (boite.dossier / "x.zip").write_bytes(b"rien de lisible")
    mark = empreinte_de(b"rien de lisible")
    name = boite.ranger(Depot("x.zip", 0.0), QUARANTAINE, mark)
    with db.write("Martine") as session:
        mettre_en_quarantaine(session, "x.zip", mark, "Ce n'est pas un zip.", name,
                              ctx=replace(ctx, maintenant=RECU))  # fmt: skip
    effacer(db, ctx, Suivi())
    assert combien(db, DossierLocatif) == (0,)
    assert not list((boite.dossier / QUARANTAINE).iterdir())


def test_un_partage_absent_garde_le_dossier_et_se_dit(db, ctx, agence, tmp_path):
    with db.write("Martine") as session:
        gone = str(tmp_path / "parti")
        save_reglage_clac(session, ReglageClacDraft(dossier=gone), ctx=ctx)
    recu(db, ctx)
    with pytest.raises(UserError, match=r"ne répond pas.* 1 candidature reste à effacer") as missed:
        effacer(db, ctx, Suivi())
    assert missed.value.advice
    assert combien(db, DossierLocatif) == (1,), "sans quoi son fichier resterait pour toujours"


def test_la_date_de_travail_ne_compte_pas(db, ctx, agence):
    """Travailler à une date fixée dans dix ans n'efface pas ce qui est arrivé hier."""
    recu(db, ctx, le=ctx.maintenant)
    assert effacer(db, replace(ctx, aujourd_hui=date(2031, 1, 1)), Suivi()).startswith("Aucune")


def test_importe_pendant_le_passage_il_reste(db, ctx, agence):
    id = recu(db, ctx)
    with db.write("Martine") as session:
        importer(session, id, ctx=ctx)
    with db.write("Martine") as session:
        assert not effacer_candidature(session, id, ctx.maintenant.date())
    assert combien(db, DossierLocatif) == (1,)


def test_renvoye_entre_temps_il_attend_de_nouveau_ses_trois_mois(db, ctx, agence):
    recu(db, ctx)
    with db.write("Martine") as session:
        again = lire_dossier(un_zip(un_dossier(dossier="CLAC-1", statut="accepte")))
        recevoir(session, again, "CLAC-1.zip", "c" * 64, ctx=ctx)
    with db.read() as session:
        assert a_effacer(session, ctx.maintenant.date()) == []


def test_la_duree_est_celle_du_reglage_et_la_liste_dit_le_jour(db, ctx, agence):
    id = recu(db, ctx)
    with db.write("Martine") as session:
        save_reglage_conservation(session, ReglageConservationDraft(mois=6), ctx=ctx)
    with db.read() as session:
        (row,) = DOSSIERS_LOCATIFS.page(session, Criteria(), 0, 10)
    assert row.efface_le == date(2022, 1, 25)
    assert effacer(db, ctx, Suivi()).startswith("Aucune candidature sans suite de plus de 6 mois")
    with db.write("Martine") as session:
        draft = load_dossier_locatif(session, id)
        save_dossier_locatif(session, draft, ctx=ctx)
    with db.read() as session:
        (row,) = DOSSIERS_LOCATIFS.page(session, Criteria(), 0, 10)
    assert row.efface_le is None, "importé, il ne s'efface plus"


def test_un_arret_demande_s_entend_et_le_passage_suivant_finit(db, ctx, agence):
    for rank in range(3):
        recu(db, ctx, f"CLAC-{rank}")
    asked = iter([False, True])
    with pytest.raises(TemporaryError):
        effacer(db, ctx, Suivi(arreter=lambda: next(asked)))
    assert combien(db, DossierLocatif) == (2,)
    effacer(db, ctx, Suivi())
    assert combien(db, DossierLocatif) == (0,)


def test_sans_candidature_a_effacer_le_service_ne_laisse_rien(db, ctx, agence):
    assert not a_faire(db, ctx)
    assert a_l_heure(db, ctx, CONSERVATION) is None
    with db.read() as session:
        assert session.scalars(select(Passage)).all() == []


def test_le_service_passe_a_son_heure_et_laisse_une_ligne_au_journal(db, ctx, agence):
    recu(db, ctx)
    a_l_heure(db, ctx, CONSERVATION)
    with db.read() as session:
        (passage,) = session.scalars(select(Passage).where(Passage.tache == CONSERVATION.nom))
        assert passage.etat == "fait" and passage.message.startswith("1 candidature effacée")
