"""Comptes, journaux et pièces équilibrées (décision D6 : une pièce passée se contre-passe)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from lsc_desktop.base.dates import Periode, date_fr
from lsc_desktop.base.money import ZERO, cents, euros
from lsc_desktop.base.text import fold
from lsc_desktop.domain.saisies import Problem, obligatoires

LOCATAIRE, PROPRIETAIRE, TRESORERIE = "locataire", "proprietaire", "tresorerie"
QUITTANCEMENT, COPROPRIETAIRE, GENERAL = "quittancement", "coproprietaire", "general"
NATURES = (
    (LOCATAIRE, "Locataire"),
    (PROPRIETAIRE, "Propriétaire"),
    (COPROPRIETAIRE, "Copropriétaire"),
    (TRESORERIE, "Trésorerie"),
    (QUITTANCEMENT, "Quittancement"),
    (GENERAL, "Général"),
)
TYPES_JOURNAL = (
    ("standard", "Standard"),
    ("tresorerie", "Trésorerie"),
    ("achat", "Achat"),
    ("vente", "Vente"),
    ("cloture", "Clôture et ouverture"),
    ("appel_de_fonds", "Appel de fonds"),
)
MODES_REGLEMENT = (
    ("", ""),
    ("Chèque", "Chèque"),
    ("Prélèvement", "Prélèvement"),
    ("Virement", "Virement"),
    ("Espèces", "Espèces"),
    ("Carte bancaire", "Carte bancaire"),
)
PREFIXES = {LOCATAIRE: "81", PROPRIETAIRE: "411", COPROPRIETAIRE: "450"}
LONGUEUR_NUMERO = 10  # d'un numéro proposé ; un numéro tapé peut en avoir jusqu'à vingt
NUMERO_MAX, CODE_JOURNAL_MAX, LIBELLE_JOURNAL_MAX = 20, 3, 31


# --- Pièces -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LigneEcriture:
    """Une ligne à passer ; débit ou crédit, l'un des deux, en euros, jamais négatif.

    `locataire_id` et `periode` disent pour quel bail et quelle période elle est appelée.
    """

    compte_id: int
    debit: Decimal = ZERO
    credit: Decimal = ZERO
    libelle: str = ""
    code_fiscalite_id: int | None = None
    locataire_id: int | None = None
    periode: Periode | None = None


def mouvement(
    compte_id: int,
    montant: Decimal,
    libelle: str = "",
    *,
    code_fiscalite_id: int | None = None,
    locataire_id: int | None = None,
    periode: Periode | None = None,
) -> LigneEcriture:
    """Débite le compte de `montant`, ou le crédite si le montant est négatif."""
    debit, credit = (montant, ZERO) if montant >= 0 else (ZERO, -montant)
    return LigneEcriture(
        compte_id, debit, credit, libelle, code_fiscalite_id, locataire_id, periode
    )


@dataclass(frozen=True, slots=True)
class PieceComptable:
    """Un bloc d'écritures d'une même date, à passer d'un coup ; `journal` est son code."""

    entite_id: int
    journal: str
    date: date
    libelle: str
    lignes: tuple[LigneEcriture, ...]

    @property
    def debit(self) -> Decimal:
        return sum((ligne.debit for ligne in self.lignes), ZERO)

    @property
    def credit(self) -> Decimal:
        return sum((ligne.credit for ligne in self.lignes), ZERO)

    @property
    def equilibree(self) -> bool:
        return self.debit == self.credit

    def problems(self) -> Iterator[Problem]:
        if not self.libelle.strip():
            yield "libelle", "Le libellé de la pièce est à renseigner."
        if not self.lignes:
            yield "lignes", "La pièce n'a aucune écriture."
        for rang, ligne in enumerate(self.lignes):
            if sentence := _defaut(ligne):
                yield f"lignes.{rang}.debit", f"Ligne {rang + 1} : {sentence}"
        if not self.equilibree:
            yield (
                "lignes",
                f"La pièce n'est pas équilibrée : {euros(self.debit)} au débit, "
                f"{euros(self.credit)} au crédit.",
            )


