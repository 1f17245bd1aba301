"""Un dossier locatif se lit entier, ou pas du tout ; quoi qu'on dépose, il n'y a qu'un refus."""

import io
import json
import os
import zipfile
from datetime import date
from decimal import Decimal
from zipfile import ZIP_STORED

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lsc_desktop.base.errors import TemporaryError
from lsc_desktop.domain.dossiers_locatifs.recu import AdresseRecue
from lsc_desktop.partners.clac.boite import (
    QUARANTAINE,
    TRAITES,
    Boite,
    Depot,
    empreinte_de,
    empreinte_illisible,
)
from lsc_desktop.partners.clac.contrat import lire_contrat, lire_dossier
from lsc_desktop.partners.clac.erreurs import DossierRefuseError
from tests.clac import (
    HOSTILES,
    PDF,
    PIECES,
    avec,
    changements,
    un_dossier,
    un_zip,
    une_piece,
    zippe,
)
from tests.schema_json import Schema

SCHEMA = Schema("dossier-locatif-1.schema.json")
CHANGES = changements()
# Ce qu'aucun schéma ne sait dire : le lecteur seul le voit.
HORS_SCHEMA = {
    "nom invisible", "nom avec un nul", "demi-caractère", "né le 31 février", "né en l'an 1",
    "charges au-delà du loyer", "état des lieux au-delà", "deux fois le même id",
    "la même personne deux fois", "pièce de personne", "empreinte fausse", "pièce citée deux fois",
}  # fmt: skip


# --- Ce qui se lit ------------------------------------------------------------------------------


def test_un_dossier_vrai_se_lit_entier():
    found = lire_dossier(un_zip())
    assert (found.dossier, found.statut, found.reference_crypto) == (
        "CLAC-123", "accepte_signe", "159",
    )  # fmt: skip
    assert found.adresse == AdresseRecue(("12 rue Lafayette",), "54000", "Nancy")
    assert (found.finances.loyer_cc, found.finances.charges) == (Decimal(705), Decimal(90))
    jeanne, paul = found.candidats
    assert (jeanne.nom, jeanne.prenoms, jeanne.naissance) == (
        "MARTIN", "Jeanne Marie", date(1990, 3, 12),
    )  # fmt: skip
    assert paul.naissance is None and not paul.email
    assert [one.id for one in found.garants] == ["g1"]
    assert (found.debut, found.duree_mois) == (date(2021, 11, 1), 36)
    assert [(p.fichier, p.personne) for p in found.pieces] == [
        ("identite.pdf", "c1"), ("salaire.png", "c1"), ("caution.pdf", "g1"),
    ]  # fmt: skip
    assert found.pieces[0].contenu == PDF


def test_un_dossier_reduit_a_ce_qu_il_faut_se_lit():
    small = {
        "format": "dossier-locatif/1", "dossier": "1", "statut": "accepte", "bien": {},
        "finances": {"loyer_cc": "0.00"}, "candidats": [{"id": "a", "nom": "É"}],
    }  # fmt: skip
    found = lire_dossier(un_zip(small, {}))
    assert (found.debut, found.garants, found.pieces) == (None, (), ())
    assert SCHEMA.fautes(small) == []


def test_le_schema_decrit_le_dossier_vrai():
    assert SCHEMA.fautes(un_dossier()) == [] and SCHEMA.non_decrits(un_dossier()) == []


def test_un_nom_de_mac_et_un_dossier_range_se_lisent():
    """Un Mac écrit l'accent à part de sa lettre, et ajoute le dossier « pieces/ »."""
    told = un_dossier(pieces=[une_piece("pieces/identit\xe9.pdf", "Identité")])
    files = {
        "pieces/": b"", "dossier.json": json.dumps(told).encode(),
        "pieces/identite\u0301.pdf": PDF,
    }  # fmt: skip
    (piece,) = lire_dossier(zippe(files)).pieces
    assert piece.fichier == "identit\xe9.pdf"


def test_un_zip_ecrit_a_la_volee_se_lit():
    """Sans savoir les tailles d'avance : elles suivent chaque fichier."""

    class Volee(io.RawIOBase):
        def __init__(self):
            self.held = b""

        def writable(self):
            return True

        def write(self, data):
            self.held += bytes(data)
            return len(data)

    out = Volee()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("dossier.json", json.dumps(un_dossier()))
        for name, content in PIECES.items():
            archive.writestr(name, content)
    assert lire_dossier(out.held).dossier == "CLAC-123"


# --- Ce qui se refuse ---------------------------------------------------------------------------


@pytest.mark.parametrize("nom", HOSTILES)
def test_un_fichier_hostile_est_refuse_par_une_phrase(nom):
    with pytest.raises(DossierRefuseError) as refused:
        lire_dossier(HOSTILES[nom]())
    assert refused.value.title.endswith(".") and refused.value.advice
    assert refused.value.title.isprintable(), "la raison se montre : rien d'invisible n'y reste"


