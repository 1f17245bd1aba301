"""Les photos que doit montrer une cible."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.domain.photos import titre
from lsc_desktop.domain.publications.contenu import PhotoPubliee
from lsc_desktop.domain.publications.noms import identifiant_photo
from lsc_desktop.domain.publications.valeurs import Annuaire, Cible, Genre, Portee
from lsc_desktop.storage.models import Fichier, Immeuble, PhotoImmeuble


def load_photos(session: Session, cible: Cible, annuaire: Annuaire) -> dict[PhotoPubliee, int]:
    """Chaque photo à publier, et son fichier de la base : celles des immeubles qu'ouvre un compte
    publié d'un métier de la cible ; aucune si elle ne reçoit ni photos, ni comptes pour les voir.
    """
    if not (cible.photos and cible.comptes):
        return {}
    places = set(_ouverts(cible, annuaire))
    p = PhotoImmeuble
    stmt = (
        select(
            p.id, p.numero, p.libelle, p.extension, Immeuble.code, Fichier.id.label("fichier"),
            Fichier.sha256, Fichier.taille,
        )
        .join(Immeuble, Immeuble.id == p.immeuble_id)
        .join(Fichier, Fichier.id == p.fichier_id)
        .where(p.publie)
        .order_by(p.id)
    )  # fmt: skip
    return {
        PhotoPubliee(
            id=identifiant_photo(row.id), titre=titre(row.libelle, row.numero), sha256=row.sha256,
            taille=row.taille, extension=row.extension, immeuble=row.code, rang=row.numero,
        ): row.fichier
        for row in session.execute(stmt)
        if row.code in places
    }  # fmt: skip


def _ouverts(cible: Cible, annuaire: Annuaire) -> Iterator[str]:
    for code in annuaire.par_immeuble:
        place = Portee(Genre.IMMEUBLE, code)
        if any(annuaire.roles(place, metier) for metier in cible.metiers):
            yield code
