"""Le jour et l'heure du poste : ni SQLite ni un serveur ne savent l'heure de l'agence."""

from datetime import date, datetime

from sqlalchemy import BindParameter, Date, bindparam


def today() -> BindParameter[date]:
    """Le jour au calendrier de ce poste, lu à chaque exécution de la requête.

    `CURRENT_DATE` est celui du temps universel sur SQLite, et celui du serveur sur PostgreSQL :
    à une heure du matin, ou en outre-mer, ce ne serait pas la date que l'utilisateur a sous les
    yeux, qui est aussi celle de `Contexte.aujourd_hui`.
    """
    return bindparam("jour_du_poste", callable_=_now, type_=Date(), unique=True)


def heure_du_poste() -> datetime:
    """L'heure à l'horloge murale de ce poste, sans fuseau : celle des créneaux."""
    return datetime.now()


def _now() -> date:
    return date.today()
