"""Faire une copie de la base, la vérifier en la rouvrant, retirer les plus anciennes."""

import logging
import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.files import disk_errors, sweep, write_beside
from lsc_desktop.base.paths import MIGRATIONS, data_folder
from lsc_desktop.domain.sauvegardes import (
    ECHEC,
    NON_REJOUEE,
    VERIFIEE,
    ReglageSauvegardeDraft,
    nom_de_copie,
)
from lsc_desktop.queries.controles import controler
from lsc_desktop.queries.sauvegardes import chemin_de, load_reglage, reperes
from lsc_desktop.services import sauvegardes as service
from lsc_desktop.storage import sauvegardes as storage
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.version import known, newest

log = logging.getLogger(__name__)
Suivi = Callable[[int], None]
RIEN: Suivi = lambda percent: None  # noqa: E731
FOLDER = "sauvegardes"
_DATED = re.compile(r"lsc-(\d{8})-(\d{4})(\d{2})?")


@dataclass(frozen=True, slots=True)
class Examen:
    """Ce qu'une copie rouverte a montré. `defauts` : vide si elle est saine.

    `rejouee` : ses données ont été rouvertes, et non seulement lues. `reperes` : ses derniers
    numéros, ou None si elle n'a pas été rejouée.
    """

    defauts: tuple[str, ...]
    rejouee: bool
    reperes: tuple[int, int] | None


def folder_of(db: Database, reglage: ReglageSauvegardeDraft) -> Path:
    """Où vont les copies : le dossier choisi, sinon « sauvegardes », près de la base."""
    if reglage.dossier:
        return Path(reglage.dossier)
    near = storage.local_file(db)
    return (near.resolve().parent if near else data_folder()) / FOLDER


def sauvegarder(
    db: Database,
    ctx: Contexte,
    origine: str,
    *,
    dossier: Path | None = None,
    suivi: Suivi = RIEN,
    migrations: Path = MIGRATIONS,
    exigeante: bool = True,
) -> service.Copiee:
    """Fait une copie vérifiée et retire les plus anciennes ; les collègues continuent.

    La liste la note avant de la faire. Lève `UserError` si la copie n'a pu se faire ou n'est pas
    saine : aucun fichier ne reste sous son nom. `exigeante` faux : une copie d'une base abîmée est
    gardée, notée comme telle (avant une restauration).
    """
    with db.read() as session:
        reglage = load_reglage(session)
    folder = dossier or folder_of(db, reglage)
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    sweep(folder, "lsc-*")
    sauvegarde_id, target = _announce(db, folder, ctx, origine)
    try:
        copie = _make(db, target, suivi, migrations, exigeante)
    except BaseException as error:
        sentence = error.title if isinstance(error, UserError) else "Erreur interne."
        log.warning("sauvegarde manquée : %s", sentence)
        _note(db, sauvegarde_id, service.Copiee(str(target), 0, "", ECHEC, sentence), ctx)
        raise
    _note(db, sauvegarde_id, copie, ctx, reglage.gardees)
    log.info("sauvegarde %s : %d octets", copie.etat, copie.taille)
    return copie


def examiner(db: Database, path: Path, migrations: Path = MIGRATIONS) -> Examen:
    """Rouvre une copie et la contrôle ; rien n'y est écrit.

    Lève `UserError` si ce n'est pas une copie d'une base du programme, si elle vient d'une version
    plus récente, ou si elle ne se lit pas.
    """
    if not path.is_file():
        raise UserError(
            f"Le fichier « {path.name} » n'existe pas sur ce poste.",
            "Choisissez une autre copie, ou ouvrez le programme sur le poste qui l'a faite.",
        )
    with storage.reopened(db, path) as session:
        if session is None:
            held, faults, marks = storage.revision_unplayed(db, path), [], None
        else:
            held = storage.revision(session)
            faults = storage.faults(session) if held else []
            if not faults and held == newest(migrations):  # une version antérieure se contrôle
                faults = controler(session)  # une fois mise à niveau
            marks = reperes(session) if held and not faults else None
    _refuse_foreign(path, held, migrations)
    return Examen(tuple(faults), session is not None, marks)


def _refuse_foreign(path: Path, held: str | None, migrations: Path) -> None:
    if held is None:
        raise UserError(
            f"« {path.name} » n'est pas une copie d'une base de LSC Desktop.",
            "La base n'a pas changé : choisissez un fichier « lsc-… » de la liste des sauvegardes.",
        )
    if held not in known(migrations):
        raise UserError(
            f"« {path.name} » vient d'une version plus récente du programme.",
            "Installez la dernière version de LSC Desktop ; la base n'a pas changé.",
        )


