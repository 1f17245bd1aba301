"""Les octets du manifeste : canoniques, conformes au schéma, signés (extranet-partners §4.1)."""

import datetime as dt
import hmac
import json
import random
import time
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.classeurs import Metier, Role
from lsc_desktop.domain.publications.classeurs import Classeur
from lsc_desktop.domain.publications.contenu import (
    ComptePublie,
    ContactPublie,
    Depenses,
    EcriturePubliee,
    FondsTravaux,
    Identite,
    ImmeublePublie,
    LigneDepense,
    LotPublie,
    MembrePublie,
    MotDePasseInitial,
    document_publie,
)
from lsc_desktop.domain.publications.etat import etat
from lsc_desktop.domain.publications.manifeste import ecrire
from lsc_desktop.domain.publications.noms import (
    identifiant,
    nom_fichier,
    nom_manifeste,
    nom_retour,
)
from lsc_desktop.domain.publications.valeurs import annuaire
from tests.domain.publications.fabrique import (
    CABINET,
    CLE,
    COURRIERS,
    EXTRANET,
    JOUR,
    agences,
    au_compte,
    candidat,
    compte,
    document,
    empreinte,
    manifeste,
    photo,
    publier,
)
from tests.schema_json import Schema

SCHEMA = Schema("ged-publication-1.schema.json")
FACTURES = Classeur("Factures", Metier.SYNDIC, frozenset({Role.MEMBRE_CS, Role.PRESIDENT_CS}))
ZERO = Decimal("0.00")
PARTOUT = ContactPublie(id="con-1", genre="bureau", nom="Agence", metiers=frozenset(Metier))


def complet():
    """Un manifeste où chaque champ sert ; les chiffres sont ceux de la documentation."""
    return manifeste(
        classeurs=(COURRIERS, FACTURES, Classeur("Divers / Autres", Metier.GERANCE)),
        comptes=(),
        documents=(
            document(
                "evt-1523-0",
                titre="Relevé « été » \\ 1/2\n\t\u2028 €",
                fin=dt.date(2025, 3, 1),
                sous_chemin=("Sinistre", ""),
                notifier=True,
                portee=au_compte("c1"),
            ),
            document("evt-9-1", classeur="s-factures"),
            document("evt-10-0", portee=CABINET),
        ),
        identites=(
            Identite(
                "t1",
                "ALOXE CORTON Denise",
                "ALOXECORTONDENISE",
                MotDePasseInitial("scrypt", "5e1f", "9a0b", (("r", 8), ("n", 16384), ("p", 1))),
                notifier=True,
            ),
            Identite("t2", "BROUILLY Alfred", "BROUILLYALFRED"),
        ),
        immeubles=(
            ImmeublePublie(
                "GILBERT",
                (LotPublie("GILBERT/069", frozenset({"t2", "t1"})), LotPublie("GILBERT/012")),
                (MembrePublie("t2", president=True), MembrePublie("t1")),
                "FR7630006000011234567890189",
                "AGRIFRPP",
            ),
            ImmeublePublie("LAFAYETTE"),
        ),
        depenses=(
            Depenses(
                exercice="2019",
                immeuble="GILBERT",
                cle="010",
                compte="602001",
                libelle="Electricité (abonnement)",
                classeur="s-factures",
                lignes=(
                    LigneDepense(
                        dt.date(2019, 5, 2), "Eau", Decimal("15.00"), Decimal("0.78"), ZERO,
                        Decimal("15.00"), "evt-9-1",
                    ),
                    LigneDepense(dt.date(2019, 1, 9), "Eau", Decimal(-3), ZERO, ZERO, ZERO),
                ),
            ),
        ),
        fonds_travaux=(
            FondsTravaux("GILBERT/069", "105999", "Fonds de travaux", Decimal("19.64")),
        ),
        contacts=(
            ContactPublie(
                id="con-2", genre="bureau", nom="Agence du Parc", metiers=frozenset(Metier),
                telephone="03 83 00 00 00", courriel="agence@example.fr",
                adresse=("12, rue du Parc", "54000 NANCY"), horaires="9 h - 12 h",
            ),
            ContactPublie(
                id="con-1", genre="utile", nom="M. Paul", metiers=frozenset({Metier.SYNDIC}),
                role="Gardien", immeuble="GILBERT",
            ),
        ),
        photos=(photo("pho-2"), photo("pho-1", extension="png", immeuble="LAFAYETTE")),
    )  # fmt: skip


