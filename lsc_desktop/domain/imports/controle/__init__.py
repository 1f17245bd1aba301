"""Juger les fichiers d'un import : ce qui sera créé, ce qui est déjà connu, ce qui cloche.

Les règles sont celles des fiches (`problems()` de chaque saisie) ; s'y ajoutent les doubles, dans
la base et dans les fichiers, et les liens d'un fichier à l'autre.
"""

from collections.abc import Callable, Iterable
from datetime import date

from lsc_desktop.domain.imports.controle.baux import controler_ligne, controler_locataire
from lsc_desktop.domain.imports.controle.biens import controler_immeuble, controler_lot
from lsc_desktop.domain.imports.controle.chantier import Chantier
from lsc_desktop.domain.imports.controle.contacts import controler_contact
from lsc_desktop.domain.imports.controle.coproprietaires import controler_coproprietaire
from lsc_desktop.domain.imports.controle.coproprietes import (
    clore_coproprietes,
    controler_copropriete,
)
from lsc_desktop.domain.imports.controle.donnees import (
    controler_depense,
    controler_exercice,
    controler_fonds,
)
from lsc_desktop.domain.imports.controle.lots_copropriete import (
    clore_lots_copropriete,
    controler_lot_copropriete,
)
from lsc_desktop.domain.imports.controle.personnes import (
    controler_entite,
    controler_fiscalite,
    controler_proprietaire,
    controler_tiers,
)
from lsc_desktop.domain.imports.controle.soldes import controler_solde
from lsc_desktop.domain.imports.lecture import Rangee, Rapport
from lsc_desktop.domain.imports.plan import Connu
from lsc_desktop.domain.imports.sortes import SORTES

__all__ = ["Chantier", "controler"]

_REGLES: dict[str, Callable[[Chantier, Rangee], None]] = {
    "entites": controler_entite,
    "fiscalites": controler_fiscalite,
    "tiers": controler_tiers,
    "proprietaires": controler_proprietaire,
    "immeubles": controler_immeuble,
    "lots": controler_lot,
    "locataires": controler_locataire,
    "lignes": controler_ligne,
    "coproprietes": controler_copropriete,
    "coproprietaires": controler_coproprietaire,
    "lots_copropriete": controler_lot_copropriete,
    "exercices": controler_exercice,
    "depenses": controler_depense,
    "fonds_travaux": controler_fonds,
    "contacts": controler_contact,
    "soldes": controler_solde,
}
# Ce qui ne se juge qu'une fois lues toutes les rangées d'une sorte.
_CLOTURES: dict[str, Callable[[Chantier], None]] = {
    "coproprietes": clore_coproprietes,
    "lots_copropriete": clore_lots_copropriete,
}


def controler(
    connu: Connu,
    rangees: Iterable[Rangee],
    rapport: Rapport,
    *,
    jour: date,
    reprise: date | None,
    avance: Callable[[int], None] = lambda done: None,
) -> Chantier:
    """Le chantier d'un import : son plan, et le rapport complété.

    `reprise` : le jour des soldes qui n'en disent pas. `avance(n)` : n rangées sont jugées.
    L'ordre des fichiers n'importe pas : les sortes sont prises dans celui où l'une sert l'autre.
    """
    chantier = Chantier(connu, rapport, jour, reprise)
    by_kind: dict[str, list[Rangee]] = {}
    for rangee in rangees:
        by_kind.setdefault(rangee.source.sorte.cle, []).append(rangee)
    if not connu.fiscalites and "fiscalites" not in by_kind:
        chantier.poser_les_codes_de_depart()
    done = 0
    for sorte in SORTES:
        for rangee in by_kind.get(sorte.cle, ()):
            chantier.lues[sorte.cle] += 1
            _REGLES[sorte.cle](chantier, rangee)
            done += 1
            if done % 200 == 0:
                avance(done)
        if sorte.cle in _CLOTURES and sorte.cle in by_kind:
            _CLOTURES[sorte.cle](chantier)
    return chantier
