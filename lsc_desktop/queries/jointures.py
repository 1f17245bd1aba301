"""Alléger une requête : ce qui ne sert qu'à afficher ne sert ni à compter, ni à trouver."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias, cast

from sqlalchemy import Column, ColumnElement, FromClause, Join, Select, Table, func, null, select
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression

Requete: TypeAlias = Select[*tuple[Any, ...]]


def sans_jointure_inutile(stmt: Requete) -> Requete:
    """La même requête, les mêmes lignes, sans les tables que rien n'y demande.

    Une table ne part que si elle ne peut ni ajouter ni ôter une ligne : jointe par sa clé, et par
    un lien obligatoire, ou sans condition de présence.
    """
    froms = stmt.get_final_froms()
    if len(froms) != 1 or not isinstance(froms[0], Join) or _compte_ses_lignes(stmt):
        return stmt
    base, joins = _chaine(froms[0])
    ordered = list(stmt._order_by_clauses)
    where = () if stmt.whereclause is None else (stmt.whereclause,)
    used = _tables((*stmt.selected_columns, *where, *ordered))
    absent = {join.right for join in joins if join.isouter}
    kept = []
    for join in reversed(joins):
        assert join.onclause is not None
        if join.right in used or not _neutre(join, absent):
            kept.append(join)
            used |= _tables((join.onclause,))
    if len(kept) == len(joins):
        return stmt
    source: FromClause = base
    for join in reversed(kept):
        source = source.join(join.right, join.onclause, isouter=join.isouter, full=join.full)
    lean: Requete = select(*stmt.selected_columns).select_from(source)
    return lean.where(*where).order_by(*ordered)


# Table jointe par sa clé → cette clé, et la colonne qui y mène.
Liens: TypeAlias = Mapping[Any, tuple[Any, Any]]


def dans_la_table_liee(
    links: Liens,
    column: Any,
    says: Callable[[Any], ColumnElement[bool]],
    through: Callable[[Any], Any] = lambda link: link,
) -> ColumnElement[bool]:
    """Ce que `says` dit d'une colonne, dit de la table liée : « dont le tiers est parmi… ».

    La base cherche alors une fois dans les tiers, et non dans le tiers de chaque ligne. `links` :
    ceux de la requête (`liens`) ; une colonne d'une autre table garde sa condition. `through` dit
    comment lire le lien de la table même : `sans_index` pour la parcourir dans un autre ordre.
    """
    table = getattr(column, "table", None)
    if table not in links:
        return says(column)
    key, link = links[table]
    whole: Any = getattr(table, "element", table)
    twin = whole.alias()  # elle peut être jointe aussi, à part
    found = select(twin.c[key.key]).where(says(twin.c[column.key]))
    if link.table not in links:
        return cast("ColumnElement[bool]", through(link).in_(found))
    return dans_la_table_liee(links, link, lambda asked: asked.in_(found), through)


def sans_index(column: Any) -> Any:
    """La même valeur, dont aucun index ne sait rien."""
    return func.coalesce(column, null())


def liens(stmt: Requete) -> Liens:
    """Les tables qu'une requête joint par leur clé."""
    froms = stmt.get_final_froms()
    if len(froms) != 1 or not isinstance(froms[0], Join):
        return {}
    found = {}
    for join in _chaine(froms[0])[1]:
        if sides := _par_la_cle(join):
            found[join.right] = sides
    return found


def _compte_ses_lignes(stmt: Requete) -> bool:
    limited = stmt._limit_clause is not None or stmt._offset_clause is not None
    return bool(stmt._group_by_clauses or stmt._distinct or stmt._having_criteria or limited)


def _chaine(join: Join) -> tuple[FromClause, list[Join]]:
    """La première table, et les jointures dans l'ordre où elles s'y ajoutent."""
    joins: list[Join] = []
    node: FromClause = join
    while isinstance(node, Join):
        joins.insert(0, node)
        node = node.left
    return node, joins


def _tables(clauses: Iterable[Any]) -> set[FromClause]:
    """Les tables dont une colonne paraît, sous-requêtes comprises."""
    found = (
        getattr(element, "table", None)
        for clause in clauses
        for element in visitors.iterate(clause)
    )
    return {table for table in found if table is not None}


def _neutre(join: Join, absent: set[FromClause]) -> bool:
    """Chaque ligne de gauche y trouve une ligne et une seule, ou une au plus sans être perdue."""
    sides = _par_la_cle(join)
    if sides is None:
        return False
    if join.isouter:
        return True
    key, link = sides
    known = _colonne(link)
    return (
        known is not None
        and not known.nullable
        and link.table not in absent
        and any(foreign.column is _colonne(key) for foreign in known.foreign_keys)
    )


def _par_la_cle(join: Join) -> tuple[Any, Any] | None:
    """(colonne unique de la table jointe, colonne qui y mène), si la jointure ne dit que cela."""
    clause: Any = join.onclause
    if not isinstance(clause, BinaryExpression) or clause.operator is not operators.eq or join.full:
        return None
    sides = (clause.left, clause.right)
    mine = [side for side in sides if getattr(side, "table", None) == join.right]
    theirs = [side for side in sides if getattr(side, "table", join.right) != join.right]
    if len(mine) != 1 or len(theirs) != 1 or not _unique(mine[0]):
        return None
    return mine[0], theirs[0]


def _unique(column: Any) -> bool:
    known = _colonne(column)
    return known is not None and bool(known.primary_key or known.unique)


def _colonne(column: Any) -> "Column[Any] | None":
    """La colonne de la table elle-même, fût-elle sous un autre nom."""
    table = getattr(column, "table", None)
    table = getattr(table, "element", table)
    if not isinstance(table, Table):
        return None
    found: Column[Any] | None = table.c.get(column.key)
    return found
