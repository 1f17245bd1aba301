"""Les noms des fichiers déposés : ASCII, minuscules, cent lettres au plus (extranet-partners §5.6).

Un nom porte le début de l'empreinte de son contenu : il ne change jamais de sens, redéposer ne nuit
pas, et deux versions d'un document ne se recouvrent pas.
"""

import re
from collections.abc import Iterable

from lsc_desktop.domain.fichiers import IMAGES

EMPREINTE = 16  # chiffres hexadécimaux du nom ; l'empreinte entière est dans le manifeste
LONGUEUR = 60  # d'un identifiant : avec l'empreinte, « .webp » et « .part », moins de cent
PDF = "pdf"
PHOTO = "pho-"  # ce par quoi commence l'identifiant d'une photo, et d'elle seule
_IDENTIFIANT = re.compile(r"[a-z]{3}(?:-[a-z0-9]+)+")
_PIECE = re.compile(r"evt-([0-9]+)-([0-9]+)")
_EVENEMENT = re.compile(r"evt-(\d+)-")
_PHOTO = re.compile(r"pho-([0-9]+)")
_MANIFESTE = re.compile(r"manifeste-([0-9]{6,})\.json")
_HEXADECIMAL = "0123456789abcdef"


def identifiant(evenement: int, rang: int) -> str:
    """« evt-1523-0 » : le texte de l'événement (rang 0) ou l'une de ses pièces jointes."""
    return f"evt-{evenement}-{rang}"


def piece_de(id_: str) -> tuple[int, int] | None:
    """L'événement et le rang d'un document de tout un immeuble ; rien de celui d'un compte."""
    found = _PIECE.fullmatch(id_)
    return (int(found[1]), int(found[2])) if found else None


def evenement_de(id_: str) -> int | None:
    """L'événement d'un document : 1523 pour « evt-1523-0-c7 »."""
    found = _EVENEMENT.match(id_)
    return int(found[1]) if found else None


def identifiant_photo(photo: int) -> str:
    """« pho-12 »."""
    return f"{PHOTO}{photo}"


def photo_de(id_: str) -> int | None:
    """La photo que c'est : 12 pour « pho-12 » ; rien d'un document."""
    found = _PHOTO.fullmatch(id_)
    return int(found[1]) if found else None


def nom_fichier(id_: str, sha256: str, extension: str = PDF) -> str:
    """« evt-1523-0_9f2c….pdf », « pho-12_9f2c….jpg ». Lève `ValueError` si l'un des trois n'a pas
    sa forme : une photo est une image, tout le reste un PDF."""
    photo = id_.startswith(PHOTO)
    if len(id_) > LONGUEUR or not (_PHOTO if photo else _IDENTIFIANT).fullmatch(id_):
        raise ValueError(f"identifiant impossible : {id_!r}")
    if len(sha256) != 64 or sha256.strip(_HEXADECIMAL):
        raise ValueError(f"empreinte impossible pour {id_} : {sha256!r}")
    if extension not in (IMAGES if photo else (PDF,)):
        raise ValueError(f"extension impossible pour {id_} : {extension!r}")
    return f"{id_}_{sha256[:EMPREINTE]}.{extension}"


def nom_manifeste(numero: int) -> str:
    """« manifeste-000412.json »."""
    return f"manifeste-{numero:06}.json"


def dernier_manifeste(noms: Iterable[str]) -> int:
    """Le plus haut numéro parmi ces noms de fichiers ; 0 s'il n'y a aucun manifeste."""
    found = (_MANIFESTE.fullmatch(nom) for nom in noms)
    return max((int(one[1]) for one in found if one), default=0)


def nom_retour(numero: int) -> str:
    """« retour-000412.json » : ce que la cible répond à ce manifeste."""
    return f"retour-{numero:06}.json"
