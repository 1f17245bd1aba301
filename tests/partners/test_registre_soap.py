"""Le transport SOAP du registre, contre un serveur qui juge chaque message par son schéma.

Le serveur, le WSDL et le contrat sont de nous : rien ici ne vaut pour le vrai registre.
"""

import re
from base64 import b64decode
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.partenaires.appels import BOGUE, FAIT, PANNE, REFUS
from lsc_desktop.domain.registre.demarches import (
    ANNUELLE,
    CONFIRMATION,
    DECLARATION_SUCCESSEUR,
    DEMARCHES,
    IMMATRICULATION,
    MISE_A_JOUR,
    RATTACHEMENT,
    RENOUVELLEMENT,
    TELECHARGEMENT,
)
from lsc_desktop.partners.erreurs import AccesError, ContratError, LiaisonError, RefusError
from lsc_desktop.partners.http import Client, Reglages
from lsc_desktop.partners.registre.client import demander
from lsc_desktop.partners.registre.contrat import MODELE_SOAP, contrat_en_vigueur, lire_contrat
from lsc_desktop.partners.registre.enveloppe import lire_reponse_soap
from lsc_desktop.partners.registre.port import Accuse, Compte, Demande, reglages_de
from lsc_desktop.partners.registre.wsdl import TAILLE, lire_wsdl, ouvrir
from tests.partners.certificats import Autorite
from tests.partners.faux_https import Retour, Suite, attendre, faux_https, page, port_ferme
from tests.partners.faux_registre import COURRIEL, NUMERO
from tests.partners.faux_registre_soap import (
    NS,
    WSDL,
    FauxRegistreSoap,
    en_soap_12,
    enveloppe,
    faute,
    reponse,
)

MODELE = MODELE_SOAP.read_text(encoding="utf-8")
CONTRAT, COMPTE = contrat_en_vigueur(MODELE, WSDL), Compte(NUMERO, COURRIEL)
LA = "AA1234567"
DONNEES = {
    "nom_usage": "Gilbert & fils", "adresse": "4, rue Gilbert", "nb_lots": 9,
    "nature": "principal", "cooperatif": False, "budget": "42000.00",
    "date_reglement": "1968-05-02", "adresses": ["2, rue Gilbert", "6, rue Gilbert"],
    "parcelles": [{"insee": "54395", "prefixe": "000", "section": "AB", "numero": "0123"}],
}  # fmt: skip
VITE = Reglages(connexion=60, lecture=60, duree=60, essais=1)


@pytest.fixture(scope="module")
def autorite():
    return Autorite()


@pytest.fixture
def jouer(tmp_path, autorite):
    """`jouer(repondre, demande)` : cette démarche à un service qui répond ainsi."""

    def play(repondre, asked, *, contrat=CONTRAT, compte=COMPTE, **options):
        with faux_https(repondre, tmp_path, autorite=autorite) as faux:
            play.requetes, play.appels = faux.requetes, []
            with Client(
                "registre", "Le registre", faux.adresse, autorites=faux.autorites,
                noter=play.appels.append, **{"reglages": VITE, **options},
            ) as client:  # fmt: skip
                return demander(client, contrat, compte, asked)

    play.requetes, play.appels = [], []
    return play


def _modele(*changes):
    text = MODELE
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return contrat_en_vigueur(text, WSDL)


# --- Les huit démarches -------------------------------------------------------------------------


def test_une_immatriculation_rend_son_numero_et_traduit_nos_mots(jouer):
    there = FauxRegistreSoap()
    accuse = jouer(there, Demande(IMMATRICULATION, donnees=DONNEES, objet="Gilbert"))
    assert accuse == Accuse("AB1234567", "AR-2026-000017", "Enregistré & vu", {}, accuse.brut)
    (sent,) = there.vus
    said = {one.tag.removeprefix(f"{{{NS}}}"): one.text for one in sent.iter()}
    assert said["total"] == "9" and said["nature"] == "PRINCIPAL" and said["codeInsee"] == "54395"
    assert said["nom_usage"] == "Gilbert & fils" and said["cooperatif"] == "false"
    assert [one.text for one in sent.iter(f"{{{NS}}}adresse")] == [
        "4, rue Gilbert", "2, rue Gilbert", "6, rue Gilbert",
    ]  # fmt: skip
    (appel,) = jouer.appels
    assert (appel.issue, appel.code, appel.quoi) == (FAIT, 200, "Immatriculation")


