"""Cas d'usage : un fichier reçu devient un dossier à importer, ou un fichier en quarantaine."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.dossiers_locatifs.recu import DossierRecu, Personne, PieceRecue
from lsc_desktop.domain.dossiers_locatifs.saisie import (
    A_IMPORTER,
    CANDIDAT,
    DEJA,
    EN_ATTENTE,
    GARANT,
    IMPORTABLES,
    IMPORTE,
    QUARANTAINE,
    ReglageClacDraft,
)
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.fichiers import type_mime
from lsc_desktop.partners import coffre
from lsc_desktop.queries.dossiers_locatifs import UNIQUE
from lsc_desktop.services.fiches import enregistrer, verifier_version
from lsc_desktop.services.fichiers import conserver, oublier
from lsc_desktop.storage.holding import hold_word
from lsc_desktop.storage.models import (
    DossierLocatif,
    DossierLocatifPersonne,
    DossierLocatifPiece,
    Locataire,
    ReglageClac,
    ReleveClac,
    Tiers,
)


def save_reglage_clac(
    session: Session,
    draft: ReglageClacDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Enregistre le réglage ; un autre serveur oublie la clé d'hôte confirmée."""
    for name in ("dossier", "hote", "utilisateur", "chemin"):
        setattr(draft, name, getattr(draft, name).strip())
    known = session.get(ReglageClac, UNIQUE)
    moved = known is not None and (known.hote, known.port) != (draft.hote, draft.port)
    blank = ReglageClac(id=UNIQUE) if draft.id is None else None
    record = enregistrer(session, ReglageClac, draft, sauf=("empreinte",), dans=blank)
    if moved:
        record.empreinte = ""
        session.flush()
    return record.id


def confirmer_cle(session: Session, empreinte: str, *, ctx: Contexte) -> None:
    """Quelqu'un a comparé la clé d'hôte à celle du serveur : elle seule sera acceptée."""
    session.get_one(ReglageClac, UNIQUE).empreinte = empreinte
    session.flush()


def nom_du_secret(reglage: ReglageClacDraft) -> str:
    """Il dit à qui le secret est : le mot de passe d'un serveur n'est jamais montré à un autre."""
    return f"clac-{reglage.utilisateur}@{reglage.hote}"


def garder_secret(reglage: ReglageClacDraft, secret: str) -> None:
    """Le mot de passe ou la clé privée du compte, au coffre de ce poste ; vide, l'efface. Lève
    `TemporaryError` s'il n'en a pas."""
    coffre.garder(nom_du_secret(reglage), secret)


def secret_de(reglage: ReglageClacDraft) -> str:
    return coffre.lire(nom_du_secret(reglage))


# --- Ce qu'on a rapporté du compte --------------------------------------------------------------


def noter_rapportee(
    session: Session, compte: str, cle: str, vu: tuple[int, str], fichier: str, *, ctx: Contexte
) -> str:
    """Cette archive est dans la boîte, sous `fichier` ; rend le nom qu'y avait son état d'avant,
    vide si c'est le premier. `vu` : taille et date au loin."""
    hold_word(session, f"archive {compte} {cle}")
    stmt = select(ReleveClac).where(ReleveClac.compte == compte, ReleveClac.nom == cle)
    record = session.scalar(stmt)
    before = record.fichier if record is not None else ""
    if record is None:
        record = ReleveClac(compte=compte, nom=cle)
        session.add(record)
    record.taille, record.modifie = vu
    record.fichier, record.releve_le = fichier, ctx.maintenant
    session.flush()
    return before if before != fichier else ""


def oublier_rapportees(session: Session, compte: str, cles: Collection[str]) -> None:
    """Ces archives ne sont plus sur le serveur."""
    for cle in cles:
        session.execute(
            delete(ReleveClac).where(ReleveClac.compte == compte, ReleveClac.nom == cle)
        )


# --- Recevoir -----------------------------------------------------------------------------------


