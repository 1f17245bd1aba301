"""Copropriétés : l'entité et l'immeuble du syndicat, ses clés, dont une générale."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from lsc_desktop.base.money import nombre_court
from lsc_desktop.domain.coproprietes import CLE_GENERALE, CleDraft, CoproprieteDraft
from lsc_desktop.domain.entites import EntiteDraft
from lsc_desktop.domain.immeubles import ImmeubleDraft
from lsc_desktop.domain.imports.controle.chantier import Chantier
from lsc_desktop.domain.imports.lecture import Rangee
from lsc_desktop.domain.imports.plan import CleConnue, CleNeuve, CoproprieteConnue, valeurs

LIBELLE_GENERALE = "CHARGES GENERALES"
_ADRESSE = ("adresse1", "adresse2", "code_postal", "ville")
_CLE = {"code": "cle", "libelle": "cle_libelle", "generale": "cle_generale", "total": "cle_total"}
_PROPRES = ("immeuble", *_CLE.values())


def controler_copropriete(chantier: Chantier, rangee: Rangee) -> None:
    """Une clé sous son syndicat ; la première ligne d'un immeuble inconnu fonde celui-ci."""
    code = str(rangee.get("immeuble")).upper()
    if not code:
        return
    plan = chantier.plan
    before = len(plan.coproprietes) + len(plan.cles)
    known = chantier.syndicats.coproprietes.get(code)
    if known is None:
        known = _fonder(chantier, rangee)
    elif known.id < 0:
        first = chantier.ou["copropriété", known.id]
        chantier.redite(rangee, first, "immeuble", _PROPRES, bool(rangee.get("cle")))
    _poser(chantier, rangee, known)
    if len(plan.coproprietes) + len(plan.cles) > before:
        chantier.creees["coproprietes"] += 1
    elif known.id > 0 and not rangee.fautive:
        chantier.connue(rangee, "immeuble")


def copropriete_de(chantier: Chantier, rangee: Rangee) -> CoproprieteConnue | None:
    """Celle de l'immeuble de la rangée ; une faute s'il n'en a pas."""
    code = str(rangee.get("immeuble")).upper()
    found = chantier.syndicats.coproprietes.get(code)
    if code and found is None:
        chantier.faute(
            rangee, "immeuble", "Aucune copropriété n'a cet immeuble, ni ici ni dans la base."
        )
    return found


# --- Le syndicat --------------------------------------------------------------------------------


def _fonder(chantier: Chantier, rangee: Rangee) -> CoproprieteConnue:
    entite_id = _entite(chantier, rangee)
    immeuble_id = _immeuble(chantier, rangee, entite_id)
    if entite_id in chantier.syndicats.de_l_entite:
        chantier.faute(rangee, "entite", "Cette entité a déjà sa copropriété.")
    draft = CoproprieteDraft(**valeurs(CoproprieteDraft, rangee.valeurs))
    draft.entite_id, draft.immeuble_id = entite_id, immeuble_id
    draft.nom = str(rangee.get("immeuble"))
    id = chantier.creer(chantier.plan.coproprietes, draft)
    found = CoproprieteConnue(id, draft.nom, entite_id)
    chantier.syndicats.fonder(found)
    chantier.ou["copropriété", id] = rangee
    return found


def _entite(chantier: Chantier, rangee: Rangee) -> int:
    """L'entité de la rangée, créée s'il le faut ; 0 et une faute si rien ne la dit.

    La seule de l'agence n'est jamais supposée : c'est d'ordinaire celle de la gérance.
    """
    code = str(rangee.get("entite")).upper()
    if not code:
        chantier.faute(rangee, "entite", "L'entité du syndicat est à renseigner, par exemple S001.")
        return 0
    if code in chantier.entites:
        return chantier.entites[code]
    if not rangee.get("entite_nom"):
        chantier.faute(
            rangee, "entite",
            "Aucune entité n'a ce code, ni ici ni dans la base. Donnez le nom du syndicat pour la "
            "créer.",
        )  # fmt: skip
        return 0
    draft = EntiteDraft(code=rangee.get("entite"), nom=rangee.get("entite_nom"), **_adresse(rangee))
    chantier.juger(rangee, draft, {"code": "entite", "nom": "entite_nom"})
    chantier.entites[code] = chantier.creer(chantier.plan.entites, draft)
    return chantier.entites[code]


def _immeuble(chantier: Chantier, rangee: Rangee, entite_id: int) -> int:
    """L'immeuble de la rangée, connu ou à créer à l'adresse qu'elle donne."""
    code = str(rangee.get("immeuble")).upper()
    if known := chantier.immeubles.get(code):
        return known[0]
    draft = ImmeubleDraft(
        code=rangee.get("immeuble"),
        nom=rangee.get("immeuble_nom") or rangee.get("entite_nom"),
        entite_id=entite_id or None,
        **_adresse(rangee),
    )
    chantier.juger(rangee, draft, {"code": "immeuble", "nom": "immeuble_nom"})
    id = chantier.creer(chantier.plan.immeubles, draft)
    chantier.immeubles[code] = (id, draft.entite_id)
    chantier.entite_de[id] = draft.entite_id
    return id