@pytest.mark.parametrize(
    ("nom", "mot"),
    [
        ("traversée", "sort de son dossier"), ("chemin absolu", "chemin absolu"),
        ("lecteur Windows", "chemin absolu"), ("lien symbolique", "un lien"),
        ("con.pdf", "réservé par Windows"), ("com².pdf", "réservé par Windows"),
        ("nul", "caractère nul"), ("chiffré", "chiffré"), ("bombe", "bombe"),
        ("bombe en morceaux", "Mo, plus de 100"), ("archive dans l'archive", "archive"),
        ("archive déguisée", "son extension"), ("20 000 fichiers", "plus de 200"),
        ("menteur, plus petit", "ment sur sa taille"),
        ("menteur, plus grand", "ment sur sa taille"),
        ("deux fichiers au même endroit", "au même endroit"),
        ("deux fois le même nom", "deux fois le nom"),
        ("même nom à la casse près", "deux fois le nom"),
        ("même nom à l'accent près", "deux fois le nom"),
        ("pièce non citée", "n'y est pas"), ("pièce changée", "empreinte"),
        ("JSON profond", "JSON"), ("un champ dit deux fois", "deux fois le même champ"),
    ],
)  # fmt: skip
def test_la_raison_dit_ce_qui_ne_va_pas(nom, mot):
    with pytest.raises(DossierRefuseError, match=mot):
        lire_dossier(HOSTILES[nom]())


@pytest.mark.parametrize("nom", CHANGES)
def test_un_ecart_au_contrat_est_refuse_et_le_schema_le_dit_aussi(nom):
    with pytest.raises(DossierRefuseError):
        lire_contrat(json.dumps(CHANGES[nom]).encode(), PIECES)
    assert bool(SCHEMA.fautes(CHANGES[nom])) != (nom in HORS_SCHEMA)


def test_une_bombe_est_refusee_sans_etre_depliee(monkeypatch):
    names = ("bombe", "bombe en morceaux", "pièce de 31 Mo", "20 000 fichiers")
    made = [HOSTILES[name]() for name in names]

    def never(*_args, **_more):
        raise AssertionError("dépliée")

    monkeypatch.setattr(zipfile.ZipFile, "open", never)
    for content in made:
        with pytest.raises(DossierRefuseError):
            lire_dossier(content)


# --- Au hasard ----------------------------------------------------------------------------------

