"""D'un retour, ce qu'on aurait tapé : pointages, mouvements, formulaires, votes ; puis le compte.

Les heures du partenaire deviennent des rangs de l'ordre du jour : qui arrive compte à partir du
premier vote qui n'est pas déjà ouvert ; qui part à l'instant d'un vote y prend encore part. Le
résultat est toujours celui de notre moteur ; celui du partenaire ne sert qu'à être comparé.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.ag_connect.valeurs import PresenceRecue, Retour
from lsc_desktop.domain.assemblees.majorites import Sens
from lsc_desktop.domain.assemblees.presences import ABSENCE, Code, Mouvement, Presence, au_moment
from lsc_desktop.domain.assemblees.resolutions import PREMIER, Vote
from lsc_desktop.domain.assemblees.seance import PRENNENT_PART, Seance

RENVOYER = "Demandez au partenaire un retour corrigé ; rien n'a été importé."


@dataclass(frozen=True, slots=True)
class Geste:
    """Une arrivée ou un départ, à partir de cette résolution."""

    resolution: int
    qui: int
    quand: datetime
    presence: Presence


@dataclass(frozen=True)
class Plan:
    """`scrutins` : les votes tenus, dans l'ordre où ils l'ont été ; `seance` : l'assemblée telle
    qu'elle sera, déjà comptée ; `apres` : ceux qui sont partis après le dernier vote."""

    presences: Mapping[int, Presence]
    gestes: tuple[Geste, ...]
    formulaires: Mapping[int, Mapping[Vote, Sens]]
    scrutins: tuple[Vote, ...]
    votes: Mapping[Vote, Mapping[int, Sens]]
    amendements: Mapping[int, str]
    seance: Seance


def dresser(retour: Retour, avant: Seance) -> Plan:
    """Lève `UserError` pour un retour qui nomme quelqu'un ou quelque chose d'inconnu, fait voter un
    absent, ou tient un vote qui n'était pas à tenir."""
    amended = {one.resolution: one.texte for one in retour.scrutins if one.amendee}
    base = replace(
        avant,
        resolutions=tuple(replace(r, amendee=r.id in amended) for r in avant.resolutions),
        presences={},
        mouvements=(),
        votes={},
        formulaires={},
        admis={},
    )
    _verifier_connus(retour, base)
    held = _tenus(retour, base)
    opening, moves = _feuille(retour, base, held)
    seance = replace(
        base,
        presences=opening,
        mouvements=tuple(
            Mouvement(
                one.qui, base.rangs[one.resolution], one.quand.time().replace(second=0),
                one.presence.code, one.presence.mandataire,
            )
            for one in moves
        ),
    )  # fmt: skip
    votes, forms = _partager(retour, seance)
    by_vote: dict[Vote, dict[int, Sens]] = {}
    for who, answers in forms.items():
        for key, sens in answers.items():
            by_vote.setdefault(key, {})[who] = sens
    seance = replace(seance, votes=votes, formulaires=by_vote)
    _verifier_tours(seance)
    scrutins = sorted(
        retour.scrutins, key=lambda one: (one.heure, base.rangs[one.resolution], one.tour)
    )
    order = tuple((one.resolution, one.tour) for one in scrutins)
    return Plan(opening, moves, forms, order, votes, amended, seance)


