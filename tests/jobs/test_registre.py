"""Déclarer au registre, de la boîte d'envoi à un vrai serveur TLS qui exige un certificat.

Le serveur est le nôtre, et suit notre contrat : rien ici ne vaut pour le vrai.
"""

from contextlib import contextmanager
from functools import partial

import pytest

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.partenaires.envois import (
    ACCES,
    BOGUE,
    DOUTE,
    EN_PANNE,
    ENVOYE,
    REFUS,
    REFUSE,
)
from lsc_desktop.domain.registre.choix import RATTACHEE
from lsc_desktop.jobs import registre as travail
from lsc_desktop.jobs.boite_envoi import vider
from lsc_desktop.partners.erreurs import AccesError, LiaisonError
from lsc_desktop.partners.http import Client
from lsc_desktop.partners.registre.contrat import MODELE_SOAP
from lsc_desktop.partners.registre.wsdl import lire_wsdl
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.partenaires.appels import APPELS_PARTENAIRES
from lsc_desktop.queries.registre.declarations import DECLARATIONS_REGISTRE, load_declaration
from lsc_desktop.queries.registre.dossiers import load_dossier
from lsc_desktop.services.registre.declarations import envoyer, reprendre
from lsc_desktop.services.registre.reglages import (
    garder_au_coffre,
    importer_contrat,
    importer_wsdl,
    lire_pour_l_agence,
    permettre,
    poser_certificat,
)
from lsc_desktop.storage.models import Copropriete, EnvoiPartenaire
from tests.coffres import coffre_en_memoire
from tests.coproprietes import ecrire, lire
from tests.partners.certificats import Autorite
from tests.partners.faux_https import Retour, Suite, faux_https, page
from tests.partners.faux_registre import FauxRegistre
from tests.partners.faux_registre_soap import WSDL, FauxRegistreSoap, faute
from tests.partners.registre_certificats import SECRET, de_l_agence, pas_encore_valide
from tests.registre import (
    immatriculee,
    un_compte_de_teledeclarant,
    un_syndicat,
    une_declaration,
)

AGREEE = Autorite("AC agréée d'essai")
MODELE = MODELE_SOAP.read_text(encoding="utf-8")


@pytest.fixture
def coffre():
    with coffre_en_memoire() as there:
        yield there


@pytest.fixture
def poste(db, ctx, tmp_path, monkeypatch, coffre):
    """Une copropriété prête, un certificat importé, un registre qui répond ainsi."""

    class Poste:
        def __init__(self) -> None:
            self.faux = None

        @contextmanager
        def avec(self, repondre, signe=None, rattachee=False, **reglage):
            with faux_https(repondre, tmp_path / "serveur", clients=AGREEE) as self.faux:
                made = partial(Client, autorites=self.faux.autorites)
                monkeypatch.setattr(travail, "Client", made)
                with db.write("Martine") as session:
                    over = {"rattachement": RATTACHEE} if rattachee else {}
                    self.ids = un_syndicat(session, ctx, **over)
                    if rattachee:
                        immatriculee(session, self.ids)
                    un_compte_de_teledeclarant(session, ctx, self.faux.adresse, **reglage)
                    p12 = (signe or de_l_agence(AGREEE)).p12(SECRET)
                    found = lire_pour_l_agence(session, [p12], SECRET)
                    poser_certificat(session, 1, found, ctx=ctx)
                    garder_au_coffre(1, found)
                yield self

        def declarer(self, demarche="immatriculation"):
            self.declaration = ecrire(db, une_declaration, ctx, self.ids, demarche)
            self.envoi = ecrire(db, envoyer, self.declaration, ctx=ctx)
            return vider(db, ctx, ids=[self.envoi])

        def etat(self):
            with db.read() as session:
                row = session.get_one(EnvoiPartenaire, self.envoi)
                return row.etat, row.motif

        def ligne(self):
            with db.read() as session:
                (row,) = DECLARATIONS_REGISTRE.pick(session, [self.declaration])
                return row

        def appels(self):
            with db.read() as session:
                return APPELS_PARTENAIRES.page(session, Criteria(), 0, 50)

    return Poste()


