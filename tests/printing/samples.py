"""Les valeurs dont se servent les essais et les mesures des documents."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from statistics import median
from time import perf_counter
from typing import Any

from lsc_desktop.domain.adresses import Adresse, EnTete
from lsc_desktop.domain.quittancement import (
    AvisEcheance,
    Groupe,
    JournalQuittancement,
    LigneJournal,
)
from lsc_desktop.domain.regularisations.decompte import ChargeDecomptee, Decompte, EauDecomptee
from lsc_desktop.printing.liste import ColonneListe, Liste

D = Decimal

ENTETE = EnTete(
    raison_sociale="Agence Crypto",
    lignes=("12 place Stanislas", "54000 NANCY", "03 83 00 00 00 - contact@agence-crypto.example"),
    pied="Agence Crypto, SARL au capital de 10 000 € - RCS Nancy 000 000 000 - Carte "
    "professionnelle CPI 5401 2021 000 000 000, CCI de Meurthe-et-Moselle - Garantie financière "
    "de 120 000 €",
)
LOCATAIRE = Adresse(
    nom="Mademoiselle Elsa Locataire",
    lignes=("adresse de la 1ère ligne", "et de la seconde", "ou de la 3ème (eh oui)"),
    code_postal="54000",
    ville="NANCY",
    pays="france",
)
ANNEE = "Du 01/01/2020 au 31/12/2020"


def _charge(libelle1: str, libelle2: str, montant: str) -> ChargeDecomptee:
    return ChargeDecomptee(libelle1, libelle2, 366, 366, D("1.00"), D(montant), D(montant))


def _eau(libelle: str, fin: str, precedent: str, prix: str, montant: str) -> EauDecomptee:
    return EauDecomptee(libelle, libelle, D(fin), D(precedent), D(prix), D(montant))


# Le décompte de la documentation de LSC (seed L307-350).
DECOMPTE = Decompte(
    entete=ENTETE,
    titre="DECOMPTE CHARGES LOCATIVES",
    le=date(2021, 10, 25),
    compte="81ELLOCATA",
    lot="LAFAYETTE/002",
    immeuble="Résidence Lafayette - 54000 - NANCY",
    du=date(2020, 1, 1),
    au=date(2020, 12, 31),
    destinataire=LOCATAIRE,
    charges=(
        _charge("Ordures ménagères", ANNEE, "100.00"),
        _charge("Charges établies par le syndic", ANNEE, "5000.00"),
        _charge("charges n° 3", "Au prorata du temps passé", "50.00"),
        _charge("charges n° 4", "En fonction d'une période de chauffe", "25.00"),
        _charge("charges n° 5", "Spécifique à cet immeuble", "5.00"),
        _charge("charges n° 6", "Libellé de la charge n° 6", "1.00"),
    ),
    eau=(
        _eau("Eau froide", "1000", "800", "5", "1000.00"),
        _eau("Eau chaude", "500", "459", "5.50", "225.50"),
        _eau("Energie thermique", "250", "200", "6", "300.00"),
        _eau("Divers", "200", "250", "6", "-300.00"),
    ),
    total=D("6406.50"),
    provisions=D("5000.00"),
    reintroduction=D("300.00"),
    regularisation=D("1106.50"),
    present=True,
    fois=3,
    provision_future=D("533.88"),
    note="Les pièces justificatives sont tenues à votre disposition pendant six mois à compter de "
    "l'envoi de ce décompte (loi n° 89-462 du 6 juillet 1989, article\u00a023).",
)

AVIS = AvisEcheance(
    entete=ENTETE,
    mandant="SCI Les Tilleuls",
    destinataire=LOCATAIRE,
    compte="81ELLOCATA",
    lot="LAFAYETTE/002",
    adresse_lot="Résidence Lafayette - 54000 - NANCY",
    periode="novembre 2021",
    le=date(2021, 10, 25),
    echeance=date(2021, 11, 5),
    lignes=(
        ("Loyer", D("712.50")),
        ("Provisions sur charges", D("533.88")),
        ("Régularisation de charges 1/3", D("368.83")),
        ("Remise exceptionnelle", D("-50.00")),
    ),
    total=D("1565.21"),
    solde_anterieur=D("34.79"),
    a_payer=D("1600.00"),
    mode_reglement="Virement",
    iban="FR7630001007941234567890185",
)

NOMS = ("Martin Jeanne", "Locataire Elsa", "Wałęsa Lech", "Nguyễn Thị Mai", "Durand & fils")


def des_decomptes(combien: int) -> Iterator[Decompte]:
    """Des décomptes tous différents (noms, comptes, montants), un nom rare sur cinquante."""
    for rank in range(combien):
        montant = D(100 + rank)
        yield replace(
            DECOMPTE,
            compte=f"81LOC{rank:05d}",
            destinataire=replace(LOCATAIRE, nom=f"{NOMS[2 if rank % 50 == 49 else 0]} {rank}"),
            charges=tuple(
                replace(charge, montant_total=montant * place, montant=montant * place + D("0.37"))
                for place, charge in enumerate(DECOMPTE.charges, 1)
            ),
            regularisation=montant * 3,
        )


def des_avis(combien: int) -> Iterator[AvisEcheance]:
    """Des avis d'échéance tous différents, un nom rare sur cinquante."""
    for rank in range(combien):
        montant = D(500 + rank)
        yield replace(
            AVIS,
            compte=f"81LOC{rank:05d}",
            destinataire=replace(LOCATAIRE, nom=f"{NOMS[2 if rank % 50 == 49 else 0]} {rank}"),
            lignes=(("Loyer", montant), *AVIS.lignes[1:]),
            total=montant + D("852.71"),
            a_payer=montant + D("887.50"),
        )