def recevoir(
    session: Session, recu: DossierRecu, fichier: str, empreinte: str, *, ctx: Contexte
) -> str:
    """Note le dossier et garde ses pièces, à importer ; rend l'état qu'il a.

    Le même fichier, ou un dossier déjà importé, ne fait rien de plus. Un dossier envoyé de nouveau
    avant d'être importé (sa référence corrigée) remplace le premier, choix compris.
    """
    hold_word(session, f"dossier locatif {recu.dossier}")
    same = _par(session, DossierLocatif.empreinte, empreinte)
    if same is not None and same.etat != QUARANTAINE:
        if same.etat in (IMPORTE, DEJA):
            same.raison = f"Reçu de nouveau le {date_fr(ctx.aujourd_hui)} : rien n'a été changé."
        return same.etat
    live = _par(session, DossierLocatif.cle, recu.dossier)
    if same is not None:
        _effacer(session, same)
    if live is not None and live.etat in IMPORTABLES:
        _effacer(session, live)
        live = None
    record = DossierLocatif(
        fichier=fichier, empreinte=empreinte, recu_le=ctx.maintenant, etat=A_IMPORTER,
        cle=recu.dossier, personnes=[], pieces=[],
    )  # fmt: skip
    _decrire(record, recu)
    if live is not None:
        record.etat, record.cle = DEJA, None
        record.locataire_id, record.tiers_id = live.locataire_id, live.tiers_id
        record.lot_id, record.evenement_id = live.lot_id, live.evenement_id
        when = f" le {date_fr(live.importe_le.date())}" if live.importe_le else ""
        record.raison = (
            f"Ce dossier a été importé{when} par {live.importe_par} ; ce fichier-ci en diffère : "
            "rien n'a été changé."
        )
    else:
        record.personnes = [
            *(_personne(one, CANDIDAT) for one in recu.candidats),
            *(_personne(one, GARANT) for one in recu.garants),
        ]
        record.pieces = [_piece(session, one) for one in recu.pieces]
        for rank, who in enumerate(record.personnes):
            who.rang = rank
        for rank, piece in enumerate(record.pieces):
            piece.rang = rank
    session.add(record)
    session.flush()
    return record.etat


def mettre_en_quarantaine(
    session: Session, fichier: str, empreinte: str, raison: str, nom_range: str, *, ctx: Contexte
) -> None:
    """Note un fichier qui n'est pas un dossier, et pourquoi ; le même n'a qu'une ligne."""
    hold_word(session, empreinte)
    record = _par(session, DossierLocatif.empreinte, empreinte)
    if record is None:
        record = DossierLocatif(fichier=fichier, empreinte=empreinte, personnes=[], pieces=[])
        session.add(record)
    elif record.etat != QUARANTAINE:
        return
    record.recu_le, record.etat, record.raison = ctx.maintenant, QUARANTAINE, raison
    record.nom_range, record.a_relire = nom_range, False
    session.flush()


def attendre(session: Session, dossier_id: int, raison: str) -> None:
    """Le dossier attend quelqu'un, et dit pourquoi ; importé entre-temps, il le reste."""
    record = session.get(DossierLocatif, dossier_id)
    if record is not None and record.etat in IMPORTABLES:
        record.etat, record.raison = EN_ATTENTE, raison


def illisible(session: Session, dossier_id: int, raison: str) -> None:
    """Le fichier en quarantaine n'a pas pu être relu."""
    record = session.get(DossierLocatif, dossier_id)
    if record is not None and record.etat == QUARANTAINE:
        record.raison, record.a_relire = raison, False


# --- Ce qu'on en fait à la main -----------------------------------------------------------------


def reessayer(session: Session, dossier_id: int) -> None:
    """Remet le dossier à importer, ou son fichier à relire.

    Lève `UserError` s'il est importé et que ce qu'il a créé est toujours là.
    """
    record = session.get(DossierLocatif, dossier_id)
    if record is None:
        raise UserError("Ce dossier a été écarté.", "Relisez la liste.")
    if record.etat == QUARANTAINE:
        record.a_relire = True
        return
    if record.etat in (IMPORTE, DEJA):
        if record.etat == DEJA or _reste(session, record):
            raise UserError(
                "Ce dossier est déjà importé.",
                "Ouvrez le locataire ou le tiers qu'il a créé : il n'y en aura pas un second.",
            )
        record.locataire_id = record.tiers_id = record.evenement_id = record.importe_le = None
        record.importe_par = ""
    record.etat = A_IMPORTER


