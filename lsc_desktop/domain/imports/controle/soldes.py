"""Soldes d'ouverture : un solde par compte et par jour, jamais passé deux fois."""

from datetime import date
from decimal import Decimal

from lsc_desktop.base.money import ZERO, euros
from lsc_desktop.domain.comptabilite import GENERAL, PREFIXES, CompteDraft
from lsc_desktop.domain.imports.controle.chantier import Chantier
from lsc_desktop.domain.imports.lecture import Rangee
from lsc_desktop.domain.imports.plan import CompteConnu


def controler_solde(chantier: Chantier, rangee: Rangee) -> None:
    """Le solde d'un compte, crédit − débit ; un compte général inconnu est ouvert."""
    numero = str(rangee.get("compte")).upper()
    entite_id = chantier.entite(rangee)
    if not numero or not entite_id:
        return
    day = rangee.get("date", None) or chantier.reprise
    if day is None:
        chantier.faute(rangee, "date", "La date de reprise est à renseigner.")
    elif day > chantier.jour:
        chantier.faute(rangee, "date", "La date de reprise est à venir.")
    compte = _compte(chantier, rangee, entite_id, numero)
    solde = _solde(chantier, rangee)
    if compte is None or solde is None or day is None:
        return
    if chantier.double("solde", (compte.id, day), rangee, "compte"):
        return
    opened = compte.id < 0 and chantier.ou.get(("ouvert", compte.id)) is rangee
    _reprendre(chantier, rangee, (entite_id, day), compte, solde, opened)


def _reprendre(
    chantier: Chantier,
    rangee: Rangee,
    piece: tuple[int, date],
    compte: CompteConnu,
    solde: Decimal,
    opened: bool,
) -> None:
    """Un compte qui a déjà ce solde n'a rien à reprendre ; celui d'un tiers qui en a un autre ne
    s'y ajoute pas : deux reprises se doubleraient."""
    done = chantier.connu.reprises.get((compte.id, piece[1]))
    known = chantier.connu.soldes.get(compte.id, ZERO)
    if done is not None and done != solde:
        chantier.faute(
            rangee, "compte",
            f"Un autre solde de reprise, {euros(done)}, est déjà passé à ce compte ce jour-là : "
            "contre-passez d'abord sa pièce.",
        )  # fmt: skip
    elif done is not None or (solde == known and compte.id > 0):
        chantier.connue(rangee, "compte")
    elif known and compte.nature in PREFIXES:
        chantier.faute(
            rangee,
            "compte",
            f"Ce compte a déjà un solde, {euros(known)} : une reprise ne s'y ajoute pas.",
        )
    elif not rangee.fautive:
        if known:
            chantier.remarque(
                rangee,
                "compte",
                f"Ce compte a déjà un solde, {euros(known)} : l'un s'ajoute à l'autre.",
            )
        if solde:
            chantier.plan.soldes.setdefault(piece, []).append((compte.id, solde))
        if solde or opened:
            chantier.creees["soldes"] += 1


def _compte(chantier: Chantier, rangee: Rangee, entite_id: int, numero: str) -> CompteConnu | None:
    known = chantier.comptes.get((entite_id, numero))
    if known is not None:
        if known.id < 0 and rangee.get("libelle"):
            chantier.a_ouvrir[known.id].libelle = str(rangee.get("libelle"))
        if not known.ouvert:
            chantier.faute(rangee, "compte", "Ce compte n'est pas ouvert aux écritures.")
        return known
    nature = str(rangee.get("nature")) or GENERAL
    who = chantier.tiers.get(str(rangee.get("tiers")).upper())
    if rangee.get("tiers") and who is None:
        chantier.faute(rangee, "tiers", "Aucun tiers n'a ce code, ni ici ni dans la base.")
        return None
    if not rangee.get("libelle") or (nature in PREFIXES and who is None):
        chantier.faute(
            rangee, "compte",
            "Ce compte n'existe ni ici ni dans la base. Pour l'ouvrir, donnez son libellé, sa "
            "nature, et son tiers s'il en a un.",
        )  # fmt: skip
        return None
    draft = CompteDraft(
        entite_id=entite_id, numero=numero, libelle=str(rangee.get("libelle")), nature=nature,
        tiers_id=who.id if who else None,
    )  # fmt: skip
    id = chantier.ouvrir(rangee, "compte", draft)
    chantier.ou["ouvert", id] = rangee
    return CompteConnu(id, nature, draft.tiers_id)


def _solde(chantier: Chantier, rangee: Rangee) -> Decimal | None:
    """Crédit − débit : d'après les deux colonnes, sinon le solde et son sens, sinon son signe."""
    if rangee.fautive:
        return None
    debit, credit = rangee.get("debit", None), rangee.get("credit", None)
    if debit is not None or credit is not None:
        return (credit or ZERO) - (debit or ZERO)
    solde, sens = rangee.get("solde", None), rangee.get("sens")
    if solde is None:
        chantier.faute(rangee, "solde", "Le solde est à renseigner.")
        return None
    if sens and solde < ZERO:
        chantier.faute(rangee, "solde", "Avec un sens, le solde s'écrit sans signe.")
        return None
    found: Decimal = solde
    return -found if sens == "D" else found
