"""De quoi prendre un rendez-vous dans un essai, et le compte Zoom de l'agence."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.planning.saisie import ParticipantLigne, RendezVousDraft
from lsc_desktop.jobs import zoom as travail
from lsc_desktop.partners.http import Client, Reglages
from lsc_desktop.partners.zoom.jeton import oublier_jetons
from lsc_desktop.queries.planning.reglages import load_reglage_planning
from lsc_desktop.queries.planning.rendez_vous import load_rendez_vous
from lsc_desktop.services.planning.reglages import garder_secret_zoom, save_reglage_planning
from lsc_desktop.services.planning.rendez_vous import save_rendez_vous
from lsc_desktop.services.planning.reunions import ANNULATION
from tests.partners.faux_zoom import CLIENT, COMPTE, HOTE, SECRET

VITE = Reglages(connexion=2, lecture=0.5, duree=2, pause=0.01, patience=1)
ELSA = ParticipantLigne(nom="Elsa LOCATAIRE", courriel="elsa@exemple.fr")
JEAN = ParticipantLigne(nom="Jean MARTIN", courriel="jean@exemple.fr")


def un_compte_zoom(session: Any, ctx: Contexte, **over: Any) -> None:
    """Le compte du faux Zoom, et son secret au coffre de ce poste."""
    draft = replace(load_reglage_planning(session), compte=COMPTE, client=CLIENT, hote=HOTE)
    save_reglage_planning(session, replace(draft, **over), ctx=ctx)
    garder_secret_zoom(SECRET)


def une_saisie(**over: Any) -> RendezVousDraft:
    values = {
        "titre": "Conseil syndical", "date": date(2027, 3, 12), "heure_debut": "14:30",
        "heure_fin": "16:00", "lieu": "Au bureau", "responsable": "Martine", "zoom": True,
        "objet": "Devis de toiture",
    }  # fmt: skip
    return RendezVousDraft(**{**values, **over})


def un_rendez_vous(session: Any, ctx: Contexte, **over: Any) -> int:
    return save_rendez_vous(session, une_saisie(**over), ctx=ctx)


def changer(session: Any, ctx: Contexte, rendez_vous_id: int, **over: Any) -> None:
    """Ce que fait la fiche : la relire, y changer, l'enregistrer, dire oui."""
    draft = replace(load_rendez_vous(session, rendez_vous_id), **over)
    save_rendez_vous(session, draft, ctx=ctx, accepted={ANNULATION})


@contextmanager
def zoom_est(faux: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Les travaux appellent ce faux, non le vrai ; aucun jeton n'est gardé d'un essai à l'autre."""
    made = partial(Client, autorites=faux.autorites, reglages=VITE, dormir=lambda _seconds: None)
    monkeypatch.setattr(travail, "Client", made)
    monkeypatch.setattr(travail, "JETONS", faux.adresse)
    monkeypatch.setattr(travail, "ADRESSE", f"{faux.adresse}/v2")
    oublier_jetons()
    yield
    oublier_jetons()
