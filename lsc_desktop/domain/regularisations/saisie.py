"""La régularisation d'un lot isolé telle qu'on la saisit (seed L54-297).

Pendant la frappe, une case numérique effacée vaut `None`, quel que soit son type annoncé :
les calculs s'en accommodent, `problems()` la refuse à la validation.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from lsc_desktop.base.dates import Periode, date_fr
from lsc_desktop.base.money import ZERO, nombre
from lsc_desktop.domain.saisies import Problem

TITRE = "DECOMPTE CHARGES LOCATIVES"  # seed L129
TITRE_MAX = 60  # ce qui tient sur une ligne du décompte (seed L171-173)
CODE_PROVISIONS = "30"  # seed L102-106
FOIS_MAX = 12  # D13
UN = Decimal("1.00")


@dataclass(slots=True)
class LigneCharge:
    """Une des six lignes « Type de charges » (seed L197-221). `montant` est calculé."""

    libelle1: str = ""
    libelle2: str = ""
    jours_presence: int = 0
    jours_periode: int = 1
    quote_part: Decimal = UN
    montant_total: Decimal | None = None
    montant: Decimal | None = None
    id: int | None = None

    def problems(self) -> Iterator[Problem]:
        """Ce qui empêche de calculer la ligne ; une présence trop longue n'est qu'une remarque."""
        if self.jours_presence is None or self.jours_presence < 0:
            yield "jours_presence", "Indiquez le nombre de jours de présence, 0 au moins."
        if self.jours_periode is None or self.jours_periode < 1:
            yield "jours_periode", "La période compte au moins 1 jour : indiquez ce nombre."
        if self.quote_part is None or self.quote_part < 0:
            yield "quote_part", "Indiquez une quote-part positive, 1,00 pour la totalité."


@dataclass(slots=True)
class LigneEau:
    """Une des quatre lignes « Eau » (seed L223-239). Index et prix : exacts, en m³ et €/m³.

    `montant` est calculé dès que les deux index et le prix sont là.
    """

    libelle1: str = ""
    libelle2: str = ""
    index_fin: Decimal | None = None
    index_precedent: Decimal | None = None
    prix: Decimal | None = None
    montant: Decimal | None = None
    id: int | None = None

    def problems(self) -> Iterator[Problem]:
        if self.prix is not None and self.prix < 0:
            yield "prix", "Le prix de l'eau ne peut être négatif : corrigez-le."


def lignes_initiales(
    periode: Periode | None = None, jours: int = 0, montant: Decimal | None = None
) -> list[LigneCharge]:
    """Les six lignes d'une fiche neuve : deux libellées, la seconde au montant du syndic.

    `jours` : présence du locataire ; `montant` : charges réelles (seed L197-215).
    """
    total = periode.jours if periode else 1
    lignes = [LigneCharge(jours_presence=jours, jours_periode=total) for _ in range(6)]
    lignes[0].libelle1 = "Ordures ménagères"
    lignes[0].libelle2 = f"Du {date_fr(periode.du)} au {date_fr(periode.au)}" if periode else ""
    lignes[1].libelle1 = "Charges établies par le syndic"
    lignes[1].montant_total = montant
    return lignes


def eau_initiale() -> list[LigneEau]:
    """Les quatre lignes d'eau, trois préremplies (seed L223-239)."""
    return [LigneEau(libelle) for libelle in ("Eau froide", "Eau chaude", "Énergie thermique", "")]


