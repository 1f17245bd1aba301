"""Les documents que le syndic professionnel doit tenir en ligne, immeuble par immeuble.

Décret 2019-502 du 23 mai 2019, trois listes : tous les copropriétaires (art. 1), chacun pour soi
(art. 2), le conseil syndical (art. 3) ; extranet-partners §2.4. Les annexes comptables et l'état
des impayés n'y sont pas.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.classeurs import Role
from lsc_desktop.domain.publications.defauts import Defaut, Gravite, Sur
from lsc_desktop.domain.publications.etat import Etat
from lsc_desktop.domain.publications.valeurs import Annuaire, Candidat, Compte, Genre, Portee

NOMMES = 3  # comptes nommés dans une phrase ; les autres se comptent


@dataclass(frozen=True, slots=True)
class Piece:
    """Une ligne des listes ; `article` 1, 2 ou 3 du décret.

    `expire` : elle vaut jusqu'à un jour. `annees` : il en faut une par an, autant d'années en
    arrière ; 0 : une seule, quelle que soit sa date. `recentes` : celles de ces années-là, et non
    les dernières connues.
    """

    code: str
    intitule: str
    article: int
    expire: bool = False
    annees: int = 0
    recentes: bool = False


PIECES = (
    Piece("A1", "règlement de copropriété et état descriptif de division", 1),
    Piece("A2", "dernière fiche synthétique", 1),
    Piece("A3", "carnet d'entretien", 1),
    Piece("A4", "diagnostics techniques des parties communes", 1, expire=True),
    Piece("A5", "contrats d'assurance de l'immeuble", 1, expire=True),
    Piece("A6", "contrats et marchés en cours", 1, expire=True),
    Piece("A7", "contrats d'entretien des équipements communs", 1, expire=True),
    Piece("A8", "procès-verbaux des trois dernières assemblées annuelles", 1, annees=3),
    Piece("A9", "contrat de syndic en cours", 1, expire=True),
    Piece("B1", "compte individuel après approbation des comptes", 2, annees=1),
    Piece("B2", "charges payées des deux derniers exercices clos", 2, annees=2),
    Piece("B3", "part du fonds de travaux attachée au lot", 2),
    Piece("B4", "appels de fonds des trois dernières années", 2, annees=3, recentes=True),
    Piece("C1", "balances générales et relevé des charges et produits de l'exercice", 3, annees=1),
    Piece("C2", "relevés du compte bancaire séparé", 3),
    Piece("C3", "assignations en cours et décisions susceptibles de recours", 3),
    Piece("C4", "liste de tous les copropriétaires", 3),
    Piece("C5", "carte professionnelle, assurance et garantie financière du syndic", 3),
)
LIGNES_DU_DECRET = ((None, ""), *((one.code, f"{one.code} {one.intitule}") for one in PIECES))
PAR_CODE = {piece.code: piece for piece in PIECES}
# Qui doit pouvoir lire chaque liste.
_PUBLIC = {1: Role.COPROPRIETAIRE, 2: Role.COPROPRIETAIRE, 3: Role.MEMBRE_CS}
_LECTEURS = {1: "les copropriétaires ne lisent", 3: "le conseil syndical ne lit"}
# Un immeuble n'a, d'ordinaire, aucun procès : C3 ne manque que si l'on dit le contraire.
SANS_OBJET = frozenset({"C3"})


@dataclass(frozen=True, slots=True)
class ImmeubleTenu:
    """Un immeuble dont l'agence est le syndic.

    `depuis` : la première année de la copropriété, si elle est jeune ; `sans_objet` : les codes qui
    ne la concernent pas (aucun équipement commun, pas de fonds de travaux…).
    """

    id: str
    depuis: dt.date | None = None
    sans_objet: frozenset[str] = SANS_OBJET


def completude(
    immeubles: Iterable[ImmeubleTenu], etats: Iterable[Etat], annuaire: Annuaire, jour: dt.date
) -> tuple[Defaut, ...]:
    """Ce qui manque ou a expiré, immeuble par immeuble, dans l'ordre des listes.

    Seul compte ce qui est publié ce jour-là. Une pièce du cabinet vaut pour tous ses immeubles.
    """
    online: dict[tuple[Portee, str], list[Candidat]] = {}
    for one in etats:
        if one.publie and one.candidat.code_legal in PAR_CODE:
            key = (one.candidat.portee, one.candidat.code_legal)
            online.setdefault(key, []).append(one.candidat)
    accounts: dict[str, list[Compte]] = {}
    for compte in annuaire.comptes.values():
        if compte.role is Role.COPROPRIETAIRE and compte.id not in annuaire.inactifs:
            for place in compte.immeubles:
                accounts.setdefault(place, []).append(compte)
    return tuple(
        defect
        for immeuble in immeubles
        for defect in _immeuble(immeuble, online, accounts.get(immeuble.id, []), jour)
    )


def _immeuble(
    immeuble: ImmeubleTenu,
    online: dict[tuple[Portee, str], list[Candidat]],
    comptes: Sequence[Compte],
    jour: dt.date,
) -> Iterator[Defaut]:
    if not comptes:
        yield _defaut(
            immeuble,
            "",
            f"Aucun copropriétaire de l'immeuble {immeuble.id} n'a de compte publié.",
            "Cochez « Service Client » sur les comptes de ses copropriétaires.",
        )
        return
    scope, firm = Portee(Genre.IMMEUBLE, immeuble.id), Portee(Genre.CABINET)
    for piece in PIECES:
        if piece.code in immeuble.sans_objet:
            continue
        if piece.article == 2:
            yield from _chacun(piece, immeuble, online, comptes, jour)
            continue
        found = [*online.get((scope, piece.code), ()), *online.get((firm, piece.code), ())]
        yield from _commune(piece, immeuble, found, jour)


def _commune(
    piece: Piece, immeuble: ImmeubleTenu, found: Sequence[Candidat], jour: dt.date
) -> Iterator[Defaut]:
    """Une pièce des listes 1 et 3 : une phrase par pièce manquante, une par contrat expiré."""
    public = _PUBLIC[piece.article]
    shown = [one for one in found if one.classeur and public in one.classeur.droits]
    valid = [one for one in shown if not _expire(piece, one, jour)]
    head, where = f"{piece.code}, {piece.intitule}", f"de l'immeuble {immeuble.id}"
    for one in shown:
        if one not in valid:
            grave = Gravite.REMARQUE if valid else Gravite.AVERTISSEMENT
            yield _defaut(
                immeuble,
                piece.code,
                f"{head} : « {one.titre} », {where}, a expiré le {date_fr(one.valable_jusqu_au)}.",
                "Publiez celui qui court, et dites sur l'événement jusqu'à quand il vaut.",
                grave,
            )
    wanted, count = _attendues(piece, immeuble.depuis, jour), _nombre(piece, valid, jour)
    if count >= wanted or (shown and not valid):
        return
    advice = f"Publiez-le par un modèle d'événement rattaché à {piece.code}."
    hidden = next((one.classeur for one in found if one not in shown), None)
    if hidden and not count:
        text = f"{head} : rangé dans « {hidden.nom} », que {_LECTEURS[piece.article]} pas, {where}."
        advice = "Donnez-leur ce classeur à lire, ou rangez le document ailleurs."
    elif count:
        text = f"{head} : {count} sur {wanted} en ligne, {where}."
    else:
        text = f"{head} : rien en ligne, {where} (décret 2019-502 art. {piece.article})."
    yield _defaut(immeuble, piece.code, text, advice)


def _chacun(
    piece: Piece,
    immeuble: ImmeubleTenu,
    online: dict[tuple[Portee, str], list[Candidat]],
    comptes: Sequence[Compte],
    jour: dt.date,
) -> Iterator[Defaut]:
    """Une pièce de la liste 2 : une phrase pour tous les comptes auxquels elle manque."""
    missing = []
    for compte in comptes:
        found = online.get((Portee(Genre.COMPTE, compte.id), piece.code), ())
        since = max((day for day in (compte.depuis, immeuble.depuis) if day), default=None)
        if _nombre(piece, found, jour) < _attendues(piece, since, jour):
            missing.append(compte.nom)
    if missing:
        names = ", ".join(sorted(missing)[:NOMMES]) + ("…" if len(missing) > NOMMES else "")
        yield _defaut(
            immeuble,
            piece.code,
            f"{piece.code}, {piece.intitule} : il en manque à "
            f"{pluriel(len(missing), 'compte')} sur {len(comptes)} de l'immeuble {immeuble.id} "
            f"({names}).",
            f"Publiez-le à chacun par un modèle d'événement rattaché à {piece.code}.",
        )


def _expire(piece: Piece, candidat: Candidat, jour: dt.date) -> bool:
    """Sans date de fin, un contrat court : il se reconduit."""
    end = candidat.valable_jusqu_au
    return piece.expire and end is not None and end < jour


def _attendues(piece: Piece, depuis: dt.date | None, jour: dt.date) -> int:
    """Combien il en faut : jamais plus que d'années pleines depuis l'origine."""
    if not piece.annees:
        return 1
    if depuis is None:
        return piece.annees
    return max(0, min(piece.annees, _ans(depuis, jour)))


def _nombre(piece: Piece, found: Iterable[Candidat], jour: dt.date) -> int:
    """Une pièce annuelle se compte par date ; un appel de fonds, qui revient chaque trimestre, par
    année, et parmi les seules années demandées."""
    if piece.recentes:
        ages = {_ans(one.date, jour) for one in found}
        return len(ages & set(range(piece.annees)))
    return len({one.date for one in found})


def _ans(du: dt.date, au: dt.date) -> int:
    """Années pleines entre deux jours ; négatif si le second vient avant."""
    return au.year - du.year - ((au.month, au.day) < (du.month, du.day))


def _defaut(
    immeuble: ImmeubleTenu,
    code: str,
    phrase: str,
    conseil: str,
    gravite: Gravite = Gravite.AVERTISSEMENT,
) -> Defaut:
    return Defaut(gravite, phrase, Sur.IMMEUBLE, immeuble.id, code, conseil)
