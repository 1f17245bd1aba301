"""Des réglages abîmés se disent en une phrase : le programme ne démarre pas sur un incident."""

import pytest

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.settings import FILE, load_settings


@pytest.mark.parametrize(
    "text", ["{", "[]", "null", "3", "[" * 100_000, "\ud83d", '{"user": "\\ud83d"}']
)
def test_un_fichier_de_reglages_abime_se_dit(tmp_path, text):
    (tmp_path / FILE).write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(UserError, match="illisible") as refused:
        load_settings(tmp_path)
    assert "supprimez-le" in refused.value.advice


def test_sans_fichier_l_usage_vaut(tmp_path, monkeypatch):
    monkeypatch.delenv("LSC_DATABASE_URL", raising=False)
    monkeypatch.setenv("LSC_USER", "martine")
    found = load_settings(tmp_path)
    assert found.user == "martine" and found.database_url.endswith("/lsc.db")
