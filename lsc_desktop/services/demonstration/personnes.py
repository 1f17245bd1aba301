"""L'agence de démonstration : ses gens, ses immeubles, ses baux.

Les noms, lieux et chiffres du document de référence y sont (seed L54-168, L305-350, L392-424,
L702-770, L2763-2771) ; le reste est inventé pour que les listes vivent.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from lsc_desktop.domain.entites import EntiteDraft
from lsc_desktop.domain.immeubles import ImmeubleDraft
from lsc_desktop.domain.tiers import Donnee, TiersDraft, code_de

ENTITE = EntiteDraft(
    code="G001",
    nom="Agence Crypto",
    adresse1="14, rue des Dominicains",
    code_postal="54000",
    ville="NANCY",
    telephone="03 83 00 00 00",
    courriel="gerance@agence-crypto.example",
    carte_professionnelle="CPI 5401 2018 000 000 001",
    iban="FR7630001007941234567890185",
    bic="BDFEFRPP",
)

PROPRIETAIRES = (
    TiersDraft(code="LEPITREABEL", civilite="Monsieur", nom="Le Pitre", prenom="Abel",
               adresse1="3, place des Vosges", code_postal="54000", ville="NANCY"),
    TiersDraft(code="ALOXECORTONDENISE", civilite="Madame", nom="Aloxe Corton", prenom="Denise",
               adresse1="8, avenue de Valescure", code_postal="83700", ville="SAINT RAPHAEL",
               telephone="0458963658",
               donnees=[Donnee(libelle="Code accès", valeur="ALOXECORTONDENISE")]),
    TiersDraft(code="MICHOTTEPIERRE", civilite="Monsieur", nom="Michotte", prenom="Pierre",
               adresse1="2, rue des Michottes", code_postal="54000", ville="NANCY"),
    TiersDraft(code="SCIMARCEAU", nom="SCI Marceau", adresse1="9, passage Marceau",
               code_postal="54000", ville="NANCY"),
)  # fmt: skip

IMMEUBLES = (
    ImmeubleDraft(code="LAFAYETTE", nom="Résidence Lafayette", adresse1="21, rue Lafayette",
                  code_postal="54000", ville="NANCY", ascenseur=True, nb_etages=5),
    ImmeubleDraft(code="SAINTLOUIS", nom="Résidence Saint Louis",
                  adresse1="47, boulevard Albert 1er", code_postal="54500",
                  ville="VANDOEUVRE LES NANCY", date_construction=date(1980, 10, 1)),
    ImmeubleDraft(code="GARE23", nom="23, rue de la Gare", adresse1="23, rue de la Gare",
                  code_postal="75000", ville="PARIS"),
    ImmeubleDraft(code="MICHOTTE", nom="2, rue des Michottes", adresse1="2, rue des Michottes",
                  code_postal="54000", ville="NANCY"),
    ImmeubleDraft(code="MARCEAU", nom="9, Passage MARCEAU", adresse1="9, passage Marceau",
                  code_postal="54000", ville="NANCY"),
)  # fmt: skip

ELSA = TiersDraft(
    code="LOCATAIREELSA",
    civilite="Mademoiselle",
    nom="Locataire",
    prenom="Elsa",
    adresse1="adresse de la 1ère ligne",
    adresse2="et de la seconde",
    adresse3="ou de la 3ème (eh oui)",
    code_postal="54000",
    ville="NANCY",
    pays="france",
)


@dataclass(frozen=True, slots=True)
class Provision:
    """Une provision sur charges mensuelle, en euros, du … au … (ouverte sans fin)."""

    montant: str
    du: date | None = None
    au: date | None = None


@dataclass(frozen=True, slots=True)
class Bail:
    """Un bail : le lot est « IMMEUBLE/numéro », le loyer hors charges par appel.

    `dette` : ce que le locataire doit au jour de la démonstration.
    """

    lot: str
    proprietaire: str
    civilite: str
    nom: str
    prenom: str
    loyer: str
    provisions: tuple[Provision, ...]
    entree: date
    bail_au: date | None = None
    compte: str = ""
    reglement: str = "Virement"
    dette: str = "0.00"
    depart: date | None = None
    fin_preavis: date | None = None
    periodicite: int = 1
    forfait: bool = False
    tiers: TiersDraft | None = field(default=None, compare=False)

    def personne(self) -> TiersDraft:
        """La fiche tiers du locataire ; sans adresse, on lui écrit au lot."""
        return self.tiers or TiersDraft(
            code=code_de(self.nom, self.prenom),
            civilite=self.civilite,
            nom=self.nom,
            prenom=self.prenom,
        )


def euros(text: str) -> Decimal:
    return Decimal(text)


def _une(montant: str) -> tuple[Provision, ...]:
    return (Provision(montant),)


LEPITRE, ALOXE, MICHOTTE, SCI = (tiers.code for tiers in PROPRIETAIRES)

# Elsa : 10 × 400,00 et 2 × 500,00 appelés en 2020, soit les 5 000,00 du décompte (seed L342).
PROVISIONS_ELSA = (
    Provision("400.00", au=date(2020, 10, 31)),
    Provision("500.00", date(2020, 11, 1), date(2020, 12, 31)),
    Provision("249.02", date(2021, 1, 1)),
)

BAUX = (
    Bail("LAFAYETTE/002", LEPITRE, "Mademoiselle", "Locataire", "Elsa", "650.00",
         PROVISIONS_ELSA, date(2018, 9, 1), date(2024, 8, 31), "81ELLOCATA", tiers=ELSA),
    Bail("LAFAYETTE/001", LEPITRE, "Monsieur", "Roitelet", "Jules", "1197.09", _une("40.00"),
         date(1999, 6, 1), date(2020, 6, 30), "81ROITELET", "Chèque",
         depart=date(2020, 6, 30), fin_preavis=date(2020, 6, 30)),
    Bail("LAFAYETTE/001", LEPITRE, "Madame", "Noël", "Céline", "720.00", _une("40.00"),
         date(2020, 7, 1), date(2026, 6, 30), "81NOELCELI", "Prélèvement"),
    Bail("MICHOTTE/23", MICHOTTE, "Monsieur", "Coiffier", "Luc", "702.99", _une("60.00"),
         date(1999, 6, 10), date(2024, 6, 9), "81COIFFIER", "Prélèvement", dette="5023.04"),
    Bail("SAINTLOUIS/001", ALOXE, "Madame", "Mathis", "Claire", "5491.05", _une("500.00"),
         date(2009, 1, 15), date(2022, 8, 30), "81MATHISCL", "Chèque", dette="3056.99"),
    Bail("SAINTLOUIS/203", ALOXE, "Monsieur", "Matignon", "Georges", "300.00",
         (Provision("50.00", date(2020, 3, 1)),), date(1998, 9, 15), date(2025, 9, 14),
         "81MATIGNON", "", dette="350.00"),
    Bail("SAINTLOUIS/305", ALOXE, "Monsieur", "Pailloux", "Stéphane", "1861.82",
         (Provision("249.02", date(2021, 1, 1)),), date(1998, 8, 1), date(2025, 7, 31),
         "81PAILLOUX", "Chèque", dette="687.81"),
    Bail("MARCEAU/001", SCI, "Monsieur", "Charpentier", "Joseph", "1178.73", _une("100.00"),
         date(1997, 8, 29), date(2024, 8, 27), "81CHARPENT", "Prélèvement", dette="2532.42"),
    Bail("MARCEAU/002", SCI, "", "Boulangerie du Passage", "", "2850.00", _une("180.00"),
         date(2016, 4, 1), date(2025, 3, 31), "81BOULANGE", "Virement", periodicite=3),
    Bail("MARCEAU/101", SCI, "Madame", "Œillet", "Solène", "540.00", _une("45.00"),
         date(2017, 2, 1), date(2023, 1, 31), "81OEILLETS", "Prélèvement"),
    Bail("MARCEAU/102", SCI, "Monsieur", "Da Silva", "João", "560.00", _une("45.00"),
         date(2019, 3, 15), date(2022, 3, 14), "81DASILVAJ", "Virement"),
    Bail("MARCEAU/103", SCI, "Madame", "L'Hermitte", "Inès", "610.00", _une("50.00"),
         date(2020, 9, 12), date(2023, 9, 11), "81LHERMITT", "Prélèvement"),
    Bail("MICHOTTE/11", MICHOTTE, "Monsieur", "Garnier", "Paul", "495.00", _une("55.00"),
         date(2015, 7, 1), date(2024, 6, 30), "81GARNIERP", "Chèque"),
    Bail("MICHOTTE/12", MICHOTTE, "Madame", "Lefèvre", "Anaïs", "505.00", _une("55.00"),
         date(2020, 2, 17), date(2023, 2, 16), "81LEFEVREA", "Prélèvement",
         fin_preavis=date(2021, 11, 30)),
    Bail("MICHOTTE/21", MICHOTTE, "Monsieur", "Nguyễn", "Minh", "480.00", _une("0.00"),
         date(2021, 1, 1), date(2021, 12, 31), "81NGUYENMI", "Virement", forfait=True),
    Bail("LAFAYETTE/003", LEPITRE, "Madame", "Petitjean", "Odile", "640.00", _une("70.00"),
         date(2012, 5, 1), date(2024, 4, 30), "81PETITJEA", "Prélèvement"),
    Bail("LAFAYETTE/004", LEPITRE, "Monsieur", "Thouvenin", "Marc", "655.00", _une("70.00"),
         date(2019, 10, 1), date(2022, 9, 30), "81THOUVENI", "Prélèvement"),
    Bail("LAFAYETTE/005", LEPITRE, "Madame", "Schmitt", "Renée", "635.00", _une("70.00"),
         date(2008, 11, 1), date(2023, 10, 31), "81SCHMITTR", "Chèque", dette="705.00"),
    Bail("LAFAYETTE/006", LEPITRE, "Monsieur", "Antoine", "Rémi", "690.00", _une("75.00"),
         date(2018, 3, 1), date(2020, 11, 15), "81ANTOINER", "Virement",
         depart=date(2020, 11, 15), fin_preavis=date(2020, 11, 15)),
    Bail("LAFAYETTE/006", LEPITRE, "Madame", "Marchal", "Lucie", "705.00", _une("75.00"),
         date(2020, 12, 1), date(2023, 11, 30), "81MARCHALL", "Prélèvement"),
    Bail("SAINTLOUIS/101", ALOXE, "Monsieur", "Claudel", "Yves", "520.00", _une("65.00"),
         date(2014, 1, 1), date(2023, 12, 31), "81CLAUDELY", "Prélèvement"),
    Bail("SAINTLOUIS/102", ALOXE, "Madame", "Bazin", "Fatou", "530.00", _une("65.00"),
         date(2021, 3, 8), date(2024, 3, 7), "81BAZINFAT", "Virement"),
    Bail("SAINTLOUIS/201", ALOXE, "Monsieur", "Mougenot", "Denis", "545.00", _une("65.00"),
         date(2011, 6, 1), date(2023, 5, 31), "81MOUGENOT", "Prélèvement"),
    Bail("SAINTLOUIS/202", ALOXE, "Madame", "Vautrin", "Jeanne", "550.00", _une("65.00"),
         date(2016, 10, 1), date(2022, 9, 30), "81VAUTRINJ", "Chèque", dette="615.00"),
    Bail("GARE23/0101", ALOXE, "Monsieur", "Barré", "Étienne", "1150.00", _une("120.00"),
         date(2019, 6, 1), date(2022, 5, 31), "81BARREETI", "Prélèvement"),
)  # fmt: skip
