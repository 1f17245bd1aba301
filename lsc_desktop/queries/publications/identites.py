"""Qui se connecte à une cible, sous quel identifiant, avec quel premier mot de passe."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.text import nom_complet
from lsc_desktop.domain.acces import CODE_ACCES, code_acces, publiee
from lsc_desktop.domain.publications.contenu import Identite
from lsc_desktop.storage.models import AccesClient, DonneeComplementaire, Tiers


def load_identites(session: Session, people: set[int], acces: bool) -> Iterator[Identite]:
    """L'identifiant engendré ; à défaut celui de l'onglet Plus, sinon nom et prénom (seed
    L1153-1163). Sans `acces`, aucune empreinte de mot de passe ne part (D45)."""
    made = {row.tiers_id: row for row in session.scalars(select(AccesClient))}
    written = dict(
        session.execute(
            select(DonneeComplementaire.tiers_id, DonneeComplementaire.valeur).where(
                DonneeComplementaire.libelle == CODE_ACCES, DonneeComplementaire.valeur != ""
            )
        ).all()
    )
    taken = {row.code for row in made.values()} | set(written.values())
    for row in session.scalars(select(Tiers).order_by(Tiers.id)):
        if row.id not in people:
            continue
        access = made.get(row.id)
        code = access.code if access is not None else written.get(row.id)
        if code is None:
            code = code_acces(row.nom, row.prenom, taken)
            taken.add(code)
        yield Identite(
            id=str(row.id),
            nom=nom_complet(row.prenom, row.nom, row.civilite),
            code_acces=code,
            mdp_initial=publiee(access.empreinte) if access is not None and acces else None,
        )
