"""La fiche d'une assemblée et son ordre du jour, tels qu'on les saisit (seed L1987-2024)."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lsc_desktop.domain.assemblees.majorites import Article
from lsc_desktop.domain.saisies import Problem, obligatoires

PREPARATION, CLOSE = "preparation", "close"
ETATS = ((PREPARATION, "En préparation"), (CLOSE, "Close"))
TYPES_ASSEMBLEE = (
    ("ordinaire", "Ordinaire"),
    ("extraordinaire", "Extraordinaire"),
    ("indifferent", "Indifférent"),
)
# 25-1 et 26-1 ne viennent qu'en second vote ; LSC les laisse pourtant choisir d'emblée.
ARTICLES = (
    (Article.A24.value, "24"),
    (Article.A25.value, "25"),
    (Article.A25_1.value, "25-1"),
    (Article.A26.value, "26"),
    (Article.A26_1.value, "26-1"),
    (Article.UNANIMITE.value, "unanimité"),
    (Article.SANS_VOTE.value, "-1 (pas de vote)"),
)
_HEURE = re.compile(r"([01]?[0-9]|2[0-3])[:hH]([0-5][0-9])?")


def heure_lue(text: str) -> str:
    """« 17h », « 9:5 » refusé, « 17h30 » → « 17:30 » ; "" si ce n'est pas une heure."""
    found = _HEURE.fullmatch(text.strip())
    return f"{int(found[1]):02}:{found[2] or '00'}" if found else ""


@dataclass(slots=True)
class ResolutionDraft:
    """Une ligne de l'ordre du jour ; `sous` : elle dépend de la résolution qui la précède.

    `numero` et `resultat` se lisent : « 5.1 », « Acceptée ». Ce qui se décide en séance (texte
    amendé, réserves) s'écrit depuis la saisie des votes, jamais d'ici.
    """

    id: int | None = None
    sous: bool = False
    titre: str = ""
    projet: str = ""
    article: str = Article.A24.value
    cle_id: int | None = None
    question: str = ""
    groupe: str = ""
    exclusif: bool = False
    saisi_id: int | None = None
    numero: str = ""
    resultat: str = ""


@dataclass(slots=True)
class AssembleeDraft:
    """Saisie d'une assemblée ; `numero` : sa référence, « 3-S007 », donnée à la création."""

    id: int | None = None
    version: int = 0
    copropriete_id: int | None = None
    numero: str = ""
    nom: str = "Assemblée générale"
    type_assemblee: str = "ordinaire"
    date: dt.date | None = None
    heure: str = "17:00"
    lieu: str = ""
    cle_id: int | None = None
    president: str = ""
    secretaire: str = ""
    scrutateurs: str = ""
    note: str = ""
    urgence: bool = False
    lieu_consultation: str = ""
    convoquee_le: dt.date | None = None
    incidents: str = ""
    registre: int | None = None
    etat: str = PREPARATION
    resolutions: list[ResolutionDraft] = field(default_factory=list)
    syndicat: str = ""
    lu_de: int | None = None
    remarques: tuple[str, ...] = ()

    @property
    def close(self) -> bool:
        return self.etat == CLOSE

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(
            self,
            copropriete_id="La copropriété",
            nom="Le nom de l'assemblée",
            date="La date",
            cle_id="La clé de la feuille de présence",
        )
        if self.heure and not heure_lue(self.heure):
            yield "heure", "L'heure s'écrit 17:30 ou 17h30."
        for rank, line in enumerate(self.resolutions):
            if not line.titre.strip():
                yield f"resolutions.{rank}.titre", "Le titre de la résolution est à renseigner."
            if line.cle_id is None:
                yield f"resolutions.{rank}.cle_id", "La clé de la résolution est à choisir."
            if line.article not in dict(ARTICLES):
                yield f"resolutions.{rank}.article", "Cet article n'est pas de ceux qu'on vote."
        if self.resolutions and self.resolutions[0].sous:
            yield (
                "resolutions.0.sous",
                "La première résolution ne peut pas être une sous-résolution.",
            )


def numeroter(resolutions: list[ResolutionDraft]) -> None:
    """« 5 », « 5.1 », d'après l'ordre et le niveau (seed L2366-2374)."""
    main = below = 0
    for line in resolutions:
        if line.sous and main:
            below += 1
            line.numero = f"{main}.{below}"
        else:
            main, below = main + 1, 0
            line.numero = str(main)


def recalculer(draft: AssembleeDraft) -> None:
    """Numérote l'ordre du jour, et donne à une ligne neuve la clé de l'assemblée."""
    for line in draft.resolutions:
        if line.cle_id is None:
            line.cle_id = draft.cle_id
    numeroter(draft.resolutions)
