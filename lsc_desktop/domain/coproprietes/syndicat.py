"""Le syndicat, ses clés et son conseil syndical (loi 65-557 art. 10, 21, 22 ; syndic 3.9)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from lsc_desktop.base.dates import plus_mois
from lsc_desktop.base.money import nombre_court
from lsc_desktop.domain.assemblees.pouvoirs import Mode
from lsc_desktop.domain.coproprietes.tantiemes import DECIMALES, tantiemes_impossibles
from lsc_desktop.domain.registre.dossier import ConstatLigne
from lsc_desktop.domain.saisies import Problem, dans_l_ordre, obligatoires

DELAI_LEGAL = 21  # jours entre la convocation et l'assemblée (décret art. 9)
DELAI_MAX = 365
MANDAT_CONSEIL = 36  # mois au plus (décret art. 22)
CLE_GENERALE = "001"

REGIMES = (
    ("ordinaire", "Ordinaire"),
    ("petite", "Petite, décide par consultation écrite (art. 41-12)"),
    ("cooperative", "Coopérative (art. 17-1)"),
)
# Ce que la fiche montre et n'écrit pas : d'autres fiches le tiennent.
DU_REGISTRE = (
    "registre_numero", "registre_rattachement", "registre_dates", "registre_derniere",
    "registre_echeance", "registre_synthese", "registre_manques",
)  # fmt: skip
LUS = ("nom", "nb_lots", "nb_coproprietaires", *DU_REGISTRE)
MODES_POUVOIRS = tuple((mode.name.lower(), mode.value) for mode in Mode)


@dataclass(slots=True)
class CleDraft:
    """Une clé ; `somme` et `ecart` : ce que font les lots, et ce qui manque au total annoncé."""

    id: int | None = None
    code: str = ""
    libelle: str = ""
    generale: bool = False
    total: Decimal | None = None
    somme: Decimal = Decimal(0)
    ecart: Decimal | None = None


@dataclass(slots=True)
class MembreDraft:
    """Un mandat au conseil syndical."""

    id: int | None = None
    tiers_id: int | None = None
    du: date | None = None
    au: date | None = None
    president: bool = False


@dataclass(slots=True)
class CoproprieteDraft:
    """Saisie d'un syndicat ; ce que dit `LUS` se lit, et ne s'écrit pas.

    `registre_*` : où il en est au registre national, en phrases ; `registre_manques` : ce qui
    empêche sa prochaine déclaration.
    """

    id: int | None = None
    version: int = 0
    entite_id: int | None = None
    immeuble_id: int | None = None
    immatriculation: str = ""
    date_reglement: date | None = None
    regime: str = "ordinaire"
    pouvoirs: str = "france"
    delai_convocation: int | None = DELAI_LEGAL
    lieu_assemblee: str = ""
    lieu_consultation: str = ""
    note: str = ""
    actif: bool = True
    cles: list[CleDraft] = field(default_factory=list)
    conseil: list[MembreDraft] = field(default_factory=list)
    nom: str = ""
    nb_lots: int = 0
    nb_coproprietaires: int = 0
    registre_numero: str = ""
    registre_rattachement: str = ""
    registre_dates: str = ""
    registre_derniere: str = ""
    registre_echeance: str = ""
    registre_synthese: str = ""
    registre_manques: list[ConstatLigne] = field(default_factory=list)

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(self, entite_id="L'entité", immeuble_id="L'immeuble")
        if self.delai_convocation is None or not DELAI_LEGAL <= self.delai_convocation <= DELAI_MAX:
            yield (
                "delai_convocation",
                f"Le délai de convocation va de {DELAI_LEGAL} à {DELAI_MAX} jours (décret art. 9).",
            )
        yield from _cles(self.cles)
        yield from _conseil(self.conseil)


def _cles(cles: list[CleDraft]) -> Iterator[Problem]:
    seen: set[str] = set()
    for rank, cle in enumerate(cles):
        code = cle.code.strip()
        if not code:
            yield f"cles.{rank}.code", "Le code de la clé est à renseigner, par exemple 001."
        elif code in seen:
            yield f"cles.{rank}.code", f"La clé {code} est déjà dans la liste."
        if not cle.libelle.strip():
            yield f"cles.{rank}.libelle", "Le libellé de la clé est à renseigner."
        if sentence := tantiemes_impossibles(cle.total):
            yield f"cles.{rank}.total", sentence
        seen.add(code)
    if cles and sum(cle.generale for cle in cles) != 1:
        yield "cles", "Cochez la clé générale : une, et une seule, compte les voix de tous."


def _conseil(membres: list[MembreDraft]) -> Iterator[Problem]:
    for rank, membre in enumerate(membres):
        if membre.tiers_id is None:
            yield f"conseil.{rank}.tiers_id", "Le membre du conseil syndical est à choisir."
        for _field, sentence in dans_l_ordre(
            membre, "du", "au", "Le mandat finit avant son début."
        ):
            yield f"conseil.{rank}.au", sentence
        if membre.du and membre.au and membre.au > plus_mois(membre.du, MANDAT_CONSEIL):
            yield f"conseil.{rank}.au", "Un mandat au conseil syndical dure trois ans au plus."
        others = [other for other in membres[:rank] if _se_croisent(membre, other)]
        if membre.tiers_id in {other.tiers_id for other in others} - {None}:
            yield f"conseil.{rank}.tiers_id", "Cette personne a déjà un mandat à ces dates."
        if membre.president and any(other.president for other in others):
            yield (
                f"conseil.{rank}.president",
                "Le conseil syndical n'a qu'un président à la fois (loi 65-557, art. 21).",
            )


def _se_croisent(one: MembreDraft, other: MembreDraft) -> bool:
    """Bornes comprises, ouvertes du côté qui manque."""
    return (one.du or date.min) <= (other.au or date.max) and (other.du or date.min) <= (
        one.au or date.max
    )


def recalculer(draft: CoproprieteDraft) -> None:
    """L'écart de chaque clé, à chaque frappe ; rien si elle tombe juste."""
    for cle in draft.cles:
        cle.ecart = None if cle.total is None else (cle.somme - cle.total) or None


def remarques(draft: CoproprieteDraft) -> Iterator[str]:
    """Ce qui se dit en tête de la fiche, sans bloquer : une clé qui ne tombe pas juste."""
    for cle in draft.cles:
        if cle.ecart:
            somme, total, ecart = (
                nombre_court(value, DECIMALES)
                for value in (cle.somme, cle.total or Decimal(0), abs(cle.ecart))
            )
            manque = f"il y en a {ecart} de trop" if cle.ecart > 0 else f"il manque {ecart}"
            yield (
                f"Clé {cle.code} : les lots font {somme} tantièmes, le total annoncé est {total} : "
                f"{manque}."
            )
