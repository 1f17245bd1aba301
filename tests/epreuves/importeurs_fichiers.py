"""Les fichiers qu'on importe, et ceux que déposent les partenaires."""

import json
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from tests.epreuves.atelier import JOUR, Atelier, Fichiers

# --- Le portefeuille (services.imports) ---------------------------------------------------------


def portefeuille(forme: str, atelier: Atelier) -> Fichiers:
    """Ce qu'exporte une agence qui a de la gérance et du syndic ; il s'importe dans une base vide,
    où presque tout est donc à créer."""
    from lsc_desktop.services.exports import exporter
    from tests.agence import une_agence
    from tests.bases import ouverte
    from tests.epreuves.lecteur import une_base

    with tempfile.TemporaryDirectory() as made:
        source = ouverte(une_base(Path(made)))
        with source.write("Martine") as session:
            une_agence(session)
            _du_syndic(session)
            exporter(session, Path(made) / "sortie", JOUR, forme)  # type: ignore[arg-type]
        source.close()
        return {path.name: path.read_bytes() for path in (Path(made) / "sortie").iterdir()}


def _du_syndic(session: Any) -> None:
    from tests.coproprietes import une_copropriete

    une_copropriete(session, {"ATRILLON": "600", "LEPITRE": "400.00010"}, code="GILBERT")


def importer(atelier: Atelier, nom: str, *, seul: bool = False) -> object:
    from lsc_desktop.services.imports.verification import choisir, importer, lire

    with atelier.db.read() as session:
        choix = choisir(session, [atelier.dossier / nom if seul else atelier.dossier])
    lu = lire(choix, atelier.ctx)
    with atelier.db.write("Martine") as session:
        return importer(session, lu, choix, atelier.ctx, date(2021, 9, 30))


def un_xlsx() -> Mapping[str, Callable[[Path], object]]:
    from tests.epreuves.hostiles import FICHIERS

    return {nom: make for nom, make in FICHIERS.items() if nom.endswith(".xlsx")}


def un_csv() -> Mapping[str, Callable[[Path], object]]:
    from tests.epreuves.hostiles import FICHIERS

    return {nom: make for nom, make in FICHIERS.items() if not nom.endswith(".xlsx")}


def un_releve(_atelier: Atelier) -> Fichiers:
    text = "Lot;Locataire;Montant\r\nLAFAYETTE/001;Elsa;1 234,50 €\r\nLAFAYETTE/002;;-12,00\r\n"
    return {"releve.csv": text.encode("cp1252"), "tabule.txt": text.replace(";", "\t").encode()}


