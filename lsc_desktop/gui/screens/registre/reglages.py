"""Le compte du télédéclarant et les deux certificats, comme au portail (document d'origine, étape
C : « Paramètres techniques pour les Webservices »)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.files import disk_errors, lire_texte, write_whole
from lsc_desktop.base.text import nom_de_fichier
from lsc_desktop.domain.registre.reglages import ReglageRegistreDraft
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.screens import FormCommand, FormScreen, Grid, GridColumn, Shell, Task
from lsc_desktop.gui.screens.registre import REGLER
from lsc_desktop.gui.screens.registre.dossiers import ICONE
from lsc_desktop.queries.registre.reglages import (
    load_reglage_registre,
    pem_de,
    texte_du_contrat,
    texte_du_modele_soap,
)
from lsc_desktop.services.registre.reglages import (
    garder_au_coffre,
    importer_contrat,
    importer_wsdl,
    lire_fichier_wsdl,
    lire_fichiers,
    lire_pour_l_agence,
    permettre,
    poser_certificat,
    retirer_certificat,
    save_reglage_registre,
)

CERTIFICATS = "Certificats (*.p12 *.pfx *.pem *.crt *.cer *.key);;Tous les fichiers (*)"
WSDL = "Description du service (*.wsdl *.xml);;Tous les fichiers (*)"
CONTRATS = "Contrats d'interface (*.toml);;Tous les fichiers (*)"
LUS = (
    "dn1", "emetteur1", "usage1", "validite1", "dn2", "emetteur2", "usage2", "validite2",
    "rappels", "contrat_dit", "adresse_essai", "cle_contrat", "wsdl_manque", "wsdl_dit", "permis",
    "permis_dit",
)  # fmt: skip


def _relire(shell: Shell, draft: ReglageRegistreDraft) -> None:
    """Ce qui vient d'être importé se voit, sans rien perdre de ce qui est tapé."""
    fresh = shell.read(load_reglage_registre)
    for name in LUS:
        setattr(draft, name, getattr(fresh, name))


def _importer(emplacement: int) -> Task:
    def ask(shell: Shell, draft: Any) -> tuple[list[str], str] | None:
        files = dialogs.ask_files(f"Certificat client {emplacement}", CERTIFICATS)
        if not files:
            return None
        password = dialogs.ask_secret(
            dialogs.front(), "Mot de passe du certificat",
            "Celui que l'autorité a remis, ou que vous avez choisi en l'exportant ; vide s'il n'y "
            "en a pas. Il ne se garde pas : la clé va au coffre de ce poste, jamais dans la base.",
            "Ouvrir", from_file=False,
        )  # fmt: skip
        return None if password is None else (files, password)

    def before(draft: Any, asked: tuple[list[str], str], ctx: Contexte, told: Any) -> Any:
        files, password = asked
        return lire_fichiers(files), password

    def work(session: Any, draft: Any, found: Any, ctx: Contexte, told: Any) -> str:
        files, password = found
        read = lire_pour_l_agence(session, files, password)
        poser_certificat(session, emplacement, read, ctx=ctx)
        garder_au_coffre(emplacement, read)
        old = " Il était chiffré à l'ancienne : il est gardé en AES." if read.fiche.ancien else ""
        return (
            f"Certificat « {read.fiche.nom} » importé, sa clé au coffre de ce poste.{old} Déclarez-"
            "le au portail : « Exporter le PEM », puis « Importer certificat » sur le site."
        )

    def done(shell: Shell, draft: Any, start: Any, result: str) -> None:
        _relire(shell, draft)
        shell.inform(result)

    return Task(work=work, done=done, ask=ask, before=before, writes=True)


def _exporter(emplacement: int) -> Callable[[Shell, Any], None]:
    def run(shell: Shell, draft: ReglageRegistreDraft) -> None:
        name, pem = shell.read(pem_de, emplacement)
        if not pem:
            shell.inform(f"Aucun certificat {emplacement} : importez-le d'abord.")
            return
        folder = dialogs.ask_folder("Dossier où écrire le certificat, sans sa clé privée")
        if folder:
            path = Path(folder) / f"certificat-{nom_de_fichier(name, 'registre')}.pem"
            with disk_errors(path):
                write_whole(path, pem.encode())
            shell.inform(f"« {path.name} » est écrit, sans clé privée : importez-le au portail.")

    return run


def _retirer(emplacement: int) -> Callable[[Shell, Any], None]:
    def run(shell: Shell, draft: ReglageRegistreDraft) -> None:
        if shell.ask(
            f"Oublier le certificat {emplacement}, et sa clé sur ce poste ? Gardez le fichier de "
            "l'autorité.",
            "Oublier",
        ):
            shell.write(retirer_certificat, emplacement)
            _relire(shell, draft)

    return run


