"""Entités comptables : la gérance, et plus tard chaque syndicat."""

from sqlalchemy.orm import Mapped, mapped_column

from lsc_desktop.storage.models.base import SENSIBLE, Base, Cherchable, Versionnee


class Entite(Versionnee, Cherchable, Base):
    """Société comptable, par exemple « G001 Agence Crypto » (seed L128, L1139)."""

    __tablename__ = "entite"
    cherche_dans = ("code", "nom", "ville")

    code: Mapped[str] = mapped_column(unique=True)
    nom: Mapped[str]
    adresse1: Mapped[str] = mapped_column(default="")
    adresse2: Mapped[str] = mapped_column(default="")
    code_postal: Mapped[str] = mapped_column(default="")
    ville: Mapped[str] = mapped_column(default="")
    telephone: Mapped[str] = mapped_column(default="")
    courriel: Mapped[str] = mapped_column(default="")
    siret: Mapped[str] = mapped_column(default="")
    carte_professionnelle: Mapped[str] = mapped_column(default="")
    garantie: Mapped[str] = mapped_column(default="")
    ics: Mapped[str] = mapped_column(default="")
    iban: Mapped[str] = mapped_column(default="", info=SENSIBLE)
    bic: Mapped[str] = mapped_column(default="", info=SENSIBLE)
    actif: Mapped[bool] = mapped_column(default=True)
