"""Ce que le programme dit de son adaptateur de Zoom."""

from lsc_desktop.partners.declaration import Adaptateur

ZOOM = Adaptateur(
    "zoom", "Zoom", "Tient les réunions et les webinaires du planning",
    "REST en JSON (API v2), OAuth de serveur à serveur",
    "public : developers.zoom.us/docs/api (erreurs, limites, réunions, webinaires)",
)  # fmt: skip
