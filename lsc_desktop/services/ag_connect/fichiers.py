"""Sur le disque : l'assemblée qu'un poste nomade emporte, le retour qu'il rapporte."""

from pathlib import Path

from lsc_desktop.base.errors import UserError
from lsc_desktop.partners.ag_connect.contrat import PIECE_MAX, lire_retour, nom_export
from lsc_desktop.partners.ag_connect.lecteur import JSON_MAX


def ecrire_l_export(dossier: Path, assemblee_id: int, contenu: bytes) -> Path:
    """Lève `UserError` si le dossier n'en veut pas."""
    path = dossier / nom_export(assemblee_id)
    try:
        path.write_bytes(contenu)
    except OSError as error:
        raise UserError(
            f"« {path.name} » ne s'écrit pas dans ce dossier.", "Choisissez-en un autre."
        ) from error
    return path


def lire_retour_du_disque(path: Path) -> tuple[bytes, dict[str, bytes]]:
    """Le fichier, et les pièces qu'il nomme, cherchées à côté de lui.

    Lève `UserError` s'il ne se lit pas, est trop gros, ou n'est pas un retour ; une pièce absente
    se dira à la réception.
    """
    content = _lire(path, JSON_MAX)
    pieces = {}
    for one in lire_retour(content).pieces:
        beside = path.parent / one.fichier
        if beside.is_file():
            pieces[one.fichier] = _lire(beside, PIECE_MAX)
    return content, pieces


def _lire(path: Path, most: int) -> bytes:
    try:
        if not path.is_file() or path.stat().st_size > most:
            raise UserError(
                f"« {path.name} » n'est pas un fichier, ou pèse plus de {most >> 20} Mo.",
                "Choisissez le fichier rendu par le poste nomade ou le partenaire.",
            )
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"« {path.name} » ne se lit pas.", "Vérifiez le disque.") from error