def test_une_immatriculation_va_du_brouillon_au_numero(db, poste):
    there = FauxRegistre()
    with poste.avec(there) as p:
        assert p.declarer().phrase() == "1 envoyé."
        assert p.etat() == (ENVOYE, "")
        assert p.ligne().etat == "Acquittée" and p.ligne().numero == "AB1234567"
        assert there.coproprietes["AB1234567"]["nombre_total_de_lots"] == 2
        with db.read() as session:
            assert session.get_one(Copropriete, p.ids.id).immatriculation == "AB1234567"
        assert lire(db, load_dossier, p.ids.id).rattachement == RATTACHEE
        shown = lire(db, load_declaration, p.declaration)
        assert shown.reponse == "Accusé AR-2026-000017. Enregistré"
        assert "numero_d_immatriculation" in shown.brut
        (appel,) = p.appels()
        assert (appel.certificat, appel.code) == ("ws.agence-crypto.fr", 201)


def test_un_telechargement_ramene_les_donnees_du_registre(db, poste):
    there = FauxRegistre(coproprietes={"AA1234567": {"nombre_total_de_lots": 3}})
    with poste.avec(there, rattachee=True) as p:
        assert p.declarer("telechargement").phrase() == "1 envoyé."
        (line, *_rest) = lire(db, load_declaration, p.declaration).lignes
        assert (line.libelle, line.valeur, line.registre) == ("Nombre total de lots", "2", "3")


def test_un_refus_se_lit_dans_l_historique_et_se_reprend(db, ctx, poste):
    with poste.avec(Suite(Retour(422, {"message": "Nom d'usage inconnu"}))) as p:
        p.declarer()
        assert p.etat() == (REFUSE, REFUS)
        assert p.ligne().etat == "Refusé" and "Nom d'usage inconnu" in p.ligne().message
        assert "Nom d'usage inconnu" in lire(db, load_declaration, p.declaration).reponse
        ecrire(db, reprendre, p.declaration, ctx=ctx)
        assert p.ligne().etat == "Brouillon"


@pytest.mark.parametrize(
    "retour", [page(), Retour(500, {}), Retour(coupe=True), Retour(corps=b"{")],
    ids=["page", "500", "coupure", "JSON coupé"],
)  # fmt: skip
def test_dans_le_doute_rien_ne_repart_seul(db, ctx, poste, retour):
    with poste.avec(Suite(retour)) as p:
        p.declarer()
        assert p.etat() == (EN_PANNE, DOUTE)
        vider(db, ctx)
        assert len(p.faux.requetes) == 1 and p.ligne().etat == "En panne"


def test_une_reponse_que_le_contrat_n_attend_pas_appelle_l_editeur(poste):
    with poste.avec(Suite(Retour(405, {}))) as p:
        p.declarer()
        assert p.etat() == (EN_PANNE, BOGUE)


# --- Ce qui arrête tout avant d'appeler ---------------------------------------------------------


def _refuse(p, match):
    p.declarer()
    assert p.etat() == (EN_PANNE, ACCES)
    assert match in p.ligne().message
    assert p.faux.requetes == [] and p.faux.clients == [] and p.appels() == []


def test_un_certificat_pas_encore_valide_n_appelle_pas(poste):
    with poste.avec(FauxRegistre(), pas_encore_valide(AGREEE)) as p:
        _refuse(p, "ne vaut qu'à partir du")


def test_sans_la_cle_au_coffre_de_ce_poste_rien_n_est_appele(poste, coffre):
    with poste.avec(FauxRegistre()) as p:
        coffre.garde.clear()
        _refuse(p, "n'a pas la clé du certificat")


def test_sans_numero_de_teledeclarant_rien_n_est_appele(poste):
    with poste.avec(FauxRegistre(), numero="") as p:
        _refuse(p, "numéro de télédéclarant")


