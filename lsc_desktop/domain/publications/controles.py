"""Ce qu'on relit avant de publier : documents et classeurs (extranet-partners §1.10, §2.6).

Ce que le décret demande par immeuble est dans `listes_legales`.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.text import fold, pluriel
from lsc_desktop.domain.publications.defauts import Defaut, Gravite, Sur
from lsc_desktop.domain.publications.etat import Clause, Etat
from lsc_desktop.domain.publications.valeurs import Annuaire, Candidat, Genre

REJOINDRE = "Joignez de nouveau le fichier à l'événement."
# Ce que l'agence n'a pas choisi : le document devait partir, et personne ne le verrait.
_SUBIES = frozenset({Clause.DESTINATAIRE, Clause.DROITS})


def controler(etats: Iterable[Etat], annuaire: Annuaire) -> tuple[Defaut, ...]:
    """Les défauts de ce qui part, ou devrait partir ; ce qu'on ne publie pas n'est pas relu."""
    meant = [one for one in etats if all(reason.clause in _SUBIES for reason in one.raisons)]
    found = [
        defect
        for one in meant
        for defect in (*_contenu(one.candidat), *_destinataire(one, annuaire))
    ]
    return (*found, *_doublons(meant), *_muets(meant))


def _sur_document(gravite: Gravite, candidat: Candidat, phrase: str, conseil: str) -> Defaut:
    return Defaut(gravite, phrase, Sur.DOCUMENT, candidat.id, conseil=conseil)


def _contenu(candidat: Candidat) -> Iterator[Defaut]:
    name = _nom(candidat)
    if not candidat.titre.strip():
        yield _sur_document(
            Gravite.BLOQUANT,
            candidat,
            f"Le document du {date_fr(candidat.date)} n'a pas de titre.",
            "Donnez un objet à l'événement.",
        )
    if candidat.taille <= 0 or candidat.pages == 0:
        yield _sur_document(Gravite.BLOQUANT, candidat, f"{name} : le PDF est vide.", REJOINDRE)
    elif not candidat.sha256:
        yield _sur_document(
            Gravite.BLOQUANT, candidat, f"{name} : le PDF est illisible.", REJOINDRE
        )


def _destinataire(etat: Etat, annuaire: Annuaire) -> Iterator[Defaut]:
    candidat = etat.candidat
    if candidat.portee.genre is not Genre.COMPTE:
        return
    compte = annuaire.comptes.get(candidat.portee.cle)
    places = compte.immeubles if compte else frozenset()
    if candidat.immeuble and places and candidat.immeuble not in places:
        yield _sur_document(
            Gravite.BLOQUANT,
            candidat,
            f"{_nom(candidat)} est de l'immeuble {candidat.immeuble}, et le compte "
            f"{compte.nom if compte else ''} de {', '.join(sorted(places))}.",
            "Corrigez l'immeuble ou le destinataire de l'événement.",
        )
    for reason in etat.raisons:
        if reason.clause is Clause.DESTINATAIRE:
            yield _sur_document(
                Gravite.AVERTISSEMENT,
                candidat,
                f"{_nom(candidat)} : {_minuscule(reason.texte)}",
                "Cochez « Service Client » sur son compte, ou changez le destinataire.",
            )


def _doublons(etats: Sequence[Etat]) -> Iterator[Defaut]:
    """Même titre et même date, au même endroit et pour les mêmes ; deux quittances du même jour à
    deux comptes n'en sont pas."""
    together = _groupes(etats, lambda one: (one.portee, one.date))
    alike = (
        group
        for close in together
        for group in _groupes(close, lambda one: (_dossier(one), fold(one.titre)))
    )
    for group in alike:
        one = group[0]
        if one.candidat.titre.strip():
            yield _sur_document(
                Gravite.AVERTISSEMENT,
                one.candidat,
                f"{_nom(one.candidat)}, du {date_fr(one.candidat.date)}, est là "
                f"{len(group)} fois {one.candidat.portee.texte}.",
                "Dépubliez celui qui est de trop.",
            )


def _groupes(
    etats: Iterable[Etat], key: Callable[[Candidat], Hashable]
) -> Iterator[Sequence[Etat]]:
    """Ceux qui sont au moins deux sous la même clé, dans leur ordre."""
    found: dict[Hashable, list[Etat]] = {}
    for one in etats:
        found.setdefault(key(one.candidat), []).append(one)
    return (group for group in found.values() if len(group) > 1)


def _dossier(candidat: Candidat) -> str:
    return candidat.classeur.identifiant if candidat.classeur else ""


def _muets(etats: Iterable[Etat]) -> Iterator[Defaut]:
    """Un classeur que personne ne lit, et les documents qui y attendent."""
    waiting = Counter(
        one.candidat.classeur
        for one in etats
        if one.candidat.classeur and not one.candidat.classeur.lisible
    )
    for classeur, count in sorted(waiting.items(), key=lambda pair: pair[0].nom):
        yield Defaut(
            Gravite.AVERTISSEMENT,
            f"Personne ne lit le classeur « {classeur.nom} » : {pluriel(count, 'document')} n'y "
            f"{'sera vu' if count < 2 else 'seront vus'} de personne.",
            Sur.CLASSEUR,
            classeur.identifiant,
            conseil="Donnez-lui des lecteurs, ou rangez ces événements ailleurs.",
        )


def _nom(candidat: Candidat) -> str:
    return f"« {candidat.titre.strip()} »" if candidat.titre.strip() else candidat.id


def _minuscule(phrase: str) -> str:
    return phrase[:1].lower() + phrase[1:]
