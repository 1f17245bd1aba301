"""Le dossier d'une copropriété au registre : ce que la loi demande et que nulle autre fiche ne dit.

Le reste vient des fiches (`connu`) ; ce qu'on tape ici l'emporte sur ce que la base propose.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.money import euros
from lsc_desktop.domain.registre.choix import NON_IMMATRICULEE, PRINCIPAL, periode_construction
from lsc_desktop.domain.registre.connu import Connu
from lsc_desktop.domain.registre.numero import normaliser, numero_possible
from lsc_desktop.domain.saisies import Problem, dans_l_ordre

_INSEE = re.compile(r"[0-9][0-9AB][0-9]{3}")
_PREFIXE = re.compile(r"[0-9]{3}")
_SECTION = re.compile(r"[0-9A-Z]{1,2}")
_PARCELLE = re.compile(r"[0-9]{1,4}")
ENTIERS = {
    "nb_asl": "Le nombre d'ASL", "nb_aful": "Le nombre d'AFUL",
    "nb_unions": "Le nombre d'unions de syndicats", "nb_ascenseurs": "Le nombre d'ascenseurs",
    "nb_debiteurs": "Le nombre de débiteurs", "nb_bornes": "Le nombre de points de recharge",
}  # fmt: skip
MONTANTS = {
    "budget": "Le budget prévisionnel", "charges_courantes": "Le montant des charges courantes",
    "charges_travaux": "Le montant des charges exceptionnelles",
    "provisions_travaux": "Le montant des provisions pour travaux",
    "dettes_fournisseurs": "Le montant des dettes fournisseurs",
    "impayes": "Le montant des impayés", "fonds_travaux": "Le montant du fonds de travaux",
}  # fmt: skip
NOMBRE_MAX = 9999


@dataclass(slots=True)
class ParcelleDraft:
    """Une référence cadastrale : 54395, préfixe 000, section AB, parcelle 123."""

    id: int | None = None
    insee: str = ""
    prefixe: str = "000"
    section: str = ""
    numero: str = ""


@dataclass(slots=True)
class ProcedureDraft:
    """Une procédure ou un arrêté en cours ; sans `au`, il court toujours."""

    id: int | None = None
    nature: str = "29-1"
    du: date | None = None
    au: date | None = None


@dataclass(slots=True)
class BatimentDraft:
    """Un bâtiment, et ce qu'on en déclare à part."""

    id: int | None = None
    nom: str = ""
    etages: int | None = None
    etiquette: str = ""
    ventilation: str = ""


@dataclass(slots=True)
class ConstatLigne:
    """Une ligne de l'onglet Contrôle : ce qui manque, ce qui ne va pas, ce qui se remarque."""

    gravite: str = ""
    phrase: str = ""


@dataclass(slots=True)
class DossierDraft:
    """Saisie d'un dossier ; son id est celui de la copropriété.

    `nom`, `immatriculation` et les comptes de lots se lisent sur les autres fiches ; `constats` se
    recompte à chaque frappe, pour le `jour` où l'on travaille.
    """

    id: int | None = None
    version: int = 0
    copropriete_id: int | None = None
    rattachement: str = NON_IMMATRICULEE
    immatriculee_le: date | None = None
    maj_le: date | None = None
    nom_usage: str = ""
    adresses: str = ""
    date_creation: date | None = None
    nature: str = PRINCIPAL
    immat_principal: str = ""
    residence_service: bool = False
    nb_asl: int | None = 0
    nb_aful: int | None = 0
    nb_unions: int | None = 0
    cadre: str = "syndic"
    mandat_du: date | None = None
    mandat_au: date | None = None
    premier_exercice: bool = False
    exercice_du: date | None = None
    exercice_au: date | None = None
    ag_comptes_le: date | None = None
    budget: Decimal | None = None
    charges_courantes: Decimal | None = None
    charges_travaux: Decimal | None = None
    provisions_travaux: Decimal | None = None
    dettes_fournisseurs: Decimal | None = None
    impayes: Decimal | None = None
    nb_debiteurs: int | None = None
    fonds_travaux: Decimal | None = None
    personnel: bool = False
    nb_ascenseurs: int | None = None
    periode: str = ""
    chauffage: str = ""
    reseau_urbain: bool = False
    energie: str = ""
    eau_chaude: str = ""
    nb_bornes: int | None = None
    diagnostic_structurel: date | None = None
    plan_travaux: str = ""
    note: str = ""
    parcelles: list[ParcelleDraft] = field(default_factory=list)
    procedures: list[ProcedureDraft] = field(default_factory=list)
    batiments: list[BatimentDraft] = field(default_factory=list)
    nom: str = ""
    immatriculation: str = ""
    lots: str = ""
    echeance: str = ""
    constats: list[ConstatLigne] = field(default_factory=list)
    connu: Connu = field(default_factory=Connu)
    jour: date = date.min

    def problems(self) -> Iterator[Problem]:
        if self.immat_principal and not numero_possible(self.immat_principal):
            yield "immat_principal", "Un numéro d'immatriculation a deux lettres et sept chiffres."
        elif self.immat_principal and normaliser(self.immat_principal) == normaliser(
            self.immatriculation
        ):
            yield "immat_principal", "Un syndicat n'est pas son propre syndicat principal."
        for name, label in ENTIERS.items():
            count = getattr(self, name)
            if count is not None and not 0 <= count <= NOMBRE_MAX:
                yield name, f"{label} va de 0 à {NOMBRE_MAX}."
        for name, label in MONTANTS.items():
            amount = getattr(self, name)
            if amount is not None and amount < 0:
                yield name, f"{label} ne peut pas être négatif."
        yield from dans_l_ordre(self, "mandat_du", "mandat_au", "Le mandat finit avant son début.")
        yield from dans_l_ordre(
            self, "exercice_du", "exercice_au", "L'exercice finit avant son début."
        )
        yield from dans_l_ordre(
            self, "immatriculee_le", "maj_le",
            "La dernière mise à jour précède l'immatriculation.",
        )  # fmt: skip
        yield from _parcelles(self.parcelles)
        for rank, line in enumerate(self.procedures):
            if line.du is None:
                yield f"procedures.{rank}.du", "La date de la procédure est à renseigner."
            for _field, sentence in dans_l_ordre(
                line, "du", "au", "La procédure finit avant son début."
            ):
                yield f"procedures.{rank}.au", sentence
        for rank, one in enumerate(self.batiments):
            if not one.nom.strip():
                yield f"batiments.{rank}.nom", "Le nom du bâtiment est à renseigner : « A »."
            if one.etages is not None and not 0 <= one.etages <= 200:
                yield f"batiments.{rank}.etages", "Le nombre d'étages va de 0 à 200."


