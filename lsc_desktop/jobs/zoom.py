"""Tenir chez Zoom les réunions du planning : chaque envoi lit le rendez-vous à l'instant de partir,
et l'y met d'accord. Recommencé, il n'a qu'un effet : la réunion se cherche avant de se créer."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.partenaires.envois import AEnvoyer
from lsc_desktop.domain.planning import autorisations as droits
from lsc_desktop.domain.planning.reunions import (
    A_ANNULER,
    ANNULEE,
    Demande,
    lire_demande,
    numero_dit,
)
from lsc_desktop.jobs.boite_envoi import Fait, Outils, journal
from lsc_desktop.partners.erreurs import AccesError, RefusError
from lsc_desktop.partners.http import Client
from lsc_desktop.partners.zoom.adaptateur import ZOOM
from lsc_desktop.partners.zoom.client import Zoom
from lsc_desktop.partners.zoom.correspondance import Tenue
from lsc_desktop.partners.zoom.erreurs import AbsenteError, InconnuError
from lsc_desktop.partners.zoom.jeton import Identifiants, JetonZoom
from lsc_desktop.queries.planning.reglages import reglage_en_vigueur
from lsc_desktop.queries.planning.rendez_vous import (
    demande_de,
    reunion_vivante,
    trouver_reunion,
)
from lsc_desktop.services.planning import reunions
from lsc_desktop.services.planning.reglages import secret_zoom
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.models import RendezVous

ADRESSE, JETONS = "https://api.zoom.us/v2", "https://zoom.us"
OU = "« Configuration Organiseur », onglet Planning"


@dataclass(frozen=True, slots=True)
class _Tenue:
    """La réunion d'un envoi, telle que la base la sait maintenant. `demande` : ce qu'on en veut,
    ou ce qu'on en voulait si elle s'annule."""

    id: int
    marque: str
    etat: str
    numero: str
    demande: Demande

    @property
    def a_tenir(self) -> bool:
        return self.etat not in (A_ANNULER, ANNULEE)


def creer(envoi: AEnvoyer, outils: Outils) -> Fait:
    """Retrouve la réunion si elle est déjà née, sinon la crée. Lève comme `partners.zoom`."""
    held = _lue(envoi, outils)
    if not held.a_tenir:
        return Fait("Elle a été annulée avant d'être créée.")
    with _zoom(outils, envoi.objet) as zoom:
        found = zoom.chercher(held.demande, held.marque)
        if found is None:
            found = zoom.creer(held.demande, held.marque)
            said = f"Réunion {numero_dit(found.numero)} créée."
        else:  # sa réponse s'était perdue, ou le rendez-vous a changé depuis
            zoom.modifier(held.demande, held.marque, found.numero)
            said = f"Réunion {numero_dit(found.numero)} déjà chez Zoom : reprise, mise à jour."
        text = _invitation(zoom, held.demande, found.numero)
    return Fait(said, partial(_noter_creee, held.id, found, text, outils.ctx))


def modifier(envoi: AEnvoyer, outils: Outils) -> Fait:
    """Met la réunion à jour ; jamais créée, elle l'est. Lève comme `partners.zoom`."""
    held = _lue(envoi, outils)
    if not held.a_tenir:
        return Fait("Elle est annulée.")
    if not held.numero:
        return creer(envoi, outils)
    with _zoom(outils, envoi.objet) as zoom:
        try:
            zoom.modifier(held.demande, held.marque, held.numero)
        except AbsenteError as error:
            raise RefusError(
                error.title,
                "Pour en créer une autre : décochez « Réunion Zoom », enregistrez, puis recochez-"
                "la. Son lien sera neuf : renvoyez l'invitation.",
                code=error.code,
            ) from error
        text = _invitation(zoom, held.demande, held.numero)
    return Fait(
        f"Réunion {numero_dit(held.numero)} mise à jour.",
        partial(reunions.noter_modifiee, reunion_id=held.id, invitation=text, ctx=outils.ctx),
    )


