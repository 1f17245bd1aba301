"""Les photos d'un immeuble, numérotées, que l'extranet montre à ses clients (seed L1470-1474,
L1578-1580)."""

from collections.abc import Iterator
from dataclasses import dataclass

from lsc_desktop.domain.saisies import Problem, obligatoires


@dataclass(slots=True)
class PhotoDraft:
    """Saisie d'une photo. `chemin` : le fichier choisi sur le disque, vide s'il ne change pas ;
    `publie` : les cibles qui reçoivent les photos la montrent."""

    id: int | None = None
    version: int = 0
    immeuble_id: int | None = None
    numero: int | None = None
    libelle: str = ""
    publie: bool = False
    chemin: str = ""
    immeuble: str = ""
    fichier: str = ""

    def problems(self) -> Iterator[Problem]:
        if self.id is None:
            yield from obligatoires(self, chemin="Le fichier")
        if self.numero is not None and self.numero < 1:
            yield "numero", "Les photos sont numérotées à partir de 1."


def titre(libelle: str, numero: int) -> str:
    """Sous quoi elle se montre : jamais le nom de son fichier, qui n'a été dit à personne."""
    return libelle.strip() or f"Photo {numero}"
