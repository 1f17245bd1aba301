"""SFTP en octets, et un canal qui pose beaucoup de questions : sans serveur."""

import asyncio
import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.partners.sftp import wire
from lsc_desktop.partners.sftp.channel import Channel, CutError, SilentError
from lsc_desktop.partners.sftp.flow import Rate, Window


def status(ident: int, code: int, message: bytes = b"") -> bytes:
    body = struct.pack(">BII", wire.STATUS, ident, code) + wire.text(message) + wire.text(b"")
    return struct.pack(">I", len(body)) + body


@given(st.lists(st.integers(0, 2**32 - 1), max_size=20), st.data())
def test_les_reponses_se_lisent_quel_que_soit_le_decoupage(idents, data):
    raw = b"".join(status(i, wire.OK) for i in idents)
    parser, found, place = wire.Parser(), [], 0
    while place < len(raw):
        step = data.draw(st.integers(1, len(raw) - place))
        found += [wire.ident(answer) for answer in parser.feed(raw[place : place + step])]
        place += step
    assert found == idents


@given(st.binary(max_size=200))
def test_n_importe_quels_octets_ne_sont_qu_une_erreur_de_liaison(raw):
    """Ni boucle sans fin, ni erreur imprévue, quoi que dise l'autre bout."""
    reads = (wire.ident, wire.handle, wire.attrs, wire.names, wire.extensions)
    with suppress(wire.WireError):
        for answer in wire.Parser().feed(raw):
            for read in reads:
                with suppress(wire.WireError, wire.StatusError):
                    read(answer)


def test_une_reponse_demesuree_n_est_pas_attendue():
    with pytest.raises(wire.WireError):
        list(wire.Parser().feed(struct.pack(">I", wire.LONGEST + 1)))


def test_les_attributs_se_lisent_avec_ou_sans_chaque_partie():
    head = struct.pack(">I", 7)
    full = struct.pack(">IQIIIII", 0x8000000F, 5, 1, 2, 0o100644, 10, 20)
    more = struct.pack(">I", 1) + wire.text("x@y") + wire.text("z")
    assert wire.attrs(wire.Answer(wire.ATTRS, head + full + more)) == (5, 0o100644, 20)
    assert wire.attrs(wire.Answer(wire.ATTRS, head + struct.pack(">I", 0))) == (0, 0, 0)


class Bout:
    """L'autre bout : ce qu'on lui écrit, et s'il a été raccroché."""

    def __init__(self, silence: float = 5.0) -> None:
        self.written: list[bytes] = []
        self.hung_up = False
        self.channel = Channel(self.written.append, self._hang_up, silence)

    def _hang_up(self) -> None:
        self.hung_up = True


def test_ce_qui_se_demande_ensemble_part_d_un_jet_et_revient_dans_l_ordre():
    async def play() -> None:
        end = Bout()
        one = end.channel.ask_all([(wire.STAT, b"a"), (wire.STAT, b"b")])
        two = end.channel.ask(wire.STAT, b"c")
        await asyncio.sleep(0)
        assert len(end.written) == 1
        end.channel.received(status(3, 33) + status(2, 22) + status(1, 11))
        codes = [a.body[4:8] for a in [*await one, *await two]]
        assert codes == [struct.pack(">I", code) for code in (11, 22, 33)]
        end.channel.lost()

    asyncio.run(play())


def test_un_silence_fait_echouer_toutes_les_questions():
    async def play() -> None:
        end = Bout(silence=0.1)
        asked = [end.channel.ask(wire.STAT, b"a") for _ in range(3)]
        ends = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(e) for e in ends] == [SilentError] * 3
        assert end.hung_up and end.channel.dead
        with pytest.raises(SilentError):
            await end.channel.ask(wire.STAT, b"b")

    asyncio.run(play())


def test_des_octets_sans_reponse_entiere_sont_un_silence():
    async def play() -> None:
        end = Bout(silence=0.2)
        asked = end.channel.ask(wire.STAT, b"a")

        async def drip() -> None:
            for byte in status(1, wire.OK) * 9:
                end.channel.received(bytes([byte]) if byte else b"\0")
                await asyncio.sleep(0.05)

        dripping = asyncio.ensure_future(drip())
        with pytest.raises(SilentError):
            await asked
        dripping.cancel()

    asyncio.run(play())


def test_se_taire_quand_on_ne_demande_rien_n_est_pas_un_silence():
    async def play() -> None:
        end = Bout(silence=0.1)
        greeting = asyncio.ensure_future(end.channel.greet())
        await asyncio.sleep(0)
        end.channel.received(struct.pack(">IBI", 5, wire.VERSION, 3))
        assert await greeting == {}
        await asyncio.sleep(0.3)
        assert not end.channel.dead
        end.channel.lost()

    asyncio.run(play())


def test_une_reponse_jamais_demandee_coupe():
    async def play() -> None:
        end = Bout()
        asked = end.channel.ask(wire.STAT, b"a")
        end.channel.received(status(99, wire.OK))
        with pytest.raises(wire.WireError):
            await asked
        assert end.hung_up

    asyncio.run(play())


def test_une_coupure_se_dit_une_fois():
    async def play() -> None:
        end = Bout()
        end.channel.lost()
        end.channel.lost(SilentError())
        with pytest.raises(CutError):
            await end.channel.ask(wire.STAT, b"a")

    asyncio.run(play())


def test_la_fenetre_sert_chacun_a_son_tour():
    async def play() -> None:
        window, order = Window(100), []

        async def use(name: str, wanted: int) -> None:
            held = await window.take(wanted)
            order.append(name)
            await asyncio.sleep(0)
            window.give(held)

        await asyncio.gather(use("gros", 500), use("a", 10), use("b", 90), use("c", 100))
        assert order == ["gros", "a", "b", "c"]
        assert await window.take(100) == 100, "tout a été rendu"

    asyncio.run(play())


def test_une_attente_abandonnee_ne_retient_pas_la_fenetre():
    async def play() -> None:
        window = Window(10)
        held = await window.take(10)
        gone = asyncio.ensure_future(window.take(5))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
        window.give(held)
        assert await asyncio.wait_for(window.take(10), 60) == 10

    asyncio.run(play())


def test_le_debit_dit_combien_attendre():
    rate = Rate(1000)
    assert [rate.wait(500, 10.0), rate.wait(500, 10.0), rate.wait(1, 10.25)] == [0, 0.5, 0.75]
    assert rate.wait(1, 99.0) == 0, "ce qui n'a pas servi ne se rattrape pas"
    assert Rate(0).wait(10**9, 0.0) == 0
