"""Une liste lue page par page : filtre, tri, comptes et sommes se font en SQL."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Generic, Protocol, TypeAlias, TypeVar, cast

from sqlalchemy import ColumnElement, Select, String, false, func, or_, select, true
from sqlalchemy.orm import Session

from lsc_desktop.base.text import words
from lsc_desktop.queries.jointures import (
    Liens,
    dans_la_table_liee,
    liens,
    sans_index,
    sans_jointure_inutile,
)

BATCH = 500  # identifiants par requête : SQLite borne le nombre de paramètres


class Row(Protocol):
    """Une ligne de liste : une dataclass figée qui a au moins un identifiant."""

    @property
    def id(self) -> int: ...


R = TypeVar("R", bound=Row)
Requete: TypeAlias = Select[*tuple[Any, ...]]
Filter = Callable[[Any], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Criteria:
    """Ce que montre une liste.

    `text` : les mots tapés dans le filtre, tous exigés. `sort` : (colonne, décroissant).
    `where` : filtres nommés de la liste. `ids` : sous-sélection, aucune si `None`.
    """

    text: str = ""
    sort: tuple[tuple[str, bool], ...] = ()
    where: Mapping[str, Any] = field(default_factory=dict)
    ids: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Listing(Generic[R]):
    """Une requête paginée dont chaque colonne porte le nom d'un champ de `row`.

    `select` donne une requête sans tri ; ses colonnes sont étiquetées dans l'ordre des champs.
    `search` : colonnes repliées (`base.text.fold`) où chercher chaque mot.
    `filters` : les filtres nommés. `order` : tri par défaut. `sort_keys` : remplace une colonne
    par une autre pour trier (un nom par sa forme repliée). `veil` : la ligne telle qu'on a le droit
    de la lire ; elle sort ainsi partout.
    """

    row: type[R]
    select: Callable[[], Requete]
    search: tuple[Any, ...] = ()
    filters: Mapping[str, Filter] = field(default_factory=dict)
    order: tuple[tuple[str, bool], ...] = ()
    sort_keys: Mapping[str, Any] = field(default_factory=dict)
    veil: Callable[[R], R] | None = None

    def page(
        self, session: Session, criteria: Criteria, offset: int, limit: int, follow: bool = True
    ) -> list[R]:
        """Les lignes affichées de `offset` à `offset + limit`, dans l'ordre de la liste.

        On en trouve d'abord les identifiants : trier deux cent mille lignes, ou en sauter la
        moitié, ne doit calculer que les colonnes de celles qu'on montre.
        Sans `follow`, l'index du tri n'est pas suivi : plus rapide quand les lignes qui répondent
        au filtre sont groupées loin dans cet ordre (« roi » dans une liste par nom).
        """
        stmt = self._sorted(self._displayed(criteria, follow), criteria, follow)
        keys = self._keys_of(stmt).offset(offset).limit(limit)
        return self.pick(session, session.scalars(keys).all(), criteria)

    def count(self, session: Session, criteria: Criteria) -> int:
        """Nombre de lignes affichées."""
        return self._count(session, self._displayed(criteria))

    def total(self, session: Session, criteria: Criteria) -> int:
        """Nombre de lignes du fichier, sans le filtre tapé ni la sous-sélection."""
        return self._count(session, self._displayed(Criteria(where=criteria.where)))

    def ids(self, session: Session, criteria: Criteria) -> list[int]:
        """Identifiants affichés, dans l'ordre."""
        stmt = self._sorted(self._displayed(criteria), criteria)
        return list(session.scalars(self._keys_of(stmt)))

    def matching(
        self, session: Session, criteria: Criteria, limit: int, since: int | None = None
    ) -> list[int]:
        """Identifiants qui répondent, `limit` au plus : un index couvrant y suffit.

        Sans ordre, sauf celui de la liste si elle est `in_search_order`. `since` : la première
        réponse d'un texte que celui-ci précise ; dans cet ordre, il n'y a rien avant elle.
        """
        stmt = self._displayed(criteria)
        if self.in_search_order(criteria):
            stmt = self._sorted(stmt, criteria)
            if since is not None:
                stmt = stmt.where(self._from(stmt, criteria, since))
        return list(session.scalars(self._keys_of(stmt).limit(limit)))

    def _from(self, stmt: Requete, criteria: Criteria, since: int) -> ColumnElement[bool]:
        """De cette ligne-là à la fin ; toute la liste si la ligne a disparu."""
        (column,), (descending, *_) = self.search, self._keys(criteria).values()
        if descending:
            return true()
        twin = column.table.alias()
        start = select(twin.c[column.key]).where(twin.c.id == since).scalar_subquery()
        return cast("ColumnElement[bool]", column >= func.coalesce(start, ""))

    def in_search_order(self, criteria: Criteria) -> bool:
        """Le texte où l'on cherche est aussi ce qui trie : un seul index trouve et range."""
        first, *rest = self._keys(criteria)
        key = self.sort_keys.get(first)
        return len(self.search) == 1 and key is self.search[0] and rest == ["id"]

    def sorted_by_text(self, criteria: Criteria) -> bool:
        """Ce qui trie est un texte : les réponses à un mot peuvent s'y suivre, loin du début."""
        name = next(iter(self._keys(criteria)))
        key = self.sort_keys.get(name)
        key = _column(self._everything, name) if key is None else key
        return isinstance(key.type, String)

    def backwards(self, criteria: Criteria) -> Criteria:
        """Les mêmes lignes, dans l'ordre exactement inverse : la fin se lit comme le début."""
        keys = ((name, not descending) for name, descending in self._keys(criteria).items())
        return dataclasses.replace(criteria, sort=tuple(keys))

    def rows(self, session: Session, criteria: Criteria) -> Iterator[R]:
        """Toutes les lignes affichées, dans l'ordre, sans les tenir toutes en mémoire."""
        stmt = self._sorted(self._displayed(criteria), criteria)
        for values in session.execute(stmt.execution_options(yield_per=BATCH)):
            yield self._row(values)

    def pick(
        self, session: Session, ids: Sequence[int], criteria: Criteria | None = None
    ) -> list[R]:
        """Ces lignes-là, dans l'ordre demandé ; celles qui ont disparu manquent.

        Des `criteria` qui les ont trouvées, seuls les filtres nommés servent : une colonne peut en
        dépendre (le solde d'un compte après chaque écriture).
        """
        stmt = self._displayed(Criteria(where=criteria.where if criteria else {}))
        found: dict[int, R] = {}
        for start in range(0, len(ids), BATCH):
            chunk = ids[start : start + BATCH]
            for values in session.execute(stmt.where(self._key(stmt).in_(chunk))):
                row = self._row(values)
                found[row.id] = row
        return [found[i] for i in ids if i in found]

    def sums(
        self, session: Session, criteria: Criteria, columns: Sequence[str]
    ) -> dict[str, Decimal]:
        """Somme de chaque colonne sur les lignes affichées."""
        if not columns:
            return {}
        stmt = self._displayed(criteria)
        wanted = stmt.with_only_columns(*(stmt.selected_columns[name] for name in columns))
        shown = sans_jointure_inutile(wanted).subquery()
        values = session.execute(select(*(func.sum(shown.c[name]) for name in columns))).one()
        return {
            name: value if isinstance(value, Decimal) else Decimal(value or 0)
            for name, value in zip(columns, values, strict=True)
        }

    @cached_property
    def _everything(self) -> Requete:
        """Écrire la requête prend plus de temps à Python qu'une page à SQLite."""
        return self.select()

    @cached_property
    def _liens(self) -> Liens:
        return liens(self._everything)

    def _displayed(self, criteria: Criteria, follow: bool = False) -> Requete:
        """`follow` : on ira dans l'ordre de la liste, aucun index des liens n'en détourne."""
        stmt = self._everything
        for name, value in criteria.where.items():
            stmt = stmt.where(self.filters[name](value))
        for word in words(criteria.text):
            stmt = stmt.where(or_(false(), *self._contient(word, follow)))
        if criteria.ids is not None:
            key = self._key(stmt)
            chunks = [criteria.ids[i : i + BATCH] for i in range(0, len(criteria.ids), BATCH)]
            stmt = stmt.where(or_(false(), *(key.in_(chunk) for chunk in chunks)))
        return stmt

    def _contient(self, word: str, follow: bool) -> Iterator[ColumnElement[bool]]:
        through: Callable[[Any], Any] = sans_index if follow else lambda link: link
        for column in self.search:
            yield dans_la_table_liee(
                self._liens, column, lambda asked: contient(asked, word), through
            )

    def _sorted(self, stmt: Requete, criteria: Criteria, follow: bool = True) -> Requete:
        follow = follow or self.in_search_order(criteria)
        for name, descending in self._keys(criteria).items():
            key = self.sort_keys.get(name)
            key = _column(stmt, name) if key is None else key
            key = key if follow else sans_index(key)
            stmt = stmt.order_by(self._order(stmt, key, descending))
        return stmt

    def _order(self, stmt: Requete, key: Any, descending: bool) -> ColumnElement[Any]:
        """Ce qui est vide vient d'abord en montant, à la fin en descendant, sur les deux moteurs.

        SQLite le fait de lui-même et PostgreSQL fait l'inverse : on le lui dit, sauf d'une colonne
        jamais vide de la fiche listée, dont il ne suivrait plus l'index.
        """
        own = getattr(self._key(stmt), "table", None)
        never = own is not None and getattr(key, "table", None) is own and not key.nullable
        ordered = key.desc() if descending else key.asc()
        if never:
            return cast("ColumnElement[Any]", ordered)
        return cast(
            "ColumnElement[Any]", ordered.nulls_last() if descending else ordered.nulls_first()
        )

    def _keys(self, criteria: Criteria) -> dict[str, bool]:
        """Colonne → décroissant. Toujours un ordre total : les pages se suivent ; jamais deux fois
        la même colonne, qui empêcherait de suivre son index."""
        keys: dict[str, bool] = {}
        for name, descending in (*criteria.sort, *self.order, ("id", False)):
            keys.setdefault(name, descending)
        return keys

    def _key(self, stmt: Requete) -> ColumnElement[Any]:
        return _column(stmt, "id")

    def _keys_of(self, stmt: Requete) -> Requete:
        """Les identifiants seuls, dans le même ordre : les tables qu'on n'affiche pas s'en vont."""
        return sans_jointure_inutile(stmt.with_only_columns(self._key(stmt)))

    def _count(self, session: Session, stmt: Requete) -> int:
        inner = self._keys_of(stmt.order_by(None)).subquery()
        return session.scalar(select(func.count()).select_from(inner)) or 0

    def _row(self, values: Any) -> R:
        made = self.row(*values)
        return made if self.veil is None else self.veil(made)


def _column(stmt: Requete, name: str) -> ColumnElement[Any]:
    """La colonne sélectionnée sous ce nom, sans son étiquette (valable dans un WHERE)."""
    column = stmt.selected_columns[name]
    return cast("ColumnElement[Any]", getattr(column, "element", column))


def contient(column: Any, word: str) -> ColumnElement[bool]:
    """Le texte replié contient ce mot ; « % » et « _ » y sont des caractères, pas des jokers."""
    literal = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return cast("ColumnElement[bool]", column.like(f"%{literal}%", escape="\\"))


def dans(column: Any) -> Filter:
    """Filtre sur un id, ou sur plusieurs."""

    def accept(value: Any) -> ColumnElement[bool]:
        found = column.in_(value) if isinstance(value, tuple | list | set) else column == value
        return cast("ColumnElement[bool]", found)

    return accept
