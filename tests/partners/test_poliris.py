"""Le flux Poliris : écrit, relu par un lecteur qui ne sait rien de l'écriture, jugé."""

import io
import json
import re
import stat
import tomllib
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.base.errors import RefusedError
from lsc_desktop.base.paths import RESOURCES
from lsc_desktop.domain.annonces.annonce import Annonce, composer
from lsc_desktop.domain.annonces.saisie import ReglageAnnoncesDraft
from lsc_desktop.partners.poliris import ecriture
from lsc_desktop.partners.poliris.controle import controler
from lsc_desktop.partners.poliris.ecriture import Photo, ecrire_zip, ligne, nom_du_zip
from lsc_desktop.partners.poliris.format import PHOTOS, TITRES, VERSIONS, champs
from lsc_desktop.partners.poliris.lecture import lire_csv, lire_zip
from lsc_desktop.partners.poliris.location import Envoi, descriptif, fiche, nom_photo
from lsc_desktop.partners.poliris.texte import nettoyer
from tests.annonces import JOUR, TEXTE, des_photos, octets, un_bien, un_lot_a_louer
from tests.depot import ROOT

D = Decimal
ENVOI = Envoi("MONAGENCE", "cp1252")
HOSTILE = (
    'Dit "le loft" !# cheminée\r\nœuvre — 95 m²\tà 1 €\x00\x1b[31m <b>gras</b> '
    "&eacute;t&amp;eacute; \u2028 😀 ‘‘ → ₂ &lt;BR&gt; fin!#"
)


def une_annonce(**over: object) -> Annonce:
    return composer(un_bien(un_lot_a_louer(**over)), ReglageAnnoncesDraft(), JOUR)


def relire(fiches: list, version: str = "4.12", encodage: str = "cp1252") -> tuple:
    return lire_csv(ecriture.annonces_csv(fiches, version, encodage), version, encodage)


def un_zip(tmp_path: Path, annonces: list[Annonce], envoi: Envoi = ENVOI, **over: object) -> Path:
    path = tmp_path / "lsc_monagence.zip"
    photos = [
        Photo(nom_photo(one, rank, photo), lambda rank=rank: octets(rank))
        for one in annonces
        for rank, photo in enumerate(one.photos)
        if envoi.avec_photos
    ]
    options = {"version": "4.12", "encodage": "cp1252", "application": "LSC Desktop / 0.1.0"}
    rows = [fiche(one, envoi) for one in annonces]
    ecrire_zip(path, rows, photos=photos, **{**options, **over})  # type: ignore[arg-type]
    return path


def test_le_format_est_celui_qui_est_publie():
    """4.09 : 329 champs ; 4.10 : 330 ; 4.11 : 333 ; 4.12 : 334 (pages 40 et 41)."""
    assert [len(champs(v)) for v in VERSIONS] == [334, 333, 330, 329]
    known = champs("4.12")
    assert [c.rang for c in known] == list(range(1, 335)), "l'ordre seul fait foi"
    assert len(PHOTOS) == len(TITRES) == 30
    for rank, (photo, title) in enumerate(zip(PHOTOS, TITRES, strict=True), start=1):
        assert known[photo - 1].nom == f"Photo {rank}"
        assert known[title - 1].nom == f"Titre photo {rank}"
    assert champs("4.09")[327].genre == "entier" and champs("4.10")[327].genre == "date"
    assert (
        "4.12 d'octobre 2023"
        in json.loads((RESOURCES / "poliris.json").read_text("utf-8"))["source"]
    )


@pytest.mark.parametrize("encodage", ["cp1252", "utf-8"])
@pytest.mark.parametrize("version", VERSIONS)
def test_un_flux_se_relit_et_passe_les_regles(tmp_path, version, encodage):
    annonces = [une_annonce(), une_annonce(id=13, reference_internet="160", type_lot="Parking")]
    path = un_zip(tmp_path, annonces, replace(ENVOI, encodage=encodage), version=version,
                  encodage=encodage)  # fmt: skip
    flux = lire_zip(path, encodage)
    assert controler(flux) == ()
    assert (flux.version, flux.mode, len(flux.annonces)) == (version, "FULL", 2)
    assert flux.application == "LSC Desktop / 0.1.0"
    assert {len(row) for row in flux.annonces} == {len(champs(version))}
    assert set(flux.photos) == {row[r - 1] for row in flux.annonces for r in (85, 86)}


