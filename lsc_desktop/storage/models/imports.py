"""Les portefeuilles importés, et comment lire les fichiers d'un ancien logiciel."""

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lsc_desktop.storage.models.base import Base


class CorrespondanceImport(Base):
    """Pour une sorte de fichier et ses titres de colonnes, le champ que l'on a choisi à chacun."""

    __tablename__ = "correspondance_import"
    __table_args__ = (UniqueConstraint("sorte", "titres"),)

    sorte: Mapped[str]
    titres: Mapped[str]  # repliés, dans l'ordre du fichier, séparés par « | »
    champs: Mapped[str] = mapped_column(Text)  # JSON : titre → champ
    retenue_le: Mapped[datetime]


class ImportFait(Base):
    """Un import passé : qui, quand, quels fichiers, combien de fiches."""

    __tablename__ = "import_fait"

    quand: Mapped[datetime] = mapped_column(index=True)
    qui: Mapped[str]
    fichiers: Mapped[str] = mapped_column(Text)
    bilan: Mapped[str] = mapped_column(Text)
    recherche: Mapped[str] = mapped_column(default="")
