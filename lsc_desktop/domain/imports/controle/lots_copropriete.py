"""Lots de copropriété : qui les tient, ce qu'ils pèsent sous chaque clé, leur lot principal."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from lsc_desktop.base.money import nombre_court
from lsc_desktop.base.text import fold
from lsc_desktop.domain.coproprietes import (
    CleDraft,
    CoproprieteDraft,
    LotCoproprieteDraft,
    TantiemeDraft,
    recalculer,
    remarques,
)
from lsc_desktop.domain.imports.controle.chantier import Chantier
from lsc_desktop.domain.imports.controle.coproprietes import copropriete_de
from lsc_desktop.domain.imports.lecture import Rangee
from lsc_desktop.domain.imports.plan import (
    CleConnue,
    CoproprieteConnue,
    LotCoproprieteConnu,
    valeurs,
)

_PROPRES = ("immeuble", "numero", "cle")
_NOMS = {"copropriete_id": "immeuble"}
_VALEUR = "tantiemes.0.valeur"


def controler_lot_copropriete(chantier: Chantier, rangee: Rangee) -> None:
    """Un lot et ses tantièmes sous une clé ; une autre ligne du même lot n'y ajoute qu'une clé.

    À un lot de la base s'ajoute ce qui lui manque, tantièmes ou copropriétaire ; rien n'y change.
    """
    copropriete = copropriete_de(chantier, rangee)
    numero = str(rangee.get("numero"))
    if copropriete is None or not numero:
        return
    plan = chantier.plan
    before = (len(plan.lots_copropriete), len(plan.tantiemes), len(plan.possessions))
    lot = chantier.syndicats.lots.get((copropriete.id, numero.upper()))
    if lot is None:
        lot = _creer(chantier, rangee, copropriete)
    elif lot.id < 0:
        first = chantier.ou["lot de copropriété", lot.id]
        weights = [champ for champ, _cle, _valeur in _poids(rangee)]
        weighed = bool(weights or rangee.get("cle"))
        chantier.redite(rangee, first, "numero", (*_PROPRES, *weights), weighed)
    elif chantier.ou.setdefault(("lot de copropriété", lot.id), rangee) is rangee:
        _attribuer(chantier, rangee, copropriete, lot)
    for champ, code, valeur in _poids(rangee):
        if cle := _cle(chantier, rangee, copropriete, champ, code):
            _peser(chantier, rangee, lot, cle, champ, valeur)
    if (len(plan.lots_copropriete), len(plan.tantiemes), len(plan.possessions)) != before:
        chantier.creees["lots_copropriete"] += 1
    elif lot.id > 0 and not rangee.fautive:
        chantier.connue(rangee, "numero")


# --- Le lot, et qui le tient --------------------------------------------------------------------


def _creer(
    chantier: Chantier, rangee: Rangee, copropriete: CoproprieteConnue
) -> LotCoproprieteConnu:
    draft = LotCoproprieteDraft(**_propres(rangee))
    draft.copropriete_id, draft.immeuble = copropriete.id, copropriete.immeuble
    draft.coproprietaire_id = _coproprietaire(chantier, rangee, copropriete)
    if code := str(rangee.get("lot_gerance")).upper():
        managed = chantier.lots.get(code)
        if managed is None:
            chantier.faute(
                rangee,
                "lot_gerance",
                "Aucun lot de la gérance n'a ce code, ni ici ni dans la base.",
            )
        draft.lot_id = managed[0] if managed else None
    chantier.juger(rangee, draft, _NOMS)
    id = chantier.creer(chantier.plan.lots_copropriete, draft)
    if draft.coproprietaire_id is not None:
        chantier.plan.possessions.append((id, draft.coproprietaire_id))
    elif not rangee.get("coproprietaire"):
        chantier.remarque(
            rangee, "coproprietaire", "Sans copropriétaire, ce lot n'a de voix pour personne."
        )
    if principal := str(rangee.get("lot_principal")):
        chantier.syndicats.rattachements.append((rangee, draft, principal))
    found = LotCoproprieteConnu(
        id, copropriete.id, draft.numero, draft.actif, draft.coproprietaire_id
    )
    chantier.syndicats.placer(found)
    chantier.ou["lot de copropriété", id] = rangee
    return found


def _propres(rangee: Rangee) -> dict[str, Any]:
    """Les valeurs de la rangée qui sont des champs du lot, et non d'une fiche liée."""
    found = valeurs(LotCoproprieteDraft, rangee.valeurs)
    return {nom: value for nom, value in found.items() if nom not in ("immeuble", "tantiemes")}


def _coproprietaire(
    chantier: Chantier, rangee: Rangee, copropriete: CoproprieteConnue
) -> int | None:
    """Par son compte ; à défaut, par le code ou le nom d'une personne qui n'en a qu'un ici."""
    typed = str(rangee.get("coproprietaire"))
    if not typed:
        return None
    syndicats = chantier.syndicats
    compte = chantier.comptes.get((copropriete.entite_id, typed.upper()))
    if compte is not None and (found := syndicats.coproprietaires.get(compte.id)):
        return found.id
    who = chantier.tiers.get(typed.upper())
    people = [who] if who else chantier.homonymes.get(fold(typed), [])
    held = [
        one for tiers in people for one in syndicats.comptes_de.get((copropriete.id, tiers.id), ())
    ]
    if len(held) == 1:
        return held[0].id
    if held:
        why = "Plusieurs comptes répondent à ce nom : donnez le numéro du sien."
    else:
        why = (
            "Aucun copropriétaire de cet immeuble n'a ce compte, ce code ni ce nom, ni ici ni dans "
            "la base."
        )
    chantier.faute(rangee, "coproprietaire", why)
    return None


