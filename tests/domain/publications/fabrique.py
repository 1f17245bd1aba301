"""De petites agences à publier, et de quoi écrire un manifeste sans passer par le programme."""

import datetime as dt
import json
from hashlib import sha256

from hypothesis import strategies as st

from lsc_desktop.domain.classeurs import DROITS, Metier, Role, completer
from lsc_desktop.domain.publications.classeurs import Classeur
from lsc_desktop.domain.publications.contenu import (
    ComptePublie,
    DocumentPublie,
    Identite,
    ImmeublePublie,
    Manifeste,
    MembrePublie,
    PhotoPubliee,
    document_publie,
)
from lsc_desktop.domain.publications.etat import etats
from lsc_desktop.domain.publications.valeurs import (
    Candidat,
    Cible,
    Compte,
    Genre,
    Inactivations,
    MembreConseil,
    Portee,
    annuaire,
)

JOUR = dt.date(2024, 3, 4)
EXTRANET = Cible("extranet", "L'extranet")
TOUS = frozenset(DROITS[Metier.SYNDIC])
COURRIERS = Classeur("Courriers", Metier.SYNDIC, TOUS)
GILBERT = Portee(Genre.IMMEUBLE, "GILBERT")
CABINET = Portee(Genre.CABINET)
CLE = b"0123456789abcdef0123456789abcdef"


def au_compte(id_):
    return Portee(Genre.COMPTE, id_)


def empreinte(text):
    return sha256(text.encode()).hexdigest()


def candidat(id_="evt-1-0", **over):
    """Une lettre publiée aux copropriétaires de GILBERT, pour toujours."""
    values = {
        "metier": Metier.SYNDIC,
        "titre": f"Lettre {id_}",
        "date": dt.date(2024, 3, 1),
        "publie_le": dt.date(2024, 3, 1),
        "classeur": COURRIERS,
        "portee": GILBERT,
        "sha256": empreinte(id_),
        "taille": 95867,
    }
    return Candidat(id=id_, **(values | over))


def compte(id_="450A", **over):
    values = {"tiers": f"t-{id_}", "role": Role.COPROPRIETAIRE, "immeubles": frozenset({"GILBERT"})}
    return Compte(id=id_, **(values | over))


def document(id_="evt-1-0", **over):
    values = {
        "classeur": COURRIERS.identifiant,
        "titre": f"Lettre {id_}",
        "date": dt.date(2024, 3, 1),
        "portee": GILBERT,
        "sha256": empreinte(id_),
        "taille": 95867,
    }
    return DocumentPublie(id=id_, **(values | over))


def photo(id_="pho-12", **over):
    values = {
        "titre": f"Photo {id_}",
        "immeuble": "GILBERT",
        "rang": 1,
        "sha256": empreinte(id_),
        "taille": 40321,
        "extension": "jpg",
    }
    return PhotoPubliee(id=id_, **(values | over))


def manifeste(comptes=(), conseil=(), documents=(), classeurs=(COURRIERS,), **over):
    """Un premier manifeste, où chaque compte publié a son identité et chaque immeuble sa place."""
    places = {"GILBERT"} | {p for one in comptes for p in one.immeubles}
    places |= {one.immeuble for one in conseil}
    people = {one.tiers for one in comptes} | {one.tiers for one in conseil}
    values = {
        "emetteur": "agence",
        "cible": "extranet",
        "numero": 1,
        "precedent": None,
        "produit_le": dt.datetime(2024, 3, 4, 1, tzinfo=dt.timezone(dt.timedelta(hours=1))),
        "comptes": tuple(
            ComptePublie(
                id=one.id,
                tiers=one.tiers,
                entite="S001",
                numero=one.id,
                role=one.role,
                actif=one.autorise,
                immeubles=one.immeubles,
            )
            for one in comptes
        ),
        "identites": tuple(Identite(who, who, who.upper()) for who in people),
        "immeubles": tuple(
            ImmeublePublie(
                place,
                cs=tuple(
                    MembrePublie(m.tiers, m.president) for m in conseil if m.immeuble == place
                ),
            )
            for place in places
        ),
        "classeurs": tuple(classeurs),
        "documents": tuple(documents),
    }
    return Manifeste(**(values | over))


