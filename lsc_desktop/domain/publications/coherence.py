"""Ce qui doit se tenir dans un manifeste : identifiants, renvois, numéros (§4.1)."""

from collections.abc import Iterable, Iterator

from lsc_desktop.domain.publications.classeurs import verifier as verifier_classeur
from lsc_desktop.domain.publications.contenu import Manifeste
from lsc_desktop.domain.publications.valeurs import Genre


def verifier(manifeste: Manifeste) -> None:
    """Lève `UserError` pour un classeur incohérent (D40), `ValueError` pour le reste."""
    for classeur in manifeste.classeurs:
        verifier_classeur(classeur)
    for fault in _fautes(manifeste):
        raise ValueError(f"manifeste {manifeste.numero} de {manifeste.cible} : {fault}")


def _fautes(m: Manifeste) -> Iterator[str]:
    if m.numero < 1 or (m.precedent is not None and not 0 < m.precedent < m.numero):
        yield f"le numéro {m.numero} ne suit pas {m.precedent}"
    if m.produit_le.tzinfo is None:
        yield "produit_le n'a pas de fuseau"
    if not (m.emetteur and m.cible):
        yield "l'émetteur ou la cible n'est pas nommé"
    people = {one.id for one in m.identites}
    accounts = {one.id for one in m.comptes}
    buildings = {one.id for one in m.immeubles}
    folders = {one.identifiant for one in m.classeurs}
    documents = {one.id for one in m.documents}
    lots = [lot for one in m.immeubles for lot in one.lots]
    for kind, known, given in (
        ("identités", people, m.identites),
        ("comptes", accounts, m.comptes),
        ("immeubles", buildings, m.immeubles),
        ("classeurs", folders, m.classeurs),
        ("documents", documents, m.documents),
        ("lots", {lot.id for lot in lots}, lots),
        ("contacts", {one.id for one in m.contacts}, m.contacts),
        ("photos", {one.id for one in m.photos}, m.photos),
    ):
        if len(known) != len(given):
            yield f"deux {kind} ont le même identifiant"
        if "" in known:
            yield f"un identifiant est vide ({kind})"
    yield from _orphelins("identité", (one.tiers for one in m.comptes), people)
    yield from _orphelins("immeuble", (i for one in m.comptes for i in one.immeubles), buildings)
    yield from _orphelins("identité", (t.tiers for one in m.immeubles for t in one.cs), people)
    yield from _orphelins("identité", (who for lot in lots for who in lot.proprietaires), people)
    yield from _orphelins("classeur", (one.classeur for one in m.documents), folders)
    scopes = {Genre.IMMEUBLE: buildings, Genre.COMPTE: accounts, Genre.CABINET: {""}}
    for one in m.documents:
        if one.portee.cle not in scopes[one.portee.genre]:
            yield f"{one.id} vise ce qui n'est pas publié : {one.portee.texte}"
    yield from _orphelins("immeuble", (one.immeuble for one in m.photos), buildings)
    for file in (*m.documents, *m.photos):
        if file.taille <= 0:
            yield f"{file.id} est vide"
    yield from _orphelins("classeur", (one.classeur for one in m.depenses), folders)
    yield from _orphelins("immeuble", (one.immeuble for one in m.depenses), buildings)
    lines = (line.document for one in m.depenses for line in one.lignes if line.document)
    yield from _orphelins("document", lines, documents)
    yield from _orphelins("lot", (one.lot for one in m.fonds_travaux), {lot.id for lot in lots})
    if any(one.montant == 0 for one in m.fonds_travaux):
        yield "un fonds de travaux nul ne s'envoie pas (D43)"
    places = (one.immeuble for one in m.contacts if one.immeuble)
    yield from _orphelins("immeuble", places, buildings)


def _orphelins(kind: str, used: Iterable[str], known: set[str]) -> Iterator[str]:
    missing = sorted(set(used) - known)
    if missing:
        yield f"{kind} absent du manifeste : {', '.join(missing[:5])}"
