"""SIGKILL à un moment quelconque d'une publication de cinq cents documents vers un vrai sshd.

Après chaque coup, la cible ne montre que ce que dit son manifeste, entier. Le passage suivant
envoie ce qui manque et rien d'autre : un fichier déjà là garde sa place et sa date.
"""

import itertools
import os
import random
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.publications.lecteur import Publication, lire, refus_du_fichier, suivre
from lsc_desktop.domain.publications.reglages import CibleDraft
from lsc_desktop.services import publications as service
from lsc_desktop.services.evenements import creer_evenement
from lsc_desktop.storage.models import CiblePublication, Compte, DepotPublication, Evenement
from tests.agence import une_agence
from tests.bases import ouverte
from tests.epreuves.conftest import COMPLET
from tests.epreuves.meneur import contexte
from tests.epreuves.processus import ATTENTE, Meneur, Modele
from tests.partners.serveurs import Serveur, pourquoi_pas_sshd, sshd

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="demande os.fork"),
]
DOCUMENTS = 500 if COMPLET else 120
JOUR = date(2021, 10, 25)
Places = dict[str, tuple[int, int]]  # nom → inode, date : ce qui n'a pas été écrit de nouveau


@pytest.fixture(scope="module")
def serveur(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serveur]:
    if reason := pourquoi_pas_sshd():
        pytest.skip(reason)
    with sshd(tmp_path_factory.mktemp("sshd")) as running:
        yield running


@pytest.fixture(scope="module")
def modele(
    base_vide: Path, serveur: Serveur, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Modele]:
    """Des documents au hasard, publiés au locataire, et une cible qui n'a rien reçu."""
    made = Modele("publication", base_vide, tmp_path_factory.mktemp("publication"))
    db, ctx, chance = ouverte(made.url), contexte(), random.Random(5)
    with db.write(ctx.utilisateur) as session:
        agence = une_agence(session)
        session.get_one(Compte, agence.compte).service_client = True
        there = serveur.adresse
        draft = CibleDraft(
            nom="Extranet", hote=there.hote, port=there.port, utilisateur=there.utilisateur,
            chemin="/", amorce="tout", active=True,
        )  # fmt: skip
        cible = service.save_cible(session, draft, ctx=ctx)
        service.confirmer_empreinte(session, cible, there.empreinte, ctx=ctx)
        for rank in range(DOCUMENTS):
            content = b"%PDF-1.7 " + chance.randbytes(chance.randrange(20_000, 40_000))
            creer_evenement(
                session, [Document(f"avis-{rank}.pdf", content)], objet=f"Avis {rank}",
                classeur="Avis", locataire_id=agence.locataire, ctx=ctx,
            )  # fmt: skip
        session.execute(update(Evenement).values(publie_le=JOUR))
    db.close()
    yield made
    made.fermer()


@pytest.fixture
def meneurs() -> Iterator[list[Meneur]]:
    made = [Meneur(), Meneur()]
    yield made
    for meneur in made:
        meneur.close()