def annuler(envoi: AEnvoyer, outils: Outils) -> Fait:
    """Supprime la réunion chez Zoom, où qu'elle en soit. Lève comme `partners.zoom`."""
    held = _lue(envoi, outils)
    done = partial(reunions.noter_annulee, reunion_id=held.id, ctx=outils.ctx)
    if held.etat == ANNULEE:
        return Fait("Elle était déjà annulée.")
    with _zoom(outils, envoi.objet) as zoom:
        number = held.numero
        if not number:
            with suppress(InconnuError):  # un hôte qui n'existe pas ne tient rien
                found = zoom.chercher(held.demande, held.marque)
                number = found.numero if found is not None else ""
        if not number:
            return Fait("Elle n'était pas chez Zoom.", done)
        zoom.annuler(held.demande.webinaire, number, held.demande.inscription)
    return Fait(f"Réunion {numero_dit(number)} annulée.", done)


def inscrire(envoi: AEnvoyer, outils: Outils) -> Fait:
    """Accorde les inscrits aux participants. Lève `RefusError` si Zoom n'inscrit personne."""
    held = _lue(envoi, outils)
    if not held.a_tenir or not held.numero:
        return Fait("Il n'y a pas de réunion où inscrire.")
    with _zoom(outils, envoi.objet) as zoom:
        found = zoom.inscrire(held.demande, held.numero)
    rows = tuple((one.courriel, one.identifiant, one.lien, one.remarque) for one in found)
    refused = [one for one in found if one.remarque]
    said = f"{pluriel(len(found) - len(refused), 'participant inscrit', 'participants inscrits')}."
    if refused:
        said += f" {pluriel(len(refused), 'refusé')} : {refused[0].courriel}."
    return Fait(
        said,
        partial(reunions.noter_inscrits, reunion_id=held.id, inscrits=rows, ctx=outils.ctx),
    )


def essayer(db: Database, ctx: Contexte) -> str:
    """« Tester la connexion » : un jeton, ses permissions, l'hôte ; ne crée rien.

    Rend ce qu'on en conclut ; lève `AccesError`, ou `RefusError` qui nomme chaque permission sans
    laquelle aucune réunion ne se tient.
    """
    with db.read() as session:
        host = reglage_en_vigueur(session).hote
    with _zoom(Outils(db, ctx, journal(db, ctx), lambda: False), "", neuf=True) as zoom:
        zoom.exiger(droits.REUNIONS)
        said = ["Zoom reconnaît l'application de l'agence, qui a de quoi tenir des réunions."]
        if host and not zoom.manquants((droits.UTILISATEUR,)):
            said.append(
                f"L'hôte {host} a une licence."
                if zoom.licence(host)
                else f"L'hôte {host} n'a pas de licence payante : réunions de 40 minutes au plus, "
                "sans inscription."
            )
        without = (
            ("lire le texte d'invitation de Zoom", (droits.INVITATION,)),
            ("inscrire les participants", droits.INSCRIPTIONS),
            ("tenir des webinaires", droits.WEBINAIRES),
            ("lire les présences", (droits.PRESENCES, droits.W_PRESENCES)),
            ("vérifier l'hôte", (droits.UTILISATEUR,)),
        )
        for what, needs in without:
            if missing := zoom.manquants(needs):
                names = ", ".join(one.granulaire for one in missing)
                said.append(f"Pour {what}, il lui manque : {names}.")
    return " ".join(said)


def presences(db: Database, ctx: Contexte, rendez_vous_id: int) -> str:
    """« Présences chez Zoom » : les lit, les garde, et dit combien. Lève `UserError` s'il n'y a pas
    de réunion, ou si elle n'a pas encore eu lieu ; sinon comme `partners.zoom`."""
    with db.read() as session:
        row = reunion_vivante(session, rendez_vous_id)
        zone = ZoneInfo(reglage_en_vigueur(session).fuseau)
        if row is None or not row.numero:
            raise UserError(
                "Ce rendez-vous n'a pas de réunion chez Zoom.",
                "L'onglet « Zoom » de sa fiche dit où elle en est.",
            )
        reunion_id, number, webinar = row.id, row.numero, row.webinaire
    with _zoom(Outils(db, ctx, journal(db, ctx), lambda: False), f"réunion {number}") as zoom:
        try:
            found = zoom.presences(webinar, number)
        except AbsenteError as error:
            raise UserError(
                "Zoom n'a pas encore les présences de cette réunion.",
                "Il les donne quelques minutes après sa fin.",
            ) from error
    rows = [
        (one.nom, one.courriel, _local(one.arrivee, zone),
         _local(one.depart, zone) if one.depart else None, round(one.duree / 60))
        for one in found
    ]  # fmt: skip
    with db.write(ctx.utilisateur) as session:
        reunions.noter_presences(session, reunion_id, rows, ctx=ctx)
    people = {(one.nom, one.courriel) for one in found}
    return f"{pluriel(len(people), 'personne')} à cette réunion, d'après Zoom."


