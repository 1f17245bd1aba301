"""Ce que fait chaque service système, à son heure ou demandé : `(db, ctx, suivi)` → compte rendu.

Le registre (`queries/services_systeme/registre.py`) les nomme.
"""

from collections.abc import Callable, Iterable
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.jobs.horaire import Suivi
from lsc_desktop.storage.engine import Database


def sauvegarder(db: Database, ctx: Contexte, suivi: Suivi) -> str:
    """Une copie vérifiée de la base. Lève `UserError` si elle manque ou n'est pas saine."""
    from lsc_desktop.domain.sauvegardes import taille_lisible
    from lsc_desktop.jobs import sauvegarde

    def follow(percent: int) -> None:
        if suivi.arreter():
            raise TemporaryError(
                "La copie s'est arrêtée avec le programme.",
                "Elle se fera à la prochaine ouverture.",
            )
        doing = f"Sauvegarde… {percent} %" if percent < 100 else "Vérification de la copie…"
        suivi.dire(doing)

    origin = "menu" if suivi.demande else "horaire"
    done = sauvegarde.sauvegarder(db, ctx, origin, suivi=follow)
    return f"Copie vérifiée : {done.chemin} ({taille_lisible(done.taille)})."


def publier(db: Database, ctx: Contexte, suivi: Suivi) -> str:
    """Un passage vers chaque cible active, dans un processus à lui. Lève `UserError` si l'une
    d'elles manque, ou si l'on s'arrête avant la fin : ce qui est parti ne repartira pas."""
    from lsc_desktop.jobs import publication, transports

    def told(done: int, total: int, _sent: int) -> None:
        suivi.dire(f"Publication… {done} / {total}")

    follow = publication.Suivi(told, suivi.arreter)
    said = publication.publier_partout_a_part(db, ctx, transports.ouvrir, follow)
    if suivi.arreter():
        raise TemporaryError(
            "La publication s'est arrêtée avec le programme.",
            "La suite partira à la prochaine ouverture.",
        )
    return said


def empeche_de_publier(db: Database, ctx: Contexte) -> str:
    """Ce qui manque au coffre de ce poste pour une cible active ; vide s'il a tout."""
    from lsc_desktop.jobs import transports
    from lsc_desktop.queries.publications.registre import cibles_actives, load_cible
    from lsc_desktop.services.publications import cle_de_signature

    with db.read() as session:
        targets = [load_cible(session, id) for id, _nom in cibles_actives(session)]
    return _premier_refus(transports.ouvrir, targets) or _premier_refus(cle_de_signature, targets)


def empeche_d_annoncer(db: Database, ctx: Contexte) -> str:
    """Ce qui manque au coffre de ce poste pour un portail actif ; vide s'il a tout."""
    from lsc_desktop.jobs import annonces
    from lsc_desktop.queries.annonces.reglages import load_portail, portails_actifs

    with db.read() as session:
        portals = [load_portail(session, id) for id in portails_actifs(session)]
    return _premier_refus(annonces.ouvrir, portals)


def _premier_refus(prepare: Callable[[Any], object], each: Iterable[Any]) -> str:
    for one in each:
        try:
            prepare(one)
        except UserError as error:
            return error.title
    return ""


def attend_un_partenaire(db: Database, ctx: Contexte) -> bool:
    """Un envoi peut partir, ou la licence est à relire : sinon, ce service n'a rien à faire."""
    from lsc_desktop.jobs import store
    from lsc_desktop.queries.partenaires.envois import envois_a_faire

    with db.read() as session:
        if envois_a_faire(session, ctx.maintenant):
            return True
    return store.a_rafraichir(db, ctx)


def envoyer_aux_partenaires(db: Database, ctx: Contexte, suivi: Suivi) -> str:
    """Relit la licence, une fois par jour, puis vide la boîte d'envoi. Lève `UserError` si un
    partenaire n'a pas pu être joint : ce qui attend repartira."""
    from lsc_desktop.jobs import boite_envoi, store

    boite_envoi.ranger(db, ctx)
    store.rafraichir(db, ctx)
    done = boite_envoi.vider(db, ctx, suivi)
    if done.manques:
        raise UserError(
            " ".join((done.phrase(), *done.manques)),
            "Ce qui attend repartira de soi-même ; la boîte d'envoi dit ce qui attend quelqu'un.",
        )
    return done.phrase()


def publier_annonces(db: Database, ctx: Contexte, suivi: Suivi) -> str:
    """Un dépôt vers chaque portail actif, si les annonces ont changé ou si le dernier date. Lève
    `UserError` si l'un d'eux manque."""
    from lsc_desktop.jobs import annonces

    suivi.dire("Annonces…")
    return annonces.publier_partout(db, ctx, annonces.ouvrir, arreter=suivi.arreter)
