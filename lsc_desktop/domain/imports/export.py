"""L'écran d'export du portefeuille."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lsc_desktop.domain.saisies import Problem, obligatoires

FORMES = (("xlsx", "Un classeur Excel, une feuille par sorte"), ("csv", "Un fichier CSV par sorte"))


@dataclass(slots=True)
class ExportDraft:
    """Ce qu'on exporte : les soldes sont ceux du jour `au`. `fait` : où les fichiers sont."""

    id: int | None = None
    version: int = 0
    forme: str = "xlsx"
    au: date | None = None
    fait: str = ""

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(self, forme="La forme", au="Le jour des soldes")
