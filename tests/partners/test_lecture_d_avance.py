"""Lire d'avance ne perd rien, ne change pas l'ordre, et ne cache pas un fichier qui manque."""

import asyncio
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lsc_desktop.partners.sftp.feed import GROUP, Feed
from lsc_desktop.partners.sftp.source import SourceError
from tests.partners.lots import envoi


def jouer(work) -> None:
    async def play() -> None:
        with ThreadPoolExecutor(2) as readers:
            await work(readers)

    asyncio.run(play())


def test_chacun_sort_une_fois_dans_l_ordre_et_deja_lu(tmp_path):
    envois = [envoi(tmp_path, f"{rank}.pdf", b"%d" % rank) for rank in range(3 * GROUP + 1)]

    async def work(readers) -> None:
        feed = Feed(deque(envois), readers)
        for rank, wanted in enumerate(envois):
            taken, source = await feed.next()
            assert taken == wanted and source.at_hand(0) == b"%d" % rank
        assert await feed.next() is None
        await feed.close()

    jouer(work)


def test_beaucoup_qui_demandent_ensemble_se_partagent_la_file(tmp_path):
    envois = [envoi(tmp_path, f"{rank}.pdf", b"x%d" % rank) for rank in range(100)]

    async def work(readers) -> None:
        feed, got = Feed(deque(envois), readers), []

        async def one() -> None:
            while taken := await feed.next():
                got.append(taken[0].nom)
                await asyncio.sleep(0)

        await asyncio.gather(*(one() for _ in range(32)))
        assert sorted(got) == sorted(one.nom for one in envois)

    jouer(work)


def test_ferme_ce_qui_n_a_pas_servi_revient_en_tete(tmp_path):
    envois = [envoi(tmp_path, f"{rank}.pdf", b"y%d" % rank) for rank in range(GROUP + 5)]
    queue = deque(envois)

    async def work(readers) -> None:
        feed = Feed(queue, readers)
        taken = await feed.next()
        assert taken[0] == envois[0] and len(queue) < len(envois)
        await feed.close()

    jouer(work)
    assert list(queue) == envois[1:]


def test_un_fichier_disparu_ne_se_dit_qu_a_celui_qui_le_prend(tmp_path):
    envois = [envoi(tmp_path, f"{rank}.pdf", b"z%d" % rank) for rank in range(3)]
    Path(envois[1].source).unlink()

    async def work(readers) -> None:
        feed = Feed(deque(envois), readers)
        (_, first), (_, gone), (_, last) = [await feed.next() for _ in envois]
        assert (first.at_hand(0), last.at_hand(0)) == (b"z0", b"z2")
        with pytest.raises(SourceError, match="plus là"):
            gone.at_hand(0)

    jouer(work)
