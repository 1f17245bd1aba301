"""Quand déposer un flux d'annonces, et quand demander d'abord (Poliris, page 34)."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from lsc_desktop.base.text import pluriel

RETRAITS_LIBRES = 5
NOMMEES = 10  # références dites dans une question
REPRISE = timedelta(days=6)  # un envoi par semaine au moins, même si rien n'a changé
PAR_JOUR = 4  # envois, au plus


def a_deposer(contenu: str, depose: str, depose_le: datetime | None, maintenant: datetime) -> bool:
    """Le flux a changé depuis le dernier dépôt, ou celui-ci date : on redit ce qui est en ligne."""
    return contenu != depose or depose_le is None or maintenant - depose_le >= REPRISE


def alerte(en_ligne: Mapping[int, str], publiees: Collection[int]) -> str:
    """Ce qui ferait croire à un mauvais réglage ; vide si tout est ordinaire. Le portail retire
    toute annonce absente du fichier : dix lots remplacés par dix autres sont dix retraits.

    `en_ligne` : le lot de chaque annonce que le portail montre, et sa référence ; `publiees` : les
    lots du nouveau flux."""
    if not en_ligne:
        return ""
    shown = pluriel(len(en_ligne), "annonce en ligne", "annonces en ligne")
    if not publiees:
        return f"Plus aucun lot n'est publiable, et le portail montre {shown}."
    gone = [said for lot, said in en_ligne.items() if lot not in publiees]
    if len(gone) <= RETRAITS_LIBRES or 2 * len(gone) <= len(en_ligne):
        return ""
    named = ", ".join(gone[:NOMMEES]) + ("…" if len(gone) > NOMMEES else "")
    return f"{pluriel(len(gone), 'annonce')} seraient retirées, sur {shown} : {named}."


def premier_envoi(portail: str, agence: str, annonces: int) -> str:
    """La question d'un compte qui n'a rien reçu d'ici : un autre logiciel a pu y mettre cent
    annonces, que le portail retirerait toutes ; et le format veut qu'on l'appelle avant (Poliris,
    « notes et recommandations »)."""
    count = pluriel(annonces, "annonce")
    return (
        f"{portail} : premier envoi sous l'identifiant « {agence} ». Le portail ne montrera plus "
        f"que {count}, et retirera toute autre annonce de ce compte ; il demande d'être prévenu "
        "avant. Publier ?"
    )


def trop(envois_du_jour: int) -> str:
    """Le portail demande de ne pas dépasser quatre envois par jour."""
    if envois_du_jour < PAR_JOUR:
        return ""
    done = pluriel(envois_du_jour, "envoi déjà fait", "envois déjà faits")
    return f"{done} aujourd'hui : le portail en admet {PAR_JOUR}."
