"""Le réglage des partenaires : à quelles heures la boîte d'envoi se vide, où est le store."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lsc_desktop.domain.saisies import Problem
from lsc_desktop.domain.sauvegardes import lire_heures

HEURES = " ".join(f"{hour:02}:00" for hour in range(7, 21))


@dataclass(slots=True)
class ReglagePartenairesDraft:
    """`jours`, `heures` : quand la boîte d'envoi se vide d'elle-même ; un envoi demandé n'attend
    pas. `store_adresse` : vide, la licence se valide par fichier ; `store_client` : notre numéro
    au store, tel que la licence le porte."""

    id: int | None = None
    version: int = 0
    active: bool = True
    jours: str = "1234567"
    heures: str = HEURES
    store_adresse: str = ""
    store_client: str = ""

    def problems(self) -> Iterator[Problem]:
        if self.active and not self.jours:
            yield "jours", "Choisissez au moins un jour."
        try:
            if not lire_heures(self.heures) and self.active:
                yield "heures", "Donnez au moins une heure : « 09:00 »."
        except ValueError as error:
            yield "heures", str(error)
        if self.store_adresse.strip() and not _sure(self.store_adresse.strip()):
            yield "store_adresse", "L'adresse du store commence par « https:// »."


def _sure(adresse: str) -> bool:
    try:
        parts = urlsplit(adresse)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname)
