"""Les délais d'une assemblée : le dernier jour pour chaque chose (loi art. 25-1, 42 ; décret).

Un jour n'est ouvré ni le samedi, ni le dimanche, ni un jour férié ; les fériés viennent d'ailleurs.
Avant l'assemblée, on compte à rebours et ces jours-là comptent (D36) ; au-delà, un délai pour agir
en justice qui finit l'un d'eux va au premier jour ouvrable suivant (code de procédure civile,
art. 642).
"""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from lsc_desktop.base.dates import plus_mois
from lsc_desktop.base.errors import UserError

CONVOCATION = 21  # jours au moins, décret art. 9
FRANCS = 3  # jours francs, décret art. 9 bis et 13-2
POSTE = 9  # le lendemain du huitième jour, décret art. 64-4
UN_JOUR = timedelta(days=1)


class Repli(StrEnum):
    """Que faire quand le dernier jour de réception n'est pas ouvré (D36)."""

    LAISSER = "Laisser ce jour"
    AVANCER = "Avancer au jour ouvré précédent"


def est_ouvre(jour: date, feries: Collection[date] = ()) -> bool:
    """Du lundi au vendredi, hors jours fériés."""
    return jour.weekday() < 5 and jour not in feries


def ouvre_precedent(jour: date, feries: Collection[date] = ()) -> date:
    """Ce jour s'il est ouvré, sinon le dernier qui l'est avant lui."""
    while not est_ouvre(jour, feries):
        jour -= UN_JOUR
    return jour


def ouvre_suivant(jour: date, feries: Collection[date] = ()) -> date:
    """Ce jour s'il est ouvré, sinon le premier qui l'est après lui."""
    while not est_ouvre(jour, feries):
        jour += UN_JOUR
    return jour


def limite_convocation(ag: date, delai: int = CONVOCATION) -> date:
    """Dernier jour de la première présentation du recommandé, de la transmission de l'avis
    électronique ou de la remise en main propre (décret art. 9, 64, 64-1, 64-3).

    `delai` en jours, plus long si le règlement le veut. Il court du lendemain de la présentation et
    doit être écoulé la veille de l'assemblée, dont le jour ne compte pas : l'assemblée − 22 jours
    pour 21. Lève `UserError` pour un délai plus court que celui du décret.
    """
    if delai < CONVOCATION:
        raise UserError(
            f"Un délai de convocation de {delai} jours est plus court que la loi ne le permet.",
            f"Donnez {CONVOCATION} jours, ou davantage si le règlement de copropriété le prévoit ; "
            "pour convoquer plus vite, cochez « Urgence ».",
            "delai",
        )
    return ag - timedelta(days=delai + 1)


def convoquee_a_temps(
    presentee_le: date, ag: date, delai: int = CONVOCATION, *, urgence: bool = False
) -> bool:
    """La convocation présentée ce jour-là respecte le délai ; en cas d'urgence, il suffit qu'elle
    précède l'assemblée (décret art. 9). Lève `UserError` comme `limite_convocation`."""
    limit = limite_convocation(ag, delai)
    return presentee_le < ag if urgence else presentee_le <= limit


def limite_reception(ag: date, feries: Collection[date] = (), repli: Repli = Repli.LAISSER) -> date:
    """Dernier jour où le syndic reçoit un formulaire de vote par correspondance (décret art. 9
    bis), ou l'annonce d'une participation à distance (art. 13-2).

    Trois jours francs : ni celui de la réception ni celui de l'assemblée n'en sont ; pour une
    assemblée le vendredi, mardi, mercredi et jeudi, donc le lundi. Samedis, dimanches et fériés
    comptent (D36) ; si le dernier jour en est un, `repli` décide.
    """
    legal = ag - timedelta(days=FRANCS + 1)
    return ouvre_precedent(legal, feries) if repli is Repli.AVANCER else legal


def recu_a_temps(
    recu_le: date, ag: date, feries: Collection[date] = (), repli: Repli = Repli.LAISSER
) -> bool:
    """Le formulaire arrivé ce jour-là compte ; un courriel est présumé reçu le jour de son envoi
    (décret art. 9 bis). En retard, il se garde et se dit, sans compter (D36)."""
    return recu_le <= limite_reception(ag, feries, repli)


def limite_proces_verbal(ag: date) -> date:
    """Dernier jour pour signer le procès-verbal : huit jours (décret art. 17 al. 1)."""
    return ag + timedelta(days=8)


def limite_notification(ag: date) -> date:
    """Dernier jour pour notifier le procès-verbal aux opposants et aux défaillants : un mois, de
    quantième à quantième, ou fin de mois (loi art. 42 al. 2 ; code de procédure civile, art. 641).
    """
    return plus_mois(ag, 1)


def limite_contestation(presentee_le: date, feries: Collection[date] = ()) -> date:
    """Dernier jour pour contester, celui après lequel les travaux des articles 25 et 26 peuvent
    commencer (loi art. 42 al. 2 et 3), d'après la première présentation du procès-verbal.

    Deux mois depuis le lendemain de la présentation (décret art. 64, 64-1), puis le premier jour
    ouvrable (code de procédure civile, art. 642). D'aucuns comptent depuis la présentation même,
    un jour de moins : on prend la lecture qui fait attendre le syndic, pas celle qui l'expose.
    """
    return ouvre_suivant(plus_mois(presentee_le + UN_JOUR, 2), feries)


def limite_nouvelle_assemblee(ag: date) -> date:
    """Dernier jour pour convoquer l'assemblée qui votera à l'article 24, sur un projet identique,
    des travaux du f de l'article 25 qui n'ont pas eu le tiers des voix : trois mois (loi art. 25-1
    al. 2). C'est la convocation qui doit être faite ce jour-là, non l'assemblée tenue."""
    return plus_mois(ag, 3)


def effet_voie_postale(recue_le: date, *, en_assemblee: bool = False) -> date:
    """Le jour où l'on doit écrire par la poste à qui l'a demandé : le lendemain du huitième jour
    suivant la réception, ou le jour même si c'est à l'assemblée (décret art. 64-4)."""
    return recue_le if en_assemblee else recue_le + timedelta(days=POSTE)
