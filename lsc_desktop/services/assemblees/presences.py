"""Pointer les présences : une touche par copropriétaire, écrite aussitôt."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import GoneError, UserError, demander
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.assemblees.delegations import confier, subdeleguer, verifier
from lsc_desktop.domain.assemblees.majorites import Sens
from lsc_desktop.domain.assemblees.pouvoirs import Cadre, Personne
from lsc_desktop.domain.assemblees.presences import (
    ABSENCE,
    PRENEURS,
    Code,
    Presence,
)
from lsc_desktop.domain.assemblees.resolutions import Vote
from lsc_desktop.domain.assemblees.seance import Seance
from lsc_desktop.queries.assemblees.pouvoirs import cadre
from lsc_desktop.queries.assemblees.seance import load_seance
from lsc_desktop.services.assemblees.controles import (
    designer,
    verifier_electeur,
    verifier_suite,
)
from lsc_desktop.services.assemblees.fiches import ouverte
from lsc_desktop.storage.models import Assemblee, Pointage, PouvoirEnBlanc, VoteCorrespondance

POUVOIRS_RENDUS = "pouvoirs_rendus"
Donner = Callable[[Mapping[int, Presence], int, Personne, Cadre], dict[int, Presence]]


def pointer(
    session: Session,
    assemblee_id: int,
    qui: int,
    code: Code,
    *,
    ctx: Contexte,
    mandataire: Personne | None = None,
    recu_le: date | None = None,
    motif: str = "",
    transmis: bool = False,
    subdelegation_interdite: bool = False,
) -> None:
    """Inscrit la lettre d'un copropriétaire.

    `mandataire` : exigé pour R ; `transmis` : par celui qui portait déjà son pouvoir ;
    `subdelegation_interdite` : le mandat le dit ; `recu_le` : jour du formulaire pour C, à défaut
    celui qu'on en savait, ou celui où l'on travaille ; `motif` : pourquoi compter un formulaire
    tardif (D36). Une autre lettre écarte le formulaire (décret art. 14-1) sans l'oublier, et rend
    un pouvoir en blanc à qui le distribue. Lève `UserError` si l'assemblée est close, si la
    personne n'a pas de voix, si le pouvoir ne peut être donné, ou si un mandataire cesserait d'être
    là.
    """
    ag = ouverte(session, assemblee_id)
    seance = load_seance(session, assemblee_id, votes=False)
    verifier_electeur(seance, qui)
    record = pointage_de(session, assemblee_id, qui)
    if code is Code.REPRESENTE:
        chosen = designer(seance, mandataire)
        if not transmis:
            _verifier_nomme(session, seance, assemblee_id, qui)
            record.subdelegation_interdite = subdelegation_interdite
        frame = cadre(session, assemblee_id, seance)
        representer(session, seance, record, chosen, frame, subdeleguer if transmis else confier)
        return
    if record.code == Code.REPRESENTE.value:
        _rendre_en_blanc(session, assemblee_id, [qui])
    held = Presence(code)
    if code is Code.CORRESPONDANCE:
        if recu_le is None:  # la même lettre retapée ne redate pas le formulaire
            motif = motif or record.motif
        else:
            _verifier_reception(ag, recu_le, motif)
        held = Presence(code, None, recu_le or record.recu_le or ctx.aujourd_hui)
    verifier_suite(seance, replace(seance, presences={**seance.presences, qui: held}))
    _inscrire(session, record, held, motif)
    session.flush()


def pointer_tous(
    session: Session,
    assemblee_id: int,
    code: Code,
    garder_correspondance: bool,
    *,
    ctx: Contexte,
    accepted: frozenset[str] = frozenset(),
) -> int:
    """« Tous présents » et « Tous absents » (seed L2426-2436) ; rend le nombre de pointés.

    Lève `Confirm` si des pouvoirs déjà donnés vont être rendus, `UserError` si l'un de ceux donnés
    en séance n'aurait plus son mandataire.
    """
    assert code in (*PRENEURS, Code.ABSENT), code
    ouverte(session, assemblee_id)
    seance = load_seance(session, assemblee_id, votes=False)
    kept = {
        who
        for who, presence in seance.presences.items()
        if garder_correspondance and presence.code is Code.CORRESPONDANCE
    }
    changed = sorted(seance.electorat.votants - kept)
    given = sum(seance.presences.get(who, ABSENCE).mandataire is not None for who in changed)
    if given:
        demander(
            f"{pluriel(given, 'pouvoir noté sera effacé', 'pouvoirs notés seront effacés')}."
            " Continuer ?",
            POUVOIRS_RENDUS,
            accepted,
        )
    held = Presence(code)
    after = {**seance.presences, **dict.fromkeys(changed, held)}
    verifier_suite(seance, replace(seance, presences=after))
    stmt = select(Pointage).where(Pointage.assemblee_id == assemblee_id)
    known = {record.tiers_id: record for record in session.scalars(stmt)}
    for who in changed:
        record = known.get(who) or Pointage(assemblee_id=assemblee_id, tiers_id=who, motif="")
        _inscrire(session, record, held)
    if given:
        _rendre_en_blanc(session, assemblee_id, changed)
    session.flush()
    return len(changed)


def voter_par_correspondance(
    session: Session,
    assemblee_id: int,
    qui: int,
    recu_le: date,
    reponses: Mapping[Vote, Sens],
    *,
    ctx: Contexte,
    motif: str = "",
) -> None:
    """Le formulaire d'un copropriétaire, en entier : il remplace ce qu'on en avait saisi.

    Lève `UserError` si le formulaire est reçu après l'assemblée sans motif, ou si la personne est
    là ou représentée : son formulaire ne vaut plus (décret art. 14-1) ; `GoneError` si l'ordre du
    jour a perdu une des résolutions auxquelles il répond.
    """
    ag = ouverte(session, assemblee_id)
    seance = load_seance(session, assemblee_id, votes=False)
    verifier_electeur(seance, qui)
    code = seance.presences.get(qui, ABSENCE).code
    if code not in (Code.ABSENT, Code.CORRESPONDANCE):
        raise UserError(
            f"{seance.electorat.noms[qui]} est là ou représenté : son formulaire ne vaut plus "
            "(décret 67-223, art. 14-1).",
            "Pour qu'il vote par correspondance, pointez-le d'abord absent (N).",
        )
    _verifier_reception(ag, recu_le, motif)
    if any(resolution not in seance.rangs for resolution, _tour in reponses):
        raise GoneError(
            "Une résolution de ce formulaire a été retirée de l'ordre du jour.",
            "Rouvrez le formulaire, puis vérifiez ses réponses ; rien n'a été enregistré.",
        )
    record = pointage_de(session, assemblee_id, qui)
    _inscrire(session, record, Presence(Code.CORRESPONDANCE, None, recu_le), motif)
    mine = VoteCorrespondance.tiers_id == qui
    questions = list(seance.rangs)
    session.execute(
        delete(VoteCorrespondance).where(mine, VoteCorrespondance.resolution_id.in_(questions))
    )
    session.add_all(
        VoteCorrespondance(resolution_id=resolution, tour=tour, tiers_id=qui, sens=sens.value)
        for (resolution, tour), sens in sorted(reponses.items())
    )
    session.flush()


def _verifier_reception(ag: Assemblee, recu_le: date, motif: str) -> None:
    if recu_le > ag.date and not motif.strip():
        raise UserError(
            "Ce formulaire est reçu après l'assemblée.",
            "Vérifiez la date ; pour le compter quand même, donnez le motif.",
            "recu_le",
        )


def representer(
    session: Session,
    seance: Seance,
    record: Pointage,
    mandataire: Personne,
    frame: Cadre,
    donner: Donner = confier,
) -> None:
    """Inscrit ce pouvoir, qui doit tenir d'un bout à l'autre de la séance.

    Lève `UserError` comme `donner` (`confier` ou `subdeleguer`), `verifier` et `verifier_suite`.
    """
    who = record.tiers_id
    after = replace(seance, presences=donner(seance.presences, who, mandataire, frame))
    for state in after.etats.values():
        verifier(state, mandataire, frame)
    verifier_suite(seance, after)
    _inscrire(session, record, after.presences[who])
    session.flush()


def _verifier_nomme(session: Session, seance: Seance, assemblee_id: int, qui: int) -> None:
    """Ce n'est pas au syndic de nommer le mandataire d'un pouvoir en blanc (loi art. 22 I al. 3).

    Lève `UserError` s'il en attend un.
    """
    waiting = select(PouvoirEnBlanc.id).where(
        PouvoirEnBlanc.assemblee_id == assemblee_id,
        PouvoirEnBlanc.tiers_id == qui,
        PouvoirEnBlanc.role == "",
    )
    if session.scalar(waiting) is not None:
        raise UserError(
            f"Le pouvoir de {seance.electorat.noms[qui]} est arrivé sans nom de mandataire : ce "
            "n'est pas au syndic de le choisir (loi 65-557, art. 22 I).",
            "Distribuez-le par « Pouvoirs en blanc » ; si le mandant a nommé quelqu'un depuis, "
            "retirez-l'en d'abord.",
            "mandataire",
        )


def _rendre_en_blanc(session: Session, assemblee_id: int, qui: Collection[int]) -> None:
    """Qui n'est plus représenté n'a plus de mandataire : son pouvoir en blanc se redistribue."""
    session.execute(
        update(PouvoirEnBlanc)
        .where(PouvoirEnBlanc.assemblee_id == assemblee_id, PouvoirEnBlanc.tiers_id.in_(qui))
        .values(role="", distributeur="", mandataire_id=None, mandataire_nom="")
    )


def pointage_de(session: Session, assemblee_id: int, qui: int) -> Pointage:
    """Sa lettre, ou une nouvelle, pas encore écrite."""
    record = session.scalar(
        select(Pointage).where(Pointage.assemblee_id == assemblee_id, Pointage.tiers_id == qui)
    )
    return record or Pointage(assemblee_id=assemblee_id, tiers_id=qui, motif="")


def _inscrire(session: Session, record: Pointage, presence: Presence, motif: str = "") -> None:
    """Le jour et le motif d'un formulaire restent quand une autre lettre l'écarte : s'il vaut de
    nouveau, on ne les redemande pas."""
    who = presence.mandataire
    record.code = presence.code.value
    record.mandataire_id = who if isinstance(who, int) else None
    record.mandataire_nom = who if isinstance(who, str) else ""
    if presence.code is Code.CORRESPONDANCE:
        record.recu_le, record.motif = presence.recu_le, motif.strip()
    session.add(record)
