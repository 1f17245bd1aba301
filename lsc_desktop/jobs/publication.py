"""Publier vers une cible : l'état voulu, les fichiers qui manquent, puis le manifeste.

Tout ce qui est déposé est noté aussitôt. Tué à n'importe quel instant, le passage suivant ne
renvoie que ce qui manque : la cible ne montre rien avant son manifeste, déposé en dernier.
"""

import hashlib
import logging
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import partial

from sqlalchemy.orm import Session

from lsc_desktop.base.aside import Say, Stop, aside
from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import Confirm, UserError, demander
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.publications.contenu import Manifeste, Publie, dont_photos
from lsc_desktop.domain.publications.ecart import Ecart, a_inscrire, comparer, garder
from lsc_desktop.domain.publications.manifeste import ecrire
from lsc_desktop.domain.publications.noms import dernier_manifeste, nom_manifeste
from lsc_desktop.domain.publications.reglages import CibleDraft
from lsc_desktop.domain.publications.retours import precedent
from lsc_desktop.jobs.arret_demande import ArretDemande
from lsc_desktop.jobs.fiches_synthetiques import refaire_fiches
from lsc_desktop.jobs.journal_winscp import journal_d_envoi
from lsc_desktop.jobs.liste_coproprietaires import refaire_listes
from lsc_desktop.jobs.livraison import DOSSIER, LOT, Livraison
from lsc_desktop.jobs.pouls import pouls
from lsc_desktop.jobs.retours import entendre, prendre_reponse
from lsc_desktop.partners.sftp.port import CiblePublication, ouverte
from lsc_desktop.queries.publications.courriers import textes_a_mettre_en_pdf
from lsc_desktop.queries.publications.registre import (
    Voulu,
    cibles_actives,
    load_cible,
    load_manifeste,
    load_reglage_publication,
    load_voulu,
    registre,
    trouver_cible,
)
from lsc_desktop.services import depots
from lsc_desktop.services import publications as service
from lsc_desktop.services.abonnements import exiger_abonnement
from lsc_desktop.services.acces import oublier
from lsc_desktop.services.courriers import mettre_en_pdf
from lsc_desktop.services.jetons import jeton_neuf
from lsc_desktop.storage.engine import Database

log = logging.getLogger(__name__)
SUITE = "suite"  # la question d'une cible qui en sait plus que la base
PULSE = 15.0  # secondes entre deux signes de vie

Ouvrir = Callable[[CibleDraft], CiblePublication]


@dataclass(frozen=True, slots=True)
class Suivi:
    """`avance(faits, total, octets)` ; `arreter()` : vrai pour s'interrompre."""

    avance: Callable[[int, int, int], None] = lambda done, total, sent: None
    arreter: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Passage:
    """Ce qu'un passage a fait. `photos` : combien des envoyés en sont ; `numero` : de son
    manifeste, ou rien s'il n'y avait rien à dire ; `reponse` : ce que la cible avait refusé du
    manifeste d'avant, en une phrase."""

    envoyes: int = 0
    deja_la: int = 0
    retires: int = 0
    gardes: int = 0
    manques: int = 0
    octets: int = 0
    numero: int | None = None
    interrompu: bool = False
    reponse: str = ""
    photos: int = 0

    def phrase(self) -> str:
        """« 3 documents envoyés, 1 retiré ; 2 ont manqué. »"""
        return " ".join(filter(None, (self._fait(), self.reponse)))

    def _fait(self) -> str:
        if self.numero is None and not self.manques:
            return "Rien n'a changé : la cible est à jour."
        said = f"{pluriel(self.envoyes, 'document envoyé', 'documents envoyés')}"
        said += dont_photos(self.photos)
        if self.retires:
            said += f", {self.retires} retiré{'s' * (self.retires > 1)}"
        if self.manques:
            said += f" ; {self.manques} {'ont' if self.manques > 1 else 'a'} manqué"
        return f"{said}{' (interrompu)' if self.interrompu else ''}."


