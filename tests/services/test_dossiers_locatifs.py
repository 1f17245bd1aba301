"""Un dossier reçu s'importe entier, une seule fois, sans rien décider à la place de quelqu'un."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from lsc_desktop.base.errors import Confirm, ConflictError, UserError
from lsc_desktop.domain.dossiers_locatifs.saisie import (
    A_IMPORTER,
    DEJA,
    EN_ATTENTE,
    IMPORTE,
    QUARANTAINE,
)
from lsc_desktop.partners.clac.contrat import lire_dossier
from lsc_desktop.queries.dossiers_locatifs import (
    DOSSIERS_LOCATIFS,
    a_relire,
    dossiers_a_suivre,
    load_dossier_locatif,
)
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.services.dossiers_locatifs.importation import importer, save_dossier_locatif
from lsc_desktop.services.dossiers_locatifs.reception import (
    attendre,
    ecarter,
    mettre_en_quarantaine,
    recevoir,
    reessayer,
)
from lsc_desktop.services.locataires import supprimer_locataire
from lsc_desktop.storage.models import (
    Colocataire,
    Compte,
    DossierLocatif,
    Evenement,
    Fichier,
    Garant,
    LigneQuittancement,
    Locataire,
    Lot,
    Mandat,
    PieceJointe,
    Tiers,
)
from tests.agence import une_agence
from tests.clac import PDF, un_dossier, un_zip

COMPTES = (Tiers, Locataire, Compte, Evenement, Colocataire, Garant, LigneQuittancement)


@pytest.fixture
def agence(db):
    """Le lot LAFAYETTE/002 est libre, et sa référence internet est 159."""
    with db.write("Martine") as session:
        found = une_agence(session)
        lot = session.get_one(Lot, found.lot)
        lot.reference_internet, lot.adresse1 = "159", "12, rue Lafayette"
        session.get_one(Locataire, found.locataire).depart = date(2021, 9, 30)
    return found


def recu(db, ctx, empreinte="a" * 64, **over) -> int:
    """Un dossier reçu, à importer ; rend son id."""
    with db.write("Martine") as session:
        recevoir(session, lire_dossier(un_zip(un_dossier(**over))), "d.zip", empreinte, ctx=ctx)
        stmt = select(DossierLocatif.id).where(DossierLocatif.empreinte == empreinte)
        return session.scalar(stmt)


def importe(db, ctx, id) -> None:
    with db.write("Martine") as session:
        importer(session, id, ctx=ctx)


def combien(db) -> tuple[int, ...]:
    with db.read() as session:
        return tuple(session.scalar(select(func.count()).select_from(m)) for m in COMPTES)


def etat(db, id) -> str:
    with db.read() as session:
        return session.get_one(DossierLocatif, id).etat


# --- Importer -----------------------------------------------------------------------------------


def test_sous_mandat_il_fait_les_tiers_la_fiche_le_compte_et_garde_les_pieces(db, ctx, agence):
    """Seed L2775-2781."""
    id = recu(db, ctx)
    importe(db, ctx, id)
    with db.read() as session:
        record = session.get_one(DossierLocatif, id)
        lease = session.get_one(Locataire, record.locataire_id)
        assert (record.etat, record.importe_par, record.lot_id) == (IMPORTE, "Martine", agence.lot)
        assert (lease.lot_id, lease.mandat_id, lease.entite_id) == (
            agence.lot, agence.mandat, agence.entite,
        )  # fmt: skip
        assert (lease.bail_du, lease.bail_au) == (date(2021, 11, 1), date(2024, 10, 31))
        assert lease.depot_garantie == Decimal("615.00") and "350,00" in lease.note
        who = session.get_one(Tiers, lease.tiers_id)
        assert (who.code, who.prenom, who.portable) == (
            "MARTINJEANNE", "Jeanne", "06 12 34 56 78",
        )  # fmt: skip
        account = session.get_one(Compte, lease.compte_id)
        assert (account.nature, account.tiers_id) == ("locataire", who.id)
        names = {
            model: [
                session.get_one(Tiers, one.tiers_id).prenom
                for one in session.scalars(select(model).where(model.locataire_id == lease.id))
            ]
            for model in (Colocataire, Garant)
        }
        assert names == {Colocataire: ["Paul"], Garant: ["Marie"]}
        lines = session.execute(
            select(LigneQuittancement.libelle, LigneQuittancement.montant)
            .where(LigneQuittancement.locataire_id == lease.id)
            .order_by(LigneQuittancement.rang)
        ).all()
        assert [tuple(row) for row in lines] == [
            ("Loyer", Decimal("615.00")), ("Provisions sur charges", Decimal("90.00")),
        ]  # fmt: skip
        event = session.get_one(Evenement, record.evenement_id)
        assert (event.locataire_id, event.tiers_id, event.lot_id) == (lease.id, who.id, agence.lot)
        assert event.confidentiel and event.publie_le is None
        pieces = session.execute(
            select(PieceJointe.nom, Fichier.contenu)
            .join(Fichier, Fichier.id == PieceJointe.fichier_id)
            .where(PieceJointe.evenement_id == event.id)
            .order_by(PieceJointe.rang)
        ).all()
        assert [row.nom for row in pieces] == [
            "Pièce d'identité - identite.pdf", "Bulletin de salaire - salaire.png",
            "Acte de caution - caution.pdf",
        ]  # fmt: skip
        assert pieces[0].contenu == PDF


def test_sans_mandat_il_ne_fait_que_les_tiers_et_les_pieces_vont_au_candidat(db, ctx, agence):
    """Seed L2783-2788."""
    with db.write() as session:
        session.get_one(Mandat, agence.mandat).fin = date(2021, 1, 1)
    before = combien(db)
    id = recu(db, ctx, bail=None)
    importe(db, ctx, id)
    after = combien(db)
    made = dict(zip((m.__name__ for m in COMPTES), map(int.__sub__, after, before), strict=True))
    assert {name for name, count in made.items() if count} == {"Tiers", "Evenement"}
    assert made["Tiers"] == 3
    with db.read() as session:
        record = session.get_one(DossierLocatif, id)
        event = session.get_one(Evenement, record.evenement_id)
        assert session.get_one(Tiers, event.tiers_id).prenom == "Jeanne"
        assert record.locataire_id is None and event.locataire_id is None


def test_la_reference_peut_etre_le_code_de_gestion(db, ctx, agence):
    id = recu(db, ctx, reference_crypto="lafayette/002")
    importe(db, ctx, id)
    assert etat(db, id) == IMPORTE


@pytest.mark.parametrize(
    ("over", "champ", "mot"),
    [
        ({"reference_crypto": "160"}, "lot_id", "Aucun lot n'a la référence « 160 »"),
        ({"reference_crypto": None}, "lot_id", "ne donne pas la référence"),
        ({"bien": {"adresse": {"lignes": ["8 rue Monge"], "code_postal": "75005"}}}, "lot_id",
         "confirmez ce lot"),
        ({"bail": None}, "bail_du", "quand le bail commence"),
        ({"candidats": [{"id": "c1", "nom": "X", "email": "pas une adresse"}], "pieces": []},
         "personnes.0.courriel", "courriel"),
        ({"candidats": [{"id": "c1", "nom": "Locataire", "prenoms": "Elsa"}], "pieces": []},
         "personnes.0.tiers_id", "LOCATAIREELSA (même nom)"),
    ],
)  # fmt: skip
def test_ce_qui_se_decide_attend_et_rien_ne_s_ecrit(db, ctx, agence, over, champ, mot):
    if "candidats" in over:
        over = {**over, "garants": []}
    with db.write() as session:
        content = un_zip(un_dossier(**over), None if over.get("pieces") != [] else {})
        recevoir(session, lire_dossier(content), "d.zip", "a" * 64, ctx=ctx)
        id = session.scalar(select(DossierLocatif.id))
    before = combien(db)
    with pytest.raises(UserError) as refused:
        importe(db, ctx, id)
    assert refused.value.field == champ and mot in str(refused.value)
    assert combien(db) == before and etat(db, id) == A_IMPORTER


def test_un_lot_occupe_se_demande_et_se_confirme(db, ctx, agence):
    with db.write() as session:
        session.get_one(Locataire, agence.locataire).depart = None
    id = recu(db, ctx)
    before = combien(db)
    with pytest.raises(Confirm, match="est occupé par LOCATAIRE Elsa"):
        importe(db, ctx, id)
    assert combien(db) == before
    with db.write() as session:
        draft = load_dossier_locatif(session, id)
        save_dossier_locatif(session, draft, ctx=ctx, accepted={"occupe"})
    assert etat(db, id) == IMPORTE


def test_un_echec_au_dernier_moment_n_ecrit_rien(db, ctx, agence, monkeypatch):
    from lsc_desktop.services.dossiers_locatifs import importation

    def broken(*_args, **_more):
        raise OSError("disque")

    monkeypatch.setattr(importation, "save_evenement", broken)
    id = recu(db, ctx)
    before = combien(db)
    with pytest.raises(OSError):
        importe(db, ctx, id)
    assert combien(db) == before and etat(db, id) == A_IMPORTER


# --- Choisir ------------------------------------------------------------------------------------


def test_on_choisit_le_lot_le_tiers_connu_et_la_date(db, ctx, agence):
    people = [{"id": "c1", "nom": "LOCATAIRE", "prenoms": "Elsa"}]
    id = _recu_sans_pieces(
        db, ctx, reference_crypto="faux", candidats=people, garants=[], bail=None
    )
    with db.write("Martine") as session:
        draft = load_dossier_locatif(session, id)
        assert draft.attente and draft.personnes[0].ressemble == "LOCATAIREELSA (même nom)"
        draft.lot_id, draft.bail_du = agence.lot, date(2021, 12, 1)
        draft.personnes[0].tiers_id = agence.tiers
        save_dossier_locatif(session, draft, ctx=ctx)
    with db.read() as session:
        record = session.get_one(DossierLocatif, id)
        lease = session.get_one(Locataire, record.locataire_id)
        assert (lease.tiers_id, lease.bail_du) == (agence.tiers, date(2021, 12, 1))
        who = session.get_one(Tiers, agence.tiers)
        assert who.civilite == "Mademoiselle" and not who.portable, "jamais réuni en silence"


def _recu_sans_pieces(db, ctx, **over) -> int:
    with db.write("Martine") as session:
        content = un_zip(un_dossier(pieces=[], **over), {})
        recevoir(session, lire_dossier(content), "d.zip", "b" * 64, ctx=ctx)
        return session.scalar(select(DossierLocatif.id))


def test_nouveau_fait_un_second_tiers(db, ctx, agence):
    people = [{"id": "c1", "nom": "LOCATAIRE", "prenoms": "Elsa"}]
    id = _recu_sans_pieces(db, ctx, candidats=people, garants=[])
    with db.write() as session:
        draft = load_dossier_locatif(session, id)
        draft.personnes[0].nouveau = True
        save_dossier_locatif(session, draft, ctx=ctx)
    with db.read() as session:
        assert session.scalar(select(Tiers).where(Tiers.code == "LOCATAIREELSA2")) is not None


def test_un_tiers_choisi_puis_supprime_se_dit(db, ctx, agence):
    id = _recu_sans_pieces(db, ctx, garants=[])
    with db.write() as session:
        draft = load_dossier_locatif(session, id)
        draft.personnes[0].tiers_id = 999
        with pytest.raises(UserError, match="n'est plus en service"):
            save_dossier_locatif(session, draft, ctx=ctx)


def test_deux_qui_importent_le_meme_dossier_n_en_font_qu_un(db, ctx, agence):
    id = recu(db, ctx)
    with db.read() as session:
        held = load_dossier_locatif(session, id)
    importe(db, ctx, id)
    before = combien(db)
    with pytest.raises(UserError, match="déjà importé"), db.write() as session:
        save_dossier_locatif(session, replace(held), ctx=ctx)
    assert combien(db) == before


def test_une_fiche_depassee_n_importe_rien(db, ctx, agence):
    id = recu(db, ctx)
    with db.read() as session:
        held = load_dossier_locatif(session, id)
    with db.write() as session:
        attendre(session, id, "Pour voir.")
    with pytest.raises(ConflictError), db.write() as session:
        save_dossier_locatif(session, held, ctx=ctx)


# --- Recevoir -----------------------------------------------------------------------------------


def test_le_meme_fichier_deux_fois_n_a_qu_une_ligne(db, ctx, agence):
    id = recu(db, ctx)
    assert recu(db, ctx) == id
    importe(db, ctx, id)
    before = combien(db)
    assert recu(db, ctx) == id and etat(db, id) == IMPORTE and combien(db) == before
    with db.read() as session:
        assert "Reçu de nouveau le 25/10/2021" in session.get_one(DossierLocatif, id).raison


def test_un_dossier_importe_recu_autrement_se_montre_et_ne_se_double_pas(db, ctx, agence):
    first = recu(db, ctx)
    importe(db, ctx, first)
    before = combien(db)
    second = recu(db, ctx, "b" * 64, statut="accepte_signe_paye")
    with db.read() as session:
        rows = {row.id: row for row in DOSSIERS_LOCATIFS.page(session, Criteria(), 0, 9)}
    assert rows[second].code_etat == DEJA and "en diffère" in rows[second].raison
    assert rows[second].locataire_id == rows[first].locataire_id
    with pytest.raises(UserError, match="déjà importé"):
        importe(db, ctx, second)
    with pytest.raises(UserError, match="déjà importé"), db.write() as session:
        reessayer(session, second)
    assert combien(db) == before


def test_reexporte_avant_d_etre_importe_il_remplace_le_premier(db, ctx, agence):
    """La référence était fausse ; CLAC la corrige et exporte de nouveau."""
    recu(db, ctx, reference_crypto="faux")
    second = recu(db, ctx, "b" * 64)
    with db.read() as session:
        assert session.scalars(select(DossierLocatif.id)).all() == [second]
        assert session.scalar(select(func.count()).select_from(Fichier)) == 3
    importe(db, ctx, second)
    assert etat(db, second) == IMPORTE


def test_un_fichier_en_quarantaine_n_a_qu_une_ligne_et_se_relit_a_la_demande(db, ctx, agence):
    for why in ("Abîmé.", "Toujours abîmé."):
        with db.write() as session:
            mettre_en_quarantaine(session, "x.zip", "a" * 64, why, "x-aaaaaaaa.zip", ctx=ctx)
    with db.read() as session:
        (row,) = DOSSIERS_LOCATIFS.page(session, Criteria(), 0, 9)
        assert (row.code_etat, row.raison, row.fichier) == (QUARANTAINE, "Toujours abîmé.", "x.zip")
        assert a_relire(session) == [] and dossiers_a_suivre(session, ctx) == 1
    with db.write() as session:
        reessayer(session, row.id)
    with db.read() as session:
        assert a_relire(session) == [(row.id, "x-aaaaaaaa.zip")]
    assert etat(db, recu(db, ctx)) == A_IMPORTER, "relu, il devient un dossier"
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(DossierLocatif)) == 1


def test_ecarter_oublie_le_dossier_et_ses_pieces(db, ctx, agence):
    id = recu(db, ctx)
    with db.read() as session:
        version = session.get_one(DossierLocatif, id).version
    with db.write() as session:
        attendre(session, id, "Pour voir.")
    assert etat(db, id) == EN_ATTENTE
    with pytest.raises(ConflictError), db.write() as session:
        ecarter(session, id, version)
    with db.write() as session:
        ecarter(session, id, version + 1)
        ecarter(session, id, version + 1)
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(Fichier)) == 0


def test_un_dossier_importe_ne_s_ecarte_pas(db, ctx, agence):
    id = recu(db, ctx)
    importe(db, ctx, id)
    with db.write() as session:
        version = session.get_one(DossierLocatif, id).version
        with pytest.raises(UserError, match="importé"):
            ecarter(session, id, version)


def test_la_fiche_locataire_supprimee_le_dossier_se_reimporte(db, ctx, agence):
    id = recu(db, ctx)
    importe(db, ctx, id)
    with db.write() as session:
        with pytest.raises(UserError, match="déjà importé"):
            reessayer(session, id)
        record = session.get_one(DossierLocatif, id)
        session.delete(session.get_one(Evenement, record.evenement_id))
        session.flush()
        supprimer_locataire(session, record.locataire_id)
    with db.write() as session:
        reessayer(session, id)
    importe(db, ctx, id)
    with db.read() as session:
        assert session.scalar(select(func.count()).where(Tiers.nom == "DURAND")) == 1
