"""Le calendrier d'une assemblée, tel que l'onglet Convocation l'affiche, chaque date expliquée."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from lsc_desktop.base.dates import JOURS, date_fr, plus_mois
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.assemblees.delais import (
    CONVOCATION,
    FRANCS,
    POSTE,
    UN_JOUR,
    Repli,
    est_ouvre,
    limite_contestation,
    limite_convocation,
    limite_notification,
    limite_nouvelle_assemblee,
    limite_proces_verbal,
    limite_reception,
    ouvre_precedent,
)


@dataclass(frozen=True, slots=True)
class Echeance:
    """Une ligne de l'onglet Convocation : le dernier jour pour `quoi`, et son calcul en une phrase.

    `avertissement` est vide quand il n'y a rien à craindre de cette date.
    """

    quoi: str
    date: date
    explication: str
    source: str
    avertissement: str = ""


def jour_fr(jour: date) -> str:
    """« vendredi 26/06/2026 »."""
    return f"{JOURS[jour.weekday()]} {date_fr(jour)}"


def calendrier(
    ag: date,
    *,
    feries: Collection[date] = (),
    repli: Repli = Repli.LAISSER,
    delai: int = CONVOCATION,
    urgence: bool = False,
    envoi_le: date | None = None,
    notifie_le: date | None = None,
    nouvelle_assemblee: bool = False,
) -> tuple[Echeance, ...]:
    """Les échéances d'une assemblée, de la première à la dernière, chacune avec son calcul.

    `delai` : celui du règlement, en jours ; `envoi_le` : le jour prévu de la présentation des
    convocations, sinon le dernier possible ; `notifie_le` : celui du procès-verbal, de même ;
    `nouvelle_assemblee` : des travaux du f de l'article 25 n'ont pas eu le tiers des voix. Lève
    `UserError` comme `limite_convocation`.
    """
    limit = limite_convocation(ag, delai)
    found = [
        _poste(envoi_le or limit),
        _convocation(ag, limit, delai, envoi_le, urgence, feries),
        *_francs(ag, feries, repli),
        _proces_verbal(ag, feries),
        _notification(ag, notifie_le, feries),
        _contestation(ag, notifie_le, feries),
    ]
    if nouvelle_assemblee:
        found.append(_nouvelle(ag, feries))
    return tuple(sorted(found, key=lambda echeance: echeance.date))


def _quel(jour: date, feries: Collection[date]) -> str:
    """« un samedi », « un jour férié »."""
    return "un jour férié" if jour in feries else f"un {JOURS[jour.weekday()]}"


def _veille(jour: date, feries: Collection[date]) -> str:
    """L'avertissement d'un dernier jour qui n'est pas ouvré, et que rien ne reporte."""
    if est_ouvre(jour, feries):
        return ""
    before = jour_fr(ouvre_precedent(jour, feries))
    return f"Ce jour est {_quel(jour, feries)} : ne comptez que jusqu'au {before}."


def _poste(sent: date) -> Echeance:
    limit = sent - timedelta(days=POSTE)
    return Echeance(
        "Demandes de courrier postal",
        limit,
        f"Qui demande la voie postale y a droit le lendemain du huitième jour : pour des "
        f"convocations du {jour_fr(sent)}, les demandes reçues jusqu'au {jour_fr(limit)} "
        f"({POSTE} jours avant) s'imposent.",
        "décret art. 64-4",
    )


def _convocation(
    ag: date,
    limit: date,
    delai: int,
    sent: date | None,
    urgence: bool,
    feries: Collection[date],
) -> Echeance:
    if urgence:
        warning = "Urgence : ce délai ne s'impose pas. Dites le motif dans la convocation."
    elif sent and sent > limit:
        late = pluriel((sent - limit).days, "jour")
        warning = (
            f"L'envoi prévu le {jour_fr(sent)} est en retard de {late} : avancez-le, ou reculez "
            "l'assemblée."
        )
    else:
        warning = _veille(limit, feries)
    return Echeance(
        "Convocation",
        limit,
        f"Le délai de {delai} jours court du lendemain de la première présentation, ou de l'avis "
        f"électronique, et finit au plus tard la veille de l'assemblée : {date_fr(ag)} − "
        f"{delai + 1} jours = {jour_fr(limit)}.",
        "décret art. 9, 64 et 64-1",
        warning,
    )


