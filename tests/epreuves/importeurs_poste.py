"""Ce que lit la publication, la base, et le poste lui-même."""

import json
import tempfile
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.epreuves.atelier import JOUR, MAINTENANT, SECRET, Atelier, Fichiers

# --- La publication -----------------------------------------------------------------------------


def une_reponse_de_cible(atelier: Atelier) -> Fichiers:
    from lsc_desktop.domain.publications.retours import Retour, ecrire_retour
    from lsc_desktop.storage.models import CiblePublication

    with atelier.db.write("Martine") as session:
        target = CiblePublication(nom="Extranet", sorte="extranet", numero=412)
        session.add(target)
        session.flush()
        atelier.su["cible"] = target.id
    answer = Retour(412, accepte=True, tient=412, refus={"evt-1-0": "pages illisibles"})
    return {"retour-000412.json": ecrire_retour(answer)}


def entendre(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.domain.publications.retours import lire_retour
    from lsc_desktop.services import depots

    answer = lire_retour(atelier.lire(nom), 412)
    with atelier.db.write("Martine") as session:
        depots.entendre(session, atelier.su["cible"], answer, MAINTENANT)
    return answer


def un_manifeste(_atelier: Atelier) -> Fichiers:
    from lsc_desktop.domain.publications.manifeste import ecrire
    from tests.domain.publications.fabrique import compte, document, manifeste

    value = manifeste([compte()], documents=[document(), document("evt-2-0", fin=JOUR)])
    return {"manifeste-000001.json": ecrire(value)}


def admettre(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.domain.publications.lecteur import lire

    found = lire(atelier.lire(nom))
    return found.numero, found.precedent, found.vue("t-450A", JOUR).ids


def resceller(value: Any) -> bytes:
    from tests.domain.publications.fabrique import sceller

    sealed: bytes = sceller(value)
    return sealed


def un_journal(atelier: Atelier) -> Fichiers:
    from datetime import UTC

    from lsc_desktop.partners.sftp.winscp import JournalXml, Transfert

    path = atelier.dossier / "journal.xml"
    with JournalXml(path, "agence@sftp.exemple.fr", datetime(2026, 1, 2, tzinfo=UTC)) as made:
        made.transfert(Transfert("a.pdf", "/depot/a.pdf", 95_867, True))
        made.transfert(Transfert("b.pdf", "/depot/b.pdf", None, False, ("Quota dépassé",)))
        made.panne("Liaison perdue")
    return {"journal.xml": path.read_bytes()}


def lire_un_journal(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.partners.sftp.winscp import lire

    return lire(atelier.dossier / nom)


def des_cles(_atelier: Atelier) -> Fichiers:
    import asyncssh

    key = asyncssh.generate_private_key("ssh-ed25519")
    return {
        "ouverte.key": key.export_private_key(),
        "fermee.key": key.export_private_key(passphrase=SECRET, rounds=50),
        "pkcs8.key": key.export_private_key("pkcs8-pem", passphrase=SECRET),
    }  # fmt: skip


def lire_une_cle(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.partners.sftp.adresse import ClePrivee
    from lsc_desktop.partners.sftp.cles import cle_privee

    text = atelier.lire(nom).decode("utf-8", "replace")
    return cle_privee(ClePrivee(text, SECRET)).get_fingerprint()


# --- La base, les images, le poste --------------------------------------------------------------


def une_sauvegarde(atelier: Atelier) -> Fichiers:
    from lsc_desktop.jobs.sauvegarde import sauvegarder
    from tests.agence import une_agence

    with atelier.db.write("Martine") as session:
        une_agence(session)
    with tempfile.TemporaryDirectory() as made:
        kept = sauvegarder(atelier.db, atelier.ctx, "menu", dossier=Path(made))
        return {"lsc-copie.db": Path(kept.chemin).read_bytes()}


def restaurer(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.jobs.restauration import preparer, restaurer

    path = atelier.dossier / nom
    found = preparer(atelier.db, path)
    done = restaurer(atelier.db, None, path, atelier.ctx)
    return found.question(), done.phrase()


def des_photos(_atelier: Atelier) -> Fichiers:
    from tests.images import une_image

    return {f"photo.{end}": une_image(kind) for end, kind in
            (("jpg", "JPEG"), ("png", "PNG"), ("webp", "WEBP"))}  # fmt: skip


def lire_une_photo(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.services.photos import lire_photo

    return lire_photo(atelier.dossier / nom).type_mime


def les_reglages(_atelier: Atelier) -> Fichiers:
    told = {"database_url": "sqlite:///C:/lsc/lsc.db", "user": "martine"}
    return {"reglages.json": json.dumps(told).encode()}


def lire_les_reglages(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.base.settings import load_settings

    return load_settings(atelier.dossier)


@dataclass
class _Saisie:
    """Une fiche comme une autre, dont un brouillon est gardé."""

    nom: str = ""
    le: date | None = None
    montant: Decimal | None = None
    lignes: list[str] = field(default_factory=list)


def un_brouillon(atelier: Atelier) -> Fichiers:
    draft = {"nom": "LEPITRE", "le": "2021-10-25", "montant": "12.50", "lignes": ["a", "b"]}
    kept = {"le": "2021-10-25T09:30:00", "saisie": draft, "ouverte": draft}
    return {"brouillon.json": json.dumps(kept).encode(), "preferences.json": b'{"a": {"b": [1]}}'}


def retrouver(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.gui.kit.drafts import DraftFile
    from lsc_desktop.gui.kit.prefs import Prefs

    held = DraftFile("essai", 1, {})
    held.path = atelier.dossier / "brouillon.json"
    prefs = Prefs(atelier.dossier / "preferences.json")
    held.find(_Saisie)
    return prefs.get("a") is None
