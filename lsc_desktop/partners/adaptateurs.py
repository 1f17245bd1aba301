"""Tous les adaptateurs du programme : en ajouter un, c'est ajouter sa déclaration ici.

Elle s'écrit à côté de l'adaptateur ; ce module ne fait que les réunir, dans l'ordre où on les
montre.
"""

from lsc_desktop.partners.ag_connect.adaptateur import AG_CONNECT
from lsc_desktop.partners.clac.adaptateur import CLAC
from lsc_desktop.partners.declaration import Adaptateur
from lsc_desktop.partners.lovys.adaptateur import LOVYS
from lsc_desktop.partners.poliris.adaptateur import PAGESIMMO, POLIRIS
from lsc_desktop.partners.registre.adaptateur import REGISTRE
from lsc_desktop.partners.sftp.adaptateurs import CAPTAIN, DOSSIER, EXTRANET, INCH
from lsc_desktop.partners.store.adaptateur import STORE
from lsc_desktop.partners.zoom.adaptateur import ZOOM

ADAPTATEURS: tuple[Adaptateur, ...] = (
    EXTRANET, CAPTAIN, INCH, DOSSIER, STORE, CLAC, REGISTRE, POLIRIS, PAGESIMMO, ZOOM,
    LOVYS,
    AG_CONNECT,
)  # fmt: skip


def adaptateur(code: str) -> Adaptateur:
    """Lève `KeyError` : un code que rien ne déclare est un bogue."""
    return {one.code: one for one in ADAPTATEURS}[code]
