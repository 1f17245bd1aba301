"""Ce qui part au registre et ce qu'on lit de ses réponses, d'après notre contrat provisoire.

Le faux registre et nous suivons le même contrat, qui est le nôtre : jamais vérifié avec le vrai.
"""

import json
import re
from base64 import b64decode
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lsc_desktop.base.errors import UserError
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
from lsc_desktop.partners.erreurs import (
    AccesError,
    ContratError,
    LiaisonError,
    RefusError,
)
from lsc_desktop.partners.http import Client, Reglages, Reponse, lire_json
from lsc_desktop.partners.registre.client import BRUT, demander, lire_reponse
from lsc_desktop.partners.registre.contrat import (
    LIVRE,
    TAILLE,
    contrat_en_vigueur,
    contrat_livre,
    lire_contrat,
)
from lsc_desktop.partners.registre.port import Accuse, Compte, Demande, reglages_de
from tests.partners.certificats import Autorite
from tests.partners.faux_https import Retour, Suite, attendre, faux_https, page, port_ferme
from tests.partners.faux_registre import COURRIEL, NUMERO, FauxRegistre

CONTRAT, COMPTE = contrat_livre(), Compte(NUMERO, COURRIEL)
LA = "AA1234567"
DONNEES = {"nom_usage": "Gilbert", "adresse": "4, rue Gilbert", "nb_lots": 9,
           "syndic_siret": "73282932000074", "nature": "principal"}  # fmt: skip
VITE = Reglages(connexion=60, lecture=60, duree=60, essais=1)


@pytest.fixture(scope="module")
def autorite():
    return Autorite()


@pytest.fixture
def jouer(tmp_path, autorite):
    """`jouer(repondre, demande)` : cette démarche à un registre qui répond ainsi."""

    def play(repondre, asked, compte=COMPTE, **options):
        with faux_https(repondre, tmp_path, autorite=autorite) as faux:
            play.requetes = faux.requetes
            with Client(
                "registre", "Le registre", faux.adresse, autorites=faux.autorites,
                **{"reglages": VITE, **options},
            ) as client:  # fmt: skip
                return demander(client, CONTRAT, compte, asked)

    play.requetes = []
    return play


# --- Les huit démarches -------------------------------------------------------------------------


def test_une_immatriculation_rend_son_numero_et_traduit_nos_mots(jouer):
    there = FauxRegistre()
    accuse = jouer(there, Demande(IMMATRICULATION, donnees=DONNEES))
    assert accuse == Accuse("AB1234567", "AR-2026-000017", "Enregistré", {}, accuse.brut)
    (declared,) = there.coproprietes.values()
    assert declared["nombre_total_de_lots"] == 9 and declared["nature"] == "PRINCIPAL"
    assert "nb_lots" not in declared


@pytest.mark.parametrize(
    ("demande", "donnees", "piece"),
    [
        (MISE_A_JOUR, {"nom_usage": "Neuf"}, b""),
        (ANNUELLE, {"budget": "42000"}, b""),
        (RATTACHEMENT, {"mandat_au": "2028-05-31"}, b"%PDF-1.7 contrat"),
        (DECLARATION_SUCCESSEUR, {"successeur_nom": "Cabinet Lune"}, b""),
        (RENOUVELLEMENT, {"mandat_au": "2029-05-31"}, b""),
        (CONFIRMATION, {"mandat_au": "2029-05-31"}, b""),
    ],
)
def test_les_autres_demarches_rendent_leur_accuse(jouer, demande, donnees, piece):
    there = FauxRegistre(coproprietes={LA: {"nom_usage": "Gilbert"}})
    accuse = jouer(there, Demande(demande, "aa1-234-567", donnees, piece))
    assert accuse.accuse == "AR-2026-000017" and accuse.numero == ""
    if piece:
        assert [b64decode(one) for one in there.pieces] == [piece]


def test_un_telechargement_revient_sous_nos_noms(jouer):
    held = {"nom_usage": "Gilbert", "nombre_total_de_lots": 12, "nature": "SECONDAIRE", "plus": 1}
    accuse = jouer(FauxRegistre(coproprietes={LA: held}), Demande(TELECHARGEMENT, LA))
    assert accuse.donnees == {
        "nom_usage": "Gilbert", "nb_lots": 12, "nature": "secondaire", "plus": 1,
    }  # fmt: skip
    assert jouer.requetes[0].corps == b""


def test_chaque_demarche_est_dans_le_contrat_livre():
    assert set(CONTRAT.services) == {one.code for one in DEMARCHES}
    assert lire_contrat(LIVRE.read_text(encoding="utf-8")) == contrat_en_vigueur("  ")


