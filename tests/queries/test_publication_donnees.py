"""La comptabilité du manifeste, lue par qui le reçoit : chacun n'en voit que sa part."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import pytest
from sqlalchemy import select

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.comptabilite import PieceComptable, mouvement
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.publications.lecteur import Publication, Vue, lire
from lsc_desktop.domain.publications.manifeste import ecrire
from lsc_desktop.domain.publications.reglages import CibleDraft, ReglagePublicationDraft
from lsc_desktop.domain.publications.situation import situation
from lsc_desktop.queries.comptabilite import solde
from lsc_desktop.queries.publications.registre import load_manifeste, load_voulu
from lsc_desktop.services import comptabilite
from lsc_desktop.services import publications as service
from lsc_desktop.services.comptabilite import encaisser, passer
from lsc_desktop.services.courriers import mettre_en_pdf
from lsc_desktop.services.depenses import clore
from lsc_desktop.services.evenements import creer_evenement
from lsc_desktop.storage.models import (
    Classeur,
    Compte,
    Contact,
    Evenement,
    Exercice,
    FondsTravaux,
    MembreConseil,
    Possession,
    ReglagePublication,
)
from tests.agence import Agence, une_agence
from tests.coproprietes import Ids, un_coproprietaire, un_lot_de_copropriete, une_copropriete
from tests.depenses import un_compte_general, un_contact, un_exercice, un_fonds, une_depense

PDF = b"%PDF-1.7 "


@dataclass
class Portail:
    """GILBERT : ATRILLON, simple copropriétaire, et BPETRUS, président ; CLIQUOT à GRIMMAURD."""

    db: object
    ctx: Contexte
    gilbert: Ids
    grimmaurd: Ids
    cible: int

    def publication(self, jour: dt.date | None = None) -> Publication:
        day = jour or self.ctx.aujourd_hui
        with self.db.read() as session:
            voulu = load_voulu(session, self.cible, day)
            value = load_manifeste(
                session, voulu, voulu.documents, numero=1, precedent=None,
                produit_le=dt.datetime.combine(day, dt.time(1), dt.UTC),
            )  # fmt: skip
        return lire(ecrire(value))

    def vue(self, nom: str, jour: dt.date | None = None) -> Vue:
        who = {**self.gilbert.tiers, **self.grimmaurd.tiers}[nom]
        return self.publication(jour).vue(str(who), jour or self.ctx.aujourd_hui)

    def regler(self, **over) -> None:
        with self.db.write() as session:
            record = session.get(ReglagePublication, 1)
            if record is None:
                service.save_reglage_publication(session, ReglagePublicationDraft(), ctx=self.ctx)
                record = session.get_one(ReglagePublication, 1)
            for name, value in over.items():
                setattr(record, name, value)

    def facture(self, objet: str, **over) -> int:
        """Une facture publiée ce jour à tout l'immeuble GILBERT."""
        with self.db.write("Martine") as session:
            id = creer_evenement(
                session, [Document(f"{objet}.pdf", PDF + objet.encode())], objet=objet,
                classeur="Factures", immeuble_id=self.gilbert.immeuble, ctx=self.ctx, **over,
            )  # fmt: skip
            session.get_one(Evenement, id).publie_le = self.ctx.aujourd_hui
        return id


@pytest.fixture
def portail(db, ctx) -> Portail:
    with db.write("Martine") as session:
        gilbert = une_copropriete(session, {"ATRILLON": "62", "BPETRUS": "74"}, cles=("010",))
        other = une_copropriete(session, {"CLIQUOT": "10"}, code="GRIMMAURD", entite="S002")
        for ids in (gilbert, other):
            comptabilite.installer(session, ids.entite)
            for compte in ids.comptes.values():
                session.get_one(Compte, compte).service_client = True
        session.add(
            MembreConseil(
                copropriete_id=gilbert.id, tiers_id=gilbert.tiers["BPETRUS"], president=True
            )
        )
        draft = CibleDraft(
            nom="Extranet", transport="dossier", chemin="ailleurs", amorce="tout", active=True
        )
        cible = service.save_cible(session, draft, ctx=ctx)
    return Portail(db, ctx, gilbert, other, cible)