def _contrat(shell: Shell, draft: ReglageRegistreDraft) -> None:
    chosen = dialogs.ask_file("Contrat d'interface du registre", CONTRATS)
    if chosen:
        name = shell.write(importer_contrat, lire_texte(Path(chosen)))
        shell.inform(f"Contrat « {name} » importé ; il n'a jamais été vérifié.")
        _relire(shell, draft)


def _contrat_livre(shell: Shell, draft: ReglageRegistreDraft) -> None:
    shell.write(importer_contrat, "")
    _relire(shell, draft)


def _ecrire(nom: str, lire: Any) -> Callable[[Shell, Any], None]:
    def run(shell: Shell, draft: ReglageRegistreDraft) -> None:
        folder = dialogs.ask_folder("Dossier où écrire le contrat d'interface")
        if folder:
            path = Path(folder) / nom
            with disk_errors(path):
                write_whole(path, shell.read(lire).encode())
            shell.inform(f"« {path.name} » est écrit : corrigez-le, puis importez-le.")

    return run


def _importer_wsdl() -> Task:
    """Hors du fil de la fenêtre : lire un WSDL charge une bibliothèque, et peut durer."""

    def ask(shell: Shell, draft: Any) -> str | None:
        return dialogs.ask_file("WSDL du registre", WSDL) or None

    def before(draft: Any, chosen: str, ctx: Contexte, told: Any) -> Any:
        return lire_fichier_wsdl(chosen)

    def work(session: Any, draft: Any, found: Any, ctx: Contexte, told: Any) -> str:
        return importer_wsdl(session, found, ctx=ctx)

    def done(shell: Shell, draft: Any, start: Any, result: str) -> None:
        _relire(shell, draft)
        shell.inform(result)

    return Task(work=work, done=done, ask=ask, before=before, writes=True)


def _oublier_wsdl(shell: Shell, draft: ReglageRegistreDraft) -> None:
    if shell.ask("Oublier le WSDL du registre ? Gardez le fichier reçu.", "Oublier"):
        shell.write(importer_wsdl, None)
        _relire(shell, draft)


def _permettre(shell: Shell, draft: ReglageRegistreDraft) -> None:
    if shell.ask(
        f"Permettre d'appeler « {draft.adresse} » ? Le contrat « {draft.cle_contrat} » n'a jamais "
        "été vérifié avec le service réel : une déclaration pourrait être mal comprise. Commencez "
        "par la plate-forme d'essai.",
        "Permettre",
    ):
        host = shell.write(permettre)
        shell.inform(f"Les appels à « {host} » sont permis, avec ce contrat.")


FICHE = FormScreen(
    "registre.reglage",
    "Registre : compte et certificats",
    ui="registre_reglage",
    table="reglage_registre",
    load=load_reglage_registre,
    save=save_reglage_registre,
    computed=(
        "dn1", "emetteur1", "usage1", "validite1", "dn2", "emetteur2", "usage2", "validite2",
        "contrat_dit", "wsdl_dit", "adresse_essai", "permis_dit",
    ),
    hidden=("permis", "cle_contrat", "wsdl_manque"),
    grids={"rappels": Grid((GridColumn("phrase", "Ce qui reste à faire", 0, computed=True),))},
    saved=lambda shell, draft, result: shell.inform("Réglages du registre enregistrés."),
    commands=(
        FormCommand("Importer certificat &1…", _importer(1), menu="Certificats", needs=REGLER),
        FormCommand("Importer certificat &2…", _importer(2), menu="Certificats", needs=REGLER),
        FormCommand("Exporter le PEM 1 sans la clé…", _exporter(1), menu="Certificats"),
        FormCommand("Exporter le PEM 2 sans la clé…", _exporter(2), menu="Certificats"),
        FormCommand("Oublier le certificat 1", _retirer(1), menu="Certificats", needs=REGLER),
        FormCommand("Oublier le certificat 2", _retirer(2), menu="Certificats", needs=REGLER),
        FormCommand("&Tester la connexion",
                    lambda shell, draft: shell.service("tester_partenaire", code="registre"),
                    saves=True, needs=REGLER),
        FormCommand("&Permettre d'appeler ce serveur…", _permettre, saves=True, rereads=True,
                    needs=REGLER),
        FormCommand("&Importer un contrat…", _contrat, menu="Contrat", needs=REGLER),
        FormCommand("&Exporter le contrat…", _ecrire("contrat-registre.toml", texte_du_contrat),
                    menu="Contrat"),
        FormCommand("Importer un &WSDL…", _importer_wsdl(), menu="Contrat", needs=REGLER),
        FormCommand("Oublier le WSDL", _oublier_wsdl, menu="Contrat", needs=REGLER),
        FormCommand("Exporter le modèle &SOAP…",
                    _ecrire("contrat-registre-soap.toml", texte_du_modele_soap), menu="Contrat"),
        FormCommand("Re&venir au contrat du programme", _contrat_livre, menu="Contrat",
                    needs=REGLER),
    ),
    needs="registre.consulter",
    needs_save=REGLER,
    icon=ICONE,
)  # fmt: skip
