"""Pourquoi un fichier reçu n'est pas un dossier locatif : une phrase, et quoi faire."""

from lsc_desktop.base.errors import RefusedError

REEXPORTER = "Demandez au partenaire d'exporter de nouveau ce dossier."


class DossierRefuseError(RefusedError):
    """Ce fichier n'est pas un dossier qu'on puisse importer : il va en quarantaine."""

    def __init__(self, title: str, advice: str = REEXPORTER) -> None:
        super().__init__(title, advice)


def montrer(text: str, most: int = 60) -> str:
    """Un nom venu d'ailleurs, sans rien d'invisible ni de trop long."""
    plain = "".join(c if c.isprintable() else "·" for c in text[: most + 1])
    return f"« {plain[:most]}… »" if len(plain) > most else f"« {plain} »"
