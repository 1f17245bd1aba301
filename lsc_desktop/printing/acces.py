"""La lettre qui remet à un client son identifiant et son premier mot de passe (D45)."""

from lsc_desktop.base.dates import date_fr
from lsc_desktop.domain.acces import LettreAcces
from lsc_desktop.printing.kit import document
from lsc_desktop.printing.letter import LEFT, RIGHT, footer
from lsc_desktop.printing.prose import Prose, lettre, salutation

TITRE = "Votre accès au Service Client"
CADRE, LIGNE = 26.0, 7.5  # mm : la hauteur du cadre, et d'une ligne à l'autre


def imprimer_acces(value: LettreAcces) -> bytes:
    """Une page ; les deux mots à taper sont dans un cadre, en gros."""
    flow = lettre(value.entete, value.destinataire, [("Le", date_fr(value.le))], TITRE, TITRE)
    prose = Prose(flow)
    prose.paragraph("Madame, Monsieur,", after=3.0)
    where = f", à l'adresse {value.site}" if value.site else ""
    prose.paragraph(
        f"Nous ouvrons à votre nom un accès à notre Service Client{where}. Vous y trouverez vos "
        "documents au fur et à mesure que nous les publions.",
        after=4.0,
    )
    page, top = flow.page, flow.y
    page.band(LEFT, RIGHT, top, top + CADRE)
    for rank, (label, text) in enumerate(
        (("Identifiant", value.code), ("Premier mot de passe", value.mot_de_passe))
    ):
        base = top + 10.0 + rank * LIGNE * 1.3
        page.text(LEFT + 5, base, f"{label} :")
        page.text(LEFT + 50, base, text, 14, bold=True)
    prose.space(CADRE + 5.0)
    prose.paragraph(
        "Ce mot de passe ne sert qu'une fois : à votre première connexion, il vous sera demandé "
        "d'en choisir un autre, que vous serez seul à connaître. Tapez-le en capitales.",
        after=3.0,
    )
    prose.paragraph(
        "Ne le communiquez à personne : notre agence ne vous le demandera jamais. Si vous ne "
        "l'avez pas demandé, ou s'il est refusé, prévenez-nous.",
        after=6.0,
    )
    salutation(prose, value.entete.raison_sociale)
    footer(flow.pages, value.entete)
    return document(TITRE, flow.pages, le=value.le, author=value.entete.raison_sociale)
