"""Locataires et lignes de quittancement : le bail, son lot, son compte, son tableau."""

from collections import Counter
from typing import Any

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.text import fold
from lsc_desktop.domain.comptabilite import LOCATAIRE
from lsc_desktop.domain.imports.controle.chantier import Chantier, lieu
from lsc_desktop.domain.imports.controle.personnes import trouver_ou_creer
from lsc_desktop.domain.imports.lecture import Rangee
from lsc_desktop.domain.imports.plan import BailConnu, MandatConnu, valeurs
from lsc_desktop.domain.locataires import LigneTableauDraft, LocataireDraft, problems_lignes
from lsc_desktop.domain.mandats import LotConfie, pendant

_NOMS = {"tiers_id": "nom", "lot_id": "lot", "compte_id": "compte", "note": "bail_note"}

_ENTREE = {"bail_du", "premier_quittancement"}


def controler_locataire(chantier: Chantier, rangee: Rangee) -> None:
    """Un bail : la personne, le lot, le compte. Un bail est le même s'il a même tiers, même lot et
    même entrée."""
    lot = chantier.lots.get(str(rangee.get("lot")).upper())
    if rangee.get("lot") and lot is None:
        chantier.faute(rangee, "lot", "Aucun lot n'a ce code, ni ici ni dans la base.")
    if rangee.illisibles & _ENTREE:  # l'une vaut pour l'autre
        rangee.illisibles |= _ENTREE
    if not rangee.get("nom"):
        return
    tiers_id = trouver_ou_creer(chantier, rangee, "tiers")
    draft = LocataireDraft(**_propres(rangee))
    draft.tiers_id, draft.lot_id = tiers_id, lot[0] if lot else 0
    draft.premier_quittancement = draft.premier_quittancement or draft.bail_du
    draft.bail_du = draft.bail_du or draft.premier_quittancement
    if lot is None or draft.premier_quittancement is None:
        chantier.juger(rangee, draft, _NOMS)
        return
    key = (tiers_id, lot[0], draft.premier_quittancement)
    if key in chantier.baux and chantier.baux[key].id > 0:
        chantier.connue(rangee, "nom")
        return
    if chantier.double("bail", key, rangee, "nom"):
        return
    _situer(chantier, rangee, draft, lot)


def _propres(rangee: Rangee) -> dict[str, Any]:
    found = valeurs(LocataireDraft, rangee.valeurs)
    for nom in ("nom", "lot", "compte", "note"):
        found.pop(nom, None)
    if "bail_note" in rangee.valeurs:
        found["note"] = rangee.valeurs["bail_note"]
    return found


def _situer(
    chantier: Chantier, rangee: Rangee, draft: LocataireDraft, lot: tuple[int, int, int]
) -> None:
    """Le mandat, l'entité et le compte ; puis le bail est ajouté."""
    assert draft.premier_quittancement is not None and draft.tiers_id is not None
    mandat = chantier.mandat(rangee, "mandat") or _mandat_du_lot(chantier, draft, lot[0])
    if mandat is not None:
        draft.mandat_id = mandat.id
    building = chantier.entite_de.get(lot[1])
    draft.entite_id = chantier.entite(rangee, mandat.entite_id if mandat else None, building)
    names = (str(rangee.get("nom")), str(rangee.get("prenom")))
    draft.nom = " ".join(names).strip()
    draft.compte_id = chantier.compte(
        rangee, "compte", draft.entite_id, draft.tiers_id, LOCATAIRE, names,
        mode_reglement=draft.mode_reglement,
    )  # fmt: skip
    chantier.juger(rangee, draft, _NOMS)
    _occuper(chantier, rangee, draft)
    id = chantier.creer(chantier.plan.baux, draft)
    chantier.creees["locataires"] += 1
    chantier.occuper(
        BailConnu(
            id, draft.tiers_id, lot[0], draft.compte_id, draft.premier_quittancement,
            draft.depart, draft.actif,
        )
    )  # fmt: skip


