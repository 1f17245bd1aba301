"""Les gens et les biens de l'agence : tiers, immeubles, lots, mandats, baux, tout en mémoire."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from lsc_desktop.base.dates import fin_de_mois, plus_mois
from lsc_desktop.base.text import fold
from lsc_desktop.domain.comptabilite import LOCATAIRE, PROPRIETAIRE
from lsc_desktop.domain.locataires import Occupation
from lsc_desktop.domain.quittancement import LigneTableau
from lsc_desktop.domain.tiers import code_de
from volumes.noms import METIERS, NOMS, PRENOMS, RESIDENCES, VILLES, VOIES

JOUR = date(2026, 10, 25)  # le jour où l'agence travaille
DEBUT, MOIS = date(2022, 1, 1), 58  # premier mois tenu dans ce logiciel ; d'ici à JOUR
ENTITE = 1
LOTS, TIERS, DOCUMENTS = 5000, 20_000, 300_000  # à l'échelle 1
PAYEURS = ("exact",) * 84 + ("tard",) * 9 + ("partiel",) * 4 + ("impaye",) * 3
REGLEMENTS = ("Virement",) * 5 + ("Prélèvement",) * 4 + ("Chèque",) * 2 + ("Espèces",)


@dataclass(slots=True)
class Bail:
    """Un bail et ce qu'on en sait au fil des mois ; `solde` en centimes, positif s'il doit."""

    id: int
    lot: "Bien"
    tiers_id: int
    compte_id: int
    nom: str
    compte: str
    occupation: Occupation
    payeur: str
    reglement: str
    periodicite: int = 1
    echu: bool = False
    jour: int = 1
    archive: bool = False  # l'agence garde ses avis dans ses événements
    forfait: bool = False
    lignes: list[LigneTableau] = field(default_factory=list)
    faites: list[LigneTableau] = field(default_factory=list)  # ponctuelles déjà appelées
    solde: int = 0
    provisions: list[tuple[str, int, int]] = field(default_factory=list)  # date, écriture, centimes
    tete: str = ""
    pied: str = ""

    @property
    def parti(self) -> bool:
        return self.occupation.est_parti(JOUR)


@dataclass(slots=True)
class Bien:
    """Un lot et l'histoire de ses baux."""

    id: int
    code: str
    immeuble: dict[str, Any]
    mandat: "Gestion"
    loyer: int
    provision: int
    genre: str
    baux: list[Bail] = field(default_factory=list)


@dataclass(slots=True)
class Gestion:
    """Un mandat : son propriétaire et son compte ; `encaisse` : centimes reçus ce mois-ci."""

    id: int
    proprietaire: dict[str, Any]
    compte_id: int
    taux: int  # dix-millièmes
    gli: bool
    encaisse: int = 0


@dataclass
class Agence:
    """Tout ce qui est décidé avant la première écriture."""

    tiers: list[dict[str, Any]]
    immeubles: list[dict[str, Any]]
    comptes: list[dict[str, Any]]
    mandats: list[Gestion]
    lots: list[Bien]
    baux: list[Bail]
    colocataires: list[dict[str, Any]]
    garants: list[dict[str, Any]]
    documents: int


def imaginer(graine: int, echelle: float, premier_compte: int) -> Agence:
    """L'agence de cette graine, à cette échelle ; `premier_compte` : premier id de compte libre."""
    made = _Fabrique(Random(f"lsc {graine}"), echelle, premier_compte)
    return made.agence()