@dataclass(frozen=True, slots=True)
class Simulation:
    """Ce que ferait un passage, sans rien envoyer."""

    voulu: Voulu
    ecart: Ecart


def publier_partout_a_part(db: Database, ctx: Contexte, ouvrir: Ouvrir, suivi: Suivi) -> str:
    """`publier_partout` dans un processus à lui. Lève comme `publier_partout`, et `aside`."""
    said: str = aside(partial(_partout_ici, db, ctx, ouvrir), suivi.avance, suivi.arreter)
    return said


def _partout_ici(db: Database, ctx: Contexte, ouvrir: Ouvrir, say: Say, stop: Stop) -> str:
    return publier_partout(db, ctx, ouvrir, suivi=Suivi(say, stop))


def publier_partout(db: Database, ctx: Contexte, ouvrir: Ouvrir, *, suivi: Suivi = Suivi()) -> str:
    """Un passage vers chaque cible active ; rend le compte rendu.

    Une cible qui manque n'arrête pas les autres. Lève `UserError`, qui les nomme, s'il en manque :
    ce qui est passé ne repartira pas.
    """
    with db.read() as session:
        targets = cibles_actives(session)
    said, missed = [], []
    for id, nom in targets:
        try:
            said.append(f"{nom} : {publier(db, ctx, id, ouvrir, suivi=suivi).phrase()}")
        except Confirm as asked:
            missed.append(f"{nom} : {asked.question}")
        except UserError as error:
            missed.append(f"{nom} : {error.title}")
    if missed:
        raise UserError(
            " ".join(("La publication a manqué.", *missed)),
            "Corrigez, puis « Publier maintenant » sur la liste des cibles.",
        )
    return " ".join(said) or "Aucune cible n'est active."


def simuler(db: Database, ctx: Contexte, cible_id: int) -> Simulation:
    """Lit tout, n'envoie rien ; les textes publiés sont mis en PDF pour être pesés, les listes des
    copropriétaires qui ont changé refaites."""
    preparer(db, ctx)
    with db.read() as session:
        voulu = load_voulu(session, cible_id, ctx.aujourd_hui)
        return Simulation(voulu, comparer(voulu.fichiers, registre(session, cible_id)))


def publier_a_part(
    db: Database,
    ctx: Contexte,
    cible_id: int,
    ouvrir: Ouvrir,
    suivi: Suivi,
    acceptes: Collection[str] = (),
) -> Passage:
    """`publier` dans un processus à lui, qui cède le pas à la fenêtre. `ouvrir` : une fonction de
    module. Lève comme `publier`, et comme `aside`."""
    work = partial(_publier_ici, db, ctx, cible_id, ouvrir, tuple(acceptes))
    done: Passage = aside(work, suivi.avance, suivi.arreter)
    return done


def _publier_ici(
    db: Database,
    ctx: Contexte,
    cible_id: int,
    ouvrir: Ouvrir,
    acceptes: Collection[str],
    say: Say,
    stop: Stop,
) -> Passage:
    return publier(db, ctx, cible_id, ouvrir, suivi=Suivi(say, stop), acceptes=acceptes)


def publier(
    db: Database,
    ctx: Contexte,
    cible_id: int,
    ouvrir: Ouvrir,
    *,
    suivi: Suivi = Suivi(),
    acceptes: Collection[str] = (),
) -> Passage:
    """Un passage vers cette cible ; rend ce qu'il a fait.

    Lève `Confirm` avant un retrait en masse, ou si la cible tient un manifeste inconnu de cette
    base, et rien n'est parti ; `UserError` si la liaison ou l'accès manque : ce qui est déposé
    l'est, et le manifeste d'avant reste celui de la cible.
    """
    token = jeton_neuf()
    with db.write(ctx.utilisateur) as session:
        cible = trouver_cible(session, cible_id)
        exiger_abonnement(session, cible.sorte, cible.nom)
        service.prendre(session, cible_id, token)
    try:
        with pouls(db, lambda session: service.vivre(session, cible_id, token), PULSE):
            return _passer(db, ctx, cible_id, ouvrir, suivi, acceptes)
    finally:
        with suppress(UserError), db.write() as session:
            service.rendre(session, cible_id, token)