def test_chaque_champ_tient_sa_place():
    """Rang par rang, ce que dit la spécification d'une location."""
    (row,) = relire([fiche(une_annonce(adresse_diffusee=True), ENVOI)])
    said = {rank: value for rank, value in enumerate(row, start=1) if value}
    assert said.pop(21).startswith(TEXTE + "<BR><BR>Loyer : 705,00 € par mois")
    assert said == {
        1: "MONAGENCE", 2: "159", 3: "location", 4: "Appartement", 5: "54500",
        6: "VANDOEUVRE LES NANCY", 7: "France", 8: "47, boulevard Albert 1er", 11: "705.00",
        13: "OUI", 14: "NON", 15: "440.00", 16: "40.00", 18: "2", 19: "1",
        20: "Appartement 2 pièces 40 m²", 23: "90.00", 24: "3", 26: "NON", 27: "1980",
        33: "4608", 85: "lot-12-01-" + des_photos(1)[0].sha256[:8] + ".jpg",
        86: "lot-12-02-" + des_photos(2)[1].sha256[:8] + ".jpg", 94: "Vue n° 0", 95: "Vue n° 1",
        112: "102", 113: "01/01/2020", 161: "615.00", 175: "lot-12", 176: "210", 177: "D",
        178: "25", 179: "C", 242: "Location vide", 301: "4.12", 304: "2", 306: "120.00",
        324: "01/03/2024", 325: "DPE_v07-2021", 326: "700.00", 327: "980.00", 328: "01/01/2021",
        331: "615.00", 333: "NON", 334: "185",
    }  # fmt: skip


def test_l_adresse_et_le_proprietaire_ne_partent_que_si_on_l_a_voulu():
    (row,) = relire([fiche(une_annonce(), ENVOI)])
    assert not any(row[rank - 1] for rank in (8, 108, 109, 110, 111, *range(114, 121)))
    told = replace(ENVOI, proprietaires=True, inter_agences=True)
    annonce = une_annonce()
    owner = replace(annonce.bien.proprietaire, nom="ALOXE", telephone="04 58 96 36 58")
    annonce = replace(annonce, bien=replace(annonce.bien, proprietaire=owner))
    (row,) = relire([fiche(annonce, told)])
    assert (row[107], row[108], row[109], row[110]) == (
        "54500", "VANDOEUVRE LES NANCY", "OUI", "NON",
    )  # fmt: skip
    assert (row[113], row[119]) == ("ALOXE", "0458963658")


def test_le_rang_14_ne_dit_hors_taxes_que_ce_qu_on_sait():
    def said(**over: object) -> str:
        (row,) = relire([fiche(une_annonce(**over), ENVOI)])
        return row[13]

    assert said() == "NON" and said(type_lot="Bureau") == said(type_location="Commercial") == "OUI"
    assert said(type_lot="Parking") == "", "un garage suit son bailleur : on ne sait pas"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("Mandat exclusif de location", "OUI"), ("Mandat simple de location", "NON"),
        ("Mandat semi-exclusif de location", "NON"), ("Mandat exclusif de vente", ""),
    ],
)  # fmt: skip
def test_l_exclusivite_est_celle_du_mandat_de_location(kind, said):
    (row,) = relire([fiche(une_annonce(mandat_transaction="8", mandat_type=kind), ENVOI)])
    assert (row[82], row[111]) == (said, "8" if said else "102")


def test_sans_photo_ni_dpe_ni_rien_de_facultatif_la_ligne_a_tous_ses_champs():
    """Les valeurs manquantes restent des champs vides, entre leurs séparateurs."""
    bare = une_annonce(
        dpe_non_soumis=True, nb_chambres=None, etage="", chauffage="", quartier="",
        dpe_energie_finale=None, mandat_numero="", honoraires_edl=D(0),
    )  # fmt: skip
    (row,) = relire([fiche(bare, replace(ENVOI, avec_photos=False))])
    assert len(row) == 334 and row[176] == row[178] == "NS"
    assert not any(row[rank - 1] for rank in (19, 24, 33, 85, 94, 112, 176, 324, 325, 334))
    assert row[305] == "0.00", "zéro est une valeur, pas une absence"


