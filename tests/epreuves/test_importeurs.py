"""Chaque importeur devant des fichiers abîmés : une bonne lecture, ou un refus en une phrase.

Jamais un incident, un processus mort ou figé, une base changée par un refus, la mémoire prise
(ecosystem D.3-T10, T13). Un fichier fautif est gardé, et l'échec dit où.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lsc_desktop.partners.store import signature
from tests.bases import ouverte
from tests.clac import zippe
from tests.depot import ROOT
from tests.epreuves.atelier import Atelier
from tests.epreuves.conftest import COMPLET
from tests.epreuves.importeurs import IMPORTEURS
from tests.epreuves.mutations import GENRES, muter

CHAQUE_JOUR, COURT, LONG = 4, 60, 4_000  # fichiers abîmés, par importeur
SECONDES, MEMOIRE = 5, 500  # par fichier ; Mo en tout
DELAI = 3 * 3600.0  # secondes : n'arrête qu'une épreuve perdue
CHUTES = 5  # processus morts avant de renoncer
GRAINE = os.environ.get("LSC_GRAINE", "1967")


Fait = dict[str, Any]


def joues(place: Path, demandes: dict[str, range]) -> list[Fait]:
    """Ce qu'il advient des fichiers de ces rangs ; un processus mort est relancé après le fautif,
    gardé à part."""
    found: list[Fait] = []
    left = dict(demandes)
    for essai in range(CHUTES):
        folder = place / str(essai)
        folder.mkdir()
        done = subprocess.run(
            [sys.executable, "-m", "tests.epreuves.lecteur", str(folder), GRAINE,
             *(f"{nom}:{ranks.start}:{ranks.stop}" for nom, ranks in left.items())],
            cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), "LSC_DATA": str(folder)},
            capture_output=True, encoding="utf-8", errors="replace", timeout=DELAI, check=False,
        )  # fmt: skip
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        found += [line for line in lines if "rang" in line]
        if not done.returncode:
            return found
        assert lines and "joue" in lines[-1], done.stderr[-4000:]
        nom, rank = lines[-1]["nom"], lines[-1]["joue"]
        kept = place / f"fautif-{essai}"
        shutil.copytree(folder / nom / "fichiers", kept)
        how = "figé" if "Timeout" in done.stderr else "mort"
        found.append({"nom": nom, "rang": rank, "fichier": str(kept), "quoi": how,
                      "dit": done.stderr[-3000:], "secondes": 0.0, "memoire": 0})  # fmt: skip
        names = list(left)
        left = {name: left[name] for name in names[names.index(nom) :]}
        left[nom] = range(rank + 1, left[nom].stop)
    return found


def irreprochables(found: list[Fait]) -> None:
    bad = [one for one in found if one["quoi"] not in ("lu", "refuse")]
    assert not bad, f"{len(bad)} fautes, graine {GRAINE} : " + "\n".join(
        f"{one['nom']} n° {one['rang']}, {one['fichier']}, {one['quoi']} : {one['dit']}"
        for one in bad[:5]
    )


def test_quelques_fichiers_abimes_de_chaque_sorte_se_lisent_ou_se_refusent(tmp_path):
    """Ce que la vérification de chaque jour en joue."""
    asked = {}
    for nom, one in IMPORTEURS.items():
        start = len(one.hostiles())
        asked[nom] = range(start, start + CHAQUE_JOUR)
    found = joues(tmp_path, asked)
    irreprochables(found)
    assert len(found) == CHAQUE_JOUR * len(IMPORTEURS)


@pytest.mark.long(60)
@pytest.mark.parametrize("nom", IMPORTEURS)
def test_un_fichier_abime_se_lit_ou_se_refuse(nom, tmp_path, ampleur, releve):
    count = len(IMPORTEURS[nom].hostiles()) + ampleur(COURT, LONG)
    found = joues(tmp_path, {nom: range(count)})
    irreprochables(found)
    assert [one["rang"] for one in found] == list(range(count))
    worst = max(found, key=lambda one: one["secondes"])
    memory = sum(one["memoire"] for one in found)
    read = sum(one["quoi"] == "lu" for one in found)
    releve(
        f"Fichiers abîmés, {nom}",
        f"{count} : {count - read} refusés, {read} lus, {worst['secondes']:.1f} s, +{memory} Mo",
    )
    assert memory <= MEMOIRE
    assert worst["secondes"] <= (SECONDES if COMPLET else 12 * SECONDES), worst


@pytest.mark.long(30)
@pytest.mark.parametrize("nom", [nom for nom in IMPORTEURS if "pour nuire" not in nom])
def test_un_bon_fichier_se_lit(nom, tmp_path, base_vide, monkeypatch):
    """Sans quoi tous les autres seraient refusés pour une autre raison que la leur."""
    monkeypatch.setattr(signature, "cles", signature.cles)  # un importeur pose celles des essais
    folder = tmp_path / "fichiers"
    folder.mkdir()
    shutil.copyfile(base_vide, tmp_path / "lsc.db")
    shop = Atelier(ouverte(f"sqlite:///{(tmp_path / 'lsc.db').as_posix()}"), folder)
    goods = IMPORTEURS[nom].bons(shop)
    for name, content in goods.items():
        (folder / name).write_bytes(content)
    for name in goods if IMPORTEURS[nom].chacun else list(goods)[:1]:
        IMPORTEURS[nom].jouer(shop, name)
    shop.db.close()


@pytest.mark.parametrize("genre", GENRES)
def test_la_meme_graine_abime_pareil_et_toujours_autrement(genre):
    good = BONS.get(genre, b"%PDF-1.7 " + bytes(range(256)) * 20)
    made = [muter(good, genre, graine) for graine in range(40)]
    assert made == [muter(good, genre, graine) for graine in range(40)]
    assert len({bytes(one) for one in made}) > 25
    assert sum(one == good for one in made) < 4


BONS = {
    "json": b'{"format": "x/1", "liste": [1, 2, {"a": "12.50"}], "jour": "2026-11-30"}',
    "xml": b'<?xml version="1.0" encoding="UTF-8"?><session><upload><size value="12"/></upload>'
    b"</session>",
    "texte": b"Lot;Montant\r\nA/1;12,50\r\nA/2;13\r\n",
    "zip": zippe({"dossier.json": b'{"a": [1, 2, 3]}', "pieces/a.pdf": b"%PDF-1.7 " * 9}),
}
