"""Cas d'usage : choisir des fichiers, les vérifier à blanc, les importer tout ou rien."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.money import ZERO
from lsc_desktop.base.text import fold, pluriel
from lsc_desktop.domain.imports.champs import Sorte
from lsc_desktop.domain.imports.controle import Chantier, controler
from lsc_desktop.domain.imports.correspondance import (
    complete,
    deviner_sorte,
    empreinte,
    normal,
    retrouver,
)
from lsc_desktop.domain.imports.lecture import Rangee, Rapport, Source, lire_rangees
from lsc_desktop.domain.imports.plan import Plan, contrepartie
from lsc_desktop.domain.imports.sortes import PAR_CLE
from lsc_desktop.queries.imports.connu import connu
from lsc_desktop.queries.imports.retenues import retenues
from lsc_desktop.services.imports.ecriture import ecrire
from lsc_desktop.services.imports.fichiers import Tableau, depuis, ouvrir
from lsc_desktop.storage.holding import hold_word
from lsc_desktop.storage.models import CorrespondanceImport, ImportFait

Avance = Callable[[str], None]
NOMS = {
    "entite": ("entité", "entités"),
    "code_fiscalite": ("code fiscalité", "codes fiscalité"),
    "tiers": ("tiers", "tiers"),
    "compte": ("compte", "comptes"),
    "mandat": ("mandat", "mandats"),
    "immeuble": ("immeuble", "immeubles"),
    "lot": ("lot", "lots"),
    "locataire": ("locataire", "locataires"),
    "ligne_quittancement": ("ligne de quittancement", "lignes de quittancement"),
    "copropriete": ("copropriété", "copropriétés"),
    "cle_repartition": ("clé", "clés"),
    "coproprietaire": ("copropriétaire", "copropriétaires"),
    "lot_copropriete": ("lot de copropriété", "lots de copropriété"),
    "tantieme": ("ligne de tantièmes", "lignes de tantièmes"),
    "possession": ("lot attribué", "lots attribués"),
    "exercice": ("exercice", "exercices"),
    "depense": ("dépense", "dépenses"),
    "fonds_travaux": ("fonds de travaux", "fonds de travaux"),
    "contact": ("contact", "contacts"),
    "ecriture": ("solde d'ouverture", "soldes d'ouverture"),
}


@dataclass(frozen=True)
class Choix:
    """Un tableau, ce qu'il contient, et le champ de chacune de ses colonnes."""

    tableau: Tableau
    sorte: Sorte | None
    champs: tuple[str, ...]

    @property
    def manque(self) -> tuple[str, ...]:
        """Les titres des champs exigés qu'aucune colonne ne donne."""
        return complete(self.sorte, self.champs) if self.sorte else ()


@dataclass
class Verification:
    """Ce qu'un import écrirait, et tout ce qui s'y oppose."""

    chantier: Chantier
    rapport: Rapport

    @property
    def plan(self) -> Plan:
        return self.chantier.plan

    @property
    def bonne(self) -> bool:
        return not self.rapport.compte("anomalie")

    def soldes(self) -> tuple[Decimal, Decimal]:
        """Somme des soldes (crédit − débit) et de leurs contreparties."""
        lines = self.plan.soldes.values()
        total = sum((solde for one in lines for _compte, solde in one), ZERO)
        return total, sum((contrepartie(one) for one in lines), ZERO)


def choisir(session: Session, chemins: Sequence[Path], sortes: Sequence[str] = ()) -> list[Choix]:
    """Les tableaux de ces fichiers, ou de ces dossiers, avec ce qu'on y devine.

    `sortes` : celle de chaque fichier, si on la connaît. Lève `UserError` sur un fichier illisible.
    """
    known = retenues(session)
    found: list[Choix] = []
    for path in depuis(chemins):
        for table in ouvrir(path):
            asked = sortes[len(found)] if len(found) < len(sortes) else ""
            name = table.feuille or table.path.stem
            kind = PAR_CLE.get(asked) or deviner_sorte(name, table.titres)
            champs = retrouver(known, kind, table.titres) if kind else ()
            found.append(Choix(table, kind, champs))
    if not found:
        raise UserError(
            "Il n'y a aucun fichier à importer ici.", "Choisissez des fichiers .csv ou .xlsx."
        )
    return found


def verifier(
    session: Session,
    choix: Sequence[Choix],
    ctx: Contexte,
    reprise: date | None = None,
    avance: Avance = lambda what: None,
) -> Verification:
    """Lit tout, juge tout, n'écrit rien. Lève `UserError` sur un fichier illisible."""
    return juger(session, lire(choix, ctx, avance), ctx, reprise, avance)


@dataclass
class Lu:
    """Des fichiers entièrement lus, prêts à être jugés contre la base."""

    rangees: list[Rangee]
    rapport: Rapport


