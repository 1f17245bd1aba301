"""Qui mène un travail, écrit dans la base : un mort se reconnaît, et l'on prend sa suite."""

import os
from datetime import datetime
from socket import gethostname
from uuid import uuid4

from lsc_desktop.base.process import born
from lsc_desktop.domain.traitements import Jeton, delaisse


def jeton_neuf() -> str:
    """Celui de ce processus, pour un travail de plus."""
    pid = os.getpid()
    return Jeton(gethostname(), pid, born(pid), uuid4().hex).texte()


def jeton_delaisse(texte: str, vu_le: datetime, now: datetime) -> bool:
    """Celui qui le tenait ne vit plus, ou ne donne plus signe de vie (heures de la base)."""
    jeton, here = Jeton.lire(texte), gethostname()
    birth = born(jeton.pid) if jeton is not None and jeton.poste == here else ""
    return delaisse(jeton, here, birth, vu_le, now)


def jeton_d_ici(texte: str) -> bool:
    """Il est de ce processus même."""
    jeton = Jeton.lire(texte)
    return jeton is not None and (jeton.poste, jeton.pid) == (gethostname(), os.getpid())
