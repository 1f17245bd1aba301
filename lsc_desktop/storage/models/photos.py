"""Photos des immeubles."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lsc_desktop.storage.models.base import MARCHE
from lsc_desktop.storage.models.numerotes import Numerote


class PhotoImmeuble(Numerote):
    """Une photo numérotée d'un immeuble (seed L1470-1474).

    `extension` : celle de ses octets, et non de son nom.
    """

    __tablename__ = "photo_immeuble"
    __table_args__ = (UniqueConstraint("immeuble_id", "numero"),)

    immeuble_id: Mapped[int] = mapped_column(ForeignKey("immeuble.id"))
    publie: Mapped[bool] = mapped_column(default=False)
    extension: Mapped[str] = mapped_column(info=MARCHE)