def _defaut(ligne: LigneEcriture) -> str:
    amounts = (ligne.debit, ligne.credit)
    if min(amounts) < 0:
        return "un montant négatif se passe de l'autre côté."
    if all(amounts) or not any(amounts):
        return "il faut un montant au débit ou au crédit, l'un des deux."
    if any(amount != cents(amount) for amount in amounts):
        return "un montant a deux décimales."
    return ""


def extourne(piece: PieceComptable, le: date | None = None) -> PieceComptable:
    """La pièce contraire : débits et crédits échangés, le reste tel quel (décision D6).

    `le` : sa date, celle de la pièce si elle manque.
    """
    lignes = tuple(replace(ligne, debit=ligne.credit, credit=ligne.debit) for ligne in piece.lignes)
    libelle = f"Contre-passation : {piece.libelle} du {date_fr(piece.date)}"
    return replace(piece, date=le or piece.date, libelle=libelle, lignes=lignes)


# --- Comptes ----------------------------------------------------------------------------------


@dataclass(slots=True)
class CompteDraft:
    """Saisie d'un compte (seed L1137-1149). `solde` : crédit − débit, calculé.

    `numero_propose`, `libelle_propose` : ce que nous avons mis, tant que rien d'autre n'est tapé.
    """

    id: int | None = None
    version: int = 0
    entite_id: int | None = None
    numero: str = ""
    libelle: str = ""
    nature: str = GENERAL
    tiers_id: int | None = None
    valide: bool = True
    mode_reglement: str = ""
    report_a_nouveau: bool = False
    reprise_en_solde: bool = False
    service_client: bool = False
    note: str = ""
    actif: bool = True
    solde: Decimal = ZERO
    numero_propose: str = ""
    libelle_propose: str = ""

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(
            self,
            entite_id="L'entité",
            numero="Le numéro comptable",
            libelle="Le libellé comptable",
            nature="La nature du compte",
        )
        if len(self.numero) > NUMERO_MAX or any(c.isspace() for c in self.numero):
            yield "numero", f"Le numéro comptable tient en {NUMERO_MAX} caractères, sans espace."
        if self.nature in PREFIXES and self.tiers_id is None:
            yield "tiers_id", "Le tiers de ce compte est à renseigner."


def numeros_proposes(nature: str, nom: str, prenom: str = "") -> Iterator[str]:
    """Numéros de dix caractères pour le compte d'un tiers, du préféré au dernier recours.

    1. préfixe et premières lettres du nom puis du prénom : 81MATIGNON, 81PAILLOUX, 81CHARPENT
       (seed L2769-2771), 411ALOXECO (seed L1143) ;
    2. s'il est pris, deux lettres du prénom puis le nom : 81ELLOCATA, Elsa Locataire (seed L134) ;
    3. puis un rang : 81LOCAT-01, comme 450BROU-01 (seed L2325) ; une grande agence a plus de cent
       MARTIN, le rang prend alors la place des lettres : 81MART-100.
    """
    prefixe = PREFIXES.get(nature, "")
    place = LONGUEUR_NUMERO - len(prefixe)
    first, last = _lettres(prenom), _lettres(nom)
    name = last + first or "X"
    yield f"{prefixe}{name[:place]}"
    if first and last:
        yield f"{prefixe}{(first[:2] + last)[:place]}"
    for rang in range(1, 10_000):
        suffixe = f"-{rang:02}"
        yield f"{prefixe}{name[: place - len(suffixe)]}{suffixe}"


def _lettres(text: str) -> str:
    return "".join(c for c in fold(text).upper() if c.isascii() and c.isalnum())


# --- Journaux ---------------------------------------------------------------------------------


@dataclass(slots=True)
class JournalDraft:
    """Saisie d'un journal, commun à toutes les entités."""

    id: int | None = None
    version: int = 0
    code: str = ""
    libelle: str = ""
    type_journal: str = "standard"
    actif: bool = True

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(self, code="Le code", libelle="Le libellé")
        if len(self.code) > CODE_JOURNAL_MAX:
            yield "code", f"Le code tient en {CODE_JOURNAL_MAX} caractères."
        if len(self.libelle) > LIBELLE_JOURNAL_MAX:
            yield "libelle", f"Le libellé tient en {LIBELLE_JOURNAL_MAX} caractères."
