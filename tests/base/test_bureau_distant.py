"""Lire ce que dit Windows, par de fausses bibliothèques : jamais essayé sous Windows."""

import struct
import sys

import pytest

from lsc_desktop.base.bureau_distant import (
    CAMERA,
    MICRO,
    SM_REMOTESESSION,
    AppelsWindows,
    Faits,
    lire_faits,
)

BUS = r"\\?\RDCAMERA_BUS#UMDF#2"
USB = r"\\?\USB#VID_046D"


def ecrit(text: str) -> tuple[int, ...]:
    """Comme Windows : des lettres de deux octets."""
    return struct.unpack(f"<{len(text)}H", text.encode("utf-16-le"))


class FausseUser32:
    def __init__(self, distante: bool) -> None:
        self.distante = distante

    def GetSystemMetrics(self, index: int) -> int:
        return int(self.distante and index == SM_REMOTESESSION)


class FauxWinmm:
    """Un appareil de nom vide s'est débranché entre-temps : 2 (MMSYSERR_BADDEVICEID)."""

    def __init__(self, sons, micros) -> None:
        self.sons, self.micros = sons, micros

    def waveOutGetNumDevs(self) -> int:
        return len(self.sons)

    def waveInGetNumDevs(self) -> int:
        return len(self.micros)

    def waveOutGetDevCapsW(self, rank, caps, size) -> int:
        assert size == 84  # sizeof(WAVEOUTCAPSW)
        return self._dire(self.sons[rank.value], caps)

    def waveInGetDevCapsW(self, rank, caps, size) -> int:
        assert size == 80  # sizeof(WAVEINCAPSW)
        return self._dire(self.micros[rank.value], caps)

    @staticmethod
    def _dire(name: str, caps) -> int:
        caps._obj.szPname[:] = ecrit(name.ljust(32, "\0"))
        return 0 if name else 2


class FauxCfgmgr32:
    """`trop_petit` : fois où une caméra se branche entre les deux appels (CR_BUFFER_SMALL)."""

    def __init__(self, cameras, trop_petit: int = 0, code: int = 0) -> None:
        self.text = "".join(f"{one}\0" for one in cameras) + "\0"
        self.trop_petit, self.code = trop_petit, code

    def CM_Get_Device_Interface_List_SizeW(self, size, guid, device, flags) -> int:
        assert bytes(guid._obj).hex() == "773732e576f95b4f9b55b94699c46e44"
        assert device is None and flags == 0
        size._obj.value = len(self.text)
        return self.code

    def CM_Get_Device_Interface_ListW(self, guid, device, held, size, flags) -> int:
        assert size.value == len(held) == len(self.text)
        if self.trop_petit:
            self.trop_petit -= 1
            return 0x1A
        held[:] = ecrit(self.text)
        return 0


def des_appels(distante=True, cameras=(BUS, USB), sons=("Audio distant",), micros=("", "Micro"),
               interdits=(), **options):  # fmt: skip
    libraries = {
        "user32": FausseUser32(distante), "winmm": FauxWinmm(sons, micros),
        "cfgmgr32": FauxCfgmgr32(cameras, **options),
    }  # fmt: skip
    return AppelsWindows(libraries.__getitem__, lambda name: int(name in interdits))


def test_tout_se_lit(monkeypatch):
    monkeypatch.setenv("CLIENTNAME", "PC-MARTINE")
    found = lire_faits(des_appels(interdits=(CAMERA, MICRO)))
    assert found == Faits(
        True, True, "PC-MARTINE", (BUS, USB), ("Audio distant",), ("Micro",),
        frozenset({CAMERA, MICRO}),
    )  # fmt: skip


def test_sans_appareil_la_liste_est_vide_et_non_inconnue(monkeypatch):
    monkeypatch.delenv("CLIENTNAME", raising=False)
    found = lire_faits(des_appels(distante=False, cameras=(), sons=(), micros=()))
    assert found == Faits(True, False, "", (), (), ())


def test_une_camera_branchee_pendant_la_lecture_se_relit():
    assert lire_faits(des_appels(trop_petit=2)).cameras == (BUS, USB)
    assert lire_faits(des_appels(trop_petit=9)).cameras is None


def test_ce_qui_ne_repond_pas_reste_inconnu_sans_cacher_le_reste():
    found = lire_faits(des_appels(code=13))
    assert found.cameras is None and found.sons == ("Audio distant",)

    def absente(_name):
        raise OSError("bibliothèque absente")

    found = lire_faits(AppelsWindows(absente, lambda _name: 0))
    assert (found.distante, found.cameras, found.sons, found.micros) == (None,) * 4


def test_une_fonction_que_cette_version_n_a_pas_reste_inconnue():
    class Vieille:
        pass

    found = lire_faits(AppelsWindows(lambda _name: Vieille(), lambda _name: 0))
    assert found == Faits(True, None, found.client)


@pytest.mark.skipif(sys.platform == "win32", reason="ailleurs que sous Windows")
def test_ailleurs_que_sous_windows_on_ne_sait_rien():
    assert lire_faits() == Faits(windows=False)
    assert lire_faits(AppelsWindows()).distante is None