# --- Comptes ----------------------------------------------------------------------------------


def appeler(portail, ids, nom, montant, jour) -> None:
    with portail.db.write() as session:
        facing = un_compte_general(session, ids, "701000", "Provisions")
        lines = (
            mouvement(ids.comptes[nom], Decimal(montant), f"Appel de {nom}"),
            mouvement(facing, -Decimal(montant), f"Appel de {nom}"),
        )
        passer(session, PieceComptable(ids.entite, "OD", jour, "Appel", lines), portail.ctx)


def test_un_compte_ne_montre_que_ses_ecritures(portail):
    appeler(portail, portail.gilbert, "ATRILLON", "300", dt.date(2021, 1, 1))
    appeler(portail, portail.gilbert, "BPETRUS", "50", dt.date(2021, 1, 1))
    appeler(portail, portail.grimmaurd, "CLIQUOT", "7", dt.date(2021, 1, 1))
    for nom, montant in (("ATRILLON", "300.00"), ("BPETRUS", "50.00"), ("CLIQUOT", "7.00")):
        (account,) = portail.vue(nom).comptes
        assert account["solde"] == f"-{montant}"
        assert [(e["libelle"], e["debit"]) for e in account["ecritures"]] == [
            (f"Appel de {nom}", montant)
        ]


def test_les_ecritures_anciennes_restent_dans_le_solde_anterieur(portail):
    appeler(portail, portail.gilbert, "ATRILLON", "100", dt.date(2018, 12, 31))
    appeler(portail, portail.gilbert, "ATRILLON", "20", dt.date(2019, 1, 1))
    (account,) = portail.vue("ATRILLON").comptes
    assert (account["solde"], len(account["ecritures"])) == ("-120.00", 1)
    found = situation(account, dt.date(2019, 1, 1), portail.ctx.aujourd_hui)
    assert (found.anterieur, found.fin) == (Decimal("-100.00"), Decimal("-120.00"))


def test_le_solde_publie_est_celui_du_compte(portail):
    appeler(portail, portail.gilbert, "ATRILLON", "300.10", dt.date(2021, 1, 1))
    appeler(portail, portail.gilbert, "ATRILLON", "-12.35", dt.date(2021, 2, 1))
    with portail.db.read() as session:
        expected = solde(session, portail.gilbert.comptes["ATRILLON"])
    (account,) = portail.vue("ATRILLON").comptes
    assert Decimal(account["solde"]) == expected == Decimal("-287.75")


@pytest.fixture
def agence(db) -> Agence:
    with db.write() as session:
        return une_agence(session)


def test_la_tresorerie_se_regroupe_a_qui_on_l_a_demande(db, agence, portail, ctx):
    """Deux encaissements d'Elsa le même jour : deux lignes, ou une."""
    with db.write("Martine") as session:
        comptabilite.installer(session, agence.entite)
        session.get_one(Compte, agence.compte).service_client = True
        for montant in ("100", "50.50"):
            encaisser(
                session, agence.locataire, Decimal(montant), ctx.aujourd_hui, f"n° {montant}", ctx
            )

    def lignes():
        (account,) = portail.publication().vue(str(agence.tiers), ctx.aujourd_hui).comptes
        assert account["solde"] == "150.50"
        return [(e["libelle"], e["credit"]) for e in account["ecritures"]]

    assert len(lignes()) == 2
    portail.regler(regrouper_proprietaires=True, regrouper_coproprietaires=True)
    assert len(lignes()) == 2
    portail.regler(regrouper_locataires=True)
    assert lignes() == [("Règlement du 25/10/2021", "150.50")]


