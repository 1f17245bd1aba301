"""Le registre national des copropriétés : réglage, certificats, dossiers, déclarations."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lsc_desktop.storage.models.base import MARCHE, Base, Cherchable, Versionnee


class ReglageRegistre(Versionnee, Base):
    """Le compte de télédéclarant et le contrat d'interface ; une seule ligne.

    `contrat` : celui que l'agence a importé ; vide, celui du programme. `wsdl` : celui que l'agence
    a reçu, pour un contrat en SOAP. `permis` : le serveur et le contrat qu'un administrateur a
    permis d'appeler (D50).
    """

    __tablename__ = "reglage_registre"

    numero: Mapped[str] = mapped_column(default="")
    courriel: Mapped[str] = mapped_column(default="")
    adresse: Mapped[str] = mapped_column(default="")
    contrat: Mapped[str] = mapped_column(default="", info=MARCHE)
    wsdl: Mapped[str] = mapped_column(default="", server_default=text("''"), info=MARCHE)
    permis: Mapped[str] = mapped_column(default="")
    permis_le: Mapped[dt.datetime | None]
    permis_par: Mapped[str] = mapped_column(default="")


class CertificatRegistre(Base):
    """Un certificat déclaré au registre, sans sa clé, que chaque poste garde à son coffre.

    `emplacement` : 1 ou 2, comme sur le portail ; l'un relaie l'autre à son renouvellement.
    `sirens`, `usages`, `politiques` : séparés d'espaces. Dates en temps universel.
    """

    __tablename__ = "certificat_registre"

    emplacement: Mapped[int] = mapped_column(unique=True)
    sujet: Mapped[str]
    emetteur: Mapped[str]
    serie: Mapped[str]
    empreinte: Mapped[str]
    valable_du: Mapped[dt.datetime]
    valable_au: Mapped[dt.datetime]
    sirens: Mapped[str]
    usages: Mapped[str]
    politiques: Mapped[str]
    auto_signe: Mapped[bool]
    pem: Mapped[str]
    importe_le: Mapped[dt.datetime]
    importe_par: Mapped[str]


class DossierRegistre(Versionnee, Base):
    """Ce que la loi demande d'une copropriété et qu'aucune autre fiche ne dit (CCH L. 711-2).

    Son id est celui de la copropriété.
    """

    __tablename__ = "dossier_registre"

    id: Mapped[int] = mapped_column(ForeignKey("copropriete.id"), primary_key=True)
    rattachement: Mapped[str]
    immatriculee_le: Mapped[dt.date | None]
    maj_le: Mapped[dt.date | None]
    nom_usage: Mapped[str] = mapped_column(default="")
    adresses: Mapped[str] = mapped_column(default="")
    date_creation: Mapped[dt.date | None]
    nature: Mapped[str] = mapped_column(default="principal")
    immat_principal: Mapped[str] = mapped_column(default="")
    residence_service: Mapped[bool] = mapped_column(default=False)
    nb_asl: Mapped[int | None]
    nb_aful: Mapped[int | None]
    nb_unions: Mapped[int | None]
    cadre: Mapped[str] = mapped_column(default="syndic")
    mandat_du: Mapped[dt.date | None]
    mandat_au: Mapped[dt.date | None]
    premier_exercice: Mapped[bool] = mapped_column(default=False)
    exercice_du: Mapped[dt.date | None]
    exercice_au: Mapped[dt.date | None]
    ag_comptes_le: Mapped[dt.date | None]
    budget: Mapped[Decimal | None]
    charges_courantes: Mapped[Decimal | None]
    charges_travaux: Mapped[Decimal | None]
    provisions_travaux: Mapped[Decimal | None]
    dettes_fournisseurs: Mapped[Decimal | None]
    impayes: Mapped[Decimal | None]
    nb_debiteurs: Mapped[int | None]
    fonds_travaux: Mapped[Decimal | None]
    personnel: Mapped[bool] = mapped_column(default=False)
    nb_ascenseurs: Mapped[int | None]
    periode: Mapped[str] = mapped_column(default="")
    chauffage: Mapped[str] = mapped_column(default="")
    reseau_urbain: Mapped[bool] = mapped_column(default=False)
    energie: Mapped[str] = mapped_column(default="")
    eau_chaude: Mapped[str] = mapped_column(default="")
    nb_bornes: Mapped[int | None]
    diagnostic_structurel: Mapped[dt.date | None]
    plan_travaux: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")

    parcelles: Mapped[list["ParcelleRegistre"]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        order_by=lambda: (ParcelleRegistre.rang, ParcelleRegistre.id),
    )
    procedures: Mapped[list["ProcedureRegistre"]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        order_by=lambda: (ProcedureRegistre.rang, ProcedureRegistre.id),
    )
    batiments: Mapped[list["BatimentRegistre"]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        order_by=lambda: (BatimentRegistre.rang, BatimentRegistre.id),
    )


class ParcelleRegistre(Base):
    """Une référence cadastrale de la copropriété."""

    __tablename__ = "parcelle_registre"

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier_registre.id"), index=True)
    rang: Mapped[int] = mapped_column(default=0)
    insee: Mapped[str]
    prefixe: Mapped[str]
    section: Mapped[str]
    numero: Mapped[str]


class ProcedureRegistre(Base):
    """Une procédure ou un arrêté à déclarer (CCH L. 711-2 II)."""

    __tablename__ = "procedure_registre"

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier_registre.id"), index=True)
    rang: Mapped[int] = mapped_column(default=0)
    nature: Mapped[str]
    du: Mapped[dt.date]
    au: Mapped[dt.date | None]


class BatimentRegistre(Base):
    """Un bâtiment, et ce qu'on en déclare à part (CCH R. 711-9 III)."""

    __tablename__ = "batiment_registre"

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier_registre.id"), index=True)
    rang: Mapped[int] = mapped_column(default=0)
    nom: Mapped[str]
    etages: Mapped[int | None]
    etiquette: Mapped[str] = mapped_column(default="")
    ventilation: Mapped[str] = mapped_column(default="")