def un_decompte_extreme() -> Decompte:
    """Tout ce qui déborde : titre, noms, libellés, montants à douze chiffres, signes inconnus."""
    enorme = D("123456789012.34")
    long = "Charges & <frais> d'entretien des parties communes générales et spéciales du bâtiment A"
    charge = ChargeDecomptee(long, long.upper(), 366, 366, D("0.33333"), enorme, -enorme)
    return replace(
        DECOMPTE,
        titre="DECOMPTE CHARGES LOCATIVES DE L'ENSEMBLE IMMOBILIER LES TERRASSES DU PARC " * 2,
        compte="81" + "W" * 60,
        immeuble="Résidence du Parc de la Haute Malgrange et des Grands Moulins - " * 3,
        destinataire=Adresse(
            "Mademoiselle Marie-Antoinette de la Rochefoucauld-Montmorency " + "W" * 40,
            ("Chez \U0001f600 مريم", "Appartement 1205 " * 6, "Łódź, Şişli, Nguyễn, Ωμέγα"),
            "54000",
            "VILLERS-LÈS-NANCY CEDEX " * 3,
            "Royaume-Uni de Grande-Bretagne et d'Irlande du Nord",
        ),
        charges=(charge,) * 6,
        eau=tuple(replace(ligne, libelle1=long, montant=enorme) for ligne in DECOMPTE.eau),
        total=enorme,
        provisions=enorme,
        reintroduction=-enorme,
        regularisation=enorme,
        note="Note " * 200,
    )


def rate(render: Callable[[Any], bytes], values: Iterable[Any], runs: int = 5) -> float:
    """Documents par seconde sur un cœur : médiane de `runs` passages, police déjà chargée."""
    kept = list(values)
    render(kept[0])
    found = []
    for _ in range(runs):
        start = perf_counter()
        for value in kept:
            render(value)
        found.append(len(kept) / (perf_counter() - start))
    return median(found)


RUBRIQUES = (
    "Loyer",
    "Provisions sur charges",
    "Taxe d'ordures ménagères",
    "Régularisation de charges",
    "TVA",
    "Divers",
)


def un_journal(locataires: int = 60, groupes: int = 4) -> JournalQuittancement:
    """Un journal de `locataires` lignes, réparties en `groupes` immeubles."""
    lignes = [
        LigneJournal(
            compte=f"81LOC{rank:04d}",
            locataire=NOMS[rank % len(NOMS)],
            lot=f"LAFAYETTE/{rank:03d}",
            montants=(
                D(450 + rank * 7),
                D("85.50"),
                D(rank % 3 * 12),
                D("-35.10") if rank % 5 == 0 else D(0),
                D(0),
                D(0),
            ),
        )
        for rank in range(locataires)
    ]
    part = -(-locataires // groupes)
    return JournalQuittancement(
        entete=ENTETE,
        entite="G001 Agence Crypto",
        periode="novembre 2021",
        le=date(2021, 10, 25),
        rubriques=RUBRIQUES,
        groupes=tuple(
            Groupe(f"Résidence n° {rank + 1}", tuple(lignes[rank * part : (rank + 1) * part]))
            for rank in range(groupes)
        ),
    )


def une_liste(lignes: int = 90, colonnes: int = 4) -> Liste:
    """Une liste de `colonnes` colonnes : étroite jusqu'à quatre, large au-delà."""
    titres = ("Compte", "Locataire", "Lot", "Solde", "Immeuble", "Entrée", "Loyer", "Téléphone")
    droites = {"Solde", "Loyer"}
    cellules = (
        "81LOC{0:04d}",
        "Mademoiselle Elsa Locataire {0}",
        "LAFAYETTE/{0:03d}",
        "{0} 234,50",
        "Résidence Lafayette, 12 place Stanislas",
        "01/0{1}/2020",
        "4{0},00",
        "06 00 00 00 {1}0",
    )
    return Liste(
        titre="Locataires",
        sous_titre="Présents au 25/10/2021, entité G001 Agence Crypto",
        colonnes=tuple(
            ColonneListe(t, 2 if t in ("Locataire", "Immeuble") else 1, t in droites)
            for t in titres[:colonnes]
        ),
        lignes=tuple(
            tuple(c.format(rank, rank % 9 + 1) for c in cellules[:colonnes])
            for rank in range(lignes)
        ),
        totaux=("Total", "", "", "111 105,00", "", "", "", "")[:colonnes],
        le=date(2021, 10, 25),
        entete=ENTETE,
    )
