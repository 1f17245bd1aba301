"""Ce qui mérite un regard avant de régulariser : des remarques, aucune n'interdit.

Prescription : loi 89-462, art. 7-1. Régularisation tardive : art. 23. Forfait : art. 8-1, 25-10,
25-18.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations

from lsc_desktop.base.dates import Periode, date_fr, plus_mois
from lsc_desktop.base.money import ZERO, nombre, nombre_court
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.regularisations.calcul import fois_retenu
from lsc_desktop.domain.regularisations.saisie import (
    Concerne,
    DemandeDraft,
    LigneCharge,
    LigneEau,
    RegularisationDraft,
)

AN_BISSEXTILE = 366


def avertissements(
    draft: RegularisationDraft, today: date, deja: Sequence[Periode] = ()
) -> tuple[str, ...]:
    """Les remarques d'une fiche recalculée ; `deja` : périodes déjà régularisées du locataire."""
    return tuple(_remarques(draft, today, deja))


def avertissements_demande(
    demande: DemandeDraft,
    today: date,
    deja: Sequence[Periode] = (),
    mandat: tuple[date | None, date | None] = (None, None),
) -> tuple[str, ...]:
    """Les remarques de la fenêtre « Ajouter », une fois les locataires concernés connus.

    `deja` : périodes déjà régularisées du lot ; `mandat` : début et fin du mandat de gérance.
    """
    return tuple(_remarques_demande(demande, today, deja, mandat))


def _remarques(draft: RegularisationDraft, today: date, deja: Sequence[Periode]) -> Iterator[str]:
    if draft.du and draft.au and draft.du <= draft.au:
        periode = Periode(draft.du, draft.au)
        yield from _periode(periode, today)
        yield from _deja(periode, deja, "ce locataire")
        yield from _dates_changees(periode, draft.jours_periode)
        if draft.regularisation > 0:
            yield from _tardive(periode, draft.present, today)
    yield from _provisions(draft, deja)
    for rang, ligne in enumerate(draft.lignes, 1):
        yield from _jours(rang, ligne)
    for rang, eau in enumerate(draft.eau, 1):
        yield from _eau(rang, eau)
    yield from _sortie(draft, today)


def _periode(periode: Periode, today: date) -> Iterator[str]:
    if periode.au > today:
        yield (
            f"La période finit le {date_fr(periode.au)}, dans le futur : "
            "des charges et des provisions peuvent encore venir."
        )
    if periode.jours > AN_BISSEXTILE:
        yield (
            f"La période compte {periode.jours} jours, plus d'un an : "
            "une régularisation est annuelle (loi 89-462, art. 23)."
        )
    if today > plus_mois(periode.au, 36):
        yield (
            f"La période s'est achevée le {date_fr(periode.au)}, il y a plus de trois ans : "
            "ces charges sont prescrites (loi 89-462, art. 7-1)."
        )


def _deja(periode: Periode, deja: Sequence[Periode], qui: str) -> Iterator[str]:
    """Un complément est permis : on prévient seulement."""
    for autre in sorted(deja):
        if periode.commun(autre.du, autre.au):
            yield (
                f"La période du {date_fr(autre.du)} au {date_fr(autre.au)} a déjà été régularisée "
                f"pour {qui} : ne continuez que pour un complément."
            )


def _dates_changees(periode: Periode, calculee: int) -> Iterator[str]:
    """Modifier les dates de la fiche ne refait aucun calcul (seed L175-179)."""
    if calculee and periode.jours != calculee:
        yield (
            f"La période affichée compte {periode.jours} jours, le calcul {calculee} : les dates "
            "d'une fiche ne changent que l'impression. Si la période était fausse, supprimez la "
            "fiche et recommencez par Ajouter."
        )


def _tardive(periode: Periode, present: bool, today: date) -> Iterator[str]:
    """Passé le 31 décembre de l'année suivante, paiement par douzièmes sur demande (art. 23).

    L'année est celle du début de la période : à cheval, une partie au moins est tardive.
    """
    limite = date(periode.du.year + 1, 12, 31)
    if today <= limite:
        return
    conseil = (
        "choisissez 12 fois s'il le demande"
        if present
        else "convenez d'un échéancier s'il le demande, l'étalement n'est pas proposé après départ"
    )
    yield (
        f"Régularisation tardive (après le {date_fr(limite)}) : le locataire peut demander à payer "
        f"par douzièmes (loi 89-462, art. 23) ; {conseil}."
    )


def _provisions(draft: RegularisationDraft, deja: Sequence[Periode]) -> Iterator[str]:
    if draft.forfait:
        yield (
            "Ce bail prévoit un forfait de charges : il ne se régularise pas "
            "(loi 89-462, art. 8-1 et 25-10). Supprimez cette fiche."
        )
    elif not draft.provisions and any(autre.commun(draft.du, draft.au) for autre in deja):
        yield (
            "Les provisions de la période ont déjà été déduites : "
            "la régularisation reprend tout le total."
        )
    elif not draft.provisions:
        yield (
            f"Aucune provision appelée sous le code fiscalité {draft.code_fiscalite} sur la "
            "période : la régularisation reprend tout le total. Vérifiez le code."
        )


