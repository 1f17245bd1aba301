"""Les champs calculés de la fiche d'un lot."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from lsc_desktop.base.dates import date_fr, plus_mois
from lsc_desktop.base.money import cents, nombre, nombre_court
from lsc_desktop.domain.lots import prix as rule
from lsc_desktop.domain.lots.choix import A_LOUER, VENTE_OU_LOCATION
from lsc_desktop.domain.lots.prix import Prix
from lsc_desktop.domain.lots.saisie import LotDraft
from lsc_desktop.domain.lots.surfaces import (
    COEFFICIENTS,
    par_m2,
    surface_carrez,
    surface_dependances,
    surface_ponderee,
)

CHAMPS_PRIX = {
    "prix_vente": "vente",
    "net_vendeur": "net",
    "commission_taux": "taux",
    "commission_montant": "commission",
    "commission_acquereur": "acquereur",
}


def recalculer(draft: LotDraft) -> None:
    """Remplit les champs calculés, à chaque frappe."""
    _codes(draft)
    _prix(draft)
    draft.surface = surface_ponderee({name: getattr(draft, name) for name in COEFFICIENTS})
    draft.surface_carrez = surface_carrez(draft.pieces)
    draft.surface_dependances = surface_dependances(draft.pieces)
    draft.prix_m2 = par_m2(draft.prix_vente, draft.surface)
    draft.taxe_fonciere_m2 = par_m2(draft.taxe_fonciere, draft.surface)
    draft.commission_dont_taxe = taxe_comprise(draft.commission_montant, draft.commission_taxe)
    draft.mandat_echeance = echeance(draft.mandat_date, draft.mandat_duree_mois)
    draft.mandat = ligne_mandat(draft.mandat_numero, draft.loyer_mensuel)
    draft.a_louer = "À louer" if draft.commercialisation in (A_LOUER, VENTE_OU_LOCATION) else ""


def code_de(immeuble: str, numero: str) -> str:
    """« SAINTLOUIS/305 » : l'immeuble et le n° au règlement de copropriété (seed L713-714)."""
    return f"{immeuble}/{numero}" if immeuble and numero else ""


def echeance(debut: date | None, mois: int | None) -> date | None:
    """Dernier jour d'un mandat : le 01/06/2009 pour 3 mois échoit le 31/08/2009 (seed L403)."""
    return plus_mois(debut, mois) - timedelta(days=1) if debut and mois else None


def taxe_comprise(montant: Decimal | None, taux: Decimal | None) -> Decimal | None:
    """« Dont taxe » : la TVA comprise dans une commission toutes taxes."""
    return cents(montant * taux / (100 + taux)) if montant is not None and taux else None


def ligne_mandat(numero: str, loyer: Decimal | None) -> str:
    """« Mandat Gestion n° 102 — Loyer mensuel : 459,00 HT » (seed L730)."""
    if not numero:
        return "Sans mandat de gestion"
    montant = f" — Loyer mensuel : {nombre(loyer)} HT" if loyer else ""
    return f"Mandat Gestion n° {numero}{montant}"


def avertissements(draft: LotDraft) -> Iterator[str]:
    """Ce qui mérite un regard, sans interdire d'enregistrer."""
    carrez, habitable = draft.surface_carrez, draft.surface_habitable
    if carrez and habitable is not None and carrez < habitable:
        yield (
            f"Les pièces du tableau Carrez font {nombre(carrez)} m², moins que l'habitable "
            f"({nombre(habitable)} m²) : il en manque peut-être."
        )


def expliquer(draft: LotDraft) -> dict[str, str]:
    """« Pourquoi ce montant »."""
    found = rule.expliquer(_lire(draft))
    parts = [
        f"{nombre(value)} × {nombre_court(coefficient)}"
        for name, coefficient in COEFFICIENTS.items()
        if (value := getattr(draft, name))
    ]
    if parts:
        found["surface"] = f"{' + '.join(parts)} = {nombre(draft.surface or Decimal(0))} m²"
    for name, amount, total in (
        ("prix_m2", draft.prix_vente, draft.prix_m2),
        ("taxe_fonciere_m2", draft.taxe_fonciere, draft.taxe_fonciere_m2),
    ):
        if amount is not None and draft.surface and total is not None:
            found[name] = f"{nombre(amount)} / {nombre(draft.surface)} m² = {nombre(total)}"
    if draft.commission_dont_taxe is not None and draft.commission_montant is not None:
        found["commission_dont_taxe"] = (
            f"{nombre(draft.commission_taxe or Decimal(0))} % compris dans "
            f"{nombre(draft.commission_montant)}"
        )
    if draft.mandat_echeance:
        found["mandat_echeance"] = (
            f"{draft.mandat_duree_mois} mois à partir du {date_fr(draft.mandat_date)}"
        )
    return found


def _codes(draft: LotDraft) -> None:
    """Propose les codes d'un nouveau lot ; ce qui est tapé reste."""
    if draft.id is not None:
        return
    propose = code_de(draft.immeuble, draft.numero_rcp)
    if draft.code_gestion in ("", draft.code_physique):
        draft.code_gestion = ""
    if draft.code_physique in ("", draft.code_propose):
        draft.code_physique = draft.code_propose = propose
    if not draft.code_gestion:
        draft.code_gestion = draft.code_physique


def _prix(draft: LotDraft) -> None:
    """Sans prix connu, la fiche vient d'être lue : rien ne bouge."""
    if draft.prix_connu is not None:
        voulu = rule.recalculer(draft.prix_connu, _lire(draft))
        for field, name in CHAMPS_PRIX.items():
            setattr(draft, field, getattr(voulu, name))
    draft.prix_connu = _lire(draft)


def _lire(draft: LotDraft) -> Prix:
    return Prix(**{name: getattr(draft, field) for field, name in CHAMPS_PRIX.items()})