def _mandat_du_lot(chantier: Chantier, draft: LocataireDraft, lot_id: int) -> MandatConnu | None:
    """Celui qui confie le lot au jour de travail, sinon le dernier qui l'ait confié."""
    held = [
        (mandat, pendant(line, mandat.debut, mandat.fin))
        for mandat_id, line in chantier.confies.get(lot_id, ())
        if (mandat := chantier.mandat_de[mandat_id]).actif
    ]
    now = [mandat for mandat, line in held if _court(line, chantier)]
    last = sorted(held, key=lambda one: (one[1].du is not None, one[1].du or chantier.jour))
    return now[0] if now else (last[-1][0] if last else None)


def _court(line: LotConfie, chantier: Chantier) -> bool:
    begun = line.du is None or line.du <= chantier.jour
    return begun and (line.au is None or line.au >= chantier.jour)


def _occuper(chantier: Chantier, rangee: Rangee, draft: LocataireDraft) -> None:
    """Deux locataires d'un lot aux mêmes dates : permis, mais dit (comme à la fiche)."""
    entree = draft.premier_quittancement
    assert entree is not None
    for other in chantier.occupants.get(draft.lot_id or 0, ()):
        apart = (other.depart is not None and other.depart < entree) or (
            draft.depart is not None and draft.depart < other.entree
        )
        if draft.actif and other.actif and not apart:
            since = date_fr(other.entree)
            chantier.remarque(rangee, "lot", f"Ce lot est déjà occupé depuis le {since}.")
            return


# --- Lignes de quittancement --------------------------------------------------------------------


def controler_ligne(chantier: Chantier, rangee: Rangee) -> None:
    """Une ligne du tableau d'un bail ; la même, déjà au tableau, n'est pas ajoutée deux fois."""
    bail = _bail(chantier, rangee)
    code = str(rangee.get("code")).upper()
    fiscalite = chantier.fiscalites.get(code)
    if code and fiscalite is None:
        chantier.faute(rangee, "code", "Ce code fiscalité n'existe ni ici ni dans la base.")
    if bail is None or fiscalite is None or rangee.fautive:
        return
    line = LigneTableauDraft(**valeurs(LigneTableauDraft, rangee.valeurs))
    line.code_fiscalite_id = fiscalite[0]
    line.libelle = line.libelle or fiscalite[1]
    for path, sentence in problems_lignes([line]):
        field = path.rpartition(".")[2]
        chantier.faute(rangee, "code" if field == "code_fiscalite_id" else field, sentence)
    if rangee.fautive or line.montant is None:
        return
    key = (fiscalite[0], fold(line.libelle), line.montant, line.du, line.au, line.ponctuelle)
    left = chantier.lignes.setdefault(bail.id, Counter())
    if left[key] > 0:
        left[key] -= 1
        chantier.connue(rangee, "compte")
        return
    first = chantier.ou.setdefault(("ligne", (bail.id, key)), rangee)
    if first is not rangee:
        chantier.remarque(rangee, "montant", f"La même ligne est déjà {lieu(first, rangee)}.")
    chantier.plan.lignes.append((bail.id, line))
    chantier.creees["lignes"] += 1


def _bail(chantier: Chantier, rangee: Rangee) -> BailConnu | None:
    """Le bail d'un compte ; s'il en a plusieurs, le lot et l'entrée disent lequel."""
    numero = str(rangee.get("compte")).upper()
    if not numero:
        return None
    entites = [*chantier.entites.values(), 0]
    if rangee.get("entite"):
        entites = [chantier.entite(rangee)]
    ids = [found.id for e in entites if (found := chantier.comptes.get((e, numero)))]
    baux = [bail for id in ids for bail in chantier.baux_du_compte.get(id, ())]
    if not baux:
        chantier.faute(rangee, "compte", "Aucun locataire n'a ce compte, ni ici ni dans la base.")
        return None
    lot = chantier.lots.get(str(rangee.get("lot")).upper())
    if rangee.get("lot"):
        baux = [bail for bail in baux if lot and bail.lot_id == lot[0]]
    if entree := rangee.get("premier_quittancement", None):
        baux = [bail for bail in baux if bail.entree == entree]
    if not baux:
        chantier.faute(rangee, "lot", "Ce compte n'a pas de bail de ce lot ou de cette entrée.")
    elif len(baux) > 1:
        chantier.faute(
            rangee, "compte", "Ce compte a plusieurs baux : dites lequel par le lot et l'entrée."
        )
    return baux[0] if len(baux) == 1 else None
