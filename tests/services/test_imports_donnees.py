"""Importer exercices, dépenses, fonds de travaux et contacts : tout ou rien, jamais deux fois."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from lsc_desktop.base.errors import UserError
from lsc_desktop.queries.depenses import DEPENSES, EXERCICES
from lsc_desktop.queries.fonds_travaux import FONDS_TRAVAUX
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.services import fiscalites
from lsc_desktop.services.exports import exporter
from lsc_desktop.storage.models import Compte, Contact, Depense, Exercice, FondsTravaux, Historique
from tests.bases import base_neuve, ouverte
from tests.portefeuille import importe, raisons, un_csv, verifie

TABLES = (Exercice, Depense, FondsTravaux, Contact, Compte)


def compte(db) -> dict[str, int]:
    with db.read() as session:
        return {t.__tablename__: session.scalar(select(func.count(t.id))) for t in TABLES}


def rows(db, listing):
    with db.read() as session:
        return list(listing.rows(session, Criteria()))


@pytest.fixture
def agence(db):
    with db.write() as session:
        fiscalites.installer(session)


def les_fichiers(dossier, **remplace):
    """Une copropriété de deux lots, un exercice clos et un ouvert, trois dépenses, deux fonds."""
    dossier.mkdir(exist_ok=True)
    files = {
        "copropriétés": (
            ("Code immeuble", "Code syndicat", "Nom", "Ville", "N° clé", "Libellé clé"),
            [("PARC", "S042", "Syndicat du Parc", "NANCY", "010", "CHARGES GENERALES")],
        ),
        "liste des copropriétaires": (
            ("Copropriété", "Nom", "Compte 450"),
            [("PARC", "ATRILLON", "450TRILLON")],
        ),
        "tantièmes": (
            ("Immeuble", "N° lot", "Compte", "Millièmes"),
            [("PARC", "248", "450TRILLON", "62"), ("PARC", "012", "450TRILLON", "5")],
        ),
        "fournisseurs": (("Code", "Nom"), [("EDF", "EDF")]),
        "exercices": (
            ("Immeuble", "Exercice", "Début", "Fin", "Clôturé"),
            [("PARC", "", "01/01/2020", "31/12/2020", "oui"),
             ("PARC", "Exercice 2021", "01/01/2021", "31/12/2021", "")],
        ),
        "dépenses 2021": (
            ("Immeuble", "Compte", "Intitulé du compte", "Date", "Libellé", "TTC", "TVA",
             "Récup.", "Fournisseur"),
            [("PARC", "602001", "Electricité (abonnement)", "10/01/2021", "EDF janvier", "15,00",
              "0,78", "15,00", "EDF"),
             ("PARC", "602001", "", "10/02/2021", "EDF février", "15,00", "0,78", "15,00", "edf"),
             ("PARC", "602001", "", "10/02/2020", "EDF 2020", "14,50", "", "", "")],
        ),
        "fonds travaux": (
            ("Immeuble", "N° de lot", "Compte", "Montant", "Situation au"),
            [("PARC", "248", "105999", "19,64", "30/09/2021"),
             ("PARC", "PARC/012", "", "0", "")],
        ),
        "contacts utiles": (
            ("Nom", "Catégorie", "Fonction", "Immeuble", "Tél", "Service"),
            [("Dupont", "Gardien", "Gardien", "PARC", "03 83 00 00 00", "Copropriété"),
             ("Agence", "Cabinet", "", "", "03 83 11 11 11", "")],
        ),
    }  # fmt: skip
    for name, (heads, lines) in {**files, **remplace}.items():
        un_csv(dossier / f"{name}.csv", heads, lines)
    return dossier


@pytest.fixture
def dossier(tmp_path):
    return les_fichiers(tmp_path / "reprise")


def test_tout_s_importe_d_un_coup(db, ctx, agence, dossier):
    checked = verifie(db, ctx, dossier)
    assert raisons(checked) == []
    told = importe(db, ctx, dossier)
    assert "2 exercices, 3 dépenses, 2 fonds de travaux, 2 contacts" in told
    assert [(r.immeuble, r.libelle, r.clos, r.depenses) for r in rows(db, EXERCICES)] == [
        ("PARC", "Exercice 2021", False, 2), ("PARC", "Exercice 2020", True, 1),
    ]  # fmt: skip
    first, *_rest, last = rows(db, DEPENSES)
    assert (first.exercice, first.charge, first.montant) == (
        "Exercice 2020", "Electricité (abonnement)", Decimal("14.50"),
    )  # fmt: skip
    assert (last.libelle, last.montant, last.tva, last.recuperable, last.fournisseur) == (
        "EDF février", Decimal("15.00"), Decimal("0.78"), Decimal("15.00"), "EDF",
    )  # fmt: skip
    assert last.cle == "010"
    # Sans compte ni date : le 105000, au jour de la reprise.
    assert [(r.lot, r.compte, r.arrete_le, r.montant) for r in rows(db, FONDS_TRAVAUX)] == [
        ("PARC/012", "105000", date(2021, 9, 30), Decimal(0)),
        ("PARC/248", "105999", date(2021, 9, 30), Decimal("19.64")),
    ]  # fmt: skip
    with db.read() as session:
        who = session.scalars(select(Contact).where(Contact.nom == "Dupont")).one()
        assert (who.genre, who.role, who.metier, who.publie) == ("utile", "Gardien", "syndic", True)
        agency = session.scalars(select(Contact).where(Contact.nom == "Agence")).one()
        assert (agency.genre, agency.immeuble_id, agency.metier) == ("bureau", None, "")
        label = select(Compte.libelle).where(Compte.numero == "105999")
        assert session.scalar(label) == "Fonds de travaux"


def test_chaque_fiche_importee_a_son_histoire(db, ctx, agence, dossier):
    importe(db, ctx, dossier)
    with db.read() as session:
        facts = session.execute(
            select(Historique.fiche, func.count())
            .where(Historique.action == "création", Historique.qui == "Martine")
            .group_by(Historique.fiche)
        )
        born = dict(facts.all())
    assert {name: born[name] for name in ("exercice", "depense", "fonds_travaux", "contact")} == {
        "exercice": 2, "depense": 3, "fonds_travaux": 2, "contact": 2,
    }  # fmt: skip


def test_importes_une_seconde_fois_ils_ne_creent_rien(db, ctx, agence, dossier):
    importe(db, ctx, dossier)
    before = compte(db)
    checked = verifie(db, ctx, dossier)
    assert checked.plan.vide
    assert raisons(checked) == []
    importe(db, ctx, dossier)
    assert compte(db) == before


def test_deux_depenses_semblables_d_un_fichier_en_font_deux_une_seule_fois(
    db, ctx, agence, dossier
):
    heads = ("Immeuble", "Compte", "Intitulé du compte", "Date", "Libellé", "TTC")
    twin = ("PARC", "602001", "Electricité", "10/01/2021", "EDF", "15,00")
    les_fichiers(dossier, **{"dépenses 2021": (heads, [twin, twin])})
    checked = verifie(db, ctx, dossier)
    assert [why for _l, _c, why in raisons(checked, "remarque") if "même dépense" in why]
    importe(db, ctx, dossier)
    assert compte(db)["depense"] == 2
    les_fichiers(dossier, **{"dépenses 2021": (heads, [twin, twin, twin])})
    importe(db, ctx, dossier)
    assert compte(db)["depense"] == 3
    with db.read() as session:
        born = select(func.count()).where(Historique.fiche == "depense")
        assert session.scalar(born) == 3


def test_ce_que_dit_deja_la_base_est_garde(db, ctx, agence, dossier):
    importe(db, ctx, dossier)
    les_fichiers(
        dossier,
        **{
            "fonds travaux": (
                ("Immeuble", "N° de lot", "Compte", "Montant", "Situation au"),
                [("PARC", "248", "105999", "25,00", "30/09/2021"),
                 ("PARC", "248", "105999", "21,00", "30/06/2021")],
            ),
            "exercices": (
                ("Immeuble", "Exercice", "Début", "Fin"),
                [("PARC", "exercice 2021", "01/01/2021", "30/06/2021")],
            ),
        },
    )  # fmt: skip
    checked = verifie(db, ctx, dossier)
    kept = [why for _l, _c, why in raisons(checked, "remarque") if "gardé" in why]
    assert len(kept) == 2
    importe(db, ctx, dossier)
    amounts = {r.arrete_le: r.montant for r in rows(db, FONDS_TRAVAUX) if r.lot == "PARC/248"}
    assert amounts == {date(2021, 9, 30): Decimal("19.64"), date(2021, 6, 30): Decimal("21.00")}


@pytest.mark.parametrize(
    ("fichier", "titres", "ligne", "colonne", "mot"),
    [
        ("exercices", ("Immeuble", "Début", "Fin"), ("NULLE", "01/01/2021", "31/12/2021"),
         "Immeuble", "Aucune copropriété"),
        ("exercices", ("Immeuble", "Début", "Fin"), ("PARC", "31/12/2021", "01/01/2021"),
         "Fin", "finit avant"),
        ("dépenses 2021", ("Immeuble", "Compte", "Date", "Libellé", "TTC"),
         ("PARC", "999999", "10/01/2021", "EDF", "15"), "Compte", "donnez son libellé"),
        ("dépenses 2021", ("Immeuble", "Compte", "Date", "Libellé", "TTC"),
         ("PARC", "450TRILLON", "10/01/2021", "EDF", "15"), "Compte", "d'un tiers"),
        ("dépenses 2021", ("Immeuble", "Compte", "Intitulé du compte", "Date", "Libellé", "TTC"),
         ("PARC", "602001", "Elec", "10/01/2019", "EDF", "15"), "Exercice", "ne comprend le"),
        ("dépenses 2021", ("Immeuble", "Compte", "Intitulé du compte", "Date", "Libellé", "TTC",
                           "TVA"),
         ("PARC", "602001", "Elec", "10/01/2021", "EDF", "15", "16"), "TVA", "dépasse le montant"),
        ("dépenses 2021", ("Immeuble", "Compte", "Intitulé du compte", "Date", "Libellé", "TTC",
                           "N° clé"),
         ("PARC", "602001", "Elec", "10/01/2021", "EDF", "15", "999"), "N° clé", "Aucune clé"),
        ("dépenses 2021", ("Immeuble", "Compte", "Intitulé du compte", "Date", "Libellé", "TTC",
                           "Fournisseur"),
         ("PARC", "602001", "Elec", "10/01/2021", "EDF", "15", "GDF"), "Fournisseur",
         "Aucun tiers"),
        ("fonds travaux", ("Immeuble", "N° de lot", "Montant"), ("PARC", "999", "1"),
         "N° de lot", "Aucun lot"),
        ("fonds travaux", ("Immeuble", "N° de lot", "Compte", "Montant"),
         ("PARC", "248", "110500", "1"), "Compte", "105 ou 102"),
        ("fonds travaux", ("Immeuble", "N° de lot", "Montant", "Situation au"),
         ("PARC", "248", "1", "26/10/2021"), "Situation au", "à venir"),
        ("contacts utiles", ("Nom", "Immeuble"), ("Gardien", "NULLE"), "Immeuble",
         "Aucun immeuble"),
    ],
)  # fmt: skip
def test_chaque_faute_est_situee_et_rien_n_est_importe(
    db, ctx, agence, dossier, fichier, titres, ligne, colonne, mot
):
    les_fichiers(dossier, **{fichier: (titres, [ligne])})
    before = compte(db)
    checked = verifie(db, ctx, dossier)
    found = [(n, c) for n, c, why in raisons(checked) if mot in why]
    assert (2, colonne) in found, raisons(checked)
    with pytest.raises(UserError, match="Rien n'a été importé"):
        importe(db, ctx, dossier)
    assert compte(db) == before


def test_une_depense_n_entre_pas_dans_un_exercice_que_la_base_a_clos(db, ctx, agence, dossier):
    importe(db, ctx, dossier)
    heads = ("Immeuble", "Compte", "Date", "Libellé", "TTC")
    late = ("PARC", "602001", "11/02/2020", "Oubliée", "9")
    les_fichiers(dossier, **{"dépenses 2021": (heads, [late])})
    (fault,) = raisons(verifie(db, ctx, dossier))
    assert fault[1] == "Exercice" and "clos" in fault[2]


@pytest.mark.parametrize("forme", ["xlsx", "csv"])
def test_exportes_puis_repris_ailleurs_ce_sont_les_memes(
    db, ctx, agence, dossier, tmp_path, base_vide, forme
):
    importe(db, ctx, dossier)
    with db.read() as session:
        exporter(session, tmp_path / "un", ctx.aujourd_hui, forme)
    with base_neuve(base_vide, tmp_path) as url:
        other = ouverte(url)
        try:
            importe(other, ctx, tmp_path / "un", reprise=ctx.aujourd_hui)
            for listing in (EXERCICES, DEPENSES, FONDS_TRAVAUX):
                assert [_sans_id(r) for r in rows(other, listing)] == [
                    _sans_id(r) for r in rows(db, listing)
                ]
            with other.read() as session:
                exporter(session, tmp_path / "deux", ctx.aujourd_hui, forme)
        finally:
            other.close()
    for path in sorted((tmp_path / "un").iterdir()):
        assert path.read_bytes() == (tmp_path / "deux" / path.name).read_bytes(), path.name


def _sans_id(row):
    names = [name for name in row.__slots__ if name != "id" and not name.endswith("_id")]
    return {name: getattr(row, name) for name in names}