# --- Commun -------------------------------------------------------------------------------------


def _lue(envoi: AEnvoyer, outils: Outils) -> _Tenue:
    """La réunion, et ce que le rendez-vous en veut maintenant."""
    with outils.db.read() as session:
        row = trouver_reunion(session, int(envoi.charge["reunion"]))
        said = lire_demande(row.demande)
        record = session.get_one(RendezVous, row.rendez_vous_id)
        wanted = demande_de(session, record)
        same = wanted is not None and (wanted.webinaire, wanted.hote) == (row.webinaire, row.hote)
        chosen = wanted if wanted is not None and same else said
        return _Tenue(row.id, row.marque, row.etat, row.numero, chosen)


def acces(session: Session) -> Identifiants:
    """Lève `AccesError` s'il manque un identifiant, `TemporaryError` si ce poste n'a pas le secret,
    ou si son coffre est fermé : un autre poste peut l'avoir. Rien n'est parti."""
    reglage = reglage_en_vigueur(session)
    missing = [
        label
        for label, value in (("Account ID", reglage.compte), ("Client ID", reglage.client))
        if not value
    ]
    if missing:
        raise AccesError(
            f"Le compte Zoom de l'agence n'est pas réglé : il manque {' et '.join(missing)}.",
            f"Donnez-le dans {OU} ; rien n'est parti.",
            "compte",
        )
    secret = secret_zoom()
    if not secret:
        raise TemporaryError(
            "Ce poste n'a pas le Client Secret de Zoom.",
            f"Chaque poste garde le sien : donnez-le ici aussi, dans {OU}, ou envoyez d'un poste "
            "qui l'a. Rien n'est parti.",
        )
    return Identifiants(reglage.compte, reglage.client, secret)


@contextmanager
def _zoom(outils: Outils, objet: str, *, neuf: bool = False) -> Iterator[Zoom]:
    """`neuf` : avec un jeton redemandé, pour juger les identifiants d'aujourd'hui."""
    with outils.db.read() as session:
        known = acces(session)
    with Client(
        ZOOM.code, ZOOM.nom, JETONS, noter=outils.noter, arreter=outils.arreter,
        secrets=(known.secret,),
    ) as tokens:  # fmt: skip
        token = JetonZoom(tokens, known)
        if neuf:
            token.renouveler()
        with Client(
            ZOOM.code, ZOOM.nom, ADRESSE, noter=outils.noter, arreter=outils.arreter,
            porteur=token, secrets=(known.secret,),
        ) as client:  # fmt: skip
            yield Zoom(client, token, objet)


def _local(when: datetime, zone: ZoneInfo) -> datetime:
    """L'heure de l'agence, sans fuseau."""
    return when.astimezone(zone).replace(tzinfo=None)


def _invitation(zoom: Zoom, demande: Demande, numero: str) -> str:
    """Le texte de Zoom, s'il en donne un : sans lui, la réunion est tenue, et le nôtre suffit."""
    if demande.webinaire:
        return ""
    with suppress(UserError):
        return zoom.invitation(numero)
    return ""


def _noter_creee(reunion_id: int, found: Tenue, text: str, ctx: Contexte, session: Session) -> None:
    reunions.noter_creee(
        session, reunion_id, numero=found.numero, lien=found.lien, code=found.code,
        invitation=text, ctx=ctx,
    )  # fmt: skip