def test_sans_courriel_aucun_en_tete_vide_ne_part(jouer):
    jouer(FauxRegistre(coproprietes={LA: {}}), Demande(TELECHARGEMENT, LA), Compte(NUMERO, ""))
    assert "x-teledeclarant-courriel" not in jouer.requetes[0].entetes


# --- Ce qui ne se passe pas bien ----------------------------------------------------------------


def test_un_refus_dit_ce_que_dit_le_registre(jouer):
    with pytest.raises(RefusError, match="Données manquantes : adresse"):
        few = {name: value for name, value in DONNEES.items() if name != "adresse"}
        jouer(FauxRegistre(), Demande(IMMATRICULATION, donnees=few))
    with pytest.raises(RefusError, match="Copropriété inconnue"):
        jouer(FauxRegistre(), Demande(MISE_A_JOUR, LA, DONNEES))
    with pytest.raises(AccesError, match="Télédéclarant inconnu"):
        jouer(FauxRegistre(), Demande(MISE_A_JOUR, LA, DONNEES), Compte("autre", ""))


@pytest.mark.parametrize(
    ("retour", "genre", "phrase"),
    [
        (Retour(corps=b'{"numero_d_imm'), LiaisonError, "incomplète"),
        (page(), LiaisonError, "une page au lieu de données"),
        (Retour(500, {"message": "Panne"}), LiaisonError, "Panne"),
        (Retour(coupe=True), LiaisonError, "coupée"),
        (Retour(muet=True), LiaisonError, "ne répond pas"),
        (Retour(415, {}), ContratError, "n'attendait pas"),
    ],
)
@pytest.mark.parametrize("demande", [IMMATRICULATION, ANNUELLE], ids=lambda one: one.code)
def test_une_demarche_qui_manque_ne_se_redemande_jamais_et_dit_son_doute(
    jouer, demande, retour, genre, phrase
):
    """Pas même par un PUT, que HTTP dit pourtant répétable."""
    with pytest.raises(genre, match=phrase) as refus:
        jouer(
            Suite(retour), Demande(demande, LA, DONNEES),
            reglages=replace(VITE, lecture=0.5 if retour.muet else 60,
                             essais=reglages_de(demande).essais),
        )  # fmt: skip
    attendre(lambda: bool(jouer.requetes))
    assert len(jouer.requetes) == 1
    assert getattr(refus.value, "incertain", True)


def test_un_telechargement_se_redemande(jouer):
    again = Suite(Retour(503, {}), Retour(200, {"copropriete": {"nom_usage": "Gilbert"}}))
    found = jouer(
        again, Demande(TELECHARGEMENT, LA),
        reglages=Reglages(essais=reglages_de(TELECHARGEMENT).essais, pause=0.01),
    )  # fmt: skip
    assert found.donnees == {"nom_usage": "Gilbert"} and len(jouer.requetes) == 2


def test_un_contrat_range_aussi_en_etages_et_traduit_les_lignes_d_une_liste():
    contrat = lire_contrat(
        _livre().replace('"nombre_total_de_lots"', '"lots.total"').replace(
            "[piece]", '[elements.parcelles]\ninsee = "commune"\n[valeurs."parcelles.section"]\n'
            'AB = "ab"\n[piece]')
    )  # fmt: skip
    ours = {"nb_lots": 3, "parcelles": [{"insee": "54395", "section": "AB"}], "ville": "Nancy"}
    theirs = contrat.traduire(ours)
    assert theirs == {
        "lots": {"total": 3}, "parcelles": [{"commune": "54395", "section": "ab"}],
        "ville": "Nancy",
    }  # fmt: skip
    assert contrat.retraduire(theirs) == ours


def test_ce_que_le_contrat_vide_ne_part_pas():
    contrat = lire_contrat(_livre().replace('"nombre_total_de_lots"', '""'))
    assert contrat.traduire({"nb_lots": 3, "ville": "Nancy"}) == {"ville": "Nancy"}


def test_un_service_que_le_contrat_ignore_ne_part_pas():
    only = re.sub(r"\[services\.telechargement\]\nverbe.*\nchemin.*\n", "", _livre())
    contrat = lire_contrat(only)
    with (
        Client("registre", "Le registre", f"https://127.0.0.1:{port_ferme()}") as client,
        pytest.raises(UserError, match="ne dit pas comment demander « Téléchargement"),
    ):
        demander(client, contrat, COMPTE, Demande(TELECHARGEMENT, LA))


