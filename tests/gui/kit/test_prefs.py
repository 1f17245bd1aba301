import json

from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.base import files
from lsc_desktop.base.errors import TemporaryError
from lsc_desktop.gui.kit.prefs import Prefs


def test_une_preference_survit_a_la_fermeture(tmp_path):
    Prefs.of("Élise d'Aubigné", tmp_path).set("theme", "sombre")
    assert Prefs.of("Élise d'Aubigné", tmp_path).get("theme") == "sombre"
    assert Prefs.of("Martine", tmp_path).get("theme") is None


def test_none_oublie_la_preference(tmp_path):
    prefs = Prefs(tmp_path / "p.json")
    prefs.set("theme", "sombre")
    prefs.set("theme", None)
    assert Prefs(tmp_path / "p.json").get("theme", "clair") == "clair"


def test_deux_fenetres_du_meme_utilisateur_ne_s_effacent_rien(tmp_path):
    une, autre = Prefs(tmp_path / "p.json"), Prefs(tmp_path / "p.json")
    une.set("theme", "sombre")
    autre.set("densite", "aeree")
    assert json.loads((tmp_path / "p.json").read_text()) == {"theme": "sombre", "densite": "aeree"}


def test_un_fichier_abime_ne_bloque_pas_le_demarrage(tmp_path):
    for text in ("{pas du json", "[" * 100_000, "[]"):
        (tmp_path / "p.json").write_text(text)
        prefs = Prefs(tmp_path / "p.json")
        assert prefs.get("theme") is None
    prefs.set("theme", "clair")
    assert Prefs(tmp_path / "p.json").get("theme") == "clair"


def test_un_disque_plein_garde_la_preference_en_memoire(tmp_path, monkeypatch):
    def plein(path, content):
        raise TemporaryError("Le disque est plein.")

    monkeypatch.setattr("lsc_desktop.gui.kit.prefs.write_whole", plein)
    prefs = Prefs(tmp_path / "p.json")
    prefs.set("theme", "sombre")
    assert prefs.get("theme") == "sombre"
    assert files.write_whole is not plein
    assert not (tmp_path / "p.json").exists()


def test_sans_fichier_rien_n_est_ecrit(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Prefs().set("theme", "sombre")
    assert list(tmp_path.iterdir()) == []


@given(st.dictionaries(st.text(max_size=8), st.integers() | st.text(max_size=8), max_size=5))
def test_toute_suite_de_preferences_se_relit(values):
    prefs = Prefs()
    for key, value in values.items():
        prefs.set(key, value)
    assert {key: prefs.get(key) for key in values} == values