def ecarter(session: Session, dossier_id: int, version: int) -> None:
    """Retire de la base un dossier dont on ne veut pas, et ses pièces ; le fichier reste rangé.

    Lève `UserError` s'il est importé : lui seul empêche de l'importer une seconde fois.
    """
    record = session.get(DossierLocatif, dossier_id, options=_lignes())
    if record is None:
        return
    verifier_version(session, record, version)
    if record.etat == IMPORTE:
        raise UserError(
            "Ce dossier est importé.", "Il reste dans la liste, pour n'être pas importé deux fois."
        )
    _effacer(session, record)


def _reste(session: Session, record: DossierLocatif) -> bool:
    """Le locataire que l'import a créé ; à défaut de mandat, le tiers."""
    if record.locataire_id is not None:
        return session.get(Locataire, record.locataire_id) is not None
    return record.tiers_id is not None and session.get(Tiers, record.tiers_id) is not None


# --- Lignes -------------------------------------------------------------------------------------


def _decrire(record: DossierLocatif, recu: DossierRecu) -> None:
    money, address = recu.finances, recu.adresse
    values = {
        "numero": recu.dossier, "statut": recu.statut, "reference": recu.reference_crypto,
        "bien": recu.bien, "adresse": ", ".join(address.lignes),
        "code_postal": address.code_postal, "ville": address.ville, "loyer_cc": money.loyer_cc,
        "charges": money.charges, "honoraires": money.honoraires, "part_edl": money.part_edl,
        "depot_garantie": money.depot_garantie, "bail_du": recu.debut,
        "duree_mois": recu.duree_mois,
        "candidat": f"{recu.candidats[0].nom} {recu.candidats[0].prenoms}".strip(),
    }  # fmt: skip
    for name, value in values.items():
        setattr(record, name, value)


def _personne(one: Personne, role: str) -> DossierLocatifPersonne:
    lines = (*one.adresse.lignes, "", "", "")
    return DossierLocatifPersonne(
        role=role, reference=one.id, civilite=one.civilite, nom=one.nom, prenoms=one.prenoms,
        naissance=one.naissance, adresse1=lines[0], adresse2=lines[1], adresse3=lines[2],
        code_postal=one.adresse.code_postal, ville=one.adresse.ville, pays=one.adresse.pays,
        courriel=one.email, telephone=one.telephone, profession=one.profession,
        revenus=one.revenus,
    )  # fmt: skip


def _piece(session: Session, one: PieceRecue) -> DossierLocatifPiece:
    document = Document(one.fichier, one.contenu, type_mime=type_mime(one.fichier))
    return DossierLocatifPiece(
        fichier_id=conserver(session, document).id,
        nom=one.fichier,
        nature=one.nature,
        reference=one.personne,
    )


def _par(session: Session, column: Any, value: str | int) -> DossierLocatif | None:
    stmt = select(DossierLocatif).where(column == value)
    return session.scalar(stmt.options(*_lignes()))


def _lignes() -> list[Any]:
    return [selectinload(DossierLocatif.personnes), selectinload(DossierLocatif.pieces)]


def effacer_dossier(session: Session, dossier_id: int) -> None:
    """Retire ce dossier de la base, quel que soit son état, et les contenus qu'il est seul à
    montrer ; absent, il n'y a rien à faire."""
    record = _par(session, DossierLocatif.id, dossier_id)
    if record is not None:
        _effacer(session, record)


def _effacer(session: Session, record: DossierLocatif) -> None:
    """La ligne, et les contenus que plus rien d'autre ne montre."""
    contents = {piece.fichier_id for piece in record.pieces}
    session.delete(record)
    session.flush()
    for fichier_id in sorted(contents):
        oublier(session, fichier_id)
