"""Le décompte de charges locatives, tel qu'il s'imprime (seed L305-350)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.money import ZERO, euros
from lsc_desktop.domain.adresses import Adresse, EnTete
from lsc_desktop.domain.regularisations.calcul import fois_retenu
from lsc_desktop.domain.regularisations.saisie import LigneCharge, LigneEau, RegularisationDraft


@dataclass(frozen=True, slots=True)
class ChargeDecomptee:
    """Une ligne « Type de charges » qui porte un montant."""

    libelle1: str
    libelle2: str
    jours_presence: int
    jours_periode: int
    quote_part: Decimal
    montant_total: Decimal
    montant: Decimal


@dataclass(frozen=True, slots=True)
class EauDecomptee:
    """Une ligne « Eau » dont les deux index et le prix sont connus."""

    libelle1: str
    libelle2: str
    index_fin: Decimal
    index_precedent: Decimal
    prix: Decimal
    montant: Decimal


@dataclass(frozen=True, slots=True)
class Decompte:
    """Tout ce que le document montre ; l'imprimer ne calcule rien.

    `immeuble` : son adresse en une ligne. `provision_future` : par appel, pour un locataire
    présent. `note` : pied du décompte, "" sans note.
    """

    entete: EnTete
    titre: str
    le: date
    compte: str
    lot: str
    immeuble: str
    du: date
    au: date
    destinataire: Adresse
    charges: tuple[ChargeDecomptee, ...]
    eau: tuple[EauDecomptee, ...]
    total: Decimal
    provisions: Decimal | None
    reintroduction: Decimal | None
    regularisation: Decimal
    present: bool
    fois: int = 1
    provision_future: Decimal | None = None
    note: str = ""

    @property
    def phrases(self) -> tuple[str, ...]:
        """L'étalement et les futures provisions, pour un locataire présent (seed L346-350)."""
        if not self.present:
            return ()
        return tuple(phrase for phrase in (self._reglement(), self._futures()) if phrase)

    def _reglement(self) -> str:
        if self.regularisation == 0:
            return ""
        if self.regularisation < 0:
            return "Ce montant viendra en déduction du prochain appel de loyer."
        if self.fois == 1:
            return "Ce montant sera ajouté au prochain appel de loyer."
        return f"Ce montant sera étalé sur les {self.fois} prochains appels de loyer."

    def _futures(self) -> str:
        if self.provision_future is None:
            return ""
        montant = euros(self.provision_future)
        return f"Le montant des futures provisions sur charges est fixé à {montant}"


def decompte(
    draft: RegularisationDraft,
    *,
    entete: EnTete,
    le: date,
    immeuble: str,
    destinataire: Adresse,
    note: str = "",
) -> Decompte:
    """Fige une fiche recalculée ; seules ses lignes qui portent un montant (seed L208-209).

    Lève `UserError` si la période n'est pas saisie.
    """
    if draft.du is None or draft.au is None:
        raise UserError(
            "La période de la régularisation est incomplète.",
            "Ouvrez la fiche et saisissez ses deux dates avant d'imprimer.",
            "au" if draft.du else "du",
        )
    return Decompte(
        entete=entete,
        titre=draft.titre,
        le=le,
        compte=draft.compte,
        lot=draft.lot,
        immeuble=immeuble,
        du=draft.du,
        au=draft.au,
        destinataire=destinataire,
        charges=tuple(c for ligne in draft.lignes if (c := _charge(ligne))),
        eau=tuple(e for ligne in draft.eau if (e := _eau(ligne))),
        total=draft.total,
        provisions=draft.provisions,
        reintroduction=draft.reintroduction or None,
        regularisation=draft.regularisation,
        present=draft.present,
        fois=fois_retenu(draft),
        provision_future=draft.nouvelles_provisions if draft.present else None,
        note=note,
    )


def _charge(ligne: LigneCharge) -> ChargeDecomptee | None:
    """Rien sans montant total : les libellés préremplis ne suffisent pas (seed L208-209)."""
    if not ligne.montant_total or ligne.montant is None:
        return None
    return ChargeDecomptee(
        ligne.libelle1,
        ligne.libelle2,
        ligne.jours_presence,
        ligne.jours_periode,
        ligne.quote_part,
        ligne.montant_total,
        ligne.montant,
    )


def _eau(ligne: LigneEau) -> EauDecomptee | None:
    """Une consommation nulle s'imprime ; un prix nul ou absent, non."""
    fin, precedent, prix = ligne.index_fin, ligne.index_precedent, ligne.prix
    if fin is None or precedent is None or not prix:
        return None
    montant = ZERO if ligne.montant is None else ligne.montant
    return EauDecomptee(ligne.libelle1, ligne.libelle2, fin, precedent, prix, montant)