def _francs(ag: date, feries: Collection[date], repli: Repli) -> tuple[Echeance, Echeance]:
    """Les formulaires et les participations à distance : même jour, même calcul."""
    legal = limite_reception(ag)
    kept = limite_reception(ag, feries, repli)
    count = (
        f"Trois jours francs entre la réception et l'assemblée, ni l'un ni l'autre jour ne "
        f"comptant : {date_fr(ag)} − {FRANCS + 1} jours = {jour_fr(legal)}."
    )
    warning = ""
    if kept != legal:
        warning = (
            f"Ce jour est {_quel(legal, feries)} : le réglage de l'agence avance au "
            f"{jour_fr(kept)}."
        )
    elif not est_ouvre(legal, feries):
        warning = (
            f"Ce jour est {_quel(legal, feries)}, et il compte : un formulaire arrivé ce jour-là "
            "est à temps. Relevez le courrier et la messagerie de l'agence."
        )
    return (
        Echeance("Formulaires de vote", kept, count, "décret art. 9 bis", warning),
        Echeance("Participation à distance", kept, count, "décret art. 13-2", warning),
    )


def _proces_verbal(ag: date, feries: Collection[date]) -> Echeance:
    limit = limite_proces_verbal(ag)
    return Echeance(
        "Signature du procès-verbal",
        limit,
        f"À la fin de la séance, ou dans les huit jours : {date_fr(ag)} + 8 jours = "
        f"{jour_fr(limit)}.",
        "décret art. 17",
        _veille(limit, feries),
    )


def _notification(ag: date, notified: date | None, feries: Collection[date]) -> Echeance:
    limit = limite_notification(ag)
    warning = _veille(limit, feries)
    if notified and notified > limit:
        late = pluriel((notified - limit).days, "jour")
        warning = f"Présenté le {jour_fr(notified)} : {late} de retard."
    return Echeance(
        "Notification du procès-verbal",
        limit,
        f"Aux opposants et aux défaillants, dans le mois de l'assemblée : {date_fr(ag)} + 1 mois = "
        f"{jour_fr(limit)}.",
        "loi art. 42 al. 2",
        warning,
    )


def _contestation(ag: date, notified: date | None, feries: Collection[date]) -> Echeance:
    shown = notified or limite_notification(ag)
    limit = limite_contestation(shown, feries)
    exact = plus_mois(shown + UN_JOUR, 2)
    moved = "" if limit == exact else f", reporté au premier jour ouvrable, {jour_fr(limit)}"
    if_so = "Pour un" if notified else "Au plus tard, pour un"
    return Echeance(
        "Fin du délai de contestation",
        limit,
        f"{if_so} procès-verbal présenté le {jour_fr(shown)}, deux mois depuis le lendemain : "
        f"{date_fr(shown + UN_JOUR)} + 2 mois = {jour_fr(exact)}{moved}. Les travaux votés à "
        "l'article 25 ou 26 attendent la fin de ce jour, sauf urgence.",
        "loi art. 42 al. 2 et 3",
    )


def _nouvelle(ag: date, feries: Collection[date]) -> Echeance:
    limit = limite_nouvelle_assemblee(ag)
    return Echeance(
        "Convocation d'une nouvelle assemblée",
        limit,
        f"Sur un projet identique, elle votera à l'article 24 si elle est convoquée dans les trois "
        f"mois : {date_fr(ag)} + 3 mois = {jour_fr(limit)}.",
        "loi art. 25-1 al. 2",
        _veille(limit, feries),
    )
