"""Le journal, dans la grammaire de WinSCP (winscp.net/eng/docs/logging_xml)."""

import tracemalloc
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.partners.sftp.winscp import ESPACE, Journal, JournalXml, Transfert, lire

DEBUT = datetime(2024, 3, 4, 2, 0, 2, 114_000, timezone(timedelta(hours=1)))
BON = Transfert(r"C:\lsc\ged\000123.pdf", "/in/000123.pdf", 95_867, True)
REFUS = ("Permission denied.", "Error code: 3")
MAUVAIS = Transfert(r"C:\lsc\ged\000124.pdf", "/in/000124.pdf", 0, False, REFUS)

# Écrit d'après l'exemple de la documentation de WinSCP : groupe, touch et chmod manqués, élément
# inconnu, échec hors d'un fichier, dépôt sans résultat.
DE_WINSCP = """\
<?xml version="1.0" encoding="UTF-8"?>
<session xmlns="http://winscp.net/schema/session/1.0" name="agence@sftp.exemple.fr"
    start="2024-03-04T01:00:02.114Z">
  <ls><destination value="/in"/><files/><result success="true"/></ls>
  <group name="put -delete C:\\lsc\\ged\\*.pdf /in/" start="2024-03-04T01:00:03.000Z">
    <upload>
      <filename value="C:\\lsc\\ged\\000123.pdf"/>
      <destination value="/in/000123.pdf"/>
      <size value="95867"/>
      <nouveaute value="1"><message>rien à voir</message></nouveaute>
      <result success="true"/>
    </upload>
    <touch><filename value="/in/000123.pdf"/>
      <result success="false"><message>No such file</message></result></touch>
    <chmod recursive="true"><filename value="/in/000123.pdf"/>
      <result success="false"><message>Permission denied.</message></result></chmod>
    <upload>
      <filename value="C:\\lsc\\ged\\000124.pdf"/>
      <destination value="/in/000124.pdf"/>
      <size value="0"/>
      <result success="false">
        <message>Permission denied.</message>
        <message>Error code: 3</message>
      </result>
    </upload>
    <upload><filename value="C:\\lsc\\ged\\000125.pdf"/>
      <destination value="/in/000125.pdf"/></upload>
  </group>
  <failure><message>Network error.</message><message>Connection lost.</message></failure>
</session>
"""


def journal(path: Path, transferts: list[Transfert], panne: str = "") -> Path:
    with JournalXml(path, "agence@sftp.exemple.fr", DEBUT) as log:
        for transfert in transferts:
            log.transfert(transfert)
        if panne:
            log.panne(panne)
    return path


def test_un_journal_de_winscp_se_lit(tmp_path):
    path = tmp_path / "winscp.xml"
    path.write_text(DE_WINSCP, encoding="utf-8")
    doubtful = Transfert(r"C:\lsc\ged\000125.pdf", "/in/000125.pdf", None, None)
    assert lire(path) == Journal(
        "agence@sftp.exemple.fr", DEBUT, (BON, MAUVAIS, doubtful),
        ("Network error.", "Connection lost."), True,
    )  # fmt: skip


def test_ce_qu_on_ecrit_est_de_cette_grammaire(tmp_path):
    root = ElementTree.parse(journal(tmp_path / "a.xml", [BON, MAUVAIS], "Coupé.")).getroot()
    space = f"{{{ESPACE}}}"
    assert root.tag == f"{space}session"
    assert root.get("start") == "2024-03-04T01:00:02.114Z", "en UTC, aux millisecondes"
    assert [child.tag.removeprefix(space) for child in root] == ["upload", "upload", "failure"]
    assert [child.tag.removeprefix(space) for child in root[1]] == [
        "filename", "destination", "size", "result",
    ]  # fmt: skip
    assert [m.text for m in root[1][3]] == list(REFUS)


def test_ce_qu_on_ecrit_se_relit(tmp_path):
    read = lire(journal(tmp_path / "a.xml", [BON, MAUVAIS], "Coupé."))
    assert read.transferts == (BON, MAUVAIS)
    assert (read.pannes, read.entier, read.debut) == (("Coupé.",), True, DEBUT)


