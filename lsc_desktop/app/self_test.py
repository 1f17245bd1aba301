"""Le programme se vérifie : chaque écran se charge, une base naît, chaque document s'imprime."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from lsc_desktop.app.start import application, upgraded
from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.paths import MIGRATIONS, UI
from lsc_desktop.gui.kit.loading import load_ui
from lsc_desktop.gui.kit.screens import ListScreen
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.partners.http import autorites_livrees
from lsc_desktop.partners.registre.wsdl import soap_livre
from lsc_desktop.printing.classeur import ColonneClasseur, render_classeur
from lsc_desktop.printing.liste import ColonneListe, Liste, render_liste
from lsc_desktop.queries.entites import entete_principal
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.quittancement import (
    APPELS,
    QUITTANCES,
    documents_avis,
    documents_journal,
)
from lsc_desktop.queries.regularisations.listes import EN_ATTENTE
from lsc_desktop.services.demonstration import JOUR, installer
from lsc_desktop.services.regularisations.impression import decompte
from lsc_desktop.storage.engine import Database


def self_test() -> int:
    """Rend 0 si tout va ; lève sinon, avec ce qui ne va pas."""
    app = application(["lsc"])
    forms = sorted(path.stem for path in UI.glob("*.ui"))
    assert forms, "aucune fiche n'est livrée"
    for name in forms:
        load_ui(name).deleteLater()
    Database("postgresql://serveur/base").close()  # son pilote est là ; rien n'est appelé
    assert autorites_livrees(), "sans autorités de certification, aucun partenaire ne répond"
    assert soap_livre(), "sans de quoi lire un WSDL, le registre ne se joint pas en SOAP"
    with TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{Path(folder).as_posix()}/lsc.db")
        assert upgraded(db, MIGRATIONS), "la base n'était pas vide"
        now = datetime.now()
        with db.write("vérification") as session:
            installer(session, utilisateur="vérification", maintenant=now)
        lists = _read_lists(db)
        documents = _print(db, Contexte("vérification", now, JOUR))
        db.close()
    app.processEvents()
    print(f"{len(forms)} fiches, {lists} listes, {documents} documents : tout va.")
    return 0


def _read_lists(db: Database) -> int:
    found = [screen for screen in SCREENS.values() if isinstance(screen, ListScreen)]
    with db.read() as session:
        for screen in found:
            screen.source.page(session, Criteria(text="a"), 0, 20)
            screen.source.count(session, Criteria())
    return len(found)


def _print(db: Database, ctx: Contexte) -> int:
    """Chaque sorte de document, sur l'agence de démonstration."""
    columns = (ColonneListe("Compte"), ColonneListe("Montant", droite=True))
    with db.read() as session:
        entete = entete_principal(session)
        rows = (("81ELLOCATA", "1 106,50"),)
        listing = Liste("Vérification", "", columns, rows, None, ctx.aujourd_hui, entete)
        (fiche, *_) = EN_ATTENTE.page(session, Criteria(), 0, 1)
        (quittance, *_) = QUITTANCES.page(session, Criteria(), 0, 1)
        (appel, *_) = APPELS.page(session, Criteria(), 0, 1)
        contents = [
            decompte(session, fiche.id, ctx).contenu,
            *(document.contenu for document in documents_avis(session, [quittance.id])),
            *(document.contenu for document in documents_journal(session, [appel.id], ctx)),
            render_liste(listing),
        ]
    assert all(content.startswith(b"%PDF") for content in contents)
    book = render_classeur("Vérification", [ColonneClasseur("Compte", 12, 2)], [["81ELLOCATA"]])
    assert book.startswith(b"PK")
    return len(contents) + 1