@pytest.mark.parametrize("encodage", ["cp1252", "utf-8"])
def test_un_texte_hostile_ne_sort_pas_de_son_champ(encodage):
    lot = {
        "texte_annonce": HOSTILE, "titre_annonce": HOSTILE, "ville": HOSTILE,
        "localisation_internet": HOSTILE, "mandat_numero": HOSTILE,
    }  # fmt: skip
    (row,) = relire(
        [fiche(une_annonce(**lot), replace(ENVOI, encodage=encodage))], "4.12", encodage
    )
    assert len(row) == 334 and row[2] == "location" and row[174] == "lot-12"
    assert row[20].startswith(
        "Dit 'le loft' ! # cheminée<BR>œuvre — 95 m² à 1 €[31m ‹b›gras‹/b› été"
    )
    for value in row:
        assert not set('"\r\n\t\0') & set(value) and "!#" not in value
    assert "<" not in row[19] and "&" not in row[20].partition("<BR><BR>Loyer")[0]


@given(text=st.text(max_size=300), encodage=st.sampled_from(["cp1252", "utf-8"]))
def test_n_importe_quel_texte_se_relit(text, encodage):
    said = fiche(une_annonce(), replace(ENVOI, encodage=encodage)) | {2: text, 21: text, 9: text}
    content = ecriture.annonces_csv([said, said], "4.12", encodage)
    first, second = lire_csv(content, "4.12", encodage)
    assert first == second and len(first[8]) <= 64 and len(first[20]) <= 4000
    # Un lecteur naïf, qui coupe aux séparateurs, trouve les mêmes champs.
    naive = content.decode(encodage).split("\r\n")[0].split("!#")
    assert tuple(part[1:-1] for part in naive) == first
    again = nettoyer(first[20], encodage, longueur=4000, lignes=True)
    assert again == first[20], "nettoyer deux fois ne change plus rien"


@pytest.mark.parametrize("encodage", ["cp1252", "utf-8"])
@pytest.mark.parametrize(
    "text",
    [
        "R&D; &amie; &zzz; &#99999999;",
        "&eac\u200bute;",
        "&amp;amp;lt;b&gt;",
        "<br/>",
        "🏠 🏠",
        "참조",
    ],
)
def test_un_texte_absurde_n_arrete_pas_le_flux_des_autres(tmp_path, text, encodage):
    """Ce qui ressemble à du code HTML n'en est plus ; un titre dont il ne reste rien s'en donne
    un."""
    one = une_annonce(texte_annonce=text, titre_annonce=text, localisation_internet=text)
    path = un_zip(tmp_path, [one], replace(ENVOI, encodage=encodage), encodage=encodage)
    flux = lire_zip(path, encodage)
    assert [str(d) for d in controler(flux)] == []
    assert flux.annonces[0][19]


