"""Le locataire : son bail, le temps qu'il occupe le lot, son tableau de quittancement."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from lsc_desktop.base.dates import date_fr, plus_mois
from lsc_desktop.base.money import ZERO, euros, nombre
from lsc_desktop.domain.saisies import Problem, dans_l_ordre, obligatoires


@dataclass(frozen=True, slots=True)
class Occupation:
    """`entree` : date de premier quittancement ; `depart` : départ validé, s'il y en a un.

    Les deux jours comptent (D16). Un préavis n'est pas un départ.
    """

    entree: date
    depart: date | None = None

    def est_parti(self, jour: date) -> bool:
        """Parti à ce jour : jugé à la date du traitement, non sur la période (D12)."""
        return self.depart is not None and self.depart < jour


TYPES_BAIL = (
    ("vide", "Location vide"),
    ("meuble", "Location meublée"),
    ("etudiant", "Meublé étudiant"),
    ("mobilite", "Bail mobilité"),
    ("commercial", "Bail commercial"),
    ("professionnel", "Bail professionnel"),
    ("stationnement", "Garage ou stationnement"),
    ("civil", "Bail code civil"),
)
TERMES = (("echoir", "À échoir"), ("echu", "Échu"))
DETENTEURS = (("", ""), ("agence", "L'agence"), ("proprietaire", "Le propriétaire"))
# Les motifs qui réduisent le préavis d'un logement vide (loi 89-462 art. 15), et les autres.
MOTIFS_CONGE = tuple(
    (text, text)
    for text in (
        "",
        "Sans motif",
        "Zone tendue",
        "Premier emploi, mutation",
        "Perte d'emploi, nouvel emploi",
        "État de santé",
        "Violences",
        "RSA ou AAH",
        "Logement social attribué",
        "Congé pour vente",
        "Congé pour reprise",
        "Congé pour motif légitime et sérieux",
    )
)
DERNIER_JOUR = 28  # une échéance tombe tous les mois : février n'a pas de 29
RENDRE_LE_DEPOT = 2  # mois après le départ (loi 89-462 art. 22)


@dataclass(slots=True)
class ColocataireLigne:
    """Un autre titulaire du même bail, du … au …, bornes ouvertes si elles manquent."""

    id: int | None = None
    tiers_id: int | None = None
    du: date | None = None
    au: date | None = None


@dataclass(slots=True)
class GarantLigne:
    """Une caution ; `montant` : son plafond, `jusqu_au` : sa fin, illimités s'ils manquent."""

    id: int | None = None
    tiers_id: int | None = None
    montant: Decimal | None = None
    jusqu_au: date | None = None


@dataclass(slots=True)
class LigneTableauDraft:
    """Une ligne du tableau de quittancement (seed L354-358) ; `montant` par appel.

    `origine` dit pourquoi elle est figée : une régularisation l'a faite, un appel l'a prise. Vide,
    elle se modifie.
    """

    id: int | None = None
    code_fiscalite_id: int | None = None
    libelle: str = ""
    montant: Decimal | None = None
    du: date | None = None
    au: date | None = None
    ponctuelle: bool = False
    origine: str = ""

    def en_cours(self, jour: date) -> bool:
        """Récurrente, et due ce jour-là."""
        return (
            not self.ponctuelle
            and (self.du is None or self.du <= jour)
            and (self.au is None or self.au >= jour)
        )


