"""Configuration de l'Organiseur, onglet Planning : le compte Zoom de l'agence (seed L494-496)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lsc_desktop.domain.coordonnees import courriel_possible
from lsc_desktop.domain.planning import autorisations
from lsc_desktop.domain.saisies import Problem

NON_VERIFIE = (
    "Jamais vérifié avec le service réel : écrit d'après la documentation publique de Zoom."
)
FUSEAUX = (
    ("Europe/Paris", "France métropolitaine"),
    ("America/Guadeloupe", "Guadeloupe"),
    ("America/Martinique", "Martinique"),
    ("America/Cayenne", "Guyane"),
    ("America/Miquelon", "Saint-Pierre-et-Miquelon"),
    ("Indian/Reunion", "La Réunion"),
    ("Indian/Mayotte", "Mayotte"),
    ("Pacific/Noumea", "Nouvelle-Calédonie"),
    ("Pacific/Tahiti", "Polynésie française"),
    ("Pacific/Wallis", "Wallis-et-Futuna"),
)
_IDENTIFIANT = re.compile(r"[0-9A-Za-z_.\-]{0,100}")


@dataclass(slots=True)
class PermissionLigne:
    """Une permission à donner à l'application, dans le Marketplace de Zoom, sous ses deux noms."""

    pour: str = ""
    granulaire: str = ""
    classique: str = ""


def permissions() -> list[PermissionLigne]:
    """Toutes celles dont le programme se sert ; `user:write:admin`, que cite le document d'origine,
    donnerait plus qu'il n'en faut."""
    return [
        PermissionLigne(_pour(one), one.granulaire, one.classiques[0]) for one in autorisations.TOUS
    ]


def _pour(one: autorisations.Besoin) -> str:
    label = one.libelle[:1].upper() + one.libelle[1:]
    return label if one in autorisations.REUNIONS else f"{label} (facultatif)"


@dataclass(slots=True)
class ReglagePlanningDraft:
    """`compte`, `client` : Account ID et Client ID de l'application Server-to-Server OAuth ; le
    Client Secret n'est qu'au coffre de chaque poste, et `secret_dit` dit s'il y est. `hote` :
    l'utilisateur Zoom qui tient les réunions, sauf mention contraire ; `attente` : on y entre par
    la salle d'attente."""

    id: int | None = None
    version: int = 0
    compte: str = ""
    client: str = ""
    hote: str = ""
    fuseau: str = "Europe/Paris"
    attente: bool = True
    secret_dit: str = ""
    permissions: list[PermissionLigne] = field(default_factory=permissions)

    def problems(self) -> Iterator[Problem]:
        for name, label in (("compte", "L'Account ID"), ("client", "Le Client ID")):
            if not _IDENTIFIANT.fullmatch(getattr(self, name).strip()):
                yield name, f"{label} n'a ni espace ni accent : recopiez-le du Marketplace."
        if self.hote.strip() and not courriel_possible(self.hote):
            yield "hote", "L'hôte se dit par l'adresse de courriel de son compte Zoom."
        if self.fuseau not in dict(FUSEAUX):
            yield "fuseau", "Choisissez le fuseau horaire de l'agence."


def remarques(draft: ReglagePlanningDraft) -> Sequence[str]:
    """D'abord que rien n'est vérifié, puis ce qui manque avant la première réunion."""
    found = [NON_VERIFIE]
    missing = [
        label
        for name, label in (("compte", "Account ID"), ("client", "Client ID"), ("hote", "hôte"))
        if not getattr(draft, name).strip()
    ]
    if missing:
        found.append(f"Il manque : {', '.join(missing)}.")
    return found