@given(text=st.text(alphabet="&;#aeiltgx0129 <>\u200b\n", max_size=60))
def test_rien_de_ce_qu_on_tape_ne_reste_du_code_html(text):
    said = nettoyer(text, "cp1252", lignes=True)
    assert not re.search(r"<(?!BR>)|&(?:#\d+|\w{2,31});", said)
    assert nettoyer(said, "cp1252", lignes=True) == said


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("04 58 96 36 58", "0458963658"), ("+33 (0)4.58.96.36.58", "0458963658"),
        ("0033458963658", "0458963658"), ("+352 26 10 20 30", ""), ("04 58 96 36 58 / 06 1", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_un_numero_ne_se_coupe_pas(typed, sent):
    """Coupé à sa longueur, il serait celui d'un autre."""
    annonce = une_annonce()
    owner = replace(annonce.bien.proprietaire, nom="ALOXE", telephone=typed, code_postal="L-1234")
    annonce = replace(
        annonce, bien=replace(annonce.bien, proprietaire=owner), mandat=("M" * 16, None)
    )
    (row,) = relire([fiche(annonce, replace(ENVOI, proprietaires=True))])
    assert (row[119], row[117], row[111]) == (sent, "", "")


def test_un_texte_trop_long_garde_ses_mentions():
    """La loi ne se coupe pas : c'est le texte qui s'arrête, à un mot."""
    said = descriptif(une_annonce(texte_annonce="mot\n" * 1500), "cp1252")
    assert len(said) <= 4000 and said.endswith("www.georisques.gouv.fr")
    assert "mot<BR><BR>Loyer : 705,00" in said


def test_les_memes_annonces_font_les_memes_octets(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second = (un_zip(tmp_path / name, [une_annonce()]) for name in "ab")
    assert first.read_bytes() == second.read_bytes()
    assert lire_zip(first, "cp1252").annonces[0][174] == "lot-12"
    other = un_zip(tmp_path, [une_annonce(loyer_mensuel=D("616.00"))])
    assert other.read_bytes() != first.read_bytes()


def test_config_txt_dit_la_version_du_programme():
    made = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f"LSC Desktop / {made}" == ecriture.APPLICATION
    assert ecriture.config_txt("4.12", ecriture.APPLICATION, {1: "Siret"}).split(b"\r\n") == [
        b"Version=4.12", f"Application=LSC Desktop / {made}".encode(), b"Devise=Euro",
        b"Champperso1=Siret", b"",
    ]  # fmt: skip
    assert ecriture.photos_cfg("FULL") == b"Mode=FULL\r\n"


def test_un_flux_sans_annonce_reste_un_flux(tmp_path):
    flux = lire_zip(un_zip(tmp_path, []), "cp1252")
    assert flux.annonces == () and controler(flux) == ()


def test_le_nom_du_zip_est_celui_que_le_portail_attend():
    assert nom_du_zip("IMMO", "MONAGENCE") == "immo_monagence.zip"
    for bad in ("", "../x", "a b", "é"):
        with pytest.raises(ValueError, match="nom impossible"):
            nom_du_zip("lsc", bad)


def test_une_valeur_d_un_autre_genre_est_un_bogue():
    for rank, value in ((11, "705"), (18, D(2)), (22, "01/01/2026"), (13, "OUI"), (20, 3)):
        with pytest.raises(TypeError, match=f"rang {rank}"):
            ligne({rank: value}, "4.12", "cp1252")
    assert ligne({328: date(2021, 1, 1)}, "4.09", "cp1252").split("!#")[327] == '"2021"'


# --- Ce que le contrôle voit ----------------------------------------------------------------------

FAUTES = (
    ({2: None}, 2, "obligatoire"), ({175: None}, 175, "obligatoire"), ({23: None}, 23, "obligat"),
    ({304: None}, 304, "obligatoire"), ({306: None}, 306, "obligatoire"),
    ({21: None}, 21, "obligatoire"), ({5: "5450"}, 5, "cinq chiffres"),
    ({4: "cave"}, 4, "pas une valeur"), ({3: "vente"}, 302, "obligatoire"),
    ({13: False}, 13, "charges comprises"), ({23: D(706)}, 23, "dépassent"),
    ({11: D(0), 23: D(0)}, 11, "cohérente"), ({306: D(441)}, 306, "dépasse"),
    ({177: "NS"}, 176, "sans valeur"), ({325: "DPE_v01-2011"}, 325, "DPE_v07-2021"),
    ({324: date(2022, 12, 31)}, 334, "2023"), ({33: 129}, 33, "pas une valeur"),
    ({136: "secret"}, 136, "Config.txt"),
)  # fmt: skip


@pytest.mark.parametrize(("change", "rang", "dit"), FAUTES, ids=[str(f[1]) for f in FAUTES])
def test_ce_que_le_portail_refuserait_est_vu(tmp_path, change, rang, dit):
    path = tmp_path / "x.zip"
    said = fiche(une_annonce(), replace(ENVOI, avec_photos=False)) | change
    ecrire_zip(path, [said], version="4.12", encodage="cp1252", application="LSC Desktop / 0")
    found = controler(lire_zip(path, "cp1252"))
    assert [d for d in found if d.rang == rang and dit in d.phrase], [str(d) for d in found]


def test_deux_annonces_ne_partagent_ni_reference_ni_identifiant(tmp_path):
    path = un_zip(tmp_path, [une_annonce()] * 2, replace(ENVOI, avec_photos=False))
    found = [str(d) for d in controler(lire_zip(path, "cp1252"))]
    assert any("référence « 159 » sert à 2" in one for one in found)
    assert any("identifiant technique « lot-12 » sert à 2" in one for one in found)


def test_une_photo_annoncee_est_dans_le_zip_et_inversement(tmp_path):
    path = tmp_path / "x.zip"
    said = fiche(une_annonce(), ENVOI)
    photos = [Photo("autre.tiff", lambda: b"x")]
    ecrire_zip(path, [said], version="4.12", encodage="cp1252", application="L / 0", photos=photos)
    found = " ".join(str(d) for d in controler(lire_zip(path, "cp1252")))
    assert "n'est pas dans le zip" in found and "aucune annonce ne le montre" in found
    assert "« autre.tiff » : une photo est en JPG" in found


# --- Ce que le lecteur refuse ---------------------------------------------------------------------

LIGNE = ligne(fiche(une_annonce(), ENVOI), "4.12", "cp1252")


@pytest.mark.parametrize(
    ("text", "dit"),
    [
        (LIGNE, "pas finie"), (LIGNE[1:] + "\r\n", "guillemets"),
        (LIGNE + '!#""\r\n', "335 champs"),
        (LIGNE.replace('"!#"', '" !# "', 1) + "\r\n", "333 champs"), ("\r\n", "guillemets"),
        (LIGNE.replace("159", '1"59', 1) + "\r\n", "guillemet"),
        (LIGNE.replace("159", "1!#59", 1) + "\r\n", "séparateur"),
        (LIGNE.replace("159", "1\n59", 1) + "\r\n", "retour"),
        (LIGNE.replace("159", "1\r\n59", 1) + "\r\n", "guillemets"),
    ],
)  # fmt: skip
def test_une_ligne_mal_ecrite_est_refusee(text, dit):
    with pytest.raises(RefusedError, match=dit):
        lire_csv(text.encode("cp1252"), "4.12", "cp1252")


def test_un_encodage_qui_n_est_pas_le_bon_se_dit():
    with pytest.raises(RefusedError, match="n'est pas en utf-8"):
        lire_csv((LIGNE + "\r\n").encode("cp1252"), "4.12", "utf-8")


def _hostile(name: str, content: bytes = b"x", mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = mode << 16
    entry.comment = content
    return entry


@pytest.mark.parametrize(
    "entry",
    [
        _hostile("../evil.jpg"), _hostile("/etc/passwd"), _hostile("a\\b.jpg"), _hostile("C:evil"),
        _hostile("dossier/"), _hostile("lien.jpg", mode=stat.S_IFLNK | 0o777),
        _hostile("annonces.CSV"), _hostile("é.jpg"), _hostile("a" * 200),
    ],
    ids=lambda entry: entry.filename[:14],
)  # fmt: skip
def test_un_zip_hostile_est_refuse_sans_etre_ouvert(tmp_path, entry):
    path = un_zip(tmp_path, [une_annonce()])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(entry, entry.comment)
    with pytest.raises(RefusedError, match="refusé"):
        lire_zip(path, "cp1252")


def test_une_bombe_est_refusee_avant_d_etre_decomprimee(tmp_path, monkeypatch):
    path = tmp_path / "bombe.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("Annonces.csv", "w") as file:
            for _ in range(65):
                file.write(b"0" * (1024 * 1024))
        archive.writestr("Config.txt", b"Version=4.12\r\nDevise=Euro\r\n")
        archive.writestr("Photos.cfg", b"Mode=FULL\r\n")

    def opened(*_args, **_options):
        raise AssertionError("rien ne devait être décomprimé")

    monkeypatch.setattr(zipfile.ZipFile, "open", opened)
    with pytest.raises(RefusedError, match="plus que permis"):
        lire_zip(path, "cp1252")


@pytest.mark.parametrize(
    ("config", "photos", "dit"),
    [
        (b"Version=3.0\r\nDevise=Euro", b"Mode=FULL", "version « 3.0 »"),
        (b"Version=4.12\r\n", b"Mode=FULL", "Devise=Euro"),
        (b"Version=4.12\r\nDevise=Euro\r\nrien", b"Mode=FULL", "sans « = »"),
        (b"Version=4.12\r\nDevise=Euro", b"Mode=TOUT", "Photos.cfg"),
    ],
)
def test_une_configuration_inconnue_est_refusee(tmp_path, config, photos, dit):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Annonces.csv", b"")
        archive.writestr("Config.txt", config)
        archive.writestr("Photos.cfg", photos)
    with pytest.raises(RefusedError, match=dit):
        lire_zip(path, "cp1252")


def test_ce_qui_n_est_pas_un_zip_est_refuse(tmp_path):
    path = tmp_path / "x.zip"
    whole = un_zip(tmp_path, [une_annonce()]).read_bytes()
    for content in (b"", b"PK", whole[: len(whole) // 2], b"<html>503</html>"):
        path.write_bytes(content)
        with pytest.raises(RefusedError, match="pas un zip lisible"):
            lire_zip(path, "cp1252")
    at = whole.index(b"Annonces.csv") + 40  # au milieu de ce qui est comprimé
    path.write_bytes(whole[:at] + b"\xff" * 8 + whole[at + 8 :])
    with pytest.raises(RefusedError, match="pas un zip lisible") as refused:
        lire_zip(path, "cp1252")
    assert refused.value.advice == "Préparez-le de nouveau."
    bare = io.BytesIO()
    with zipfile.ZipFile(bare, "w") as archive:
        archive.writestr("Annonces.csv", b"")
    path.write_bytes(bare.getvalue())
    with pytest.raises(RefusedError, match=r"il manque Config\.txt"):
        lire_zip(path, "cp1252")
