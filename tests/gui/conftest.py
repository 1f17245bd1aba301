"""Ce que partagent les essais de la fenêtre."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def miettes() -> Iterator[None]:
    """Comme dans le programme : Python ne ramasse ses miettes que dans le fil graphique."""
    gc.disable()
    yield
    gc.collect(1)
    gc.enable()
