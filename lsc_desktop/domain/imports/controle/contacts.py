"""Contacts utiles : reconnus à leur genre, leur nom, leur rôle et leur immeuble."""

from lsc_desktop.base.text import fold
from lsc_desktop.domain.contacts import ContactDraft, remarques
from lsc_desktop.domain.imports.controle.chantier import Chantier
from lsc_desktop.domain.imports.lecture import Rangee
from lsc_desktop.domain.imports.plan import valeurs


def controler_contact(chantier: Chantier, rangee: Rangee) -> None:
    code = str(rangee.get("immeuble")).upper()
    building = chantier.immeubles.get(code)
    if code and building is None:
        chantier.faute(rangee, "immeuble", "Aucun immeuble n'a ce code, ni ici ni dans la base.")
        return
    if not rangee.get("nom"):
        return
    draft = ContactDraft(**valeurs(ContactDraft, rangee.valeurs))
    draft.immeuble_id = building[0] if building else None
    chantier.juger(rangee, draft, {})
    key = (draft.genre, fold(draft.nom), fold(draft.role), draft.immeuble_id)
    if key in chantier.connu.contacts:
        chantier.connue(rangee, "nom")
    elif not chantier.double("contact", key, rangee, "nom"):
        for sentence in remarques(draft):
            chantier.remarque(rangee, "telephone", sentence)
        chantier.creer(chantier.plan.contacts, draft)
        chantier.creees["contacts"] += 1
