"""Entités, codes fiscalité, tiers et propriétaires : doubles, comptes et mandats."""

from typing import Any

from lsc_desktop.base.text import fold
from lsc_desktop.domain.comptabilite import PROPRIETAIRE
from lsc_desktop.domain.entites import EntiteDraft
from lsc_desktop.domain.fiscalites import FiscaliteDraft
from lsc_desktop.domain.imports.controle.chantier import Chantier, lieu, replies
from lsc_desktop.domain.imports.lecture import Rangee
from lsc_desktop.domain.imports.plan import MandatConnu, TiersConnu, valeurs
from lsc_desktop.domain.mandats import MandatDraft
from lsc_desktop.domain.tiers import TiersDraft, code_de, code_libre

# Ce qui distingue deux homonymes : aucun ne doit se contredire.
REPERES = ("siret", "courriel", "portable", "telephone", "code_postal", "adresse1")
CODE_FAUTE_DE_LETTRES = "TIERS"


def controler_entite(chantier: Chantier, rangee: Rangee) -> None:
    code = str(rangee.get("code")).upper()
    if code in chantier.connu.entites:
        chantier.connue(rangee, "code")
        return
    if not code or chantier.double("entité", code, rangee, "code"):
        return
    draft = EntiteDraft(**valeurs(EntiteDraft, rangee.valeurs))
    chantier.juger(rangee, draft, {})
    chantier.entites[code] = chantier.creer(chantier.plan.entites, draft)
    chantier.creees["entites"] += 1


def controler_fiscalite(chantier: Chantier, rangee: Rangee) -> None:
    code = str(rangee.get("code")).upper()
    if code in chantier.connu.fiscalites:
        chantier.connue(rangee, "code")
        return
    if not code or chantier.double("code fiscalité", code, rangee, "code"):
        return
    draft = FiscaliteDraft(**valeurs(FiscaliteDraft, rangee.valeurs))
    chantier.juger(rangee, draft, {})
    id = chantier.creer(chantier.plan.fiscalites, draft)
    chantier.fiscalites[code] = (id, draft.libelle)
    chantier.creees["fiscalites"] += 1


def controler_tiers(chantier: Chantier, rangee: Rangee) -> None:
    before = len(chantier.plan.tiers)
    if not rangee.get("nom"):
        return
    tiers_id = trouver_ou_creer(chantier, rangee, "code")
    if len(chantier.plan.tiers) > before:
        chantier.creees["tiers"] += 1
    elif tiers_id > 0 and not rangee.fautive:
        chantier.connue(rangee, "nom")


def controler_proprietaire(chantier: Chantier, rangee: Rangee) -> None:
    """Un tiers, puis son compte et son mandat s'il en a un."""
    if not rangee.get("nom"):
        return
    plan = chantier.plan
    before = len(plan.tiers) + len(plan.comptes) + len(plan.mandats)
    tiers_id = trouver_ou_creer(chantier, rangee, "code")
    if rangee.get("mandat") or rangee.get("compte"):
        _engager(chantier, rangee, tiers_id)
    if len(plan.tiers) + len(plan.comptes) + len(plan.mandats) > before:
        chantier.creees["proprietaires"] += 1
    elif tiers_id > 0 and not rangee.fautive:
        chantier.connue(rangee, "nom")


