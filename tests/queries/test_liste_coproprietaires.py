"""La liste des copropriétaires lue dans la base, à un jour ; celles qui sont périmées."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from lsc_desktop.domain.coproprietes.liste_coproprietaires import Fonds
from lsc_desktop.queries.coproprietes.liste_coproprietaires import (
    Perimee,
    listes_perimees,
    load_liste_coproprietaires,
)
from lsc_desktop.services.coproprietes.liste_coproprietaires import generer_liste
from lsc_desktop.storage.models import (
    AyantDroit,
    Compte,
    Coproprietaire,
    Copropriete,
    Ecriture,
    FondsTravaux,
    Immeuble,
    JournalComptable,
    LotCopropriete,
    MembreConseil,
    Piece,
    Possession,
    Tiers,
)
from tests.agence import un_compte
from tests.coproprietes import (
    Ids,
    lire,
    un_coproprietaire,
    un_lot_de_copropriete,
    une_copropriete,
)

JOUR = date(2021, 10, 25)
D = Decimal


@pytest.fixture
def gilbert(db) -> Ids:
    """ATRILLON a un appartement et une cave, BPETRUS un appartement."""
    with db.write() as session:
        ids = une_copropriete(session, {"ATRILLON": "74", "BPETRUS": "74"})
        for name, number in (("ATRILLON", "248"), ("BPETRUS", "152")):
            lot = session.get_one(LotCopropriete, ids.lots[name])
            lot.numero, lot.type_lot = number, "Appartement"
        ids.lots["CAVE"] = un_lot_de_copropriete(
            session, ids, "ATRILLON", "5", numero="012", type_lot="Cave"
        )
        who = session.get_one(Tiers, ids.tiers["ATRILLON"])
        who.civilite, who.prenom, who.nom = "Monsieur", "Bernard", "ATRILLON"
        who.adresse1, who.code_postal, who.ville = "12, rue des cépages", "33120", "SAUTERNES"
        who.telephone, who.courriel, who.iban = "0388000000", "b@a.example", "FR76"
        building = session.get_one(Immeuble, ids.immeuble)
        building.adresse1, building.code_postal = "4, rue Gilbert", "54000"
        return ids


def liste(db, ids, le=JOUR):
    return lire(db, load_liste_coproprietaires, ids.id, le)


def change(db, model, id, **values):
    with db.write() as session:
        for name, value in values.items():
            setattr(session.get_one(model, id), name, value)


def emettre(db, ctx, *lists):
    with db.write() as session:
        for ids in lists:
            generer_liste(session, ids.immeuble, ctx=ctx)


def test_elle_dit_l_immeuble_les_identites_les_domiciles_et_les_lots(db, gilbert):
    found = liste(db, gilbert)
    assert found.immeuble == "GILBERT"
    assert found.adresse == ("Résidence Gilbert", "4, rue Gilbert", "54000 NANCY")
    atrillon, bpetrus = found.lignes
    assert atrillon.nom == "Monsieur ATRILLON Bernard"
    assert atrillon.domicile == ("12, rue des cépages", "33120 SAUTERNES")
    assert atrillon.lots == ("GILBERT/012 (Cave)", "GILBERT/248 (Appartement)")
    assert (bpetrus.nom, bpetrus.domicile) == ("BPETRUS", ())


def test_ni_telephone_ni_courriel_ni_banque(db, gilbert):
    said = repr(liste(db, gilbert))
    assert not any(secret in said for secret in ("0388000000", "b@a.example", "FR76"))


def test_un_immeuble_nomme_par_son_adresse_ne_la_dit_pas_deux_fois(db, gilbert):
    change(db, Immeuble, gilbert.immeuble, nom="4, rue Gilbert")
    assert liste(db, gilbert).adresse == ("4, rue Gilbert", "54000 NANCY")


def test_elle_est_celle_d_un_jour(db, gilbert):
    """Une vente au 1er novembre : l'acquéreur n'y paraît que ce jour-là."""
    with db.write() as session:
        held = session.query(Possession).filter_by(lot_copropriete_id=gilbert.lots["CAVE"]).one()
        held.au = date(2021, 10, 31)
        session.flush()
        session.add(
            Possession(
                lot_copropriete_id=gilbert.lots["CAVE"], du=date(2021, 11, 1),
                coproprietaire_id=gilbert.coproprietaires["BPETRUS"],
            )
        )  # fmt: skip
    assert [len(line.lots) for line in liste(db, gilbert).lignes] == [2, 1]
    assert [len(line.lots) for line in liste(db, gilbert, date(2021, 11, 1)).lignes] == [1, 2]


def test_un_lot_hors_service_n_y_est_pas_un_lot_sans_titulaire_est_dit(db, gilbert):
    change(db, LotCopropriete, gilbert.lots["CAVE"], actif=False)
    with db.write() as session:
        un_lot_de_copropriete(session, gilbert, None, "5", numero="099")
    found = liste(db, gilbert)
    assert (found.lots, found.libres) == (2, ("GILBERT/099",))


def test_qui_a_tout_vendu_n_y_est_plus(db, gilbert):
    with db.write() as session:
        for name in ("ATRILLON", "CAVE"):
            row = session.query(Possession).filter_by(lot_copropriete_id=gilbert.lots[name]).one()
            row.au = date(2021, 10, 24)
    found = liste(db, gilbert)
    assert [line.nom for line in found.lignes] == ["BPETRUS"]
    assert len(found.libres) == 2


def test_plusieurs_comptes_d_une_personne_se_suivent_le_plus_ancien_d_abord(db, gilbert):
    with db.write() as session:
        un_coproprietaire(session, gilbert, "BPETRUS-01", identite="BPETRUS", residant=True)
        un_lot_de_copropriete(session, gilbert, "BPETRUS-01", "5", numero="909")
        session.add(MembreConseil(copropriete_id=gilbert.id, tiers_id=gilbert.tiers["BPETRUS"]))
    _, first, second = liste(db, gilbert).lignes
    assert (first.lots, first.membre, first.residant) == (
        ("GILBERT/152 (Appartement)",), True, False
    )  # fmt: skip
    assert (second.lots, second.membre, second.residant) == (("GILBERT/909",), False, True)
    assert liste(db, gilbert).personnes == 2


@pytest.mark.parametrize(
    ("du", "au", "membre"),
    [
        (None, None, True),
        (date(2021, 10, 25), date(2021, 10, 25), True),
        (None, date(2021, 10, 24), False),
        (date(2021, 10, 26), None, False),
    ],
)
def test_un_mandat_au_conseil_court_d_un_jour_a_l_autre(db, gilbert, du, au, membre):
    with db.write() as session:
        session.add(
            MembreConseil(
                copropriete_id=gilbert.id, tiers_id=gilbert.tiers["ATRILLON"], du=du, au=au,
                president=True,
            )
        )  # fmt: skip
    atrillon, _ = liste(db, gilbert).lignes
    assert (atrillon.membre, atrillon.president) == (membre, membre)


def test_les_ayants_droit_sont_dits_dans_l_ordre_de_la_fiche(db, gilbert):
    with db.write() as session:
        for rank, (nom, qualite) in enumerate(
            (("LUCIE", "usufruitier"), ("HENRI", "nu_proprietaire"))
        ):
            heir = Tiers(code=nom, nom=nom, ville="NANCY")
            session.add(heir)
            session.flush()
            session.add(
                AyantDroit(
                    coproprietaire_id=gilbert.coproprietaires["BPETRUS"], rang=rank,
                    tiers_id=heir.id, qualite=qualite,
                )
            )  # fmt: skip
    _, bpetrus = liste(db, gilbert).lignes
    assert bpetrus.droits == ("LUCIE, usufruitier, NANCY", "HENRI, nu-propriétaire, NANCY")


def ecrire_compte(session, ids, numero, tiers, montant, le=date(2021, 1, 1)):
    """Un avoir de ce compte du syndicat, face à sa banque."""
    journal = session.query(JournalComptable).filter_by(code="OD").one_or_none()
    if journal is None:
        journal = JournalComptable(code="OD", libelle="Opérations diverses")
        session.add(journal)
    account = un_compte(ids.entite, numero, numero, nature="general", tiers_id=tiers)
    bank = session.query(Compte).filter_by(entite_id=ids.entite, numero="512").one_or_none()
    bank = bank or un_compte(ids.entite, "512", "Banque", nature="tresorerie")
    session.add_all([account, bank])
    session.flush()
    piece = Piece(
        entite_id=ids.entite, journal_id=journal.id, date=le, libelle="x", cree_par="Martine",
        numero=session.query(Piece).count() + 1, cree_le=datetime(2021, 1, 1),
    )  # fmt: skip
    session.add(piece)
    session.flush()
    for compte, debit, credit in ((account, "0", montant), (bank, montant, "0")):
        session.add(
            Ecriture(
                piece_id=piece.id, compte_id=compte.id, date=le, libelle="x", debit=D(debit),
                credit=D(credit),
            )
        )  # fmt: skip
    session.flush()


def test_les_fonds_arretes_des_lots_l_emportent_sur_un_compte_collectif(db, gilbert):
    """Le dernier arrêté de chaque lot tenu, comptes 105 seulement (seed L1870-1900)."""
    with db.write() as session:
        syndicat = session.get_one(Copropriete, gilbert.id).entite_id
        fonds = un_compte(syndicat, "105999", "Fonds de travaux")
        decides = un_compte(syndicat, "102000", "Travaux décidés")
        session.add_all([fonds, decides])
        session.flush()
        for lot, compte, le, montant in (
            ("ATRILLON", fonds.id, date(2021, 1, 1), "10.00"),
            ("ATRILLON", fonds.id, date(2021, 6, 30), "19.64"),
            ("ATRILLON", fonds.id, date(2022, 1, 1), "99.00"),
            ("ATRILLON", decides.id, date(2021, 6, 30), "500.00"),
            ("CAVE", fonds.id, date(2021, 6, 30), "4.25"),
        ):
            session.add(
                FondsTravaux(
                    lot_copropriete_id=gilbert.lots[lot], compte_id=compte, arrete_le=le,
                    montant=D(montant),
                )
            )  # fmt: skip
    with db.read() as session:
        found = load_liste_coproprietaires(session, gilbert.id, JOUR)
    assert [line.fonds for line in found.lignes] == [Fonds(travaux=D("23.89")), Fonds()]


def test_les_fonds_sont_les_soldes_des_comptes_ouverts_a_chacun(db, gilbert):
    """Racines 1031 et 105 ; ni un compte collectif, ni les autres avances, ni l'avenir."""
    who = gilbert.tiers["ATRILLON"]
    with db.write() as session:
        ecrire_compte(session, gilbert, "105TRILLON", who, "23.89")
        ecrire_compte(session, gilbert, "1031TRILLO", who, "100.00")
        ecrire_compte(session, gilbert, "1033TRILLO", who, "7.00")
        ecrire_compte(session, gilbert, "105001", None, "500.00")
        ecrire_compte(session, gilbert, "105TRILL02", who, "9.00", date(2021, 10, 26))
    found = liste(db, gilbert)
    assert [line.fonds for line in found.lignes] == [Fonds(D("100.00"), D("23.89")), Fonds()]
    later = liste(db, gilbert, date(2021, 10, 26))
    assert later.fonds == Fonds(D("100.00"), D("32.89"))


