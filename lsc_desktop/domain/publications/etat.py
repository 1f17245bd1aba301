"""Ce qui doit être en ligne sur une cible un jour donné, et pourquoi le reste n'y est pas.

Les sept clauses d'extranet-partners §4.1. Toutes celles qui manquent sont dites, dans leur ordre :
en corriger une ne doit pas en faire découvrir une autre le lendemain.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from lsc_desktop.base.dates import date_fr, plus_mois
from lsc_desktop.domain.publications.valeurs import Annuaire, Candidat, Cible, Genre, Portee


class Clause(IntEnum):
    DATE = 1
    CLASSEUR = 2
    DUREE = 3
    DESTINATAIRE = 4
    DROITS = 5
    CIBLE = 6
    REPRISE = 7


@dataclass(frozen=True, slots=True)
class Raison:
    """Une clause qui manque, dite en une phrase."""

    clause: Clause
    texte: str


@dataclass(frozen=True, slots=True)
class Etat:
    """`fin` : le dernier jour en ligne ; vide pour toujours."""

    candidat: Candidat
    raisons: tuple[Raison, ...]
    fin: date | None

    @property
    def publie(self) -> bool:
        return not self.raisons

    @property
    def explication(self) -> str:
        """La phrase de l'écran."""
        if self.raisons:
            return " ".join(reason.texte for reason in self.raisons)
        return f"Publié jusqu'au {date_fr(self.fin)}." if self.fin else "Publié sans limite."


def fin_de_publication(traitement: date, mois: int | None) -> date | None:
    """Le dernier jour en ligne, compris : n mois après la date de traitement, fin de mois rognée
    (D44 : 29/02/2024 + 12 → 28/02/2025). Rien pour toujours, y compris au-delà de l'an 9999.

    Lève `ValueError` pour une durée négative.
    """
    if not mois:
        return None
    if mois < 0:
        raise ValueError(f"une durée de publication de {mois} mois")
    try:
        return plus_mois(traitement, mois)
    except (ValueError, OverflowError):
        return None


def etat(candidat: Candidat, cible: Cible, annuaire: Annuaire, jour: date) -> Etat:
    """L'état d'un document sur cette cible, ce jour-là ; `annuaire` : celui du même jour."""
    end = fin_de_publication(candidat.date, candidat.duree_mois)
    return Etat(candidat, tuple(_raisons(candidat, cible, annuaire, jour, end)), end)


def etats(
    candidats: Iterable[Candidat], cible: Cible, annuaire: Annuaire, jour: date
) -> tuple[Etat, ...]:
    """Celui de chacun, dans le même ordre."""
    return tuple(etat(one, cible, annuaire, jour) for one in candidats)


def _raisons(
    candidat: Candidat, cible: Cible, annuaire: Annuaire, jour: date, end: date | None
) -> Iterator[Raison]:
    if text := _date(candidat, jour):
        yield Raison(Clause.DATE, text)
    if text := _classeur(candidat):
        yield Raison(Clause.CLASSEUR, text)
    if end is not None and jour > end:
        yield Raison(Clause.DUREE, f"Sa durée de publication s'est achevée le {date_fr(end)}.")
    yield from _lecteurs(candidat, annuaire)
    if not cible.documents:
        yield Raison(Clause.CIBLE, f"{cible.nom} ne reçoit pas de documents.")
    elif candidat.metier not in cible.metiers:
        yield Raison(Clause.CIBLE, f"{cible.nom} ne reçoit pas ceux de ce métier.")
    # La date de publication et non celle du document : « Publier en date du jour » doit pouvoir
    # envoyer un ancien document à une cible qui repart à 0.
    if cible.depuis and candidat.publie_le and candidat.publie_le < cible.depuis:
        yield Raison(
            Clause.REPRISE,
            f"{cible.nom} repart à 0 depuis le {date_fr(cible.depuis)} ; il a été publié avant, "
            f"le {date_fr(candidat.publie_le)}.",
        )


def _date(candidat: Candidat, jour: date) -> str:
    """Un événement confidentiel n'a jamais de date de publication (`refus_de_publier`) : s'il en
    a une, elle ne compte pas."""
    if candidat.confidentiel:
        return "Il est confidentiel : il ne se publie pas."
    if candidat.publie_le is None:
        return "Il n'a pas de date de publication."
    if candidat.publie_le > jour:
        return f"Il ne se publie qu'à partir du {date_fr(candidat.publie_le)}."
    return ""


def _classeur(candidat: Candidat) -> str:
    if candidat.classeur is None:
        return "Son modèle d'événement n'est rattaché à aucun classeur."
    if candidat.classeur.metier is not candidat.metier:
        return f"Le classeur « {candidat.classeur.nom} » est d'un autre métier."
    return ""


def _lecteurs(candidat: Candidat, annuaire: Annuaire) -> Iterator[Raison]:
    """Clauses 4 et 5 : sans destinataire, il n'y a pas de droit à juger."""
    roles = annuaire.roles(candidat.portee, candidat.metier)
    if not roles:
        yield Raison(Clause.DESTINATAIRE, _personne(candidat.portee, annuaire))
        return
    classeur = candidat.classeur
    if classeur is None or roles & classeur.droits:
        return
    if not classeur.lisible:
        yield Raison(Clause.DROITS, f"Personne n'a accès au classeur « {classeur.nom} ».")
        return
    yield Raison(
        Clause.DROITS,
        f"Le classeur « {classeur.nom} » est lu par {classeur.lecteurs} : aucun compte publié "
        f"{candidat.portee.texte} ne l'est à ce titre.",
    )


def _personne(portee: Portee, annuaire: Annuaire) -> str:
    if portee.genre is not Genre.COMPTE:
        return f"Aucun compte {portee.texte} n'est publié pour ce métier."
    compte = annuaire.comptes.get(portee.cle)
    if compte is None:
        return f"Le compte {portee.cle} n'existe pas."
    why = annuaire.inactifs.get(compte.id, "il est d'un autre métier")
    return f"Le compte {compte.nom} n'est pas publié : {why}."