def _parcelles(parcelles: list[ParcelleDraft]) -> Iterator[Problem]:
    seen: set[tuple[str, ...]] = set()
    for rank, one in enumerate(parcelles):
        at = f"parcelles.{rank}"
        if not _INSEE.fullmatch(one.insee):
            yield f"{at}.insee", "Le code INSEE de la commune a cinq signes : 54395, 2A004."
        if not _PREFIXE.fullmatch(one.prefixe):
            yield f"{at}.prefixe", "Le préfixe a trois chiffres : 000 le plus souvent."
        if not _SECTION.fullmatch(one.section):
            yield f"{at}.section", "La section a un ou deux signes, en majuscules : AB."
        if not _PARCELLE.fullmatch(one.numero):
            yield f"{at}.numero", "Le numéro de parcelle a de un à quatre chiffres."
        key = (one.insee, one.prefixe, one.section, one.numero.zfill(4))
        if key in seen:
            yield f"{at}.numero", "Cette parcelle est déjà dans la liste."
        seen.add(key)


# --- Ce que la base propose ---------------------------------------------------------------------

_DES_COMPTES = (
    "charges_courantes", "charges_travaux", "provisions_travaux", "fonds_travaux",
    "dettes_fournisseurs", "impayes", "nb_debiteurs",
)  # fmt: skip


def propositions(connu: Connu) -> dict[str, Any]:
    """Champ du dossier → ce que la base en dit ; rien de ce qu'elle ignore.

    Le nombre d'ascenseurs n'est proposé que s'il n'y en a pas : la fiche Immeuble dit seulement
    qu'il y en a.
    """
    found: dict[str, Any] = {
        "nom_usage": connu.nom,
        "periode": periode_construction(connu.construit_le),
        "nb_ascenseurs": None if connu.ascenseur else 0,
        "ag_comptes_le": None,
    }
    if (counts := connu.comptes) is not None:
        found |= {"exercice_du": counts.du, "exercice_au": counts.au}
        found |= {name: getattr(counts, name) for name in _DES_COMPTES}
        if connu.ag_le is not None and connu.ag_le > counts.au:
            found["ag_comptes_le"] = connu.ag_le
    return {name: value for name, value in found.items() if value not in (None, "")}


def reprendre(draft: DossierDraft) -> tuple[str, ...]:
    """Remplit ce qui est vide de ce que la base propose ; rend les champs remplis.

    Les comptes d'un autre exercice que celui du dossier ne s'y mêlent pas.
    """
    proposed = propositions(draft.connu)
    counts = draft.connu.comptes
    other = counts is not None and draft.exercice_au not in (None, counts.au)
    filled = []
    for name, value in proposed.items():
        if other and name in (*_DES_COMPTES, "exercice_du", "exercice_au", "ag_comptes_le"):
            continue
        if getattr(draft, name) in (None, ""):
            setattr(draft, name, value)
            filled.append(name)
    if not draft.batiments and draft.connu.batiments:
        alone = draft.connu.nb_etages if len(draft.connu.batiments) == 1 else None
        draft.batiments = [BatimentDraft(nom=one, etages=alone) for one in draft.connu.batiments]
        filled.append("batiments")
    return tuple(filled)


def exercice_suivant(draft: DossierDraft) -> None:
    """Passe au dernier exercice clos : les chiffres du précédent, déjà déclarés, s'effacent."""
    for name in ("exercice_du", "exercice_au", "ag_comptes_le", "budget", *_DES_COMPTES):
        setattr(draft, name, None)
    draft.premier_exercice = False
    reprendre(draft)


def dit(valeur: Any) -> str:
    """Une valeur comme un écran la montre."""
    match valeur:
        case None | "":
            return ""
        case bool():
            return "oui" if valeur else "non"
        case date():
            return date_fr(valeur)
        case Decimal():
            return euros(valeur)
        case list() | tuple():
            return " ; ".join(
                " ".join(dit(part) for part in one.values() if part not in (None, ""))
                if isinstance(one, dict) else dit(one)
                for one in valeur
            )  # fmt: skip
        case _:
            return str(valeur)