@pytest.mark.parametrize("sorte", ["captain", "inch"])
def test_un_partenaire_ne_recoit_ni_solde_ni_depense_ni_fonds(portail, sorte):
    appeler(portail, portail.gilbert, "ATRILLON", "300", dt.date(2021, 1, 1))
    portail.regler(envoyer_depenses=True)
    with portail.db.write() as session:
        une_depense(session, portail.gilbert, un_exercice(session, portail.gilbert))
        un_fonds(session, portail.gilbert, portail.gilbert.lots["ATRILLON"], "19.64")
        draft = CibleDraft(nom=sorte, sorte=sorte, transport="dossier", chemin="x", amorce="tout")
        portail.cible = service.save_cible(session, draft, ctx=portail.ctx)
    body = portail.publication().corps
    assert not any("solde" in one or "ecritures" in one for one in body["comptes"])
    assert (body["depenses"], body["fonds_travaux"]) == ([], [])


# --- Fonds de travaux -------------------------------------------------------------------------


def fonds(vue) -> list[tuple[str, str, str]]:
    return [(one["lot"], one["compte"], one["montant"]) for one in vue.fonds_travaux]


@pytest.fixture
def lots(portail) -> dict[str, str]:
    """ATRILLON 19,64 au 105 et 5 au 102 ; BPETRUS 0,00 au 105 (seed L1884-1898)."""
    g = portail.gilbert
    with portail.db.write() as session:
        un_fonds(session, g, g.lots["ATRILLON"], "12", arrete_le=dt.date(2020, 12, 31))
        un_fonds(session, g, g.lots["ATRILLON"], "19.64")
        un_fonds(session, g, g.lots["ATRILLON"], "5", "102001")
        un_fonds(session, g, g.lots["BPETRUS"], "0")
        un_fonds(session, portail.grimmaurd, portail.grimmaurd.lots["CLIQUOT"], "3")
    body = portail.publication().corps
    return {lot["proprietaires"][0]: lot["id"] for one in body["immeubles"] for lot in one["lots"]}


def test_chacun_voit_le_fonds_de_ses_lots_et_le_nul_ne_part_pas(portail, lots):
    lot = lots[str(portail.gilbert.tiers["ATRILLON"])]
    assert lot.startswith("GILBERT/L")
    assert fonds(portail.vue("ATRILLON")) == [(lot, "105999", "19.64")]
    assert fonds(portail.vue("BPETRUS")) == []
    assert [m for _l, _c, m in fonds(portail.vue("CLIQUOT"))] == ["3.00"]
    # Le lot sans montant est connu : la cible l'affiche à 0,00 (D43).
    assert lots[str(portail.gilbert.tiers["BPETRUS"])].startswith("GILBERT/L")


def test_les_102_ne_partent_que_sur_option(portail, lots):
    portail.regler(envoyer_102=True)
    assert [(c, m) for _l, c, m in fonds(portail.vue("ATRILLON"))] == [
        ("102001", "5.00"), ("105999", "19.64"),
    ]  # fmt: skip


def test_la_somme_publiee_d_un_immeuble_est_celle_de_ses_lots(portail, lots):
    """Extranet-partners §6.7."""
    sent = [Decimal(one["montant"]) for one in portail.publication().corps["fonds_travaux"]]
    with portail.db.read() as session:
        latest = session.scalars(
            select(FondsTravaux.montant)
            .join(Compte, Compte.id == FondsTravaux.compte_id)
            .where(Compte.numero == "105999", FondsTravaux.arrete_le == dt.date(2021, 9, 30))
        )
        assert sum(sent) == sum(latest) == Decimal("22.64")


def test_un_lot_vendu_passe_son_fonds_a_l_acquereur(portail, lots):
    day = dt.date(2021, 10, 20)
    g = portail.gilbert
    with portail.db.write() as session:
        held = session.scalars(
            select(Possession).where(Possession.lot_copropriete_id == g.lots["ATRILLON"])
        ).one()
        held.au = day - dt.timedelta(1)
        session.flush()
        session.add(
            Possession(
                lot_copropriete_id=g.lots["ATRILLON"],
                coproprietaire_id=g.coproprietaires["BPETRUS"],
                du=day,
            )
        )
    assert fonds(portail.vue("ATRILLON")) == []
    assert [m for _l, _c, m in fonds(portail.vue("BPETRUS"))] == ["19.64"]
    before = portail.vue("ATRILLON", day - dt.timedelta(1))
    assert [m for _l, _c, m in fonds(before)] == ["19.64"]


