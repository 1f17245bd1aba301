"""Une cible de publication, son dossier, et l'agence dont elle montre les documents."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.publications.lecteur import Publication, lire, refus_du_fichier, suivre
from lsc_desktop.domain.publications.noms import nom_retour
from lsc_desktop.domain.publications.reglages import CibleDraft
from lsc_desktop.domain.publications.retours import Retour, ecrire_retour
from lsc_desktop.jobs import transports
from lsc_desktop.jobs.publication import Passage, publier
from lsc_desktop.partners.sftp import ClePrivee
from lsc_desktop.partners.sftp.dossier import CibleDossier
from lsc_desktop.services import publications as service
from lsc_desktop.services.evenements import creer_evenement
from lsc_desktop.services.fichiers import conserver
from lsc_desktop.storage.models import Evenement, PieceJointe
from tests.coffres import coffre_en_memoire
from tests.partners.serveurs import Serveur, faux, pourquoi_pas_sshd, sshd

PDF = b"%PDF-1.7 "


@dataclass
class Extranet:
    """Une cible, son dossier, et l'agence dont elle montre les documents."""

    db: object
    ctx: Contexte
    folder: Path
    id: int
    ouvrir: Callable[[CibleDraft], object]

    def publier(self, jour: date | None = None, **over) -> Passage:
        ctx = replace(self.ctx, aujourd_hui=jour or self.ctx.aujourd_hui)
        return publier(self.db, ctx, self.id, self.ouvrir, **over)

    def manifeste(self) -> Publication:
        """Le dernier, admis par la cible : chaque numéro suit celui qu'elle tient."""
        held = None
        for path in sorted(self.folder.glob("manifeste-*.json")):
            held = suivre(held, lire(path.read_bytes()))
        assert held is not None
        return held

    def repondre(self, **values) -> None:
        """La cible répond au dernier manifeste : accepté, à moins qu'on ne dise autrement."""
        number = max(int(p.stem[10:]) for p in self.folder.glob("manifeste-*.json"))
        answer = Retour(number, **({"accepte": True, "tient": number} | values))
        (self.folder / nom_retour(number)).write_bytes(ecrire_retour(answer))

    def vus(self, tiers: int, jour: date | None = None) -> list[str]:
        """Les titres que cette personne voit ; leurs fichiers sont là, entiers."""
        seen = self.manifeste().vue(str(tiers), jour or self.ctx.aujourd_hui).documents
        for document in seen:
            content = (self.folder / "depot" / document["fichier"]).read_bytes()
            assert refus_du_fichier(document, content) == ""
        return sorted(document["titre"] for document in seen)

    def photos(self, tiers: int) -> list[str]:
        """Les titres des photos que cette personne voit ; leurs fichiers sont là, entiers."""
        seen = self.manifeste().vue(str(tiers), self.ctx.aujourd_hui).photos
        for photo in seen:
            content = (self.folder / "depot" / photo["fichier"]).read_bytes()
            assert refus_du_fichier(photo, content) == ""
        return [photo["titre"] for photo in seen]

    def fichiers(self) -> int:
        return len(list((self.folder / "depot").glob("*.pdf")))

    def evenement(self, objet: str, classeur: str = "Avis", contenu: bytes = PDF, **over) -> int:
        """Un document publié du jour, sous ce titre."""
        with self.db.write("Martine") as session:
            document = Document(f"{objet}.pdf", contenu + objet.encode())
            id = creer_evenement(
                session, [document], objet=objet, classeur=classeur, ctx=self.ctx, **over
            )
            session.get_one(Evenement, id).publie_le = self.ctx.aujourd_hui
        return id

    def recontenu(self, id: int, contenu: bytes) -> None:
        """Un autre fichier pour la seule pièce jointe de cet événement."""
        with self.db.write("Martine") as session:
            piece = session.scalars(select(PieceJointe).where(PieceJointe.evenement_id == id)).one()
            piece.fichier_id = conserver(session, Document("neuf.pdf", contenu)).id

    def changer(self, id: int, **values) -> None:
        with self.db.write("Martine") as session:
            for name, value in values.items():
                setattr(session.get_one(Evenement, id), name, value)


def sur_openssh(folder: Path) -> AbstractContextManager[Serveur]:
    if reason := pourquoi_pas_sshd():
        pytest.skip(reason)
    return sshd(folder)


TRANSPORTS = {"openssh": sur_openssh, "asyncssh": faux}
# Ce que tout transport doit tenir se joue sur un dossier, le vrai sshd, et un serveur d'ici.
partout = pytest.mark.parametrize("extranet", ["dossier", *TRANSPORTS], indirect=True)


@contextmanager
def une_cible(db, ctx, tmp_path: Path, name: str) -> Iterator[Extranet]:
    """Elle n'a rien reçu ; `name` : « dossier », ou l'un des `TRANSPORTS`."""
    with ExitStack() as held:
        if name in TRANSPORTS:
            (tmp_path / "serveur").mkdir()
            server = held.enter_context(TRANSPORTS[name](tmp_path / "serveur"))
            there, folder = server.adresse, server.dossier
            cible = CibleDraft(
                nom="Extranet", hote=there.hote, port=there.port, utilisateur=there.utilisateur,
                chemin=there.dossier, empreinte=there.empreinte, amorce="tout", active=True,
            )  # fmt: skip
            held.enter_context(coffre_en_memoire())
            secret = server.secret
            ouvrir = transports.ouvrir
        else:
            folder = tmp_path / "portail"
            (folder / "depot").mkdir(parents=True)
            cible = CibleDraft(
                nom="Extranet", transport="dossier", chemin=str(folder), amorce="tout", active=True
            )
            secret, ouvrir = None, _au_dossier(folder)
        with db.write() as session:
            id = service.save_cible(session, cible, ctx=ctx)
            service.confirmer_empreinte(session, id, cible.empreinte, ctx=ctx)
        if secret is not None:
            text = secret.texte if isinstance(secret, ClePrivee) else secret.valeur
            service.garder_secret(replace(cible, id=id), text)
        yield Extranet(db, ctx, folder, id, ouvrir)


def _au_dossier(folder: Path) -> Callable[[CibleDraft], CibleDossier]:
    return lambda cible: CibleDossier(folder)
