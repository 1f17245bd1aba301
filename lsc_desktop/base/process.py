"""Un processus de cette machine vit-il encore ? Son numéro seul ne suffit pas : il se redonne."""

import os
import sys
from pathlib import Path

DEAD = "ZX"  # mort, mais pas encore enterré par son parent


def born(pid: int) -> str:
    """L'instant où ce processus est né, tel que le système le note ; "" s'il ne vit plus.

    Un système qui ne le dit pas rend « ? » pour un processus vivant.
    """
    if sys.platform == "win32":
        return _born_windows(pid)
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return _answers(pid) if not Path("/proc/self/stat").exists() else ""
    return "" if fields[0] in DEAD else fields[19]


def _answers(pid: int) -> str:
    """Sans /proc (macOS) : on sait seulement si quelqu'un répond à ce numéro."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except OSError:
        return "?"
    return "?"


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    QUERY, STILL_ACTIVE, UNKNOWN_PID = 0x1000, 259, 87

    def _born_windows(pid: int) -> str:
        """Le processus d'un autre utilisateur peut se refuser : c'est donc qu'il vit."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = wintypes.HANDLE
        kernel.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
        handle = kernel.OpenProcess(QUERY, False, pid)
        if not handle:
            return "" if ctypes.get_last_error() == UNKNOWN_PID else "?"
        handle = wintypes.HANDLE(handle)
        times = [wintypes.FILETIME() for _ in range(4)]
        code = wintypes.DWORD()
        try:
            alive = kernel.GetExitCodeProcess(handle, ctypes.byref(code))
            read = kernel.GetProcessTimes(handle, *(ctypes.byref(t) for t in times))
        finally:
            kernel.CloseHandle(handle)
        if alive and code.value != STILL_ACTIVE:
            return ""
        return f"{times[0].dwHighDateTime:x}{times[0].dwLowDateTime:08x}" if read else "?"