@dataclass(slots=True)
class LocataireDraft:
    """Saisie d'une fiche locataire : un bail d'un tiers sur un lot (seed L2763-2771).

    `compte_id` vide : un compte est créé. Calculés : `solde` (crédit − débit), `quittance` (lignes
    récurrentes en cours à `aujourd_hui`, la date de travail), `depot_a_rendre_le`. `appele` : une
    quittance existe, le tiers, le lot et le compte ne changent plus.
    """

    id: int | None = None
    version: int = 0
    tiers_id: int | None = None
    compte_id: int | None = None
    lot_id: int | None = None
    mandat_id: int | None = None
    entite_id: int | None = None
    reference_bail: str = ""
    type_bail: str = "vide"
    bail_du: date | None = None
    bail_au: date | None = None
    premier_quittancement: date | None = None
    periodicite: int = 1
    terme: str = "echoir"
    jour_echeance: int = 1
    mode_reglement: str = ""
    forfait_charges: bool = False
    preavis_recu: date | None = None
    fin_preavis: date | None = None
    motif_conge: str = ""
    depart: date | None = None
    depot_garantie: Decimal | None = None
    depot_verse_le: date | None = None
    depot_detenu_par: str = ""
    depot_rendu_le: date | None = None
    nouvelle_adresse1: str = ""
    nouvelle_adresse2: str = ""
    nouveau_code_postal: str = ""
    nouvelle_ville: str = ""
    note: str = ""
    actif: bool = True
    colocataires: list[ColocataireLigne] = field(default_factory=list)
    garants: list[GarantLigne] = field(default_factory=list)
    lignes: list[LigneTableauDraft] = field(default_factory=list)
    nom: str = ""
    compte: str = ""
    lot: str = ""
    proprietaire: str = ""
    solde: Decimal = ZERO
    quittance: Decimal = ZERO
    depot_a_rendre_le: date | None = None
    aujourd_hui: date | None = None
    appele: bool = False

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(
            self,
            tiers_id="Le tiers locataire",
            lot_id="Le lot",
            bail_du="Le début du bail",
            premier_quittancement="La date de premier quittancement",
        )
        yield from self._problems_dates()
        if not 1 <= self.jour_echeance <= DERNIER_JOUR:
            yield "jour_echeance", f"Le jour d'échéance va de 1 à {DERNIER_JOUR}."
        if self.depot_garantie is not None and self.depot_garantie < 0:
            yield "depot_garantie", "Un dépôt de garantie n'est pas négatif."
        yield from _problems_colocataires(self)
        yield from _problems_garants(self)
        yield from problems_lignes(self.lignes)

    def _problems_dates(self) -> Iterator[Problem]:
        for debut, fin, phrase in (
            ("bail_du", "bail_au", "Le bail ne peut pas échoir avant d'avoir commencé."),
            (
                "premier_quittancement",
                "bail_au",
                "Le bail échoit avant le premier quittancement.",
            ),
            ("preavis_recu", "fin_preavis", "Le préavis finit avant d'avoir été reçu."),
            (
                "premier_quittancement",
                "depart",
                "Le départ ne peut pas précéder le premier quittancement.",
            ),
            ("depot_verse_le", "depot_rendu_le", "Le dépôt est rendu avant d'avoir été versé."),
        ):
            yield from dans_l_ordre(self, debut, fin, phrase)


def _problems_colocataires(draft: LocataireDraft) -> Iterator[Problem]:
    seen = {draft.tiers_id}
    for rank, ligne in enumerate(draft.colocataires):
        if ligne.tiers_id is None:
            yield f"colocataires.{rank}.tiers_id", "Le tiers de ce colocataire est à renseigner."
        elif ligne.tiers_id in seen:
            yield f"colocataires.{rank}.tiers_id", "Cette personne est déjà titulaire du bail."
        if ligne.du and ligne.au and ligne.au < ligne.du:
            yield f"colocataires.{rank}.au", "La fin précède le début."
        seen.add(ligne.tiers_id)


def _problems_garants(draft: LocataireDraft) -> Iterator[Problem]:
    for rank, ligne in enumerate(draft.garants):
        if ligne.tiers_id is None:
            yield f"garants.{rank}.tiers_id", "Le tiers de cette caution est à renseigner."
        elif ligne.tiers_id == draft.tiers_id:
            yield f"garants.{rank}.tiers_id", "Le locataire ne peut pas être sa propre caution."
        if ligne.montant is not None and ligne.montant <= 0:
            yield f"garants.{rank}.montant", "Le plafond est un montant positif, ou rien."