def avec_comptes(value):
    return replace(
        value,
        comptes=(
            ComptePublie(
                id="c1",
                tiers="t1",
                entite="S001",
                numero="411ALOXECO",
                role=Role.COPROPRIETAIRE,
                immeubles=frozenset({"LAFAYETTE", "GILBERT"}),
                solde=Decimal("-9985.56"),
                ecritures=(
                    EcriturePubliee(dt.date(2020, 2, 11), "Virement", ZERO, Decimal("3314.41")),
                    EcriturePubliee(dt.date(2020, 1, 1), "Appel", Decimal("1E+2"), Decimal("-0")),
                ),
            ),
            ComptePublie(
                id="c2", tiers="t2", entite="G001", numero="81E", role=Role.LOCATAIRE, actif=False
            ),
        ),
    )


COMPLET = avec_comptes(complet())


def lu(value, **kwargs):
    return json.loads(ecrire(value, **kwargs))


# --- Le schéma ------------------------------------------------------------------------------------


@pytest.mark.parametrize("cle", [None, CLE], ids=["sans signature", "signé"])
def test_ce_qui_est_ecrit_repond_au_schema(cle):
    found = lu(COMPLET, cle=cle)
    assert SCHEMA.fautes(found) == []
    assert SCHEMA.non_decrits(found) == []


def test_un_manifeste_vide_y_repond_aussi():
    assert SCHEMA.fautes(lu(manifeste())) == []


@given(agences())
def test_toute_agence_y_repond(agence):
    assert SCHEMA.fautes(lu(publier(agence)[0], cle=CLE)) == []


def test_chaque_champ_du_schema_est_ecrit_par_le_manifeste_complet():
    """Un champ décrit que rien n'écrit serait une promesse en l'air."""
    text = ecrire(COMPLET, cle=CLE).decode()
    described = set(SCHEMA.tout["properties"])
    for one in SCHEMA.tout["$defs"].values():
        described |= set(one.get("properties", {}))
    assert [name for name in described if f'"{name}":' not in text] == []


@pytest.mark.parametrize(
    ("chemin", "valeur"),
    [
        (("complet",), False), (("format",), "ged-publication/2"), (("numero",), 0),
        (("precedent",), "1"), (("produit_le",), "2024-03-04T01:00:00"),
        (("comptes", 0, "solde"), -9985.56), (("comptes", 0, "solde"), "-9985.5"),
        (("comptes", 0, "role"), "membre_cs"), (("classeurs", 0, "droits"), ["coproprietaire"]),
        (("documents", 0, "portee"), {"immeuble": "A", "compte": "B"}),
        (("documents", 0, "portee"), {}), (("documents", 0, "portee"), {"cabinet": 1}),
        (("documents", 0, "taille"), 0), (("documents", 0, "taille"), True),
        (("documents", 0, "fichier"), "../x.pdf"), (("documents", 0, "id"), "EVT-1"),
        (("documents", 0, "fin"), "01/03/2025"), (("sha256_corps",), "abc"),
        (("immeubles", 0, "lots", 0, "proprietaires"), ["a", "a"]),
    ],
)  # fmt: skip
def test_le_schema_refuse(chemin, valeur):
    """Le valideur de l'essai sait dire non, et le schéma aussi."""
    found = lu(COMPLET)
    *way, last = chemin
    place = found
    for step in way:
        place = place[step]
    place[last] = valeur
    assert SCHEMA.fautes(found)


@pytest.mark.parametrize("champ", SCHEMA.tout["required"])
def test_le_schema_exige(champ):
    found = lu(COMPLET)
    del found[champ]
    assert SCHEMA.fautes(found) == [f"$ : {champ} manque"]


# --- La forme canonique ---------------------------------------------------------------------------


