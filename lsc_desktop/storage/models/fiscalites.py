"""Codes fiscalité : la rubrique de chaque écriture et de chaque ligne de quittancement."""

from sqlalchemy.orm import Mapped, mapped_column

from lsc_desktop.storage.models.base import Base, Cherchable, Versionnee
from lsc_desktop.storage.types import Taux


class CodeFiscalite(Versionnee, Cherchable, Base):
    """Rubrique fiscale ; `pourcentage` calcule les nouvelles provisions (seed L280-297)."""

    __tablename__ = "code_fiscalite"
    cherche_dans = ("code", "libelle")

    code: Mapped[str] = mapped_column(unique=True)
    libelle: Mapped[str]
    nature: Mapped[str]
    pourcentage: Mapped[Taux]
    ligne_2044: Mapped[str] = mapped_column(default="")
    lien_proprietaire: Mapped[bool] = mapped_column(default=True)
    actif: Mapped[bool] = mapped_column(default=True)
