"""Les réglages, les cibles, ce que chacune a confirmé, et le manifeste qu'il leur faut."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from lsc_desktop.base.errors import GoneError
from lsc_desktop.domain.classeurs import Metier
from lsc_desktop.domain.publications.contenu import (
    ComptePublie,
    DocumentPublie,
    ImmeublePublie,
    LotPublie,
    Manifeste,
    MembrePublie,
    PhotoPubliee,
    Publie,
    document_publie,
)
from lsc_desktop.domain.publications.controles import controler
from lsc_desktop.domain.publications.defauts import Gravite, Sur
from lsc_desktop.domain.publications.ecart import Depot, Ligne
from lsc_desktop.domain.publications.etat import Etat, etat
from lsc_desktop.domain.publications.multi_envoi import (
    DONNEES,
    MultiEnvoiDraft,
    envoie,
    sortes_dites,
)
from lsc_desktop.domain.publications.noms import PDF
from lsc_desktop.domain.publications.reglages import (
    DEPUIS,
    SORTES,
    TRANSPORTS,
    ZERO,
    CibleDraft,
    ReglagePublicationDraft,
)
from lsc_desktop.domain.publications.valeurs import Annuaire, Cible, Genre
from lsc_desktop.partners.adaptateurs import adaptateur
from lsc_desktop.queries.abonnements import etat_d_abonnement, refus_du_partenaire
from lsc_desktop.queries.fiches import charger
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.publications.annuaire import en_fonction, load_annuaire
from lsc_desktop.queries.publications.candidats import Source, load_candidats, load_classeurs
from lsc_desktop.queries.publications.donnees import load_contacts, load_donnees
from lsc_desktop.queries.publications.identites import load_identites
from lsc_desktop.queries.publications.photos import load_photos
from lsc_desktop.queries.sql import libelle_de
from lsc_desktop.storage.models import (
    CiblePublication,
    Compte,
    Copropriete,
    DepotPublication,
    Entite,
    EnvoiPublication,
    Immeuble,
    MembreConseil,
    ReglagePublication,
)

UNIQUE = 1
ETATS = (("en_cours", "En cours"), ("fait", "Fait"), ("interrompu", "Interrompu"),
         ("echec", "Échec"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class CibleRow:
    id: int
    nom: str
    sorte: str
    active: bool
    transport: str
    hote: str
    chemin: str
    numero: int
    reponse: str
    version: int


def _cibles() -> Requete:
    c = CiblePublication
    return select(
        c.id, c.nom, libelle_de(c.sorte, SORTES).label("sorte"), c.active,
        libelle_de(c.transport, TRANSPORTS).label("transport"), c.hote, c.chemin, c.numero,
        case((c.repondu == c.numero, c.reponse), else_="").label("reponse"), c.version,
    )  # fmt: skip


CIBLES = Listing(
    CibleRow, _cibles, search=(CiblePublication.recherche,), order=(("nom", False),)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EnvoiRow:
    """Un passage vers une cible ; `octets` envoyés."""

    id: int
    cible: str
    numero: int | None
    commence_le: dt.datetime
    fini_le: dt.datetime | None
    etat: str
    envoyes: int
    retires: int
    gardes: int
    manques: int
    octets: int
    message: str


def _envois() -> Requete:
    e = EnvoiPublication
    return select(
        e.id, CiblePublication.nom.label("cible"), e.numero, e.commence_le, e.fini_le,
        libelle_de(e.etat, ETATS).label("etat"), e.envoyes, e.retires, e.gardes, e.manques,
        e.octets, e.message,
    ).join(CiblePublication, CiblePublication.id == e.cible_id)  # fmt: skip


ENVOIS = Listing(
    EnvoiRow,
    _envois,
    search=(CiblePublication.recherche,),
    filters={"cible_id": dans(EnvoiPublication.cible_id)},
    order=(("commence_le", True), ("id", True)),
)


def load_reglage_publication(session: Session, reglage_id: int = UNIQUE) -> ReglagePublicationDraft:
    """Les réglages enregistrés, sinon ceux d'usage, sans id."""
    if session.get(ReglagePublication, UNIQUE) is None:
        return ReglagePublicationDraft()
    return charger(session, ReglagePublication, ReglagePublicationDraft, UNIQUE)


def load_cible(session: Session, cible_id: int) -> CibleDraft:
    return charger(session, CiblePublication, CibleDraft, cible_id)