def _engager(chantier: Chantier, rangee: Rangee, tiers_id: int) -> None:
    numero = str(rangee.get("mandat")).upper()
    known = chantier.connu.mandats.get(numero)
    if known is not None:
        if known.proprietaire_id != tiers_id:
            chantier.faute(rangee, "mandat", "Ce mandat est déjà celui d'un autre propriétaire.")
        return
    entite_id = chantier.entite(rangee)
    names = (str(rangee.get("nom")), str(rangee.get("prenom")))
    compte_id = None
    if rangee.get("compte") or "compte" not in rangee.source.champs:
        compte_id = chantier.compte(rangee, "compte", entite_id, tiers_id, PROPRIETAIRE, names)
    if not numero or chantier.double("mandat", numero, rangee, "mandat"):
        return
    draft = MandatDraft(
        **{
            **valeurs(MandatDraft, rangee.valeurs, "mandat_"),
            "numero": rangee.get("mandat"),
            "entite_id": entite_id,
            "proprietaire_id": tiers_id,
            "compte_id": compte_id,
        }
    )
    if draft.taux_honoraires and not draft.base_honoraires:
        draft.base_honoraires = "encaissements"
        first = chantier.ou.setdefault(("base supposée", rangee.source.fichier), rangee)
        if first is rangee:  # une fois par fichier suffit
            chantier.remarque(
                rangee,
                "mandat_taux_honoraires",
                "Sans base d'honoraires, on prend partout les encaissements.",
            )
    names_of = {"numero": "mandat", "entite_id": "entite", "compte_id": "compte"}
    chantier.juger(rangee, draft, names_of, "mandat_")
    id = chantier.creer(chantier.plan.mandats, draft)
    found = MandatConnu(id, numero, entite_id, tiers_id, draft.debut, draft.fin, draft.actif)
    chantier.mandats[numero] = chantier.mandat_de[id] = found


# --- Un tiers, connu ou à créer -----------------------------------------------------------------


def trouver_ou_creer(chantier: Chantier, rangee: Rangee, champ_code: str) -> int:
    """L'id du tiers d'une rangée, qui a un nom. Son code le dit ; sinon son SIRET, ou son nom si
    rien ne se contredit."""
    code = str(rangee.get(champ_code)).upper()
    name = fold(f"{rangee.get('nom')} {rangee.get('prenom')}")
    seen = replies(rangee.valeurs, REPERES)
    found = chantier.tiers.get(code) if code else _reconnaitre(chantier, rangee, name, seen)
    if found is None:
        return _creer(chantier, rangee, champ_code, name, seen)
    if code and found.nom != name:
        chantier.faute(
            rangee,
            champ_code,
            f"Ce code est celui de « {found.nom.upper()} ».",
        )
    elif found.id < 0:
        _comparer(chantier, rangee, found, seen)
    return found.id


def _reconnaitre(
    chantier: Chantier, rangee: Rangee, name: str, seen: dict[str, str]
) -> TiersConnu | None:
    if (siret := seen.get("siret")) and (found := chantier.sirets.get(siret)):
        if found.nom != name:
            chantier.remarque(rangee, "siret", f"Reconnu à son SIRET : {found.nom.upper()}.")
        return found
    namesakes = chantier.homonymes.get(name, [])
    for one in namesakes:
        if all(one.reperes.get(key, value) == value for key, value in seen.items()):
            if not seen or not one.reperes:
                chantier.remarque(rangee, "nom", f"Pris pour {one.code}, qui porte le même nom.")
            return one
    if namesakes:
        chantier.remarque(
            rangee, "nom", f"Homonyme de {namesakes[0].code} : un autre tiers sera créé."
        )
    return None


def _comparer(chantier: Chantier, rangee: Rangee, found: TiersConnu, seen: dict[str, str]) -> None:
    first = chantier.ou.get(("tiers", found.id))
    for key, value in seen.items():
        if first is not None and found.reperes.get(key, value) != value:
            chantier.remarque(
                rangee, key, f"Ce tiers a une autre valeur {lieu(first, rangee)}, qui est gardée."
            )
            return


def _creer(
    chantier: Chantier, rangee: Rangee, champ_code: str, name: str, seen: dict[str, str]
) -> int:
    found: dict[str, Any] = valeurs(TiersDraft, rangee.valeurs)
    if champ_code != "code":  # « actif » y est celui du bail
        found.pop("code", None)
        found.pop("actif", None)
    draft = TiersDraft(**found)
    draft.code = str(rangee.get(champ_code)) or code_libre(
        code_de(draft.nom, draft.prenom) or CODE_FAUTE_DE_LETTRES,
        lambda code: code.upper() in chantier.tiers,
    )
    chantier.juger(rangee, draft, {"code": champ_code})
    id = chantier.creer(chantier.plan.tiers, draft)
    known = TiersConnu(id, draft.code, name, seen)
    chantier.tiers[draft.code.upper()] = known
    chantier.nommer(known)
    chantier.ou["tiers", id] = rangee
    return id