def test_hors_de_ce_poste_il_faut_la_permission_d_un_administrateur(db, ctx, poste, monkeypatch):
    with poste.avec(FauxRegistre()) as p:
        with db.write("Martine") as session:
            un_compte_de_teledeclarant(session, ctx, "https://registre.exemple.invalid/ws")
        _refuse(p, "aucun administrateur n'a permis")
        ecrire(db, permettre, ctx=ctx)
        with db.read() as session:
            assert travail.acces(session).adresse == "https://registre.exemple.invalid/ws"


def test_un_coffre_ferme_attend_sans_rien_appeler(poste, coffre):
    with poste.avec(FauxRegistre()) as p:
        coffre.ferme = True
        p.declarer()
        assert "coffre" in p.ligne().message and p.faux.requetes == []


# --- En SOAP ------------------------------------------------------------------------------------


@pytest.fixture
def en_soap(db, ctx):
    """Le contrat et le WSDL que l'agence a importés."""

    def importer(texte=MODELE, wsdl=WSDL):
        ecrire(db, importer_contrat, texte, ctx=ctx)
        ecrire(db, importer_wsdl, lire_wsdl(wsdl.encode()) if wsdl else None, ctx=ctx)

    return importer


def test_en_soap_une_immatriculation_va_du_brouillon_au_numero(db, poste, en_soap):
    there = FauxRegistreSoap()
    with poste.avec(there) as p:
        en_soap()
        assert p.declarer().phrase() == "1 envoyé."
        assert p.ligne().etat == "Acquittée" and p.ligne().numero == "AB1234567"
        shown = lire(db, load_declaration, p.declaration)
        assert shown.reponse == "Accusé AR-2026-000017. Enregistré & vu"
        (appel,) = p.appels()
        assert (appel.certificat, appel.code) == ("ws.agence-crypto.fr", 200)


def test_en_soap_une_copropriete_declaree_revient_la_meme(db, poste, en_soap):
    there = FauxRegistreSoap()
    with poste.avec(there) as p:
        en_soap()
        p.declarer()
        p.declarer("telechargement")
        remarks = {line.remarque for line in lire(db, load_declaration, p.declaration).lignes}
        assert remarks <= {"", "Pas chez nous", "Pas au registre"}


@pytest.mark.parametrize(
    ("retour", "etat"),
    [
        (faute("s:Client", "Nom d'usage inconnu"), (REFUSE, REFUS)),
        (faute("s:Server", "Arrêt"), (EN_PANNE, DOUTE)),
        (faute("s:VersionMismatch", "?"), (EN_PANNE, BOGUE)),
        (faute("s:Server", "x", "TELEDECLARANT_INCONNU"), (EN_PANNE, ACCES)),
        (page(), (EN_PANNE, DOUTE)),
    ],
    ids=["refus", "panne", "bogue", "accès", "page"],
)
def test_en_soap_une_faute_a_sa_suite(db, ctx, poste, en_soap, retour, etat):
    with poste.avec(Suite(retour)) as p:
        en_soap()
        p.declarer()
        assert p.etat() == etat
        vider(db, ctx)
        assert len(p.faux.requetes) == 1


def test_en_soap_sans_wsdl_rien_n_est_appele(poste, en_soap):
    with poste.avec(FauxRegistreSoap()) as p:
        en_soap(wsdl="")
        _refuse(p, "son WSDL n'est pas importé")


def test_en_soap_un_certificat_pas_encore_valide_n_appelle_pas(poste, en_soap):
    with poste.avec(FauxRegistreSoap(), pas_encore_valide(AGREEE)) as p:
        en_soap()
        _refuse(p, "ne vaut qu'à partir du")


def test_en_soap_un_desaccord_avec_le_wsdl_se_dit_sans_appeler(poste, en_soap):
    with poste.avec(FauxRegistreSoap()) as p:
        en_soap(MODELE.replace('"immatriculer"', '"inscrire"'))
        p.declarer()
        assert p.etat() == (REFUSE, REFUS) and "« inscrire »" in p.ligne().message
        assert p.faux.requetes == []


