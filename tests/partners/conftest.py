"""Les serveurs des essais de partenaires."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.partners.serveurs import Serveur, pourquoi_pas_sshd, sshd


@pytest.fixture(scope="module")
def openssh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serveur]:
    """Le vrai serveur d'OpenSSH, un par module."""
    if reason := pourquoi_pas_sshd():
        pytest.skip(reason)
    with sshd(tmp_path_factory.mktemp("sshd")) as serveur:
        yield serveur


@pytest.fixture
def vrai(openssh: Serveur, tmp_path: Path) -> Serveur:
    """Le vrai serveur, et un dossier de dépôt à cet essai seul."""
    depot = tmp_path / "depot"
    depot.mkdir()
    return replace(openssh, adresse=replace(openssh.adresse, dossier=str(depot)), dossier=depot)
