"""La boîte d'envoi : ce qui attend de partir chez un partenaire, et ce que devient un échec.

Un refus attend qu'on corrige, une panne se reprend, un bogue attend l'éditeur (house-style §4).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

A_ENVOYER, ENVOYE, REFUSE, EN_PANNE, ABANDONNE = (
    "a_envoyer", "envoye", "refuse", "en_panne", "abandonne",
)  # fmt: skip
ETATS = (
    (A_ENVOYER, "À envoyer"),
    (ENVOYE, "Envoyé"),
    (REFUSE, "Refusé"),
    (EN_PANNE, "En panne"),
    (ABANDONNE, "Abandonné"),
)
FINIS = (ENVOYE, ABANDONNE)  # ceux qui n'arrêtent plus la suite de leur fil
A_VOIR = (REFUSE, EN_PANNE)

# Pourquoi il n'est pas parti. `LIAISON` se reprend de lui-même, les autres attendent quelqu'un ;
# `ACCES` retient tous ceux du même partenaire : redire un mot de passe refusé le bloquerait.
LIAISON, ACCES, DOUTE, REFUS, BOGUE = "liaison", "acces", "doute", "refus", "bogue"
MOTIFS = (
    (LIAISON, "Liaison"),
    (ACCES, "Identifiants"),
    (DOUTE, "Peut-être arrivé"),
    (REFUS, "Refus"),
    (BOGUE, "Incident"),
)
COUPE = "Le programme s'est arrêté pendant l'envoi : il est peut-être déjà arrivé."
COUPE_CONSEIL = "Vérifiez chez le partenaire, puis réessayez ou abandonnez."

PREMIER, DERNIER = timedelta(minutes=5), timedelta(hours=6)  # entre deux essais
CHARGE_MAX = 1_000_000  # caractères : au-delà, c'est un fichier, et sa place est ailleurs


@dataclass(frozen=True, slots=True)
class AEnvoyer:
    """Une ligne de la boîte, prise pour partir. `cle` : la même à chaque essai."""

    id: int
    partenaire: str
    sorte: str
    objet: str
    objet_id: int | None
    cle: str
    essais: int
    charge: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sort:
    """Ce que devient un envoi après un essai. `pas_avant` : vide, il attend quelqu'un."""

    etat: str
    motif: str = ""
    message: str = ""
    conseil: str = ""
    pas_avant: datetime | None = None


def pause(essais: int, demandee: timedelta = timedelta(0)) -> timedelta:
    """Avant l'essai suivant : 5 minutes, puis le double, 6 heures au plus ; ou davantage, si le
    partenaire le demande. `essais` : ceux qui ont manqué, un au moins."""
    doublings = min(max(essais - 1, 0), 10)
    return max(min(PREMIER * (1 << doublings), DERNIER), demandee)


def ecrire_charge(charge: Mapping[str, Any]) -> str:
    """Le JSON gardé. Lève `ValueError` s'il est trop gros, `TypeError` s'il n'en est pas un : un
    montant et une date s'y écrivent en texte."""
    text = json.dumps(charge, ensure_ascii=False, allow_nan=False, sort_keys=True)
    if len(text) > CHARGE_MAX:
        raise ValueError(f"charge de {len(text)} caractères : gardez un id, et relisez la base")
    return text


def lire_charge(texte: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(texte)
    return found