def _verifier_connus(retour: Retour, seance: Seance) -> None:
    people, questions = seance.electorat.votants, seance.rangs
    named = {one.participant for one in retour.presences}
    named |= {one.participant for one in retour.votes}
    named |= {one.mandataire for one in retour.presences if isinstance(one.mandataire, int)}
    if unknown := sorted(named - people):
        raise UserError(
            f"Le retour nomme un participant inconnu de cette assemblée (n° {unknown[0]}).",
            RENVOYER,
        )
    asked = {one.resolution for one in retour.scrutins} | {one.resolution for one in retour.votes}
    if unknown := sorted(asked - set(questions)):
        raise UserError(
            f"Le retour nomme une résolution inconnue de cette assemblée (n° {unknown[0]}).",
            RENVOYER,
        )
    held = [(one.resolution, one.tour) for one in retour.scrutins]
    if len(set(held)) < len(held):
        raise UserError("Le retour tient deux fois le même vote.", RENVOYER)
    cast = [(one.resolution, one.tour, one.participant) for one in retour.votes]
    if len(set(cast)) < len(cast):
        raise UserError("Le retour fait voter deux fois la même personne.", RENVOYER)
    if loose := sorted({one[:2] for one in cast} - set(held)):
        title = seance.question(loose[0][0]).titre
        raise UserError(f"Le retour a des voix sur « {title} », sans vote tenu.", RENVOYER)


def _tenus(retour: Retour, seance: Seance) -> list[tuple[datetime, int]]:
    """(heure du premier vote, résolution), dans l'ordre du jour.

    Si l'on a voté dans un autre ordre, une heure ne dit plus à partir de quelle résolution compte
    une arrivée : c'est refusé dès que quelqu'un a bougé en séance.
    """
    first = {one.resolution: one.heure for one in retour.scrutins if one.tour == PREMIER}
    held = [(first[r.id], r.id) for r in seance.agenda if r.id in first]
    moved = any(
        (one.arrivee is not None and one.arrivee > retour.debut)
        or (one.depart is not None and held and one.depart < max(held)[0])
        for one in retour.presences
    )
    if moved and any(later < sooner for (sooner, _a), (later, _b) in pairwise(held)):
        raise UserError(
            "Les votes n'ont pas suivi l'ordre du jour, alors que des personnes sont arrivées ou "
            "parties en séance : on ne sait pas à quelles résolutions elles ont pris part.",
            "Remettez l'ordre du jour dans l'ordre des votes, ou saisissez cette assemblée à la "
            "main ; rien n'a été importé.",
        )
    return held


def _feuille(
    retour: Retour, seance: Seance, tenus: list[tuple[datetime, int]]
) -> tuple[dict[int, Presence], tuple[Geste, ...]]:
    """Les lettres à l'ouverture, et les mouvements dans l'ordre où les noter."""
    lines: dict[int, list[PresenceRecue]] = {}
    for one in retour.presences:
        lines.setdefault(one.participant, []).append(one)
    opening: dict[int, Presence] = {}
    moves: list[Geste] = []
    for who, mine in lines.items():
        held, changes = _de(who, mine, retour.debut, seance)
        opening[who] = held
        last: dict[int, tuple[datetime, Presence]] = {}
        for when, presence in changes:  # au même rang, seul le dernier compte
            leaving = presence.code is Code.ABSENT
            at = next((r for h, r in tenus if h > when or (h == when and not leaving)), None)
            if at is not None:
                last[at] = (when, presence)
        for question in sorted(last, key=seance.rangs.__getitem__):
            when, presence = last[question]
            if presence != held and (presence.code, held.code) != (Code.ABSENT, Code.ABSENT):
                moves.append(Geste(question, who, when, presence))
                held = presence
    moves.sort(key=lambda one: (one.quand, *_phase(one, opening)))
    return opening, tuple(moves)


def _phase(geste: Geste, ouverture: Mapping[int, Presence]) -> tuple[int, int]:
    """Au même instant : un représenté s'en va avant son mandataire, et vient après lui."""
    code = geste.presence.code
    if code is Code.ABSENT:
        return (0 if ouverture[geste.qui].code is Code.REPRESENTE else 1, geste.qui)
    return (3 if code is Code.REPRESENTE else 2, geste.qui)


