"""Les photos d'un immeuble, du manifeste à qui les voit."""

import json

import pytest

from lsc_desktop.base.errors import RefusedError
from lsc_desktop.domain.classeurs import Role
from lsc_desktop.domain.publications.constats import bilan, simulation
from lsc_desktop.domain.publications.ecart import Depot, Ligne, a_inscrire, comparer
from lsc_desktop.domain.publications.lecteur import lire, refus_du_fichier
from lsc_desktop.domain.publications.manifeste import ecrire
from lsc_desktop.domain.publications.noms import (
    evenement_de,
    identifiant_photo,
    nom_fichier,
    photo_de,
    piece_de,
)
from tests.domain.publications.fabrique import (
    JOUR,
    compte,
    document,
    empreinte,
    manifeste,
    photo,
    sceller,
)
from tests.schema_json import Schema

SCHEMA = Schema("ged-publication-1.schema.json")
FACADE, HALL = photo("pho-12", rang=2), photo("pho-9", rang=1, extension="webp")
AILLEURS = photo("pho-7", immeuble="STANISLAS", extension="png")
COMPTES = (
    compte("A"),
    compte("L", role=Role.LOCATAIRE),
    compte("S", immeubles=frozenset({"STANISLAS"})),
    compte("P", autorise=False),
)
PUBLIE = manifeste(COMPTES, documents=[document()], photos=(FACADE, AILLEURS, HALL))


def corps(value=PUBLIE):
    return json.loads(ecrire(value))


def ligne(one, depot=Depot.CONFIRME):
    return Ligne(
        one.id, one.sha256, one.taille, depot, lecteurs=one.lecteurs, extension=one.extension
    )


# --- Noms -----------------------------------------------------------------------------------------


def test_une_photo_est_une_image_et_tout_le_reste_un_pdf():
    assert nom_fichier("pho-12", "9f2c" * 16, "jpg") == "pho-12_9f2c9f2c9f2c9f2c.jpg"
    assert FACADE.fichier == f"pho-12_{empreinte('pho-12')[:16]}.jpg"
    for id_, extension in (
        ("pho-12", "pdf"), ("pho-12", "jpeg"), ("pho-12", "JPG"), ("pho-12", "../x"),
        ("pho-12", ""), ("evt-1-0", "jpg"), ("pho-12-3", "jpg"), ("pho-12-3", "pdf"),
        ("pho-a", "jpg"), ("pho-", "png"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match="impossible"):
            nom_fichier(id_, "9f2c" * 16, extension)


def test_un_identifiant_dit_de_quelle_photo_il_est_et_d_aucun_evenement():
    assert photo_de(identifiant_photo(12)) == 12
    assert photo_de("evt-12-0") is photo_de("pho-12-0") is None
    assert evenement_de("pho-12") is piece_de("pho-12") is None


# --- Manifeste ------------------------------------------------------------------------------------


def test_le_manifeste_les_dit_dans_leur_ordre_et_repond_au_schema():
    found = corps()
    assert SCHEMA.fautes(found) == [] and SCHEMA.non_decrits(found) == []
    assert [one["id"] for one in found["photos"]] == ["pho-12", "pho-7", "pho-9"]
    assert found["photos"][0] == {
        "id": "pho-12", "immeuble": "GILBERT", "titre": "Photo pho-12", "rang": 2,
        "fichier": FACADE.fichier, "sha256": FACADE.sha256, "taille": 40321,
    }  # fmt: skip
    assert found["compte_documents"] == 1


def test_sans_photo_le_manifeste_est_celui_d_avant():
    """Une base mise à niveau ne redit pas à chaque cible ce qu'elle montre déjà."""
    assert "photos" not in corps(manifeste(COMPTES))


@pytest.mark.parametrize(
    ("over", "fault"),
    [
        ({"photos": (photo(immeuble="AILLEURS"),)}, "immeuble absent du manifeste : AILLEURS"),
        ({"photos": (photo(), photo())}, "deux photos ont le même identifiant"),
        ({"photos": (photo(taille=0),)}, "pho-12 est vide"),
    ],
)
def test_ce_qui_ne_se_tient_pas_ne_s_ecrit_pas(over, fault):
    with pytest.raises(ValueError, match=fault):
        ecrire(manifeste(COMPTES, **over))


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("id", "pho-a"), ("id", "evt-1-0"), ("immeuble", ""), ("titre", ""), ("rang", 0),
        ("fichier", "pho-12_9f2c9f2c9f2c9f2c.pdf"), ("fichier", "../pho-12.jpg"), ("taille", 0),
    ],
)  # fmt: skip
def test_le_schema_refuse(champ, valeur):
    found = corps()
    found["photos"][0][champ] = valeur
    assert SCHEMA.fautes(found)


