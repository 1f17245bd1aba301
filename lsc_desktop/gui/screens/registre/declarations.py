"""Les déclarations au registre : leur historique, et la préparation d'une."""

from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.text import nom_de_fichier, pluriel
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.registre.controles import BLOQUANT, GRAVITES
from lsc_desktop.domain.registre.declarations import (
    A_ENVOYER,
    BROUILLON,
    FAITES,
    DeclarationDraft,
    recalculer,
)
from lsc_desktop.domain.registre.demarches import CHOIX, demarche
from lsc_desktop.domain.registre.numero import dans_un_acte
from lsc_desktop.gui.kit.dialogs import ask_file, ask_long_text
from lsc_desktop.gui.kit.screens import (
    Batch,
    Column,
    Command,
    FormCommand,
    FormScreen,
    Grid,
    GridColumn,
    ListScreen,
    Lookup,
    Printout,
    Rows,
    Shell,
)
from lsc_desktop.gui.screens.communs import EN_SERVICE, rechercher, supprimer_la_ligne
from lsc_desktop.gui.screens.documents_lot import TYPES
from lsc_desktop.gui.screens.registre import CONSULTER, DECLARER, MODIFIER
from lsc_desktop.gui.screens.registre.dossiers import CONSTATS, ICONE
from lsc_desktop.printing.registre import FicheSaisie, imprimer_fiche_saisie
from lsc_desktop.queries.coproprietes.listes import COPROPRIETES
from lsc_desktop.queries.entites import entete_principal
from lsc_desktop.queries.registre.declarations import (
    DECLARATIONS_REGISTRE,
    load_declaration,
    nouvelle_declaration,
    situer,
)
from lsc_desktop.services.registre.declarations import (
    envoyer,
    noter_portail,
    reprendre,
    save_declaration,
    supprimer_declaration,
)

SUCCESSEUR = ("fin_mandat", "successeur_nom", "successeur_siret", "successeur_courriel")


def _dossier(shell: Shell, rows: Rows) -> None:
    shell.open("registre.dossier", rows[0].copropriete_id)


def _envois(shell: Shell, rows: Rows) -> None:
    shell.open("partenaires.envois", objet_id=tuple(row.id for row in rows),
               partenaire="registre")  # fmt: skip


def _envoyer(shell: Shell, draft: DeclarationDraft) -> None:
    envoi_id = shell.write(envoyer, draft.id)
    shell.service("envoyer_aux_partenaires", ids=(envoi_id,))


def _envoyer_les_brouillons(shell: Shell, rows: Rows) -> None:
    """Chacun dans sa transaction : celui qu'un contrôle retient n'arrête pas ceux d'avant lui."""
    drafts = [row for row in rows if row.etat_code == BROUILLON]
    if not drafts:
        shell.inform("Aucun brouillon parmi ces déclarations.")
    ids: list[int] = []
    try:
        for row in drafts:
            ids.append(shell.write(envoyer, row.id))
    finally:
        if ids:
            shell.service("envoyer_aux_partenaires", ids=tuple(ids))


def _sur_le_portail(shell: Shell, draft: DeclarationDraft) -> None:
    label = demarche(draft.demarche).libelle
    if shell.ask(
        f"Noter que « {label} » a été faite sur le portail du registre ? Elle vaudra comme les "
        "autres, et ne se défera plus.",
        "Noter",
    ):
        shell.write(noter_portail, draft.id)


def _reprendre(shell: Shell, draft: DeclarationDraft) -> None:
    shell.write(reprendre, draft.id)


def _joindre(shell: Shell, draft: DeclarationDraft) -> None:
    chosen = ask_file("Pièce justificative", f"{TYPES};;Tous les fichiers (*)")
    if chosen:
        draft.chemin = chosen
        draft.piece = chosen.replace("\\", "/").rpartition("/")[2]


def _fiche_de_saisie(session: Any, rows: Rows, ctx: Contexte) -> list[Document]:
    """Une par déclaration, à recopier au portail ; `rows` : des saisies, ou des lignes de liste."""
    made = []
    for row in rows:
        draft = row if isinstance(row, DeclarationDraft) else load_declaration(session, row.id)
        asked = demarche(draft.demarche)
        value = FicheSaisie(
            entete_principal(session),
            draft.nom,
            dans_un_acte(draft.dossier.immatriculation),
            asked.libelle,
            draft.jour,
            tuple((line.volet, line.libelle, line.valeur) for line in draft.lignes),
            tuple(one.phrase for one in draft.constats if one.gravite == GRAVITES[BLOQUANT]),
        )
        name = nom_de_fichier(f"{draft.nom} {asked.code}", "registre")
        made.append(
            Document(
                f"registre-{name}.pdf", imprimer_fiche_saisie(value), f"Registre : {draft.nom}"
            )
        )
    return made


def _reponse(shell: Shell, draft: DeclarationDraft) -> None:
    if not draft.brut:
        shell.inform("Le registre n'a encore rien répondu à cette déclaration.")
        return
    ask_long_text(None, "Réponse du registre, telle quelle", draft.brut)


