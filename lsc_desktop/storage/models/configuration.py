"""Les réglages de l'agence (Préférences et administration > Gérance > configuration gérance)."""

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Mapped, mapped_column

from lsc_desktop.storage.models.base import Base, Versionnee


class Configuration(Versionnee, Base):
    """Une seule ligne, d'id 1 ; le sens de chaque réglage est dans `domain.configuration`."""

    __tablename__ = "configuration"

    regularisation_lots_isoles: Mapped[bool] = mapped_column(default=False)
    plusieurs_regularisations: Mapped[bool] = mapped_column(default=False)
    sans_note: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(default="")
    titre_decompte: Mapped[str]
    code_provisions: Mapped[str]
    code_regularisation: Mapped[str]
    seuil_departs: Mapped[Decimal]
    fois_max: Mapped[int]
    prorata: Mapped[str]
    pied_de_page: Mapped[str] = mapped_column(default="")
    date_travail: Mapped[date | None]
    verrouillage_minutes: Mapped[int] = mapped_column(default=15)


class ConfigurationSyndic(Versionnee, Base):
    """Les réglages du syndic : une seule ligne, d'id 1 ; leur sens est dans
    `domain.assemblees.reglages`."""

    __tablename__ = "configuration_syndic"

    vote_correspondance: Mapped[bool] = mapped_column(default=True)
    seconds_votes: Mapped[bool] = mapped_column(default=True)
    repli_reception: Mapped[str] = mapped_column(default="laisser")
    classeur: Mapped[str]
    texte_25_1: Mapped[str]
    texte_26_1: Mapped[str]
    texte_convocation: Mapped[str]
    ouverture_pv: Mapped[str]
    cloture_pv: Mapped[str] = mapped_column(default="")
    signataire: Mapped[str] = mapped_column(default="")
    inactiver_vendeurs: Mapped[bool] = mapped_column(default=False)