def test_le_lot_d_un_compte_qui_n_est_pas_publie_ne_part_pas(portail, lots):
    """Un second compte de la même personne, sans Service Client : ses lots restent ici."""
    with portail.db.write() as session:
        un_coproprietaire(session, portail.gilbert, "ATRILLON-2", identite="ATRILLON")
        lot = un_lot_de_copropriete(session, portail.gilbert, "ATRILLON-2", "5", numero="secret")
        un_fonds(session, portail.gilbert, lot, "99")
    body = portail.publication().corps
    assert "GILBERT/secret" not in {lot["id"] for one in body["immeubles"] for lot in one["lots"]}
    assert [m for _l, _c, m in fonds(portail.vue("ATRILLON"))] == ["19.64"]


# --- Dépenses ---------------------------------------------------------------------------------


def depenses(vue) -> list[tuple[str, str, str | None]]:
    return [
        (one["exercice"], line["libelle"], line.get("document"))
        for one in vue.depenses
        for line in one["lignes"]
    ]


@pytest.fixture
def comptes_tenus(portail) -> int:
    """Deux exercices ouverts et un clos, une dépense chacun ; rend celui de 2021."""
    g = portail.gilbert
    with portail.db.write() as session:
        for annee, clos in ((2019, True), (2020, False), (2021, False)):
            year = un_exercice(session, g, annee, clos=clos)
            une_depense(session, g, year, libelle=f"EDF {annee}", date=dt.date(annee, 2, 10))
    portail.regler(envoyer_depenses=True)
    return year


def test_les_exercices_clos_ne_partent_pas(portail, comptes_tenus):
    """D42 ; « Factures » est au seul conseil par défaut : le simple copropriétaire n'en voit
    aucune (extranet-partners §6.6)."""
    expected = [("Exercice 2020", "EDF 2020", None), ("Exercice 2021", "EDF 2021", None)]
    assert depenses(portail.vue("BPETRUS")) == expected
    assert depenses(portail.vue("ATRILLON")) == []
    assert depenses(portail.vue("CLIQUOT")) == []
    with portail.db.write() as session:
        clore(session, comptes_tenus, True)
    assert depenses(portail.vue("BPETRUS")) == expected[:1]


def test_une_depense_dit_sa_cle_son_compte_et_ses_parts(portail, comptes_tenus):
    (_one, two) = portail.vue("BPETRUS").depenses
    assert (two["immeuble"], two["cle"], two["compte"], two["libelle"]) == (
        "GILBERT", "010-CLE 010", "602001", "Electricité (abonnement)",
    )  # fmt: skip
    (line,) = two["lignes"]
    assert {name: line[name] for name in ("montant", "tva", "deduc", "recup", "date")} == {
        "montant": "15.00", "tva": "0.78", "deduc": "0.00", "recup": "15.00", "date": "2021-02-10",
    }  # fmt: skip


def test_sans_l_option_aucune_depense_ne_part(portail, comptes_tenus):
    portail.regler(envoyer_depenses=False)
    assert portail.publication().corps["depenses"] == []


def test_sans_lecteur_du_classeur_factures_aucune_depense_ne_part(portail, comptes_tenus):
    def ouvrir(**rights):
        with portail.db.write() as session:
            folder = session.scalars(select(Classeur).where(Classeur.origine == "Factures")).one()
            folder.nom = "Nos factures"  # renommé, il reste celui des factures
            for name, value in rights.items():
                setattr(folder, name, value)

    ouvrir(membre_cs=False, president_cs=False, coproprietaire=False)
    assert portail.publication().corps["depenses"] == []
    ouvrir(membre_cs=True, president_cs=True, coproprietaire=True)
    assert len(depenses(portail.vue("ATRILLON"))) == 2
    with portail.db.write() as session:
        session.execute(MembreConseil.__table__.delete())
    ouvrir(coproprietaire=False)
    assert portail.publication().corps["depenses"] == [], "personne ne les lirait"