class _Fabrique:
    def __init__(self, hasard: Random, echelle: float, premier_compte: int) -> None:
        self.hasard, self.echelle, self.premier_compte = hasard, echelle, premier_compte
        self.codes: set[str] = set()
        self.rangs: dict[str, int] = {}
        self.numeros: set[str] = set()
        self.tiers: list[dict[str, Any]] = []
        self.comptes: list[dict[str, Any]] = []
        self.colocataires: list[dict[str, Any]] = []
        self.garants: list[dict[str, Any]] = []
        self.baux: list[Bail] = []

    def agence(self) -> Agence:
        lots = max(10, round(LOTS * self.echelle))
        immeubles = [self.immeuble(rank) for rank in range(1, lots // 20 + 2)]
        mandats = [self.mandat(rank) for rank in range(1, lots // 4 + 1)]
        biens = [self.bien(rank, immeubles, mandats) for rank in range(1, lots + 1)]
        for bien in biens:
            self.occuper(bien)
        self.entourer()
        for _ in range(len(self.tiers), round(TIERS * self.echelle)):
            self.connaissance()
        documents = max(200, round(DOCUMENTS * self.echelle))
        return Agence(
            self.tiers, immeubles, self.comptes, mandats, biens, self.baux, self.colocataires,
            self.garants, documents,
        )  # fmt: skip

    # --- Tiers et comptes ------------------------------------------------------------------------

    def personne(self, **over: Any) -> dict[str, Any]:
        pick = self.hasard
        civilite = pick.choice(("Madame", "Monsieur"))
        nom = pick.choice(NOMS)
        if pick.random() < 0.3:
            nom = f"{nom} {pick.choice(NOMS)}"
        prenom = pick.choice(PRENOMS[civilite])
        return self.inscrire({"civilite": civilite, "nom": nom, "prenom": prenom, **over})

    def inscrire(self, fiche: dict[str, Any]) -> dict[str, Any]:
        """Le tiers, son code à lui seul, de quoi le joindre."""
        pick, rank = self.hasard, len(self.tiers) + 1
        base = code = code_de(fiche["nom"], fiche.get("prenom", ""))[:20]
        while code in self.codes:
            self.rangs[base] = self.rangs.get(base, 1) + 1
            code = f"{base}{self.rangs[base]}"
        self.codes.add(code)
        mail = fold(f"{fiche.get('prenom', '')} {fiche['nom']}").replace(" ", ".").strip(".")
        phone = f"{pick.randrange(10**8):08}"
        pairs = " ".join(phone[i : i + 2] for i in range(0, 8, 2))
        fiche |= {"id": rank, "code": code}
        fiche |= {"portable" if pick.random() < 0.8 else "telephone": f"06 {pairs}"}
        if pick.random() < 0.85:
            fiche["courriel"] = f"{mail}{rank}@courriel.example"
        self.tiers.append(fiche)
        return fiche

    def adresse(self) -> dict[str, str]:
        code, ville = self.hasard.choice(VILLES)
        voie = f"{self.hasard.randrange(1, 180)}, {self.hasard.choice(VOIES)}"
        return {"adresse1": voie, "code_postal": code, "ville": ville}

    def connaissance(self) -> None:
        """Ni propriétaire ni locataire : un fournisseur, ou quelqu'un qui cherche à se loger."""
        if self.hasard.random() < 0.85:
            self.personne(note="Candidat à la location", **self.adresse())
            return
        metier = self.hasard.choice(METIERS)
        nom = f"{self.hasard.choice(NOMS)} {metier}"
        self.inscrire({"civilite": "Société", "nom": nom, "note": metier, **self.adresse()})

    def compte(self, nature: str, prefixe: str, tiers: dict[str, Any], **over: Any) -> int:
        """Un compte de dix caractères au plus, au nom du tiers : 81MARTINJE, puis 81MART0002."""
        name = code_de(tiers["nom"], tiers.get("prenom", ""))
        place = 10 - len(prefixe)
        numero = f"{prefixe}{name[:place]}"
        while numero in self.numeros:
            stem = f"{prefixe}{name[: place - 4]}"
            self.rangs[stem] = self.rangs.get(stem, 1) + 1
            numero = f"{stem}{self.rangs[stem]:04}"
        self.numeros.add(numero)
        made = self.premier_compte + len(self.comptes)
        self.comptes.append(
            {"id": made, "entite_id": ENTITE, "numero": numero, "nature": nature,
             "libelle": f"{tiers['nom']} {tiers.get('prenom', '')}".strip(),
             "tiers_id": tiers["id"], **over}
        )  # fmt: skip
        return made

    # --- Biens -----------------------------------------------------------------------------------

    def immeuble(self, rank: int) -> dict[str, Any]:
        pick, place = self.hasard, self.adresse()
        name = RESIDENCES[rank % len(RESIDENCES)]
        stem = code_de(name)[:12]
        turn = rank // len(RESIDENCES)
        made = date(pick.randrange(1900, 2020), pick.randrange(1, 13), 1)
        return {
            "id": rank, "code": f"{stem}{turn + 1 if turn else ''}", "entite_id": ENTITE,
            "nom": f"Résidence {name}{f' {turn + 1}' if turn else ''}", **place,
            "nb_etages": pick.randrange(1, 12), "ascenseur": pick.random() < 0.5,
            "date_construction": made,
        }  # fmt: skip

    def mandat(self, rank: int) -> Gestion:
        pick = self.hasard
        owner = self.personne(**self.adresse(), iban=_iban(pick))
        if pick.random() < 0.15:
            owner |= {"civilite": "SCI", "nom": f"SCI {owner['nom']}", "prenom": ""}
        account = self.compte(PROPRIETAIRE, "411", owner)
        taux = pick.choice((50_000, 60_000, 70_000, 80_000))
        return Gestion(rank, owner, account, taux, gli=rank % 7 == 0)

    def bien(self, rank: int, immeubles: list[dict[str, Any]], mandats: list[Gestion]) -> Bien:
        """Vingt lots par immeuble ; un propriétaire en a quatre, d'habitude au même endroit."""
        pick = self.hasard
        immeuble = immeubles[(rank - 1) // 20]
        mandat = mandats[min((rank - 1) // 4, len(mandats) - 1)]
        if pick.random() < 0.2:
            mandat = pick.choice(mandats)
        genre = pick.choice(("Appartement",) * 12 + ("Studio",) * 3 + ("Maison", "Garage", "Garage",
                            "Local commercial"))  # fmt: skip
        low, high = {"Garage": (40, 110), "Studio": (320, 520), "Maison": (800, 1500)}.get(
            genre, (450, 1200)
        )
        loyer = pick.randrange(low * 100, high * 100, 50)
        provision = 0 if genre == "Garage" else pick.randrange(2500, 14_000, 100)
        code = f"{immeuble['code']}/{(rank - 1) % 20 + 1:03}"
        return Bien(rank, code, immeuble, mandat, loyer, provision, genre)

    # --- Baux ------------------------------------------------------------------------------------

    def occuper(self, bien: Bien) -> None:
        """Des locataires les uns après les autres, jamais deux à la fois, quelques vacances."""
        pick = self.hasard
        entree = date(pick.randrange(2014, 2022), pick.randrange(1, 13), pick.choice((1, 1, 1, 15)))
        while entree <= JOUR:
            depart = None
            if pick.random() < 0.75:
                depart = fin_de_mois(plus_mois(entree, pick.randrange(12, 110)))
                if pick.random() < 0.3:
                    depart = depart.replace(day=pick.randrange(2, 28))
            if depart is None or depart >= DEBUT:
                self.bail(bien, entree, depart if depart and depart <= JOUR else None)
            if depart is None:
                return
            gap = pick.choice((1, 1, 1, 16, 31, 62))
            entree = max(depart + timedelta(days=gap), DEBUT if depart < DEBUT else entree)

    def bail(self, bien: Bien, entree: date, depart: date | None) -> None:
        pick = self.hasard
        who = self.personne()
        mode = pick.choice(REGLEMENTS)
        made = Bail(
            id=len(self.baux) + 1,
            lot=bien,
            tiers_id=who["id"],
            compte_id=self.compte(LOCATAIRE, "81", who, mode_reglement=mode),
            nom=f"{who['prenom']} {who['nom']}",
            compte=self.comptes[-1]["numero"],
            occupation=Occupation(entree, depart),
            payeur=pick.choice(PAYEURS),
            reglement=mode,
            periodicite=3 if bien.genre == "Local commercial" else 1,
            echu=pick.random() < 0.05,
            jour=pick.choice((1, 1, 1, 1, 5)),
            archive=pick.random() < 0.6,
            forfait=pick.random() < 0.04,
        )
        bien.baux.append(made)
        self.baux.append(made)

    def entourer(self) -> None:
        """Un bail sur huit a un colocataire, un sur cinq une caution."""
        pick = self.hasard
        for bail in self.baux:
            if pick.random() < 0.12:
                who = self.personne()["id"]
                self.colocataires.append({"locataire_id": bail.id, "tiers_id": who})
            if pick.random() < 0.2:
                who = self.personne(**self.adresse())["id"]
                amount = Decimal(pick.randrange(5, 30)) * 1000
                self.garants.append({"locataire_id": bail.id, "tiers_id": who, "montant": amount})


def lignes_du_bail(bail: Bail, numeros: Iterator[int], codes: tuple[str, str]) -> None:
    """Le tableau d'un bail : le loyer, révisé chaque année, et la provision."""
    rent, charges = codes
    entree, depart = bail.occupation.entree, bail.occupation.depart
    amount, start = bail.lot.loyer * bail.periodicite, None
    end = depart or JOUR
    turn = max(plus_mois(entree.replace(day=1), 12), DEBUT)
    while turn <= end and not bail.forfait:
        line = LigneTableau(next(numeros), rent, "Loyer", _euros(amount), start,
                            turn - timedelta(days=1))  # fmt: skip
        bail.lignes.append(line)
        start, turn = turn, plus_mois(turn, 12)
        amount = amount * 10_185 // 10_000
    bail.lignes.append(LigneTableau(next(numeros), rent, "Loyer", _euros(amount), start))
    if bail.lot.provision:
        text = "Forfait de charges" if bail.forfait else "Provisions sur charges"
        value = _euros(bail.lot.provision * bail.periodicite)
        bail.lignes.append(LigneTableau(next(numeros), charges, text, value))


def _euros(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def _iban(pick: Random) -> str:
    """Un IBAN français dont les deux clés sont justes ; la banque n'existe pas."""
    bank, desk, account = 99999, pick.randrange(10**5), pick.randrange(10**11)
    key = 97 - (89 * bank + 15 * desk + 3 * account) % 97
    bban = f"{bank:05}{desk:05}{account:011}{key:02}"
    check = 98 - int(f"{bban}152700") % 97
    return f"FR{check:02}{bban}"
