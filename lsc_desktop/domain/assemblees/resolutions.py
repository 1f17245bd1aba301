"""L'ordre du jour, qui vote sur chaque résolution, et ce que l'urne a reçu."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.assemblees.majorites import (
    PAR_ECRIT,
    Article,
    Bulletin,
    Compte,
    Sens,
    Verdict,
    depouiller,
    juger,
)
from lsc_desktop.domain.assemblees.voix import Corps, Part, corps_electoral

PREMIER, SECOND = 1, 2
Vote = tuple[int, int]  # (résolution, PREMIER ou SECOND)


@dataclass(frozen=True, slots=True)
class Resolution:
    """Une question de l'ordre du jour (seed L2010-2024).

    `rang` : sa place parmi les résolutions, ou parmi les sous-résolutions de `parent_id`.
    `groupe` : candidats ou devis en concurrence ; `exclusif` : un seul peut être retenu.
    `amendee` : texte changé en séance (loi art. 17-1 A al. 2) ; `saisi` : le débiteur dont on vote
    la saisie du lot (art. 19-2) ; `question` : son code parmi les questions de la loi.
    """

    id: int
    rang: int
    titre: str
    article: Article
    cle: int
    parent_id: int | None = None
    groupe: str = ""
    exclusif: bool = False
    amendee: bool = False
    saisi: int | None = None
    question: str = ""


CorpsDe = Callable[[Resolution], Corps]


def ordre(resolutions: Iterable[Resolution]) -> tuple[Resolution, ...]:
    """L'ordre du jour : chaque résolution, suivie de ses sous-résolutions.

    Lève `UserError` pour une sous-résolution de sous-résolution, et pour un groupe à cheval sur
    deux résolutions ou exclusif à moitié ; `ValueError` pour un parent absent de l'ordre du jour.
    """
    known = {resolution.id: resolution for resolution in resolutions}
    below: dict[int | None, list[Resolution]] = {}
    for resolution in sorted(known.values(), key=lambda r: (r.rang, r.id)):
        parent = resolution.parent_id
        if parent is not None and parent not in known:
            raise ValueError(f"résolution {resolution.id} : parent {parent} inconnu")
        if parent is not None and known[parent].parent_id is not None:
            raise UserError(
                f"« {resolution.titre} » dépendrait d'une sous-résolution.",
                "Rattachez-la à la résolution principale : il n'y a qu'un niveau (5, 5.1, 5.2).",
                "parent_id",
            )
        below.setdefault(parent, []).append(resolution)
    found = tuple(r for main in below.get(None, ()) for r in (main, *below.get(main.id, ())))
    _check_groups(found)
    return found


def dont_depend(resolution: Resolution, agenda: Iterable[Resolution]) -> frozenset[int]:
    """Celles dont les votes disent où en est cette résolution : elle-même, sa principale, et ce qui
    est en concurrence avec l'une ou l'autre."""
    found = {resolution.id, resolution.parent_id} - {None}
    known = tuple(agenda)
    groups = {other.groupe for other in known if other.id in found} - {""}
    return frozenset(other.id for other in known if other.id in found or other.groupe in groups)


def numeros(resolutions: Iterable[Resolution]) -> dict[int, str]:
    """« 5 », « 5.1 » (seed L2366-2374), dans l'ordre du jour ; mêmes erreurs que `ordre`."""
    found: dict[int, str] = {}
    rank: dict[int | None, int] = {}
    for resolution in ordre(resolutions):
        parent = resolution.parent_id
        rank[parent] = rank.get(parent, 0) + 1
        above = "" if parent is None else f"{found[parent]}."
        found[resolution.id] = f"{above}{rank[parent]}"
    return found


def _check_groups(agenda: Iterable[Resolution]) -> None:
    first: dict[str, Resolution] = {}
    for resolution in agenda:
        if not resolution.groupe:
            continue
        other = first.setdefault(resolution.groupe, resolution)
        if other.parent_id != resolution.parent_id:
            raise UserError(
                f"Le groupe « {resolution.groupe} » réunit des questions de niveaux différents.",
                "Mettez-y les sous-résolutions d'une même résolution, ou des résolutions seules.",
                "groupe",
            )
        if other.exclusif != resolution.exclusif:
            raise UserError(
                f"Le groupe « {resolution.groupe} » n'est exclusif qu'à moitié.",
                "Cochez « un seul retenu » pour toutes ses propositions, ou pour aucune.",
                "exclusif",
            )