def problems_lignes(lignes: list[LigneTableauDraft]) -> Iterator[Problem]:
    for rank, ligne in enumerate(lignes):
        if ligne.code_fiscalite_id is None:
            yield f"lignes.{rank}.code_fiscalite_id", "Le code fiscalité est à renseigner."
        if not ligne.libelle.strip():
            yield f"lignes.{rank}.libelle", "Le libellé est à renseigner."
        if not ligne.montant:
            yield f"lignes.{rank}.montant", "Le montant est à renseigner ; retirez une ligne nulle."
        # Figée, elle a pu finir la veille de commencer : une régularisation l'a remplacée.
        if ligne.du and ligne.au and ligne.au < ligne.du and not ligne.origine:
            yield f"lignes.{rank}.au", "La fin précède le début."


# --- Ce qui se calcule et ce qui se remarque ----------------------------------------------------


def recalculer(draft: LocataireDraft) -> None:
    """Remplit `quittance` et `depot_a_rendre_le`."""
    draft.quittance = sum((ligne.montant or ZERO for ligne in _dues(draft)), ZERO)
    waiting = draft.depart and draft.depot_garantie and not draft.depot_rendu_le
    draft.depot_a_rendre_le = (
        plus_mois(draft.depart, RENDRE_LE_DEPOT) if waiting and draft.depart else None
    )


def _dues(draft: LocataireDraft) -> list[LigneTableauDraft]:
    """Les lignes récurrentes en cours ; aucune pour un locataire parti."""
    jour = draft.aujourd_hui
    if jour is None or (draft.depart and draft.depart < jour):
        return []
    return [ligne for ligne in draft.lignes if ligne.en_cours(jour)]


def expliquer(draft: LocataireDraft) -> dict[str, str]:
    """« Pourquoi ce montant »."""
    parts = " + ".join(f"{ligne.libelle} {nombre(ligne.montant or ZERO)}" for ligne in _dues(draft))
    found = {
        "solde": "Crédits moins débits du compte : négatif, le locataire doit.",
        "quittance": (
            f"Lignes en cours au {date_fr(draft.aujourd_hui)} : {parts or 'aucune'}, par appel."
        ),
    }
    if draft.depot_a_rendre_le:
        found["depot_a_rendre_le"] = (
            f"{RENDRE_LE_DEPOT} mois après le départ du {date_fr(draft.depart)} ; un mois si "
            "l'état des lieux de sortie est conforme à celui d'entrée (loi 89-462, art. 22)."
        )
    return found


def avertissements(draft: LocataireDraft) -> tuple[str, ...]:
    """Ce qu'un gestionnaire doit savoir en ouvrant la fiche ; rien ne bloque."""
    return tuple(_avertissements(draft))


def _avertissements(draft: LocataireDraft) -> Iterator[str]:
    jour = draft.aujourd_hui
    if jour is None:
        return
    if draft.fin_preavis and draft.fin_preavis < jour and draft.depart is None:
        yield (
            f"Le préavis a fini le {date_fr(draft.fin_preavis)} et le départ n'est pas validé : "
            "le locataire est toujours appelé."
        )
    if draft.depart and draft.depart < jour and draft.solde:
        side = "doit encore" if draft.solde < 0 else "est créditeur de"
        yield (f"Parti le {date_fr(draft.depart)}, le locataire {side} {euros(abs(draft.solde))}.")
    if draft.depot_a_rendre_le and draft.depot_a_rendre_le < jour:
        yield f"Le dépôt de garantie devait être rendu le {date_fr(draft.depot_a_rendre_le)}."
    if draft.id and draft.depart is None and not any(x.en_cours(jour) for x in draft.lignes):
        yield "Aucune ligne n'est en cours au tableau de quittancement : rien ne sera appelé."