def load_multi_envoi(session: Session, cible_id: int) -> MultiEnvoiDraft:
    """Les cases d'une cible, celles d'usage tant qu'on n'y a pas touché."""
    row = trouver_cible(session, cible_id)
    return MultiEnvoiDraft(
        id=row.id,
        version=row.version,
        nom=row.nom,
        sorte=row.sorte,
        abonnement=etat_d_abonnement(session, adaptateur(row.sorte).produit),
        manque=refus_du_partenaire(session, row.sorte),
        **{
            f"envoie_{name}": envoie(row.sorte, name, getattr(row, f"envoie_{name}"))
            for name in DONNEES
        },
    )


def sortes(session: Session) -> tuple[tuple[str, str], ...]:
    """Les sortes de cible, chacune avec le motif qui la retient."""
    return sortes_dites(lambda sorte: refus_du_partenaire(session, sorte))


def trouver_cible(session: Session, cible_id: int) -> CiblePublication:
    """Lève `GoneError` si elle a été supprimée."""
    found = session.get(CiblePublication, cible_id, populate_existing=True)
    if found is None:
        raise GoneError("Cette cible a été supprimée.", "Relisez la liste des cibles.")
    return found


def cibles_actives(session: Session) -> list[tuple[int, str]]:
    """(id, nom) de celles où l'on publie de soi-même."""
    stmt = select(CiblePublication.id, CiblePublication.nom).where(CiblePublication.active)
    return [(row.id, row.nom) for row in session.execute(stmt.order_by(CiblePublication.id))]


def registre(session: Session, cible_id: int) -> list[Ligne]:
    """Ce que la cible a reçu ; le retiré n'en est plus."""
    d = DepotPublication
    again = d.renvoi_le.is_not(None)
    stmt = select(d.document, d.sha256, d.taille, d.etat, d.lecteurs, again, d.extension).where(
        d.cible_id == cible_id, d.etat != Depot.RETIRE.name.lower()
    )
    return [
        Ligne(document, digest, size, Depot[state.upper()], readers, bool(asked), extension or PDF)
        for document, digest, size, state, readers, asked, extension in session.execute(stmt)
    ]


@dataclass(frozen=True)
class Voulu:
    """L'état voulu d'une cible ce jour-là. `sources` : document ou photo → le fichier de la base ;
    `bloques` : document à publier, mais fautif → ce qui le retient."""

    jour: dt.date
    cible: Cible
    annuaire: Annuaire
    etats: tuple[Etat, ...]
    documents: tuple[DocumentPublie, ...]
    sources: dict[str, int]
    bloques: Mapping[str, str]
    photos: tuple[PhotoPubliee, ...] = ()

    @property
    def fichiers(self) -> tuple[Publie, ...]:
        """Tout ce qui se dépose : les documents, puis les photos."""
        return (*self.documents, *self.photos)


def cible_voulue(row: CiblePublication) -> Cible:
    """Ce que cette cible reçoit."""
    sent = {name: envoie(row.sorte, name, getattr(row, f"envoie_{name}")) for name in DONNEES}
    return Cible(
        code=f"{row.sorte}-{row.id}",
        nom=row.nom,
        metiers=frozenset(
            metier
            for metier, wanted in ((Metier.GERANCE, row.gerance), (Metier.SYNDIC, row.syndic))
            if wanted
        ),
        depuis=row.depuis if row.amorce in (DEPUIS, ZERO) else None,
        **sent,
    )


def load_voulu(session: Session, cible_id: int, jour: dt.date) -> Voulu:
    """Ce qui doit être en ligne sur cette cible, et pourquoi le reste n'y est pas."""
    target = cible_voulue(trouver_cible(session, cible_id))
    settings = load_reglage_publication(session)
    book = load_annuaire(session, jour, settings)
    sources: list[Source] = list(load_candidats(session, book, nom_pieces=settings.nom_pieces))
    states = tuple(etat(source.candidat, target, book, jour) for source in sources)
    held = {
        one.cle: one.phrase
        for one in controler(states, book)
        if one.gravite is Gravite.BLOQUANT and one.sur is Sur.DOCUMENT
    }
    wanted = (state for state in states if state.publie and state.candidat.id not in held)
    photos = load_photos(session, target, book)
    return Voulu(
        jour,
        target,
        book,
        states,
        tuple(document_publie(state) for state in wanted),
        {source.candidat.id: source.fichier_id for source in sources}
        | {photo.id: fichier for photo, fichier in photos.items()},
        held,
        tuple(photos),
    )


