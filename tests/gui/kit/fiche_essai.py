"""Une petite fiche et sa base SQLite : de quoi essayer la saisie de bout en bout."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLabel
from shiboken6 import delete, isValid
from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import Confirm, ConflictError, UserError
from lsc_desktop.base.text import fold
from lsc_desktop.gui.kit.forms import FormView
from lsc_desktop.gui.kit.screens import FormScreen, Grid, GridColumn, Link, Lookup, Pane
from lsc_desktop.gui.kit.tasks import Tasks
from lsc_desktop.queries.paging import Listing

ICI = Path(__file__).parent
META = MetaData()
FICHE = Table(
    "fiche",
    META,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, default=1),
    Column("titre", String, default=""),
    Column("montant", String, default="0"),
    Column("au", String),
    Column("tiers_id", Integer),
    Column("lignes", String, default=""),
)
TIERS = Table(
    "tiers",
    META,
    Column("id", Integer, primary_key=True),
    Column("code", String),
    Column("nom", String),
    Column("cherche", String),
    Column("genre", String, default="tiers"),
)


@dataclass(frozen=True, slots=True)
class TiersRow:
    id: int
    code: str
    nom: str


LISTE_TIERS = Listing(
    TiersRow,
    lambda: select(TIERS.c.id, TIERS.c.code, TIERS.c.nom),
    search=(TIERS.c.cherche,),
    filters={"genre": lambda genre: TIERS.c.genre == genre},
    order=(("nom", False),),
)


@dataclass(slots=True)
class Ligne:
    libelle: str = ""
    le: date | None = None
    base: Decimal | None = None
    quote: Decimal = Decimal(1)
    jours: int = 0
    mode: str = "P"
    tiers_id: int | None = None
    retenu: bool = False
    montant: Decimal | None = None


@dataclass(slots=True)
class Essai:
    id: int | None = None
    version: int = 1
    titre: str = ""
    du: date | None = None
    au: date = date(2021, 12, 31)
    montant: Decimal = Decimal(0)
    indice: Decimal | None = None
    fois: int = 1
    tiers_id: int | None = None
    mode: str = "P"
    propose: Decimal | None = None
    propose_saisi: bool = False
    valide: bool = False
    solde: Decimal = Decimal(0)
    total: Decimal = Decimal(0)
    code: str = "411000"
    note: str = ""
    lignes: list[Ligne] = field(default_factory=list)

    def problems(self) -> Iterator[tuple[str, str]]:
        if not self.titre:
            yield "titre", "Le titre manque. Donnez-en un."
        if self.fois > 12:
            yield "fois", "Douze échéances au plus. Baissez leur nombre."
        for rang, ligne in enumerate(self.lignes):
            if ligne.jours > 366:
                yield f"lignes.{rang}.jours", "Plus de jours que l'année n'en a."
        if self.note == "seul":
            yield "ailleurs", "Une faute sans champ."


def charger(session: Session, id: int) -> Essai:
    ligne = session.execute(select(FICHE).where(FICHE.c.id == id)).one_or_none()
    if ligne is None:
        raise UserError("Cette fiche n'existe plus.", "Relisez la liste.")
    return Essai(
        id,
        ligne.version,
        ligne.titre,
        montant=Decimal(ligne.montant),
        au=date.fromisoformat(ligne.au or "2021-12-31"),
        tiers_id=ligne.tiers_id,
        lignes=[Ligne(texte) for texte in ligne.lignes.split("|") if texte],
    )


def nouvelle(session: Session, ctx: Contexte, **params: Any) -> Essai:
    return Essai(au=ctx.aujourd_hui, **params)


def enregistrer(session: Session, saisie: Essai, *, ctx: Contexte, accepted: frozenset[str]) -> int:
    values = {
        "titre": saisie.titre,
        "montant": str(saisie.montant),
        "au": saisie.au.isoformat(),
        "tiers_id": saisie.tiers_id,
        "lignes": "|".join(ligne.libelle for ligne in saisie.lignes),
        "version": saisie.version + 1,
    }
    if saisie.id is None:
        return int(session.execute(insert(FICHE).values(**values)).inserted_primary_key[0])
    where = (FICHE.c.id == saisie.id) & (FICHE.c.version == saisie.version)
    if not session.execute(update(FICHE).where(where).values(**values)).rowcount:
        raise ConflictError("Paul a modifié cette fiche à 10:40.", "Rouvrez-la pour la revoir.")
    if saisie.montant > 1000 and "gros" not in accepted:
        raise Confirm("Ce montant est inhabituel. L'enregistrer ?", "gros")
    if saisie.titre == "refusé":
        raise UserError("Ce titre est déjà pris.", "Choisissez-en un autre.", "titre")
    if saisie.titre == "échec":
        raise UserError("L'exercice est clos.", "Rouvrez-le d'abord.")
    return saisie.id


def recalculer(saisie: Essai) -> None:
    for ligne in saisie.lignes:
        ligne.montant = None if ligne.base is None else ligne.base * ligne.quote
    saisie.total = saisie.montant + sum(
        (x.montant or Decimal(0) for x in saisie.lignes), Decimal(0)
    )
    if not saisie.propose_saisi:
        saisie.propose = saisie.montant / 12


def relire(session: Session, saisie: Essai, ctx: Contexte) -> None:
    """Le « solde » d'un tiers : cent fois la longueur de son nom, lue dans la base."""
    query = select(TIERS.c.nom).where(TIERS.c.id == saisie.tiers_id)
    saisie.solde = Decimal(100 * len(session.scalar(query) or ""))


