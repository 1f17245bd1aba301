"""Ce qu'ont en commun les fichiers numérotés d'une fiche : documents d'un lot, photos."""

from typing import Any

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from lsc_desktop.storage.models.base import Base


class Numerote(Base):
    """Une ligne de sa fiche, mais qui s'ouvre et s'enregistre seule : elle a sa version.

    `recherche` : son libellé et le nom de son fichier, repliés par le service qui les connaît tous
    deux.
    """

    __abstract__ = True

    version: Mapped[int] = mapped_column(default=1)
    numero: Mapped[int]
    libelle: Mapped[str] = mapped_column(default="")
    fichier_id: Mapped[int] = mapped_column(ForeignKey("fichier.id"), index=True)
    recherche: Mapped[str] = mapped_column(default="", server_default=text("''"))

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return {"version_id_col": cls.version}
