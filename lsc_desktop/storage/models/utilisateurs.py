"""Qui ouvre le programme, et ce que son profil lui permet."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lsc_desktop.storage.models.base import SECRET, Base, Cherchable, Versionnee


class Profil(Versionnee, Base):
    """Un métier de l'agence : gérant, comptable, accueil ; ses droits sont ceux de ses membres."""

    __tablename__ = "profil"

    nom: Mapped[str] = mapped_column(unique=True)
    administrateur: Mapped[bool] = mapped_column(
        default=False
    )  # a tous les droits, à venir compris
    note: Mapped[str] = mapped_column(default="")
    actif: Mapped[bool] = mapped_column(default=True)
    droits: Mapped[list["ProfilDroit"]] = relationship(
        cascade="all, delete-orphan", order_by="ProfilDroit.droit"
    )


class ProfilDroit(Base):
    """Un droit accordé : sa clé est dans `domain.droits`."""

    __tablename__ = "profil_droit"
    __table_args__ = (UniqueConstraint("profil_id", "droit"),)

    profil_id: Mapped[int] = mapped_column(ForeignKey("profil.id"))
    droit: Mapped[str]


class Utilisateur(Versionnee, Cherchable, Base):
    """Un collègue. `mot_de_passe` : empreinte argon2 ; vide, il ne peut pas se connecter."""

    __tablename__ = "utilisateur"
    cherche_dans = ("identifiant", "nom", "courriel")

    identifiant: Mapped[str] = mapped_column(unique=True)
    nom: Mapped[str]
    courriel: Mapped[str] = mapped_column(default="")
    profil_id: Mapped[int] = mapped_column(ForeignKey("profil.id"), index=True)
    mot_de_passe: Mapped[str] = mapped_column(default="", info=SECRET)
    # mot de passe donné par un autre
    a_changer: Mapped[bool] = mapped_column(default=False, info=SECRET)
    messages_systeme: Mapped[bool] = mapped_column(default=False)
    actif: Mapped[bool] = mapped_column(default=True)
    echecs: Mapped[int] = mapped_column(default=0, info=SECRET)
    bloque_jusqu_a: Mapped[datetime | None] = mapped_column(info=SECRET)
    connecte_le: Mapped[datetime | None] = mapped_column(info=SECRET)


class Connexion(Base):
    """Journal d'accès, à part de l'historique comptable, gardé un an (ecosystem C.7).

    `qui` est vide quand l'identifiant tapé n'existe pas : on y tape parfois son mot de passe.
    """

    __tablename__ = "connexion"

    quand: Mapped[datetime] = mapped_column(index=True)
    qui: Mapped[str] = mapped_column(default="")
    fait: Mapped[str]
    poste: Mapped[str] = mapped_column(default="")
    par: Mapped[str] = mapped_column(default="")
    recherche: Mapped[str] = mapped_column(default="")