def _attribuer(
    chantier: Chantier, rangee: Rangee, copropriete: CoproprieteConnue, lot: LotCoproprieteConnu
) -> None:
    """Un lot de la base que personne n'a jamais tenu reçoit son copropriétaire."""
    owner = _coproprietaire(chantier, rangee, copropriete)
    if owner is None or owner == lot.coproprietaire_id:
        return
    if lot.coproprietaire_id is not None:
        chantier.remarque(
            rangee, "coproprietaire",
            "La base donne ce lot à un autre, qui le garde : une vente se saisit dans Syndic > "
            "Mutations.",
        )  # fmt: skip
        return
    chantier.plan.possessions.append((lot.id, owner))
    chantier.syndicats.placer(replace(lot, coproprietaire_id=owner))


# --- Ses tantièmes ------------------------------------------------------------------------------


def _poids(rangee: Rangee) -> Iterator[tuple[str, str, Decimal]]:
    """Champ, code de la clé, tantièmes : celui de la colonne « Tantièmes 010 », ou de la rangée.

    Sans valeur, le lot n'est pas de cette clé.
    """
    for nom, valeur in rangee.valeurs.items():
        base, _, code = nom.partition(" ")
        if base == "tantiemes":
            yield nom, code or str(rangee.get("cle")), valeur


def _cle(
    chantier: Chantier, rangee: Rangee, copropriete: CoproprieteConnue, champ: str, code: str
) -> CleConnue | None:
    """La clé de ce code, sinon la générale ; une faute si elle manque."""
    found = chantier.syndicats.cle(copropriete.id, code)
    if found is None:
        where = "cle" if champ == "tantiemes" else champ
        why = (
            "Aucune clé de cette copropriété n'a ce code, ni ici ni dans la base."
            if code
            else "La clé est à renseigner : cette copropriété n'en a pas de générale."
        )
        chantier.faute(rangee, where, why)
    return found


def _peser(
    chantier: Chantier,
    rangee: Rangee,
    lot: LotCoproprieteConnu,
    cle: CleConnue,
    champ: str,
    valeur: Decimal,
) -> None:
    """Les tantièmes d'un lot sous une clé ; ceux que dit déjà la base sont gardés."""
    key = (lot.id, cle.id)
    known = chantier.connu.tantiemes.get(key)
    if known is not None:
        if known != valeur:
            said = f"La base dit {nombre_court(known, 5)}, qui est gardé."
            chantier.remarque(rangee, champ, said)
        return
    if chantier.double("tantièmes", key, rangee, champ):
        return
    said_here = chantier.syndicats.tantiemes.get(key)
    if said_here is not None:  # deux colonnes de cette rangée nomment la même clé
        if said_here != valeur:
            chantier.faute(rangee, champ, "Une autre colonne de cette ligne dit autrement.")
        return
    line = TantiemeDraft(None, cle.id, cle.code, valeur)
    alone = LotCoproprieteDraft(
        copropriete_id=lot.copropriete_id, numero=lot.numero, tantiemes=[line]
    )
    chantier.juger(rangee, alone, {_VALEUR: champ})
    chantier.plan.tantiemes.append((lot.id, line))
    chantier.syndicats.tantiemes[key] = valeur
    chantier.syndicats.pesees.setdefault(cle.id, (rangee, champ))


# --- Une fois tous les lots lus -----------------------------------------------------------------


def clore_lots_copropriete(chantier: Chantier) -> None:
    """Les lots principaux se trouvent, puis chaque clé touchée se compare à son total annoncé."""
    for rangee, draft, numero in chantier.syndicats.rattachements:
        _rattacher(chantier, rangee, draft, numero)
    touched = {line.cle_id for _lot, line in chantier.plan.tantiemes}
    touched |= {new.id for new in chantier.plan.cles}
    sums = chantier.syndicats.sommes()
    for cles in chantier.syndicats.cles.values():
        for cle in cles.values():
            if cle.id in touched:
                _comparer(chantier, cle, sums.get(cle.id, Decimal(0)))


def _rattacher(chantier: Chantier, rangee: Rangee, draft: LotCoproprieteDraft, numero: str) -> None:
    assert draft.copropriete_id is not None
    found = chantier.syndicats.lots.get((draft.copropriete_id, numero.upper()))
    if found is None:
        chantier.faute(
            rangee, "lot_principal",
            "Aucun lot de cette copropriété n'a ce numéro, ni ici ni dans la base.",
        )  # fmt: skip
    elif found.numero == draft.numero:
        chantier.faute(rangee, "lot_principal", "Un lot n'est pas son propre lot principal.")
    else:
        draft.lot_principal_id = found.id


def _comparer(chantier: Chantier, cle: CleConnue, somme: Decimal) -> None:
    """Un écart se dit, comme à la fiche, là où le total est annoncé, sinon au premier lot pesé."""
    one = CleDraft(cle.id, cle.code, cle.libelle, cle.generale, cle.total, somme)
    draft = CoproprieteDraft(cles=[one])
    recalculer(draft)
    said = chantier.ou.get(("clé", (cle.copropriete_id, cle.code.upper())))
    for sentence in remarques(draft):
        if said:
            chantier.remarque(said, "cle_total", sentence)
        else:
            chantier.remarque(*chantier.syndicats.pesees[cle.id], sentence)
