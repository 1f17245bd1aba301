"""Mandats de gérance (seed L730 ; gerance 3.3)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from lsc_desktop.base.dates import plus_mois
from lsc_desktop.domain.saisies import Problem, dans_l_ordre, obligatoires

DUREE_MAX = 360  # mois ; au-delà de trente ans, une faute de frappe (loi 70-9, art. 7)

BASES_HONORAIRES = (
    ("", ""),
    ("encaissements", "Encaissements"),
    ("loyer_charges", "Loyer et charges encaissés"),
    ("loyer", "Loyer seul encaissé"),
    ("quittancement", "Quittancement"),
)
# Les quatre bases de calcul d'un acompte que LSC connaît (gerance 1.5).
BASES_ACOMPTE = (
    ("", ""),
    ("quittancement", "Quittancement total"),
    ("quittancement_proprietaire", "Quittancement « propriétaire »"),
    ("loyer", "Loyer seul"),
    ("solde", "Solde du compte"),
)


@dataclass(slots=True)
class LotConfie:
    """Un lot sous mandat, du … au …, bornes comprises ; ouvert du côté qui manque."""

    id: int | None = None
    lot_id: int | None = None
    du: date | None = None
    au: date | None = None


@dataclass(slots=True)
class MandatDraft:
    """Saisie d'un mandat : taux en %, forfait en euros, durée en mois.

    Les champs qui suivent `lots` ne s'écrivent pas ; `jour` : la date de travail.
    """

    id: int | None = None
    version: int = 0
    numero: str = ""
    entite_id: int | None = None
    proprietaire_id: int | None = None
    compte_id: int | None = None
    debut: date | None = None
    fin: date | None = None
    duree_mois: int | None = None
    tacite_reconduction: bool = True
    taux_honoraires: Decimal | None = None
    base_honoraires: str = ""
    forfait_honoraires: Decimal | None = None
    taux_gli: Decimal | None = None
    taux_acompte: Decimal | None = None
    base_acompte: str = ""
    note: str = ""
    actif: bool = True
    lots: list[LotConfie] = field(default_factory=list)
    echeance: date | None = None
    jour: date | None = None

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(
            self,
            numero="Le numéro du mandat",
            entite_id="L'entité",
            proprietaire_id="Le propriétaire",
            debut="La date de début",
        )
        yield from dans_l_ordre(self, "debut", "fin", "Le mandat finit avant d'avoir commencé.")
        if self.duree_mois is not None and not 1 <= self.duree_mois <= DUREE_MAX:
            yield "duree_mois", f"La durée d'un mandat va de 1 à {DUREE_MAX} mois."
        yield from _taux(self)
        yield from _lots(self.lots)


def _taux(draft: MandatDraft) -> Iterator[Problem]:
    for name in ("taux_honoraires", "taux_gli", "taux_acompte"):
        value = getattr(draft, name)
        if value is not None and not 0 <= value <= 100:
            yield name, "Un taux va de 0 à 100 %."
    if draft.forfait_honoraires is not None and draft.forfait_honoraires < 0:
        yield "forfait_honoraires", "Un forfait n'est pas négatif."
    if draft.taux_honoraires and not draft.base_honoraires:
        yield "base_honoraires", "Dites sur quoi porte le taux d'honoraires."
    if draft.taux_acompte and not draft.base_acompte:
        yield "base_acompte", "Dites sur quoi porte l'acompte."


def _lots(lots: list[LotConfie]) -> Iterator[Problem]:
    """Chaque ligne désigne un lot, et un lot n'est pas confié deux fois le même jour."""
    for rank, line in enumerate(lots):
        if line.lot_id is None:
            yield f"lots.{rank}.lot_id", "Le lot est à choisir."
        if line.du and line.au and line.au < line.du:
            yield f"lots.{rank}.au", "Le lot est repris avant d'avoir été confié."
        if any(line.lot_id == other.lot_id and se_croisent(line, other) for other in lots[:rank]):
            yield f"lots.{rank}.lot_id", "Ce lot est déjà dans le mandat à cette date."


def se_croisent(un: LotConfie, autre: LotConfie) -> bool:
    """Deux périodes, chacune ouverte du côté qui manque, ont un jour commun."""
    avant = un.au is None or autre.du is None or autre.du <= un.au
    apres = autre.au is None or un.du is None or un.du <= autre.au
    return avant and apres


def pendant(lot: LotConfie, debut: date | None, fin: date | None) -> LotConfie:
    """La même ligne, ramenée à la durée de son mandat."""
    du = max((d for d in (lot.du, debut) if d), default=None)
    au = min((d for d in (lot.au, fin) if d), default=None)
    return LotConfie(lot.id, lot.lot_id, du, au)


def echeance(draft: MandatDraft) -> date | None:
    """Dernier jour de la période en cours le `jour` ; la fin l'emporte si elle est saisie.

    La tacite reconduction fait suivre des périodes de même durée.
    """
    if draft.fin is not None:
        return draft.fin
    if not draft.debut or not draft.duree_mois or draft.duree_mois < 1:
        return None
    periods = 1
    last = _fin_de_periode(draft.debut, draft.duree_mois)
    while draft.tacite_reconduction and draft.jour is not None and last < draft.jour:
        periods += 1
        last = _fin_de_periode(draft.debut, draft.duree_mois * periods)
    return last


def _fin_de_periode(debut: date, mois: int) -> date:
    return plus_mois(debut, mois) - timedelta(days=1)


def recalculer(draft: MandatDraft) -> None:
    """Remplit les champs calculés, à chaque frappe."""
    draft.echeance = echeance(draft)
