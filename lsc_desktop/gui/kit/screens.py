"""Ce qu'est un écran : une valeur, sans rien de Qt.

Le kit réalise les listes (`lists`), les fiches (`forms`), les saisies directes (`boards`) et les
traitements (`work`) à partir de ces déclarations ; la fenêtre (`gui.shell`) les assemble.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.adresses import EnTete
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.textes.variables import Variable
from lsc_desktop.queries.paging import Listing

Session: TypeAlias = Any  # gui ne connaît pas SQLAlchemy
Draft: TypeAlias = Any
Rows: TypeAlias = list[Any]
Params: TypeAlias = Mapping[str, Any]
Selection = Literal["affichees", "exigee", "aucune"]


class Shell(Protocol):
    """Ce qu'un écran peut demander à la fenêtre qui le porte."""

    def contexte(self) -> Contexte: ...
    def open(self, key: str, id: int | None = None, **params: Any) -> None:
        """Ouvre un écran ; une liste reçoit ses filtres, une fiche son id ou ses valeurs."""

    def read(self, query: Callable[..., Any], *args: Any) -> Any:
        """`query(session, *args)` dans une lecture courte."""

    def write(self, work: Callable[..., Any], *args: Any) -> Any:
        """`work(session, *args, ctx=)` dans une transaction."""

    def barred(self, key: str, creating: bool = False) -> str:
        """Pourquoi le profil ne permet pas d'ouvrir cet écran ; "" s'il le permet."""

    def unavailable(self, partenaire: str) -> str:
        """« Partenaire indisponible : abonnement non souscrit. » ; "" s'il ne manque rien, ou s'il
        n'y a pas de partenaire."""

    def preview(self, title: str, documents: Sequence[Document]) -> None: ...
    def inform(self, text: str) -> None:
        """Dit dans la barre d'état ce qui vient d'être fait."""

    def refuse(self, error: Exception) -> None: ...
    def resume(self, id: int) -> None:
        """Reprend un traitement interrompu, et pose les questions qu'il attend."""

    def service(self, name: str, **params: Any) -> None:
        """Demande au programme un travail d'arrière-plan : il rend compte de lui-même."""

    def ask(self, question: str, accept: str = "Continuer") -> bool: ...


Letterhead: TypeAlias = Callable[[Session], EnTete]


def no_letterhead(_session: Session) -> EnTete:
    """Pour une liste imprimée sans agence."""
    return EnTete("")


# --- Listes -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """Une colonne de liste : `name` est un champ de la ligne ; le type vient de l'annotation.

    `width` en caractères (0 : selon le titre et le type). `total` : sa somme est montrée.
    `places` : décimales d'un nombre. `opens`: la cellule est un lien vers cet écran, dont l'id
    est le champ `opens_id` de la ligne. `blank_zero` : zéro reste blanc (habitude de LSC).
    `sensitive` : le droit sans lequel la valeur est masquée, ici comme partout où elle sort.
    `alert` : ce qui y est écrit dit un échec, et s'y lit en rouge.
    """

    name: str
    title: str
    width: int = 0
    total: bool = False
    places: int = 2
    opens: str = ""
    opens_id: str = ""
    blank_zero: bool = True
    sensitive: str = ""
    alert: bool = False


@dataclass(frozen=True)
class Batch:
    """Un traitement ligne à ligne, une transaction par ligne.

    `work(session, row, ctx=, accepted=)` rend une phrase de compte rendu (ou "").
    `confirm(rows)` : la question posée avant ; "" pour ne rien demander.
    `keep(row)` : vrai si la ligne peut être traitée ; les autres sont comptées et annoncées par
    `skipped(n)`. `check(session, rows, ctx)` : avertissements montrés dans la question.
    `opens` : la fiche que rouvre une ligne en échec, ou ce qui la dit d'une ligne ; `opens_id(row)`
    son id.
    Le lot est inscrit dans la base et se reprend après un arrêt brutal (`kit.durable`) : `freeze`
    rend chaque ligne en texte, `thaw` l'inverse ; à défaut, celles d'une liste se figent seules.
    """

    work: Callable[..., str]
    confirm: Callable[[Rows], str] = lambda rows: ""
    keep: Callable[[Any], bool] = lambda row: True
    skipped: Callable[[int], str] = lambda count: ""
    check: Callable[[Session, Rows, Contexte], Sequence[str]] | None = None
    label: Callable[[Any], str] = str
    opens: str | Callable[[Any], str] = ""
    opens_id: Callable[[Any], int] = lambda row: row.id
    freeze: Callable[[Rows], Sequence[str]] | None = None
    thaw: Callable[[Sequence[str]], Rows] | None = None

    def open(self, shell: Shell, row: Any) -> None:
        """La fiche de cette ligne ; à n'appeler que si `opens` en dit une."""
        key = self.opens(row) if callable(self.opens) else self.opens
        shell.open(key, self.opens_id(row))


