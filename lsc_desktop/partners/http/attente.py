"""Combien attendre avant de reprendre : `Retry-After`, en secondes ou en date (RFC 9110)."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGUE = 24 * 3600.0  # secondes : au-delà, l'en-tête est faux, ou l'horloge de l'un des deux


def retry_after(valeur: str | None, maintenant: datetime) -> float | None:
    """Secondes demandées, jamais négatives ni au-delà d'un jour ; None si l'en-tête manque ou ne se
    lit pas. `maintenant` : l'heure du serveur s'il la donne, en temps universel."""
    text = (valeur or "").strip()
    if text.isdecimal() and text.isascii():
        return min(float(text[:9]), LONGUE)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return min(max((when - maintenant).total_seconds(), 0.0), LONGUE)


def heure_du_serveur(date: str | None, ici: datetime) -> datetime:
    """Celle de l'en-tête `Date` : un poste mal à l'heure n'attend pas trop ni trop peu."""
    try:
        when = parsedate_to_datetime(date or "")
    except ValueError:
        return ici
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when