def test_en_soap_tester_la_connexion_dit_aussi_si_le_contrat_s_accorde(db, ctx, poste, en_soap):
    with poste.avec(FauxRegistreSoap()) as p:
        en_soap()
        said = travail.essayer(db, ctx)
        assert "accepte le certificat « ws.agence-crypto.fr » (réponse 500)" in said
        assert said.endswith("Le contrat et le WSDL s'accordent.")
        assert [(one.methode, one.corps) for one in p.faux.requetes] == [("GET", b"")]
        en_soap(MODELE.replace('"immatriculer"', '"inscrire"'))
        assert "pas d'opération « inscrire »" in travail.essayer(db, ctx)


def test_en_soap_tester_la_connexion_ne_prend_pas_une_page_de_panne_pour_un_bon_signe(
    db, ctx, poste, en_soap
):
    with poste.avec(Suite(page(500))):
        en_soap()
        with pytest.raises(LiaisonError, match="une page au lieu de données"):
            travail.essayer(db, ctx)


def test_un_autre_wsdl_ote_la_permission_d_appeler(db, ctx, poste, en_soap):
    with poste.avec(FauxRegistreSoap()) as p:
        with db.write("Martine") as session:
            un_compte_de_teledeclarant(session, ctx, "https://registre.exemple.invalid/ws")
        en_soap()
        ecrire(db, permettre, ctx=ctx)
        with db.read() as session:
            assert travail.acces(session).contrat.wsdl == WSDL
        en_soap(wsdl=WSDL.replace("<!-- Écrit", "<!-- Corrigé"))
        _refuse(p, "aucun administrateur n'a permis")


# --- Tester la connexion ------------------------------------------------------------------------


def test_tester_la_connexion_ne_declare_rien(db, ctx, poste):
    with poste.avec(FauxRegistre()) as p:
        said = travail.essayer(db, ctx)
        assert "accepte le certificat « ws.agence-crypto.fr »" in said and "ne prouve rien" in said
        (seen,) = p.faux.requetes
        assert (seen.methode, seen.corps) == ("GET", b"")


def test_tester_la_connexion_comprend_le_refus_d_un_mandataire(db, ctx, poste):
    """nginx accueille, puis refuse d'une page : un 400 n'est pas ici un bon signe."""
    body = b"<html><title>400 The SSL certificate error</title></html>"
    answer = Retour(400, corps=body, nature="text/html")
    with (
        poste.avec(Suite(answer)),
        pytest.raises(AccesError, match="refuse le certificat"),
    ):
        travail.essayer(db, ctx)


def test_tester_la_connexion_dit_le_refus_du_serveur(db, ctx, poste):
    with poste.avec(FauxRegistre(), de_l_agence(Autorite("AC étrangère"))) as p:
        with pytest.raises(AccesError, match="refuse le certificat"):
            travail.essayer(db, ctx)
        assert p.faux.requetes == []


def test_aucun_secret_n_est_dans_la_base_ni_dans_le_journal(db, poste, coffre, caplog):
    with poste.avec(FauxRegistre()) as p:
        p.declarer()
        hidden = [*coffre.garde.values(), SECRET]
        with db.engine.connect() as connection:
            dump = "\n".join(
                str(row)
                for table in Copropriete.metadata.sorted_tables
                for row in connection.execute(table.select())
            )
        assert not [one for one in hidden if one in dump or one in caplog.text]
        assert "PRIVATE KEY" not in dump


def test_une_declaration_deja_reprise_ne_part_pas(db, ctx, poste):
    with poste.avec(FauxRegistre()) as p:
        declaration = ecrire(db, une_declaration, ctx, p.ids, "immatriculation")
        with db.read() as session, pytest.raises(UserError, match="n'attend plus de partir"):
            travail._demande(session, declaration, "x")
