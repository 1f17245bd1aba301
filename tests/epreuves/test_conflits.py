"""Deux personnes sur une même fiche, mille entrelacements : aucun écrasement muet (C.3-12, T6).

Les vrais services et la vraie règle de réunion. Ce que la fiche doit contenir est tenu à part, par
un décompte naïf de ce que chacun a tapé et choisi : il ne connaît pas la règle.
"""

import copy
import random
import re
from collections import Counter
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import ConflictError
from lsc_desktop.domain.conflits import comparer, conflits, fusionner, par_qui
from lsc_desktop.domain.locataires import GarantLigne, LigneTableauDraft
from lsc_desktop.domain.tiers import Donnee
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.queries.fiches import changement
from tests.agence import une_agence
from tests.conftest import MAINTENANT
from tests.factories import un_code, une_fiche

pytestmark = pytest.mark.long
NOMMEE = re.compile(r"modifiée par (\w+) le \d\d/\d\d/\d{4} à \d\d:\d\d")
COUPS = 24  # gestes d'un entrelacement
MOTS = ("", "alpha", "beta", "gamma")


# --- Les fiches mises à l'épreuve ---------------------------------------------------------------


class Terrain:
    """Un écran et ce qu'on y change au hasard : champs, cases des grilles, lignes neuves."""

    def __init__(self, key: str, champs: dict[str, Any], grilles: dict[str, Any]) -> None:
        self.screen = SCREENS[key]
        self.champs, self.grilles = champs, grilles
        grids = self.screen.grids.items()
        cells = {f"{name}.{c.name}" for name, grid in grids for c in grid.columns if c.computed}
        self.suiveurs = {*self.screen.computed, *self.screen.hidden} - set(self.screen.grids)
        self.suiveurs |= cells

    def lire(self, db: Any, id: int, ctx: Contexte) -> Any:
        screen = self.screen
        with db.read() as session:
            draft = screen.load(session, id)
            if screen.refresh is not None:
                screen.refresh(session, draft, ctx)
        if screen.recompute is not None:
            screen.recompute(draft)
        return draft

    def a_plat(self, draft: Any) -> tuple[dict[Any, Any], list[Any]]:
        """(rubrique → valeur, lignes neuves), sans rien de calculé."""
        flat: dict[Any, Any] = {name: getattr(draft, name) for name in self.champs}
        new = []
        for name in self.grilles:
            for line in getattr(draft, name):
                content = self.contenu(name, line)
                if line.id is None:
                    new.append((name, content))
                else:
                    flat[name, line.id] = True
                    flat.update({(name, line.id, cell): value for cell, value in content})
        return flat, new

    def contenu(self, grille: str, line: Any) -> tuple[tuple[str, Any], ...]:
        hidden = {"id"} | {s.split(".")[1] for s in self.suiveurs if s.startswith(f"{grille}.")}
        assert is_dataclass(line)
        names = [field.name for field in fields(line) if field.name not in hidden]
        return tuple((name, getattr(line, name)) for name in names)


def terrains(agence: Any, personnes: list[int]) -> list[Terrain]:
    montants = [Decimal(n) for n in (10, 20, 30)]
    return [
        Terrain(
            "tiers.fiche",
            dict.fromkeys(("prenom", "adresse1", "ville", "note"), MOTS),
            {
                "donnees": (
                    lambda hasard: Donnee(libelle=hasard.choice(MOTS[1:]), valeur="v"),
                    {"libelle": MOTS[1:], "valeur": MOTS},
                )
            },
        ),
        Terrain(
            "locataires.fiche",
            dict.fromkeys(("reference_bail", "note", "nouvelle_ville"), MOTS)
            | {"depot_garantie": montants, "bail_au": [date(2022, m, 1) for m in (1, 2, 3)]},
            {
                "lignes": (
                    lambda hasard: LigneTableauDraft(
                        code_fiscalite_id=agence.loyer,
                        libelle=hasard.choice(MOTS[1:]),
                        montant=hasard.choice(montants),
                    ),
                    {"libelle": MOTS[1:], "montant": montants, "ponctuelle": (True, False)},
                ),
                "garants": (
                    lambda hasard: GarantLigne(
                        tiers_id=hasard.choice(personnes), montant=hasard.choice(montants)
                    ),
                    {"montant": montants},
                ),
            },
        ),
        Terrain(
            "regularisations.fiche",
            {"titre": MOTS[1:], "reintroduction": montants, "valide": (True, False)},
            {
                "lignes": (None, {"libelle1": MOTS, "montant_total": montants}),
                "eau": (None, {"libelle2": MOTS, "index_fin": montants}),
            },
        ),
    ]


