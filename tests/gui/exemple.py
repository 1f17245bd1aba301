"""Un petit fichier de locataires, sa liste et ses écrans : de quoi essayer le kit."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Integer, String, create_engine, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlalchemy.types import TypeDecorator

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.text import fold
from lsc_desktop.domain.evenements import Document
from lsc_desktop.gui.kit.screens import Column, ListScreen
from lsc_desktop.queries.paging import Listing

NOMS = ("Elsa Locataire", "Georges Matignon", "Stéphane Pailloux", "Joseph Charpentier",
        "Hélène L'Œuvre", "Abel Lepitre", "Denise Aloxe-Corton", "Sylvie Roi")  # fmt: skip
IMMEUBLES = ("Résidence Lafayette", "Résidence Saint Louis", "2, rue des Michottes",
             "9, passage Marceau")  # fmt: skip


class Centimes(TypeDecorator[Decimal]):
    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        return None if value is None else int(value * 100)

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return None if value is None else Decimal(value) / 100


class Base(DeclarativeBase):
    pass


class Fiche(Base):
    __tablename__ = "fiche"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    compte: Mapped[str] = mapped_column(String, index=True)
    nom: Mapped[str] = mapped_column(String)
    recherche: Mapped[str] = mapped_column(String, index=True)
    lot: Mapped[str] = mapped_column(String)
    immeuble: Mapped[str] = mapped_column(String)
    solde: Mapped[Decimal] = mapped_column(Centimes, index=True)
    quittance: Mapped[Decimal] = mapped_column(Centimes)
    entree: Mapped[date] = mapped_column(index=True)
    preavis: Mapped[date | None]
    reglement: Mapped[str]
    actif: Mapped[bool]


@dataclass(frozen=True, slots=True)
class FicheRow:
    id: int
    compte: str
    nom: str
    lot: str
    immeuble: str
    solde: Decimal
    quittance: Decimal
    entree: date
    preavis: date | None
    reglement: str
    actif: bool
    lot_id: int


FICHES = Listing(
    FicheRow,
    lambda: select(
        Fiche.id, Fiche.compte, Fiche.nom, Fiche.lot, Fiche.immeuble, Fiche.solde, Fiche.quittance,
        Fiche.entree, Fiche.preavis, Fiche.reglement, Fiche.actif, Fiche.id.label("lot_id"),
    ),
    search=(Fiche.recherche,),
    filters={"immeuble": lambda value: Fiche.immeuble == value},
    order=(("compte", False),),
)  # fmt: skip
COLONNES = (
    Column("compte", "Compte", 14),
    Column("nom", "Nom", 22),
    Column("lot", "Lot", 16, opens="lots.fiche", opens_id="lot_id"),
    Column("immeuble", "Immeuble", 22),
    Column("solde", "Solde", total=True),
    Column("quittance", "Quittance", total=True),
    Column("entree", "1er quitt."),
    Column("preavis", "Fin préavis"),
    Column("reglement", "Mode de règlement"),
    Column("actif", "Actif"),
)


def une_liste(**over: Any) -> ListScreen:
    values: dict[str, Any] = {
        "key": "locataires.liste",
        "title": "Liste Locataire",
        "source": FICHES,
        "columns": COLONNES,
        "opens": "locataires.fiche",
        "creates": "locataires.fiche",
        "empty": "Les locataires de l'agence paraissent ici dès leur entrée.",
        "icon": "mdi6.account-key-outline",
        "watches": ("fiche",),
    }
    return ListScreen(**{**values, **over})


class BaseExemple:
    """Même façon de lire et d'écrire que la vraie base."""

    def __init__(self, path: Path, count: int = 25) -> None:
        self.engine = create_engine(f"sqlite:///{path.as_posix()}")
        Base.metadata.create_all(self.engine)
        self.read = sessionmaker(self.engine)
        self.ecrits: list[str] = []
        with self.engine.begin() as connection:
            connection.execute(insert(Fiche), list(_fiches(count))) if count else None

    @contextmanager
    def write(self, user: str) -> Iterator[Session]:
        with sessionmaker(self.engine).begin() as session:
            yield session
        self.ecrits.append(user)

    def close(self) -> None:
        self.engine.dispose()


def _fiches(count: int) -> Iterator[dict[str, Any]]:
    for n in range(1, count + 1):
        nom, immeuble = NOMS[n % len(NOMS)], IMMEUBLES[n % len(IMMEUBLES)]
        compte = f"81{fold(nom).split()[-1][:6].upper()}{n:06d}"
        yield {
            "id": n,
            "compte": compte,
            "nom": nom,
            "recherche": fold(f"{compte} {nom} {immeuble}"),
            "lot": f"LAFAYETTE/{n:03d}",
            "immeuble": immeuble,
            "solde": Decimal((n * 7919) % 90000 - 60000) / 100 * (n % 3 > 0),
            "quittance": Decimal(35000 + (n * 331) % 90000) / 100,
            "entree": date(1997, 8, 29) + timedelta(days=(n * 37) % 9000),
            "preavis": date(2021, 12, 31) if n % 9 == 0 else None,
            "reglement": ("Prélèvement", "Chèque", "")[n % 3],
            "actif": n % 5 > 0,
        }


class ShellEspion:
    """Note ce qu'un écran demande à sa fenêtre."""

    def __init__(self, ctx: Contexte, db: Any = None) -> None:
        self._ctx, self._db = ctx, db
        self.ouverts: list[tuple[str, int | None, dict[str, Any]]] = []
        self.apercus: list[tuple[str, list[Document]]] = []
        self.dits: list[str] = []
        self.refus: list[Exception] = []
        self.questions: list[str] = []
        self.services: list[tuple[str, dict[str, Any]]] = []
        self.repris: list[int] = []
        self.manque: dict[str, str] = {}
        self.reponse = True

    def contexte(self) -> Contexte:
        return self._ctx

    def open(self, key: str, id: int | None = None, **params: Any) -> None:
        self.ouverts.append((key, id, params))

    def read(self, query: Any, *args: Any) -> Any:
        with self._db.read() as session:
            return query(session, *args)

    def write(self, work: Any, *args: Any) -> Any:
        with self._db.write(self._ctx.utilisateur) as session:
            return work(session, *args, ctx=self._ctx)

    def barred(self, key: str, creating: bool = False) -> str:
        return ""

    def unavailable(self, partenaire: str) -> str:
        return self.manque.get(partenaire, "")

    def preview(self, title: str, documents: Any) -> None:
        self.apercus.append((title, list(documents)))

    def inform(self, text: str) -> None:
        self.dits.append(text)

    def refuse(self, error: Exception) -> None:
        self.refus.append(error)

    def resume(self, id: int) -> None:
        self.repris.append(id)

    def service(self, name: str, **params: Any) -> None:
        self.services.append((name, params))

    def ask(self, question: str, accept: str = "Continuer") -> bool:
        self.questions.append(question)
        return self.reponse
