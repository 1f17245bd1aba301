"""Importer une copropriété : tout ou rien, jamais deux fois ; l'exporter et la reprendre."""

from collections import Counter
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.coproprietes import CoproprieteDraft
from lsc_desktop.queries.coproprietes.corps import electorat
from lsc_desktop.queries.coproprietes.fiches import load_copropriete, load_lot_copropriete
from lsc_desktop.services import fiscalites
from lsc_desktop.services.coproprietes.fiches import save_copropriete
from lsc_desktop.services.demonstration import coproprietes as demonstration
from lsc_desktop.services.exports import exporter
from lsc_desktop.storage.models import (
    CleRepartition,
    Compte,
    Coproprietaire,
    Copropriete,
    Entite,
    Historique,
    Immeuble,
    LotCopropriete,
    Possession,
    Tantieme,
    Tiers,
)
from tests.bases import base_neuve, ouverte
from tests.portefeuille import importe, raisons, un_csv, verifie

TABLES = (Entite, Immeuble, Tiers, Compte, Copropriete, CleRepartition, Coproprietaire,
          LotCopropriete, Tantieme, Possession)  # fmt: skip


def comptes(db) -> dict[str, int]:
    with db.read() as session:
        return {t.__tablename__: session.scalar(select(func.count(t.id))) for t in TABLES}


@pytest.fixture
def gerance(db, agence):
    """L'agence, et tous les codes fiscalité de départ."""
    with db.write() as session:
        fiscalites.installer(session)
    return agence


@pytest.fixture
def ailleurs(base_vide, tmp_path_factory):
    """Une agence vide : des tables, et rien dedans."""
    with base_neuve(base_vide, tmp_path_factory.mktemp("ailleurs")) as url:
        database = ouverte(url)
        yield database
        database.close()


def un_syndicat(dossier):
    """Trois comptes, quatre lots : 62 + 5 + 66,01420 + 7 = 140,01420 (seed L2398-2411)."""
    dossier.mkdir()
    un_csv(
        dossier / "copropriétés.csv",
        ("Code immeuble", "Code syndicat", "Nom", "Adresse", "CP", "Ville", "N° clé",
         "Libellé clé", "Générale", "Total clé"),
        [("PARC", "S042", "Syndicat du Parc", "4, rue du Parc", "54000", "NANCY", "010",
          "CHARGES COMMUNES GENERALES", "oui", "140,01420"),
         ("PARC", "", "", "", "", "", "020", "ASCENSEUR", "", "")],
    )  # fmt: skip
    un_csv(
        dossier / "liste des copropriétaires.csv",
        ("Copropriété", "Nom", "Prénom", "CP", "Compte 450", "Résident", "Mode de notification"),
        [("PARC", "ATRILLON", "Bernard", "33120", "450TRILLON", "oui", "courrier"),
         ("PARC", "BROUILLY", "Alfred", "83500", "450BROUILL", "", ""),
         ("PARC", "BROUILLY", "Alfred", "83500", "450BROU-01", "", "")],
    )  # fmt: skip
    un_csv(
        dossier / "tantièmes.csv",
        ("Immeuble", "N° lot", "Nature", "Rattaché au lot", "Compte", "Clé", "Millièmes"),
        [("PARC", "012", "Cave", "248", "450TRILLON", "010", "5"),
         ("PARC", "248", "Appartement", "", "450TRILLON", "010", "62"),
         ("PARC", "248", "", "", "", "020", "100"),
         ("PARC", "011/112", "Appartement", "", "450BROUILL", "010", "66,01420"),
         ("PARC", "910", "Parking", "", "450BROU-01", "", "7")],
    )  # fmt: skip
    return dossier


@pytest.fixture
def dossier(tmp_path):
    return un_syndicat(tmp_path / "reprise")


def test_verifier_n_ecrit_rien(db, ctx, gerance, dossier):
    before = comptes(db)
    checked = verifie(db, ctx, dossier)
    assert raisons(checked) == []
    assert checked.plan.nombres()["lot_copropriete"] == 4
    assert comptes(db) == before