def _adresse(rangee: Rangee) -> dict[str, Any]:
    return {nom: str(rangee.get(nom)) for nom in _ADRESSE}


# --- Les clés -----------------------------------------------------------------------------------


def _poser(chantier: Chantier, rangee: Rangee, known: CoproprieteConnue) -> None:
    """La clé de la rangée, si elle en a une que la copropriété n'a pas."""
    code = str(rangee.get("cle"))
    if not code:
        if any(nom in rangee.valeurs for nom in _CLE.values()):
            chantier.faute(rangee, "cle", "Le code de la clé est à renseigner, par exemple 001.")
        return
    same = chantier.syndicats.cle(known.id, code)
    if same is not None and same.id > 0:
        total = rangee.get("cle_total", None)
        if total is not None and total != same.total:
            kept = (
                "La base n'en annonce pas : donnez-le sur la fiche."
                if same.total is None
                else f"La base annonce {nombre_court(same.total, 5)}, qui est gardé."
            )
            chantier.remarque(rangee, "cle_total", kept)
        return
    if not chantier.double("clé", (known.id, code.upper()), rangee, "cle"):
        _ajouter(
            chantier, known.id, code, str(rangee.get("cle_libelle")),
            bool(rangee.get("cle_generale", False)), rangee.get("cle_total", None),
        )  # fmt: skip


def _ajouter(
    chantier: Chantier,
    copropriete_id: int,
    code: str,
    libelle: str,
    generale: bool,
    total: Decimal | None,
) -> None:
    others = chantier.syndicats.cles.get(copropriete_id, {}).values()
    rang = max((cle.rang for cle in others), default=-1) + 1
    new = CleNeuve(None, code, libelle, generale, total, copropriete_id=copropriete_id, rang=rang)
    id = chantier.creer(chantier.plan.cles, new)
    chantier.syndicats.poser(CleConnue(id, copropriete_id, code, libelle, generale, total, rang))


def clore_coproprietes(chantier: Chantier) -> None:
    """Toutes les clés sont lues : chaque syndicat se juge, comme à sa fiche.

    Sans clé, il a celle que la fiche propose ; une clé seule est la générale.
    """
    for new in chantier.plan.coproprietes:
        first = chantier.ou["copropriété", new.id]
        if new.id not in chantier.syndicats.cles:
            _ajouter(chantier, new.id, CLE_GENERALE, LIBELLE_GENERALE, True, None)
            said = f"Sans clé, la copropriété reçoit la {CLE_GENERALE}, {LIBELLE_GENERALE}."
            chantier.remarque(first, "cle", said)
        new.saisie.cles = list(_saisies(chantier, new.id))
        _juger(chantier, first, new.id, new.saisie)
    for copropriete_id in dict.fromkeys(one.saisie.copropriete_id for one in chantier.plan.cles):
        if copropriete_id > 0:
            keys = list(_saisies(chantier, copropriete_id))
            draft = CoproprieteDraft(entite_id=0, immeuble_id=0, cles=keys)
            _juger(chantier, _annonce(chantier, copropriete_id, keys), copropriete_id, draft)


def _saisies(chantier: Chantier, copropriete_id: int) -> Iterator[CleDraft]:
    """Les clés d'une copropriété, connues ou neuves, dans l'ordre de sa fiche."""
    known = sorted(chantier.syndicats.cles[copropriete_id].values(), key=lambda cle: cle.rang)
    new = {one.id: one.saisie for one in chantier.plan.cles}
    for cle in known:
        draft = new.get(cle.id) or CleDraft(cle.id, cle.code, cle.libelle, cle.generale, cle.total)
        if len(known) == 1:
            draft.generale = True
            chantier.syndicats.poser(replace(cle, generale=True))
        yield draft


def _annonce(chantier: Chantier, copropriete_id: int, cles: list[CleDraft]) -> Rangee:
    """La rangée de la première clé qu'un fichier ajoute à une copropriété connue."""
    rows = (chantier.ou.get(("clé", (copropriete_id, cle.code.upper()))) for cle in cles)
    return next(row for row in rows if row is not None)


def _juger(chantier: Chantier, first: Rangee, copropriete_id: int, draft: CoproprieteDraft) -> None:
    """Les défauts d'une clé à la rangée qui la dit, les autres à la première."""
    for field, sentence in draft.problems():
        head, _, rest = field.partition(".")
        if head != "cles":
            champ = {"entite_id": "entite", "immeuble_id": "immeuble"}.get(field, field)
            chantier.faute(first, champ, sentence)
        elif not rest:
            chantier.faute(first, "cle_generale", sentence)
        else:
            rank, _, name = rest.partition(".")
            key = ("clé", (copropriete_id, draft.cles[int(rank)].code.upper()))
            chantier.faute(chantier.ou.get(key, first), _CLE[name], sentence)
