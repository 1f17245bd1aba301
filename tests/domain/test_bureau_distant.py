"""Caméra et son à distance : ce que disent des faits, sans Windows."""

import pytest

from lsc_desktop.base.bureau_distant import CAMERA, MICRO, SON, Faits
from lsc_desktop.domain.bureau_distant import (
    A_REGLER,
    A_VERIFIER,
    BON,
    INCONNU,
    diagnostiquer,
    en_texte,
)

BUS = r"\\?\RDCAMERA_BUS#UMDF#2&1#{e5323777-f976-4f5b-9b55-b94699c46e44}\GLOBAL"
USB = r"\\?\USB#VID_046D&PID_082D#6#{e5323777-f976-4f5b-9b55-b94699c46e44}\GLOBAL"
TOUT = Faits(True, True, "PC-MARTINE", (BUS,), ("Audio distant",), ("Audio distant",))


def etats(**over) -> list[str]:
    values = {name: getattr(TOUT, name) for name in TOUT.__slots__}
    return [one.etat for one in diagnostiquer(Faits(**{**values, **over})).constats]


def test_tout_est_redirige():
    draft = diagnostiquer(TOUT)
    assert draft.session == "Cette session est un bureau à distance, ouverte depuis « PC-MARTINE »."
    assert [one.quoi for one in draft.constats] == ["Caméra", "Son", "Micro"]
    assert etats() == [BON, BON, BON] and not any(one.faire for one in draft.constats)


def test_hors_de_windows_on_ne_sait_rien_et_on_le_dit():
    draft = diagnostiquer(Faits(windows=False))
    assert "ne peut pas savoir" in draft.session
    assert {one.etat for one in draft.constats} == {INCONNU}


def test_windows_qui_ne_repond_pas_ne_se_devine_pas():
    assert etats(distante=None) == [INCONNU] * 3
    assert etats(cameras=None, sons=None, micros=None) == [INCONNU] * 3
    assert "Windows ne dit pas" in diagnostiquer(Faits(True)).session


@pytest.mark.parametrize(
    ("over", "attendu"),
    [
        ({"cameras": ()}, [A_REGLER, BON, BON]),
        ({"cameras": (USB,)}, [A_VERIFIER, BON, BON]),
        ({"cameras": (USB, BUS)}, [BON, BON, BON]),
        ({"sons": ()}, [BON, A_REGLER, BON]),
        ({"sons": ("Haut-parleurs (Realtek)",)}, [BON, A_REGLER, BON]),
        ({"sons": ("Haut-parleurs", "Remote Audio")}, [BON, BON, BON]),
        ({"micros": ()}, [BON, BON, A_REGLER]),
        ({"micros": ("Micro du serveur",)}, [BON, BON, A_REGLER]),
        ({"interdits": frozenset({CAMERA})}, [A_REGLER, BON, BON]),
        ({"interdits": frozenset({SON, MICRO})}, [BON, A_REGLER, A_REGLER]),
        ({"interdits": frozenset({CAMERA}), "cameras": None}, [A_REGLER, BON, BON]),
    ],
)
def test_ce_qui_manque_a_distance(over, attendu):
    assert etats(**over) == attendu


def test_ce_qui_manque_dit_ou_le_cocher():
    draft = diagnostiquer(Faits(True, True, "", (), (), ()))
    assert draft.session == "Cette session est un bureau à distance."
    camera, sound, micro = (one.faire for one in draft.constats)
    assert "Autres… : cochez la webcam" in camera
    assert "« Lire sur cet ordinateur »" in sound
    assert "« Enregistrer à partir de… »" in micro
    refused = diagnostiquer(Faits(True, True, "", (), (), (), frozenset({CAMERA})))
    assert "qui gère le serveur" in refused.constats[0].faire


def test_en_local_il_n_y_a_rien_a_rediriger():
    """Une stratégie du serveur n'y compte pas."""
    draft = diagnostiquer(Faits(True, False, "", (USB,), ("A", "B"), (), frozenset({CAMERA})))
    assert "rien à rediriger" in draft.session
    assert [one.etat for one in draft.constats] == [BON, BON, A_REGLER]
    assert draft.constats[0].trouve == "Windows voit 1 caméra."


def test_le_diagnostic_se_copie_en_texte():
    text = en_texte(diagnostiquer(Faits(True, True, "", (), ("Audio distant",), None)))
    assert text.splitlines()[1].startswith("Caméra : À régler — Aucune caméra")
    assert text.splitlines()[3] == "Micro : Inconnu — Windows n'a pas répondu."