@dataclass(frozen=True)
class Printout:
    """Des documents à partir de lignes : `make(session, rows, ctx)`, puis aperçu.

    `printed(session, rows, documents, ctx)`, s'il est donné, écrit ce qui a été émis ; il passe
    avant l'aperçu, dans une seule transaction. `apart` : chaque ligne a ses documents à elle, et
    `make` est une fonction de module ; un grand lot se fait alors dans d'autres processus.
    """

    make: Callable[[Session, Rows, Contexte], Iterable[Document]]
    printed: Callable[..., None] | None = None
    apart: bool = False


@dataclass(frozen=True)
class Command:
    """Une commande de liste, déclarée une fois : menu, bouton, raccourci et droit en découlent.

    `run(shell, rows)`, un `Batch` ou un `Printout`. `selection` : « affichees » agit sur la
    sélection ou, sans sélection, sur toutes les lignes affichées ; « exigee » refuse sans
    sélection ; « aucune » ne regarde pas les lignes. `button` : visible dans la barre, hors menu.
    `needs` : droit exigé. `partenaire` : code de celui sans l'abonnement duquel elle est grisée.
    `absent` : non vide si la commande n'est pas encore construite.
    """

    text: str
    run: Callable[[Shell, Rows], None] | Batch | Printout | None
    menu: str = "Actions"
    selection: Selection = "affichees"
    shortcut: str = ""
    button: bool = False
    needs: str = ""
    partenaire: str = ""
    absent: str = ""


@dataclass(frozen=True)
class ListScreen:
    """Une liste. `opens` : fiche d'une ligne ; `creates` : écran de création ("" : aucune),
    sous le mot `creates_text`.

    `empty` dit à quoi sert la liste et comment commencer. `filters` : les filtres nommés que
    l'écran accepte à l'ouverture (ceux du `Listing`). `preset` : filtres posés à l'ouverture.
    `needs` : droit exigé pour l'ouvrir ; créer demande celui de la fiche créée.
    `sensitive(row)` : les champs sensibles de cette ligne et leur droit, si la colonne n'y suffit
    pas (l'historique d'un IBAN).
    """

    key: str
    title: str
    source: Listing[Any]
    columns: tuple[Column, ...]
    opens: str = ""
    creates: str = ""
    creates_text: str = "Créer"
    commands: tuple[Command, ...] = ()
    empty: str = ""
    icon: str = "mdi6.format-list-bulleted"
    preset: Params = field(default_factory=dict)
    watches: tuple[str, ...] = ()  # tables dont un changement relit la liste ; () : toutes
    needs: str = ""
    sensitive: Callable[[Any], Mapping[str, str]] | None = None


# --- Fiches -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lookup:
    """Saisie assistée d'une fiche liée : le champ vaut l'id ; on tape un code ou un mot.

    `code` et `label` : champs de la ligne montrés. `opens` : fiche ouverte au clic sur le code.
    `where(draft)` : filtres nommés selon la saisie (les lots d'un immeuble).
    """

    source: Listing[Any]
    code: str
    label: str
    opens: str = ""
    where: Callable[[Draft], Params] = lambda draft: {}


Choices: TypeAlias = Sequence[tuple[Any, str]]