def test_deux_coproprietes_ne_se_melangent_pas(db, gilbert):
    """Le même tiers dans les deux, membre du conseil et riche dans une seule."""
    with db.write() as session:
        other = une_copropriete(session, {"WEASLEY": "420"}, code="GRIMMAURD", entite="S007")
        account = un_compte(
            other.entite, "450ATRI", "x", nature="coproprietaire", tiers_id=gilbert.tiers["BPETRUS"]
        )
        session.add(account)
        session.flush()
        owner = Coproprietaire(
            copropriete_id=other.id, tiers_id=gilbert.tiers["BPETRUS"], compte_id=account.id
        )
        session.add(owner)
        session.flush()
        other.coproprietaires["BPETRUS"] = owner.id
        un_lot_de_copropriete(session, other, "BPETRUS", "9", numero="7")
        session.add(MembreConseil(copropriete_id=other.id, tiers_id=gilbert.tiers["BPETRUS"]))
        ecrire_compte(session, other, "105PETRUS", gilbert.tiers["BPETRUS"], "5.00")
    here, there = liste(db, gilbert), liste(db, other)
    assert [(x.nom, x.membre, x.fonds.travaux) for x in here.lignes] == [
        ("Monsieur ATRILLON Bernard", False, D("0.00")), ("BPETRUS", False, D("0.00"))
    ]  # fmt: skip
    mine = there.lignes[0]
    assert (mine.nom, mine.lots) == ("BPETRUS", ("GRIMMAURD/7",))
    assert (mine.membre, mine.fonds.travaux) == (True, D("5.00"))


