"""Ce que les documents d'assemblée répètent."""

from collections.abc import Sequence
from datetime import date

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.money import NBSP
from lsc_desktop.domain.adresses import EnTete
from lsc_desktop.domain.assemblees.documents import Reunion
from lsc_desktop.domain.assemblees.majorites import Article, Issue
from lsc_desktop.domain.assemblees.proces_verbal import Nomme
from lsc_desktop.domain.assemblees.voix import ecrit
from lsc_desktop.printing.fitting import fit, wrap
from lsc_desktop.printing.kit import BODY, GREY, SMALL, Page
from lsc_desktop.printing.letter import (
    LEFT,
    RIGHT,
    letterhead,
)
from lsc_desktop.printing.prose import STEP, Prose

NEANT = "Néant"
RETRAIT = NBSP * 4  # devant une sous-résolution
_SIGN_HEIGHT, _SIGN_GAP = 26.0, 5.0


def article_dit(article: Article) -> str:
    """« article 25-1 », « unanimité », « sans vote »."""
    if article in (Article.UNANIMITE, Article.SANS_VOTE):
        return {Article.UNANIMITE: "unanimité", Article.SANS_VOTE: "sans vote"}[article]
    return f"article{NBSP}{article}"


_ISSUES = {
    Issue.ACCEPTEE: "La résolution est ACCEPTÉE par les personnes ayant pris part au vote.",
    Issue.REFUSEE: "La résolution est REFUSÉE par les personnes ayant pris part au vote.",
    Issue.SANS_DECISION: "SANS DÉCISION POSSIBLE : la majorité demandée n'est pas réunie.",
    Issue.PAS_DE_VOTE: "PAS DE VOTE : cette question n'en appelait pas.",
    Issue.SANS_OBJET: "SANS OBJET : la résolution n'a pas été mise aux voix.",
}


def issue_dite(issue: Issue) -> str:
    """La phrase du procès-verbal qui dit le résultat (seed L2553)."""
    return _ISSUES[issue]


def nommes(people: Sequence[Nomme], total: int) -> str:
    """« MORGON Charles (72/1 000,91516), … », ou « Néant » (seed L2561-2563)."""
    return ", ".join(f"{p.nom}{NBSP}({ecrit(p.voix)}/{ecrit(total)})" for p in people) or NEANT


def titre_seul(page: Page, entete: EnTete, titre: str, sous_titre: str) -> float:
    """L'en-tête de l'agence puis un titre, sans destinataire ; rend le haut de ce qui suit."""
    letterhead(page, entete)
    text, size = fit(titre, 15, RIGHT - LEFT, bold=True, floor=9)
    page.text(LEFT, 50, text, size, bold=True)
    y = 55.5
    for line in wrap(sous_titre, BODY, RIGHT - LEFT, most=3):
        page.text(LEFT, y, line, shade=GREY)
        y += BODY * STEP
    return y


def _across(count: int) -> int:
    return 4 if count == 4 else 3


def signatures_height(count: int) -> float:
    """La place que prendront `count` cases, en mm."""
    return -(-count // _across(count)) * (_SIGN_HEIGHT + _SIGN_GAP)


def signatures(prose: Prose, intro: str, roles: Sequence[tuple[str, str]]) -> None:
    """Une case par signataire : sa qualité, son nom ; quatre de front au plus, ensemble."""
    across = _across(len(roles))
    prose.paragraph(intro, keep=signatures_height(len(roles)), after=1.5)
    room = (prose.right - prose.left - (across - 1) * _SIGN_GAP) / across
    for start in range(0, len(roles), across):
        prose.flow.need(_SIGN_HEIGHT)
        top = prose.flow.y
        for rank, (role, name) in enumerate(roles[start : start + across]):
            left = prose.left + rank * (room + _SIGN_GAP)
            prose.flow.page.frame(left, left + room, top, top + _SIGN_HEIGHT)
            text, size = fit(role, SMALL, room - 4)
            prose.flow.page.text(left + 2, top + 4, text, size, shade=GREY)
            text, size = fit(name, SMALL, room - 4, bold=True)
            prose.flow.page.text(left + 2, top + 8, text, size, bold=True)
        prose.space(_SIGN_HEIGHT + _SIGN_GAP)


def reperes_de(reunion: Reunion, le: date, compte: str, envoi: str) -> list[tuple[str, str]]:
    """Les repères d'une lettre d'assemblée, à gauche de l'adresse."""
    return [
        ("Le", date_fr(le)),
        ("N° compte", compte),
        ("Syndicat", reunion.syndicat),
        ("Immeuble", " - ".join(reunion.immeuble)),
        ("Référence", reunion.reference),
        ("Envoi", envoi),
    ]
