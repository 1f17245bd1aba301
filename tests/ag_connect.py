"""De quoi exporter une assemblée et en écrire le retour, comme le ferait qui l'a tenue."""

import json
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from lsc_desktop.domain.ag_connect.export import en_texte
from lsc_desktop.domain.assemblees.resolutions import PREMIER
from lsc_desktop.services.ag_connect.export import exporter_nomade
from lsc_desktop.services.ag_connect.importation import DIFFERENTS, REMPLACER, importer_retour
from lsc_desktop.services.ag_connect.reception import recevoir_retour
from lsc_desktop.storage.models import AgRetour
from tests.assemblees import Salle

JOUR = "2021-11-05"
MOTS = {"O": "pour", "N": "contre", "A": "abstention", "": "non_votant"}
MODES = {"O": "physique", "D": "distance", "R": "represente", "C": "correspondance", "N": "absent"}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def octets(objet: Any) -> bytes:
    return json.dumps(objet, ensure_ascii=False).encode()


def a(heure: str) -> str:
    return f"{JOUR}T{heure}"


def exporter(salle: Salle) -> dict[str, Any]:
    """Ce qui part, relu."""
    with salle.db.write("Martine") as session:
        found: dict[str, Any] = json.loads(exporter_nomade(session, salle.ag, ctx=salle.ctx))
    return found


class Carnet:
    """Le retour qu'on écrit, ligne à ligne, sous les noms des copropriétaires et les titres."""

    def __init__(self, salle: Salle, revision: int = 1) -> None:
        self.salle = salle
        self.tout: dict[str, Any] = {
            "format": "ag-retour/1", "ag": salle.ag, "revision": revision, "debut": a("17:00"),
            "presences": [], "scrutins": [], "votes": [], "incidents": [], "pieces": [],
        }  # fmt: skip
        self.fichiers: dict[str, bytes] = {}

    def present(self, nom: str, lettre: str = "O", **over: Any) -> dict[str, Any]:
        line = {"participant": self.salle.ids.tiers[nom], "mode": MODES[lettre], **over}
        if lettre == "C":
            line.setdefault("recu_le", "2021-11-01")
        self.tout["presences"].append(line)
        return line

    def scrutin(self, titre: str, heure: str, tour: int = PREMIER, **over: Any) -> dict[str, Any]:
        line = {"resolution": self.salle.resolutions[titre], "tour": tour, "heure": a(heure)}
        self.tout["scrutins"].append({**line, **over})
        found: dict[str, Any] = self.tout["scrutins"][-1]
        return found

    def vote(self, titre: str, nom: str, lettre: str, tour: int = PREMIER, **over: Any) -> None:
        line = {"resolution": self.salle.resolutions[titre], "participant":
                self.salle.ids.tiers[nom], "sens": MOTS[lettre], "tour": tour}  # fmt: skip
        self.tout["votes"].append({**line, **over})

    def piece(self, sorte: str, contenu: bytes = PDF) -> None:
        name = f"{sorte}.pdf"
        self.fichiers[name] = contenu
        self.tout["pieces"].append(
            {"type": sorte, "fichier": name, "sha256": sha256(contenu).hexdigest()}
        )

    def recevoir(self) -> int:
        with self.salle.db.write("Martine") as session:
            id, _fresh = recevoir_retour(
                session, self.salle.ag, "retour.json", octets(self.tout), self.fichiers,
                ctx=self.salle.ctx,
            )  # fmt: skip
        return id

    def importer(self, *accepted: str) -> str:
        """Reçu, puis importé ; par défaut, on accepte de remplacer ce qui était saisi."""
        id = self.recevoir()
        with self.salle.db.write("Martine") as session:
            return importer_retour(
                session, id, ctx=self.salle.ctx, accepted=frozenset(accepted or {REMPLACER})
            )

    def etat(self) -> str:
        with self.salle.db.read() as session:
            return session.scalars(select(AgRetour.etat).order_by(AgRetour.id.desc())).first() or ""


def totaux(**camps: tuple[int, int]) -> dict[str, Any]:
    """`pour=(30000000, 3)` : voix et nombre."""
    return {
        name: {"voix": en_texte(camps.get(name, (0, 0))[0]), "nombre": camps.get(name, (0, 0))[1]}
        for name in ("pour", "contre", "abstention")
    }


__all__ = ["DIFFERENTS", "REMPLACER", "Carnet", "a", "exporter", "octets", "totaux"]