_VALEURS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 2000)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(
        ["705.00", "2021-11-01", "c1", "accepte", "dossier-locatif/1", "0" * 64, "Monsieur", " ",
         "pieces/identite.pdf", "\ud800", "\0"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)  # fmt: skip


@st.composite
def _dossiers_presque(draw):
    """Le dossier vrai, où quelques champs, où qu'ils soient, sont ôtés, changés ou ajoutés."""
    found = json.loads(json.dumps(un_dossier()))
    for _ in range(draw(st.integers(0, 3))):
        where = found
        while True:
            keys = list(where) if isinstance(where, dict) else list(range(len(where)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(where[key], dict | list) and draw(st.booleans()):
                where = where[key]
                continue
            if draw(st.booleans()):
                where[key] = draw(_VALEURS)
            else:
                del where[key]
            break
    return found


@settings(max_examples=400)
@given(_dossiers_presque())
def test_ce_que_le_lecteur_accepte_le_schema_l_accepte(told):
    try:
        found = lire_contrat(json.dumps(told).encode(), PIECES)
    except DossierRefuseError as error:
        assert error.title.isprintable()
        return
    assert SCHEMA.fautes(told) == []
    assert found.candidats and len(found.pieces) == len(PIECES)


@settings(max_examples=300)
@given(_VALEURS)
def test_un_json_au_hasard_est_refuse_sans_incident(value):
    with pytest.raises(DossierRefuseError):
        lire_contrat(json.dumps(value).encode(), {})


@settings(max_examples=300)
@given(st.binary(max_size=400))
def test_des_octets_au_hasard_sont_refuses_sans_incident(content):
    for tried in (content, b"PK\x03\x04" + content, content + un_zip()):
        if tried == un_zip():
            continue
        with pytest.raises(DossierRefuseError):
            lire_dossier(tried)
    with pytest.raises(DossierRefuseError):
        lire_contrat(content, {})


VRAI = {pli: un_zip(pli=pli) for pli in (ZIP_STORED, zipfile.ZIP_DEFLATED)}


@settings(max_examples=600)
@given(
    st.sampled_from(sorted(VRAI)),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), min_size=1, max_size=6),
    st.integers(0, 40),
)
def test_un_zip_vrai_abime_au_hasard_se_lit_pareil_ou_se_refuse(pli, changes, cut):
    """Jamais un dossier différent de celui qui a été envoyé : les empreintes y veillent."""
    content = bytearray(VRAI[pli])
    for place, value in changes:
        content[place % len(content)] = value
    try:
        found = lire_dossier(bytes(content[: len(content) - cut]))
    except DossierRefuseError:
        return
    assert found == lire_dossier(VRAI[pli])


# --- La boîte -----------------------------------------------------------------------------------


@pytest.fixture
def boite(tmp_path):
    return Boite(tmp_path)


def test_la_boite_liste_les_zips_du_plus_ancien_au_plus_recent(boite):
    for rank, name in enumerate(("b.zip", "a.ZIP", ".cache.zip", "c.zip.part", "lisez-moi.txt")):
        path = boite.dossier / name
        path.write_bytes(b"x")
        os.utime(path, (1000 - rank, 1000 - rank))
    (boite.dossier / TRAITES).mkdir()
    (boite.dossier / TRAITES / "vieux.zip").write_bytes(b"x")
    assert [one.nom for one in boite.deposes()] == ["a.ZIP", "b.zip"]


def test_ranger_deux_fois_tombe_sur_le_meme_fichier(boite):
    (boite.dossier / "a.zip").write_bytes(b"contenu")
    (depot,) = boite.deposes()
    mark = empreinte_de(boite.lire(depot))
    name = boite.ranger(depot, TRAITES, mark)
    assert name == boite.ranger(depot, TRAITES, mark) == f"a-{mark[:8]}.zip"
    assert (boite.dossier / TRAITES / name).read_bytes() == b"contenu" and not boite.deposes()
    again = Depot(name, 0.0, TRAITES)
    assert boite.lire(again) == b"contenu" and boite.ranger(again, QUARANTAINE, mark) == name


def test_deux_fichiers_du_meme_nom_ne_s_ecrasent_pas(boite):
    for content in (b"un", b"deux"):
        (boite.dossier / "a.zip").write_bytes(content)
        (depot,) = boite.deposes()
        boite.ranger(depot, TRAITES, empreinte_de(content))
    kept = {path.read_bytes() for path in (boite.dossier / TRAITES).iterdir()}
    assert kept == {b"un", b"deux"}


@pytest.mark.skipif(os.name == "nt", reason="les liens demandent un droit sous Windows")
def test_un_lien_un_tube_un_dossier_ne_sont_pas_suivis(boite, tmp_path_factory):
    secret = tmp_path_factory.mktemp("ailleurs") / "secret.zip"
    secret.write_bytes(un_zip())
    (boite.dossier / "lien.zip").symlink_to(secret)
    os.mkfifo(boite.dossier / "tube.zip")
    (boite.dossier / "dossier.zip").mkdir()
    for depot in boite.deposes():
        with pytest.raises(DossierRefuseError, match="et non un fichier"):
            boite.lire(depot)
        boite.ranger(depot, QUARANTAINE, empreinte_illisible(depot))
    assert boite.deposes() == [] and secret.exists()


def test_un_fichier_trop_gros_n_est_pas_lu(boite):
    with (boite.dossier / "gros.zip").open("wb") as file:
        file.truncate(61 * 1024**2)
    (depot,) = boite.deposes()
    with pytest.raises(DossierRefuseError, match="61 Mo"):
        boite.lire(depot)


def test_un_dossier_absent_est_une_panne_non_un_refus(tmp_path):
    absent = Boite(tmp_path / "parti")
    for tried in (
        absent.deposes,
        lambda: absent.ranger(Depot("a.zip", 0.0), TRAITES, "0" * 64),
        lambda: absent.lire(Depot("a.zip", 0.0)),
        Boite(tmp_path / "\0").deposes,
    ):
        with pytest.raises(TemporaryError) as error:
            tried()
        assert error.value.title and error.value.advice


@pytest.mark.skipif(os.name == "nt", reason="les noms d'octets sont propres à Unix")
def test_un_nom_de_fichier_indicible_se_lit_et_se_range(boite):
    (boite.dossier / os.fsdecode(b"d\xe9p\x07t.zip")).write_bytes(un_zip())
    (depot,) = boite.deposes()
    assert depot.montre.isprintable() and lire_dossier(boite.lire(depot)).dossier == "CLAC-123"
    empreinte_illisible(depot)
    boite.ranger(depot, TRAITES, "0" * 64)
    assert boite.deposes() == []


def test_l_ajout_d_essai_est_celui_qu_on_croit():
    """`avec` ne change rien d'autre : citée, la pièce de plus se lit."""
    told = un_dossier(pieces=[*un_dossier()["pieces"], une_piece("pieces/x.pdf")])
    with pytest.raises(DossierRefuseError, match="est au zip et n'y est pas"):
        lire_dossier(avec("pieces/x.pdf"))
    assert len(lire_dossier(un_zip(told, {**PIECES, "pieces/x.pdf": PDF})).pieces) == 4
