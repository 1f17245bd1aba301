"""Ce que l'application Zoom de l'agence doit avoir le droit de faire, sous ses deux noms.

Une application neuve n'a plus que les noms « granulaires » ; une ancienne garde les noms
« classiques » que cite le document d'origine (seed L478-490). Sources :
developers.zoom.us/docs/integrations/oauth-scopes-granular/ et …/oauth-scopes/.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Besoin:
    """Une permission (« scope »). `classiques` : l'une d'elles suffit ; écrire y permet de lire."""

    libelle: str
    granulaire: str
    classiques: tuple[str, ...]

    def accorde(self, tenus: Collection[str]) -> bool:
        return self.granulaire in tenus or any(one in tenus for one in self.classiques)

    def dit(self) -> str:
        """« créer une réunion : meeting:write:meeting:admin (ou meeting:write:admin) »."""
        return f"{self.libelle} : {self.granulaire} (ou {self.classiques[0]})"


_LIRE = ("meeting:read:admin", "meeting:write:admin")
_ECRIRE = ("meeting:write:admin",)
_WEBINAIRE_LIRE = ("webinar:read:admin", "webinar:write:admin")
_WEBINAIRE = ("webinar:write:admin",)

CREER = Besoin("créer une réunion", "meeting:write:meeting:admin", _ECRIRE)
MODIFIER = Besoin("modifier une réunion", "meeting:update:meeting:admin", _ECRIRE)
ANNULER = Besoin("annuler une réunion", "meeting:delete:meeting:admin", _ECRIRE)
LIRE = Besoin("lire une réunion", "meeting:read:meeting:admin", _LIRE)
LISTER = Besoin("lire la liste des réunions", "meeting:read:list_meetings:admin", _LIRE)
INVITATION = Besoin("lire l'invitation", "meeting:read:invitation:admin", _LIRE)
INSCRIRE = Besoin("inscrire un participant", "meeting:write:registrant:admin", _ECRIRE)
INSCRITS = Besoin("lire les inscrits", "meeting:read:list_registrants:admin", _LIRE)
DESINSCRIRE = Besoin("annuler une inscription", "meeting:update:registrant_status:admin", _ECRIRE)
W_CREER = Besoin("créer un webinaire", "webinar:write:webinar:admin", _WEBINAIRE)
W_MODIFIER = Besoin("modifier un webinaire", "webinar:update:webinar:admin", _WEBINAIRE)
W_ANNULER = Besoin("annuler un webinaire", "webinar:delete:webinar:admin", _WEBINAIRE)
W_LIRE = Besoin("lire un webinaire", "webinar:read:webinar:admin", _WEBINAIRE_LIRE)
W_LISTER = Besoin(
    "lire la liste des webinaires", "webinar:read:list_webinars:admin", _WEBINAIRE_LIRE
)
W_INSCRIRE = Besoin("inscrire à un webinaire", "webinar:write:registrant:admin", _WEBINAIRE)
W_INSCRITS = Besoin(
    "lire les inscrits d'un webinaire", "webinar:read:list_registrants:admin", _WEBINAIRE_LIRE
)
W_DESINSCRIRE = Besoin(
    "annuler une inscription à un webinaire", "webinar:update:registrant_status:admin", _WEBINAIRE
)
PRESENCES = Besoin(
    "lire les présences d'une réunion", "report:read:list_meeting_participants:admin",
    ("report:read:admin",),
)  # fmt: skip
W_PRESENCES = Besoin(
    "lire les présences d'un webinaire", "report:read:list_webinar_participants:admin",
    ("report:read:admin",),
)  # fmt: skip
UTILISATEUR = Besoin("lire l'hôte", "user:read:user:admin", ("user:read:admin", "user:write:admin"))

REUNIONS = (LISTER, LIRE, CREER, MODIFIER, ANNULER)
INSCRIPTIONS = (INSCRITS, INSCRIRE, DESINSCRIRE)
WEBINAIRES = (
    W_LISTER, W_LIRE, W_CREER, W_MODIFIER, W_ANNULER, W_INSCRITS, W_INSCRIRE, W_DESINSCRIRE,
)  # fmt: skip
TOUS = (
    *REUNIONS, INVITATION, *INSCRIPTIONS, *WEBINAIRES, PRESENCES, W_PRESENCES, UTILISATEUR,
)  # fmt: skip


def manquants(tenus: Collection[str], besoins: Iterable[Besoin]) -> list[Besoin]:
    """Ceux que l'application n'a pas ; `tenus` : les permissions que son jeton annonce."""
    return [one for one in besoins if not one.accorde(tenus)]
