"""Ce qu'on vérifie avant d'écrire une présence, un pouvoir ou un mouvement."""

from sqlalchemy.orm import Session

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.assemblees.delegations import accepter
from lsc_desktop.domain.assemblees.pouvoirs import Acceptation, Personne, Pouvoirs
from lsc_desktop.domain.assemblees.seance import Seance
from lsc_desktop.storage.models import PouvoirAccepte


def accorder(
    session: Session, assemblee_id: int, pouvoirs: Pouvoirs, president: str
) -> Acceptation:
    """Inscrit le dépassement que le président de séance admet ; lève comme `accepter`."""
    agreed = accepter(pouvoirs, president)
    who = agreed.mandataire
    session.add(
        PouvoirAccepte(
            assemblee_id=assemblee_id,
            mandataire_id=who if isinstance(who, int) else None,
            mandataire_nom=who if isinstance(who, str) else "",
            president=agreed.president,
            nombre=agreed.nombre,
            cumul=agreed.cumul,
        )
    )
    session.flush()
    return agreed


def verifier_electeur(seance: Seance, qui: int) -> None:
    """Lève `UserError` pour qui n'est pas copropriétaire ce jour-là."""
    if qui not in seance.electorat.votants:
        raise UserError(
            "Cette personne n'a pas de voix dans la copropriété à la date de l'assemblée.",
            "Vérifiez les mutations, puis relisez la liste.",
        )


def designer(seance: Seance, mandataire: Personne | None) -> Personne:
    """Le mandataire choisi : un copropriétaire du jour, ou le nom d'un tiers, sans blancs autour.

    Lève `UserError` si ce n'est personne.
    """
    found = mandataire.strip() if isinstance(mandataire, str) else mandataire
    if not found:
        raise UserError(
            "Le mandataire est à choisir.",
            "Désignez le copropriétaire présent, ou le tiers, qui le représente.",
            "mandataire",
        )
    if isinstance(found, int):
        verifier_electeur(seance, found)
    return found


def verifier_suite(avant: Seance, apres: Seance) -> None:
    """Lève `UserError` si ce changement prive des mandants de leur mandataire, à l'ouverture ou
    plus tard en séance : leurs votes ne compteraient plus (loi art. 22 I al. 3)."""
    known, noms = avant.delaisses(), apres.electorat.noms
    lost = {
        who: (rank, mandataire)
        for who, (rank, mandataire) in apres.delaisses().items()
        if who not in known or rank < known[who][0]
    }
    if not lost:
        return
    rank, mandataire = min(lost.values())
    mandants = ", ".join(noms[who] for who, held in lost.items() if held[1] == mandataire)
    where = f" à la résolution « {apres.agenda[rank - 1].titre} »" if rank else ""
    raise UserError(
        f"{noms[mandataire]} porte le pouvoir de {mandants}{where}.",
        "Donnez d'abord ce pouvoir à quelqu'un qui est là, ou notez ses mandants absents.",
    )
