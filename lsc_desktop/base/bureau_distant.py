"""Ce que Windows dit de la session : à distance ou non, caméras, sons et micros qu'elle voit.

Rien n'est jugé ici (`domain.bureau_distant` le fait). Les appels à Windows sont tous dans
`AppelsWindows` ; ailleurs, on ne sait rien. Écrit d'après la documentation de Microsoft, et jamais
essayé sous Windows.
"""

import ctypes
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

T = TypeVar("T")

SM_REMOTESESSION = 0x1000  # GetSystemMetrics : la session est celle d'un bureau à distance
PRESENTES = 0  # CM_GET_DEVICE_INTERFACE_LIST_PRESENT
CLE = r"SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services"
# Les stratégies qui interdisent de rediriger (TerminalServer.admx) ; 1 : interdit.
CAMERA, SON, MICRO = "fDisableCameraRedir", "fDisableCam", "fDisableAudioCapture"


@dataclass(frozen=True, slots=True)
class Faits:
    """`None` : on ne le sait pas. `windows` : on est sous Windows. `client` : le poste d'où l'on
    s'est connecté. `cameras` : leurs chemins d'interface ; `sons`, `micros` : leurs noms.
    `interdits` : parmi `CAMERA`, `SON`, `MICRO`."""

    windows: bool
    distante: bool | None = None
    client: str = ""
    cameras: tuple[str, ...] | None = None
    sons: tuple[str, ...] | None = None
    micros: tuple[str, ...] | None = None
    interdits: frozenset[str] = frozenset()


class Appels(Protocol):
    """Ce qu'on demande au système ; chacun lève `OSError` s'il ne répond pas."""

    def distante(self) -> bool: ...
    def client(self) -> str: ...
    def cameras(self) -> tuple[str, ...]: ...
    def sons(self) -> tuple[str, ...]: ...
    def micros(self) -> tuple[str, ...]: ...
    def interdits(self) -> frozenset[str]: ...


def lire_faits(appels: Appels | None = None) -> Faits:
    """Les faits de cette session ; ne lève rien : ce qui ne répond pas reste inconnu."""
    if appels is None:
        if sys.platform != "win32":
            return Faits(windows=False)
        appels = AppelsWindows()
    return Faits(
        True,
        _su(appels.distante),
        _su(appels.client) or "",
        _su(appels.cameras),
        _su(appels.sons),
        _su(appels.micros),
        _su(appels.interdits) or frozenset(),
    )


def _su(call: Callable[[], T]) -> T | None:
    try:
        return call()
    except (OSError, AttributeError):  # une fonction que cette version de Windows n'a pas
        return None


# --- Windows ------------------------------------------------------------------------------------


# Des tailles fixes, celles de Windows : les essais vérifient ailleurs la même disposition.
_MOT, _LONG, _LETTRE = ctypes.c_uint16, ctypes.c_uint32, ctypes.c_uint16


class _Guid(ctypes.Structure):
    _fields_ = (("a", _LONG), ("b", _MOT), ("c", _MOT), ("d", ctypes.c_ubyte * 8))


class _Sortie(ctypes.Structure):
    """WAVEOUTCAPSW (mmeapi.h)."""

    _pack_ = 1
    _fields_ = (
        ("wMid", _MOT), ("wPid", _MOT), ("vDriverVersion", _LONG), ("szPname", _LETTRE * 32),
        ("dwFormats", _LONG), ("wChannels", _MOT), ("wReserved1", _MOT), ("dwSupport", _LONG),
    )  # fmt: skip


class _Entree(ctypes.Structure):
    """WAVEINCAPSW (mmeapi.h)."""

    _pack_ = 1
    _fields_ = _Sortie._fields_[:-1]


# KSCATEGORY_VIDEO_CAMERA {E5323777-F976-4F5B-9B55-B94699C46E44} (ks.h)
_CAMERAS = _Guid(
    0xE5323777, 0xF976, 0x4F5B,
    (ctypes.c_ubyte * 8)(0x9B, 0x55, 0xB9, 0x46, 0x99, 0xC4, 0x6E, 0x44),
)  # fmt: skip


def _bibliotheque(nom: str) -> Any:
    load: Any = getattr(ctypes, "WinDLL", None)
    if load is None:
        raise OSError("pas de Windows")
    return load(nom)


def _strategie(nom: str) -> int:
    """La valeur d'une stratégie de la machine ; 0 si elle n'est pas posée."""
    if sys.platform != "win32":
        return 0
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, CLE) as key:
            return int(winreg.QueryValueEx(key, nom)[0])
    except FileNotFoundError:
        return 0


class AppelsWindows:
    """Les vrais appels. `charger`, `strategie` : remplacés dans les essais."""

    def __init__(
        self,
        charger: Callable[[str], Any] = _bibliotheque,
        strategie: Callable[[str], int] = _strategie,
    ) -> None:
        self._charger, self._strategie = charger, strategie

    def distante(self) -> bool:
        return bool(self._charger("user32").GetSystemMetrics(SM_REMOTESESSION))

    def client(self) -> str:
        """Le poste d'où l'on s'est connecté : Windows le dit à la session."""
        return os.environ.get("CLIENTNAME", "")

    def cameras(self) -> tuple[str, ...]:
        manager = self._charger("cfgmgr32")
        for _essai in range(3):  # une caméra branchée entre les deux appels
            size = _LONG()
            self._bon(
                manager.CM_Get_Device_Interface_List_SizeW(
                    ctypes.byref(size), ctypes.byref(_CAMERAS), None, PRESENTES
                )
            )
            held = (_LETTRE * max(size.value, 1))()
            code = manager.CM_Get_Device_Interface_ListW(
                ctypes.byref(_CAMERAS), None, held, size, PRESENTES
            )
            if not code:
                return tuple(one for one in _texte(held).split("\0") if one)
        raise OSError(f"CM_Get_Device_Interface_List : {code}")

    def sons(self) -> tuple[str, ...]:
        return self._noms("waveOut", _Sortie)

    def micros(self) -> tuple[str, ...]:
        return self._noms("waveIn", _Entree)

    def interdits(self) -> frozenset[str]:
        return frozenset(one for one in (CAMERA, SON, MICRO) if self._strategie(one) == 1)

    def _noms(self, famille: str, genre: type[ctypes.Structure]) -> tuple[str, ...]:
        multimedia, found = self._charger("winmm"), []
        read = getattr(multimedia, f"{famille}GetDevCapsW")
        for rank in range(getattr(multimedia, f"{famille}GetNumDevs")()):
            held: Any = genre()
            # Débranché entre-temps, il ne compte pas.
            if not read(ctypes.c_size_t(rank), ctypes.byref(held), ctypes.sizeof(held)):
                found.append(_texte(held.szPname).partition("\0")[0])
        return tuple(found)

    @staticmethod
    def _bon(code: int) -> None:
        if code:
            raise OSError(f"CM_Get_Device_Interface_List_Size : {code}")


def _texte(lettres: Any) -> str:
    return bytes(lettres).decode("utf-16-le", "replace")
