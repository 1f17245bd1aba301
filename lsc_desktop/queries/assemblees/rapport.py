"""L'assemblée comptée jusqu'au bout, dite comme le procès-verbal la dit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from lsc_desktop.domain.assemblees.documents import ordre_des_codes
from lsc_desktop.domain.assemblees.explications import expliquer, texte_second_vote
from lsc_desktop.domain.assemblees.majorites import Camp, Issue
from lsc_desktop.domain.assemblees.presences import ABSENCE, Code, Mouvement, Presence, tableau
from lsc_desktop.domain.assemblees.proces_verbal import (
    Nomme,
    Passage,
    Recapitulatif,
    ResolutionVotee,
    Votants,
    VoteCompte,
    somme,
)
from lsc_desktop.domain.assemblees.questions import question_au
from lsc_desktop.domain.assemblees.reglages import ConfigurationSyndicDraft
from lsc_desktop.domain.assemblees.resolutions import SECOND, Tour, numeros, voix_exclues
from lsc_desktop.domain.assemblees.resultats import Listes, Raison, Resultat, listes
from lsc_desktop.domain.assemblees.seance import PRENNENT_PART, Seance
from lsc_desktop.queries.assemblees.bibliotheque import questions
from lsc_desktop.queries.assemblees.reunion import lignes_du_jour, noms, noms_des_cles
from lsc_desktop.queries.configuration import load_configuration_syndic
from lsc_desktop.storage.models import Assemblee, Resolution

DECIDEES = (Issue.ACCEPTEE, Issue.REFUSEE, Issue.SANS_DECISION)


@dataclass(frozen=True)
class Rapport:
    """L'assemblée comptée jusqu'au bout, et de quoi nommer ceux qu'on y cite."""

    seance: Seance
    resultats: tuple[Resultat, ...]
    noms: Mapping[int, str]
    numeros: Mapping[int, str]
    lignes: Mapping[int, Resolution]
    cles: Mapping[int, str]
    jour: date
    textes: ConfigurationSyndicDraft

    @staticmethod
    def de(session: Session, ag: Assemblee, seance: Seance) -> "Rapport":
        return Rapport(
            seance=seance,
            resultats=seance.resultats(terminee=True),
            noms=noms(session, seance),
            numeros=numeros(seance.agenda),
            lignes=lignes_du_jour(session, ag.id),
            cles=noms_des_cles(session, ag.copropriete_id),
            jour=ag.date,
            textes=load_configuration_syndic(session),
        )

    def cites(self, liste: str) -> dict[int, tuple[str, ...]]:
        """Identité → les numéros des résolutions où elle est dans cette liste."""
        found: dict[int, list[str]] = {}
        for result in self.resultats:
            if result.issue in DECIDEES:
                for who in getattr(listes(result), liste):
                    found.setdefault(who, []).append(self.numeros[result.resolution.id])
        return {who: tuple(numbers) for who, numbers in found.items()}

    def nommes(self, people: Mapping[int, int]) -> tuple[Nomme, ...]:
        """Dans l'ordre des copropriétaires."""
        return tuple(Nomme(self.noms[w], people[w]) for w in self.noms if w in people)

    # --- La réunion -----------------------------------------------------------------------------

    def presence(self) -> Recapitulatif:
        """Le tableau de l'ouverture, ses listes, et ceux qui sont arrivés ou partis (D37)."""
        seance = self.seance
        held = seance.electorat.corps(seance.cle).voix

        def coded(code: Code) -> tuple[Nomme, ...]:
            opening = seance.ouverture
            return self.nommes(
                {w: v for w, v in held.items() if opening.get(w, ABSENCE).code is code}
            )

        moves: dict[str, list[Passage]] = {"arrives": [], "partis": [], "transmis": []}
        state: dict[int, Presence] = dict(seance.ouverture)
        for move in sorted(seance.mouvements, key=lambda m: (m.rang, m.heure)):
            before = state.get(move.identite, ABSENCE)
            if kind := _sorte(before.code, move.code):
                moves[kind].append(self._passage(move, held, before))
            state[move.identite] = Presence(move.code, move.mandataire)
        return Recapitulatif(
            camps=ordre_des_codes(seance.tableau()),
            distance=coded(Code.DISTANCE),
            representes=coded(Code.REPRESENTE),
            correspondance=coded(Code.CORRESPONDANCE),
            absents=coded(Code.ABSENT),
            **{kind: tuple(passages) for kind, passages in moves.items()},
            reunion=self._reunion() if moves["arrives"] else (),
        )

    def _reunion(self) -> tuple[tuple[Code, Camp], ...]:
        """Tous ceux qui ont pris part à l'assemblée, chacun comme il y est venu (seed L2516)."""
        came = dict(self.seance.ouverture)
        for move in sorted(self.seance.mouvements, key=lambda m: (m.rang, m.heure)):
            before = came.get(move.identite, ABSENCE).code
            if before not in PRENNENT_PART and move.code in PRENNENT_PART:
                came[move.identite] = Presence(move.code, move.mandataire)
        return ordre_des_codes(tableau(self.seance.electorat.corps(self.seance.cle), came))

    def _passage(self, move: Mouvement, held: Mapping[int, int], before: Presence) -> Passage:
        ranked = {rank: self.numeros[id] for id, rank in self.seance.rangs.items()}
        name = self.noms[move.identite]
        if move.mandataire is not None:
            name = f"{name}, représenté par {self._qui(move.mandataire)}"
        elif before.mandataire is not None and move.code is not Code.ABSENT:
            name = f"{name}, jusque-là représenté par {self._qui(before.mandataire)}"
        return Passage(name, held.get(move.identite, 0), move.heure, ranked[move.rang])

    def _qui(self, who: int | str) -> str:
        return who if isinstance(who, str) else self.noms[who]

    # --- Les votes ------------------------------------------------------------------------------

    def resolutions(self) -> tuple[ResolutionVotee, ...]:
        return tuple(map(self._resolution, self.resultats))

    def _resolution(self, result: Resultat) -> ResolutionVotee:
        resolution, line = result.resolution, self.lignes[result.resolution.id]
        votes, why = self._votes(result)
        if len(votes) == SECOND:
            told = line.texte_second or texte_second_vote(result, self.textes.modeles)
            votes[1] = replace(votes[1], explication=told)
        overruled = _dementi(result)
        alone = not votes and result.raison is not Raison.INFORMATION
        return ResolutionVotee(
            numero=self.numeros[resolution.id],
            titre=resolution.titre,
            texte=line.projet,
            article=resolution.article,
            cle=self.cles[resolution.cle],
            amende=(line.texte_adopte or line.projet) if resolution.amendee else "",
            vote=votes[0] if votes else None,
            second=votes[1] if len(votes) == SECOND else None,
            sans_vote=result.issue or Issue.PAS_DE_VOTE,
            reserves=tuple(lignes_de(line.reserves)),
            decidee=result.issue if overruled else None,
            conclusion=why[-1] if overruled or alone else "",
        )

    def _votes(self, result: Resultat) -> tuple[list[VoteCompte], tuple[str, ...]]:
        """Les votes tenus, chacun avec ses phrases ; puis toutes celles de la résolution."""
        whole = self._pourquoi(result)
        told = whole[:-1] if _dementi(result) else whole
        if len(result.tours) < SECOND:
            return [self._vote(result, tour, told) for tour in result.tours], whole
        first, second = result.tours
        cut = len(self._pourquoi(replace(result, tours=(first,), raison=Raison.VOTE)))
        votes = [self._vote(result, first, told[:cut]), self._vote(result, second, told[cut:])]
        return votes, whole

    def _pourquoi(self, result: Resultat) -> tuple[str, ...]:
        resolution = result.resolution
        question = question_au(questions(), resolution.question, self.jour)
        return expliquer(
            result,
            self.noms,
            exclues=voix_exclues(
                self.seance.electorat.parts[resolution.cle], self.seance.electeurs(resolution)
            )
            if result.tours
            else {},
            travaux_25f=question is not None and question.travaux_25f,
        )

    def _vote(self, result: Resultat, tour: Tour, why: tuple[str, ...]) -> VoteCompte:
        found = listes(replace(result, tours=(tour,), issue=tour.verdict.issue))
        count = tour.compte
        return VoteCompte(
            article=tour.article,
            issue=tour.verdict.issue,
            votants=self._votants(result, tour, found),
            oui=count.oui,
            non=count.non,
            abstentions=count.abstentions,
            abstenus=self.nommes(found.abstentionnistes),
            opposes=self.nommes(found.opposants),
            non_participants=self.nommes({**found.non_votants, **found.assimiles}),
            pourquoi=why,
        )

    def _votants(self, result: Resultat, tour: Tour, found: Listes) -> Votants:
        """Qui a pris part à ce vote, d'après où chacun en était alors (D37)."""
        here = self.seance.moment(result.resolution.id)
        silent = {**found.absents, **found.assimiles, **found.non_votants}
        camps: dict[Code, list[int]] = {code: [] for code in Code}
        for who, voices in tour.compte.corps.voix.items():
            code = Code.ABSENT if who in silent else here.get(who, ABSENCE).code
            camps[code].append(voices)
        held = {code: Camp(sum(voices), len(voices)) for code, voices in camps.items()}
        return Votants(
            presents=somme((held[Code.PRESENT], held[Code.REPRESENTE])),
            distance=held[Code.DISTANCE],
            correspondance=held[Code.CORRESPONDANCE],
            absents=held[Code.ABSENT],
        )


def _dementi(result: Resultat) -> bool:
    """Une autre proposition est retenue : ce que dit le dernier vote n'est pas ce qui reste."""
    return bool(result.tours) and result.issue is not result.tours[-1].verdict.issue


def _sorte(before: Code, after: Code) -> str:
    """Arrivé, parti, ou pouvoir transmis ; rien si l'on change seulement de salle."""
    if after is Code.ABSENT:
        return "partis"
    if before not in PRENNENT_PART:
        return "arrives"
    if Code.REPRESENTE in (before, after):
        return "transmis"
    return ""


def lignes_de(text: str) -> Iterator[str]:
    """Une mention par ligne, sans ligne vide."""
    return (line.strip() for line in text.splitlines() if line.strip())
