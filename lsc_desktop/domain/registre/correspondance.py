"""De nos fiches aux données du registre : chaque valeur, et ce qui manque avec où le renseigner."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from lsc_desktop.domain.registre.choix import COLLECTIF, MIXTE, PRINCIPAL, SECONDAIRE
from lsc_desktop.domain.registre.connu import Connu
from lsc_desktop.domain.registre.demarches import FINANCES, Demarche
from lsc_desktop.domain.registre.donnees import NOUVEAU_REGIME, Donnee, donnees_a_declarer
from lsc_desktop.domain.registre.dossier import DossierDraft
from lsc_desktop.domain.registre.numero import normaliser

_DATES_SEULES = frozenset({"exercice_du", "exercice_au"})  # premier exercice en cours (annexe 5)
_DES_GRANDES = frozenset({"impayes", "nb_debiteurs"})


@dataclass(frozen=True, slots=True)
class Suite:
    """Ce qu'une déclaration de successeur dit de plus que le dossier."""

    fin_mandat: date | None = None
    successeur_nom: str = ""
    successeur_siret: str = ""
    successeur_courriel: str = ""


@dataclass(frozen=True, slots=True)
class Ligne:
    """Une donnée de la déclaration : sa valeur, ou pourquoi elle manque."""

    donnee: Donnee
    valeur: Any
    manque: str = ""


def a_declarer(
    demande: Demarche,
    draft: DossierDraft,
    jour: date,
    suite: Suite = Suite(),
) -> tuple[Ligne, ...]:
    """Les données de la démarche, au régime du jour, dans l'ordre du catalogue."""
    values = _valeurs(draft, draft.connu, jour) | asdict(suite)
    found = []
    for one in donnees_a_declarer(demande, jour):
        value = values[one.nom]
        empty = value is None or value in ("", [])
        if empty and not _demandee(one, draft):
            continue
        needed = empty and not one.facultative
        missing = f"{one.libelle} : à renseigner dans {one.ou}." if needed else ""
        found.append(Ligne(one, value, missing))
    return tuple(found)


def en_donnees(lignes: tuple[Ligne, ...]) -> dict[str, Any]:
    """Nom → valeur, en JSON : un montant et une date s'y écrivent en texte ; rien de ce qui est
    vide."""
    return {
        line.donnee.nom: _json(line.valeur)
        for line in lignes
        if line.valeur is not None and line.valeur not in ("", [])
    }


def _json(value: Any) -> Any:
    if isinstance(value, list):
        return [_json(one) for one in value]
    if isinstance(value, Mapping):
        return {name: _json(one) for name, one in value.items() if one not in (None, "")}
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)  # une date en AAAA-MM-JJ, un Decimal tel quel


def _demandee(one: Donnee, draft: DossierDraft) -> bool:
    """Cette donnée se demande-t-elle de cette copropriété-là ?"""
    if one.nom == "immat_principal":
        return draft.nature == SECONDAIRE
    if one.nom == "energie":
        return draft.chauffage in (COLLECTIF, MIXTE) and not draft.reseau_urbain
    if one.volet == FINANCES and draft.premier_exercice:
        return one.nom in _DATES_SEULES
    if one.nom in _DES_GRANDES:
        return not draft.connu.petite
    return True


def _valeurs(draft: DossierDraft, connu: Connu, jour: date) -> dict[str, Any]:
    new = jour >= NOUVEAU_REGIME
    heated = draft.chauffage in (COLLECTIF, MIXTE)
    money = _finances(draft) if not draft.premier_exercice else dict.fromkeys(_finances(draft))
    return {
        "nom_usage": draft.nom_usage.strip() or connu.nom,
        "adresse": connu.adresse,
        "code_postal": connu.code_postal,
        "ville": connu.ville,
        "adresses": [line.strip() for line in draft.adresses.splitlines() if line.strip()],
        "parcelles": [
            {"insee": p.insee, "prefixe": p.prefixe, "section": p.section,
             "numero": p.numero.zfill(4)}
            for p in draft.parcelles
        ],
        "date_reglement": connu.date_reglement,
        "date_creation": draft.date_creation,
        "siret_syndicat": "".join(connu.siret_syndicat.split()),
        "nature": draft.nature,
        "immat_principal": (
            "" if draft.nature == PRINCIPAL else normaliser(draft.immat_principal)
        ),
        "cooperatif": connu.regime == "cooperative",
        "residence_service": draft.residence_service,
        "nb_asl": draft.nb_asl,
        "nb_aful": draft.nb_aful,
        "nb_unions": draft.nb_unions,
        "nb_lots": connu.nb_lots or None,
        "nb_principaux": connu.nb_principaux,
        "nb_habitation": connu.nb_habitation,
        "nb_stationnement": connu.nb_stationnement,
        "syndic_nom": connu.syndic_nom,
        "syndic_siret": "".join(connu.syndic_siret.split()),
        "cadre": draft.cadre,
        "mandat_du": draft.mandat_du,
        "mandat_au": draft.mandat_au,
        "procedures": [
            {"nature": p.nature, "du": p.du, "au": p.au}
            for p in draft.procedures
            if p.au is None or p.au >= jour
        ],
        "exercice_du": draft.exercice_du,
        "exercice_au": draft.exercice_au,
        **money,
        "batiments": [
            {"nom": b.nom.strip(), "etiquette": b.etiquette,
             **({"etages": b.etages, "ventilation": b.ventilation} if new else {})}
            for b in draft.batiments
        ],
        "nb_ascenseurs": draft.nb_ascenseurs,
        "periode": draft.periode,
        "chauffage": draft.chauffage,
        "reseau_urbain": draft.reseau_urbain if heated else False,
        "energie": draft.energie if heated and not draft.reseau_urbain else "",
        "eau_chaude": draft.eau_chaude,
        "nb_bornes": draft.nb_bornes,
        "diagnostic_structurel": draft.diagnostic_structurel,
        "plan_travaux": draft.plan_travaux,
    }  # fmt: skip


def _finances(draft: DossierDraft) -> dict[str, Any]:
    """D'un premier exercice en cours, on ne déclare que ses dates (annexe 5)."""
    return {
        "ag_comptes_le": draft.ag_comptes_le,
        "budget": draft.budget,
        "charges_courantes": draft.charges_courantes,
        "charges_travaux": draft.charges_travaux,
        "provisions_travaux": draft.provisions_travaux,
        "dettes_fournisseurs": draft.dettes_fournisseurs,
        "impayes": draft.impayes,
        "nb_debiteurs": draft.nb_debiteurs,
        "fonds_travaux": draft.fonds_travaux,
        "personnel": draft.personnel,
    }
