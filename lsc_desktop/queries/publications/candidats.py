"""Ce que les événements pourraient publier : leur texte, leurs pièces jointes, et pour qui.

Un document adressé à quelqu'un ne va qu'à ses comptes, et à personne s'il n'en a pas : jamais, à
défaut, à tout l'immeuble, à moins que son modèle ne le dise (la facture d'un fournisseur). D'un lot
de la gérance sans destinataire, il va aux comptes de ceux qui l'occupent et le confient ce jour-là.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from sqlalchemy import case, false, func, literal, select
from sqlalchemy.orm import Session

from lsc_desktop.domain.classeurs import DROITS, Metier
from lsc_desktop.domain.coproprietes.liste_coproprietaires import CODE_LEGAL
from lsc_desktop.domain.publications.classeurs import Classeur
from lsc_desktop.domain.publications.valeurs import Annuaire, Candidat, Genre, Portee
from lsc_desktop.domain.registre.fiche_synthetique import CODE_LEGAL as CODE_SYNTHESE
from lsc_desktop.queries.presence import mandat_courant, present
from lsc_desktop.storage import models
from lsc_desktop.storage.models import (
    Dossier,
    Evenement,
    Fichier,
    Immeuble,
    Locataire,
    Mandat,
    MandatLot,
    ModeleEvenement,
    PieceJointe,
)

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Source:
    """Un candidat, et le fichier de la base qui le contient."""

    candidat: Candidat
    fichier_id: int


def load_classeurs(session: Session) -> dict[int, Classeur]:
    """Chaque classeur, par son id ; son code dans le manifeste ne change pas avec son nom."""
    found = {}
    for row in session.scalars(select(models.Classeur)):
        metier = Metier(row.metier)
        roles = (role for role in DROITS[metier] if getattr(row, role.value))
        found[row.id] = Classeur(row.nom, metier, frozenset(roles), f"{metier[0]}-{row.id}")
    return found


def load_candidats(
    session: Session,
    annuaire: Annuaire,
    *,
    nom_pieces: bool = False,
    evenement_id: int | None = None,
) -> Iterator[Source]:
    """Tous les documents dont l'événement a une date de publication, du plus ancien au plus
    récent, ou ceux d'un seul événement.

    `nom_pieces` : leur titre est leur nom de fichier, quel que soit le modèle (seed L949-951).
    """
    classeurs = load_classeurs(session)
    readers = _Destinataires(session, annuaire)
    pieces = _pieces(session, evenement_id)
    wanted = _evenements()
    if evenement_id is not None:
        wanted = wanted.where(Evenement.id == evenement_id)
    for row in session.execute(wanted):
        classeur = classeurs.get(row.classeur_id)
        metier = classeur.metier if classeur is not None else Metier.GERANCE
        for piece in pieces.get(row.id, ()):
            named = nom_pieces or bool(row.nom_pieces)
            title = PurePath(piece.nom).stem if named and piece.rang else row.objet
            for suffix, scope in readers.de(row, metier):
                yield Source(
                    Candidat(
                        id=f"evt-{row.id}-{piece.rang}{suffix}",
                        metier=metier,
                        titre=_titre(row, title),
                        date=row.traite_le or row.date,
                        portee=scope,
                        classeur=classeur,
                        publie_le=row.publie_le,
                        duree_mois=row.duree_mois,
                        sous_chemin=_sous_chemin(row),
                        immeuble=row.immeuble,
                        confidentiel=row.confidentiel,
                        notifier=bool(row.notifier),
                        sha256=piece.sha256,
                        taille=piece.taille,
                        code_legal=piece.code_legal or row.code_legal or "",
                        valable_jusqu_au=row.valable_jusqu_au,
                    ),
                    piece.fichier_id,
                )


def _evenements() -> Any:
    return (
        select(
            Evenement.id, Evenement.date, Evenement.traite_le, Evenement.objet,
            Evenement.classeur_id, Evenement.publie_le, Evenement.confidentiel,
            Evenement.valable_jusqu_au, ModeleEvenement.code_legal,
            Evenement.tiers_id, Evenement.locataire_id, Evenement.mandat_id, Evenement.lot_id,
            func.coalesce(Immeuble.code, literal("")).label("immeuble"),
            ModeleEvenement.duree_mois, ModeleEvenement.nom_pieces, ModeleEvenement.notifier,
            ModeleEvenement.regrouper, ModeleEvenement.prefixer,
            func.coalesce(ModeleEvenement.tout_l_immeuble, false()).label("tout_l_immeuble"),
            func.coalesce(Dossier.numero, literal("")).label("dossier"),
            func.coalesce(Dossier.type_dossier, literal("")).label("type_dossier"),
        )
        .outerjoin(Immeuble, Immeuble.id == Evenement.immeuble_id)
        .outerjoin(ModeleEvenement, ModeleEvenement.id == Evenement.modele_id)
        .outerjoin(Dossier, Dossier.id == Evenement.dossier_id)
        .where(Evenement.publie_le.is_not(None))
        .order_by(Evenement.publie_le, Evenement.id)
    )  # fmt: skip


def _sous_chemin(row: Any) -> tuple[str, ...]:
    """« Regrouper par type de dossier » ouvre un sous-classeur de plus (seed L1091-1103)."""
    return (row.type_dossier,) if row.regrouper and row.type_dossier else ()


def _titre(row: Any, title: str) -> str:
    """« Préfixer les documents » de la référence du dossier, s'ils sont regroupés."""
    return f"{row.dossier} {title}" if row.regrouper and row.prefixer and row.dossier else title


