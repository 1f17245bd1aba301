"""Nos valeurs dans `devis-habitation/1`, et ses réponses dans les nôtres (extranet-partners §4.5).

Les montants et les surfaces s'y écrivent en texte. Ce contrat n'a jamais été vérifié.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from lsc_desktop.base.text import montrable
from lsc_desktop.domain.lovys.devis import PERIODICITES, Demande, Devis
from lsc_desktop.partners.erreurs import ContratError, RefusError
from lsc_desktop.partners.http import Reponse

OK, REFUS, ERREUR = "ok", "refus", "erreur"
_TYPES = {
    "appartement": "appartement", "studio": "appartement", "loft": "appartement",
    "chambre": "appartement", "maison": "maison",
}  # fmt: skip
_MONTANT = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,2})?")
_JOUR = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def corps(demande: Demande) -> dict[str, Any]:
    """Ce qui part pour un lot."""
    who, land = demande.occupant, demande.bien
    assert land.surface is not None and land.nb_pieces is not None
    return {
        "reference": demande.reference,
        "occupant": {
            "civilite": who.civilite, "nom": who.nom, "prenom": who.prenom,
            "email": who.courriel, "qualite": who.qualite,
        },
        "bien": {
            "adresse": land.adresse, "cp": land.code_postal, "ville": land.ville,
            "type": _TYPES.get(land.type_lot.casefold(), "autre"),
            "surface_totale": f"{land.surface:.2f}", "nb_pieces": land.nb_pieces,
            "surface_dependances": f"{land.dependances:.2f}",
        },
        "formule": demande.formule,
    }  # fmt: skip


def lire_devis(reponse: Reponse) -> Devis:
    """Lève `RefusError` si Lovys ne fait pas ce devis, `ContratError` s'il répond autre chose que
    ce que dit le contrat."""
    status = reponse.champ("statut", str)
    if status in (REFUS, ERREUR):
        raise _sans_devis(status, reponse)
    if status != OK:
        raise ContratError(f"Lovys répond un statut imprévu : « {montrable(status[:40])} ».")
    amount, period = reponse.champ("montant", str), reponse.champ("periodicite", str)
    if not _MONTANT.fullmatch(amount) or not Decimal(amount):
        raise ContratError("Lovys répond un montant imprévu.")
    if period not in dict(PERIODICITES):
        raise ContratError(f"Lovys répond une périodicité imprévue : « {montrable(period[:40])} ».")
    return Devis(Decimal(amount), period, reponse.champ("lien", str), _expire(reponse))


def _sans_devis(status: str, reponse: Reponse) -> RefusError:
    said = reponse.contenu.get("motif")
    why = " ".join(said.split())[:200] if isinstance(said, str) else ""
    told = f" : « {why} »" if why else ""
    if status == REFUS:
        return RefusError(
            f"Lovys refuse ce devis{told}.", "Corrigez ce qu'il dit, puis réessayez.",
            code=reponse.code, contenu=reponse.contenu,
        )  # fmt: skip
    return RefusError(
        f"Lovys n'a pas su faire ce devis{told}.",
        "Réessayez plus tard ; si cela dure, demandez à Lovys.",
        code=reponse.code, contenu=reponse.contenu,
    )  # fmt: skip


def _expire(reponse: Reponse) -> date | None:
    """Facultatif ; présent, c'est un jour."""
    found = reponse.contenu.get("expire_le")
    if found is None:
        return None
    try:
        if not _JOUR.fullmatch(found):
            raise ValueError
        return date.fromisoformat(found)
    except (TypeError, ValueError) as error:
        raise ContratError("Lovys répond une date d'expiration imprévue.") from error
