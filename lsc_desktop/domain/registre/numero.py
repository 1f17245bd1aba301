"""Le numéro d'immatriculation : deux lettres et sept chiffres, « AA5-357-991 » dans un acte.

La forme se déduit de numéros publiés ; aucune clé de contrôle n'est connue, aucune n'est inventée.
"""

import re

_FORME = re.compile(r"[A-Z]{2}[0-9]{7}")


def normaliser(numero: str) -> str:
    """En majuscules, sans espaces ni tirets."""
    return re.sub(r"[\s.\-‐‑–]+", "", numero).upper()


def numero_possible(numero: str) -> bool:
    return bool(_FORME.fullmatch(normaliser(numero)))


def dans_un_acte(numero: str) -> str:
    """« AA5-357-991 » ; tel quel s'il n'a pas la forme d'un numéro."""
    bare = normaliser(numero)
    return f"{bare[:3]}-{bare[3:6]}-{bare[6:]}" if _FORME.fullmatch(bare) else numero
