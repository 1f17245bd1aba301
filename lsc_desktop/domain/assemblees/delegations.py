"""Donner, transmettre et refuser un pouvoir (loi art. 22 I et 19-2, D30, D35)."""

from collections.abc import Mapping

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.assemblees.pouvoirs import (
    Acceptation,
    Cadre,
    Personne,
    Pouvoirs,
    cle,
    par_mandataire,
    pouvoirs_de,
)
from lsc_desktop.domain.assemblees.presences import ABSENCE, Presence, donner_pouvoir


def verifier(presences: Mapping[int, Presence], mandataire: Personne, cadre: Cadre) -> None:
    """Lève `UserError` si ce mandataire ne peut porter de pouvoir (loi art. 22 I, 1° à 4°) ou en
    porte trop (al. 3), sans que le président de séance l'ait accepté (D35)."""
    verifier_personne(mandataire, cadre, "porter de pouvoir", "mandataire")
    held = pouvoirs_de(presences, mandataire, cadre)
    if held.regle or any(acceptation.couvre(held) for acceptation in cadre.acceptations):
        return
    raise UserError(
        f"{cadre.nom(mandataire)} porterait trop de pouvoirs. {held.explication}",
        "Donnez ce pouvoir à quelqu'un d'autre, ou enregistrez que le président de séance "
        "l'accepte : le procès-verbal le dira, et l'assemblée risque d'être annulée.",
        "mandataire",
    )


def confier(
    presences: Mapping[int, Presence], mandant: int, mandataire: Personne, cadre: Cadre
) -> dict[int, Presence]:
    """Les présences, une fois le pouvoir donné, s'il peut l'être (D30, D35).

    Lève `UserError` comme `donner_pouvoir` et `verifier`, et pour un mandant qui a déjà donné son
    pouvoir à un autre : rien ne dit lequel des deux vaut.
    """
    held = presences.get(mandant, ABSENCE).mandataire
    if held is not None and cle(held) != cle(mandataire):
        raise UserError(
            f"{cadre.nom(mandant)} a donné deux fois son pouvoir : à {cadre.nom(held)} et à "
            f"{cadre.nom(mandataire)}.",
            "Demandez lequel vaut, et retirez l'autre ; pour transmettre le premier au second, "
            "choisissez « Subdéléguer ».",
            "mandataire",
        )
    given = donner_pouvoir(presences, mandant, mandataire)
    verifier(given, mandataire, cadre)
    return given


def subdeleguer(
    presences: Mapping[int, Presence], mandant: int, mandataire: Personne, cadre: Cadre
) -> dict[int, Presence]:
    """Les présences, une fois le pouvoir de `mandant` passé de son mandataire à un autre, ce que la
    loi permet si le mandat ne l'interdit pas (loi art. 22 I al. 3).

    Lève `UserError` si personne ne représente `mandant`, s'il l'a interdit, et comme `confier`.
    """
    if presences.get(mandant, ABSENCE).mandataire is None:
        raise UserError(
            f"Personne ne représente {cadre.nom(mandant)}.", "Donnez d'abord son pouvoir.",
        )  # fmt: skip
    if mandant in cadre.sans_subdelegation:
        raise UserError(
            f"Le pouvoir de {cadre.nom(mandant)} interdit la subdélégation.",
            "Son mandataire vote lui-même, ou ce copropriétaire est absent.",
        )
    return confier({**presences, mandant: ABSENCE}, mandant, mandataire, cadre)


def accepter(pouvoirs: Pouvoirs, president: str) -> Acceptation:
    """Le dépassement, accepté par le président de séance (D35).

    Lève `UserError` sans son nom, ou s'il n'y a rien à accepter.
    """
    if not president.strip():
        raise UserError(
            "Le président de séance n'est pas connu.",
            "Donnez son nom : c'est lui qui accepte, et le procès-verbal le dira.",
            "president",
        )
    if pouvoirs.regle:
        raise UserError(
            f"Il n'y a pas de dépassement à accepter. {pouvoirs.explication}",
            "Enregistrez le pouvoir.",
        )
    return Acceptation(pouvoirs.mandataire, president.strip(), pouvoirs.nombre, pouvoirs.cumul)


def mentions(presences: Mapping[int, Presence], cadre: Cadre) -> tuple[str, ...]:
    """Les phrases du procès-verbal, une par dépassement accepté (D35)."""
    return tuple(
        f"Le président de séance, {acceptation.president}, a accepté que "
        f"{cadre.nom(held.mandataire)} porte {held.explication}"
        for held in par_mandataire(presences, cadre)
        if held.regle is None
        for acceptation in [a for a in cadre.acceptations if a.couvre(held)][:1]
    )


def verifier_president(qui: Personne, cadre: Cadre) -> None:
    """Lève `UserError` pour le syndic et ses proches, qui ne président pas (loi art. 22 I)."""
    verifier_personne(qui, cadre, "présider l'assemblée", "president")


def mandants_du_saisi(presences: Mapping[int, Presence], saisi: int) -> tuple[int, ...]:
    """Ceux que le débiteur ne peut représenter quand on vote la saisie de son lot (loi art. 19-2
    dernier al.) : pour cette résolution seulement, ils n'ont pas de mandataire."""
    return tuple(sorted(who for who, p in presences.items() if p.mandataire == saisi))


def verifier_saisie(presences: Mapping[int, Presence], saisi: int, cadre: Cadre) -> None:
    """Lève `UserError`, avant de voter la saisie, si le débiteur porte encore des pouvoirs (loi
    art. 19-2 dernier al.)."""
    if mandants := mandants_du_saisi(presences, saisi):
        raise UserError(
            f"{cadre.nom(saisi)}, dont on vote la saisie du lot, ne peut représenter "
            f"{', '.join(map(cadre.nom, mandants))}.",
            "Pour ce vote, subdéléguez ces pouvoirs, ou comptez ces copropriétaires défaillants.",
            "mandataire",
        )


def verifier_personne(qui: Personne, cadre: Cadre, quoi: str, rubrique: str) -> None:
    """Lève `UserError`, sur cette rubrique, si c'est le syndic ou un des siens, qui ne peuvent
    `quoi` : « porter de pouvoir » (loi art. 22 I, 1° à 4°)."""
    lien = {cle(who): lien for who, lien in cadre.ecartes.items()}.get(cle(qui))
    if lien:
        raise UserError(
            f"{cadre.nom(qui)} ne peut {quoi} : {lien} (loi 65-557, art. 22 I).",
            "Choisissez quelqu'un d'autre.",
            rubrique,
        )