@pytest.mark.parametrize("cle", [None, CLE])
def test_les_octets_sont_ceux_de_la_forme_canonique(cle):
    """Les documents s'écrivent à la main : `json` doit en dire autant."""
    written = ecrire(COMPLET, cle=cle)
    again = json.dumps(
        json.loads(written), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    assert written == again.encode()


@given(st.text(), st.text(), st.lists(st.text(min_size=1)))
def test_tout_texte_s_ecrit_et_se_relit(titre, classeur, dossiers):
    folder = Classeur(classeur, Metier.SYNDIC, code="cls-1")
    if not folder.chemin:
        folder = COURRIERS
    doc = document(titre=titre, classeur=folder.identifiant, sous_chemin=tuple(dossiers))
    (found,) = lu(manifeste(documents=[doc], classeurs=[folder]))["documents"]
    assert (found["titre"], found["sous_chemin"]) == (titre, dossiers)


def test_l_empreinte_est_celle_du_reste():
    found = lu(COMPLET, cle=CLE)
    seal, signature = found.pop("sha256_corps"), found.pop("signature")
    body = json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert seal == sha256(body).hexdigest()
    assert signature == {
        "algo": "hmac-sha256", "valeur": hmac.new(CLE, body, "sha256").hexdigest(),
    }  # fmt: skip


def test_les_montants_sont_des_textes_et_rien_n_est_a_virgule():
    def refuse(text):
        raise AssertionError(text)

    found = json.loads(ecrire(COMPLET), parse_float=refuse)
    first, second = found["comptes"]
    assert first["solde"] == "-9985.56"
    assert [(e["date"], e["debit"], e["credit"]) for e in first["ecritures"]] == [
        ("2020-01-01", "100.00", "0.00"),
        ("2020-02-11", "0.00", "3314.41"),
    ]
    assert "solde" not in second
    assert "ecritures" not in second


def test_les_coordonnees_bancaires_ne_partent_que_si_on_les_donne():
    gilbert, lafayette = lu(COMPLET)["immeubles"]
    assert gilbert["iban"] == "FR7630006000011234567890189"
    assert not {"iban", "bic"} & set(lafayette)


def melange(value, rnd):
    """Le même manifeste, toutes ses listes dans un autre ordre."""

    def shuffled(items):
        items = list(items)
        rnd.shuffle(items)
        return tuple(items)

    return replace(
        value,
        comptes=shuffled(replace(c, ecritures=shuffled(c.ecritures)) for c in value.comptes),
        identites=shuffled(value.identites),
        immeubles=shuffled(
            replace(i, lots=shuffled(i.lots), cs=shuffled(i.cs)) for i in value.immeubles
        ),
        classeurs=shuffled(value.classeurs),
        documents=shuffled(value.documents),
        depenses=shuffled(replace(d, lignes=shuffled(d.lignes)) for d in value.depenses),
        fonds_travaux=shuffled(value.fonds_travaux),
        photos=shuffled(value.photos),
    )


def test_les_ensembles_s_ecrivent_dans_l_ordre():
    """L'ordre d'un ensemble change d'un processus à l'autre."""
    names = [f"I{i:02}" for i in range(20)]
    lot = LotPublie("I00/1", frozenset(names))
    value = manifeste(
        [compte(immeubles=frozenset(names))],
        identites=tuple(Identite(name, name, name) for name in (*names, "t-450A")),
        immeubles=(ImmeublePublie("I00", (lot,)), *(ImmeublePublie(name) for name in names[1:])),
    )
    found = lu(value)
    assert found["comptes"][0]["immeubles"] == names
    assert found["immeubles"][0]["lots"][0]["proprietaires"] == names


@given(st.randoms(use_true_random=False))
def test_l_ordre_d_entree_ne_change_pas_un_octet(rnd):
    assert ecrire(melange(COMPLET, rnd), cle=CLE) == ecrire(COMPLET, cle=CLE)


@given(agences(), st.randoms(use_true_random=False))
def test_l_ordre_d_entree_ne_change_rien_dans_aucune_agence(agence, rnd):
    value, _ = publier(agence)
    mixed = tuple(tuple(rnd.sample(part, len(part))) for part in agence)
    assert ecrire(publier(mixed)[0]) == ecrire(melange(value, rnd)) == ecrire(value)


# --- Ce qui ne s'écrit pas ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("over", "mot"),
    [
        ({"numero": 0}, "numéro 0"),
        ({"numero": 5, "precedent": 5}, "ne suit pas"),
        ({"numero": 5, "precedent": 0}, "ne suit pas"),
        ({"produit_le": dt.datetime(2024, 3, 4)}, "fuseau"),
        ({"cible": ""}, "n'est pas nommé"),
        ({"documents": (document(), document())}, "deux documents"),
        ({"documents": (document(classeur="s-baux"),)}, "classeur absent du manifeste : s-baux"),
        ({"documents": (document(portee=au_compte("450Z")),)}, "du compte 450Z"),
        ({"documents": (document(taille=0),)}, "est vide"),
        ({"classeurs": (COURRIERS, COURRIERS)}, "deux classeurs"),
        ({"immeubles": (ImmeublePublie("A"), ImmeublePublie("A"))}, "deux immeubles"),
        ({"immeubles": (ImmeublePublie("A", (LotPublie("A/1", frozenset({"t"})),)),)}, "identité"),
        ({"immeubles": (ImmeublePublie("A", cs=(MembrePublie("t"),)),)}, "identité"),
        ({"immeubles": (ImmeublePublie("A", (LotPublie("1"), LotPublie("1"))),)}, "deux lots"),
        ({"identites": (Identite("", "", ""),)}, "vide"),
        ({"fonds_travaux": (FondsTravaux("A/1", "105", "", Decimal(1)),)}, "lot absent"),
        ({"contacts": (PARTOUT, PARTOUT)}, "deux contacts"),
        ({"contacts": (replace(PARTOUT, immeuble="A"),)}, "immeuble absent du manifeste : A"),
    ],
)  # fmt: skip
def test_un_manifeste_qui_ne_se_tient_pas_est_un_bogue(over, mot):
    with pytest.raises(ValueError, match=mot):
        ecrire(manifeste(**over))


