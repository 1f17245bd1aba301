"""Les documents et les images d'un lot, numérotés et diffusables (seed L2680)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lsc_desktop.domain.fichiers import est_image
from lsc_desktop.domain.saisies import Problem, obligatoires


@dataclass(slots=True)
class DocumentLotDraft:
    """Saisie d'un document. `chemin` : le fichier choisi sur le disque, vide s'il ne change pas.

    `vignette` : la petite image de l'annonce, une par lot, distincte de celle qui se diffuse.
    """

    id: int | None = None
    version: int = 0
    lot_id: int | None = None
    numero: int | None = None
    libelle: str = ""
    diffusion: bool = False
    vignette: bool = False
    chemin: str = ""
    lot: str = ""
    fichier: str = ""

    def problems(self) -> Iterator[Problem]:
        if self.id is None:
            yield from obligatoires(self, chemin="Le fichier")
        if self.numero is not None and self.numero < 1:
            yield "numero", "Les documents sont numérotés à partir de 1."
        if self.vignette and not est_image(self.chemin or self.fichier):
            yield "vignette", "Une vignette est une image : JPEG, PNG ou WebP."


def recalculer(draft: DocumentLotDraft) -> None:
    """Propose le nom du fichier pour libellé."""
    if draft.chemin and not draft.libelle:
        draft.libelle = Path(draft.chemin).stem
