"""Codes fiscalité : la rubrique de chaque écriture et de chaque ligne de quittancement (D18)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lsc_desktop.domain.saisies import Problem, obligatoires

CODE_MAX, LIBELLE_MAX = 6, 60
POURCENTAGE_MAX = Decimal(1000)

NATURES = (
    ("loyer", "Loyer"),
    ("aide", "Aide au logement"),
    ("provisions", "Provisions sur charges"),
    ("regularisation", "Régularisation de charges"),
    ("charge", "Charges récupérables"),
    ("depot", "Dépôt de garantie"),
    ("honoraires", "Honoraires"),
    ("assurance", "Assurance"),
    ("travaux", "Travaux"),
    ("depense", "Dépense du propriétaire"),
    ("copropriete", "Appels du syndic"),
    ("interets", "Intérêts d'emprunt"),
    ("solde", "Solde de compte"),
    ("divers", "Divers"),
)
# Lignes du formulaire 2044 (revenus fonciers) où une rubrique peut aboutir.
LIGNES_2044 = (
    ("", ""),
    ("211", "211 Loyers bruts encaissés"),
    ("212", "212 Dépenses mises par convention à la charge du locataire"),
    ("213", "213 Recettes brutes diverses"),
    ("221", "221 Frais d'administration et de gestion"),
    ("222", "222 Autres frais de gestion"),
    ("223", "223 Primes d'assurance"),
    ("224", "224 Dépenses de réparation, d'entretien et d'amélioration"),
    ("225", "225 Charges récupérables non récupérées au départ du locataire"),
    ("226", "226 Indemnités d'éviction, frais de relogement"),
    ("227", "227 Taxes foncières"),
    ("229", "229 Provisions pour charges de copropriété"),
    ("230", "230 Régularisation des provisions de copropriété de l'année précédente"),
    ("250", "250 Intérêts d'emprunt"),
)


@dataclass(slots=True)
class FiscaliteDraft:
    """Saisie d'un code fiscalité.

    `pourcentage` fait les nouvelles provisions d'une régularisation : 0, les mêmes ; 100, les
    charges réelles ; 110, ces charges et 10 % (seed L280-297). `lien_proprietaire` : la rubrique
    va au compte du propriétaire.
    """

    id: int | None = None
    version: int = 0
    code: str = ""
    libelle: str = ""
    nature: str = "divers"
    pourcentage: Decimal = Decimal(0)
    ligne_2044: str = ""
    lien_proprietaire: bool = True
    actif: bool = True

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(self, code="Le code", libelle="Le libellé", nature="La nature")
        if len(self.code) > CODE_MAX:
            yield "code", f"Un code fiscalité a au plus {CODE_MAX} caractères."
        if self.code and not self.code.isalnum():
            yield "code", "Un code fiscalité n'a que des chiffres et des lettres."
        if len(self.libelle) > LIBELLE_MAX:
            yield "libelle", f"Le libellé a au plus {LIBELLE_MAX} caractères : il s'imprime."
        if self.pourcentage is None:
            yield "pourcentage", "Le pourcentage est à renseigner : 0, 100, 110…"
        elif not 0 <= self.pourcentage <= POURCENTAGE_MAX:
            yield "pourcentage", f"Le pourcentage va de 0 à {POURCENTAGE_MAX}."


def _depart(
    code: str, libelle: str, nature: str, ligne: str = "", taux: int = 0, lien: bool = True
) -> FiscaliteDraft:
    return FiscaliteDraft(
        code=code, libelle=libelle, nature=nature, ligne_2044=ligne,
        pourcentage=Decimal(taux), lien_proprietaire=lien,
    )  # fmt: skip


# Liste de départ (D18) : une proposition, que l'agence modifie ; les lignes sont celles de la 2044.
STARTER = (
    _depart("10", "Loyer", "loyer", "211"),
    _depart("11", "Loyer soumis à TVA", "loyer", "211"),
    _depart("20", "Aide au logement (CAF, MSA)", "aide", lien=False),
    _depart("30", "Provisions sur charges", "provisions", taux=100),
    _depart("31", "Régularisation de charges", "regularisation"),
    _depart("32", "Taxe d'enlèvement des ordures ménagères", "charge"),
    _depart("35", "Eau", "charge"),
    _depart("40", "Dépôt de garantie", "depot", lien=False),
    _depart("50", "Honoraires de gestion", "honoraires", "221"),
    _depart("51", "Honoraires forfaitaires", "honoraires", "222"),
    _depart("52", "Garantie des loyers impayés", "assurance", "223"),
    _depart("60", "Travaux", "travaux", "224"),
    _depart("61", "Charges récupérables non récupérées", "depense", "225"),
    _depart("62", "Indemnités d'éviction, relogement", "depense", "226"),
    _depart("63", "Taxe foncière", "depense", "227"),
    _depart("64", "Provisions de copropriété", "copropriete", "229"),
    _depart("65", "Régularisation des provisions de copropriété", "copropriete", "230"),
    _depart("66", "Intérêts d'emprunt", "interets", "250"),
    _depart("99", "Solde de compte", "solde", lien=False),
)
