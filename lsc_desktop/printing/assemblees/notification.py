"""La notification du procès-verbal : aux opposants et défaillants (loi art. 42 al. 2, décret
art. 18), ou à tous quand le conseil syndical n'a pas été élu (loi art. 21)."""

from lsc_desktop.base.dates import date_fr, jour_dit
from lsc_desktop.domain.assemblees.proces_verbal import Motif, Notification, ResolutionVotee
from lsc_desktop.domain.assemblees.voix import ecrit
from lsc_desktop.printing.assemblees.redaction import article_dit, reperes_de
from lsc_desktop.printing.assemblees.textes import textes
from lsc_desktop.printing.fitting import wrap
from lsc_desktop.printing.kit import GREY, SMALL, document
from lsc_desktop.printing.letter import LEFT, footer
from lsc_desktop.printing.prose import Prose, lettre, salutation
from lsc_desktop.printing.tables import GAP, Column, Line, Row, Table, glued

TITRE = "NOTIFICATION DU PROCÈS-VERBAL"
RESULTATS = Table(
    (
        Column("N°", 14),
        Column("Résolution", 62),
        Column("Oui", 22, right=True),
        Column("Non", 22, right=True),
        Column("Abstentions", 23, right=True),
        Column("Résultat", 31),
    ),
    LEFT,
    size=8.0,
)
_MINOR = 7.0


def imprimer_notification(value: Notification) -> bytes:
    """La lettre qui accompagne le procès-verbal, sans ses annexes."""
    reunion = value.reunion
    suite = f"Notification, assemblée du {date_fr(reunion.le)} - {value.compte}".rstrip(" -")
    reperes = reperes_de(reunion, value.le, value.compte, value.envoi)
    flow = lettre(reunion.entete, value.destinataire, reperes, TITRE, suite)
    prose = Prose(flow)
    _opening(prose, value)
    prose.section("RÉSULTATS DES VOTES", keep=24.0)
    RESULTATS.draw(flow, glued(map(_result, value.resolutions)))
    if not value.resolutions:
        prose.paragraph("Aucune résolution.", SMALL, shade=GREY)
    prose.space(3.0)
    _delay(prose, value)
    footer(flow.pages, reunion.entete)
    return document(suite, flow.pages, le=value.le, author=reunion.entete.raison_sociale)


def _opening(prose: Prose, value: Notification) -> None:
    reunion = value.reunion
    signed = f", signé le {date_fr(value.signe_le)}," if value.signe_le else ""
    prose.paragraph("Madame, Monsieur,", after=2.5)
    prose.paragraph(
        f"Nous vous notifions le procès-verbal ci-joint{signed} de l'assemblée générale des "
        f"copropriétaires de l'immeuble {', '.join(reunion.immeuble)} ({reunion.syndicat}), tenue "
        f"le {jour_dit(reunion.le)}."
    )
    prose.paragraph(_reason(value), after=2.5)
    for label, numbers in (
        ("Vous vous êtes opposé à la décision :", value.oppose_a),
        ("Vous étiez défaillant pour :", value.defaillant_a),
    ):
        if numbers:
            noun = "résolutions" if len(numbers) > 1 else "résolution"
            prose.paragraph(f"{noun} {', '.join(numbers)}.", label=label, after=1.4)


def _reason(value: Notification) -> str:
    """Pourquoi cette lettre (loi art. 42 al. 2, ou art. 21)."""
    if value.motif is Motif.CONSEIL_NON_ELU:
        return (
            "L'assemblée générale n'est pas parvenue à désigner les membres du conseil syndical, "
            "faute de candidature ou de la majorité requise. Le procès-verbal en fait mention ; il "
            "est notifié à tous les copropriétaires dans le délai d'un mois (loi du 10 juillet "
            "1965, art. 21)."
        )
    return (
        f"Cette notification vous est faite en votre qualité de copropriétaire {value.motif}, dans "
        f"le délai d'un mois à compter de l'assemblée (loi du 10 juillet 1965, art. 42 al. 2)."
    )


def _result(value: ResolutionVotee) -> Row:
    """Un résultat ; celui du second vote quand il y en a eu un."""
    count = value.second or value.vote
    room = RESULTATS.columns[1].width - GAP
    size = RESULTATS.size
    article = article_dit(count.article if count else value.article)
    name = [Line(part, size) for part in wrap(value.titre, size, room, most=6)]
    name.append(Line(f"{article}, second vote" if value.second else article, _MINOR, GREY))
    camps = (count.oui, count.non, count.abstentions) if count else ()
    figures = [ecrit(camp.voix) for camp in camps] or ["", "", ""]
    return RESULTATS.row((value.numero, tuple(name), *figures, str(value.issue)))


def _delay(prose: Prose, value: Notification) -> None:
    """Le délai de contestation, reproduit mot pour mot (décret art. 18), et la signature."""
    prose.section("DÉLAI DE CONTESTATION", keep=48.0)
    prose.quote(*textes()["loi_42_al_2"].cite)
    if value.motif is Motif.CONSEIL_NON_ELU:
        prose.paragraph(
            "Seuls les copropriétaires opposants ou défaillants peuvent contester une décision.",
            SMALL,
            shade=GREY,
        )
    salutation(prose, value.signataire or value.reunion.entete.raison_sociale)
