"""Ce que comprend d'un manifeste qui le reçoit : le lire, s'en méfier, dire ce que voit chacun.

Écrit du côté de la cible, d'après le seul schéma : il ne sait rien de ce qui a produit le
manifeste, et c'est ce qui en fait une preuve (extranet-partners §4.1, « Receiver for tests »).
"""

import hmac
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, NoReturn

from lsc_desktop.base.errors import RefusedError
from lsc_desktop.base.text import montrable
from lsc_desktop.domain.publications.forme import Objet, controler

MAJEURE = 1
_FORMAT = re.compile(r"ged-publication/([0-9]{1,6})(?:\.[0-9]{1,6})*")
_RANGS = {False: "membre_cs", True: "president_cs"}


@dataclass(frozen=True, slots=True)
class Vue:
    """Ce que voit une personne, tel que le manifeste l'écrit, dans son ordre."""

    comptes: tuple[Objet, ...] = ()
    documents: tuple[Objet, ...] = ()
    depenses: tuple[Objet, ...] = ()
    fonds_travaux: tuple[Objet, ...] = ()
    contacts: tuple[Objet, ...] = ()
    photos: tuple[Objet, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(document["id"] for document in self.documents)


@dataclass(frozen=True, slots=True)
class Publication:
    """Un manifeste admis. `corps` garde tout, y compris les champs qu'on ne connaît pas ;
    `signee` : sa signature a été vérifiée."""

    corps: Objet
    sha256: str
    signee: bool
    _vises: Mapping[tuple[str, Any], tuple[Objet, ...]] = field(repr=False)

    @property
    def numero(self) -> int:
        return int(self.corps["numero"])

    @property
    def precedent(self) -> int | None:
        value = self.corps["precedent"]
        return None if value is None else int(value)

    def titres(self, tiers: str) -> tuple[tuple[Objet, str, str], ...]:
        """Pour chacun de ses comptes actifs : ce compte, un de ses immeubles, et à quel titre il y
        lit ; l'immeuble est vide si le compte n'en a pas. Au conseil syndical, le plus haut titre
        seul compte, dans l'immeuble où il l'a."""
        if all(one["id"] != tiers for one in self.corps["identites"]):
            return ()
        found = []
        for account in self.corps["comptes"]:
            if account["tiers"] != tiers or not account["actif"]:
                continue
            places = account["immeubles"] or ("",)
            found += [(account, place, self._titre(account, place)) for place in places]
        return tuple(found)

    def _titre(self, account: Objet, place: str) -> str:
        role: str = account["role"]
        if role != "coproprietaire":
            return role
        seats = {
            seat["president"]
            for building in self.corps["immeubles"]
            if building["id"] == place
            for seat in building["cs"]
            if seat["tiers"] == account["tiers"]
        }
        return _RANGS[max(seats)] if seats else role

    def vue(self, tiers: str, jour: date) -> Vue:
        """Ce que cette personne voit ce jour-là ; rien si elle n'a plus de compte actif."""
        titles = self.titres(tiers)
        if not titles:
            return Vue()
        rights = {one["id"]: frozenset(one["droits"]) for one in self.corps["classeurs"]}
        # Ce qui la vise, et à quels titres : son compte, ses immeubles, tout le cabinet.
        reach: dict[tuple[str, Any], set[str]] = {}
        for account, place, title in titles:
            for scope in (("compte", account["id"]), ("immeuble", place), ("cabinet", True)):
                reach.setdefault(scope, set()).add(title)
        day = jour.isoformat()
        seen = [
            document
            for scope, held in reach.items()
            for document in self._vises.get(scope, ())
            if held & rights[document["classeur"]]
            and (document["fin"] is None or day <= document["fin"])
        ]
        seen.sort(key=lambda document: str(document["id"]))
        places = {place for _account, place, title in titles if title in _COPROPRIETE}
        return Vue(
            tuple({account["id"]: account for account, _place, _title in titles}.values()),
            tuple(seen),
            tuple(
                _depenses(one, {document["id"] for document in seen})
                for one in self.corps["depenses"]
                if reach.get(("immeuble", one["immeuble"]), set()) & rights[one["classeur"]]
            ),
            tuple(self._fonds(tiers, places)),
            tuple(self._contacts({(place, title) for _account, place, title in titles})),
            self._photos({place for _account, place, _title in titles}),
        )

    def _fonds(self, tiers: str, places: set[str]) -> Iterator[Objet]:
        """Ceux de ses lots, dans les immeubles où son compte est encore actif."""
        lots = {
            lot["id"]
            for building in self.corps["immeubles"]
            if building["id"] in places
            for lot in building["lots"]
            if tiers in lot["proprietaires"]
        }
        return (one for one in self.corps["fonds_travaux"] if one["lot"] in lots)

    def _contacts(self, held: set[tuple[str, str]]) -> Iterator[Objet]:
        """Ceux de partout, et ceux de ses immeubles, pour le métier à quoi elle est cliente."""
        for one in self.corps.get("contacts", ()):
            place = one.get("immeuble", "")
            mine = {title for where, title in held if place in ("", where)}
            if any(
                (title in _COPROPRIETE) == (m == "syndic") for title in mine for m in one["metiers"]
            ):
                yield one

    def _photos(self, places: set[str]) -> tuple[Objet, ...]:
        """Celles des immeubles qu'elle ouvre, quel que soit son titre, dans leur ordre."""
        mine = (one for one in self.corps.get("photos", ()) if one["immeuble"] in places)
        return tuple(sorted(mine, key=lambda one: (one["immeuble"], one["rang"], one["id"])))


def _depenses(value: Objet, seen: set[str]) -> Objet:
    """Les mêmes, sans le lien à une facture que cette personne ne voit pas."""
    lines = [
        {name: part for name, part in line.items() if name != "document" or part in seen}
        for line in value["lignes"]
    ]
    return {**value, "lignes": lines}


_COPROPRIETE = frozenset({"coproprietaire", "membre_cs", "president_cs"})


def lire(octets: bytes, *, cle: bytes | None = None) -> Publication:
    """Le manifeste de ces octets. `cle` : celle que la cible partage avec l'émetteur ; la signature
    est alors exigée.

    Lève `RefusedError` : texte illisible, version majeure inconnue, liste partielle, champ absent
    ou impossible, compte, empreinte ou signature qui ne va pas.
    """
    try:
        corps = json.loads(
            octets.decode(),
            object_pairs_hook=_sans_double,
            parse_float=_nombre,
            parse_constant=_nombre,
        )
    except _EcartError as error:
        raise _refus(f"ce n'est pas un texte JSON lisible ({error})") from error
    except (ValueError, RecursionError) as error:
        raise _refus("ce n'est pas un texte JSON lisible") from error
    if not isinstance(corps, dict):
        raise _refus("ce n'est pas un objet JSON")
    _version(corps.get("format"))
    given, signature = corps.pop("sha256_corps", None), corps.pop("signature", None)
    body = _corps(corps)
    computed = sha256(body).hexdigest()
    if given != computed:
        raise _refus("son empreinte n'est pas celle de son contenu : il a été abîmé ou modifié")
    if cle is not None:
        _signature(body, signature, cle)
    try:
        scopes = controler(corps)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _refus(f"un champ manque ou n'a pas la forme du schéma ({error})") from error
    return Publication(corps, computed, cle is not None, scopes)


def suivre(precedente: Publication | None, nouvelle: Publication) -> Publication:
    """Celle qui vaut désormais. La même deux fois vaut une fois.

    Lève `RefusedError` si elle ne suit pas celle qu'on tient : on ne retire rien sur la foi d'un
    manifeste perdu en route, rejoué ou destiné à une autre cible.
    """
    if precedente is None:
        if nouvelle.precedent is not None:
            raise _refus(f"il suit le {nouvelle.precedent}, et je n'en ai aucun")
        return nouvelle
    if nouvelle.sha256 == precedente.sha256:
        return precedente
    for champ in ("cible", "emetteur"):
        if nouvelle.corps[champ] != precedente.corps[champ]:
            raise _refus(f"il est d'un autre {champ} : {nouvelle.corps[champ]}")
    if nouvelle.precedent != precedente.numero or nouvelle.numero <= precedente.numero:
        raise _refus(
            f"le {nouvelle.numero} suit le {nouvelle.precedent}, et je tiens le {precedente.numero}"
        )
    return nouvelle


def refus_du_fichier(document: Objet, contenu: bytes) -> str:
    """Pourquoi ce fichier déposé n'est pas celui du document ; vide s'il l'est."""
    if len(contenu) != document["taille"]:
        return f"{document['fichier']} : {len(contenu)} octets au lieu de {document['taille']}"
    if sha256(contenu).hexdigest() != document["sha256"]:
        return f"{document['fichier']} : son empreinte n'est pas celle du manifeste"
    return ""


class _EcartError(ValueError):
    """Ce que le contrat refuse et que JSON permet, dit en français."""


def _refus(motif: str) -> RefusedError:
    return RefusedError(f"Le manifeste est refusé : {montrable(motif)}.", "Rien n'a été changé.")


def _sans_double(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _EcartError("une clé est écrite deux fois")
    return found


def _nombre(text: str) -> NoReturn:
    raise _EcartError(f"{text[:40]} n'est pas un entier")


def _version(value: object) -> None:
    found = _FORMAT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise _refus("ce n'est pas une publication de GED")
    if int(found[1]) != MAJEURE:
        raise _refus(f"la version {found[1]} m'est inconnue, je lis la {MAJEURE}")


def _corps(corps: Objet) -> bytes:
    """Les octets dont on calcule l'empreinte : clés triées, sans blanc, UTF-8."""
    try:
        text = json.dumps(corps, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return text.encode()
    except (UnicodeEncodeError, RecursionError) as error:
        raise _refus("un texte contient un caractère illisible") from error


def _signature(body: bytes, signature: object, cle: bytes) -> None:
    if not isinstance(signature, dict) or signature.get("algo") != "hmac-sha256":
        raise _refus("il n'est pas signé")
    value = str(signature.get("valeur")).encode("utf-8", "replace")
    if not hmac.compare_digest(value, hmac.new(cle, body, sha256).hexdigest().encode()):
        raise _refus("sa signature n'est pas celle de l'émetteur")