LOOKUP = Lookup(LISTE_TIERS, "code", "nom", opens="tiers.fiche", where=lambda d: {"genre": "tiers"})
MODES = (("P", "Prélèvement"), ("C", "Chèque"), ("V", "Virement"))
GRILLE = Grid(
    (
        GridColumn("libelle", "Libellé"),
        GridColumn("le", "Date"),
        GridColumn("base", "Base"),
        GridColumn("quote", "Quote-part", places=4),
        GridColumn("jours", "Jours"),
        GridColumn("mode", "Mode", choices=MODES),
        GridColumn("tiers_id", "Tiers", lookup=LOOKUP, width=12),
        GridColumn("retenu", "Retenu"),
        GridColumn("montant", "Montant", computed=True),
    ),
    new=Ligne,
)


def un_ecran(**over: Any) -> FormScreen:
    values: dict[str, Any] = {
        "key": "essais.fiche",
        "name": "Essai",
        "ui": "essai",
        "load": charger,
        "save": enregistrer,
        "new": nouvelle,
        "title": lambda d: d.titre,
        "recompute": recalculer,
        "refresh": relire,
        "refresh_on": ("tiers_id",),
        "explain": lambda d: {"total": f"Montant {d.montant}", "lignes.0.montant": "Base × part"},
        "warnings": lambda d: ("Montant nul.",) if not d.montant else (),
        "disabled": lambda d: ("propose",) if d.valide else (),
        "choices": {"mode": lambda session: MODES},
        "lookups": {"tiers_id": LOOKUP},
        "grids": {"lignes": GRILLE},
        "panes": {"evenements": Pane("evenements.liste", lambda d: {"fiche": d.id})},
        "links": {"code": Link(lambda d: ("comptes.fiche", 7, {}))},
    }
    return FormScreen(**{**values, **over})


class BaseEssai:
    """Une base SQLite qu'on lit et qu'on écrit comme la vraie."""

    def __init__(self, path: Path) -> None:
        self.engine = create_engine(f"sqlite:///{path.as_posix()}")
        META.create_all(self.engine)
        self.ecritures: list[str] = []
        with self.engine.begin() as connection:
            fiches = ((1, "Un", "250.00"), (2, "Deux", "0"), (3, "Trois", "30"))
            connection.execute(
                insert(FICHE), [{"id": i, "titre": t, "montant": m} for i, t, m in fiches]
            )
            connection.execute(insert(TIERS), [*_tiers()])

    @contextmanager
    def read(self) -> Iterator[Session]:
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def write(self, user: str) -> Iterator[Session]:
        with Session(self.engine) as session, session.begin():
            yield session
        self.ecritures.append(user)

    def fiche(self, id: int) -> Any:
        with self.read() as session:
            return session.execute(select(FICHE).where(FICHE.c.id == id)).one()

    def close(self) -> None:
        self.engine.dispose()


