"""Exercices, dépenses et fonds de travaux : jamais deux fois, et sous la bonne copropriété."""

from collections import Counter
from datetime import date

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.money import ZERO, euros
from lsc_desktop.base.text import fold
from lsc_desktop.domain.comptabilite import GENERAL, CompteDraft
from lsc_desktop.domain.depenses import (
    PARTS,
    DepenseDraft,
    ExerciceDraft,
    libelle_propose,
    remarques_depense,
)
from lsc_desktop.domain.fonds_travaux import COMPTE, LIBELLES, FondsDraft, racine
from lsc_desktop.domain.imports.controle.chantier import Chantier, lieu
from lsc_desktop.domain.imports.controle.coproprietes import copropriete_de
from lsc_desktop.domain.imports.lecture import Rangee
from lsc_desktop.domain.imports.plan import CoproprieteConnue, ExerciceConnu, valeurs

_LIENS = {"exercice_id": "exercice", "cle_id": "cle", "compte_id": "compte"}
_FONDS = {"lot_copropriete_id": "lot", "compte_id": "compte"}


# --- Exercices --------------------------------------------------------------------------------


def controler_exercice(chantier: Chantier, rangee: Rangee) -> None:
    """Un exercice de sa copropriété ; reconnu à son libellé, il ne change pas."""
    copropriete = copropriete_de(chantier, rangee)
    du, au = rangee.get("du", None), rangee.get("au", None)
    if copropriete is None or du is None or au is None:
        return
    draft = ExerciceDraft(**valeurs(ExerciceDraft, rangee.valeurs))
    draft.libelle = draft.libelle or libelle_propose(du, au)
    draft.copropriete_id = copropriete.id
    known = chantier.syndicats.exercice(copropriete.id, draft.libelle)
    if known is not None and known.id > 0:
        if (known.du, known.au) != (du, au):
            said = f"La base dit du {date_fr(known.du)} au {date_fr(known.au)}, qui est gardé."
            chantier.remarque(rangee, "du", said)
        chantier.connue(rangee, "immeuble")
        return
    if chantier.double("exercice", (copropriete.id, fold(draft.libelle)), rangee, "libelle"):
        return
    chantier.juger(rangee, draft, {"copropriete_id": "immeuble"})
    for other in chantier.syndicats.exercices.get(copropriete.id, ()):
        if other.du <= au and du <= other.au:
            chantier.faute(rangee, "du", f"Ces dates croisent « {other.libelle} ».")
    id = chantier.creer(chantier.plan.exercices, draft)
    chantier.syndicats.ouvrir(ExerciceConnu(id, copropriete.id, draft.libelle, du, au, draft.clos))
    chantier.creees["exercices"] += 1


# --- Dépenses ---------------------------------------------------------------------------------


def controler_depense(chantier: Chantier, rangee: Rangee) -> None:
    """Une dépense ; la même, déjà dans son exercice, n'est pas ajoutée deux fois."""
    copropriete = copropriete_de(chantier, rangee)
    if copropriete is None:
        return
    exercice = _exercice(chantier, rangee, copropriete)
    cle = chantier.syndicats.cle(copropriete.id, str(rangee.get("cle")))
    if cle is None:
        chantier.faute(rangee, "cle", "Aucune clé de cette copropriété n'a ce code.")
    compte = _compte(
        chantier, rangee, copropriete, str(rangee.get("compte")), str(rangee.get("compte_libelle"))
    )
    fournisseur = _fournisseur(chantier, rangee)
    if exercice is None or cle is None or compte is None or rangee.fautive:
        return
    draft = DepenseDraft(**valeurs(DepenseDraft, rangee.valeurs))
    for name, _what in PARTS:
        setattr(draft, name, getattr(draft, name) or ZERO)
    draft.exercice_id, draft.cle_id, draft.compte_id = exercice.id, cle.id, compte
    draft.fournisseur_id, draft.du, draft.au = fournisseur, exercice.du, exercice.au
    chantier.juger(rangee, draft, _LIENS)
    if rangee.fautive:
        return
    key = (cle.id, compte, draft.date, fold(draft.libelle), draft.montant)
    left = chantier.syndicats.depenses.setdefault(exercice.id, Counter())
    if left[key] > 0:
        left[key] -= 1
        chantier.connue(rangee, "libelle")
        return
    if exercice.clos and exercice.id > 0:
        chantier.faute(
            rangee,
            "exercice",
            "Cet exercice est clos dans la base : ses dépenses ne changent plus.",
        )  # fmt: skip
        return
    first = chantier.ou.setdefault(("dépense", (exercice.id, key)), rangee)
    if first is not rangee:
        chantier.remarque(rangee, "montant", f"La même dépense est déjà {lieu(first, rangee)}.")
    for sentence in remarques_depense(draft):
        chantier.remarque(rangee, "date", sentence)
    chantier.creer(chantier.plan.depenses, draft)
    chantier.creees["depenses"] += 1


