"""Ce que l'écran d'import demande aux services : une saisie remplie, contrôlée, importée."""

from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.imports.champs import Cellule
from lsc_desktop.domain.imports.lecture import Constat
from lsc_desktop.domain.imports.saisie import (
    APERCU,
    BilanLigne,
    ColonneLigne,
    ConstatLigne,
    FichierLigne,
    ImportDraft,
    colonnes,
    ranger,
)
from lsc_desktop.domain.imports.sortes import SORTES
from lsc_desktop.domain.imports.valeurs import citer
from lsc_desktop.queries.imports.retenues import retenues
from lsc_desktop.services.imports.fichiers import Tableau, ouvrir
from lsc_desktop.services.imports.verification import (
    Choix,
    Verification,
    bilan,
    choisir,
    importer,
    juger,
    lire,
)
from lsc_desktop.services.imports.verification import Lu as Lu

Dire = Callable[[str], None]
GRAVITES = {"anomalie": "Anomalie", "remarque": "Remarque", "connu": "Déjà connu"}


def ouvrir_fichiers(
    session: Session, chemins: Sequence[str]
) -> tuple[list[FichierLigne], list[ColonneLigne]]:
    """Les fichiers choisis et leurs colonnes. Lève `UserError` sur un fichier illisible."""
    known, files, columns = retenues(session), list[FichierLigne](), list[ColonneLigne]()
    for one in choisir(session, [Path(chemin) for chemin in chemins]):
        table = one.tableau
        line = FichierLigne(
            table.nom, one.sorte.cle if one.sorte else "", table.nature, str(table.path),
            table.feuille, table.titres,
        )  # fmt: skip
        files.append(line)
        samples = {(line.cle, rang): _exemples(table, rang) for rang in range(len(table.titres))}
        columns += colonnes(line, known, samples)
    return files, ranger(columns)


def _exemples(table: Tableau, rang: int) -> str:
    """« MARTIN, DURAND, PETIT » : les premières valeurs d'une colonne."""
    cells: list[Cellule] = [row[rang] for _n, row in table.apercu if rang < len(row)]
    seen = [citer(cell)[2:-2] for cell in cells if cell not in (None, "")]
    return ", ".join(seen[:APERCU])


def ajouter(draft: ImportDraft, trouves: tuple[list[FichierLigne], list[ColonneLigne]]) -> None:
    """Met dans la saisie des fichiers ouverts ; ceux du même chemin sont remplacés."""
    files, columns = trouves
    paths = {one.chemin for one in files}
    gone = {one.cle for one in draft.fichiers if one.chemin in paths}
    draft.fichiers = [one for one in draft.fichiers if one.chemin not in paths] + files
    draft.colonnes = ranger([c for c in draft.colonnes if c.cle not in gone] + columns)
    draft.verifie, draft.bilan, draft.constats, draft.tus = "", [], [], 0
    draft.etat, draft.soldes, draft.contrepartie = "À vérifier.", None, None


def choix_de(draft: ImportDraft) -> list[Choix]:
    """Ce que la saisie dit de lire. Lève `UserError` si un fichier a disparu ou changé."""
    opened: dict[str, list[Tableau]] = {}
    found = []
    for line in draft.fichiers:
        if line.chemin not in opened:
            opened[line.chemin] = ouvrir(Path(line.chemin))
        table = next((t for t in opened[line.chemin] if t.feuille == line.feuille), None)
        if table is None or table.titres != line.titres:
            raise UserError(
                f"Les titres de « {line.nom} » ont changé depuis qu'il a été choisi.",
                "Choisissez-le de nouveau.",
            )
        champs = [""] * len(line.titres)
        for column in draft.colonnes:
            if column.cle == line.cle:
                champs[column.rang] = column.champ
        kind = next((sorte for sorte in SORTES if sorte.cle == line.sorte), None)
        found.append(Choix(table, kind, tuple(champs) if kind else ()))
    return found


def lire_la_saisie(draft: ImportDraft, ctx: Contexte, dire: Dire) -> tuple[list[Choix], Lu]:
    """Lit tous les fichiers d'une saisie, sans la base."""
    for field, sentence in draft.problems():
        if field != "etat":
            raise UserError(sentence, "", field)
    choix = choix_de(draft)
    return choix, lire(choix, ctx, dire)


def verifier_la_saisie(
    session: Session, draft: ImportDraft, lu: Lu, ctx: Contexte, dire: Dire
) -> Verification:
    return juger(session, lu, ctx, draft.reprise, dire)


def importer_la_saisie(
    session: Session,
    draft: ImportDraft,
    trouve: tuple[list[Choix], Lu],
    ctx: Contexte,
    dire: Dire,
) -> str:
    """Écrit tout dans la transaction reçue, ou lève `UserError` ; rend le bilan."""
    choix, lu = trouve
    return importer(session, lu, choix, ctx, draft.reprise, dire)


def montrer(draft: ImportDraft, avant: ImportDraft, checked: Verification) -> None:
    """Met le contrôle dans la saisie ; `avant` : celle qui a été contrôlée."""
    report, yard = checked.rapport, checked.chantier
    draft.bilan = [
        BilanLigne(
            sorte.titre, yard.lues[sorte.cle], yard.creees[sorte.cle],
            report.compte("connu", sorte.cle), report.compte("anomalie", sorte.cle),
            report.compte("remarque", sorte.cle),
        )
        for sorte in SORTES
        if yard.lues[sorte.cle] or report.compte("anomalie", sorte.cle)
    ]  # fmt: skip
    draft.constats = [_ligne(one) for one in report.constats]
    draft.tus = sum(report.nombres.values()) - len(report.constats)
    draft.anomalies = report.compte("anomalie")
    draft.a_creer = sum(checked.plan.nombres().values())
    draft.soldes = draft.contrepartie = None
    if checked.plan.soldes:
        draft.soldes, draft.contrepartie = checked.soldes()
    draft.verifie = avant.empreinte()
    draft.etat = _etat(draft, checked)


def _ligne(one: Constat) -> ConstatLigne:
    return ConstatLigne(
        GRAVITES[one.gravite], one.fichier, one.ligne, one.colonne, one.valeur, one.raison
    )


def _etat(draft: ImportDraft, checked: Verification) -> str:
    """Une phrase : ce qui bloque, ou ce qui sera créé."""
    if draft.anomalies:
        return f"{pluriel(draft.anomalies, 'anomalie')} : corrigez les fichiers, puis vérifiez."
    if checked.plan.vide:
        return "Tout est déjà dans la base : il n'y a rien à importer."
    days = sorted({day for _entite, day in checked.plan.soldes})
    extra = f" Soldes au {', '.join(date_fr(day) for day in days)}." if days else ""
    return f"Prêt : {bilan(checked.plan.nombres())}.{extra}"