# --- Périmées -------------------------------------------------------------------------------------


def perimees(db, le=JOUR):
    return lire(db, listes_perimees, le)


def test_sans_liste_emise_rien_n_est_perime(db, gilbert):
    assert perimees(db) == []


def test_une_liste_du_jour_n_est_pas_perimee_ni_le_lendemain(db, gilbert, ctx):
    emettre(db, ctx, gilbert)
    assert perimees(db) == perimees(db, date(2021, 10, 26)) == []


def test_seule_celle_qui_a_change_l_est(db, gilbert, ctx):
    with db.write() as session:
        other = une_copropriete(session, {"WEASLEY": "420"}, code="GRIMMAURD", entite="S007")
    emettre(db, ctx, gilbert, other)
    change(db, Tiers, other.tiers["WEASLEY"], ville="POUDLARD")
    assert perimees(db) == [Perimee(other.id, "GRIMMAURD")]
    change(db, Tiers, gilbert.tiers["BPETRUS"], adresse1="1, rue Neuve")
    assert [one.immeuble for one in perimees(db)] == ["GILBERT", "GRIMMAURD"]


def test_ce_que_la_liste_ne_montre_pas_ne_la_perime_pas(db, gilbert, ctx):
    emettre(db, ctx, gilbert)
    change(db, Tiers, gilbert.tiers["BPETRUS"], telephone="06", courriel="x@y.example", note="n")
    change(db, Coproprietaire, gilbert.coproprietaires["BPETRUS"], note="bon payeur")
    assert perimees(db) == []
    change(db, Coproprietaire, gilbert.coproprietaires["BPETRUS"], residant=True)
    assert perimees(db) == [Perimee(gilbert.id, "GILBERT")]


def test_un_mandat_qui_finit_perime_la_liste_sans_que_personne_n_ait_rien_fait(db, gilbert, ctx):
    with db.write() as session:
        session.add(
            MembreConseil(
                copropriete_id=gilbert.id, tiers_id=gilbert.tiers["BPETRUS"], au=date(2021, 12, 31)
            )
        )
    emettre(db, ctx, gilbert)
    assert perimees(db, date(2021, 12, 31)) == []
    assert [one.immeuble for one in perimees(db, date(2022, 1, 1))] == ["GILBERT"]


def test_un_syndicat_hors_service_n_a_plus_de_liste_a_tenir(db, gilbert, ctx):
    emettre(db, ctx, gilbert)
    change(db, Tiers, gilbert.tiers["BPETRUS"], ville="METZ")
    change(db, Copropriete, gilbert.id, actif=False)
    assert perimees(db) == []