# --- Deux personnes -----------------------------------------------------------------------------


class Personne:
    """Ouvre, tape, enregistre ; devant un conflit, choisit au hasard et s'en souvient."""

    def __init__(self, epreuve: "Entrelacement", nom: str) -> None:
        self.epreuve, self.nom = epreuve, nom
        self.ctx = Contexte(nom, MAINTENANT, MAINTENANT.date())
        self.avant: Any = None
        self.mienne: Any = None

    def ouvrir(self) -> None:
        self.avant = self.epreuve.lire(self.ctx)
        self.mienne = copy.deepcopy(self.avant)

    def taper(self, hasard: random.Random) -> None:
        if self.mienne is None:
            self.ouvrir()
        terrain = self.epreuve.terrain
        what = hasard.choice(("champ", "champ", "case", "case", "ligne", "retrait"))
        if what == "champ":
            name = hasard.choice(list(terrain.champs))
            setattr(self.mienne, name, hasard.choice(terrain.champs[name]))
            return
        name = hasard.choice(list(terrain.grilles))
        new, cells = terrain.grilles[name]
        lines = getattr(self.mienne, name)
        if what == "case" and lines:
            cell = hasard.choice(list(cells))
            setattr(hasard.choice(lines), cell, hasard.choice(cells[cell]))
        elif what == "ligne" and new is not None and len(lines) < 6:
            lines.insert(hasard.randint(0, len(lines)), new(hasard))
        elif what == "retrait" and new is not None and lines:
            lines.remove(hasard.choice(lines))

    def enregistrer(self, hasard: random.Random) -> None:
        if self.mienne is None:
            return
        epreuve, terrain = self.epreuve, self.epreuve.terrain
        choix: dict[Any, str] = {}
        while not epreuve.ecrire(self, choix):
            sienne = epreuve.lire(self.ctx)
            ecarts = comparer(self.avant, self.mienne, sienne, terrain.suiveurs)
            tranche = {e.rubrique: hasard.choice(("mienne", "sienne")) for e in conflits(ecarts)}
            epreuve.montres += len(tranche)
            epreuve.reunir(self, sienne, tranche)
            self.mienne = fusionner(self.avant, self.mienne, sienne, tranche, terrain.suiveurs)
            self.avant = sienne
            if hasard.random() < 0.2:  # l'autre enregistre pendant que l'on choisit
                epreuve.autre(self).coup_de_main(hasard)
        self.ouvrir()

    def coup_de_main(self, hasard: random.Random) -> None:
        """Un enregistrement d'un seul geste, sans conflit possible."""
        self.ouvrir()
        self.taper(hasard)
        self.enregistrer(hasard)


