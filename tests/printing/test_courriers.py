"""La lettre d'un événement : un texte simple s'imprime comme avant, un texte riche a sa forme."""

from datetime import date

import pytest

from lsc_desktop.base.dates import date_fr
from lsc_desktop.domain.adresses import Adresse, EnTete
from lsc_desktop.domain.evenements import Courrier
from lsc_desktop.printing import evenements
from lsc_desktop.printing.evenements import imprimer_courrier
from lsc_desktop.printing.kit import document
from lsc_desktop.printing.letter import RIGHT, footer
from lsc_desktop.printing.prose import Prose, lettre
from tests.printing.reading import boxes, composed, overlaps

LE = date(2021, 10, 25)
LONG = "Le contrat d'assurance du logement doit être renouvelé chaque année. " * 4


def un_courrier(texte: str) -> Courrier:
    agency = EnTete("Agence Crypto", ("1 place Stanislas", "54000 NANCY"), "SIRET 123")
    return Courrier(agency, Adresse("Madame Elsa"), LE, "Assurance", texte)


def imprimer_avant(value: Courrier) -> bytes:
    """La lettre telle qu'elle s'imprimait avant le texte riche."""
    facts = [("Le", date_fr(value.le)), ("Référence", value.reference)]
    flow = lettre(value.entete, value.destinataire, facts, value.objet, value.objet)
    prose = Prose(flow)
    for text in value.texte.splitlines():
        if text.strip():
            prose.paragraph(text.strip())
        else:
            prose.space(2.0)
    footer(flow.pages, value.entete)
    return document(value.objet, flow.pages, le=value.le, author=value.entete.raison_sociale)


def composees(monkeypatch, texte: str):
    return composed(monkeypatch, evenements, lambda: imprimer_courrier(un_courrier(texte)))


def ecrit(monkeypatch, texte: str) -> str:
    """Tout ce qui s'écrit sur les pages, morceaux bout à bout."""
    return "".join(t.content for page in composees(monkeypatch, texte) for t in page.texts)


@pytest.mark.parametrize(
    "texte",
    [
        "Bonjour,\n\n  Merci de nous retourner l'attestation.  \n\nCordialement",
        "a\r\nb\r\n\r\nc\n",
        "1 < 2 & <font>3</font>\n\n\n" + LONG * 12,
        "a\u2028b\x0bc\n \n\t\nd",
        LONG.replace(" ", "") * 3,
        "- un\n- deux\n• trois",
    ],
)
def test_un_texte_simple_s_imprime_aux_memes_octets_qu_avant(texte):
    value = un_courrier(texte)
    assert imprimer_courrier(value) == imprimer_avant(value)


HOSTILES = [
    "<b>", "</b></i>", "<b><i><u>x", "<<b>>", "&lt;b&gt;", "<puce>", "<page>", "<page>\n<page>\n",
    "<justifie>", "<centre><puce><b> </b>", "\\<b>", "<b>" + "é" * 4000 + "</b>",
    "<justifie><u>" + LONG * 30 + "</u>", "<i>\u202e\U0001f600\x00\x07</i>", "<droite>\t<b>\t</b>",
]  # fmt: skip


@pytest.mark.parametrize("texte", HOSTILES)
def test_aucun_texte_ne_fait_planter_l_impression(texte):
    first = imprimer_courrier(un_courrier(texte))
    assert first.startswith(b"%PDF") and first == imprimer_courrier(un_courrier(texte))


def test_ce_qui_n_est_pas_une_marque_s_imprime(monkeypatch):
    text = ecrit(monkeypatch, "<b>ici <u>fin</u> & < >")
    assert "<b>ici fin & < >" in text and "<u>" not in text


def test_un_saut_de_page_commence_une_page_et_une_seule(monkeypatch):
    assert len(composees(monkeypatch, "a\n<page>b")) == 2
    assert len(composees(monkeypatch, "<page>a")) == 1


def test_l_italique_penche_le_gras_epaissit_le_souligne_trace_un_filet(monkeypatch):
    (plain,) = composees(monkeypatch, "un deux trois quatre")
    (shaped,) = composees(monkeypatch, "un <i>deux</i> <u>trois</u> <b>quatre</b>")
    drawn = {t.content.strip(): t for t in shaped.texts}
    assert (drawn["deux"].slant, drawn["trois"].slant) == (True, False)
    assert (drawn["quatre"].bold, drawn["trois"].bold) == (True, False)
    assert len(shaped.marks) == len(plain.marks) + 1
    assert b"Bold" in imprimer_courrier(un_courrier("x"))  # l'en-tête


@pytest.mark.parametrize(
    "tete", ["<centre>", "<droite>", "<justifie>", "<puce>", "<justifie><puce>"]
)
def test_rien_ne_deborde_ni_ne_se_recouvre(monkeypatch, tete):
    text = f"{tete}{LONG * 8}<b>{LONG * 4}</b><i>{'x' * 300}</i>"
    pages = composees(monkeypatch, text)
    assert not overlaps(pages)
    assert all(box.right <= RIGHT + 0.1 for box in boxes(pages))


def test_une_ligne_justifiee_va_d_un_bord_a_l_autre_sauf_la_derniere(monkeypatch):
    pages = composees(monkeypatch, "<justifie>" + LONG)
    body = [box for box in boxes(pages) if box.text.strip() in LONG and box.bottom > 100]
    rows = sorted({box.bottom for box in body})
    *full, last = (max(box.right for box in body if box.bottom == row) for row in rows)
    assert len(full) > 1 and all(abs(end - RIGHT) < 1 for end in full) and last < RIGHT - 5
    assert " ".join(" ".join(box.text for box in body).split()) == LONG.strip()