LISTE = ListScreen(
    "registre.declarations",
    "Déclarations au registre",
    DECLARATIONS_REGISTRE,
    columns=(
        Column("cree_le", "Préparée le", 15),
        Column("code", "Immeuble", 12),
        Column("nom", "Syndicat", 18, opens="registre.dossier", opens_id="copropriete_id"),
        Column("demarche", "Démarche", 30),
        Column("etat", "État", 14),
        Column("message", "Réponse", 40),
        Column("accuse", "Accusé", 16),
        Column("numero", "Numéro donné", 12),
        Column("faite_le", "Faite le", 15),
        Column("faite_par", "Faite par", 12),
        Column("cree_par", "Préparée par", 12),
    ),
    opens="registre.declaration",
    creates="registre.declaration",
    creates_text="Préparer",
    commands=(
        Command("Envoyer au registre", _envoyer_les_brouillons, selection="exigee", button=True,
                needs=DECLARER),
        Command("Fiche de saisie", Printout(_fiche_de_saisie), menu="Imprimer",
                selection="exigee", needs=CONSULTER),
        Command("Dossier", _dossier, menu="Aller à", selection="exigee"),
        Command("Envois", _envois, menu="Aller à", selection="exigee",
                needs="partenaires.consulter"),
        Command(
            "Supprimer",
            Batch(
                work=supprimer_la_ligne(supprimer_declaration),
                confirm=lambda rows: f"Supprimer {pluriel(len(rows), 'brouillon')} ?",
                keep=lambda row: row.etat_code == BROUILLON,
                skipped=lambda count: (
                    f"{pluriel(count, 'déclaration')} qui ne {'sont' if count > 1 else 'est'} plus "
                    "un brouillon"
                ),
                label=lambda row: f"{row.nom} : {row.demarche}",
                opens="registre.declaration",
            ),
            selection="exigee",
            needs=MODIFIER,
        ),
        rechercher(
            "Brouillons et envois en attente",
            "registre.declarations",
            etat=(BROUILLON, A_ENVOYER),
        ),
        rechercher("Faites", "registre.declarations", etat=FAITES),
        rechercher("Toutes", "registre.declarations"),
    ),
    empty="Ce qui a été déclaré au registre, et ce qu'il a répondu, reste ici.",
    needs=CONSULTER,
    icon="mdi6.file-sign",
    watches=("declaration_registre", "envoi_partenaire", "copropriete", "entite", "immeuble"),
)  # fmt: skip

LIGNES = Grid(
    (
        GridColumn("volet", "Volet", 13, computed=True),
        GridColumn("libelle", "Donnée", 30, computed=True),
        GridColumn("valeur", "Valeur", 0, computed=True),
        GridColumn("registre", "Au registre", 16, computed=True),
        GridColumn("remarque", "Remarque", 14, computed=True),
    )
)

FICHE = FormScreen(
    "registre.declaration",
    "Déclaration au registre",
    ui="registre_declaration",
    table="declaration_registre",
    watches=("declaration_registre", "envoi_partenaire", "dossier_registre", "copropriete"),
    load=load_declaration,
    new=nouvelle_declaration,
    save=save_declaration,
    title=lambda draft: draft.nom,
    recompute=recalculer,
    refresh=lambda session, draft, ctx: situer(session, draft),
    refresh_on=("copropriete_id",),
    computed=("nom", "etat_dit", "reponse", "piece"),
    disabled=lambda draft: (
        ("copropriete_id", "demarche", *SUCCESSEUR, "note") if draft.etat != BROUILLON
        else () if draft.succession else SUCCESSEUR
    ),
    hidden=("etat", "chemin", "brut", "donnees", "recues", "dossier", "jour"),
    choices={"demarche": CHOIX},
    lookups={
        "copropriete_id": Lookup(
            COPROPRIETES, "immeuble", "nom", opens="coproprietes.fiche",
            where=lambda draft: EN_SERVICE,
        )
    },
    grids={"constats": CONSTATS, "lignes": LIGNES},
    commands=(
        FormCommand("&Envoyer au registre", _envoyer, saves=True, rereads=True, needs=DECLARER),
        FormCommand("&Joindre la pièce…", _joindre, needs=MODIFIER),
        FormCommand("&Faite sur le portail…", _sur_le_portail, saves=True, rereads=True,
                    needs=DECLARER),
        FormCommand("&Reprendre en brouillon", _reprendre, rereads=True, needs=DECLARER),
        FormCommand("Fiche de &saisie pour le portail", Printout(_fiche_de_saisie),
                    needs=CONSULTER),
        FormCommand("Réponse du registre…", _reponse),
        FormCommand(
            "Dossier au registre",
            lambda shell, draft: shell.open("registre.dossier", draft.copropriete_id),
            menu="Aller à",
        ),
    ),
    needs=CONSULTER,
    needs_save=MODIFIER,
    icon=ICONE,
)  # fmt: skip