def test_une_copropriete_s_importe_et_vote_comme_ses_fichiers(db, ctx, gerance, dossier):
    told = importe(db, ctx, dossier)
    assert told == (
        "1 entité, 2 tiers, 3 comptes, 1 immeuble, 1 copropriété, 2 clés, 3 copropriétaires, "
        "4 lots de copropriété, 5 lignes de tantièmes"
    )
    with db.read() as session:
        syndicat = session.scalars(select(Copropriete.id)).one()
        draft = load_copropriete(session, syndicat)
        assert (draft.nom, draft.nb_lots, draft.nb_coproprietaires) == ("Syndicat du Parc", 4, 2)
        assert [(c.code, c.generale, c.somme, c.ecart) for c in draft.cles] == [
            ("010", True, Decimal("140.01420"), None), ("020", False, Decimal(100), None),
        ]  # fmt: skip
        corps = electorat(session, syndicat)
        voices = Counter()
        for part in corps.parts[draft.cles[0].id]:
            voices[corps.identites[part.identite].nom] += part.voix
        # ATRILLON 62 + 5 ; BROUILLY, deux comptes, 66,01420 + 7
        assert voices == {"ATRILLON Bernard": 6_700_000, "BROUILLY Alfred": 7_301_420}
        cave = session.scalars(select(LotCopropriete).where(LotCopropriete.numero == "012")).one()
        main = session.get_one(LotCopropriete, cave.lot_principal_id)
        assert (main.numero, main.version) == ("248", 1)
        owner = session.scalars(
            select(Coproprietaire).join(Compte, Compte.id == Coproprietaire.compte_id).where(
                Compte.numero == "450TRILLON"
            )
        ).one()  # fmt: skip
        assert (owner.residant, owner.notification) == (True, "postale")
        building = session.scalars(select(Immeuble).where(Immeuble.code == "PARC")).one()
        assert (building.ville, session.get_one(Entite, building.entite_id).code) == (
            "NANCY", "S042",
        )  # fmt: skip


def test_chaque_fiche_importee_a_son_historique_et_se_cherche(db, ctx, gerance, dossier):
    importe(db, ctx, dossier)
    with db.read() as session:
        facts = session.execute(
            select(Historique.fiche, Historique.action, Historique.apres, Historique.qui)
        ).all()
        found = session.scalars(
            select(LotCopropriete).where(LotCopropriete.recherche.like("%011/112%"))
        ).all()
    said = {(fiche, action, apres) for fiche, action, apres, qui in facts if qui == "Martine"}
    assert {
        ("copropriete", "création", "PARC"), ("coproprietaire", "création", "ATRILLON Bernard"),
        ("lot_copropriete", "création", "PARC/011/112"),
    } <= said  # fmt: skip
    assert not [one for one in said if one[0] == "cle_repartition"], "une ligne n'est pas une fiche"
    assert len(found) == 1


def test_importee_une_seconde_fois_elle_ne_cree_rien(db, ctx, gerance, dossier):
    importe(db, ctx, dossier)
    before = comptes(db)
    checked = verifie(db, ctx, dossier)
    assert checked.plan.vide
    assert raisons(checked) == []
    assert "rien n'a été créé" in importe(db, ctx, dossier)
    assert comptes(db) == before


def test_une_seule_ligne_fautive_et_rien_n_est_importe(db, ctx, gerance, dossier):
    path = dossier / "tantièmes.csv"
    path.write_text(path.read_text("utf-8-sig").replace("66,01420", "66,014201"), "utf-8")
    before = comptes(db)
    checked = verifie(db, ctx, dossier)
    assert [(n, c) for n, c, _r in raisons(checked)] == [(5, "Millièmes")]
    with pytest.raises(UserError, match="Rien n'a été importé"):
        importe(db, ctx, dossier)
    assert comptes(db) == before


def test_une_panne_en_chemin_n_ecrit_rien(db, ctx, gerance, dossier, monkeypatch):
    """Les possessions sont écrites en dernier : tout ce qui précède s'annule avec elles."""
    before = comptes(db)

    def panne(*_args, **_more):
        raise OSError("le courant est coupé")

    monkeypatch.setattr("lsc_desktop.services.imports.ecriture_syndic._attribuer", panne)
    with pytest.raises(OSError, match="courant"):
        importe(db, ctx, dossier)
    assert comptes(db) == before


def test_un_ecart_avec_le_total_annonce_se_dit_et_s_importe(db, ctx, gerance, dossier):
    path = dossier / "copropriétés.csv"
    path.write_text(path.read_text("utf-8-sig").replace("140,01420", "150"), "utf-8")
    checked = verifie(db, ctx, dossier)
    # 150 − 140,01420 = 9,98580
    ((line, reason),) = [
        (n, why) for n, column, why in raisons(checked, "remarque") if column == "Total clé"
    ]
    assert line == 2
    assert "il manque 9,98580" in reason
    importe(db, ctx, dossier)
    with db.read() as session:
        draft = load_copropriete(session, session.scalars(select(Copropriete.id)).one())
    assert draft.cles[0].ecart == Decimal("-9.98580")