def _passer(
    db: Database,
    ctx: Contexte,
    cible_id: int,
    ouvrir: Ouvrir,
    suivi: Suivi,
    acceptes: Collection[str],
) -> Passage:
    said = ""
    found, current = _a_jour(db, ctx, cible_id, acceptes)
    if current:
        if not (said := prendre_reponse(db, cible_id, ouvrir)):
            return Passage(gardes=len(found.ecart.gardes))
        found, current = _a_jour(db, ctx, cible_id, acceptes)
        if current:
            return Passage(gardes=len(found.ecart.gardes), reponse=said)
    with db.read() as session:
        cible = load_cible(session, cible_id)
    with db.write(ctx.utilisateur) as session:
        envoi = service.commencer(session, cible_id, datetime.now())
    try:
        done = _envoyer(db, ctx, cible, found, ouvrir, suivi, acceptes)
    except BaseException as error:
        message = type(error).__name__
        if isinstance(error, UserError | Confirm):
            message = error.title if isinstance(error, UserError) else error.question
        with suppress(UserError), db.write() as session:
            service.finir(session, envoi, datetime.now(), "echec", message=message)
        raise
    with db.write(ctx.utilisateur) as session:
        service.finir(
            session, envoi, datetime.now(), "interrompu" if done.interrompu else "fait",
            envoyes=done.envoyes, retires=done.retires, gardes=done.gardes,
            manques=done.manques, octets=done.octets, numero=done.numero,
        )  # fmt: skip
    done = replace(done, reponse=done.reponse or said)
    log.info("publication vers %s : %s", cible.nom, done.phrase())
    return done


def _a_jour(
    db: Database, ctx: Contexte, cible_id: int, acceptes: Collection[str]
) -> tuple[Simulation, bool]:
    """Ce que ferait un passage, et s'il n'a rien à dire. Lève `Confirm` avant un retrait massif."""
    found = simuler(db, ctx, cible_id)
    garder(found.ecart, acceptes)
    with db.read() as session:
        shown = found.ecart.gardes
        same = _contenu(session, found.voulu, shown) == trouver_cible(session, cible_id).contenu
    return found, found.ecart.rien_a_faire and same


def _envoyer(
    db: Database,
    ctx: Contexte,
    cible: CibleDraft,
    found: Simulation,
    ouvrir: Ouvrir,
    suivi: Suivi,
    acceptes: Collection[str],
) -> Passage:
    assert cible.id is not None
    until = _heure(cible.heure_fin, ctx.maintenant)
    key = service.cle_de_signature(cible)
    with db.read() as session:
        logged = load_reglage_publication(session).journal_winscp

    asked = ArretDemande(db, cible.id)

    def stop() -> bool:
        late = until is not None and datetime.now() >= until
        return late or suivi.arreter() or asked()

    with journal_d_envoi(cible, logged) as record, ouverte(ouvrir(cible)) as target:
        tenu = dernier_manifeste(target.lister())
        _suivre(db, cible, tenu, acceptes)
        said = entendre(db, cible.id, target, tenu)
        here = set(target.lister(DOSSIER))
        with db.read() as session:
            ecart = comparer(found.voulu.fichiers, registre(session, cible.id), here)
        batch = Livraison(db, cible.id, target, suivi.avance, stop, ecart, record)
        for start in range(0, len(ecart.a_envoyer), LOT):
            if batch.send(ecart.a_envoyer[start : start + LOT], found.voulu.sources):
                break
        arrived = here | batch.arrived
        listed = a_inscrire(ecart, arrived)
        done = Passage(
            envoyes=batch.sent, deja_la=batch.already, retires=len(ecart.a_retirer),
            gardes=len(ecart.gardes), manques=batch.missed, octets=batch.octets,
            interrompu=batch.stopped, reponse=said, photos=batch.photos,
        )  # fmt: skip
        return replace(
            done, numero=_valider(db, ctx, cible, found.voulu, listed, target, key, tenu)
        )