def _jours(rang: int, ligne: LigneCharge) -> Iterator[str]:
    if ligne.montant_total and ligne.montant is not None:
        presence, periode = ligne.jours_presence, ligne.jours_periode
        if presence > periode:
            yield (
                f"{ligne.libelle1 or f'Ligne {rang}'} : {presence} jours de présence pour "
                f"{pluriel(periode, 'jour')} de période, le locataire paierait plus que le total."
            )


def _eau(rang: int, eau: LigneEau) -> Iterator[str]:
    """Un index qui recule donne un montant négatif, gardé (seed L337)."""
    nom = eau.libelle1 or f"Eau, ligne {rang}"
    fin, precedent = eau.index_fin, eau.index_precedent
    if fin is not None and precedent is not None and fin < precedent:
        yield (
            f"{nom} : l'index de fin ({nombre_court(fin)}) est inférieur au précédent "
            f"({nombre_court(precedent)}). Compteur remplacé, ou index inversés ?"
        )
    if eau.montant is None and (fin is not None or precedent is not None):
        manque = "le prix" if fin is not None and precedent is not None else "un index"
        yield f"{nom} : il manque {manque}, la ligne n'est pas comptée."


def _sortie(draft: RegularisationDraft, today: date) -> Iterator[str]:
    if draft.depart is None and draft.fin_preavis and draft.fin_preavis < today:
        yield (
            f"Le préavis a pris fin le {date_fr(draft.fin_preavis)} sans départ validé : "
            "validez le départ, puis recommencez par Ajouter."
        )
        return
    fin, fois = draft.depart or draft.fin_preavis, fois_retenu(draft)
    if draft.present and fin:
        restants = appels_restants(today, fin, draft.appels_par_an)
        if fois > max(restants, 1):
            yield (
                f"Le locataire part le {date_fr(fin)} : {pluriel(restants, 'appel')} avant cette "
                f"date pour {fois} échéances. Le reste sera dû avec le dernier appel."
            )


def appels_restants(today: date, fin: date, appels_par_an: int) -> int:
    """Appels qui commencent après ce jour et au plus tard à `fin`, au rythme civil du locataire."""
    rythme = 12 // appels_par_an
    premier, dernier = (jour.year * 12 + jour.month - 1 for jour in (today, fin))
    return sum(mois % rythme == 0 for mois in range(premier + 1, dernier + 1))


def _remarques_demande(
    demande: DemandeDraft,
    today: date,
    deja: Sequence[Periode],
    mandat: tuple[date | None, date | None],
) -> Iterator[str]:
    if not (demande.du and demande.au and demande.du <= demande.au):
        return
    periode = Periode(demande.du, demande.au)
    yield from _periode(periode, today)
    yield from _deja(periode, deja, "ce lot")
    if periode.commun(*mandat) != periode:
        yield (
            "Le mandat de gérance ne couvre pas toute la période : régularisez chaque "
            "propriétaire pour la sienne."
        )
    if not demande.montant and not any(c.montant for c in demande.concernes):
        yield (
            "Aucun montant de charges réelles : les fiches seront à compléter "
            "(ordures ménagères, eau)."
        )
    yield from _occupations(demande.concernes, periode, demande.montant)
    for concerne in demande.concernes:
        if concerne.remarque:
            yield f"{concerne.nom} : {concerne.remarque}"


def _occupations(
    concernes: Sequence[Concerne], periode: Periode, montant: Decimal | None
) -> Iterator[str]:
    """Des jours comptés deux fois ne sont jamais corrigés en silence (D16)."""
    for premier, second in combinations(concernes, 2):
        yield from _chevauchement(premier, second, periode)
    jours = sum(concerne.jours for concerne in concernes)
    if jours > periode.jours:
        factures = sum((concerne.montant for concerne in concernes), ZERO)
        somme = f", {nombre(factures)} facturés pour {nombre(montant)}" if montant else ""
        yield (
            f"{jours} jours d'occupation pour une période de {periode.jours}{somme}. "
            "Corrigez un nombre de jours ou une quote-part dans les fiches."
        )
    comptes = Counter(concerne.compte for concerne in concernes)
    for compte in sorted(compte for compte, count in comptes.items() if count > 1):
        yield (
            f"Le compte {compte} a plusieurs fiches locataire : vérifiez que chaque provision "
            "n'est comptée que sur une."
        )


def _chevauchement(premier: Concerne, second: Concerne, periode: Periode) -> Iterator[str]:
    present = periode.commun(premier.entree, premier.depart)
    commun = present.commun(second.entree, second.depart) if present else None
    if commun is None:
        return
    noms = f"{premier.nom} et {second.nom}"
    if commun.jours == 1:
        yield f"{noms} comptent tous deux le {date_fr(commun.du)}."
        return
    yield (
        f"{noms} occupent le lot en même temps du {date_fr(commun.du)} au {date_fr(commun.au)} : "
        "partagez par les quotes-parts, 0,50 et 0,50 par exemple."
    )