def test_une_piece_que_le_contrat_ne_sait_pas_joindre_ne_part_pas():
    contrat = lire_contrat(_livre().replace('mode = "base64"', 'mode = ""'))
    with pytest.raises(UserError, match="comment joindre une pièce"):
        contrat.joindre({}, b"%PDF")


# --- La lecture des réponses, au hasard ---------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["numero_d_immatriculation", "accuse_de_reception", "message",
                         "copropriete", "nb_lots", "nature", "x"]), inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


@settings(max_examples=400)
@given(JSON)
def test_quelle_que_soit_la_reponse_favorable_elle_se_lit(contenu):
    body = json.dumps(contenu).encode()
    found = lire_reponse(Reponse("Le registre", 200, {}, body, lire_json(body)), CONTRAT)
    assert found.numero == "" or re.fullmatch(r"[A-Z]{2}[0-9]{7}", found.numero)
    assert len(found.brut) <= BRUT and len(found.message) <= 300


def test_une_reponse_enorme_se_coupe_et_un_numero_faux_ne_se_reprend_pas():
    found = lire_reponse(
        Reponse("Le registre", 200, {}, b"", {
            "numero_d_immatriculation": "42", "message": "m" * 9999, "reste": "r" * 99999,
        }), CONTRAT,
    )  # fmt: skip
    assert (found.numero, len(found.message), len(found.brut)) == ("", 300, BRUT)


# --- Le contrat, au hasard ----------------------------------------------------------------------


def _livre() -> str:
    return LIVRE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("avant", "apres", "phrase"),
    [
        ('nom = "REST', "nom = REST", "pas du TOML"),
        ('nom = "REST, noms provisoires"\n', "", "« nom » y manque"),
        ('verbe = "GET"', 'verbe = "DELETE"', "verbe » est DELETE"),
        ('chemin = "/{numero}/exercice"', 'chemin = "https://ailleurs"', "n'est pas un chemin"),
        ('chemin = "/{numero}/exercice"', 'chemin = "/../x"', "n'est pas un chemin"),
        ("[services.telechargement]", "[services.effacement]", "aucun des services"),
        ('numero = "X-Teledeclarant-Numero"', 'numero = "X:\\n"', "pas un nom d'en-tête"),
        ('mode = "base64"', 'mode = "fax"', "piece.mode"),
        ('nb_lots = "nombre_total_de_lots"', "nb_lots = 3", "champs.nb_lots » n'est pas un texte"),
        ("[reponse]", "[autre]\n[[reponse]]", "« reponse » n'est pas une section"),
        (
            'chemin = "/{numero}/exercice"',
            "chemin = 0x" + "f" * 5000,
            "chemin » n'est pas un texte",
        ),
        ("origine = ", "origine = 0x" + "f" * 5000 + " #", "origine » n'est pas un texte"),
    ],
)
def test_un_contrat_faux_dit_ou(avant, apres, phrase):
    assert avant in _livre()
    with pytest.raises(UserError, match=phrase):
        lire_contrat(_livre().replace(avant, apres))


def test_un_contrat_qui_n_est_pas_du_toml_dit_la_ligne_en_francais():
    with pytest.raises(UserError, match=r"ce n'est pas du TOML \(ligne 2, colonne 5\)\."):
        lire_contrat('nom = "x"\nrien\nversion = "1"')


def test_un_contrat_sans_service_ou_trop_gros_se_refuse():
    with pytest.raises(UserError, match="aucun service"):
        lire_contrat('nom = "x"\nversion = "1"')
    with pytest.raises(UserError, match="trop gros"):
        lire_contrat("#" * (TAILLE + 1))


@settings(max_examples=300, deadline=60_000)
@given(st.data())
def test_un_contrat_abime_au_hasard_se_lit_ou_se_refuse_par_une_phrase(data):
    text = _livre()
    for _blow in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 30))
        text = text[:at] + data.draw(st.text("[]{}=\"'\n.x9", max_size=6)) + text[at + cut :]
    try:
        contrat = lire_contrat(text)
    except UserError as refus:
        assert refus.title.endswith(".")
    else:
        assert all(one.chemin == "" or one.chemin[0] == "/" for one in contrat.services.values())


@given(st.dictionaries(st.sampled_from(["nb_lots", "nature", "budget"]), st.text(max_size=8)))
def test_traduire_puis_retraduire_ne_change_rien(donnees):
    codes = {"PRINCIPAL", "SECONDAIRE"}
    if donnees.get("nature") not in codes:  # un de leurs codes ne peut pas être l'un des nôtres
        assert CONTRAT.retraduire(CONTRAT.traduire(donnees)) == donnees