def lire(choix: Sequence[Choix], ctx: Contexte, avance: Avance = lambda what: None) -> Lu:
    """Les rangées de tous les fichiers retenus ; la base n'y est pour rien."""
    report, rows = Rapport(), list[Rangee]()
    for one in choix:
        if one.sorte is None or not any(one.champs):
            continue
        if one.manque:
            raise UserError(
                f"Il manque une colonne à « {one.tableau.nom} » : {', '.join(one.manque)}.",
                "Dites quelle colonne la donne, ou laissez ce fichier de côté.",
            )
        avance(f"Lecture de {one.tableau.nom}")
        source = Source(one.tableau.nom, one.sorte, one.tableau.titres, one.champs)
        rows += _comptees(
            lire_rangees(source, one.tableau.rangees(), report, ctx.aujourd_hui),
            one.tableau.nom,
            avance,
        )
    if not rows and not report.constats:
        raise UserError(
            "Il n'y a aucune ligne à importer dans ces fichiers.",
            "Dites ce que chacun contient, ou choisissez-en d'autres.",
        )
    return Lu(rows, report)


def _comptees(rows: Iterator[Rangee], name: str, avance: Avance) -> Iterator[Rangee]:
    for count, row in enumerate(rows, 1):
        if count % 500 == 0:
            avance(f"Lecture de {name} : ligne {row.numero}")
        yield row


def juger(
    session: Session,
    lu: Lu,
    ctx: Contexte,
    reprise: date | None = None,
    avance: Avance = lambda what: None,
) -> Verification:
    """Ce que la base dit de fichiers déjà lus ; les rangées sont jugées à neuf à chaque fois."""
    report = Rapport(list(lu.rapport.constats), lu.rapport.nombres.copy())
    rows = [replace(row, illisibles=set(row.illisibles)) for row in lu.rangees]
    total = len(rows)
    avance("Comparaison avec la base")
    yard = controler(
        connu(session), rows, report, jour=ctx.aujourd_hui, reprise=reprise,
        avance=lambda done: avance(f"Contrôle : {done} / {total} lignes"),
    )  # fmt: skip
    order = {"anomalie": 0, "remarque": 1, "connu": 2}
    report.constats.sort(key=lambda one: order[one.gravite])
    return Verification(yard, report)


def importer(
    session: Session,
    lu: Lu,
    choix: Sequence[Choix],
    ctx: Contexte,
    reprise: date | None = None,
    avance: Avance = lambda what: None,
) -> str:
    """Écrit tout, dans la transaction reçue, ou lève `UserError` et n'écrit rien ; rend le bilan.

    Tout est jugé de nouveau contre la base du moment : un collègue a pu créer un de ces lots
    pendant qu'on regardait le contrôle. Un seul import à la fois : deux postes qui reprendraient
    ensemble les mêmes soldes les jugeraient tous deux neufs, et rien d'autre ne les arrêterait.
    """
    hold_word(session, "import")  # le premier verrou de tous : personne d'autre ne prend ce mot
    checked = juger(session, lu, ctx, reprise, avance)
    if not checked.bonne:
        count = checked.rapport.compte("anomalie")
        raise UserError(
            f"Rien n'a été importé : {pluriel(count, 'anomalie')}.",
            "Vérifiez de nouveau pour les voir ; la base a pu changer entre-temps.",
        )
    retenir(session, choix, ctx)
    if checked.plan.vide:
        return "Tout était déjà dans la base : rien n'a été créé."
    numbers = checked.plan.nombres()
    ecrire(session, checked.plan, ctx, lambda what: avance(f"Écriture : {what}"))
    told = bilan(numbers)
    names = ", ".join(one.tableau.nom for one in choix if one.sorte is not None)
    session.add(
        ImportFait(
            quand=ctx.maintenant, qui=ctx.utilisateur, fichiers=names, bilan=told,
            recherche=fold(f"{ctx.utilisateur} {names} {told}"),
        )
    )  # fmt: skip
    session.flush()
    return told


def bilan(numbers: dict[str, int]) -> str:
    """« 12 tiers, 4 lots » : ce qui a été créé, sans les zéros."""
    parts = [pluriel(numbers[t], *NOMS[t]) for t in NOMS if numbers.get(t)]
    return ", ".join(parts)


def retenir(session: Session, choix: Sequence[Choix], ctx: Contexte) -> None:
    """Garde la correspondance de chaque fichier, pour la prochaine fois qu'on verra ses titres."""
    for one in choix:
        if one.sorte is None or not one.tableau.titres:
            continue
        key = empreinte(one.tableau.titres)
        pairs = zip(one.tableau.titres, one.champs, strict=False)
        told = json.dumps({normal(t): champ for t, champ in pairs if champ}, ensure_ascii=False)
        known = session.scalar(
            select(CorrespondanceImport).where(
                CorrespondanceImport.sorte == one.sorte.cle, CorrespondanceImport.titres == key
            )
        )
        if known is None:
            known = CorrespondanceImport(sorte=one.sorte.cle, titres=key)
            session.add(known)
        known.champs, known.retenue_le = told, ctx.maintenant
        session.flush()
