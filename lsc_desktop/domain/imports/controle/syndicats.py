"""Les copropriétés d'un chantier : celles de la base et des fichiers, leurs clés, leurs lots."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from lsc_desktop.base.text import fold
from lsc_desktop.domain.coproprietes import LotCoproprieteDraft
from lsc_desktop.domain.imports.lecture import Rangee
from lsc_desktop.domain.imports.plan import (
    CleConnue,
    Connu,
    CoproprietaireConnu,
    CoproprieteConnue,
    ExerciceConnu,
    LotCoproprieteConnu,
)


class Syndicats:
    """Les index des copropriétés ; un id négatif est à créer. Codes et numéros en capitales.

    `rattachements` : les lots neufs dont le lot principal se cherche une fois tous les lots lus ;
    `pesees` : la première rangée, et le champ, qui donne des tantièmes à une clé.
    """

    def __init__(self, connu: Connu) -> None:
        self.coproprietes = {one.immeuble.upper(): one for one in connu.coproprietes}
        self.de_l_entite = {one.entite_id: one for one in connu.coproprietes}
        self.cles: dict[int, dict[str, CleConnue]] = {}  # copropriété → code → clé
        for cle in connu.cles:
            self.poser(cle)
        self.coproprietaires: dict[int, CoproprietaireConnu] = {}  # par compte
        self.comptes_de: dict[tuple[int, int], list[CoproprietaireConnu]] = {}
        for who in connu.coproprietaires:
            self.inscrire(who)
        self.lots: dict[tuple[int, str], LotCoproprieteConnu] = {}
        for lot in connu.lots_copropriete:
            self.placer(lot)
        self.tantiemes: dict[tuple[int, int], Decimal] = dict(connu.tantiemes)  # (lot, clé)
        self.pesees: dict[int, tuple[Rangee, str]] = {}
        self.exercices: dict[int, list[ExerciceConnu]] = {}  # copropriété → ses exercices
        for year in connu.exercices:
            self.ouvrir(year)
        self.depenses = {year: Counter(lines) for year, lines in connu.depenses.items()}
        self.rattachements: list[tuple[Rangee, LotCoproprieteDraft, str]] = []

    def fonder(self, one: CoproprieteConnue) -> None:
        self.coproprietes[one.immeuble.upper()] = one
        if one.entite_id:  # une entité fautive n'est celle de personne
            self.de_l_entite.setdefault(one.entite_id, one)

    def poser(self, cle: CleConnue) -> None:
        self.cles.setdefault(cle.copropriete_id, {})[cle.code.upper()] = cle

    def inscrire(self, who: CoproprietaireConnu) -> None:
        """`comptes_de` : (copropriété, tiers) → ses comptes, dans l'ordre."""
        self.coproprietaires[who.compte_id] = who
        self.comptes_de.setdefault((who.copropriete_id, who.tiers_id), []).append(who)

    def placer(self, lot: LotCoproprieteConnu) -> None:
        self.lots[lot.copropriete_id, lot.numero.upper()] = lot

    def ouvrir(self, year: ExerciceConnu) -> None:
        self.exercices.setdefault(year.copropriete_id, []).append(year)

    def exercice(self, copropriete_id: int, libelle: str) -> ExerciceConnu | None:
        """L'exercice de ce libellé, à la casse près."""
        years = self.exercices.get(copropriete_id, ())
        return next((one for one in years if fold(one.libelle) == fold(libelle)), None)

    def cle(self, copropriete_id: int, code: str) -> CleConnue | None:
        """La clé de ce code ; sans code, la générale, qui compte les voix de tous."""
        found = self.cles.get(copropriete_id, {})
        if code:
            return found.get(code.upper())
        return next((cle for cle in found.values() if cle.generale), None)

    def sommes(self) -> Mapping[int, Decimal]:
        """Clé → ce qu'en font les lots en service, en tantièmes."""
        served = {lot.id for lot in self.lots.values() if lot.actif}
        total: dict[int, Decimal] = {}
        for (lot, cle), valeur in self.tantiemes.items():
            if lot in served:
                total[cle] = total.get(cle, Decimal(0)) + valeur
        return total
