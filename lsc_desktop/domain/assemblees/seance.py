"""Une assemblée telle qu'on l'a saisie ; présents, bulletins et résultats s'en déduisent.

Rien de calculé n'est gardé : un vote corrigé, un départ oublié changent d'un coup ce qui en dépend
(décret art. 17-1).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from lsc_desktop.domain.assemblees.delegations import mandants_du_saisi
from lsc_desktop.domain.assemblees.majorites import EN_SEANCE, Bulletin, Camp, Sens
from lsc_desktop.domain.assemblees.presences import (
    ABSENCE,
    PRENEURS,
    Code,
    Mouvement,
    Presence,
    au_moment,
    tableau,
)
from lsc_desktop.domain.assemblees.resolutions import (
    PREMIER,
    SECOND,
    CorpsDe,
    Resolution,
    Urne,
    Vote,
    dont_depend,
    electeurs,
    ordre,
)
from lsc_desktop.domain.assemblees.resultats import Resultat, compter
from lsc_desktop.domain.assemblees.voix import Corps, Part, corps_electoral

PRENNENT_PART = (Code.PRESENT, Code.DISTANCE, Code.REPRESENTE)  # répondent en séance


@dataclass(frozen=True, slots=True)
class Identite:
    """Celui qui vote : une personne, quel que soit le nombre de ses comptes (seed L2407)."""

    id: int
    nom: str
    civilite: str = ""
    compte: str = ""
    comptes: int = 1
    nature: str = "seul"
    hlm: bool = False


@dataclass(frozen=True)
class Electorat:
    """Les copropriétaires d'un jour : leurs identités, et les parts de chaque clé.

    Ce qui s'en déduit se demande pour chaque ligne d'un écran : on ne le cherche qu'une fois.
    """

    identites: Mapping[int, Identite]
    parts: Mapping[int, tuple[Part, ...]] = field(default_factory=dict)

    @cached_property
    def syndicat(self) -> frozenset[int]:
        """Les lots du syndicat n'ont pas de voix (loi art. 16 al. 2)."""
        return frozenset(who.id for who in self.identites.values() if who.nature == "syndicat")

    @cached_property
    def sans_reduction(self) -> frozenset[int]:
        """Organismes HLM, que le décret art. 16 excepte de la réduction."""
        return frozenset(who.id for who in self.identites.values() if who.hlm)

    @cached_property
    def votants(self) -> frozenset[int]:
        """Ceux qu'on pointe : tous, sauf le syndicat."""
        return frozenset(self.identites) - self.syndicat

    @cached_property
    def noms(self) -> dict[int, str]:
        return {who.id: who.nom for who in self.identites.values()}

    def corps(self, cle: int) -> Corps:
        """Ceux qui ont voix sous une clé ; personne si elle n'a pas de tantièmes."""
        return corps_electoral(
            self.parts.get(cle, ()),
            syndicat=self.syndicat,
            sans_reduction=self.sans_reduction,
        )


@dataclass(frozen=True, slots=True)
class Salle:
    """Ceux qui ont voix sur une question et y répondent : en séance, ou par leur formulaire."""

    presents: tuple[int, ...]
    ecrivains: tuple[int, ...]


def delaisses(presences: Mapping[int, Presence]) -> dict[int, int]:
    """Mandant → mandataire, quand celui-ci est un copropriétaire qui n'est pas là pour voter.

    On vote soi-même ou par un mandataire qui vote (loi art. 22 I al. 3) ; s'il manque, le mandant
    n'est ni présent ni représenté (décret art. 14) : il est défaillant, sauf à ce que le pouvoir
    passe à un autre. Un tiers n'est pas pointé : on le tient pour présent tant qu'on le désigne.
    """
    return {
        who: presence.mandataire
        for who, presence in presences.items()
        if isinstance(presence.mandataire, int)
        and presence.code is Code.REPRESENTE
        and presences.get(presence.mandataire, ABSENCE).code not in PRENEURS
    }


def defaillir(presences: Mapping[int, Presence]) -> dict[int, Presence]:
    """Les mêmes présences, les mandants délaissés tenus pour absents."""
    return {**presences, **dict.fromkeys(delaisses(presences), ABSENCE)}


# Ce qu'une séance calcule une fois, et que les votes ne changent pas.
SANS_VOTES = ("pointees", "ouverture", "agenda", "rangs", "electeurs", "etats", "salles")


