"""La fenêtre « Demande de devis Lovys » : une formule, un lot par ligne (seed L684-691)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.lovys.devis import FORMULES
from lsc_desktop.domain.saisies import Problem


@dataclass(slots=True)
class LigneDemande:
    """Un devis à demander. `manque` : ce que la fiche lot n'a pas ; il ne sera pas demandé, et le
    compte rendu le dira. `qualite` : le mot qu'on montre."""

    retenu: bool = True
    lot: str = ""
    occupant: str = ""
    qualite: str = ""
    surface: Decimal | None = None
    nb_pieces: int | None = None
    dependances: Decimal | None = None
    manque: str = ""
    lot_id: int = 0
    locataire_id: int | None = None
    mandat_id: int | None = None


@dataclass(slots=True)
class DemandeLovysDraft:
    id: int | None = None
    version: int = 0
    formule: int = 1
    texte: str = ""
    lignes: list[LigneDemande] = field(default_factory=list)

    def problems(self) -> Iterator[Problem]:
        if self.formule not in dict(FORMULES):
            yield "formule", "Choisissez une des trois formules."
        if not any(line.retenu for line in self.lignes):
            yield "lignes", "Cochez au moins un lot."


@dataclass(frozen=True, slots=True)
class Inscrites:
    """Ce qu'une demande a inscrit. `groupe` : celui de son compte rendu ; `envois` : ceux de la
    boîte d'envoi ; `ecartes` : les lots qu'on n'a pas demandés, faute d'informations."""

    groupe: str
    envois: tuple[int, ...]
    ecartes: int


def recalculer(draft: DemandeLovysDraft) -> None:
    """« 3 devis à demander ; 1 lot incomplet ne sera pas demandé. »"""
    kept = [line for line in draft.lignes if line.retenu]
    short = sum(bool(line.manque) for line in kept)
    draft.texte = f"{pluriel(len(kept) - short, 'devis', 'devis')} à demander"
    if short:
        plural = "lots incomplets ne seront pas demandés"
        draft.texte += f" ; {pluriel(short, 'lot incomplet ne sera pas demandé', plural)}"
    draft.texte += "."