@pytest.mark.parametrize(
    ("demande", "donnees", "piece"),
    [
        (MISE_A_JOUR, {"nom_usage": "Neuf"}, b""),
        (ANNUELLE, {"budget": "42000"}, b""),
        (RATTACHEMENT, {"mandat_au": "2028-05-31"}, b"%PDF-1.7 contrat \xe9"),
        (DECLARATION_SUCCESSEUR, {"successeur_nom": "Cabinet Lune"}, b""),
        (RENOUVELLEMENT, {"mandat_au": "2029-05-31"}, b""),
        (CONFIRMATION, {"mandat_au": "2029-05-31"}, b""),
    ],
)
def test_les_autres_demarches_rendent_leur_accuse(jouer, demande, donnees, piece):
    there = FauxRegistreSoap(coproprietes={LA: ""})
    accuse = jouer(there, Demande(demande, "aa1-234-567", donnees, piece))
    assert accuse.accuse == "AR-2026-000017" and accuse.numero == ""
    if piece:
        assert [b64decode(one) for one in there.pieces] == [piece]


def test_ce_qu_on_a_declare_se_telecharge_sous_nos_noms(jouer):
    there = FauxRegistreSoap()
    jouer(there, Demande(IMMATRICULATION, donnees=DONNEES))
    (number,) = there.coproprietes
    found = jouer(there, Demande(TELECHARGEMENT, number)).donnees
    assert found == {
        **DONNEES, "nb_lots": "9", "budget": "42000.00",
        "parcelles": DONNEES["parcelles"][0],  # une seule : rien ne dit que c'est une liste
    }  # fmt: skip


def test_chaque_demarche_est_dans_le_modele_et_s_accorde_avec_le_wsdl():
    assert set(CONTRAT.services) == {one.code for one in DEMARCHES}
    for day in (date(2026, 11, 30), date(2027, 3, 1)):
        assert list(ouvrir(CONTRAT).desaccords(day)) == []


@pytest.mark.parametrize("ou", ["entete", "http"])
def test_les_identifiants_voyagent_aussi_en_en_tete(jouer, ou):
    contrat = _modele(
        ('compte = "corps"', f'compte = "{ou}"'),
        ('"teledeclarant.numero"', '"X-Numero"' if ou == "http" else '"qui.numero"'),
        ('"teledeclarant.courriel"', '"X-Courriel"' if ou == "http" else '"qui.courriel"'),
    )
    head = '<wsdl:message name="enteteMessage"><wsdl:part name="qui" type="tns:Teledeclarant"/>'
    wsdl = WSDL.replace('<xsd:element name="teledeclarant" type="tns:Teledeclarant"/>', "")
    wsdl = wsdl.replace('<wsdl:portType name="R', f'{head}</wsdl:message><wsdl:portType name="R')
    used = '<wsdl:input><soap:header message="tns:enteteMessage" part="qui" use="literal"/>'
    wsdl = wsdl.replace("<wsdl:input><soap:body", f"{used}<soap:body")
    jouer(Suite(reponse("")), Demande(RENOUVELLEMENT, LA, {"mandat_au": "2029-05-31"}),
          contrat=replace(contrat, wsdl=wsdl))  # fmt: skip
    (seen,) = jouer.requetes
    if ou == "http":
        assert (seen.entetes["x-numero"], seen.entetes["x-courriel"]) == (NUMERO, COURRIEL)
        assert NUMERO.encode() not in seen.corps
    else:
        head = seen.corps.partition(b"Header>")[2].partition(b"Header>")[0]
        assert NUMERO.encode() in head and COURRIEL.encode() in head


def test_l_adresse_du_wsdl_ne_compte_pas(jouer):
    """Elle est celle d'un autre serveur ; tout est parti à celle du réglage."""
    assert "ailleurs.exemple.invalid" in WSDL
    jouer(FauxRegistreSoap(coproprietes={LA: ""}), Demande(TELECHARGEMENT, LA))
    assert len(jouer.requetes) == 1


