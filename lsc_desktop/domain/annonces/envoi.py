"""Quand déposer un flux d'annonces, et quand demander d'abord (Poliris, page 34)."""

from datetime import datetime, timedelta

from lsc_desktop.base.text import pluriel

RETRAITS_LIBRES = 5
REPRISE = timedelta(days=6)  # un envoi par semaine au moins, même si rien n'a changé
PAR_JOUR = 4  # envois, au plus


def a_deposer(contenu: str, depose: str, depose_le: datetime | None, maintenant: datetime) -> bool:
    """Le flux a changé depuis le dernier dépôt, ou celui-ci date : on redit ce qui est en ligne."""
    return contenu != depose or depose_le is None or maintenant - depose_le >= REPRISE


def alerte(avant: int, apres: int) -> str:
    """Ce qui ferait croire à un mauvais réglage ; vide si tout est ordinaire. Le portail retire
    toute annonce absente du fichier."""
    if not avant:
        return ""
    shown = pluriel(avant, "annonce en ligne", "annonces en ligne")
    if not apres:
        return f"Plus aucun lot n'est publiable, et le portail montre {shown}."
    gone = avant - apres
    if gone <= RETRAITS_LIBRES or 2 * gone <= avant:
        return ""
    return f"{pluriel(gone, 'annonce')} seraient retirées, sur {shown}."


def trop(envois_du_jour: int) -> str:
    """Le portail demande de ne pas dépasser quatre envois par jour."""
    if envois_du_jour < PAR_JOUR:
        return ""
    done = pluriel(envois_du_jour, "envoi déjà fait", "envois déjà faits")
    return f"{done} aujourd'hui : le portail en admet {PAR_JOUR}."