class DeclarationRegistre(Versionnee, Cherchable, Base):
    """Une démarche au registre : ce qui est parti, ce qu'il a répondu ; elle ne s'efface plus.

    `donnees` : figées à l'envoi, en JSON ; `recues` : celles du registre ; `brut` : sa réponse.
    """

    __tablename__ = "declaration_registre"
    cherche_dans = ("accuse", "message", "cree_par", "note")

    copropriete_id: Mapped[int] = mapped_column(ForeignKey("copropriete.id"), index=True)
    demarche: Mapped[str]
    etat: Mapped[str] = mapped_column(index=True)  # domain.registre.declarations.ETATS
    fin_mandat: Mapped[dt.date | None]
    successeur_nom: Mapped[str] = mapped_column(default="")
    successeur_siret: Mapped[str] = mapped_column(default="")
    successeur_courriel: Mapped[str] = mapped_column(default="")
    piece_id: Mapped[int | None] = mapped_column(ForeignKey("fichier.id"), index=True)
    note: Mapped[str] = mapped_column(default="")
    cree_le: Mapped[dt.datetime]
    cree_par: Mapped[str]
    donnees: Mapped[str] = mapped_column(default="", info=MARCHE)
    envoi_id: Mapped[int | None] = mapped_column(info=MARCHE)
    faite_le: Mapped[dt.datetime | None]
    faite_par: Mapped[str] = mapped_column(default="")
    numero: Mapped[str] = mapped_column(default="")
    accuse: Mapped[str] = mapped_column(default="")
    message: Mapped[str] = mapped_column(default="")
    recues: Mapped[str] = mapped_column(default="", info=MARCHE)
    brut: Mapped[str] = mapped_column(default="", info=MARCHE)
