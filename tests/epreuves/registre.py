"""Une agence tenue à la main : des dictionnaires et des `Decimal`, rien du programme.

Elle prédit ce que la base doit dire : qui est appelé et de combien, chaque solde, chaque numéro de
pièce, les provisions à déduire. Ses règles sont réécrites ici, plus simplement, pour se tromper
autrement.
"""

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

ZERO = Decimal("0.00")
JOUR = timedelta(days=1)
Intervalle = tuple[date, date]


def arrondi(value: Fraction) -> Decimal:
    """Au centime, la moitié s'éloigne de zéro."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def mois(du: date, combien: int) -> Intervalle:
    """Du premier jour d'un mois au dernier du mois `combien`."""
    rang = du.year * 12 + du.month - 1 + combien
    return du.replace(day=1), date(rang // 12, rang % 12 + 1, 1) - JOUR


def rangs(periode: Intervalle) -> range:
    """Les mois d'une période, comptés depuis l'an zéro."""
    du, au = periode
    return range(du.year * 12 + du.month, au.year * 12 + au.month + 1)


def commun(a: Intervalle, du: date | None, au: date | None) -> Intervalle | None:
    debut, fin = max(a[0], du or a[0]), min(a[1], au or a[1])
    return (debut, fin) if debut <= fin else None


def part(couvert: Intervalle, entier: Intervalle) -> Fraction:
    """La part d'une période que couvre un intervalle : mois par mois, jours sur jours du mois."""
    total, count, jour = Fraction(0), 0, entier[0]
    while jour <= entier[1]:
        days = monthrange(jour.year, jour.month)[1]
        fin = jour.replace(day=days)
        if within := commun(couvert, jour, fin):
            total += Fraction((within[1] - within[0]).days + 1, days)
        count, jour = count + 1, fin + JOUR
    return total / count


@dataclass
class Ligne:
    """Une ligne d'un tableau ; `prise` : la pièce de l'appel qui l'a prise."""

    id: int
    code: str
    montant: Decimal
    du: date | None = None
    au: date | None = None
    ponctuelle: bool = False
    prise: int | None = None


@dataclass(eq=False)
class Provision:
    """Une écriture du code 30 d'un bail : la contraire, si elle en a une, et qui l'a déduite."""

    date: date
    montant: Decimal
    contraire: "Provision | None" = None
    deduite: int | None = None

    def a_deduire(self) -> bool:
        if self.deduite is not None:
            return False
        return self.contraire is None or self.contraire.deduite is not None


@dataclass
class Appelee:
    """Une quittance ; `annulee` une fois sa pièce contre-passée."""

    periode: Intervalle
    total: Decimal
    lignes: tuple[int, ...]
    annulee: bool = False


@dataclass
class Bail:
    id: int
    compte: int
    entite: int
    lot: int
    rythme: int
    entree: date
    depart: date | None = None
    lignes: dict[int, Ligne] = field(default_factory=dict)
    appels: dict[int, Appelee] = field(default_factory=dict)  # par pièce
    provisions: list[Provision] = field(default_factory=list)
    mois_appeles: set[int] = field(default_factory=set)

    def appeler(self, piece: int, appel: Appelee) -> None:
        assert not self.mois_appeles.intersection(rangs(appel.periode)), "appelé deux fois"
        self.appels[piece] = appel
        self.mois_appeles.update(rangs(appel.periode))
        for id in appel.lignes:
            self.lignes[id].prise = piece

    def annuler(self, piece: int) -> None:
        """L'appel est contre-passé : ses mois et ses lignes sont de nouveau à appeler."""
        self.appels[piece].annulee = True
        self.mois_appeles.difference_update(rangs(self.appels[piece].periode))
        for ligne in self.lignes.values():
            if ligne.prise == piece:
                ligne.prise = None

    def a_appeler(self, periode: Intervalle) -> dict[int, Decimal]:
        """Ligne → montant : ce que l'appel d'une période doit demander."""
        if self.entree > periode[1] or self.mois_appeles.intersection(rangs(periode)):
            return {}
        found = {}
        sortant = self.depart is not None and self.depart <= periode[1]
        for ligne in self.lignes.values():
            if ligne.ponctuelle:
                if ligne.prise is None and (sortant or ligne.du is None or ligne.du <= periode[1]):
                    found[ligne.id] = ligne.montant
                continue
            couvert = commun(periode, ligne.du, ligne.au)
            couvert = commun(couvert, self.entree, self.depart) if couvert else None
            if couvert:
                found[ligne.id] = arrondi(Fraction(ligne.montant) * part(couvert, periode))
        return {id: montant for id, montant in found.items() if montant}

    def provisions_de(self, du: date, au: date) -> list[Provision]:
        return [p for p in self.provisions if du <= p.date <= au and p.a_deduire()]


@dataclass
class Piece:
    """`mouvements` : débit − crédit par compte. `provisions` : celles qu'elle a écrites, et leur
    bail. `bail` : celui qu'elle appelle, si c'est un appel."""

    id: int
    entite: int
    journal: str
    numero: int
    date: date
    mouvements: dict[int, Decimal]
    bail: int | None = None
    provisions: list[tuple[int, Provision]] = field(default_factory=list)
    extourne_de: int | None = None
    contrepassee: bool = False


@dataclass
class Fiche:
    """Une régularisation ; `retenues` : les provisions qu'elle déduit."""

    id: int
    bail: int
    retenues: list[Provision]
    etat: str = "en_attente"
    regularisation: Decimal = ZERO


class Registre:
    """Les comptes de l'agence, tels qu'ils doivent être."""

    def __init__(self) -> None:
        self.baux: dict[int, Bail] = {}
        self.pieces: list[Piece] = []
        self.fiches: dict[int, Fiche] = {}
        self.soldes: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)  # crédit − débit
        self.numeros: defaultdict[tuple[str, int], int] = defaultdict(int)

    def inscrire(self, piece: Piece) -> None:
        """Une pièce passée : son numéro est le suivant, les soldes suivent."""
        key = (piece.journal, piece.entite)
        self.numeros[key] += 1
        assert piece.numero == self.numeros[key], (piece, self.numeros[key])
        assert sum(piece.mouvements.values(), ZERO) == 0, piece
        self.pieces.append(piece)
        for compte, montant in piece.mouvements.items():
            self.soldes[compte] -= montant

    def contrepasser(self, piece: Piece, id: int, numero: int, le: date) -> Piece:
        """La pièce contraire ; un appel rend ses lignes et sa période."""
        contraire = Piece(
            id, piece.entite, piece.journal, numero, le,
            {compte: -montant for compte, montant in piece.mouvements.items()},
            extourne_de=piece.id,
        )  # fmt: skip
        self.inscrire(contraire)
        piece.contrepassee = True
        for bail_id, provision in piece.provisions:
            back = Provision(le, -provision.montant, provision)
            provision.contraire = back
            self.baux[bail_id].provisions.append(back)
            contraire.provisions.append((bail_id, back))
        if piece.bail is not None:
            self.baux[piece.bail].annuler(piece.id)
        return contraire