# --- Ce qui ne se passe pas bien ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("retour", "genre", "phrase", "issue"),
    [
        (faute("s:Client", "Nom inconnu"), RefusError, "a refusé : « Nom inconnu »", REFUS),
        (faute("s:Client", "Nom inconnu", http=200), RefusError, "Nom inconnu", REFUS),
        (faute("s:Server", "Base arrêtée"), LiaisonError, "dit être en panne : « Base", PANNE),
        (faute("s:Client.Authentication", "Qui ?"), AccesError, "refuse l'accès", REFUS),
        (faute("s:Client", "Interdit", http=403), AccesError, "refuse l'accès", REFUS),
        (faute("s:MustUnderstand", "?"), ContratError, "ne comprend pas nos messages", BOGUE),
        (faute("r:ERR-42", "Lots ?"), RefusError, "Lots ?", REFUS),
        (faute("s:Server", "Lots ?", "MAUVAIS_LOTS"), RefusError, "Lots ?", REFUS),
        (faute("s:Server", "x", "TELEDECLARANT_INCONNU"), AccesError, "refuse l'accès", REFUS),
        (en_soap_12("Sender", "Nom inconnu", http=400), RefusError, "Nom inconnu", REFUS),
        (en_soap_12("Receiver", "En panne"), LiaisonError, "En panne", PANNE),
        (en_soap_12("Sender", "Qui ?", "FailedAuthentication"), AccesError, "Qui", REFUS),
        (
            Retour(corps=enveloppe("<a>")[:-20], nature="text/xml"),
            LiaisonError,
            "incomplète",
            PANNE,
        ),
        (Retour(corps=b"", nature="text/xml"), LiaisonError, "incomplète", PANNE),
        (Retour(corps=b"<rien/>", nature="text/xml"), LiaisonError, "incomplète", PANNE),
        (page(), LiaisonError, "une page au lieu de données", PANNE),
        (page(500), LiaisonError, "en panne", PANNE),
        (page(502), LiaisonError, "en panne", PANNE),
        (Retour(coupe=True), LiaisonError, "coupée", PANNE),
        (Retour(muet=True), LiaisonError, "ne répond pas", PANNE),
        (page(405), ContratError, "n'attendait pas", BOGUE),
        (page(401), AccesError, "refuse nos identifiants", REFUS),
    ],
)
@pytest.mark.parametrize("demande", [IMMATRICULATION, MISE_A_JOUR], ids=lambda one: one.code)
def test_ce_que_repond_le_service_devient_une_de_nos_erreurs_et_se_note(
    jouer, demande, retour, genre, phrase, issue
):
    contrat = _modele(("[fautes]\n", '[fautes]\nMAUVAIS_LOTS = "refus"\n'))
    with pytest.raises(genre, match=re.escape(phrase)) as refus:
        jouer(
            Suite(retour), Demande(demande, LA, DONNEES), contrat=contrat,
            reglages=replace(VITE, lecture=0.5 if retour.muet else 60,
                             essais=reglages_de(demande).essais),
        )  # fmt: skip
    attendre(lambda: bool(jouer.requetes))
    assert len(jouer.requetes) == 1
    assert getattr(refus.value, "incertain", True)
    (appel,) = jouer.appels
    assert appel.issue == issue and phrase in appel.reponse


def test_un_telechargement_se_redemande_sans_doute(jouer):
    held = reponse("<copropriete><ville>N</ville></copropriete>")
    again = Suite(faute("s:Server", "Un instant"), held)
    found = jouer(
        again, Demande(TELECHARGEMENT, LA),
        reglages=Reglages(essais=reglages_de(TELECHARGEMENT).essais, pause=0.01),
    )  # fmt: skip
    assert found.donnees == {"ville": "N"} and len(jouer.requetes) == 2
    with pytest.raises(LiaisonError) as refus:
        jouer(Suite(page()), Demande(TELECHARGEMENT, LA))
    assert not refus.value.incertain


def test_une_redirection_ne_se_suit_pas(jouer):
    moved = Retour(302, {}, entetes={"Location": "/ailleurs"})
    with pytest.raises(ContratError, match="redirige"):
        jouer(Suite(moved), Demande(TELECHARGEMENT, LA))
    assert len(jouer.requetes) == 1


BOMBE = (
    '<!DOCTYPE s:Envelope [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise("abcdefghi"))
    + "]>"
)


@pytest.mark.parametrize(
    "dtd",
    [BOMBE, '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
     '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'],
    ids=["bombe", "DTD du disque", "entité du disque"],
)  # fmt: skip
def test_une_reponse_avec_une_dtd_n_est_pas_lue(jouer, dtd):
    whole = enveloppe("<reponse>&i;</reponse>").replace(b"?><s:", f"?>{dtd}<s:".encode())
    assert dtd.encode() in whole
    with pytest.raises(ContratError, match="porte une DTD"):
        jouer(Suite(Retour(corps=whole, nature="text/xml")), Demande(TELECHARGEMENT, LA))


def test_une_reponse_favorable_que_le_schema_n_attend_pas_a_pris_effet(jouer):
    odd = reponse(f"<nouveau/><numeroImmatriculation>{LA}</numeroImmatriculation><x>1</x><x>2</x>")
    found = jouer(Suite(odd), Demande(IMMATRICULATION, donnees=DONNEES))
    assert found.numero == LA and '"x"' in found.brut