def test_chaque_transfert_est_sur_le_disque_avant_le_suivant(tmp_path):
    log = JournalXml(tmp_path / "a.xml", "nosession", DEBUT)
    log.transfert(BON)
    assert lire(tmp_path / "a.xml") == Journal("nosession", DEBUT, (BON,), (), False)
    log.transfert(MAUVAIS)
    assert lire(tmp_path / "a.xml").transferts == (BON, MAUVAIS)
    log.fermer()
    log.fermer()
    assert lire(tmp_path / "a.xml").entier


@pytest.mark.parametrize("text", [DE_WINSCP, DE_WINSCP.replace("\n", "\r\n")])
def test_coupe_n_importe_ou_il_se_lit_encore_et_ne_ment_jamais(tmp_path, text):
    """Un transfert lu avant la coupure est le bon ; celui qu'elle touche est douteux."""
    path = tmp_path / "winscp.xml"
    path.write_bytes(text.encode())
    whole = lire(path).transferts
    raw = text.encode()
    for cut in range(len(raw)):
        path.write_bytes(raw[:cut])
        read = lire(path)
        assert not read.entier or not raw[cut:].strip()
        for found, expected in zip(read.transferts, whole, strict=False):
            assert found == expected or found.reussi is None or found.messages != REFUS
            assert found.reussi in (expected.reussi, None)


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe\x00", b"<html></html>", b"pas du XML", b"<a"])
def test_ce_qui_n_est_pas_un_journal_en_rend_un_vide(tmp_path, raw):
    path = tmp_path / "a.xml"
    path.write_bytes(raw)
    assert lire(path) == Journal()


def test_une_taille_demesuree_n_en_est_pas_une(tmp_path):
    """Python refuse de lire un entier de cinq mille chiffres : le journal se lit quand même."""
    path = journal(tmp_path / "a.xml", [BON])
    text = path.read_text("utf-8").replace(
        f'size value="{BON.taille}"', f'size value="{"9" * 5000}"'
    )
    path.write_text(text, "utf-8")
    (found,) = lire(path).transferts
    assert found.taille is None and found.destination == BON.destination


def test_mille_balises_imbriquees_ne_sont_pas_un_journal(tmp_path):
    """Chaque balise fermée regardait toutes celles qui l'entourent : cent mille figeaient tout."""
    path = journal(tmp_path / "a.xml", [BON])
    deep = "<a>" * 100_000 + "</a>" * 100_000
    path.write_text(path.read_text("utf-8").replace("</session>", f"{deep}</session>"), "utf-8")
    read = lire(path)
    assert [one.destination for one in read.transferts] == [BON.destination] and not read.entier


def test_le_dernier_essai_fait_foi(tmp_path):
    again = Transfert(MAUVAIS.source, MAUVAIS.destination, 12, True)
    read = lire(journal(tmp_path / "a.xml", [MAUVAIS, BON, again]))
    assert read.par_destination() == {BON.destination: BON, again.destination: again}


def test_un_long_journal_ne_tient_pas_en_memoire(tmp_path):
    path = journal(tmp_path / "a.xml", [BON] * 20_000)
    tracemalloc.start()
    count = len(lire(path).transferts)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 20_000
    assert most < 3 * path.stat().st_size


TEXTES = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(TEXTES, TEXTES, st.lists(TEXTES, max_size=3))
def test_tout_texte_traverse_le_journal(tmp_path_factory, source, destination, messages):
    """Guillemets, accents, retours à la ligne ; un caractère interdit en XML devient « \ufffd »."""
    path = tmp_path_factory.mktemp("j") / "a.xml"
    log = JournalXml(path, source, datetime(2024, 3, 4, tzinfo=UTC))
    log.transfert(Transfert(source, destination, 1, False, tuple(messages)))
    log.fermer()
    read = lire(path)
    assert read.entier
    assert len(read.transferts) == 1 and len(read.transferts[0].messages) == len(messages)
    ElementTree.parse(path)