def _suivre(db: Database, cible: CibleDraft, tenu: int, acceptes: Collection[str]) -> None:
    """Lève `Confirm` si la cible tient un manifeste que cette base n'a jamais déposé : elle a été
    restaurée, ou une autre agence publie là."""
    assert cible.id is not None
    with db.read() as session:
        known = trouver_cible(session, cible.id)
        mine = max(known.numero, known.tente)
    if tenu > mine:
        demander(
            f"« {cible.nom} » tient le manifeste n° {tenu}, que cette base n'a pas déposé : elle a "
            "été restaurée depuis, ou une autre agence publie là. Publier remplacera tout ce que "
            "cette cible montre. Publier quand même ?",
            SUITE,
            acceptes,
        )


def _valider(
    db: Database,
    ctx: Contexte,
    cible: CibleDraft,
    voulu: Voulu,
    listed: tuple[Publie, ...],
    target: CiblePublication,
    cle: bytes | None,
    tenu: int,
) -> int:
    """Dépose le manifeste, puis l'inscrit : la cible montre désormais ce qu'il liste.

    Il suit celui qu'elle tient, fût-ce d'un passage tué avant de l'avoir noté, ou celui qu'elle
    montre encore si elle a refusé le dernier.
    """
    assert cible.id is not None
    with db.write() as session:
        known = trouver_cible(session, cible.id)
        follows = precedent(max(known.numero, tenu), known.repondu, known.tient)
        number = service.tenter(session, cible.id, tenu)
    with db.read() as session:
        value = load_manifeste(
            session, voulu, listed, numero=number, precedent=follows, produit_le=_maintenant()
        )
        content = _empreinte(value)
    target.valider(nom_manifeste(number), ecrire(value, cle=cle))
    with db.write(ctx.utilisateur) as session:
        depots.confirmer(session, cible.id, number, content, listed, datetime.now())
        oublier(session, value.identites, datetime.now())
    return number


def _contenu(session: Session, voulu: Voulu, listed: tuple[Publie, ...]) -> str:
    now = _maintenant()
    return _empreinte(
        load_manifeste(session, voulu, listed, numero=1, precedent=None, produit_le=now)
    )


def _empreinte(value: Manifeste) -> str:
    """Ce que dit un manifeste, sans son numéro ni son heure."""
    bare = replace(value, numero=1, precedent=None, produit_le=datetime(2000, 1, 1, tzinfo=UTC))
    return hashlib.sha256(ecrire(bare)).hexdigest()


def _maintenant() -> datetime:
    return datetime.now().astimezone()


def _heure(text: str, now: datetime) -> datetime | None:
    """La prochaine fois que l'horloge dira cette heure."""
    if not text:
        return None
    end = datetime.combine(now.date(), time.fromisoformat(text))
    return end if end > now else end + timedelta(days=1)


def preparer(db: Database, ctx: Contexte) -> None:
    """Les listes des copropriétaires qui ont changé, les fiches synthétiques dont l'année est
    passée, les textes publiés qui n'ont pas leur PDF, un par transaction : aucun n'arrête les
    autres."""
    refaire_listes(db, ctx)
    refaire_fiches(db, ctx)
    with db.read() as session:
        waiting = textes_a_mettre_en_pdf(session)
    for event in waiting:
        try:
            with db.write() as session:
                mettre_en_pdf(session, event)
        except UserError as error:
            log.warning("événement %s non mis en PDF : %s", event, error.title)