def verifier(db: Database, sauvegarde_id: int, ctx: Contexte) -> str:
    """Rouvre une copie de la liste ; note ce qu'on y a trouvé, et le dit.

    Lève `UserError` si elle n'est pas saine, ou n'est pas sur ce poste.
    """
    with db.read() as session:
        path = Path(chemin_de(session, sauvegarde_id)[0])
        wanted = service.empreinte_de(session, sauvegarde_id)
    examen = examiner(db, path)
    faults = list(examen.defauts)
    if wanted and storage.digest(path) != wanted:
        faults.insert(0, "Le fichier n'est plus celui qui fut écrit : son empreinte a changé.")
    etat = ECHEC if faults else VERIFIEE if examen.rejouee else NON_REJOUEE
    sentence = " ".join(faults)
    with db.write(ctx.utilisateur) as session:
        service.verifiee(session, sauvegarde_id, etat, sentence, ctx)
    if faults:
        raise UserError(
            f"« {path.name} » n'est pas saine : {faults[0]}",
            "Ne vous en servez pas : choisissez-en une autre, et vérifiez le disque.",
        )
    return f"« {path.name} » est saine."


def verifier_base(db: Database) -> list[str]:
    """Contrôle la base elle-même, sur une copie d'un instant : personne n'attend.

    Rend une phrase par défaut trouvé. Lève `TemporaryError` si le disque manque.
    """
    source = storage.local_file(db)
    if source is None:
        with db.read() as session:
            return controler(session)
    trial = source.with_name(f".lsc-verification.{os.getpid()}.part")
    sweep(source.parent, "lsc-*")
    try:
        storage.copy(db, trial)
        return list(examiner(db, trial).defauts)
    finally:
        with suppress(OSError):
            trial.unlink(missing_ok=True)


def made_on(path: Path) -> datetime:
    """Quand une copie a été faite : son nom le dit ; sinon, la date du fichier."""
    if found := _DATED.search(path.name):
        day, minute, second = found.groups(default="00")
        with suppress(ValueError):
            return datetime.strptime(f"{day}{minute}{second}", "%Y%m%d%H%M%S")
    return datetime.fromtimestamp(path.stat().st_mtime)


# --- Pas à pas ------------------------------------------------------------------------------------


def _announce(db: Database, folder: Path, ctx: Contexte, origine: str) -> tuple[int, Path]:
    """Choisit le nom et le note, dans une transaction : deux postes n'ont pas le même."""
    with db.write(ctx.utilisateur) as session:
        taken = {p.name for p in folder.iterdir()} | service.noms_pris(session)
        target = folder / nom_de_copie(ctx.maintenant, storage.extension(db), taken)
        return service.commencer(session, str(target), origine, ctx=ctx), target


def _make(
    db: Database, target: Path, suivi: Suivi, migrations: Path, exigeante: bool
) -> service.Copiee:
    with write_beside(target) as part:
        storage.copy(db, part, suivi)
        try:
            examen = examiner(db, part, migrations)
        except UserError as error:
            if exigeante:
                raise
            examen = Examen((error.title,), False, None)
        if examen.defauts and exigeante:
            raise UserError(
                f"La base a un défaut, et sa copie n'a pas été gardée : {examen.defauts[0]}",
                "Lancez « Vérifier la base », puis restaurez la dernière copie saine ou appelez "
                "l'assistance.",
            )
        size, mark = part.stat().st_size, storage.digest(part)
    etat = ECHEC if examen.defauts else VERIFIEE if examen.rejouee else NON_REJOUEE
    return service.Copiee(str(target), size, mark, etat, " ".join(examen.defauts))


def _note(
    db: Database, sauvegarde_id: int, copie: service.Copiee, ctx: Contexte, gardees: int = 0
) -> None:
    """La copie est faite, ou manquée : une base qui n'accepte pas de le noter n'y change rien."""
    extra: list[str] = []
    try:
        with db.write(ctx.utilisateur) as session:
            service.conclure(session, sauvegarde_id, copie, ctx=ctx)
            service.interrompues(session, sauvegarde_id, ctx.poste)
            if gardees:
                extra = service.elaguer(session, gardees, ctx.poste)
    except UserError as error:
        log.warning("sauvegarde non notée : %s", error.title)
        return
    for name in extra:
        with suppress(OSError):
            Path(name).unlink(missing_ok=True)