@dataclass(frozen=True)
class GridColumn:
    """Une colonne de grille : champ d'une ligne de saisie (dataclass), type selon l'annotation.

    `computed` : montrée, jamais saisie. `choices` : liste fermée (valeur, libellé).
    `lookup` : saisie assistée, la valeur est un id. `choices_of(ligne)` : la liste fermée de cette
    ligne, si elle dépend d'elle. `long` : un texte de plusieurs lignes, écrit dans sa
    fenêtre (Espace, double-clic, ou la première lettre).
    """

    name: str
    title: str
    width: int = 0
    places: int = 2
    computed: bool = False
    choices: Choices = ()
    choices_of: Callable[[Any], Choices] | None = None
    lookup: Lookup | None = None
    long: bool = False


@dataclass(frozen=True)
class Grid:
    """Les lignes répétées d'une fiche ; `new()` en fait une, `None` si leur nombre est fixe.

    `ordered` : leur ordre compte ; une ligne se déplace (Alt+↑, Alt+↓, ou en tirant son numéro).
    """

    columns: tuple[GridColumn, ...]
    new: Callable[[], Any] | None = None
    ordered: bool = False


@dataclass(frozen=True)
class Pane:
    """Une liste, ou une saisie directe, montrée dans un onglet de la fiche.

    Placée dans le `.ui` par un QWidget nommé comme elle. `where(draft)` : les filtres nommés de la
    liste, les valeurs d'ouverture de la saisie.
    """

    screen: str
    where: Callable[[Draft], Params]


@dataclass(frozen=True)
class Link:
    """Un code cliquable : `opens(draft)` rend (clé d'écran, id, paramètres), ou None."""

    opens: Callable[[Draft], tuple[str, int | None, Params] | None]


Told: TypeAlias = Callable[[str], None]


@dataclass(frozen=True)
class Task:
    """Un travail long sur la saisie entière, mené hors du fil graphique : tout, ou rien.

    `ask(shell, draft)` : ce qui se demande d'abord (des fichiers) ; `None`, on renonce. `confirm` :
    la question posée, "" pour aucune. `before(draft, demandé, ctx, dire)` : ce qui se fait sans la
    base. `work(session, draft, trouvé, ctx, dire)` : dans une lecture ou, si `writes`, dans une
    transaction. `done(shell, draft, avant, result)` met le résultat dans la saisie ; `avant` : ce
    qu'elle était au départ. `dire(texte)` montre où l'on en est, et lève si l'on interrompt.
    """

    work: Callable[..., Any]
    done: Callable[..., None]
    ask: Callable[[Shell, Draft], Any] | None = None
    before: Callable[..., Any] | None = None
    confirm: Callable[[Draft], str] = lambda draft: ""
    writes: bool = False


@dataclass(frozen=True)
class FormCommand:
    """Une commande de fiche : `run(shell, draft)`, un `Task`, un `Printout` ou un `Batch` sur
    `rows(draft)`.

    `run` peut compléter la saisie (un import) : la fiche montre alors ce qui a changé.

    `saves` : la saisie est validée et enregistrée d'abord. `main` : le bouton principal d'une
    fiche qui ne s'enregistre pas ; elle exige une saisie sans défaut, et relit la fiche ensuite.
    `menu` : celui où la ranger, quand la fiche en a trop pour des boutons ; `button` : elle garde
    le sien quand même. `rereads` : `run` écrit dans la base, et la fiche se relit ensuite.
    `partenaire` : code de celui sans l'abonnement duquel elle est grisée.
    """

    text: str
    run: Callable[[Shell, Draft], None] | Printout | Batch | Task | None
    shortcut: str = ""
    saves: bool = False
    main: bool = False
    rows: Callable[[Draft], Rows] = lambda draft: [draft]
    needs: str = ""
    absent: str = ""
    menu: str = "Actions"
    button: bool = False
    rereads: bool = False
    partenaire: str = ""


