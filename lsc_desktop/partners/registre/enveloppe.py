"""Ce que répond un service SOAP : des données, ou une « Fault » qui devient refus, accès, panne ou
bogue. Sources : SOAP 1.1 §4.4, SOAP 1.2 partie 1 §5.4 (W3C).
"""

from typing import Any

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import abrege
from lsc_desktop.partners.erreurs import AccesError, ContratError, LiaisonError, RefusError
from lsc_desktop.partners.registre.arbre import DtdError, Noeud, lire_xml
from lsc_desktop.partners.registre.contrat import ACCES, BOGUE, PANNE, REFUS, Contrat

SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
XSI_NIL = "http://www.w3.org/2001/XMLSchema-instance nil"
_SENS = {
    "Client": REFUS, "Sender": REFUS, "Server": PANNE, "Receiver": PANNE,
    "VersionMismatch": BOGUE, "MustUnderstand": BOGUE, "DataEncodingUnknown": BOGUE,
    "Authentication": ACCES, "FailedAuthentication": ACCES, "InvalidSecurityToken": ACCES,
}  # fmt: skip


def lire_reponse_soap(code: int, corps: bytes, contrat: Contrat, nom: str, ecrit: bool) -> Any:
    """Les données d'une réponse, par les noms de ses éléments.

    Lève `ValueError` si ce n'est pas un message SOAP entier, l'erreur que dit sa « Fault » s'il en
    porte une, et `ContratError` s'il a une DTD. `nom` : comment on dit le partenaire ; `ecrit` : la
    demande changeait quelque chose chez lui.
    """
    try:
        envelope = lire_xml(corps)
    except DtdError as error:
        if error.racine.casefold() == "html":  # une page : ce n'est pas du SOAP du tout
            raise
        raise ContratError(
            f"La réponse de {nom} porte une DTD, que SOAP interdit : elle n'a pas été lue.",
            code=code,
        ) from error
    body = _corps(envelope)
    fault = body.enfant("Fault")
    if fault is not None and fault.espace == envelope.espace:
        raise _de_faute(fault, contrat, nom, code, ecrit)
    held = body.enfants[0] if body.enfants else None
    if held is None:
        return {}
    found = en_donnees(held)
    return found if isinstance(found, dict) else {held.nom: found}


def en_donnees(noeud: Noeud) -> Any:
    """Un élément en données, comme un JSON : ses enfants par leur nom, en liste s'il y en a
    plusieurs du même ; un texte ; « true », « false ». Les types du schéma n'y ajouteraient rien :
    un montant, une date s'écrivent en texte chez nous aussi, et une réponse favorable que le schéma
    refuserait a tout de même pris effet."""
    if noeud.attributs.get(XSI_NIL) in ("true", "1"):
        return None
    if not noeud.enfants:
        text = noeud.texte.strip()
        return {"true": True, "false": False}.get(text, text)
    found: dict[str, Any] = {}
    for child in noeud.enfants:
        value = en_donnees(child)
        if child.nom not in found:
            found[child.nom] = value
        elif isinstance(found[child.nom], list):
            found[child.nom].append(value)
        else:
            found[child.nom] = [found[child.nom], value]
    return found


def est_une_enveloppe(corps: bytes) -> bool:
    """Un message SOAP entier, quoi qu'il dise."""
    try:
        _corps(lire_xml(corps))
    except ValueError:
        return False
    return True


def _corps(envelope: Noeud) -> Noeud:
    body = envelope.enfant("Body")
    if envelope.nom != "Envelope" or envelope.espace not in (SOAP_11, SOAP_12) or body is None:
        raise ValueError("pas une enveloppe SOAP")
    return body


def _de_faute(fault: Noeud, contrat: Contrat, nom: str, code: int, ecrit: bool) -> UserError:
    said = _dit(fault)
    quoted = f" : « {said} »" if said else ""
    issue = _issue(fault, contrat)
    if code in (401, 403) or issue == ACCES:
        return AccesError(
            f"{nom} refuse l'accès{quoted}.",
            "Vérifiez le compte de télédéclarant et le certificat déclarés au portail.",
            code=code,
        )
    if issue == PANNE:
        return LiaisonError(
            f"{nom} dit être en panne{quoted}.",
            "Si son message parle de vos données, corrigez-les ; sinon réessayez plus tard.",
            code=code,
            incertain=ecrit,
        )
    if issue == BOGUE:
        return ContratError(f"{nom} ne comprend pas nos messages{quoted}.", code=code)
    return RefusError(
        f"{nom} a refusé{quoted}.", "Corrigez ce qu'il dit, puis réessayez.", code=code
    )


def _issue(fault: Noeud, contrat: Contrat) -> str:
    """Ce que le contrat dit de l'un de ses codes, sinon ce qu'en dit la norme ; un code propre au
    partenaire est un refus."""
    standard = _codes(fault)
    detail = fault.enfant("detail") or fault.enfant("Detail")
    own = [one.texte.strip() for one in detail.tous()] if detail else []
    for code in (*own, *reversed(standard)):  # du plus précis au plus général
        if code in contrat.fautes:
            return contrat.fautes[code]
    known = [_SENS[code] for code in standard if code in _SENS]
    return ACCES if ACCES in known else (known[0] if known else REFUS)


def _codes(fault: Noeud) -> list[str]:
    """Les codes, sans leur préfixe : « Client », puis « Authentication » de
    « soap:Client.Authentication » ; en SOAP 1.2, la valeur puis les sous-codes."""
    found = []
    if (plain := fault.enfant("faultcode")) is not None:
        found.append(plain.texte)
    level = fault.enfant("Code")
    while level is not None:
        if (value := level.enfant("Value")) is not None:
            found.append(value.texte)
        level = level.enfant("Subcode")
    bare = [one.strip().rpartition(":")[2] for one in found]
    return [part for one in bare for part in dict.fromkeys((one, *one.split(".")))]


def _dit(fault: Noeud) -> str:
    """Son message : en français s'il y est, sinon le premier."""
    if (plain := fault.enfant("faultstring")) is not None:
        return abrege(" ".join(plain.texte.split()), 200)
    reason = fault.enfant("Reason")
    texts = [one for one in reason.enfants if one.nom == "Text"] if reason else []
    lang = "http://www.w3.org/XML/1998/namespace lang"
    texts.sort(key=lambda one: not one.attributs.get(lang, "").startswith("fr"))
    return abrege(" ".join(texts[0].texte.split()), 200) if texts else ""
