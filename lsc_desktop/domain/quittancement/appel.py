"""Ce qu'un appel de loyers prend au tableau de quittancement (seed L354-370)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from lsc_desktop.base.dates import Periode, date_fr
from lsc_desktop.base.money import ZERO, cents, nombre
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.locataires import Occupation
from lsc_desktop.domain.quittancement.valeurs import LigneAppelee, LigneTableau, Prorata

JOURS_TRENTE = 30


def lignes_appelees(
    lignes: Iterable[LigneTableau],
    occupation: Occupation,
    periode: Periode,
    prorata: Prorata = "reel",
) -> list[LigneAppelee]:
    """Les lignes d'un appel, dans l'ordre du tableau, arrondies une fois chacune (D19).

    `montant` du tableau : pour toute la `periode`. Les lignes ponctuelles déjà appelées ne
    doivent plus être données. Un locataire parti n'a plus que ses ponctuelles, et son dernier
    appel les prend toutes, même à échoir (D14). Un montant nul n'est pas appelé.
    """
    sort = occupation.depart is not None and occupation.depart <= periode.au
    appelees = []
    for ligne in lignes:
        if ligne.ponctuelle:
            appelee = _ponctuelle(ligne, periode, sort)
        else:
            appelee = _recurrente(ligne, occupation, periode, prorata)
        if appelee and appelee.montant:
            appelees.append(appelee)
    return appelees


def simuler(
    lignes: Iterable[LigneTableau],
    occupation: Occupation,
    periodes: Sequence[Periode],
    prorata: Prorata = "reel",
) -> Iterator[tuple[Periode, list[LigneAppelee]]]:
    """Les appels à venir, période après période ; chaque ponctuelle n'y paraît qu'une fois."""
    reste = list(lignes)
    for periode in periodes:
        appelees = lignes_appelees(reste, occupation, periode, prorata)
        faites = {appelee.ligne_id for appelee in appelees}
        reste = [ligne for ligne in reste if not (ligne.ponctuelle and ligne.id in faites)]
        yield periode, appelees


def _ponctuelle(ligne: LigneTableau, periode: Periode, sort: bool) -> LigneAppelee | None:
    """Prise par le premier appel qui finit à sa date ou après ; toutes au départ (D14)."""
    a_echoir = ligne.du is not None and ligne.du > periode.au
    if a_echoir and not sort:
        return None
    raison = "Appelée en une fois"
    if a_echoir:
        raison = f"Due le {date_fr(ligne.du)}, appelée au départ"
    return _appelee(ligne, cents(ligne.montant), periode, f"{raison} : {nombre(ligne.montant)}.")


def _recurrente(
    ligne: LigneTableau, occupation: Occupation, periode: Periode, prorata: Prorata
) -> LigneAppelee | None:
    en_cours = periode.commun(ligne.du, ligne.au)
    couvert = en_cours.commun(occupation.entree, occupation.depart) if en_cours else None
    if couvert is None:
        return None
    if couvert == periode:
        entier = f"{nombre(ligne.montant)} pour {periode.texte()}."
        return _appelee(ligne, cents(ligne.montant), couvert, entier)
    du, sur = Part.de(couvert, prorata), Part.de(periode, prorata)
    part = du.valeur / sur.valeur
    exact = ligne.montant * part.numerator / part.denominator
    montant = cents(exact) + ZERO
    formule = f"{nombre(ligne.montant)} × {du.texte}" + (
        f" / {sur.texte}" if sur.valeur != 1 else ""
    )
    return _appelee(ligne, montant, couvert, f"{formule} = {nombre(montant)}, {couvert.texte()}.")


def _appelee(
    ligne: LigneTableau, montant: Decimal, couvert: Periode, explication: str
) -> LigneAppelee:
    du, au = couvert.du, couvert.au
    return LigneAppelee(
        ligne.id, ligne.code, ligne.libelle, montant, du, au, explication, ligne.ponctuelle
    )


@dataclass(frozen=True, slots=True)
class Part:
    """Une durée en mois, exacte, et comment on l'a comptée : « (16/30 + 2 mois) »."""

    valeur: Fraction
    texte: str

    @classmethod
    def de(cls, periode: Periode, prorata: Prorata) -> "Part":
        entiers, valeur, rompus = 0, Fraction(0), []
        for mois in periode.mois():
            commun = mois.commun(periode.du, periode.au)
            if commun is None or commun == mois:
                entiers += 1
                continue
            fraction, texte = _mois_rompu(commun.jours, mois, prorata)
            valeur += fraction
            rompus.append(texte)
        if entiers:
            rompus.append(f"{entiers} mois")
        texte = rompus[0] if len(rompus) == 1 else f"({' + '.join(rompus)})"
        return cls(valeur + entiers, texte)


def _mois_rompu(jours: int, mois: Periode, prorata: Prorata) -> tuple[Fraction, str]:
    """La part d'un mois pour quelques jours, les deux bornes comprises (D19).

    « reel » : jours du mois ; « trente » : mois de 30 jours, jamais plus d'un mois ; « annee » :
    douze mois sur les 365 ou 366 jours de l'année.
    """
    if prorata == "reel":
        return Fraction(jours, mois.jours), f"{pluriel(jours, 'jour')} / {mois.jours} jours"
    if prorata == "trente":
        retenus = min(jours, JOURS_TRENTE)
        return Fraction(retenus, JOURS_TRENTE), f"{pluriel(retenus, 'jour')} / 30 jours"
    annee = Periode(date(mois.du.year, 1, 1), date(mois.du.year, 12, 31)).jours
    return Fraction(12 * jours, annee), f"12 × {pluriel(jours, 'jour')} / {annee} jours"
