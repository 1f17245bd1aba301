"""Convoquer, notifier, et dater ce que la poste ou le prestataire a présenté."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.errors import UserError, demander
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.assemblees.delais import limite_convocation, limite_notification
from lsc_desktop.domain.assemblees.modeles import demande_acces
from lsc_desktop.domain.assemblees.saisie import CLOSE
from lsc_desktop.domain.evenements import Document
from lsc_desktop.queries.assemblees.convocations import load_convocations
from lsc_desktop.queries.assemblees.notifications import load_notifications
from lsc_desktop.queries.assemblees.seance import trouver_assemblee
from lsc_desktop.queries.configuration import load_configuration_syndic
from lsc_desktop.queries.evenements import fichier
from lsc_desktop.services.assemblees.fiches import ouverte
from lsc_desktop.services.evenements import creer_evenement
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import Assemblee, Copropriete, EnvoiAssemblee

CONVOCATION, NOTIFICATION = "convocation", "notification"
TARDIF, REFAIRE, SANS_ACCES = "envoi_tardif", "envoi_refait", "envoi_sans_acces"

Avance = Callable[[int], None]  # combien de lettres sont prêtes
Lettre = tuple[int, str, list[Document]]  # identité, qualité, ce qui part


def classeur(session: Session) -> str:
    """Où vont les événements d'une assemblée, d'après les réglages du syndic."""
    return load_configuration_syndic(session).classeur


def preparer_convocations(
    session: Session,
    assemblee_id: int,
    *,
    ctx: Contexte,
    accepted: frozenset[str] = frozenset(),
    avance: Avance = lambda count: None,
) -> int:
    """Un événement par copropriétaire, sa convocation en pièce jointe ; rend combien.

    Préparées une première fois, seuls les nouveaux copropriétaires en reçoivent une. Lève
    `UserError` si l'assemblée est close ou passée, si l'ordre du jour est vide, si l'heure ou le
    lieu manque ; `Confirm` passé le délai, et pour tout refaire.
    """
    ag = ouverte(session, assemblee_id)
    verifier_a_venir(ag, ctx)
    delay = session.get_one(Copropriete, ag.copropriete_id).delai_convocation
    limit = limite_convocation(ag.date, delay)
    if ctx.aujourd_hui > limit and not ag.urgence:
        demander(
            f"Le dernier jour pour convoquer était le {date_fr(limit)} (décret 67-223, art. 9) : "
            "une assemblée convoquée trop tard peut être annulée. Préparer quand même ?",
            TARDIF,
            accepted,
        )
    values = dict(load_convocations(session, ag.id, ctx.aujourd_hui))
    chosen, everyone = _a_envoyer(session, ag, CONVOCATION, values, accepted)
    _verifier_acces(session, [values[who].code_acces for who in chosen], accepted)
    from lsc_desktop.printing.assemblees.convocation import imprimer_convocation

    letters = (
        (who, "", [_document(CONVOCATION, values[who].compte, imprimer_convocation(values[who]))])
        for who in chosen
    )
    count = _envoyer(session, ag, CONVOCATION, letters, ctx, avance)
    if everyone:
        ag.convoquee_le = ctx.aujourd_hui
    session.flush()
    return count


def _verifier_acces(session: Session, codes: Sequence[str], accepted: frozenset[str]) -> None:
    """Lève `Confirm` si le texte dit un code d'accès que certains n'ont pas encore."""
    missing = sum(not code for code in codes)
    if missing and demande_acces(load_configuration_syndic(session).texte_convocation):
        many = pluriel(missing, "copropriétaire")
        demander(
            "Le texte de la convocation donne l'accès à AG Connect, et il manque encore le code de "
            f"{many}. Préparer quand même ?",
            SANS_ACCES,
            accepted,
        )


def notifier(
    session: Session,
    assemblee_id: int,
    *,
    ctx: Contexte,
    accepted: frozenset[str] = frozenset(),
    avance: Avance = lambda count: None,
) -> int:
    """Un événement par opposant ou défaillant, ou par copropriétaire si le conseil syndical n'a pas
    été élu : la lettre, et le procès-verbal gardé à la clôture, sans ses annexes ; rend combien.

    Lève `UserError` si l'assemblée n'est pas close, ou si personne n'a à être notifié ; `Confirm`
    passé le mois de la loi (art. 42 al. 2), et pour tout refaire.
    """
    hold(session, Assemblee, assemblee_id)
    ag = trouver_assemblee(session, assemblee_id)
    if ag.etat != CLOSE or ag.proces_verbal_id is None:
        raise UserError(
            "Cette assemblée n'est pas close : son procès-verbal n'est pas établi.",
            "Closez-la dans l'onglet Calculer le rapport, puis notifiez.",
        )
    values = dict(load_notifications(session, ag.id, ctx.aujourd_hui))
    if not values:
        raise UserError(
            "Personne n'est opposant ni défaillant : il n'y a pas de notification à faire.",
            "Le procès-verbal peut être adressé à tous par un événement ordinaire.",
        )
    limit = limite_notification(ag.date)
    if ctx.aujourd_hui > limit:
        demander(
            f"Le procès-verbal était à notifier avant le {date_fr(limit)} inclus (loi 65-557, "
            "art. 42 al. 2). Notifier quand même ?",
            TARDIF,
            accepted,
        )
    chosen, _everyone = _a_envoyer(session, ag, NOTIFICATION, values, accepted)
    kept = replace(fichier(session, ag.proces_verbal_id), classeur=classeur(session))
    from lsc_desktop.printing.assemblees.notification import imprimer_notification

    letters = (
        (
            who,
            values[who].motif.value,
            [_document(NOTIFICATION, values[who].compte, imprimer_notification(values[who])), kept],
        )
        for who in chosen
    )
    return _envoyer(session, ag, NOTIFICATION, letters, ctx, avance)


def dater_presentations(
    session: Session,
    assemblee_id: int,
    nature: str,
    dates: Mapping[int, date | None],
    *,
    ctx: Contexte,
) -> None:
    """Le jour de la première présentation de chaque lettre : c'est lui qui fait courir les délais
    (décret art. 64). `dates` : identité → jour, rien pour l'effacer.

    Lève `UserError`, et rien n'est écrit, pour qui n'a pas de lettre, pour un jour à venir ou
    d'avant l'envoi.
    """
    hold(session, Assemblee, assemblee_id)
    trouver_assemblee(session, assemblee_id)
    sent = {row.tiers_id: row for row in _envois(session, assemblee_id, nature)}
    for who, day in dates.items():
        if who not in sent:
            raise UserError(
                f"Cette personne n'a pas de {nature} préparée.", "Relisez la liste des envois."
            )
        since = sent[who].envoye_le
        if day is not None and (day > ctx.aujourd_hui or (since is not None and day < since)):
            raise UserError(
                f"Une lettre du {date_fr(since)} n'a pas pu être présentée le {date_fr(day)}.",
                "Donnez le jour que porte l'avis de réception, au plus tard aujourd'hui.",
                "presente_le",
            )
    for who, day in dates.items():
        sent[who].presente_le = day
    session.flush()


def _envois(session: Session, assemblee_id: int, nature: str) -> Sequence[EnvoiAssemblee]:
    stmt = select(EnvoiAssemblee).where(
        EnvoiAssemblee.assemblee_id == assemblee_id, EnvoiAssemblee.nature == nature
    )
    return session.scalars(stmt).all()


def verifier_a_venir(ag: Assemblee, ctx: Contexte) -> None:
    """Lève `UserError` si l'assemblée est du jour ou passée : l'export en est impossible (seed
    L2026)."""
    if ag.date <= ctx.aujourd_hui:
        raise UserError(
            f"L'assemblée est datée du {date_fr(ag.date)} : on ne convoque plus.",
            "Corrigez sa date si elle n'a pas encore eu lieu.",
            "date",
        )


def _a_envoyer(
    session: Session,
    ag: Assemblee,
    nature: str,
    everyone: Collection[int],
    accepted: frozenset[str],
) -> tuple[list[int], bool]:
    """À qui écrire, et s'il s'agit de tous : les nouveaux d'abord, tous de nouveau si l'on y tient.

    Une lettre refaite est un second événement ; le premier reste.
    """
    sent = {row.tiers_id for row in _envois(session, ag.id, nature)}
    fresh = [who for who in everyone if who not in sent]
    if not sent or len(fresh) == len(everyone):
        return fresh, True
    if fresh:
        return fresh, False
    demander(
        f"{pluriel(len(everyone), nature)} : tout est déjà préparé. Les refaire toutes, les "
        "premières restant dans les événements ?",
        REFAIRE,
        accepted,
    )
    return list(everyone), True


def _document(nature: str, compte: str, content: bytes) -> Document:
    name = f"{nature}-{compte}".replace("/", "-").rstrip("-")
    return Document(f"{name}.pdf", content, f"{nature.capitalize()} {compte}")


def _envoyer(
    session: Session,
    ag: Assemblee,
    nature: str,
    letters: Iterable[Lettre],
    ctx: Contexte,
    avance: Avance,
) -> int:
    """Un événement du jour par lettre, et sa ligne d'envoi ; rend combien."""
    immeuble = session.get_one(Copropriete, ag.copropriete_id).immeuble_id
    rows = {row.tiers_id: row for row in _envois(session, ag.id, nature)}
    binder = classeur(session)
    subject = f"{nature.capitalize()} - {ag.nom} du {date_fr(ag.date)}"
    count = 0
    for count, (who, quality, documents) in enumerate(letters, 1):
        event = creer_evenement(
            session, documents, objet=subject, ctx=ctx, classeur=binder,
            tiers_id=who, immeuble_id=immeuble,
        )  # fmt: skip
        row = rows.get(who)
        if row is None:
            row = EnvoiAssemblee(assemblee_id=ag.id, nature=nature, tiers_id=who)
            session.add(row)
        row.evenement_id, row.qualite = event, quality
        row.envoye_le, row.presente_le = ctx.aujourd_hui, None
        session.flush()
        avance(count)
    return count