@dataclass
class Essai:
    """Une base, son dossier chez la cible, et le processus qui y publie."""

    modele: Modele
    meneur: Meneur
    secret: str
    folder: Path
    url: str = ""

    def __post_init__(self) -> None:
        self.url = self.modele.copie()
        self.folder.mkdir()
        db = ouverte(self.url)
        with db.write() as session:
            session.execute(update(CiblePublication).values(chemin=str(self.folder)))
        db.close()

    def lance(self) -> int:
        return self.meneur.ordonne("publier", self.url, secret=self.secret)

    def finit(self) -> float:
        """Publie d'une traite ; rend sa durée."""
        start = time.monotonic()
        self.lance()
        assert self.meneur.attend("fini", secondes=ATTENTE), "la publication ne finit pas"
        took = time.monotonic() - start
        self.meneur.attend("mort")
        return took

    def ferme(self) -> None:
        self.modele.efface(self.url)
        shutil.rmtree(self.folder)

    # --- Ce qui doit être vrai ------------------------------------------------------------------

    def manifeste(self) -> Publication | None:
        held: Publication | None = None
        for path in sorted(self.folder.glob("manifeste-*.json")):
            held = suivre(held, lire(path.read_bytes()))
        return held

    def places(self) -> Places:
        """Ce que la cible tient sous un nom définitif."""
        files = [one for one in (self.folder / "depot").glob("*") if one.suffix != ".part"]
        return {one.name: (one.stat().st_ino, one.stat().st_mtime_ns) for one in files}

    def entiere(self, complete: bool) -> int:
        """Tout ce que le manifeste annonce est là, entier ; rend combien."""
        held = self.manifeste()
        listed = held.corps["documents"] if held is not None else []
        for document in listed:
            content = (self.folder / "depot" / document["fichier"]).read_bytes()
            assert refus_du_fichier(document, content) == ""
        assert not complete or len(listed) == DOCUMENTS
        return len(listed)

    def registre(self) -> dict[str, int]:
        db = ouverte(self.url)
        with db.read() as session:
            states = session.execute(
                select(DepotPublication.etat, func.count()).group_by(DepotPublication.etat)
            ).all()
        db.close()
        return dict(map(tuple, states))

    def coupe(self, duree: float, chance: random.Random) -> tuple[int, int]:
        """Lance, tue, relance (et retue une fois sur trois) ; rend les coups portés en chemin, et
        ce qui était déjà arrivé au dernier."""
        blows, held = 0, Places()
        while True:
            pid = self.lance()
            killed = not blows or chance.random() < 1 / 3
            wait = chance.uniform(0, duree * 1.05) if killed else ATTENTE
            if self.meneur.attend("fini", secondes=wait):
                self.meneur.attend("mort")
                break
            assert killed, "la publication ne finit pas"
            self.meneur.tue(pid)
            blows += 1
            self.entiere(complete=False)
            now = self.places()
            assert held.items() <= now.items(), "un fichier arrivé a été envoyé de nouveau"
            held = now
        self.entiere(complete=True)
        now = self.places()
        assert held.items() <= now.items(), "un fichier arrivé a été envoyé de nouveau"
        assert len(now) == DOCUMENTS and not list((self.folder / "depot").glob("*.part"))
        assert self.registre() == {"confirme": DOCUMENTS}
        return blows, len(held)


def test_une_publication_tuee_se_reprend_sans_perte_ni_renvoi(
    modele, meneurs, serveur, tmp_path, ampleur, releve
):
    ranks, blows, arrived = itertools.count(), list[int](), list[int]()
    wanted = ampleur(4, 100)

    def trial(meneur: Meneur) -> Essai:
        folder = tmp_path / f"cible{next(ranks)}"
        return Essai(modele, meneur, serveur.secret.texte, folder)

    def reference(meneur: Meneur) -> float:
        one = trial(meneur)
        took = one.finit()
        one.entiere(complete=True)
        one.ferme()
        return took

    def lead(meneur: Meneur, duree: float) -> None:
        while sum(blows) < wanted:
            one = trial(meneur)
            hits, there = one.coupe(duree, random.Random(len(arrived)))
            blows.append(hits)
            arrived.append(there)
            assert len(arrived) < 50 * wanted, "les coups tombent tous à côté"
            one.ferme()

    with ThreadPoolExecutor(len(meneurs)) as pool:
        shortest = min(pool.map(reference, meneurs))
        list(pool.map(lead, meneurs, itertools.repeat(shortest)))
    middle = sum(0 < there < DOCUMENTS for there in arrived)
    assert middle or not COMPLET, "aucun coup au milieu de l'envoi"
    releve(
        f"publication de {DOCUMENTS} documents, tuée {sum(blows)} fois en {len(blows)} essais",
        f"0 perdu, 0 à moitié sous un nom définitif, 0 envoyé deux fois ; {middle} essais coupés "
        f"au milieu de l'envoi",
    )