def lire_un_releve(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.base.files import lire_texte
    from lsc_desktop.domain.regularisations.lots import lire_releve

    return lire_releve(nom, lire_texte(atelier.dossier / nom))


# --- Les partenaires qui déposent des fichiers --------------------------------------------------


def un_dossier_locatif(atelier: Atelier) -> Fichiers:
    from tests.agence import une_agence
    from tests.clac import un_zip

    with atelier.db.write("Martine") as session:
        une_agence(session)
    return {"dossier.zip": un_zip()}


def recevoir_un_dossier(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.partners.clac.boite import Boite, Depot, empreinte_de
    from lsc_desktop.partners.clac.contrat import lire_dossier
    from lsc_desktop.services.dossiers_locatifs.reception import recevoir

    content = Boite(atelier.dossier).lire(Depot(nom, 0.0))
    recu = lire_dossier(content)
    with atelier.db.write("Martine") as session:
        recevoir(session, recu, nom, empreinte_de(content), ctx=atelier.ctx)
    return recu


def un_contrat_clac(atelier: Atelier) -> Fichiers:
    from lsc_desktop.storage.models import Lot
    from tests.agence import une_agence
    from tests.clac import un_dossier

    with atelier.db.write("Martine") as session:
        lot = session.get_one(Lot, une_agence(session).lot)
        lot.reference_internet, lot.adresse1 = "159", "12, rue Lafayette"
    return {"dossier.json": json.dumps(un_dossier(), ensure_ascii=False).encode()}


def importer_un_dossier(atelier: Atelier, nom: str) -> object:
    """Du JSON au locataire, à son compte et à ses pièces, en une transaction."""
    from sqlalchemy import select

    from lsc_desktop.partners.clac.contrat import lire_contrat
    from lsc_desktop.services.dossiers_locatifs.importation import importer
    from lsc_desktop.services.dossiers_locatifs.reception import recevoir
    from lsc_desktop.storage.models import DossierLocatif
    from tests.clac import PIECES

    recu = lire_contrat(atelier.lire(nom), PIECES)
    with atelier.db.write("Martine") as session:
        recevoir(session, recu, nom, "a" * 64, ctx=atelier.ctx)
        importer(
            session,
            session.scalar(select(DossierLocatif.id)) or 0,
            ctx=atelier.ctx,
            accepted=frozenset({"occupe", "depart"}),
        )
    return recu


def clac() -> Mapping[str, Callable[[Path], object]]:
    from tests.clac import HOSTILES

    def writes(make: Callable[[], bytes]) -> Callable[[Path], object]:
        return lambda path: path.write_bytes(make())

    return {f"{rank} {nom}.zip".replace("/", "-"): writes(make)
            for rank, (nom, make) in enumerate(HOSTILES.items())}  # fmt: skip


_AGENDA = {"QUITUS": "24", "DEVIS": "25", "TRAVAUX": "26"}


def _une_assemblee_exportee(atelier: Atelier) -> Any:
    from tests.ag_connect import exporter
    from tests.assemblees import une_salle

    salle = une_salle(atelier.db, atelier.ctx, _AGENDA)
    exporter(salle)
    atelier.su["ag"] = salle.ag
    return salle


def un_retour(atelier: Atelier) -> Fichiers:
    from tests.ag_connect import Carnet, octets, totaux

    salle = _une_assemblee_exportee(atelier)
    carnet = Carnet(salle)
    for nom, lettre in zip("ABCDEFGHIJ", "OOODDOCROO", strict=True):
        more = {"mandataire": salle.ids.tiers["A"]} if lettre == "R" else {}
        carnet.present(nom, lettre, **more)
    counted = totaux(pour=(30_000_000, 3))
    carnet.scrutin("QUITUS", "17:20", totaux=counted, texte="Un budget,\nréduit")
    for nom, lettre in zip("ABD", "ONA", strict=True):
        carnet.vote("QUITUS", nom, lettre)
    carnet.tout["incidents"].append(
        {"debut": "2021-11-05T17:20", "fin": "2021-11-05T17:25", "resume": "Son coupé"}
    )
    carnet.piece("rapport")
    return {"ag-retour-1.json": octets(carnet.tout), **carnet.fichiers}


def recevoir_un_retour(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.partners.ag_connect.contrat import lire_retour
    from lsc_desktop.services.ag_connect.fichiers import lire_retour_du_disque
    from lsc_desktop.services.ag_connect.importation import (
        DIFFERENTS,
        REMPLACER,
        importer_retour,
    )
    from lsc_desktop.services.ag_connect.reception import recevoir_retour

    name = "ag-retour-1.json"
    content, pieces = lire_retour_du_disque(atelier.dossier / name)
    with atelier.db.write("Martine") as session:
        id, _neuf = recevoir_retour(
            session, atelier.su["ag"], name, content, pieces, ctx=atelier.ctx
        )
        importer_retour(session, id, ctx=atelier.ctx, accepted=frozenset({REMPLACER, DIFFERENTS}))
    return lire_retour(content)


def des_acces(atelier: Atelier) -> Fichiers:
    salle = _une_assemblee_exportee(atelier)
    people = [
        {"participant": id, "code": str(8000 + id), "mot_de_passe": "Poudlard", "importe": True}
        for id in salle.ids.tiers.values()
    ]
    people[-1] = {"participant": people[-1]["participant"], "importe": "adresse absente"}
    told = {
        "format": "ag-acces/1", "ag": salle.ag, "revision": 1, "verrouillee": False,
        "acces": people,
        "resolutions": [{"resolution": id, "importe": True} for id in salle.resolutions.values()],
    }  # fmt: skip
    return {"ag-acces-1.json": json.dumps(told, ensure_ascii=False).encode()}


def recevoir_des_acces(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.partners.ag_connect.contrat import lire_acces
    from lsc_desktop.services.ag_connect.reception import recevoir_acces

    content = atelier.lire(nom)
    with atelier.db.write("Martine") as session:
        recevoir_acces(session, atelier.su["ag"], content, ctx=atelier.ctx)
    return lire_acces(content)


def un_flux(_atelier: Atelier) -> Fichiers:
    from lsc_desktop.domain.annonces.annonce import composer
    from lsc_desktop.domain.annonces.saisie import ReglageAnnoncesDraft
    from lsc_desktop.partners.poliris.ecriture import Photo, ecrire_zip
    from lsc_desktop.partners.poliris.location import Envoi, fiche, nom_photo
    from tests.annonces import JOUR as AUJOURD_HUI
    from tests.annonces import octets, un_bien

    one, envoi = composer(un_bien(), ReglageAnnoncesDraft(), AUJOURD_HUI), Envoi("AGENCE", "cp1252")
    photos = [
        Photo(nom_photo(one, rank, photo), partial(octets, rank))
        for rank, photo in enumerate(one.photos)
    ]
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "flux.zip"
        ecrire_zip(
            path, [fiche(one, envoi)] * 3, photos=photos, version="4.12", encodage="cp1252",
            application="LSC Desktop / 0.1.0",
        )  # fmt: skip
        return {"flux.zip": path.read_bytes()}


def relire_un_flux(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.partners.poliris.lecture import lire_zip

    return lire_zip(atelier.dossier / nom, "cp1252")
