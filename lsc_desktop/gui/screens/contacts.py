"""Écrans des contacts utiles : bureaux, fournisseurs, numéros d'un immeuble."""

from lsc_desktop.domain.contacts import GENRES, METIERS_CONTACT, remarques
from lsc_desktop.gui.kit.screens import Column, FormScreen, ListScreen, Lookup
from lsc_desktop.gui.screens.communs import EN_SERVICE, retraits
from lsc_desktop.queries.contacts import (
    CONTACTS,
    load_contact,
    nouveau_contact,
    reprendre_le_tiers,
)
from lsc_desktop.queries.immeubles import IMMEUBLES
from lsc_desktop.queries.tiers import TIERS
from lsc_desktop.services.contacts import activer_contact, save_contact, supprimer_contact

LISTE = ListScreen(
    "contacts.liste",
    "Liste Contact",
    CONTACTS,
    columns=(
        Column("genre", "Genre", 14),
        Column("nom", "Nom", 28),
        Column("role", "Rôle", 24),
        Column("immeuble", "Immeuble", 14, opens="immeubles.fiche", opens_id="immeuble_id"),
        Column("telephone", "Téléphone", 16),
        Column("courriel", "Courriel", 28),
        Column("metier", "Métier", 17),
        Column("publie", "Extranet", 9),
        Column("actif", "En service", 10),
    ),
    opens="contacts.fiche",
    creates="contacts.fiche",
    commands=retraits(
        "contacts.liste",
        ("contact", "contacts"),
        activer_contact,
        supprimer_contact,
        lambda row: row.nom,
        "contacts.fiche",
        "tiers",
    ),
    empty="Qui appeler : les bureaux de l'agence, ses fournisseurs, le gardien d'un immeuble…",
    needs="tiers.consulter",
    icon="mdi6.card-account-phone-outline",
    preset=EN_SERVICE,
    watches=("contact", "immeuble"),
)

FICHE = FormScreen(
    "contacts.fiche",
    "Contact",
    ui="contact_fiche",
    table="contact",
    load=load_contact,
    new=nouveau_contact,
    save=save_contact,
    title=lambda draft: draft.nom,
    refresh=lambda session, draft, ctx: reprendre_le_tiers(session, draft),
    refresh_on=("tiers_id",),
    warnings=remarques,
    choices={"genre": GENRES, "metier": METIERS_CONTACT},
    lookups={
        "immeuble_id": Lookup(
            IMMEUBLES, "code", "nom", opens="immeubles.fiche", where=lambda draft: EN_SERVICE
        ),
        "tiers_id": Lookup(
            TIERS, "code", "nom", opens="tiers.fiche", where=lambda draft: EN_SERVICE
        ),
    },
    needs="tiers.consulter",
    needs_save="tiers.modifier",
    icon="mdi6.card-account-phone-outline",
)
