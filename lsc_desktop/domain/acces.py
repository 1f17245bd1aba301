"""Identifiant et premier mot de passe du Service Client (seed L1153-1163, D45)."""

import datetime as dt
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from lsc_desktop.base.text import fold
from lsc_desktop.domain.adresses import Adresse, EnTete
from lsc_desktop.domain.publications.contenu import MotDePasseInitial

# Dix capitales, comme LSC : « CNWBTGDSHW ». Sans voyelle, ce n'est jamais un mot ; 43 bits
# suffisent à ce qui ne sert qu'une fois, derrière argon2.
LETTRES = "BCDFGHJKLMNPQRSTVWXZ"
LONGUEUR = 10
CODE_ACCES = "Code accès"  # la donnée complémentaire où LSC le met (seed L1155-1161)
CODE_MAX = 30
A_REMETTRE, REMIS, PUBLIE = "À remettre", "Lettre imprimée", "Publié"
_PHC = re.compile(r"\$(argon2id)\$v=(\d+)\$([a-z0-9=,]+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)")


def code_acces(nom: str, prenom: str, pris: Collection[str]) -> str:
    """« ALOXECORTONDENISE » ; un homonyme porte un rang : « DUPONTJEAN2 »."""
    base = re.sub(r"[^A-Z0-9]", "", fold(f"{nom}{prenom}").upper())[:CODE_MAX] or "COMPTE"
    code, rank = base, 2
    while code in pris:
        code, rank = f"{base}{rank}", rank + 1
    return code


def premier_mot_de_passe(tirer: Callable[[str], str]) -> str:
    """`tirer` choisit une lettre, d'un hasard que personne ne devine (`secrets.choice`)."""
    return "".join(tirer(LETTRES) for _ in range(LONGUEUR))


def publiee(empreinte: str) -> MotDePasseInitial | None:
    """Une empreinte argon2, telle que le manifeste la dit ; None s'il n'y en a pas.

    Lève `ValueError` si ce n'en est pas une : un mot de passe ne doit jamais passer pour elle.
    """
    if not empreinte:
        return None
    found = _PHC.fullmatch(empreinte)
    if found is None:
        raise ValueError("ce n'est pas une empreinte argon2id")
    algo, version, settings, salt, digest = found.groups()
    pairs = [tuple(part.split("=")) for part in settings.split(",")]
    values = {name: int(value) for name, value in pairs} | {"v": int(version)}
    return MotDePasseInitial(algo, salt, digest, tuple(sorted(values.items())))


@dataclass(frozen=True, slots=True)
class LettreAcces:
    """De quoi écrire à quelqu'un ses identifiants ; `site` : l'adresse de l'extranet, ou rien."""

    entete: EnTete
    destinataire: Adresse
    le: dt.date
    site: str
    code: str
    mot_de_passe: str


def site(domaine: str) -> str:
    """« https://agence.exemple.fr », du nom de domaine des réglages."""
    name = domaine.strip().removeprefix("https://").removeprefix("http://").strip("/")
    return f"https://{name}" if name else ""