def _exercice(
    chantier: Chantier, rangee: Rangee, copropriete: CoproprieteConnue
) -> ExerciceConnu | None:
    """Celui de ce libellé ; à défaut de libellé, celui de la date."""
    name, day = str(rangee.get("exercice")), rangee.get("date", None)
    if name:
        found = chantier.syndicats.exercice(copropriete.id, name)
        why = "Aucun exercice de cette copropriété n'a ce libellé, ni ici ni dans la base."
    elif day is None:
        return None  # la date manque, et c'est dit
    else:
        years = chantier.syndicats.exercices.get(copropriete.id, ())
        found = next((one for one in years if one.du <= day <= one.au), None)
        why = f"Aucun exercice de cette copropriété ne comprend le {date_fr(day)}."
    if found is None:
        chantier.faute(rangee, "exercice", why)
    return found


def _compte(
    chantier: Chantier, rangee: Rangee, copropriete: CoproprieteConnue, numero: str, libelle: str
) -> int | None:
    """Le compte général de ce numéro dans l'entité du syndicat ; inconnu, il est ouvert."""
    numero = numero.upper()
    if not numero:
        return None  # il manque, et c'est dit
    known = chantier.comptes.get((copropriete.entite_id, numero))
    if known is not None:
        if known.nature != GENERAL:
            chantier.faute(rangee, "compte", "Ce compte est celui d'un tiers ou de la banque.")
            return None
        return known.id
    if not libelle:
        chantier.faute(
            rangee, "compte",
            "Ce compte n'existe ni ici ni dans la base. Pour l'ouvrir, donnez son libellé.",
        )  # fmt: skip
        return None
    draft = CompteDraft(
        entite_id=copropriete.entite_id, numero=numero, libelle=libelle, nature=GENERAL
    )
    return chantier.ouvrir(rangee, "compte", draft)


def _fournisseur(chantier: Chantier, rangee: Rangee) -> int | None:
    typed = str(rangee.get("fournisseur"))
    if not typed:
        return None
    who = chantier.tiers.get(typed.upper())
    people = [who] if who else chantier.homonymes.get(fold(typed), [])
    if len(people) == 1:
        return people[0].id
    why = (
        "Plusieurs tiers portent ce nom : donnez le code du sien."
        if people
        else "Aucun tiers n'a ce code ni ce nom, ni ici ni dans la base."
    )
    chantier.faute(rangee, "fournisseur", why)
    return None


# --- Fonds de travaux -------------------------------------------------------------------------


def controler_fonds(chantier: Chantier, rangee: Rangee) -> None:
    """Ce qu'un lot détient à un compte, un jour dit ; un autre jour s'ajoute."""
    copropriete = copropriete_de(chantier, rangee)
    if copropriete is None:
        return
    numero = str(rangee.get("lot")).removeprefix(f"{copropriete.immeuble}/")
    lot = chantier.syndicats.lots.get((copropriete.id, numero.upper()))
    if numero and lot is None:
        chantier.faute(
            rangee, "lot", "Aucun lot de cette copropriété n'a ce numéro, ni ici ni dans la base."
        )
    day = _arrete_le(chantier, rangee)
    account = str(rangee.get("compte")) or COMPTE
    if not racine(account):
        chantier.faute(rangee, "compte", "Un fonds de travaux est à un compte 105 ou 102.")
        return
    label = str(rangee.get("compte_libelle")) or LIBELLES[racine(account)]
    if rangee.fautive or lot is None or day is None:
        return
    compte = _compte(chantier, rangee, copropriete, account, label)
    if compte is None:
        return
    draft = FondsDraft(**valeurs(FondsDraft, rangee.valeurs))
    draft.lot_copropriete_id, draft.compte_id, draft.arrete_le = lot.id, compte, day
    chantier.juger(rangee, draft, _FONDS)
    if rangee.fautive:
        return
    known = chantier.connu.fonds.get((lot.id, compte, day))
    if known is not None:
        if known != draft.montant:
            chantier.remarque(rangee, "montant", f"La base dit {euros(known)}, qui est gardé.")
        chantier.connue(rangee, "lot")
    elif not chantier.double("fonds", (lot.id, compte, day), rangee, "lot"):
        chantier.creer(chantier.plan.fonds_travaux, draft)
        chantier.creees["fonds_travaux"] += 1


def _arrete_le(chantier: Chantier, rangee: Rangee) -> date | None:
    day: date | None = rangee.get("arrete_le", None) or chantier.reprise
    if day is None:
        chantier.faute(rangee, "arrete_le", "La date de l'arrêté est à renseigner.")
    elif day > chantier.jour:
        chantier.faute(rangee, "arrete_le", "La date de l'arrêté est à venir.")
    return day