def _tiers() -> Iterator[dict[str, Any]]:
    noms = ("Élise L'Œuvre", "Paul Durand", "Pauline Durand", "Jeanne Martin")
    for id, nom in enumerate(noms, 1):
        yield {"id": id, "code": f"T{id:03}", "nom": nom, "genre": "tiers"} | _cle(f"T{id:03}", nom)
    for id in range(10, 60):
        code, nom = f"Z{id}", f"Société {id}"
        yield {"id": id, "code": code, "nom": nom, "genre": "tiers"} | _cle(code, nom)
    yield {"id": 99, "code": "L099", "nom": "Un lot", "genre": "lot"} | _cle("L099", "Un lot")


def _cle(code: str, nom: str) -> dict[str, Any]:
    return {"cherche": fold(f"{code} {nom}")}


class Fenetre:
    """Note ce qu'une fiche demande à sa fenêtre, et répond `reponse` aux questions."""

    def __init__(self) -> None:
        self.ctx = Contexte("Martine", datetime(2021, 11, 21, 10, 42), date(2021, 11, 21))
        self.reponse = True
        self.questions: list[str] = []
        self.refus: list[Exception] = []
        self.ouverts: list[tuple[str, int | None]] = []
        self.dits: list[str] = []
        self.apercus: list[tuple[str, list[Any]]] = []
        self.manque: dict[str, str] = {}

    def contexte(self) -> Contexte:
        return self.ctx

    def ask(self, question: str, accept: str = "Continuer") -> bool:
        self.questions.append(question)
        return self.reponse

    def refuse(self, error: Exception) -> None:
        self.refus.append(error)

    def open(self, key: str, id: int | None = None, **params: Any) -> None:
        self.ouverts.append((key, id))

    def barred(self, key: str, creating: bool = False) -> str:
        return ""

    def unavailable(self, partenaire: str) -> str:
        return self.manque.get(partenaire, "")

    def inform(self, text: str) -> None:
        self.dits.append(text)

    def preview(self, title: str, documents: Any) -> None:
        self.apercus.append((title, list(documents)))


class Atelier:
    """La base, la fenêtre, et de quoi ouvrir des fiches à l'écran."""

    def __init__(self, qtbot: Any, base: BaseEssai) -> None:
        self.qtbot, self.base, self.fenetre = qtbot, base, Fenetre()
        self.listes: list[tuple[str, dict[str, Any]]] = []
        self.fiches: list[FormView] = []
        self.tasks = Tasks()

    def ouvre(self, id: int | None = 1, **over: Any) -> FormView:
        options = {k: over.pop(k) for k in ("params", "siblings", "read_only") if k in over}
        fiche = FormView(
            un_ecran(**over),
            self.fenetre,
            self.base,
            id=id,
            make_list=self._liste,
            tasks=self.tasks,
            **options,
        )
        self.fiches.append(fiche)
        fiche.resize(1060, 640)
        fiche.show()
        fiche.activateWindow()
        self.qtbot.waitUntil(fiche.isActiveWindow)
        return fiche

    def close(self) -> None:
        """Les fiches meurent ici, dans le fil graphique, et pas au gré du ramasse-miettes."""
        self.tasks.drain()
        for fiche in filter(isValid, self.fiches):
            delete(fiche)
        self.tasks.close()
        self.base.close()

    def _liste(self, cle: str, filtres: Any) -> QLabel:
        self.listes.append((cle, dict(filtres)))
        return QLabel(cle)
