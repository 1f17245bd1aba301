"""SIRET, IBAN, BIC, code postal, courriel : la faute de frappe se voit avant d'enregistrer.

Rien n'est exigé : un champ vide passe. Les clés sont celles de l'Insee (Luhn) et d'ISO 13616.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from lsc_desktop.domain.saisies import Problem

_COURRIEL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+")
_CODE_POSTAL = re.compile(r"[0-9]{5}")
_FRANCE = {"", "france", "fr"}

_PHRASES = {
    "siret": "Ce SIRET est faux : il a 14 chiffres, dont une clé.",
    "iban": "Cet IBAN est faux : vérifiez-le sur le relevé d'identité bancaire.",
    "bic": "Ce BIC est faux : il a 8 ou 11 caractères, comme CMCIFR2A.",
}


def problems_coordonnees(draft: Any) -> Iterator[Problem]:
    """Une phrase pour chaque coordonnée qui ne peut pas être vraie, parmi celles que la fiche a."""
    for field, sentence in _PHRASES.items():
        value = getattr(draft, field, "").strip()
        if value and not _controles()[field](value):
            yield field, sentence
    courriel = getattr(draft, "courriel", "").strip()
    if courriel and not courriel_possible(courriel):
        yield "courriel", "Cette adresse de courriel est fausse : elle s'écrit nom@domaine.fr."
    postal = getattr(draft, "code_postal", "").strip()
    en_france = getattr(draft, "pays", "").strip().lower() in _FRANCE
    if postal and en_france and not _CODE_POSTAL.fullmatch(postal):
        yield "code_postal", "Un code postal français a 5 chiffres."


def courriel_possible(texte: str) -> bool:
    """« nom@domaine.fr » ; qu'elle existe ne se sait qu'en lui écrivant."""
    return _COURRIEL.fullmatch(texte.strip()) is not None


def _controles() -> dict[str, Callable[[str], bool]]:
    """Les clés de contrôle ; stdnum se charge au premier numéro tapé, pas au démarrage."""
    from stdnum import bic, iban
    from stdnum.fr import siret

    return {"siret": siret.is_valid, "iban": iban.is_valid, "bic": bic.is_valid}


def masquer(numero: str) -> str:
    """« FR76 •••• •••• 1234 » : assez pour reconnaître un compte, pas pour s'en servir.

    Un numéro court (un BIC) est caché entier ; rien reste rien.
    """
    bare = "".join(numero.split())
    if not bare:
        return ""
    return f"{bare[:4]} •••• •••• {bare[-4:]}" if len(bare) >= 14 else "••••••••"