def electeurs(
    parts: Mapping[int, Collection[Part]],
    *,
    syndicat: Collection[int] = (),
    sans_reduction: Collection[int] = (),
) -> CorpsDe:
    """Qui vote sur chaque résolution : les parts de sa clé, réduites une fois par clé et débiteur.

    Lève `UserError` (à l'usage) pour une clé inconnue de l'immeuble.
    """
    found: dict[tuple[int, int | None], Corps] = {}

    def corps(resolution: Resolution) -> Corps:
        key = (resolution.cle, resolution.saisi)
        if resolution.cle not in parts:
            raise UserError(
                f"La clé de la résolution « {resolution.titre} » n'a aucun tantième.",
                "Choisissez une autre clé, ou donnez ses tantièmes aux lots.",
                "cle",
            )
        if key not in found:
            found[key] = corps_electoral(
                parts[resolution.cle],
                syndicat=syndicat,
                saisi=resolution.saisi,
                sans_reduction=sans_reduction,
            )
        return found[key]

    return corps


def voix_exclues(parts: Iterable[Part], corps: Corps) -> dict[int, int]:
    """Identité → voix, de ceux qui en tiennent sous la clé et n'en ont pas sur la question : le
    syndicat (loi art. 16 al. 2), le débiteur dont on vote la saisie (art. 19-2)."""
    found: dict[int, int] = {}
    for part in parts:
        if part.identite not in corps.voix and part.voix:
            found[part.identite] = found.get(part.identite, 0) + part.voix
    return found


@dataclass(frozen=True, slots=True)
class Tour:
    """Un vote tenu ; `bulletins` : ceux qu'on a comptés, réponses par correspondance comprises."""

    numero: int
    article: Article
    bulletins: Mapping[int, Bulletin]
    compte: Compte
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Urne:
    """Ce qu'on a reçu : qui vote sur quoi, les bulletins, les formulaires.

    `bulletins` : ceux de la salle, à distance, représentés ; **un vote est tenu quand il y a sa
    clé**, même vide. `formulaires` : réponses par correspondance ; ce que le formulaire dit du
    premier vote vaut pour le second, sauf s'il y répond à part. `comptes` : les votes déjà comptés,
    qu'on ne recompte pas ; une urne où rien n'a changé pour eux les reprend.
    """

    corps: CorpsDe
    bulletins: Mapping[Vote, Mapping[int, Bulletin]]
    formulaires: Mapping[Vote, Mapping[int, Sens]] = field(default_factory=dict)
    comptes: dict[tuple[Resolution, int, Article], Tour] = field(
        default_factory=dict, compare=False, repr=False
    )

    def remplacer(
        self,
        resolution: int,
        bulletins: Mapping[Vote, Mapping[int, Bulletin]],
        formulaires: Mapping[Vote, Mapping[int, Sens]],
    ) -> "Urne":
        """La même urne, où seul a changé ce qu'on a reçu de cette résolution."""
        papers = {vote: held for vote, held in self.bulletins.items() if vote[0] != resolution}
        forms = {vote: held for vote, held in self.formulaires.items() if vote[0] != resolution}
        counted = {key: tour for key, tour in self.comptes.items() if key[0].id != resolution}
        return Urne(self.corps, {**papers, **bulletins}, {**forms, **formulaires}, counted)

    def par_correspondance(self, resolution: Resolution, tour: int) -> dict[int, Bulletin]:
        """Les réponses écrites dont part ce vote, de ceux qui ont voix sur la question."""
        first, key = (resolution.id, PREMIER), (resolution.id, tour)
        typed = self.bulletins.get(first, {}) if tour == SECOND else {}
        found = {who: bulletin.sens for who, bulletin in typed.items() if bulletin.correspondance}
        found |= {**self.formulaires.get(first, {}), **self.formulaires.get(key, {})}
        entitled = self.corps(resolution).voix
        return {who: PAR_ECRIT[sens] for who, sens in found.items() if who in entitled}

    def tour(self, resolution: Resolution, numero: int, article: Article) -> Tour | None:
        """Le vote, compté ; rien s'il n'a pas été tenu.

        Lève `ValueError` pour un bulletin de qui n'a pas voix sur la question.
        """
        typed = self.bulletins.get((resolution.id, numero))
        if typed is None:
            return None
        key = (resolution, numero, article)
        if key not in self.comptes:
            papers = {**self.par_correspondance(resolution, numero), **typed}
            compte = depouiller(self.corps(resolution), papers, amendee=resolution.amendee)
            self.comptes[key] = Tour(numero, article, papers, compte, juger(article, compte))
        return self.comptes[key]