# --- Le contrat et le WSDL ne s'accordent pas : rien ne part ------------------------------------


def _sans_partir(contrat, asked):
    with Client("registre", "Le registre", f"https://127.0.0.1:{port_ferme()}") as client:
        demander(client, contrat, COMPTE, asked)


@pytest.mark.parametrize(
    ("change", "donnees", "phrase"),
    [
        (('"immatriculer"', '"inscrire"'), DONNEES, "pas d'opération « inscrire »"),
        (('"lots.total"', '"lots.nombre"'), DONNEES, "ne connaît pas « copropriete.lots.nombre »"),
        (('insee = "codeInsee"', 'insee = "insee"'), DONNEES,
         "ne connaît pas « copropriete.parcelles.parcelle.insee »"),
        (('"teledeclarant.numero"', '""'), DONNEES, "teledeclarant.numero » est obligatoire"),
        (('"lots.total"', '""'), {**DONNEES, "nb_habitation": 3}, "lots.total » est obligatoire"),
        (('donnees = "copropriete"', 'donnees = "teledeclarant.numero"'), DONNEES,
         "ne s'accordent pas"),
        (("[soap]", "[soap]"), {**DONNEES, "nom_usage": "a\x00b"}, "ne s'y écrit pas"),
    ],
)  # fmt: skip
def test_un_desaccord_se_dit_avant_tout_appel(change, donnees, phrase):
    with pytest.raises(UserError, match=phrase):
        _sans_partir(_modele(change), Demande(IMMATRICULATION, donnees=donnees))


def test_un_desaccord_se_dit_d_avance_demarche_par_demarche():
    contrat = _modele(('"immatriculer"', '"inscrire"'), ('champ = "piece.contenu"', 'champ = "p"'))
    assert list(ouvrir(contrat).desaccords(date(2026, 11, 30))) == [
        "« Immatriculation » : pas d'opération « inscrire ».",
        "« Demande de rattachement avec pièce justificative » : pas de « p ».",
    ]


def test_sans_wsdl_ou_sans_service_de_ce_nom_rien_ne_part():
    asked = Demande(TELECHARGEMENT, LA)
    with pytest.raises(UserError, match="son WSDL n'est pas importé"):
        _sans_partir(replace(CONTRAT, wsdl=""), asked)
    with pytest.raises(UserError, match="aucun service SOAP de nom « Autre »"):
        _sans_partir(_modele(('service = ""', 'service = "Autre"')), asked)


def test_un_autre_wsdl_change_ce_qu_un_administrateur_a_permis():
    assert CONTRAT.cle.startswith("provisoire-soap-1, WSDL ")
    assert replace(CONTRAT, wsdl=WSDL + " ").cle != CONTRAT.cle
    assert contrat_en_vigueur("", WSDL).cle == contrat_en_vigueur("").cle


# --- Un WSDL hostile, ou abîmé ------------------------------------------------------------------


def test_un_bon_wsdl_dit_ses_operations():
    text, operations = lire_wsdl(b"\xef\xbb\xbf" + WSDL.encode())
    assert text == WSDL and len(operations) == 8 and "telecharger" in operations


@pytest.mark.parametrize(
    ("avant", "apres", "phrase"),
    [
        ("<!-- Écrit", f"{BOMBE}<!-- Écrit", "a une DTD"),
        ("<!-- Écrit", '<!DOCTYPE x SYSTEM "http://ailleurs/x.dtd"><!-- Écrit', "a une DTD"),
        (
            "<wsdl:types>",
            '<wsdl:import namespace="u" location="file:///etc/passwd"/><wsdl:types>',
            "autre fichier, « file:///etc/passwd »",
        ),
        (
            'elementFormDefault="qualified">',
            'elementFormDefault="qualified"><xsd:import '
            'namespace="u" schemaLocation="http://169.254.169.254/x.xsd"/>',
            "« http://169.254",
        ),
        (
            'elementFormDefault="qualified">',
            'elementFormDefault="qualified"><xsd:include schemaLocation="voisin.xsd"/>',
            "« voisin.xsd »",
        ),
        ("wsdl:definitions", "wsdl:autre", "racine n'est pas"),
        ("</wsdl:definitions>", "", "pas du XML entier"),
        ('type="tns:Registre"', 'type="tns:Autre"', "pas cohérent"),
        ('type="tns:Lots"', 'type="tns:Absent"', "pas cohérent"),
        ("soap:binding style", "soap:autre style", "aucun service SOAP"),
        ("<wsdl:service", "<wsdl:autre", "pas du XML entier"),
        ('<wsdl:input message="tns:', '<wsdl:input message="tns:x', "aucune opération entière"),
    ],
)
def test_un_wsdl_qui_voudrait_nuire_ou_abime_dit_pourquoi(avant, apres, phrase):
    assert avant in WSDL
    with pytest.raises(UserError, match=phrase) as refus:
        lire_wsdl(WSDL.replace(avant, apres).encode())
    assert refus.value.title.startswith("Ce WSDL ne convient pas")


