"""Le pouvoir joint à la convocation : une page à détacher (loi du 10 juillet 1965, art. 22 I)."""

from lsc_desktop.base.dates import heure_dite, jour_dit
from lsc_desktop.domain.assemblees.documents import Convocation
from lsc_desktop.domain.assemblees.voix import ecrit
from lsc_desktop.printing.kit import GREY, SMALL
from lsc_desktop.printing.letter import LEFT
from lsc_desktop.printing.prose import Prose, note_petite

_SIGN_WIDTH, _SIGN_HEIGHT = 84.0, 26.0
_MOTTO = "Date et signature, précédées de « Bon pour pouvoir »"
_ACCEPTED = "Signature du mandataire, précédée de « Bon pour acceptation »"


def draw_pouvoir(prose: Prose, value: Convocation) -> None:
    """Sur une page neuve : qui donne pouvoir, à qui, pour quelle assemblée."""
    prose.flow.turn()
    reunion = value.reunion
    prose.paragraph("POUVOIR", 15, bold=True, after=4.0)
    giver = ", ".join(value.destinataire.bloc())
    held = f" - {ecrit(value.voix)} voix sur {ecrit(value.total)}" if value.total else ""
    account = f" - compte {value.compte}" if value.compte else ""
    prose.paragraph(f"{giver}{account}{held}", label="Le mandant :", after=3.0)
    prose.paragraph("donne pouvoir à :", after=1.0)
    prose.blanks(("Nom et prénom", "Domicile"))
    prose.space(4.0)
    prose.paragraph(
        f"pour le représenter à l'assemblée générale des copropriétaires de l'immeuble "
        f"{', '.join(reunion.immeuble)} ({reunion.syndicat}), le {jour_dit(reunion.le)} à "
        f"{heure_dite(reunion.heure)}, {reunion.lieu} ; y signer la feuille de présence, prendre "
        f"part aux délibérations et aux votes."
    )
    prose.paragraph("Le mandataire peut se substituer un autre mandataire, sauf mention contraire.")
    prose.blanks(("Instructions particulières",))
    prose.space(5.0)
    _signatures(prose)
    note_petite(
        prose,
        "Un mandataire ne peut recevoir plus de trois délégations de vote, sauf si le total des "
        f"voix dont il dispose et de celles de ses mandants ne dépasse pas {value.pour_cent} % des "
        "voix du syndicat. "
        "Ne peuvent recevoir de mandat : le syndic, son conjoint, partenaire ou concubin, leurs "
        "ascendants et descendants ; ses préposés, leur conjoint, partenaire ou concubin, leurs "
        "ascendants et descendants (loi art. 22 I). Un pouvoir sans nom de mandataire est remis au "
        "président du conseil syndical, à un de ses membres ou au président de séance, qui désigne "
        "le mandataire (décret art. 15-1).",
    )


def _signatures(prose: Prose) -> None:
    top = prose.flow.y
    for rank, text in enumerate((_MOTTO, _ACCEPTED)):
        left = LEFT + rank * (_SIGN_WIDTH + 6)
        prose.flow.page.frame(left, left + _SIGN_WIDTH, top, top + _SIGN_HEIGHT)
        prose.flow.page.text(left + 2, top + 4, text, SMALL - 0.8, shade=GREY)
    prose.flow.y = top + _SIGN_HEIGHT + 5
