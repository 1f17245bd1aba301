"""Rapporter dans la boîte ce que CLAC a déposé sur son compte, et l'ôter du serveur si on le veut.

Ce qui est rapporté suit ensuite le chemin de ce qui se dépose dans la boîte. Une archive déjà
rapportée ne l'est pas de nouveau : même nom, même taille, même date. Tué entre la boîte et sa note,
le passage suivant la rapporte encore, et son contenu, déjà connu, n'a pas d'effet.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import RefusedError, UserError
from lsc_desktop.domain.dossiers_locatifs.saisie import ReglageClacDraft
from lsc_desktop.domain.serveurs import DOSSIER
from lsc_desktop.jobs.boite_envoi import journal
from lsc_desktop.jobs.horaire import Suivi
from lsc_desktop.jobs.notes import note
from lsc_desktop.jobs.transports import serveur
from lsc_desktop.partners.clac.adaptateur import CLAC
from lsc_desktop.partners.clac.archive import TAILLE_MAX
from lsc_desktop.partners.clac.boite import LUS_MAX, Boite
from lsc_desktop.partners.erreurs import AccesError, LiaisonError
from lsc_desktop.partners.sftp.port import CompteReleve, Present, ouverte, verifier_lu
from lsc_desktop.queries.dossiers_locatifs import Rapportee, rapportees
from lsc_desktop.services.dossiers_locatifs import reception
from lsc_desktop.storage.engine import Database

Ouvrir = Callable[[ReglageClacDraft], CompteReleve]


def ouvrir(reglage: ReglageClacDraft) -> CompteReleve:
    """Pas encore ouverte. Lève `UserError` si son secret n'est pas au coffre de ce poste."""
    return serveur(reglage, reception.secret_de(reglage))


def essayer(reglage: ReglageClacDraft) -> None:
    """« Tester la connexion » : entre sur le compte, s'il y en a un, et regarde la boîte. Lève ce
    qui l'empêche."""
    if reglage.transport != DOSSIER:
        with ouverte(ouvrir(reglage)) as there:
            there.presents()
    boite_de(reglage).deposes()


def boite_de(reglage: ReglageClacDraft) -> Boite:
    """Lève `UserError` si elle n'est pas réglée."""
    if not reglage.dossier:
        raise UserError(
            "Le dossier où CLAC dépose n'est pas réglé.",
            "Donnez-le dans PARAMÈTRES, Import CLAC.",
        )
    return Boite(Path(reglage.dossier))


@dataclass
class Releve:
    """Un passage sur le compte. `manques` : ce qui n'a pas pu se faire ; `arrivent` : les archives
    qu'on y dépose encore."""

    db: Database
    ctx: Contexte
    reglage: ReglageClacDraft
    box: Boite
    suivi: Suivi
    ouvrir: Ouvrir = ouvrir
    manques: list[UserError] = field(default_factory=list)
    arrivent: int = 0

    def rapporter(self) -> None:
        """Met dans la boîte ce qui n'y est pas encore venu ; ne lève rien, `manques` le dit."""
        known = self._connues()
        try:
            self.box.purger()
            with self._ouverte() as (there, seen):
                self._oublier([cle for cle in known if cle not in seen])
                new = [one for one in _archives(seen) if not _meme(known.get(one[0]), one[1])]
                for rank, (cle, present) in enumerate(new[:LUS_MAX], 1):
                    if self.suivi.arreter():
                        return
                    self.suivi.dire(f"Compte de CLAC… {rank} / {len(new)}")
                    self._tenter(self._rapporter, there, cle, present)
        except UserError as error:
            self.manques.append(error)

    def oter(self) -> None:
        """Ôte du serveur ce qui est rapporté, et n'attend plus dans la boîte : l'import l'a rangé.
        Ne lève rien, `manques` le dit."""
        try:
            done = {
                cle: one for cle, one in self._connues().items() if not self.box.tient(one.fichier)
            }
            if not done:
                return
            with self._ouverte() as (there, seen):
                for cle, one in done.items():
                    if self.suivi.arreter():
                        return
                    if cle in seen and _meme(one, seen[cle]):
                        self._tenter(self._oter, there, cle, seen[cle])
        except UserError as error:
            self.manques.append(error)

    def _rapporter(self, there: CompteReleve, cle: str, present: Present) -> None:
        if present.taille > TAILLE_MAX:
            size, most = present.taille // 1024**2, TAILLE_MAX // 1024**2
            raise RefusedError(
                f"« {present.nom} » pèse {size} Mo, plus que les {most} Mo permis.",
                "Il est resté sur le serveur : demandez à CLAC de le déposer en plusieurs.",
            )
        with self._note("Rapporter", present.nom):
            content = there.lire(cle, TAILLE_MAX)
        if content is None:
            return
        if len(content) != present.taille:  # on l'écrit encore : au prochain passage
            self.arrivent += 1
            return
        name = self.box.recevoir(present.nom, content)
        seen = (present.taille, present.modifie)
        with self.db.write(self.ctx.utilisateur) as session:
            before = reception.noter_rapportee(
                session, self.reglage.compte, cle, seen, name, ctx=self.ctx
            )
        if before:  # le même, quand on l'écrivait encore
            self.box.oublier(before)

    def _oter(self, there: CompteReleve, cle: str, present: Present) -> None:
        with self._note("Retirer", present.nom):
            there.retirer(cle)
        self._oublier([cle])

    def _tenter(
        self, work: Callable[[CompteReleve, str, Present], None], there: CompteReleve, cle: str,
        present: Present,
    ) -> None:  # fmt: skip
        """L'échec d'une archive n'arrête pas les autres ; celui de la liaison se lève."""
        try:
            work(there, cle, present)
        except (LiaisonError, AccesError):
            raise
        except UserError as error:
            self.manques.append(error)

    @contextmanager
    def _ouverte(self) -> Iterator[tuple[CompteReleve, Mapping[str, Present]]]:
        with ExitStack() as stack:
            with self._note("Lister", "dossier du compte"):
                there = stack.enter_context(ouverte(self.ouvrir(self.reglage)))
                seen = there.presents()
            yield there, seen

    def _connues(self) -> dict[str, Rapportee]:
        with self.db.read() as session:
            return rapportees(session, self.reglage.compte)

    def _oublier(self, cles: list[str]) -> None:
        if cles:
            with self.db.write(self.ctx.utilisateur) as session:
                reception.oublier_rapportees(session, self.reglage.compte, cles)

    def _note(self, quoi: str, objet: str) -> AbstractContextManager[None]:
        there = self.reglage
        return note(
            journal(self.db, self.ctx), CLAC.code, quoi, objet, f"{there.transport} {there.compte}"
        )


def _archives(seen: Mapping[str, Present]) -> list[tuple[str, Present]]:
    """Les « .zip », du plus ancien au plus récent ; ni ceux qu'un transport dépose encore sous un
    nom caché, ni ceux dont le nom ne se redit pas au serveur."""
    found = [
        (cle, one)
        for cle, one in seen.items()
        if one.nom.casefold().endswith(".zip") and not one.nom.startswith(".") and _se_dit(cle)
    ]
    return sorted(found, key=lambda pair: (pair[1].modifie, pair[1].nom))


def _se_dit(cle: str) -> bool:
    try:
        verifier_lu(cle)
        cle.encode()  # un nom qui n'est pas de l'UTF-8 ne se garde pas dans la base
    except ValueError:
        return False
    return True


def _meme(known: Rapportee | None, present: Present) -> bool:
    return known is not None and (known.taille, known.modifie) == (present.taille, present.modifie)
