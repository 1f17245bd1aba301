"""Immeubles et lots : leurs codes, leurs propriétaires, les mandats qui les confient."""

from dataclasses import replace
from typing import Any

from lsc_desktop.base.text import fold
from lsc_desktop.domain.immeubles import ImmeubleDraft
from lsc_desktop.domain.imports.controle.chantier import Chantier
from lsc_desktop.domain.imports.lecture import Rangee
from lsc_desktop.domain.imports.plan import MandatConnu, valeurs
from lsc_desktop.domain.lots import LotDraft, code_de, recalculer
from lsc_desktop.domain.mandats import LotConfie, pendant, se_croisent

_NOMS = {"immeuble_id": "immeuble", "proprietaire_id": "proprietaire"}
# Ce qu'une seconde ligne du même lot dit pour elle-même : son mandat et ses dates.
_PROPRES = (
    "code_gestion", "immeuble", "proprietaire", "mandat_gestion", "confie_du", "confie_au",
)  # fmt: skip


def controler_immeuble(chantier: Chantier, rangee: Rangee) -> None:
    code = str(rangee.get("code")).upper()
    if code in chantier.connu.immeubles:
        chantier.connue(rangee, "code")
        return
    if not code or chantier.double("immeuble", code, rangee, "code"):
        return
    draft = ImmeubleDraft(**valeurs(ImmeubleDraft, rangee.valeurs))
    if rangee.get("entite") or len(chantier.entites) == 1:
        draft.entite_id = chantier.entite(rangee)
    chantier.juger(rangee, draft, {})
    id = chantier.creer(chantier.plan.immeubles, draft)
    chantier.immeubles[code] = (id, draft.entite_id)
    chantier.entite_de[id] = draft.entite_id
    chantier.creees["immeubles"] += 1


def controler_lot(chantier: Chantier, rangee: Rangee) -> None:
    """Un lot ; la seconde ligne du même code n'y ajoute qu'un mandat."""
    code = _code(rangee)
    if not code:
        chantier.faute(rangee, "code_gestion", "Le code du lot est à renseigner.")
        return
    mandat = chantier.mandat(rangee, "mandat_gestion")
    known = code in chantier.connu.lots
    before = len(chantier.plan.confies)
    first = chantier.ou.setdefault(("lot", code), rangee)
    if first is rangee and not known:
        _creer(chantier, rangee, code, mandat)
    elif first is not rangee:
        chantier.redite(rangee, first, "code_gestion", _PROPRES, mandat is not None)
    lot = chantier.lots.get(code)
    if lot is not None and mandat is not None:
        _confier(chantier, rangee, lot, mandat)
    if known and len(chantier.plan.confies) == before and not rangee.fautive:
        chantier.connue(rangee, "code_gestion")
    elif not known or len(chantier.plan.confies) > before:
        chantier.creees["lots"] += 1


def _code(rangee: Rangee) -> str:
    typed = str(rangee.get("code_gestion"))
    return (typed or code_de(str(rangee.get("immeuble")), str(rangee.get("numero_rcp")))).upper()


def _creer(chantier: Chantier, rangee: Rangee, code: str, mandat: MandatConnu | None) -> None:
    draft = LotDraft(**_propres(rangee))
    draft.code_gestion = draft.code_gestion or code
    draft.code_physique = draft.code_physique or draft.code_gestion
    draft.immeuble = str(rangee.get("immeuble")) or code.partition("/")[0]
    building = chantier.immeubles.get(draft.immeuble.upper())
    if building is None:
        chantier.faute(
            rangee, "immeuble",
            f"Aucun immeuble n'a le code « {draft.immeuble} », ni ici ni dans la base.",
        )  # fmt: skip
    draft.immeuble_id = building[0] if building else 0
    owner = _proprietaire(chantier, rangee, mandat)
    draft.proprietaire_id = owner or 0
    recalculer(draft)
    chantier.juger(rangee, draft, _NOMS)
    id = chantier.creer(chantier.plan.lots, draft)
    chantier.lots[code] = (id, draft.immeuble_id, draft.proprietaire_id)


def _propres(rangee: Rangee) -> dict[str, Any]:
    """Les valeurs de la rangée qui sont des champs du lot, et non le nom d'une fiche liée."""
    found = valeurs(LotDraft, rangee.valeurs)
    return {nom: value for nom, value in found.items() if nom not in ("immeuble", "proprietaire")}


def _proprietaire(chantier: Chantier, rangee: Rangee, mandat: MandatConnu | None) -> int | None:
    """Par son code, sinon par son nom s'il est seul à le porter, sinon celui du mandat."""
    typed = str(rangee.get("proprietaire"))
    if not typed:
        if mandat is None:
            chantier.faute(rangee, "proprietaire", "Le propriétaire est à renseigner.")
        return mandat.proprietaire_id if mandat else None
    if found := chantier.tiers.get(typed.upper()):
        return found.id
    namesakes = chantier.homonymes.get(fold(typed), [])
    if len(namesakes) == 1:
        return namesakes[0].id
    if namesakes:
        codes = ", ".join(one.code for one in namesakes[:3])
        chantier.faute(rangee, "proprietaire", f"Plusieurs tiers ont ce nom : {codes}.")
    else:
        chantier.faute(
            rangee, "proprietaire", "Aucun tiers n'a ce code ni ce nom, ni ici ni dans la base."
        )
    return None


def _confier(
    chantier: Chantier, rangee: Rangee, lot: tuple[int, int, int], mandat: MandatConnu
) -> None:
    lot_id, _immeuble, owner = lot
    line = LotConfie(None, lot_id, rangee.get("confie_du", None), rangee.get("confie_au", None))
    held = chantier.confies.setdefault(lot_id, [])
    if any(mandat_id == mandat.id and _memes(one, line) for mandat_id, one in held):
        if mandat.id < 0 or lot_id < 0:
            chantier.faute(rangee, "mandat_gestion", "Ce lot est déjà dans ce mandat.")
        return
    if lot_id > 0 and mandat.id > 0:
        chantier.remarque(
            rangee, "mandat_gestion",
            "Le lot et le mandat sont déjà dans la base : leur lien reste tel quel.",
        )  # fmt: skip
        return
    if line.du and line.au and line.au < line.du:
        chantier.faute(rangee, "confie_au", "Le lot est repris avant d'avoir été confié.")
    if other := _deja_confie(chantier, held, line, mandat):
        chantier.faute(
            rangee,
            "mandat_gestion",
            f"Le mandat n° {other} confie déjà ce lot à ces dates.",
        )
    if owner and owner != mandat.proprietaire_id:
        chantier.remarque(rangee, "proprietaire", "Le propriétaire du lot n'est pas le mandant.")
    held.append((mandat.id, line))
    chantier.plan.confies.append((mandat.id, line))


def _memes(un: LotConfie, autre: LotConfie) -> bool:
    return replace(un, id=None) == replace(autre, id=None)


def _deja_confie(
    chantier: Chantier, held: list[tuple[int, LotConfie]], line: LotConfie, mandat: MandatConnu
) -> str:
    """Le numéro d'un mandat en service qui tient ce lot un même jour ; "" sinon."""
    if not mandat.actif:
        return ""
    wanted = pendant(line, mandat.debut, mandat.fin)
    for mandat_id, one in held:
        other = chantier.mandat_de[mandat_id]
        if other.actif and se_croisent(wanted, pendant(one, other.debut, other.fin)):
            return other.numero
    return ""
