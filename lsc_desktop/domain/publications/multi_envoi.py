"""Configuration multi-envoi : ce qui part vers chaque cible (seed L608-622, L2892-2910).

Un partenaire reçoit le moins possible : ni soldes, ni banque, ni mot de passe. Sans
abonnement au store (`domain.abonnements`), tout y est grisé, et rien n'y part.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lsc_desktop.domain.publications.reglages import EXTRANET, SANS_DOCUMENTS, SORTES
from lsc_desktop.domain.saisies import Problem

PARTENAIRES = frozenset({"captain", "inch"})
DONNEES = ("documents", "comptes", "soldes", "conseil", "banque", "acces", "photos")
RESERVEES = ("soldes", "banque", "photos")  # ce qu'un partenaire ne reçoit que si l'on y coche
_NOMS = dict(SORTES)


def jamais(sorte: str, donnee: str) -> bool:
    """Inch n'a ni documents ni photos : aucun fichier n'y va (seed L2908-2910) ; l'extranet seul
    connecte les clients (D45)."""
    if donnee in ("documents", "photos"):
        return sorte in SANS_DOCUMENTS
    return donnee == "acces" and sorte != EXTRANET


def envoie(sorte: str, donnee: str, coche: bool | None) -> bool:
    """Ce que fait une case ; `coche` vide tant qu'on n'y a pas touché."""
    if jamais(sorte, donnee):
        return False
    if coche is None:
        return not (sorte in PARTENAIRES and donnee in RESERVEES)
    return coche


@dataclass(slots=True)
class MultiEnvoiDraft:
    """Les cases d'une cible ; `abonnement` : où l'on en est avec le store, en une phrase ;
    `manque` : pourquoi tout y est grisé."""

    id: int | None = None
    version: int = 0
    nom: str = ""
    sorte: str = EXTRANET
    abonnement: str = ""
    manque: str = ""
    envoie_documents: bool = True
    envoie_comptes: bool = True
    envoie_soldes: bool = True
    envoie_conseil: bool = True
    envoie_banque: bool = True
    envoie_acces: bool = True
    envoie_photos: bool = True

    def problems(self) -> Iterator[Problem]:
        if not self.envoie_comptes:
            needs = (
                ("envoie_documents", "Un document se lit par un compte : cochez « Comptes »."),
                ("envoie_soldes", "Un solde est celui d'un compte : cochez « Comptes »."),
                ("envoie_conseil", "Un conseil est fait de comptes : cochez « Comptes »."),
                ("envoie_acces", "Un accès est celui d'un compte : cochez « Comptes »."),
                ("envoie_photos", "Une photo se voit par un compte : cochez « Comptes »."),
            )
            yield from ((name, text) for name, text in needs if getattr(self, name))


def grisees(draft: MultiEnvoiDraft) -> tuple[str, ...]:
    """Toutes sans abonnement ; sinon celles que la cible ne reçoit jamais."""
    return tuple(f"envoie_{name}" for name in DONNEES if draft.manque or jamais(draft.sorte, name))


def remarques_multi_envoi(draft: MultiEnvoiDraft) -> tuple[str, ...]:
    found = []
    if draft.manque:
        found.append(
            f"{_NOMS.get(draft.sorte, draft.sorte)} : {draft.manque}. Validez la licence du store "
            "(Paramètres > Valider une licence)."
        )
    if draft.sorte in SANS_DOCUMENTS:
        found.append("Ce partenaire ne reçoit pas de documents.")
    return tuple(found)


def sortes_dites(manque: Callable[[str], str]) -> tuple[tuple[str, str], ...]:
    """« Captain Tower (abonnement non souscrit) » : ce qu'on choisit sur la fiche d'une cible.
    `manque(sorte)` : pourquoi elle est grisée."""
    return tuple(
        (sorte, f"{name} ({why})" if (why := manque(sorte)) else name) for sorte, name in SORTES
    )
