"""La fiche d'un rendez-vous : quand, où, avec qui, et s'il se tient aussi chez Zoom (F4)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lsc_desktop.base.dates import JOURS
from lsc_desktop.domain.assemblees.saisie import heure_lue
from lsc_desktop.domain.coordonnees import courriel_possible
from lsc_desktop.domain.saisies import Problem, obligatoires

# Ce que Zoom admet (developers.zoom.us/docs/api/meetings, POST /users/{userId}/meetings) : 200
# lettres pour « topic », 2 000 pour « agenda », où notre marque prend sa part.
TITRE, OBJET, NOM = 200, 1_900, 64
PREVU, ANNULE = "prevu", "annule"
ETATS = ((PREVU, "Prévu"), (ANNULE, "Annulé"))


@dataclass(slots=True)
class ParticipantLigne:
    """Un invité : un tiers, ou un nom et une adresse. `inscription`, `lien` : ce que Zoom en a
    fait ; ils ne se saisissent pas."""

    id: int | None = None
    tiers_id: int | None = None
    nom: str = ""
    courriel: str = ""
    inscription: str = ""
    lien: str = ""


@dataclass(slots=True)
class RendezVousDraft:
    """Saisie d'un rendez-vous. Les heures s'écrivent « 14:30 » ou « 14h30 ».

    `zoom` : il se tient chez Zoom ; `webinaire` : en webinaire plutôt qu'en réunion ; `hote` :
    l'utilisateur Zoom qui la tient, vide, celui du réglage (`hote_usuel`) ; `inscrire` : Zoom
    inscrit les participants et leur écrit. Ce qui suit `participants` se lit : ce que Zoom a
    répondu, ou pourquoi il n'a pas encore fait ce qu'on lui demande (`zoom_manque`), le jour, les
    rendez-vous qui se croisent.
    """

    id: int | None = None
    version: int = 0
    titre: str = ""
    date: dt.date | None = None
    heure_debut: str = ""
    heure_fin: str = ""
    lieu: str = ""
    responsable: str = ""
    objet: str = ""
    tiers_id: int | None = None
    immeuble_id: int | None = None
    lot_id: int | None = None
    zoom: bool = False
    webinaire: bool = False
    hote: str = ""
    inscrire: bool = False
    participants: list[ParticipantLigne] = field(default_factory=list)
    duree: str = ""
    etat: str = ""
    zoom_etat: str = ""
    zoom_numero: str = ""
    zoom_code: str = ""
    zoom_lien: str = ""
    invitation: str = ""
    annule: bool = False
    hote_usuel: str = ""
    jour: dt.date | None = None
    croisements: list[str] = field(default_factory=list)
    zoom_manque: str = ""

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(self, titre="Le titre", date="La date")
        if len(self.titre.strip()) > TITRE:
            yield "titre", f"Le titre a {TITRE} lettres au plus."
        if len(self.objet.strip()) > OBJET:
            yield "objet", f"L'objet a {OBJET} lettres au plus."
        yield from self._heures()
        yield from self._zoom()
        yield from self._participants()

    def _heures(self) -> Iterator[Problem]:
        start, end = heure_lue(self.heure_debut), heure_lue(self.heure_fin)
        for name, typed, read in (
            ("heure_debut", self.heure_debut, start), ("heure_fin", self.heure_fin, end),
        ):  # fmt: skip
            if not typed.strip():
                yield name, "L'heure est à renseigner."
            elif not read:
                yield name, "L'heure s'écrit 14:30 ou 14h30."
        if start and end and end <= start:
            yield "heure_fin", "L'heure de fin vient après l'heure de début, le même jour."

    def _zoom(self) -> Iterator[Problem]:
        if self.hote.strip() and not courriel_possible(self.hote):
            yield "hote", "L'hôte se dit par l'adresse de courriel de son compte Zoom."
        if not self.zoom:
            if self.webinaire:
                yield "webinaire", "Un webinaire se tient chez Zoom : cochez « Réunion Zoom »."
            if self.inscrire:
                yield "inscrire", "Zoom n'inscrit qu'à ses réunions : cochez « Réunion Zoom »."
        elif not (self.hote.strip() or self.hote_usuel.strip()):
            yield (
                "hote",
                (
                    "Donnez l'hôte Zoom, ou réglez-en un dans « Configuration Organiseur », onglet "
                    "Planning."
                ),
            )

    def _participants(self) -> Iterator[Problem]:
        seen = set[str]()
        for rank, one in enumerate(self.participants):
            address = one.courriel.strip()
            if not (one.nom.strip() or address):
                yield f"participants.{rank}.nom", "Le nom de ce participant est à renseigner."
            if len(one.nom.strip()) > NOM:
                yield f"participants.{rank}.nom", f"Le nom a {NOM} lettres au plus."
            if address and not courriel_possible(address):
                yield f"participants.{rank}.courriel", "Cette adresse de courriel est fausse."
            elif address and address.casefold() in seen:
                yield f"participants.{rank}.courriel", "Un autre participant a cette adresse."
            elif self.zoom and self.inscrire and not address:
                yield f"participants.{rank}.courriel", "Zoom n'inscrit que par une adresse."
            seen.add(address.casefold())


def recalculer(draft: RendezVousDraft) -> None:
    """La durée, dès que les deux heures se lisent."""
    found = minutes(draft.heure_debut, draft.heure_fin)
    draft.duree = duree_dite(found) if found else ""


def normaliser(draft: RendezVousDraft) -> None:
    """Ce qui s'enregistre : heures au propre, ni blanc, ni option d'une réunion qu'on ne veut pas.

    Une heure illisible reste telle quelle : `problems` la refuse.
    """
    for name in ("titre", "lieu", "responsable", "objet", "hote"):
        setattr(draft, name, getattr(draft, name).strip())
    draft.heure_debut = heure_lue(draft.heure_debut) or draft.heure_debut
    draft.heure_fin = heure_lue(draft.heure_fin) or draft.heure_fin
    for one in draft.participants:
        one.nom, one.courriel = (one.nom or "").strip(), (one.courriel or "").strip()


def minutes(debut: str, fin: str) -> int:
    """La durée en minutes ; 0 si une heure ne se lit pas, ou si elles ne se suivent pas."""
    start, end = heure_lue(debut), heure_lue(fin)
    if not (start and end):
        return 0
    first, last = dt.time.fromisoformat(start), dt.time.fromisoformat(end)
    return max((last.hour - first.hour) * 60 + last.minute - first.minute, 0)


def duree_dite(count: int) -> str:
    """« 45 min », « 1 h », « 1 h 30 » (espaces insécables)."""
    hours, rest = divmod(count, 60)
    if not hours:
        return f"{rest}\u00a0min"
    return f"{hours}\u00a0h" + (f"\u00a0{rest:02}" if rest else "")


def se_croisent(a: tuple[str, str], b: tuple[str, str]) -> bool:
    """Deux (début, fin) d'un même jour ont un moment commun ; se suivre n'est pas se croiser."""
    return a[0] < b[1] and b[0] < a[1]


def avertissements(draft: RendezVousDraft) -> Sequence[str]:
    """Ce qui se remarque sans rien interdire."""
    found = [draft.zoom_manque] if draft.zoom_manque else []
    found += draft.croisements
    if draft.date is not None and draft.jour is not None and not draft.annule:
        if draft.date < draft.jour:
            found.append("Ce rendez-vous est à une date passée.")
        elif draft.date.weekday() >= 5:
            found.append(f"Ce rendez-vous tombe un {JOURS[draft.date.weekday()]}.")
    if draft.zoom and draft.participants and not draft.inscrire:
        found.append(
            "Zoom ne préviendra personne : envoyez l'invitation (« Copier l'invitation »), ou "
            "cochez « Inscrire les participants »."
        )
    return found