def _groupe(nom, *contenus):
    refs = "".join(f'<xsd:group ref="tns:{one}"/>' for one in contenus)
    return f'<xsd:group name="{nom}"><xsd:sequence>{refs}</xsd:sequence></xsd:group>'


@pytest.mark.parametrize(
    ("groupes", "phrase"),
    [
        ("".join(_groupe(f"g{n}", f"g{n - 1}", f"g{n - 1}") for n in range(40)), "se déplieraient"),
        (_groupe("a", "b") + _groupe("b", "a"), "se contient lui-même"),
        ("".join(_groupe(f"g{n}", f"g{n - 1}") for n in range(3000, 0, -1)), "de trop loin"),
    ],
    ids=["exponentiel", "sans fin", "en chaîne"],
)
def test_des_groupes_qui_se_deplieraient_sans_fin_se_refusent(groupes, phrase):
    spot = '<xsd:complexType name="Teledeclarant">'
    assert spot in WSDL
    with pytest.raises(UserError, match=phrase):
        lire_wsdl(WSDL.replace(spot, groupes + spot).encode())


@pytest.mark.parametrize(
    ("contenu", "phrase"),
    [
        (b"", "il est vide"),
        (b"x" * (TAILLE + 1), "trop gros"),
        (WSDL.encode("utf-16"), "pas écrit en UTF-8"),
        (WSDL.encode("latin-1"), "pas écrit en UTF-8"),
        (b"PK\x03\x04", "pas du XML"),
        (b"<a>" * 100_000, "pas du XML entier"),
    ],
)
def test_ce_qui_n_est_pas_un_wsdl_se_refuse(contenu, phrase):
    with pytest.raises(UserError, match=phrase):
        lire_wsdl(contenu)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_un_wsdl_abime_au_hasard_se_lit_ou_se_refuse_par_une_phrase(data):
    text = WSDL
    for _blow in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.sampled_from([0, 1, 7, 40]))
        text = text[:at] + data.draw(st.text('<>/":=&tns:string9', max_size=6)) + text[at + cut :]
    try:
        lire_wsdl(text.encode())
    except UserError as refus:
        assert refus.title.endswith(".")


NOMS = ["s:Envelope", "s:Body", "s:Fault", "faultcode", "faultstring", "detail", "reponse", "x"]


@settings(max_examples=400, deadline=None)
@given(
    st.recursive(
        st.text(max_size=8),
        lambda inner: st.lists(st.tuples(st.sampled_from(NOMS), inner), max_size=4),
        max_leaves=15,
    ),
    st.booleans(),
)
def test_quelle_que_soit_la_reponse_elle_se_lit_ou_devient_une_erreur(tree, envelope):
    def written(node):
        if isinstance(node, str):
            return "".join(c for c in node if c.isalnum())
        return "".join(f"<{name}>{written(inner)}</{name}>" for name, inner in node)

    body = enveloppe(written(tree)) if envelope else written(tree).encode()
    try:
        found = lire_reponse_soap(200, body, CONTRAT, "Le registre", True)
    except UserError as refus:
        assert refus.title.endswith(".")
    except ValueError:
        assert not envelope
    else:
        assert isinstance(found, dict)


# --- Le contrat ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("avant", "apres", "phrase"),
    [
        ('transport = "soap"', 'transport = "fax"', "« transport » est fax"),
        ('operation = "immatriculer"', "", "services.immatriculation.operation » y manque"),
        ('compte = "corps"', 'compte = "dos"', "« soap.compte » ne peut être que"),
        ('TELEDECLARANT_INCONNU = "acces"', 'X = "non"', "« fautes.X » ne peut être que"),
        ('"lots.total"', '"lots..total"', "n'est pas un chemin"),
        ('"lots.total"', '"lots"', "iraient au même endroit, « lots »"),
        ('"lots.total"', '"ville"', "iraient au même endroit, « ville »"),
        ('"teledeclarant.numero"', '"a b"', "n'est pas un chemin"),
    ],
)
def test_un_contrat_en_soap_faux_dit_ou(avant, apres, phrase):
    assert avant in MODELE
    with pytest.raises(UserError, match=phrase):
        lire_contrat(MODELE.replace(avant, apres))