def test_un_fonds_nul_ne_s_envoie_pas():
    """D43."""
    nul = replace(COMPLET.fonds_travaux[0], montant=ZERO)
    with pytest.raises(ValueError, match="D43"):
        ecrire(replace(COMPLET, fonds_travaux=(nul,)))


@pytest.mark.parametrize("montant", ["0.001", "NaN", "Infinity"])
def test_un_montant_n_est_jamais_arrondi_en_douce(montant):
    one = replace(COMPLET.comptes[0], solde=Decimal(montant))
    with pytest.raises(ValueError, match="deux décimales"):
        ecrire(replace(COMPLET, comptes=(one,)))


def test_un_classeur_incoherent_ne_part_pas():
    lone = Classeur("Courriers", Metier.SYNDIC, frozenset({Role.COPROPRIETAIRE}))
    with pytest.raises(UserError, match="complétez-les"):
        ecrire(manifeste(classeurs=[lone]))


def test_un_texte_illisible_se_montre():
    with pytest.raises(UserError, match="illisible, après « Lettre de »"):
        ecrire(manifeste(documents=[document(titre="Lettre de\ud800")]))


def test_une_cle_trop_courte_se_refuse():
    with pytest.raises(UserError) as refused:
        ecrire(manifeste(), cle=b"secret")
    assert refused.value.field == "cle"
    assert "secret" not in str(refused.value)


# --- Les noms -------------------------------------------------------------------------------------


def test_un_nom_de_fichier_porte_l_empreinte():
    assert identifiant(1523, 0) == "evt-1523-0"
    assert nom_fichier("evt-1523-0", "9f2c" * 16) == "evt-1523-0_9f2c9f2c9f2c9f2c.pdf"
    assert (nom_manifeste(412), nom_retour(412)) == ("manifeste-000412.json", "retour-000412.json")
    assert document().fichier == f"evt-1-0_{empreinte('evt-1-0')[:16]}.pdf"


@pytest.mark.parametrize(
    "id_", ["", "evt", "EVT-1-0", "evt-é", "evt-../x", "evt-1 0", "evt-1-", "evt-" + "1" * 57]
)
def test_un_identifiant_qui_ferait_un_mauvais_nom_se_refuse(id_):
    with pytest.raises(ValueError, match="identifiant"):
        nom_fichier(id_, "0" * 64)


@pytest.mark.parametrize("sha", ["", "0" * 63, "0" * 65, "A" * 64, "g" * 64, "0" * 31 + "/" * 33])
def test_une_empreinte_qui_n_en_est_pas_une_se_refuse(sha):
    with pytest.raises(ValueError, match="empreinte"):
        nom_fichier("evt-1-0", sha)


@given(st.integers(0, 10**12), st.integers(0, 999), st.binary())
def test_tout_nom_est_court_ascii_et_minuscule(evenement, rang, contenu):
    name = nom_fichier(identifiant(evenement, rang), sha256(contenu).hexdigest())
    assert name.isascii()
    assert name == name.lower()
    assert len(name + ".part") <= 100


# --- D'un état à un document ----------------------------------------------------------------------


def test_un_document_dit_ce_que_son_etat_a_juge():
    letter = candidat(duree_mois=12, sous_chemin=("Sinistre",), notifier=True)
    book = annuaire([compte()], (), JOUR)
    found = document_publie(etat(letter, EXTRANET, book, JOUR))
    assert found == document(fin=dt.date(2025, 3, 1), sous_chemin=("Sinistre",), notifier=True)
    with pytest.raises(ValueError, match="n'est pas à publier : Il n'a pas de date"):
        document_publie(etat(replace(letter, publie_le=None), EXTRANET, book, JOUR))


def test_cent_mille_documents_s_ecrivent_en_quelques_secondes():
    docs = [document(f"evt-{i}-0", fin=JOUR) for i in range(100_000)]
    random.Random(7).shuffle(docs)
    value = manifeste(documents=docs)
    start = time.process_time()
    written = ecrire(value, cle=CLE)
    assert time.process_time() - start < 6
    assert len(written) > 30_000_000
