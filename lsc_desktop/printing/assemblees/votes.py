"""Une résolution du procès-verbal : son texte, son résultat, ses tableaux, les noms cités."""

from dataclasses import replace

from lsc_desktop.domain.assemblees.proces_verbal import ResolutionVotee, VoteCompte
from lsc_desktop.domain.assemblees.voix import ecrit
from lsc_desktop.printing.assemblees.redaction import article_dit, issue_dite, nommes
from lsc_desktop.printing.kit import BODY, GREY, SMALL
from lsc_desktop.printing.letter import LEFT
from lsc_desktop.printing.prose import Prose, note_petite
from lsc_desktop.printing.tables import Column, Flow, Table, glued

VOTANTS = Table(
    (
        Column("Votants", 90),
        Column("Copropriétaires", 42, right=True),
        Column("Tantièmes", 42, right=True),
    ),
    LEFT,
)
DETAIL = Table(
    (
        Column("Votes dans le détail", 54),
        Column("Oui", 40, right=True),
        Column("Non", 40, right=True),
        Column("Abstentions", 40, right=True),
    ),
    LEFT,
)
_NOTE = (
    "(*) Si la résolution a été amendée, les votes favorables par correspondance sont considérés "
    "comme défaillants, donc comme n'ayant pas voté (loi du 10 juillet 1965, art. 17-1 A al. 2)."
)


def draw_resolution(prose: Prose, value: ResolutionVotee) -> None:
    """Le titre ne se sépare ni de son texte ni du résultat qui le suit."""
    prose.section(f"RÉSOLUTION N° {value.numero}", keep=30.0)
    prose.paragraph(value.titre, BODY + 1, bold=True, after=0.8, keep=10.0)
    said = " - ".join(part for part in (article_dit(value.article), value.cle) if part)
    prose.paragraph(said, SMALL, shade=GREY, after=2.0, keep=8.0)
    if value.texte:
        label = "Texte proposé :" if value.amende else ""
        prose.paragraph(value.texte, label=label, after=2.4)
    if value.amende:
        prose.paragraph(value.amende, label="Texte AMENDÉ en séance, mis aux voix :", after=2.4)
    if value.vote is None:
        prose.paragraph(value.conclusion or issue_dite(value.issue), bold=True, after=2.4)
    else:
        _draw_count(prose, value.vote, "")
    if value.second is not None:
        _draw_second(prose, value.second)
    if value.vote is not None and value.conclusion:
        prose.paragraph(value.conclusion, bold=True, after=2.4)
    for label, texts in (("Réserves :", value.reserves), ("Incidents :", value.incidents)):
        for text in texts:
            prose.paragraph(text, label=label, after=1.2)
    prose.space(2.0)


def _draw_second(prose: Prose, value: VoteCompte) -> None:
    """Le second vote, annoncé par son explication (seed L2601)."""
    prose.space(1.0)
    named = article_dit(value.article)
    prose.paragraph(f"Second vote ({named})", BODY + 0.5, bold=True, after=1.2, keep=24.0)
    if value.explication:
        prose.paragraph(value.explication, after=2.0)
    _draw_count(prose, value, " au second vote")


def _draw_count(prose: Prose, value: VoteCompte, when: str) -> None:
    """Le résultat et pourquoi, les deux tableaux, les noms (décret art. 17 al. 3)."""
    prose.paragraph(issue_dite(value.issue), bold=True, after=1.4, keep=12.0)
    for text in value.pourquoi:
        prose.paragraph(text, SMALL, indent=3.0, shade=GREY, after=0.6)
    prose.space(1.0)
    _draw_voters(prose.flow, value)
    prose.space(2.0)
    _draw_detail(prose.flow, value)
    prose.space(2.5)
    total = value.votants.total.voix
    silent = f"N'ont pas pris part au vote{when} (*) :"
    for label, people in (
        (f"Se sont abstenus{when} :", value.abstenus),
        (f"Se sont opposés à la décision{when} :", value.opposes),
        (silent, value.non_participants),
    ):
        prose.paragraph(nommes(people, total), label=label, after=1.2)
    note_petite(prose, _NOTE)


def _draw_voters(flow: Flow, value: VoteCompte) -> None:
    here = value.votants
    rows = [
        VOTANTS.row((label, str(camp.nombre), ecrit(camp.voix)), bold=label == "Total")
        for label, camp in (
            ("Présents ou représentés", here.presents),
            ("Votants à distance", here.distance),
            ("Votants par correspondance", here.correspondance),
            ("Absents (ou non votants)", here.absents),
            ("Total", here.total),
        )
    ]
    VOTANTS.draw(flow, [*(replace(row, glue=True) for row in rows[:-1]), rows[-1]])


def _draw_detail(flow: Flow, value: VoteCompte) -> None:
    camps = (value.oui, value.non, value.abstentions)
    rows = [
        DETAIL.row(("Copropriétaires", *(str(camp.nombre) for camp in camps))),
        DETAIL.row(("Tantièmes", *(ecrit(camp.voix) for camp in camps))),
    ]
    DETAIL.draw(flow, glued(rows))
