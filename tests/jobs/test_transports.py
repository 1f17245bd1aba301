"""Le secret d'une cible ne va qu'au serveur pour lequel il a été donné."""

from dataclasses import replace

import pytest

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.publications.reglages import CibleDraft
from lsc_desktop.jobs.transports import ouvrir
from lsc_desktop.services.publications import garder_secret
from tests.coffres import coffre_en_memoire

CIBLE = CibleDraft(id=1, nom="Extranet", hote="extranet.example", utilisateur="agence")


@pytest.mark.parametrize(
    "autre",
    [{"hote": "autre.example"}, {"utilisateur": "voisine"}, {"id": 2}],
    ids=["un autre serveur", "un autre compte", "une autre cible"],
)
def test_le_mot_de_passe_d_un_serveur_n_est_jamais_montre_a_un_autre(autre):
    with coffre_en_memoire():
        garder_secret(CIBLE, "Perroquet")
        assert ouvrir(CIBLE)
        with pytest.raises(UserError, match="n'est pas au coffre"):
            ouvrir(replace(CIBLE, **autre))
