"""Une image se reconnaît à ses octets, entière, quel que soit son nom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.domain.fichiers import IMAGES, Image, est_image, reconnaitre, type_mime
from tests.images import une_image

FORMES = [
    ("jpg", "JPEG", {}), ("jpg", "JPEG", {"progressive": True}), ("png", "PNG", {}),
    ("webp", "WEBP", {}), ("webp", "WEBP", {"lossless": True}),
    ("webp", "WEBP", {"exif": b"Exif\0\0"}),
]  # fmt: skip


@pytest.mark.parametrize(("extension", "format", "options"), FORMES)
def test_chaque_forme_se_reconnait_avec_ses_dimensions(extension, format, options):
    assert reconnaitre(une_image(format, **options)) == Image(extension, 31, 17)


@pytest.mark.parametrize(("extension", "format", "options"), FORMES)
def test_une_image_coupee_n_en_est_pas_une(extension, format, options):
    whole = une_image(format, **options)
    assert [cut for cut in range(len(whole) - 2) if reconnaitre(whole[:cut])] == []


@pytest.mark.parametrize(
    "contenu",
    [b"", b"une image", b"%PDF-1.7", b"GIF89a" + bytes(40), b"\xff\xd8\xff", b"RIFF\4\0\0\0WEBP"],
)
def test_ce_qui_n_est_pas_une_image_se_dit(contenu):
    assert reconnaitre(contenu) is None


def test_une_image_sans_etendue_n_est_pas_une_image():
    whole = bytearray(une_image("PNG"))
    whole[16:20] = bytes(4)
    assert reconnaitre(bytes(whole)) is None


@given(st.sampled_from(FORMES), st.data())
def test_des_octets_abimes_ne_font_rien_planter(forme, data):
    _extension, format, options = forme
    whole = bytearray(une_image(format, **options))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    found = reconnaitre(bytes(whole))
    assert found is None or found.extension in IMAGES


def test_le_nom_ne_dit_que_ce_qu_il_promet():
    assert (type_mime("plan.PDF"), type_mime("x")) == (
        "application/pdf",
        "application/octet-stream",
    )
    assert est_image("facade.JPG") and not est_image("plan.pdf")