@dataclass(slots=True)
class RegularisationDraft:
    """La fiche d'un locataire à régulariser (seed L116-168).

    `jours_occupation`, `jours_periode`, `jours_annee` sont posés à la création et ne suivent pas
    la période affichée, que l'on peut corriger sans rien recalculer (seed L175-179).
    `jours_annee` : jours des douze mois à partir du début de la période ; 0 si inconnu.
    `provisions_actuelles`, `nouvelles_provisions` : par appel, au rythme `appels_par_an`.
    `pourcentage` : celui du code fiscalité (0, 100, 110…).
    `provisions` : appelées sur la période ; `None` sans écriture.
    `fin_preavis` : information, ce n'est pas un départ. `fois_max` : réglage de l'agence (D13).
    `aujourd_hui` : date de travail ; `deja` : périodes déjà régularisées de ce locataire.
    `ecartees` : date et montant des provisions contre-passées, qui ne se déduisent pas.
    Les deux derniers champs servent à `recalculer` d'un appel à l'autre et ne s'enregistrent pas.
    """

    id: int | None = None
    version: int = 0
    entite: str = ""
    lot_id: int = 0
    lot: str = ""
    locataire_id: int = 0
    locataire: str = ""
    compte_id: int = 0
    compte: str = ""
    solde: Decimal = ZERO
    titre: str = TITRE
    du: date | None = None
    au: date | None = None
    valide: bool = False
    code_fiscalite: str = CODE_PROVISIONS
    pourcentage: Decimal = Decimal(0)
    seuil: Decimal = ZERO
    depart: date | None = None
    present: bool = True
    lignes: list[LigneCharge] = field(default_factory=lignes_initiales)
    eau: list[LigneEau] = field(default_factory=eau_initiale)
    jours_occupation: int = 0
    jours_periode: int = 0
    jours_annee: int = 0
    appels_par_an: int = 12
    forfait: bool = False
    provisions_actuelles: Decimal | None = None
    nouvelles_provisions: Decimal | None = None
    nouvelles_provisions_saisies: bool = False
    provisions: Decimal | None = None
    reintroduction: Decimal | None = None
    total: Decimal = ZERO
    regularisation: Decimal = ZERO
    fois: int = 1
    fin_preavis: date | None = None
    fois_max: int = FOIS_MAX
    aujourd_hui: date | None = None
    deja: tuple[Periode, ...] = ()
    ecartees: tuple[tuple[date, Decimal], ...] = field(default=(), compare=False)
    proposition: Decimal | None = field(default=None, compare=False, repr=False)
    fois_suspendu: int = field(default=0, compare=False, repr=False)

    def problems(self) -> Iterator[Problem]:
        """(rubrique, phrase) ; grille : « lignes.0.jours_periode »."""
        if not self.titre.strip():
            yield "titre", "Donnez un titre au décompte."
        if len(self.titre) > TITRE_MAX:
            yield "titre", f"Le titre dépasse {TITRE_MAX} caractères : raccourcissez-le."
        yield from _periode(self.du, self.au)
        lignes = [ligne.problems() for ligne in self.lignes]
        eau = [ligne.problems() for ligne in self.eau]
        for name, rows in (("lignes", lignes), ("eau", eau)):
            for rank, row in enumerate(rows):
                for cell, phrase in row:
                    yield f"{name}.{rank}.{cell}", phrase
        if self.reintroduction is not None and self.reintroduction < 0:
            yield "reintroduction", "Saisissez la retenue en positif : elle est déduite du total."
        if self.nouvelles_provisions is not None and self.nouvelles_provisions < 0:
            yield "nouvelles_provisions", "Une provision ne peut être négative : corrigez-la."
        if self.fois is None or not 1 <= self.fois <= self.fois_max:
            yield "fois", f"Indiquez un nombre d'appels entre 1 et {self.fois_max}."


@dataclass(frozen=True, slots=True)
class Concerne:
    """Un locataire qui occupait le lot sur la période.

    `montant` : sa part des charges réelles. `retenu` : une fiche sera créée ; sinon `remarque`
    dit pourquoi.
    """

    locataire_id: int
    nom: str
    compte: str
    entree: date
    depart: date | None
    jours: int
    montant: Decimal
    remarque: str = ""
    retenu: bool = True


@dataclass(slots=True)
class DemandeDraft:
    """La fenêtre « Ajouter » (seed L54-112).

    `nombre`, `concernes` et `part_proprietaire` (ce que l'occupation ne couvre pas) sont calculés.
    """

    proprietaire_id: int | None = None
    immeuble_id: int | None = None
    lot_id: int | None = None
    du: date | None = None
    au: date | None = None
    nombre: int = 0
    montant: Decimal | None = None
    code_fiscalite_id: int | None = None
    code_fiscalite: str = CODE_PROVISIONS
    seuil: Decimal | None = None
    concernes: list[Concerne] = field(default_factory=list)
    part_proprietaire: Decimal = ZERO
    avertissements: tuple[str, ...] = ()

    def problems(self) -> Iterator[Problem]:
        """Un montant vide est permis : l'eau ou les ordures peuvent être les seules charges."""
        if self.lot_id is None:
            yield "lot_id", "Choisissez le lot à régulariser."
        dates = list(_periode(self.du, self.au))
        yield from dates
        if self.code_fiscalite_id is None:
            yield "code_fiscalite_id", "Choisissez le code fiscalité des provisions, 30 d'habitude."
        if self.seuil is not None and self.seuil < 0:
            yield (
                "seuil",
                "Le seuil ne peut être négatif : laissez-le vide pour n'écarter personne.",
            )
        if self.lot_id and not dates:
            yield from self._personne()

    def _personne(self) -> Iterator[Problem]:
        if not self.concernes:
            yield (
                "nombre",
                f"Personne n'occupait ce lot du {date_fr(self.du)} au {date_fr(self.au)} : "
                "changez la période ou le lot.",
            )
        elif not any(c.retenu for c in self.concernes):
            yield (
                "nombre",
                "Tous les locataires concernés sont écartés : lisez les remarques"
                + (f", ou baissez le seuil de {nombre(self.seuil)}." if self.seuil else "."),
            )


def _periode(du: date | None, au: date | None) -> Iterator[Problem]:
    if du is None:
        yield "du", "Indiquez le premier jour de la période."
    if au is None:
        yield "au", "Indiquez le dernier jour de la période."
    if du and au and au < du:
        yield (
            "au",
            f"La période est à l'envers : le {date_fr(au)} précède le {date_fr(du)}. "
            "Corrigez l'une des deux dates.",
        )