def test_une_depense_mene_a_sa_facture_si_elle_est_publiee(portail, comptes_tenus):
    bill = portail.facture("Facture EDF")
    with portail.db.write() as session:
        une_depense(session, portail.gilbert, comptes_tenus, libelle="Liée", evenement_id=bill)

    def lien():
        seen = portail.vue("BPETRUS")
        (found,) = [doc for _y, what, doc in depenses(seen) if what == "Liée"]
        assert found is None or found in seen.ids
        return found

    assert lien().startswith(f"evt-{bill}-")
    with portail.db.write() as session:
        session.get_one(Evenement, bill).publie_le = None
    assert lien() is None


def test_une_facture_adressee_a_un_seul_compte_n_a_pas_de_lien(portail, comptes_tenus):
    bill = portail.facture("Personnelle", tiers_id=portail.gilbert.tiers["BPETRUS"])
    with portail.db.write() as session:
        une_depense(session, portail.gilbert, comptes_tenus, libelle="Liée", evenement_id=bill)
    seen = portail.vue("BPETRUS")
    assert any(id.startswith(f"evt-{bill}-") for id in seen.ids)
    assert [doc for _y, what, doc in depenses(seen) if what == "Liée"] == [None]


def test_la_facture_liee_est_sa_premiere_piece_jointe(portail, comptes_tenus):
    bill = portail.facture("Facture EDF")
    with portail.db.write("Martine") as session:
        record = session.get_one(Evenement, bill)
        record.texte = "Veuillez trouver la facture."
        une_depense(session, portail.gilbert, comptes_tenus, libelle="Liée", evenement_id=bill)
        mettre_en_pdf(session, bill)
    seen = portail.vue("BPETRUS")
    assert f"evt-{bill}-0" in seen.ids
    (found,) = [doc for _y, what, doc in depenses(seen) if what == "Liée"]
    assert found in seen.ids and found != f"evt-{bill}-0"


# --- Contacts ---------------------------------------------------------------------------------


def test_les_contacts_publies_ont_leurs_lecteurs(portail):
    with portail.db.write() as session:
        un_contact(session, "Agence", "bureau", telephone="03 83 00 00 00", ville="NANCY",
                   code_postal="54000", adresse1="12, rue du Parc")  # fmt: skip
        un_contact(session, "Gardien", immeuble_id=portail.gilbert.immeuble, metier="syndic")
        un_contact(session, "Caché", publie=False)
        un_contact(session, "Retiré", actif=False)
        un_contact(session, "Gérance", metier="gerance")
    names = {nom: [one["nom"] for one in portail.vue(nom).contacts] for nom in
             ("ATRILLON", "CLIQUOT")}  # fmt: skip
    assert names == {"ATRILLON": ["Agence", "Gardien"], "CLIQUOT": ["Agence"]}
    sent = {one["nom"]: one for one in portail.publication().corps["contacts"]}
    assert set(sent) == {"Agence", "Gardien", "Gérance"}
    assert sent["Agence"]["adresse"] == ["12, rue du Parc", "54000 NANCY"]


def test_le_contact_d_un_immeuble_sans_compte_publie_ne_part_pas(portail):
    with portail.db.write() as session:
        un_contact(session, "Gardien", immeuble_id=portail.grimmaurd.immeuble)
        session.get_one(Compte, portail.grimmaurd.comptes["CLIQUOT"]).service_client = False
    assert portail.publication().corps["contacts"] == []
    with portail.db.read() as session:
        assert session.scalar(select(Contact.nom)) == "Gardien"


def test_deux_lectures_de_la_meme_base_font_les_memes_octets(portail, comptes_tenus, lots):
    appeler(portail, portail.gilbert, "ATRILLON", "300", dt.date(2021, 1, 1))
    assert portail.publication().sha256 == portail.publication().sha256
    with portail.db.write() as session:
        year = session.scalars(select(Exercice).where(Exercice.libelle == "Exercice 2020")).one()
        year.clos = True
    first = portail.publication().corps["depenses"]
    assert [one["exercice"] for one in first] == ["Exercice 2021"]