class Entrelacement:
    """Une suite de gestes de Martine et de Luc, et ce que la fiche doit dire après chacun."""

    def __init__(self, db: Any, terrain: Terrain, id: int) -> None:
        self.db, self.terrain, self.id = db, terrain, id
        self.gens = [Personne(self, nom) for nom in ("Martine", "Luc")]
        self.vrai = self._flat()
        self.dernier = ""
        self.conflits = self.montres = 0

    def lire(self, ctx: Contexte) -> Any:
        return self.terrain.lire(self.db, self.id, ctx)

    def autre(self, who: Personne) -> Personne:
        return next(one for one in self.gens if one is not who)

    def _exact(self) -> dict[Any, Any]:
        return self.terrain.a_plat(self.lire(self.gens[0].ctx))[0]

    def _flat(self) -> Counter:
        flat, new = self.terrain.a_plat(self.lire(self.gens[0].ctx))
        assert not new
        return self._sans_id(flat)

    def _sans_id(self, flat: dict[Any, Any], new: Any = ()) -> Counter:
        """Champs et lignes, celles-ci sans leur id : une ligne remise à la main en change."""
        content: Counter = Counter()
        for key, value in flat.items():
            if not isinstance(key, tuple):
                content[key, value] += 1
            elif len(key) == 2:
                cells = [(k[2], v) for k, v in flat.items() if len(k) == 3 and k[:2] == key]
                content[key[0], tuple(cells)] += 1
        content.update(new)
        return content

    def ecrire(self, who: Personne, _choix: Any) -> bool:
        """Vrai si c'est écrit : la fiche doit alors dire exactement la saisie."""
        attempt, screen = copy.deepcopy(who.mienne), self.terrain.screen
        before, exact = self._flat(), self._exact()
        assert before == self.vrai, "la fiche a changé sans qu'un enregistrement l'ait dit"
        try:
            with self.db.write(who.nom) as session:
                screen.save(session, attempt, ctx=who.ctx, accepted=frozenset())
        except ConflictError as error:
            self._nomme(error)
            return False
        flat, new = self.terrain.a_plat(who.mienne)
        base, _none = self.terrain.a_plat(who.avant)
        now = self._flat()
        assert now == self._sans_id(flat, new), "ce qui est écrit n'est pas ce qui était montré"
        untouched = self._sans_id(base)
        assert untouched == before, "il écrit sur une autre fiche que celle qu'il a lue"
        if self._exact() != exact:  # échanger deux lignes semblables est aussi un changement
            self.dernier = who.nom
        self.vrai = now
        return True

    def _nomme(self, error: ConflictError) -> None:
        """Le conflit dit qui, et à quelle heure."""
        self.conflits += 1
        named = NOMMEE.search(error.title)
        assert named and named[1] == self.dernier, error.title
        with self.db.read() as session:
            last = changement(session, self.terrain.screen.table, self.id)
        assert last is not None
        assert par_qui(last, "Paul", last.quand).startswith(f"par {self.dernier} à ")

    def reunir(self, who: Personne, sienne: Any, tranche: Any) -> None:
        """Chaque changement de chacun se retrouve, sauf ceux que l'on a choisi d'écarter."""
        was, _none = self.terrain.a_plat(who.avant)
        mine, added = self.terrain.a_plat(who.mienne)
        theirs, _none = self.terrain.a_plat(sienne)
        made = fusionner(who.avant, who.mienne, sienne, tranche, self.terrain.suiveurs)
        flat, new = self.terrain.a_plat(made)
        asked = {(r.champ, r.ligne, r.colonne): side for r, side in tranche.items()}
        for key in {*was, *mine, *theirs}:
            values = was.get(key), mine.get(key), theirs.get(key)
            said = self._choix(asked, key)
            if said is not None:
                continue
            old, own, other = values
            expected = other if own == old else own
            assert own in (old, other) or other == old, f"{key} : conflit tu {values}"
            assert flat.get(key) == expected, f"{key} : {values} → {flat.get(key)}"
        for key, side in asked.items():
            name, line, cell = key
            if line is None:
                expected = (mine if side == "mienne" else theirs)[name]
                assert flat[name] == expected
            elif cell:
                expected = (mine if side == "mienne" else theirs)[name, line, cell]
                assert flat[name, line, cell] == expected
        kept = [content for _name, content in new]
        for name, content in added:
            twin = content in kept or any(
                (k[0], self._ligne(theirs, k)) == (name, content) and k not in was
                for k in theirs
                if isinstance(k, tuple) and len(k) == 2
            )
            assert twin, "une ligne ajoutée a disparu"

    def _ligne(self, flat: dict[Any, Any], key: Any) -> Any:
        return tuple((k[2], v) for k, v in flat.items() if len(k) == 3 and k[:2] == key)

    def _choix(self, asked: Any, key: Any) -> str | None:
        if not isinstance(key, tuple):
            return asked.get((key, None, ""))
        whole = asked.get((key[0], key[1], ""))
        return whole if whole or len(key) == 2 else asked.get(key)


def test_mille_entrelacements_n_ecrasent_rien_en_silence(db, ctx, ampleur, releve):
    with db.write() as session:
        agence = une_agence(session)
        un_code(session)
        fiche = une_fiche(session, agence, ctx)
    fields_ = terrains(agence, [agence.proprietaire])
    ids = [agence.tiers, agence.locataire, fiche]
    total = conflits_vus = montres = 0
    for rank in range(ampleur(60, 1000)):
        hasard = random.Random(rank)
        which = rank % len(fields_)
        run = Entrelacement(db, fields_[which], ids[which])
        for who in run.gens:
            who.ouvrir()
        run.gens[0].coup_de_main(hasard)  # la fiche a un auteur connu
        while not run.dernier:
            run.gens[0].coup_de_main(hasard)
        for who in run.gens:
            who.ouvrir()
        for _coup in range(COUPS):
            who = hasard.choice(run.gens)
            gesture = hasard.choices(("taper", "enregistrer", "ouvrir"), (12, 4, 1))[0]
            if gesture == "taper":
                who.taper(hasard)
            elif gesture == "enregistrer":
                who.enregistrer(hasard)
            else:
                who.ouvrir()
        total += 1
        conflits_vus += run.conflits
        montres += run.montres
    assert conflits_vus > total / 4 and montres, "l'épreuve n'a rien éprouvé"
    releve(
        f"{total} entrelacements de deux personnes sur une fiche",
        f"0 écrasement muet ; {conflits_vus} refus nommés, {montres} rubriques demandées",
    )