@dataclass(frozen=True, slots=True)
class _Piece:
    """`rang` : 0 pour le texte ; sinon l'id de la pièce jointe, qui ne change pas avec l'ordre.

    `code_legal` : sa ligne des documents obligatoires, quand le programme la connaît."""

    rang: int
    nom: str
    fichier_id: int
    sha256: str
    taille: int
    code_legal: str = ""


def _pieces(session: Session, evenement_id: int | None) -> dict[int, list[_Piece]]:
    """Événement → ce qu'il publie : son texte, mis en PDF, puis ses pièces jointes."""
    found: dict[int, list[_Piece]] = defaultdict(list)
    text = (
        select(Evenement.id, Fichier.id, Fichier.sha256, Fichier.taille)
        .join(Fichier, Fichier.id == Evenement.texte_pdf_id)
        .where(Evenement.publie_le.is_not(None))
    )
    joined = (
        select(
            PieceJointe.evenement_id, PieceJointe.id, PieceJointe.nom, Fichier.id, Fichier.sha256,
            Fichier.taille,
            case(
                (PieceJointe.liste_de_id.is_not(None), CODE_LEGAL),
                (PieceJointe.synthese_de_id.is_not(None), CODE_SYNTHESE),
                else_="",
            ),
        )
        .join(Evenement, Evenement.id == PieceJointe.evenement_id)
        .join(Fichier, Fichier.id == PieceJointe.fichier_id)
        .where(Evenement.publie_le.is_not(None), Fichier.type_mime == PDF)
        .order_by(PieceJointe.evenement_id, PieceJointe.rang, PieceJointe.id)
    )  # fmt: skip
    if evenement_id is not None:
        text = text.where(Evenement.id == evenement_id)
        joined = joined.where(Evenement.id == evenement_id)
    for event, file, digest, size in session.execute(text):
        found[event].append(_Piece(0, "", file, digest, size))
    for event, piece, name, file, digest, size, code in session.execute(joined):
        found[event].append(_Piece(piece, name, file, digest, size, code))
    return found


class _Destinataires:
    """À quels comptes, ou à quel immeuble, va un événement."""

    def __init__(self, session: Session, annuaire: Annuaire) -> None:
        self._annuaire = annuaire
        self._baux = _comptes(session, select(Locataire.id, Locataire.compte_id))
        self._mandats = _comptes(
            session, select(Mandat.id, Mandat.compte_id).where(Mandat.compte_id.is_not(None))
        )
        self._lots: dict[int, list[str]] = defaultdict(list)
        here = select(Locataire.lot_id, Locataire.compte_id).where(present())
        owned = (
            select(MandatLot.lot_id, Mandat.compte_id)
            .join(Mandat, Mandat.id == MandatLot.mandat_id)
            .where(mandat_courant(), Mandat.compte_id.is_not(None))
        )
        for stmt in (here, owned):
            for lot, account in session.execute(stmt):
                self._lots[lot].append(str(account))
        self._tiers: dict[str, list[str]] = defaultdict(list)
        for compte in annuaire.comptes.values():
            self._tiers[compte.tiers].append(compte.id)

    def de(self, row: Any, metier: Metier) -> Iterator[tuple[str, Portee]]:
        """(suffixe d'identifiant, portée) : par compte, ou de l'immeuble, ou du cabinet."""
        accounts = None if row.tout_l_immeuble else self._nommes(row, metier)
        if accounts is None and row.immeuble:
            yield "", Portee(Genre.IMMEUBLE, row.immeuble)
        elif accounts is None and not row.tout_l_immeuble:
            yield "", Portee(Genre.CABINET)
        elif not accounts:
            yield "", Portee(Genre.COMPTE, f"tiers-{row.tiers_id or 0}")
        else:
            for compte in accounts:
                yield f"-c{compte}", Portee(Genre.COMPTE, compte)

    def _nommes(self, row: Any, metier: Metier) -> Sequence[str] | None:
        """Les comptes que l'événement nomme ; None s'il ne nomme personne."""
        if row.locataire_id is not None:
            return [self._baux[row.locataire_id]]
        if row.tiers_id is not None:
            roles = DROITS[metier]
            known = (self._annuaire.comptes[id] for id in self._tiers[str(row.tiers_id)])
            mine = [compte for compte in known if compte.role in roles]
            # De l'immeuble dit, s'il y en a : une personne a parfois un compte dans plusieurs.
            near = [compte for compte in mine if row.immeuble in compte.immeubles]
            return sorted(compte.id for compte in near or mine)
        if row.mandat_id is not None:
            owner = self._mandats.get(row.mandat_id)
            return [] if owner is None else [owner]
        if row.lot_id is not None:  # un lot de la gérance : le syndic ne sait pas qui il vise
            return sorted(set(self._lots[row.lot_id])) if metier is Metier.GERANCE else []
        return None


def _comptes(session: Session, stmt: Any) -> Mapping[int, str]:
    return {id: str(compte) for id, compte in session.execute(stmt)}