@dataclass(frozen=True)
class FormScreen:
    """Une fiche : un `.ui` dont chaque `objectName` est un champ de la saisie (draft).

    `load(session, id)` rend la saisie ; `new(session, ctx, **params)` une saisie vierge.
    `save(session, draft, ctx=, accepted=)` écrit et rend l'id ; peut lever UserError (au champ
    `field`), ConflictError ou Confirm (rejoué avec la clé dans `accepted`).
    `recompute(draft)` : règle pure qui remplit les champs calculés, à chaque frappe.
    `refresh(session, draft, ctx)` : champs calculés lus dans la base, quand change un champ de
    `refresh_on`. `explain(draft)` : champ → « pourquoi ce montant » (grille : « lignes.0.total »).
    `disabled(draft)` : champs inaccessibles ; `computed` : champs montrés, jamais saisis.
    `saved(shell, draft, result)` : après l'enregistrement. `warnings(draft)` : remarques affichées
    en tête, sans bloquer. `title(draft)` complète le titre de l'onglet. `hidden` : champs de la
    saisie que la fiche ne montre pas, à dessein. `variables` : celles qu'un texte riche propose.
    `needs` : droit exigé pour l'ouvrir ; `needs_save` : pour y écrire, sans quoi elle se lit
    seulement. `sensitive` : champ → droit sans lequel il est masqué et reste tel quel.
    `table` : celle de la fiche ; ses verrous et son historique s'y rapportent. `watches` : tables
    qu'un travail d'arrière-plan change ; la fiche se relit alors, si rien n'y est tapé.
    `careful` : de l'argent en dépend ; deux saisies d'une même fiche ne s'y réunissent pas sans
    être montrées.
    """

    key: str
    name: str
    ui: str
    load: Callable[[Session, int], Draft] | None = None
    save: Callable[..., Any] | None = None
    new: Callable[..., Draft] | None = None
    title: Callable[[Draft], str] = lambda draft: ""
    recompute: Callable[[Draft], None] | None = None
    refresh: Callable[[Session, Draft, Contexte], None] | None = None
    refresh_on: tuple[str, ...] = ()
    explain: Callable[[Draft], Mapping[str, str]] | None = None
    warnings: Callable[[Draft], Sequence[str]] | None = None
    disabled: Callable[[Draft], Collection[str]] | None = None
    computed: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    variables: Mapping[str, Sequence[Variable]] = field(default_factory=dict)
    choices: Mapping[str, Choices | Callable[[Session], Choices]] = field(default_factory=dict)
    lookups: Mapping[str, Lookup] = field(default_factory=dict)
    grids: Mapping[str, Grid] = field(default_factory=dict)
    panes: Mapping[str, Pane] = field(default_factory=dict)
    links: Mapping[str, Link] = field(default_factory=dict)
    commands: tuple[FormCommand, ...] = ()
    saved: Callable[[Shell, Draft, Any], None] | None = None
    accept: str = "Valider"
    confirm: Callable[[Draft], str] | None = None
    dialog: bool = False
    table: str = ""
    watches: tuple[str, ...] = ()
    needs: str = ""
    needs_save: str = ""
    sensitive: Mapping[str, str] = field(default_factory=dict)
    careful: bool = False
    icon: str = "mdi6.card-text-outline"


# --- Saisies directes ---------------------------------------------------------------------------


@dataclass(frozen=True)
class BoardScreen:
    """Un tableau dessiné à la main, où chaque geste s'écrit aussitôt : ni Valider, ni Annuler.

    `view` : « module:Classe », sous `gui.boards`, lu quand on l'ouvre ; la classe se construit avec
    le tableau déclaré, la fenêtre, les valeurs d'ouverture et les droits. `needs` : droit exigé
    pour l'ouvrir ; `needs_save` : pour y écrire. `watches` : tables qui le font relire. `keys` : ce
    que font ses touches, pour la feuille des raccourcis.
    """

    key: str
    title: str
    view: str
    watches: tuple[str, ...]
    needs: str = ""
    needs_save: str = ""
    icon: str = "mdi6.table-edit"
    keys: tuple[tuple[str, str], ...] = ()

    @property
    def commands(self) -> tuple[Command, ...]:
        """Aucune : ses boutons sont dans son dessin."""
        return ()


Screen: TypeAlias = ListScreen | FormScreen | BoardScreen