def _de(
    who: int, lines: list[PresenceRecue], debut: datetime, seance: Seance
) -> tuple[Presence, list[tuple[datetime, Presence]]]:
    """Où en est quelqu'un à l'ouverture, puis ce qu'il devient, d'heure en heure."""
    nom = seance.electorat.noms[who]
    written = [one for one in lines if one.code is Code.CORRESPONDANCE]
    there = [one for one in lines if one.code in PRENNENT_PART]
    absent = [one for one in lines if one.code is Code.ABSENT]
    if len(written) > 1 or len(absent) > 1 or (absent and len(lines) > 1):
        raise UserError(f"Le retour dit deux choses de la présence de {nom}.", RENVOYER)
    there.sort(key=lambda one: one.arrivee or datetime.min)
    for one, after in pairwise(there):
        if one.depart is None or after.arrivee is None or after.arrivee < one.depart:
            raise UserError(f"Les heures de présence de {nom} se chevauchent.", RENVOYER)
    held = ABSENCE
    if written:
        if written[0].recu_le is None:
            raise UserError(f"Le jour de réception du formulaire de {nom} manque.", RENVOYER)
        held = Presence(Code.CORRESPONDANCE, None, written[0].recu_le)
    changes: list[tuple[datetime, Presence]] = []
    for rank, one in enumerate(there):
        if one.arrivee is not None and one.depart is not None and one.depart < one.arrivee:
            raise UserError(f"{nom} part avant d'être arrivé.", RENVOYER)
        if one.code is Code.REPRESENTE and not one.mandataire:
            raise UserError(f"Le mandataire de {nom} manque.", RENVOYER)
        if one.code is not Code.REPRESENTE and one.mandataire:
            raise UserError(f"{nom} est là, et aurait un mandataire.", RENVOYER)
        state = Presence(one.code, one.mandataire)
        if one.arrivee is None or one.arrivee <= debut:
            held = state
        else:
            changes.append((one.arrivee, state))
        follows = rank + 1 < len(there) and there[rank + 1].arrivee == one.depart
        if one.depart is not None and not follows:
            changes.append((one.depart, ABSENCE))
    return held, changes


def _partager(
    retour: Retour, seance: Seance
) -> tuple[dict[Vote, dict[int, Sens]], dict[int, dict[Vote, Sens]]]:
    """Les voix données en séance, et celles des formulaires ; un absent n'en a pas."""
    votes: dict[Vote, dict[int, Sens]] = {(s.resolution, s.tour): {} for s in retour.scrutins}
    forms: dict[int, dict[Vote, Sens]] = {
        who: {} for who, one in seance.presences.items() if one.code is Code.CORRESPONDANCE
    }
    states = {r.id: au_moment(seance.presences, seance.mouvements, seance.rangs[r.id])
              for r in seance.agenda}  # fmt: skip
    for one in retour.votes:
        key, who = (one.resolution, one.tour), one.participant
        if states[one.resolution].get(who, ABSENCE).code is Code.CORRESPONDANCE:
            if one.sens is not Sens.NON_VOTANT:
                forms[who][key] = one.sens
            continue
        here = seance.participation(one.resolution).get(who)
        if here is not None and here.code in PRENNENT_PART:
            votes[key][who] = one.sens
        elif one.sens is not Sens.NON_VOTANT:
            nom, title = seance.electorat.noms[who], seance.question(one.resolution).titre
            why = "n'a pas de voix sur" if here is None else "est absent à"
            raise UserError(f"{nom} {why} « {title} », et le retour l'y fait voter.", RENVOYER)
    return votes, forms


def _verifier_tours(seance: Seance) -> None:
    """Un vote qui ne compterait pas n'est pas importé en silence."""
    counted = {(one.resolution.id, tour.numero) for one in seance.resultats() for tour in one.tours}
    for resolution, tour in seance.votes:
        if (resolution, tour) not in counted:
            name = "premier" if tour == PREMIER else "second"
            found = seance.resultat(resolution)
            raise UserError(
                f"Le {name} vote de « {found.resolution.titre} » ne compterait pas : "
                f"{found.raison.value}",
                RENVOYER,
            )