def load_manifeste(
    session: Session,
    voulu: Voulu,
    listes: Iterable[Publie],
    *,
    numero: int,
    precedent: int | None,
    produit_le: dt.datetime,
) -> Manifeste:
    """Tout ce que la cible doit montrer ; soldes, dépenses et fonds si elle les reçoit. `listes` :
    les documents et les photos dont le fichier y est."""
    documents, photos = _trier(listes)
    settings = load_reglage_publication(session)
    target = voulu.cible
    published = {one.id: one for one in voulu.annuaire.publies} if target.comptes else {}
    people = {int(account.tiers) for account in published.values()}
    entities = dict(
        session.execute(
            select(Compte.id, Entite.code).join(Entite, Entite.id == Compte.entite_id)
        ).all()
    )
    accounts = tuple(
        ComptePublie(
            id=id,
            tiers=account.tiers,
            entite=entities.get(int(id), ""),
            numero=account.numero,
            role=account.role,
            immeubles=account.immeubles,
        )
        for id, account in published.items()
    )
    folders = load_classeurs(session)
    told = load_donnees(session, voulu, accounts, settings, folders, documents)
    used = {one.classeur for one in documents} | {one.classeur for one in told.depenses}
    buildings = tuple(
        _immeubles(
            session,
            {code for one in voulu.annuaire.publies for code in one.immeubles},
            documents,
            people if target.conseil else set(),
            target.banque and not settings.sans_banque,
            voulu.jour,
            told.lots,
        )
    )
    places = {one.id for one in buildings}
    return Manifeste(
        emetteur=settings.domaine or "lsc-desktop",
        cible=target.code,
        numero=numero,
        precedent=precedent,
        produit_le=produit_le,
        comptes=told.comptes,
        identites=tuple(load_identites(session, people, target.acces)),
        immeubles=buildings,
        classeurs=tuple(c for c in folders.values() if c.identifiant in used),
        documents=documents,
        depenses=told.depenses,
        fonds_travaux=told.fonds_travaux,
        contacts=tuple(load_contacts(session, places, voulu.cible.metiers)),
        photos=photos,
    )


def _trier(
    listes: Iterable[Publie],
) -> tuple[tuple[DocumentPublie, ...], tuple[PhotoPubliee, ...]]:
    listed = tuple(listes)
    return (
        tuple(one for one in listed if isinstance(one, DocumentPublie)),
        tuple(one for one in listed if isinstance(one, PhotoPubliee)),
    )


def _immeubles(
    session: Session,
    wanted: set[str],
    documents: Iterable[DocumentPublie],
    people: set[int],
    banque: bool,
    jour: dt.date,
    lots: Mapping[str, tuple[LotPublie, ...]],
) -> Iterator[ImmeublePublie]:
    """Les immeubles des comptes et des documents : le conseil, la banque du syndicat, les lots de
    ses copropriétaires publiés."""
    wanted = wanted | {d.portee.cle for d in documents if d.portee.genre is Genre.IMMEUBLE}
    council: dict[str, list[MembrePublie]] = defaultdict(list)
    stmt = (
        select(Immeuble.code, MembreConseil.tiers_id, MembreConseil.president)
        .join(Copropriete, Copropriete.immeuble_id == Immeuble.id)
        .join(MembreConseil, MembreConseil.copropriete_id == Copropriete.id)
        .where(en_fonction(jour))
        .order_by(Immeuble.code, MembreConseil.rang, MembreConseil.id)
    )
    for code, who, president in session.execute(stmt):
        if who in people:
            council[code].append(MembrePublie(str(who), president))
    banks = {
        code: (iban, bic)
        for code, iban, bic in session.execute(
            select(Immeuble.code, Entite.iban, Entite.bic)
            .join(Copropriete, Copropriete.immeuble_id == Immeuble.id)
            .join(Entite, Entite.id == Copropriete.entite_id)
        )
        if banque
    }
    for code in sorted(wanted):
        iban, bic = banks.get(code, ("", ""))
        mine = lots.get(code, ())
        yield ImmeublePublie(code, lots=mine, cs=tuple(council[code]), iban=iban, bic=bic)