def test_ce_qui_manque_a_une_copropriete_connue_s_y_ajoute_et_avance_les_versions(
    db, ctx, gerance, dossier, tmp_path
):
    importe(db, ctx, dossier)
    un_csv(tmp_path / "lots de copropriete.csv", ("Immeuble", "N° lot"), [("PARC", "013")])
    importe(db, ctx, tmp_path / "lots de copropriete.csv")
    more = tmp_path / "plus"
    more.mkdir()
    un_csv(more / "clés.csv", ("Immeuble", "Clé", "Libellé clé"), [("PARC", "030", "EAU")])
    un_csv(
        more / "tantièmes.csv",
        ("Immeuble", "N° lot", "Compte", "Clé", "Millièmes"),
        [("PARC", "013", "450BROUILL", "030", "8,5")],
    )
    assert importe(db, ctx, more) == "1 clé, 1 ligne de tantièmes, 1 lot attribué"
    with db.read() as session:
        syndicat = session.scalars(select(Copropriete)).one()
        assert syndicat.version == 2
        lot = session.scalars(select(LotCopropriete).where(LotCopropriete.numero == "013")).one()
        assert lot.version == 2
        draft = load_lot_copropriete(session, lot.id)
        assert [(one.cle, one.valeur) for one in draft.tantiemes] == [
            ("010-CHARGES COMMUNES GENERALES", None), ("020-ASCENSEUR", None),
            ("030-EAU", Decimal("8.5")),
        ]  # fmt: skip
        assert draft.coproprietaire_id is not None
        facts = session.execute(
            select(Historique.fiche, Historique.champ, Historique.apres).where(
                Historique.action == "modification"
            )
        ).all()
    assert {tuple(fact) for fact in facts} >= {
        ("copropriete", "cle_repartition", "030, EAU"),
        ("lot_copropriete", "tantieme", "030, 8,50"),
        ("lot_copropriete", "possession", "450BROUILL"),
    }  # fmt: skip


def test_une_copropriete_importee_s_enregistre_depuis_sa_fiche(db, ctx, gerance, dossier):
    """Ce que l'import écrit passe par les règles de la fiche, versions comprises."""
    importe(db, ctx, dossier)
    with db.write("Martine") as session:
        draft: CoproprieteDraft = load_copropriete(
            session, session.scalars(select(Copropriete.id)).one()
        )
        draft.lieu_assemblee = "Salle du Parc"
        save_copropriete(session, draft, ctx=ctx)


def test_une_grille_d_une_colonne_par_cle_s_importe_telle_quelle(db, ctx, gerance, dossier):
    un_csv(
        dossier / "tantièmes.csv",
        ("Immeuble", "N° lot", "Compte", "Tantièmes 010", "Tantièmes 020"),
        [("PARC", "248", "450TRILLON", "62", "100"), ("PARC", "011/112", "450BROUILL", "78,0142",
         "")],
    )  # fmt: skip
    importe(db, ctx, dossier)
    with db.read() as session:
        draft = load_copropriete(session, session.scalars(select(Copropriete.id)).one())
    assert [(one.code, one.somme) for one in draft.cles] == [
        ("010", Decimal("140.0142")), ("020", Decimal(100)),
    ]  # fmt: skip


# --- Export, et reprise dans une agence vide ------------------------------------------------------


@pytest.fixture
def demonstration_faite(db, ctx, gerance):
    """GILBERT et GRIMMAURD, avec un lot rattaché, un autre hors service, un lot géré."""
    with db.write("Martine") as session:
        demonstration.installer(session, ctx)
        lots = {lot.numero: lot for lot in session.scalars(select(LotCopropriete))}
        lots["012"].lot_principal_id = lots["248"].id
        lots["910"].actif = False
        lots["248"].lot_id = gerance.lot
        lots["018"].note = "=1+1"
    return gerance


@pytest.mark.parametrize("forme", ["xlsx", "csv"])
def test_exporter_puis_importer_ailleurs_rend_les_memes_fichiers(
    db, ctx, demonstration_faite, tmp_path, forme, ailleurs
):
    with db.read() as session:
        first = exporter(session, tmp_path / "un", ctx.aujourd_hui, forme)
    checked = verifie(ailleurs, ctx, tmp_path / "un")
    assert raisons(checked) == []
    importe(ailleurs, ctx, tmp_path / "un")
    with ailleurs.read() as session:
        second = exporter(session, tmp_path / "deux", ctx.aujourd_hui, forme)
        assert session.scalar(select(func.count(Coproprietaire.id))) == 13 + 3
        assert session.scalar(select(func.count(LotCopropriete.id))) == 31 + 3
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name
    assert verifie(ailleurs, ctx, tmp_path / "un").plan.vide
    assert verifie(db, ctx, tmp_path / "un").plan.vide, "chez elle, tout est déjà là"


def test_un_coproprietaire_ne_s_exporte_pas_en_plus_parmi_les_autres_tiers(
    db, ctx, demonstration_faite, tmp_path
):
    with db.read() as session:
        exporter(session, tmp_path, ctx.aujourd_hui, "csv")
    others = (tmp_path / "tiers.csv").read_text("utf-8-sig")
    assert "COPROTRILLON" not in others
    assert "BOURNACLUCIE" in others, "un ayant droit n'a pas de compte : il reste un autre tiers"
    rows = (tmp_path / "lots_copropriete.csv").read_text("utf-8-sig").splitlines()
    assert [row for row in rows if ";011/112;" in row and row.endswith(";010;66,01420")]
