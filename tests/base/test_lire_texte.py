"""Lire un fichier venu d'ailleurs, quel que soit le tableur qui l'a écrit."""

import codecs

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.files import TEXTE_MAX, lire_texte


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    [
        ("référence;é".encode(), "référence;é"),
        (codecs.BOM_UTF8 + "référence;é".encode(), "référence;é"),
        ("référence;é €".encode("cp1252"), "référence;é €"),
        ("référence\té".encode("utf-16"), "référence\té"),
        (b"", ""),
    ],
)
def test_les_encodages_des_tableurs(tmp_path, contenu, attendu):
    path = tmp_path / "releve.csv"
    path.write_bytes(contenu)
    assert lire_texte(path) == attendu


def test_un_classeur_n_est_pas_un_texte(tmp_path):
    path = tmp_path / "releve.xlsx"
    path.write_bytes(b"PK\x03\x04\0\0")
    with pytest.raises(UserError, match=r"« releve\.xlsx » n'est pas un fichier texte"):
        lire_texte(path)


def test_un_fichier_demesure_n_est_pas_lu(tmp_path):
    path = tmp_path / "releve.csv"
    with path.open("wb") as file:
        file.truncate(TEXTE_MAX + 1)
    with pytest.raises(UserError, match="pèse plus de 16 Mo"):
        lire_texte(path)


def test_un_fichier_absent_ou_illisible_dit_pourquoi(tmp_path):
    for path in (tmp_path / "absent.csv", tmp_path):
        with pytest.raises(UserError, match="ne peut pas être lu"):
            lire_texte(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_aucun_octet_ne_leve_autre_chose_qu_un_refus(tmp_path, contenu):
    path = tmp_path / "x.csv"
    for content in (contenu, codecs.BOM_UTF16_LE + contenu):
        path.write_bytes(content)
        try:
            assert isinstance(lire_texte(path), str)
        except UserError:
            continue