# --- Qui les voit ---------------------------------------------------------------------------------


def test_tout_compte_actif_qui_ouvre_l_immeuble_voit_ses_photos_dans_leur_ordre():
    found = lire(ecrire(PUBLIE))
    seen = {who: [one["id"] for one in found.vue(f"t-{who}", JOUR).photos] for who in "ALSP"}
    assert seen == {"A": ["pho-9", "pho-12"], "L": ["pho-9", "pho-12"], "S": ["pho-7"], "P": []}
    assert found.vue("inconnu", JOUR).photos == ()


def test_un_lecteur_d_avant_garde_les_photos_sans_les_montrer():
    """La version ne change pas : un champ inconnu compte dans l'empreinte, et rien de plus."""
    plain = corps()
    assert plain["format"] == "ged-publication/1"
    older = {name: part for name, part in plain.items() if name != "photos"}
    assert lire(sceller(older)).vue("t-A", JOUR).photos == ()
    assert lire(ecrire(PUBLIE)).corps["photos"] == plain["photos"]


@pytest.mark.parametrize(
    ("champ", "valeur", "mot"),
    [
        ("immeuble", "AILLEURS", "immeuble inconnu, AILLEURS"), ("immeuble", None, "immeuble"),
        ("rang", "2", "rang"), ("rang", True, "rang"), ("titre", 3, "titre"),
        ("taille", 0, "vide"), ("sha256", "abc", "empreinte illisible"),
        ("id", "evt-1-0", "fichier impossible"), ("id", "pho-9", "fichier impossible"),
        ("fichier", "../../pho-12.jpg", "fichier impossible"),
        ("fichier", f"pho-12_{empreinte('pho-12')[:16]}.pdf", "fichier impossible"),
        ("fichier", f"pho-12_{empreinte('autre')[:16]}.jpg", "fichier impossible"),
    ],
)  # fmt: skip
def test_une_photo_qui_ne_se_tient_pas_fait_refuser_le_manifeste(champ, valeur, mot):
    found = corps()
    found["photos"][0][champ] = valeur
    with pytest.raises(RefusedError, match=mot):
        lire(sceller(found))


@pytest.mark.parametrize("value", [None, {}, "pho-12", [None], ["pho-12"], 3])
def test_une_section_d_une_autre_forme_se_refuse(value):
    found = corps() | {"photos": value}
    with pytest.raises(RefusedError):
        lire(sceller(found))


def test_deux_fois_la_meme_photo_se_refuse():
    found = corps()
    found["photos"].append(found["photos"][0])
    with pytest.raises(RefusedError, match="deux fois"):
        lire(sceller(found))


def test_le_fichier_d_une_photo_se_verifie_comme_celui_d_un_document():
    one = corps()["photos"][0] | {"taille": 3}
    assert "2 octets au lieu de 3" in refus_du_fichier(one, b"ab")
    assert "empreinte" in refus_du_fichier(one, b"abc")


# --- Écart ----------------------------------------------------------------------------------------


def test_une_photo_changee_part_seule_fut_elle_d_une_autre_forme():
    after = FACADE.avec_fichier(empreinte("neuve"), 99, "png")
    found = comparer([document(), after, HALL], [ligne(one) for one in (document(), FACADE, HALL)])
    assert (found.a_envoyer, found.gardes) == ((after,), (document(), HALL))
    # Son fichier a manqué : l'ancien reste listé, sous son nom à lui.
    (_doc, _hall, older) = a_inscrire(found, ())
    assert older == FACADE and older.fichier.endswith(".jpg")
    assert a_inscrire(found, {after.fichier})[-1] == after


def test_une_photo_passee_a_un_autre_immeuble_ne_montre_pas_l_ancienne():
    after = photo(immeuble="STANISLAS", sha256=empreinte("neuve"))
    found = comparer([after], [ligne(FACADE)])
    assert a_inscrire(found, ()) == ()


def test_une_photo_decochee_se_retire_et_compte_dans_la_garde():
    found = comparer([document()], [ligne(document()), ligne(FACADE)])
    assert [line.nom for line in found.a_retirer] == [FACADE.fichier]


def test_la_simulation_les_dit_par_leur_titre_et_le_bilan_les_compte():
    found = comparer([document(), FACADE], [ligne(document()), ligne(HALL)])
    lines = simulation(found, (), bloques={}, titres={HALL.id: "Hall"}, mesure=None)
    said = [(one.nature, one.titre, one.immeuble) for one in lines if one.nature != "bilan"]
    assert said == [
        ("envoyer", "Photo pho-12", "GILBERT"), ("retirer", "Hall", ""),
        ("garder", "Lettre evt-1-0", "GILBERT"),
    ]  # fmt: skip
    assert bilan(found, None)[0].startswith("À envoyer : 1 document, dont 1 photo, 40")