def sceller(corps):
    """Les octets d'un manifeste d'un tiers : l'empreinte se calcule ici, sans le programme."""
    plain = {key: value for key, value in corps.items() if key not in ("sha256_corps", "signature")}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    sealed = plain | {"sha256_corps": sha256(text.encode()).hexdigest()}
    if "signature" in corps:
        sealed["signature"] = corps["signature"]
    return json.dumps(sealed).encode()


# --- Des agences au hasard ------------------------------------------------------------------------

PLACES = ("GILBERT", "LAFAYETTE", "STANISLAS")
CLASSEURS = tuple(
    Classeur(f"{metier} {rank}", metier, rights)
    for metier in Metier
    for rank, rights in enumerate(
        sorted({completer(s) for s in (
            frozenset(), *(frozenset({role}) for role in DROITS[metier]),
            frozenset(DROITS[metier]),
        )}, key=sorted)
    )
)  # fmt: skip


@st.composite
def agences(draw):
    """(candidats, comptes, conseil) : quelques personnes, parfois plusieurs comptes chacune."""
    people = [f"x{i}" for i in range(draw(st.integers(1, 5)))]
    roles = st.sampled_from([Role.PROPRIETAIRE, Role.LOCATAIRE, Role.COPROPRIETAIRE])
    places = st.frozensets(st.sampled_from(PLACES), max_size=2)
    accounts = tuple(
        Compte(
            id=f"x{i}",  # les mêmes mots que les personnes : qui les confond se voit
            tiers=draw(st.sampled_from(people)),
            role=draw(roles),
            immeubles=draw(places),
            autorise=draw(st.booleans()) or draw(st.booleans()),
            depart_le=draw(st.sampled_from([None, None, JOUR])),
            mutation_le=draw(st.sampled_from([None, None, JOUR + dt.timedelta(1)])),
        )
        for i in range(draw(st.integers(1, 6)))
    )
    seats = draw(
        st.dictionaries(
            st.tuples(st.sampled_from(people), st.sampled_from(PLACES)), st.booleans(), max_size=4
        )
    )
    council = tuple(MembreConseil(who, place, head) for (who, place), head in seats.items())
    scopes = st.one_of(
        st.just(CABINET),
        st.sampled_from([Portee(Genre.IMMEUBLE, place) for place in PLACES]),
        st.sampled_from([au_compte(one.id) for one in accounts]),
    )
    folders = st.sampled_from(CLASSEURS)
    letters = []
    for i in range(draw(st.integers(0, 8))):
        folder = draw(folders)
        letters.append(
            candidat(f"evt-{i}-0", classeur=folder, metier=folder.metier, portee=draw(scopes))
        )
    return tuple(letters), accounts, council


def publier(agence, jour=JOUR, **over):
    """Le manifeste de cette agence, par toute la chaîne du programme, et les états."""
    letters, accounts, council = agence
    book = annuaire(accounts, council, jour, Inactivations())
    found = etats(letters, EXTRANET, book, jour)
    active = tuple(
        Compte(id=one.id, tiers=one.tiers, role=one.role, immeubles=one.immeubles)
        if one.id not in book.inactifs
        else Compte(
            id=one.id, tiers=one.tiers, role=one.role, immeubles=one.immeubles, autorise=False
        )
        for one in accounts
    )
    places = [MembreConseil("", place) for place in PLACES]
    value = manifeste(
        active,
        council,
        [document_publie(one) for one in found if one.publie],
        CLASSEURS,
        immeubles=tuple(
            ImmeublePublie(
                seat.immeuble,
                cs=tuple(
                    MembrePublie(m.tiers, m.president)
                    for m in council
                    if m.immeuble == seat.immeuble
                ),
            )
            for seat in places
        ),
        **over,
    )
    return value, found
