"""« Pourquoi ce montant » : chaque chiffre de la fiche, dit au gestionnaire."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.money import nombre, nombre_court
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.regularisations.calcul import (
    annee_retenue,
    echeances,
    etalement_possible,
    fois_retenu,
    provision_calculee,
)
from lsc_desktop.domain.regularisations.saisie import LigneCharge, LigneEau, RegularisationDraft

MONTREES = 4  # provisions écartées nommées une à une
RYTHMES = {12: "mois", 4: "trimestre", 2: "semestre", 1: "an"}


def expliquer(draft: RegularisationDraft) -> dict[str, str]:
    """Rubrique → phrase, pour une fiche recalculée ; grille : « lignes.0.montant »."""
    phrases = {
        "total": _total(draft),
        "provisions": _provisions(draft),
        "reintroduction": "Déjà retenu sur le locataire, à son départ par exemple : déduit.",
        "regularisation": _regularisation(draft),
        "fois": _fois(draft),
        "provisions_actuelles": (
            f"Lignes du code fiscalité {draft.code_fiscalite} en vigueur, par {_rythme(draft)}."
        ),
        "nouvelles_provisions": _nouvelles(draft),
    }
    for rang, ligne in enumerate(draft.lignes):
        phrases[f"lignes.{rang}.montant"] = _charge(ligne)
    for rang, eau in enumerate(draft.eau):
        phrases[f"eau.{rang}.montant"] = _eau(eau)
    return {rubrique: phrase for rubrique, phrase in phrases.items() if phrase}


def _charge(ligne: LigneCharge) -> str:
    """« 563,69 × 182 jours / 366 jours × quote-part 1,00 = 280,30 »."""
    if ligne.montant is None or ligne.montant_total is None:
        return ""
    return (
        f"{nombre(ligne.montant_total)} × {pluriel(ligne.jours_presence, 'jour')} / "
        f"{pluriel(ligne.jours_periode, 'jour')} × quote-part {nombre_court(ligne.quote_part)} "
        f"= {nombre(ligne.montant)}"
    )


def _eau(eau: LigneEau) -> str:
    """« (1 000,00 − 800,00) × 5,00 = 1 000,00 »."""
    fin, precedent, prix = eau.index_fin, eau.index_precedent, eau.prix
    if eau.montant is None or fin is None or precedent is None or prix is None:
        return ""
    return (
        f"({nombre_court(fin)} − {nombre_court(precedent)}) × {nombre_court(prix)} "
        f"= {nombre(eau.montant)}"
    )


def _total(draft: RegularisationDraft) -> str:
    montants = [ligne.montant for ligne in draft.lignes] + [eau.montant for eau in draft.eau]
    comptes = [montant for montant in montants if montant]
    if not comptes:
        return "Aucune ligne n'a encore de montant."
    return f"{_somme(comptes)} = {nombre(draft.total)}"


def _provisions(draft: RegularisationDraft) -> str:
    code = f"sous le code fiscalité {draft.code_fiscalite}"
    periode = f" du {date_fr(draft.du)} au {date_fr(draft.au)}" if draft.du and draft.au else ""
    phrase = f"Provisions appelées (et non payées) {code}{periode}, avoirs déduits."
    if draft.provisions is None:
        phrase = f"Aucune provision à déduire {code}{periode}."
    return phrase + _ecartees(draft)


def _ecartees(draft: RegularisationDraft) -> str:
    """« Écartées, car contre-passées : 50,00 le 01/03/2020 ; − 50,00 le 02/04/2020. »"""
    if not draft.ecartees:
        return ""
    shown = [
        f"{'− ' if montant < 0 else ''}{nombre(abs(montant))} le {date_fr(jour)}"
        for jour, montant in draft.ecartees[:MONTREES]
    ]
    if more := len(draft.ecartees) - MONTREES:
        shown += [f"et {pluriel(more, 'autre')}"] if more > 0 else []
    return f" Écartées, car contre-passées : {' ; '.join(shown)}."


def _regularisation(draft: RegularisationDraft) -> str:
    calcul = nombre(draft.total)
    if draft.provisions:
        calcul += f" {_deduit(draft.provisions)} de provisions"
    if draft.reintroduction:
        calcul += f" {_deduit(draft.reintroduction)} de retenue"
    sens = "à jour"
    if draft.regularisation:
        sens = "dû par le locataire" if draft.regularisation > 0 else "trop-perçu, dû au locataire"
    return f"{calcul} = {nombre(draft.regularisation)} : {sens}."


def _fois(draft: RegularisationDraft) -> str:
    """« 1 106,50 = 2 × 368,83 + 368,84, avec les 3 prochains appels. »"""
    if not draft.present:
        return f"Un seul appel : le locataire est parti{_le(draft)}."
    if not etalement_possible(draft):
        return "Un seul appel : le locataire ne doit rien."
    fois = fois_retenu(draft)
    if fois == 1:
        return f"{nombre(draft.regularisation)} avec le prochain appel."
    if not 1 <= fois <= draft.fois_max:
        return f"Entre 1 et {draft.fois_max} appels."
    parts = echeances(draft.regularisation, fois, draft.fois_max)
    groupes = [(len(list(egales)), part) for part, egales in groupby(parts)]
    detail = " + ".join(
        nombre(part) if count == 1 else f"{count} × {nombre(part)}" for count, part in groupes
    )
    return f"{nombre(draft.regularisation)} = {detail}, avec les {fois} prochains appels."


def _nouvelles(draft: RegularisationDraft) -> str:
    if not draft.present:
        return f"Plus de provisions : le locataire est parti{_le(draft)}."
    calcul = _calcul_provision(draft)
    if not draft.nouvelles_provisions_saisies:
        return calcul
    return f"Montant saisi. Proposition : {calcul} Effacez la case pour la reprendre."


def _calcul_provision(draft: RegularisationDraft) -> str:
    """« 6 406,50 / 12 × 100 % = 533,88, par mois. »"""
    taux = f"{nombre_court(draft.pourcentage, 0)} %"
    calculee = provision_calculee(draft)
    if calculee <= 0:
        raison = "Le total ne donne pas de provision"
        if draft.pourcentage <= 0:
            raison = f"{taux} au code fiscalité {draft.code_fiscalite}"
        actuelle = draft.provisions_actuelles
        suite = f"elle reste à {nombre(actuelle)}" if actuelle else "rien n'est proposé"
        return f"{raison} : {suite}, par {_rythme(draft)}."
    base = nombre(draft.total)
    annee, presence = annee_retenue(draft), draft.jours_occupation
    if presence and presence != annee:
        base += f" × {annee} jours / {pluriel(presence, 'jour')}"
    return f"{base} / {draft.appels_par_an} × {taux} = {nombre(calculee)}, par {_rythme(draft)}."


def _somme(montants: Iterable[Decimal]) -> str:
    """« 100,00 + 225,50 − 300,00 »."""
    premier, *suite = montants
    return nombre(premier) + "".join(
        f" {'−' if montant < 0 else '+'} {nombre(abs(montant))}" for montant in suite
    )


def _deduit(montant: Decimal) -> str:
    return f"{'−' if montant > 0 else '+'} {nombre(abs(montant))}"


def _le(draft: RegularisationDraft) -> str:
    return f" le {date_fr(draft.depart)}" if draft.depart else ""


def _rythme(draft: RegularisationDraft) -> str:
    return RYTHMES.get(draft.appels_par_an, "appel")
