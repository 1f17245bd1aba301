"""Ce que les tables ont en commun : noms de contraintes, version, texte de recherche."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import MetaData, event
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from lsc_desktop.base.text import fold
from lsc_desktop.storage.types import Euros

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

# Ce que l'historique tait, parce que c'est un secret ou la marche du programme ; ce qu'il note sans
# qu'on puisse l'y chercher.
SECRET: dict[Any, Any] = {"tu": True}
MARCHE: dict[Any, Any] = {"tu": True}
SENSIBLE: dict[Any, Any] = {"sensible": True}


class Base(DeclarativeBase):
    """Une table : clé entière, montants en centimes, contraintes aux noms prévisibles."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {Decimal: Euros}

    id: Mapped[int] = mapped_column(primary_key=True)


class Versionnee:
    """Une fiche modifiable : version optimiste et historique de chaque champ changé."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return {"version_id_col": cls.version}


class Cherchable:
    """Une fiche qu'on retrouve en tapant : `recherche` est le texte replié de quelques champs."""

    cherche_dans: ClassVar[tuple[str, ...]] = ()
    recherche: Mapped[str] = mapped_column(default="")


def replier(model: type[Cherchable], values: Mapping[str, Any]) -> str:
    """Le texte de recherche d'une ligne qu'on écrit sans passer par sa fiche."""
    return fold(" ".join(str(values.get(name) or "") for name in model.cherche_dans))


@event.listens_for(Cherchable, "before_insert", propagate=True)
@event.listens_for(Cherchable, "before_update", propagate=True)
def _replie(_mapper: Any, _connection: Any, target: Any) -> None:
    kind = type(target)
    target.recherche = replier(kind, {name: getattr(target, name) for name in kind.cherche_dans})