@dataclass(frozen=True)
class Seance:
    """`cle` : celle de la feuille de présence ; `presences` : telles que pointées, à l'ouverture.

    `votes` : les réponses typées en séance, par (résolution, tour) ; une clé sans réponse dit un
    vote tenu. `limite` : dernier jour où recevoir un formulaire ; `admis` : ceux qu'on compte bien
    que reçus plus tard, avec leur motif (D36).
    """

    electorat: Electorat
    cle: int
    resolutions: tuple[Resolution, ...] = ()
    presences: Mapping[int, Presence] = field(default_factory=dict)
    mouvements: tuple[Mouvement, ...] = ()
    votes: Mapping[Vote, Mapping[int, Sens]] = field(default_factory=dict)
    formulaires: Mapping[Vote, Mapping[int, Sens]] = field(default_factory=dict)
    limite: date | None = None
    admis: Mapping[int, str] = field(default_factory=dict)

    def tardif(self, qui: int) -> bool:
        """Son formulaire est arrivé après la limite (décret art. 9 bis)."""
        presence = self.presences.get(qui, ABSENCE)
        if presence.recu_le is None or self.limite is None:
            return False
        return presence.code is Code.CORRESPONDANCE and presence.recu_le > self.limite

    @cached_property
    def pointees(self) -> dict[int, Presence]:
        """Les présences pointées ; un formulaire tardif vaut une absence, sauf motif (D36)."""
        return {
            who: ABSENCE if self.tardif(who) and who not in self.admis else presence
            for who, presence in self.presences.items()
        }

    @cached_property
    def ouverture(self) -> dict[int, Presence]:
        """Les présences qui comptent à l'ouverture (D37)."""
        return defaillir(self.pointees)

    @cached_property
    def agenda(self) -> tuple[Resolution, ...]:
        """Les résolutions dans l'ordre du jour, sous-résolutions à leur place."""
        return ordre(self.resolutions)

    @cached_property
    def rangs(self) -> dict[int, int]:
        """Résolution → sa place dans l'ordre du jour, depuis 1."""
        return {resolution.id: rank for rank, resolution in enumerate(self.agenda, 1)}

    def question(self, resolution: int) -> Resolution:
        return self.agenda[self.rangs[resolution] - 1]

    def dont_depend(self, resolution: int) -> frozenset[int]:
        """Les résolutions dont les votes disent où en est celle-ci."""
        return dont_depend(self.question(resolution), self.agenda)

    @cached_property
    def electeurs(self) -> CorpsDe:
        """Qui vote sur chaque résolution ; personne, sous une clé sans tantièmes."""
        electorat = self.electorat
        keys = {resolution.cle for resolution in self.resolutions}
        return electeurs(
            {cle: electorat.parts.get(cle, ()) for cle in keys},
            syndicat=electorat.syndicat,
            sans_reduction=electorat.sans_reduction,
        )

    @cached_property
    def etats(self) -> dict[int, dict[int, Presence]]:
        """Où en est chacun à l'ouverture (0), puis à chaque rang où quelqu'un a bougé."""
        ranks = sorted({0, *(move.rang for move in self.mouvements)})
        return {rank: defaillir(au_moment(self.pointees, self.mouvements, rank)) for rank in ranks}

    def moment(self, resolution: int) -> Mapping[int, Presence]:
        """Où en est chacun quand on vote cette résolution (D37) ; un mandant dont le mandataire
        est parti est absent, jusqu'à ce que celui-ci revienne ou que le pouvoir passe."""
        return self.etats[self._etape(resolution)]

    def _etape(self, resolution: int) -> int:
        """Le dernier rang où quelqu'un a bougé avant qu'on vote cette résolution."""
        rank = self.rangs[resolution]
        return max(moved for moved in self.etats if moved <= rank)

    def participation(self, resolution: int) -> dict[int, Presence]:
        """Où en est chacun de ceux qui ont voix sur cette question, quand on la vote.

        Le débiteur ne peut représenter personne quand on vote la saisie de son lot (loi art. 19-2
        dernier al.) : ses mandants y sont défaillants.
        """
        question, here = self.question(resolution), self.moment(resolution)
        found = {who: here.get(who, ABSENCE) for who in self.electeurs(question).voix}
        if question.saisi is not None:
            found |= dict.fromkeys(set(mandants_du_saisi(found, question.saisi)), ABSENCE)
        return found

    @cached_property
    def salles(self) -> dict[tuple[int, int, int | None], Salle]:
        """Celles qu'on a déjà réunies : entre deux mouvements, sous une même clé, tout l'ordre du
        jour se vote dans la même salle."""
        return {}

    def salle(self, resolution: int) -> Salle:
        """Qui répond à cette question, quand on la vote."""
        question = self.question(resolution)
        key = (self._etape(resolution), question.cle, question.saisi)
        if key not in self.salles:
            here, written = self.participation(resolution).items(), Code.CORRESPONDANCE
            self.salles[key] = Salle(
                tuple(who for who, presence in here if presence.code in PRENNENT_PART),
                tuple(who for who, presence in here if presence.code is written),
            )
        return self.salles[key]

    def delaisses(self) -> dict[int, tuple[int, int]]:
        """Mandant → le premier rang où son mandataire n'est pas là (0, dès l'ouverture), et qui
        est ce mandataire."""
        found: dict[int, tuple[int, int]] = {}
        for rank in self.etats:
            here = au_moment(self.pointees, self.mouvements, rank)
            for who, mandataire in delaisses(here).items():
                found.setdefault(who, (rank, mandataire))
        return found

    def tableau(self, cle: int | None = None) -> dict[Code, Camp]:
        """Le tableau de l'assemblée, à l'ouverture, sous une clé (celle de la feuille à défaut)."""
        return tableau(self.electorat.corps(self.cle if cle is None else cle), self.ouverture)

    @cached_property
    def urne(self) -> Urne:
        """Les bulletins de ceux qui étaient là, et les formulaires de ceux qui n'y étaient pas.

        Qui est dans la salle sans avoir répondu participe (il compte dans P) ; qui est parti avant
        ce vote n'y a pas de bulletin, même typé.
        """
        papers: dict[Vote, dict[int, Bulletin]] = {}
        forms: dict[Vote, dict[int, Sens]] = {}
        answered = {resolution for resolution, _tour in (*self.votes, *self.formulaires)}
        for resolution in self.agenda:
            if resolution.id in answered:
                papers |= self._bulletins(resolution.id)
                forms |= self._reponses(resolution.id)
        return Urne(self.electeurs, papers, forms)

    def _bulletins(self, resolution: int) -> dict[Vote, dict[int, Bulletin]]:
        found: dict[Vote, dict[int, Bulletin]] = {}
        for key in ((resolution, PREMIER), (resolution, SECOND)):
            if key in self.votes:
                said, silent = self.votes[key].get, Sens.NON_VOTANT
                voters = self.salle(resolution).presents
                found[key] = {who: EN_SEANCE[said(who, silent)] for who in voters}
        return found

    def _reponses(self, resolution: int) -> dict[Vote, dict[int, Sens]]:
        writers = self.salle(resolution).ecrivains
        found: dict[Vote, dict[int, Sens]] = {}
        for tour in (PREMIER, SECOND):
            written = self.formulaires.get((resolution, tour), {})
            silent = dict.fromkeys(writers, Sens.NON_VOTANT) if tour == PREMIER else {}
            said = {who: written[who] for who in writers if who in written}
            found[resolution, tour] = {**silent, **said}
        return found

    def repondre(self, resolution: int, tour: int, reponses: Mapping[int, Sens]) -> "Seance":
        """La même séance, ces réponses de plus : seule cette résolution sera recomptée.

        Ce qui ne dépend pas des votes (qui était là, qui a combien de voix) n'est pas refait : à
        l'écran, chaque touche passe par ici.
        """
        key = (resolution, tour)
        votes = {**self.votes, key: {**self.votes.get(key, {}), **reponses}}
        made = replace(self, votes=votes)
        kept = vars(self)
        vars(made).update({name: kept[name] for name in SANS_VOTES if name in kept})
        vars(made)["urne"] = self.urne.remplacer(
            resolution, made._bulletins(resolution), made._reponses(resolution)
        )
        return made

    def resultats(self, *, terminee: bool = False) -> tuple[Resultat, ...]:
        """Où en est chaque résolution ; `terminee` : l'assemblée est close."""
        return compter(self.resolutions, self.urne, terminee=terminee)

    def resultat(self, resolution: int) -> Resultat:
        """Où en est cette résolution ; il suffit des votes de celles dont elle dépend."""
        return next(found for found in self.resultats() if found.resolution.id == resolution)
