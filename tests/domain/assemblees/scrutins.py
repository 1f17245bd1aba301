"""Des urnes écrites en lettres, une par copropriétaire, numérotés depuis 1.

O, N, A, « . » dans la salle sans répondre, « - » absent ; par correspondance : o, n, a, « c » muet.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lsc_desktop.domain.assemblees.majorites import Article, Bulletin, Sens
from lsc_desktop.domain.assemblees.resolutions import Resolution, Urne, Vote, electeurs
from lsc_desktop.domain.assemblees.voix import Part, voix

CLE = 1


def parts(tantiemes: str) -> list[Part]:
    return [Part(who, voix(Decimal(text))) for who, text in enumerate(tantiemes.split(), 1)]


def bulletins(lettres: str) -> dict[int, Bulletin]:
    return {
        who: Bulletin(sens_de(letter), correspondance=letter.islower())
        for who, letter in enumerate(lettres, 1)
        if letter != "-"
    }


def sens_de(letter: str) -> Sens:
    return Sens.NON_VOTANT if letter in ".c" else Sens(letter.upper())


def urne(
    tantiemes: str,
    votes: Mapping[Vote, str],
    formulaires: Mapping[Vote, Mapping[int, Sens]] | None = None,
    **options: Any,
) -> Urne:
    """Une seule clé ; `options` : celles d'`electeurs`."""
    corps = electeurs({CLE: parts(tantiemes)}, **options)
    return Urne(corps, {vote: bulletins(text) for vote, text in votes.items()}, formulaires or {})


def resolution(id: int, article: Article = Article.A24, **over: Any) -> Resolution:
    return Resolution(**{"id": id, "rang": id, "titre": f"n° {id}", "article": article,
                         "cle": CLE, **over})  # fmt: skip
