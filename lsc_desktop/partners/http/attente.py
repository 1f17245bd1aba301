"""Combien attendre avant de reprendre : `Retry-After`, en secondes ou en date (RFC 9110), ou dans
la forme que Zoom lui donne, « 2020-05-31T00:00:00Z » (developers.zoom.us/docs/api/rate-limits)."""

from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGUE = 24 * 3600.0  # secondes : au-delà, l'en-tête est faux, ou l'horloge de l'un des deux


def retry_after(valeur: str | None, maintenant: datetime) -> float | None:
    """Secondes demandées, jamais négatives ni au-delà d'un jour ; None si l'en-tête manque ou ne se
    lit pas. `maintenant` : l'heure du serveur s'il la donne, en temps universel."""
    text = (valeur or "").strip()
    if text.isdecimal() and text.isascii():
        return min(float(text[:9]), LONGUE)
    when = _date(text)
    if when is None:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return min(max((when - maintenant).total_seconds(), 0.0), LONGUE)


def heure_du_serveur(date: str | None, ici: datetime) -> datetime:
    """Celle de l'en-tête `Date` : un poste mal à l'heure n'attend pas trop ni trop peu."""
    try:
        when = parsedate_to_datetime(date or "")
    except (ValueError, OverflowError):
        return ici
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when


def _date(text: str) -> datetime | None:
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        with suppress(ValueError, OverflowError):
            return read(text)
    return None
