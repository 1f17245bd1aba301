"""Un faux Zoom, strict, écrit d'après sa documentation publique ; chaque demande dit laquelle.

Un accord avec lui ne prouve rien du vrai : aucun appel n'a été fait à Zoom. Il refuse un champ
qu'il ne connaît pas, un verbe de trop, un jeton qu'il n'a pas donné, une permission qui manque.
"""

import base64
import re
from dataclasses import dataclass, field
from typing import Any

from tests.partners.faux_https import Requete, Retour

COMPTE, CLIENT, SECRET = "aCcOuNt-42", "cLiEnT-42", "sEcReT-tres-long-42"
HOTE, GRATUIT = "syndic@agence-crypto.fr", "gratuit@agence-crypto.fr"
# developers.zoom.us/docs/integrations/oauth-scopes-granular/
GRANULAIRES = " ".join(
    [
        *(f"meeting:{one}:admin" for one in (
            "write:meeting", "update:meeting", "delete:meeting", "read:meeting",
            "read:list_meetings", "read:invitation", "write:registrant", "read:list_registrants",
            "update:registrant_status",
        )),
        *(f"webinar:{one}:admin" for one in (
            "write:webinar", "update:webinar", "delete:webinar", "read:webinar",
            "read:list_webinars", "write:registrant", "read:list_registrants",
            "update:registrant_status",
        )),
        "report:read:list_meeting_participants:admin",
        "report:read:list_webinar_participants:admin",
        "user:read:user:admin",
    ]
)  # fmt: skip
# Celles du document d'origine (seed L478-490), developers.zoom.us/docs/integrations/oauth-scopes/
CLASSIQUES = (
    "meeting:read:admin meeting:write:admin report:read:admin user:write:admin webinar:write:admin"
)
LISTE = 250  # lettres de l'ordre du jour, dans une liste
COUPE = "Invalid access token, does not contain scopes:"
# developers.zoom.us/docs/api/meetings/#tag/meetings/POST/users/{userId}/meetings
CORPS = {"topic", "type", "start_time", "duration", "timezone", "agenda", "settings"}
REGLAGES = {
    "approval_type", "registrants_email_notification", "join_before_host", "waiting_room",
    "mute_upon_entry",
}  # fmt: skip
DEBUT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:00")


def erreur(http: int, code: int, message: str, **more: Any) -> Retour:
    """developers.zoom.us/docs/api/errors/ : {"code": …, "message": …, "errors": […]}."""
    return Retour(http, {"code": code, "message": message, **more})


@dataclass
class Accident:
    """Une réponse qui manque : `retour` à la place de la vraie ; `apres` : le faux a pourtant fait
    ce qu'on demandait."""

    methode: str
    chemin: str
    retour: Retour
    apres: bool = False
    fois: int = 1


@dataclass
class FauxZoom:
    """`reunions`, `webinaires` : numéro → ce qu'il en tient ; `inscrits` : numéro → inscrits."""

    permissions: str = GRANULAIRES
    hotes: dict[str, int] = field(default_factory=lambda: {HOTE: 2, GRATUIT: 1})
    formule_webinaire: bool = True
    page: int = 300
    reunions: dict[int, dict[str, Any]] = field(default_factory=dict)
    webinaires: dict[int, dict[str, Any]] = field(default_factory=dict)
    inscrits: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    presents: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    accidents: list[Accident] = field(default_factory=list)
    jetons: list[str] = field(default_factory=list)
    perimes: set[str] = field(default_factory=set)
    annonces: list[dict[str, str]] = field(default_factory=list)
    suivant: int = 81234567890  # plus qu'un entier de 32 bits

    def manquer(self, methode: str, chemin: str, retour: Retour, **options: Any) -> None:
        self.accidents.append(Accident(methode, chemin, retour, **options))

    def __call__(self, requete: Requete) -> Retour:
        for one in self.accidents:
            if one.methode == requete.methode and re.search(one.chemin, requete.chemin):
                one.fois -= 1
                if not one.fois:
                    self.accidents.remove(one)
                if one.apres:
                    assert self._repondre(requete).code < 300
                return one.retour
        return self._repondre(requete)

    def _repondre(self, requete: Requete) -> Retour:
        if requete.chemin == "/oauth/token":
            return self._jeton(requete)
        token = requete.entetes.get("authorization", "").removeprefix("Bearer ")
        if token not in self.jetons or token in self.perimes:
            # …/docs/api/errors/ : 124
            return erreur(401, 124, "Invalid access token.")
        assert requete.chemin.startswith("/v2/"), requete.chemin
        parts = [part.replace("%40", "@") for part in requete.chemin[4:].split("/")]
        match requete.methode, parts:
            case "GET", ["users", hote]:
                return self._hote(hote)
            case "POST", ["users", hote, ("meetings" | "webinars") as kind]:
                return self._creer(kind, hote, requete.contenu)
            case "GET", ["users", hote, ("meetings" | "webinars") as kind]:
                return self._lister(kind, hote, requete.parametres)
            case "GET", [("meetings" | "webinars") as kind, numero]:
                return self._lire(kind, numero)
            case "PATCH", [("meetings" | "webinars") as kind, numero]:
                return self._modifier(kind, numero, requete.contenu)
            case "DELETE", [("meetings" | "webinars") as kind, numero]:
                return self._supprimer(kind, numero, requete)
            case "GET", ["report", ("meetings" | "webinars") as kind, numero, "participants"]:
                return self._presences(kind, numero)
            case "GET", ["meetings", numero, "invitation"]:
                return self._invitation(numero)
            case _, [("meetings" | "webinars") as kind, numero, "registrants"]:
                return self._registrants(kind, numero, requete)
            case "PUT", [("meetings" | "webinars") as kind, numero, "registrants", "status"]:
                return self._statut(kind, numero, requete.contenu)
        return erreur(404, 404, "This API endpoint is not recognized.")

    # --- Le jeton : developers.zoom.us/docs/internal-apps/s2s-oauth/ ----------------------------

    def _jeton(self, requete: Requete) -> Retour:
        assert requete.methode == "POST" and set(requete.forme) == {"grant_type", "account_id"}
        basic = requete.entetes["authorization"].removeprefix("Basic ")
        client, _, secret = base64.b64decode(basic).decode().partition(":")
        if (client, secret) != (CLIENT, SECRET):
            return Retour(401, {"reason": "Invalid client_id or client_secret",
                                "error": "invalid_client"})  # fmt: skip
        if requete.forme["grant_type"] != "account_credentials":
            return Retour(400, {"reason": "unsupported grant type",
                                "error": "unsupported_grant_type"})  # fmt: skip
        if requete.forme["account_id"] != COMPTE:
            return Retour(400, {"reason": "Bad Request", "error": "invalid_request"})
        token = f"jeton-de-zoom-{len(self.jetons) + 1}"
        self.jetons.append(token)
        return Retour(200, {
            "access_token": token, "token_type": "bearer", "expires_in": 3599,
            "scope": self.permissions, "api_url": "https://api.zoom.us",
        })  # fmt: skip

    def _permis(self, granulaire: str, classique: str) -> Retour | None:
        """…/docs/integrations/oauth-error-messages/ : 4711, et la permission nommée."""
        held = self.permissions.split()
        if granulaire in held or classique in held or classique.replace("read", "write") in held:
            return None
        return erreur(400, 4711, f"{COUPE}[{granulaire}]")

    def _hote(self, hote: str) -> Retour:
        """GET /users/{userId} : …/docs/api/users/#tag/users/GET/users/{userId}."""
        if refused := self._permis("user:read:user:admin", "user:read:admin"):
            return refused
        if hote not in self.hotes:
            return erreur(404, 1001, f"User does not exist: {hote}.")
        return Retour(200, {"id": "KDcuGIm1QgePTO8WbOqwIQ", "email": hote,
                            "type": self.hotes[hote]})  # fmt: skip

    # --- Réunions, webinaires : …/docs/api/meetings/#tag/meetings, #tag/webinars ----------------

    def _tenues(self, kind: str) -> dict[int, dict[str, Any]]:
        return self.reunions if kind == "meetings" else self.webinaires

    def _entree(self, kind: str, verbe: str, hote: str = "") -> Retour | None:
        word = "meeting" if kind == "meetings" else "webinar"
        granular = {"list": f"{word}:read:list_{kind}:admin"}.get(
            verbe, f"{word}:{verbe}:{word}:admin"
        )
        classic = f"{word}:{'read' if verbe in ('read', 'list') else 'write'}:admin"
        if refused := self._permis(granular, classic):
            return refused
        if hote and hote not in self.hotes:
            return erreur(404, 1001, f"User does not exist: {hote}.")
        if word == "webinar" and not self.formule_webinaire:
            return erreur(400, 200, "Webinar plan is missing. You must subscribe to the webinar "
                                    "plan and enable webinars for this user.")  # fmt: skip
        return None

    def _corps(self, kind: str, corps: dict[str, Any]) -> Retour | None:
        """300, et le champ fautif : …/docs/api/errors/."""
        assert set(corps) == CORPS, set(corps) ^ CORPS
        assert set(corps["settings"]) <= REGLAGES
        assert corps["type"] == (2 if kind == "meetings" else 5)
        assert isinstance(corps["duration"], int) and corps["duration"] > 0
        assert "/" in corps["timezone"] and len(corps["agenda"]) <= 2000
        assert corps["settings"]["approval_type"] in (0, 2)
        if kind == "webinars":  # ni salle d'attente, ni entrée avant l'hôte
            assert not {"waiting_room", "join_before_host"} & set(corps["settings"])
        wrong = [
            {"field": name, "message": "Invalid field."}
            for name, good in (
                ("topic", 0 < len(corps["topic"]) <= 200),
                ("start_time", DEBUT.fullmatch(corps["start_time"])),
            )
            if not good
        ]
        return erreur(400, 300, "Validation Failed.", errors=wrong) if wrong else None

    def _creer(self, kind: str, hote: str, corps: dict[str, Any]) -> Retour:
        if refused := self._entree(kind, "write", hote) or self._corps(kind, corps):
            return refused
        number, self.suivant = self.suivant, self.suivant + 1
        made = {
            **corps, "id": number, "uuid": f"/uu//id{number}==", "host_email": hote,
            "join_url": f"https://us02web.zoom.us/j/{number}?pwd=abc", "password": "482915",
            "start_url": f"https://us02web.zoom.us/s/{number}?zak=secret-de-l-hote",
        }  # fmt: skip
        self._tenues(kind)[number] = made
        return Retour(201, made)

    def _lister(self, kind: str, hote: str, asked: Any) -> Retour:
        """Page après page ; l'ordre du jour y est coupé à 250 lettres."""
        if refused := self._entree(kind, "list", hote):
            return refused
        assert asked["type"] == "scheduled" and int(asked["page_size"]) <= 300
        mine = [one for one in self._tenues(kind).values() if one["host_email"] == hote]
        start = int(asked.get("next_page_token") or 0)
        size = min(int(asked["page_size"]), self.page)
        shown = [
            {name: one[name] for name in ("id", "uuid", "topic", "type", "start_time", "duration",
                                          "timezone", "join_url")}
            | {"agenda": one["agenda"][:LISTE]}
            for one in mine[start : start + size]
        ]  # fmt: skip
        more = str(start + size) if start + size < len(mine) else ""
        return Retour(200, {"page_size": size, "next_page_token": more, kind: shown})

    def _trouver(self, kind: str, numero: str) -> dict[str, Any] | None:
        return self._tenues(kind).get(int(numero))

    def _absente(self, kind: str, numero: str) -> Retour:
        word = "Meeting" if kind == "meetings" else "Webinar"
        return erreur(404, 3001, f"{word} does not exist: {numero}.")

    def _lire(self, kind: str, numero: str) -> Retour:
        if refused := self._entree(kind, "read"):
            return refused
        found = self._trouver(kind, numero)
        return Retour(200, found) if found else self._absente(kind, numero)

    def _modifier(self, kind: str, numero: str, corps: dict[str, Any]) -> Retour:
        if refused := self._entree(kind, "update") or self._corps(kind, corps):
            return refused
        if (found := self._trouver(kind, numero)) is None:
            return self._absente(kind, numero)
        found |= corps
        return Retour(204)

    def _supprimer(self, kind: str, numero: str, requete: Requete) -> Retour:
        if refused := self._entree(kind, "delete"):
            return refused
        name = f"cancel_{'meeting' if kind == 'meetings' else 'webinar'}_reminder"
        assert set(requete.parametres) == {name} and not requete.corps
        if self._tenues(kind).pop(int(numero), None) is None:
            return self._absente(kind, numero)
        self.annonces.append(dict(requete.parametres))
        self.inscrits.pop(int(numero), None)
        return Retour(204)

    def _invitation(self, numero: str) -> Retour:
        """…#tag/meetings/GET/meetings/{meetingId}/invitation."""
        if refused := self._permis("meeting:read:invitation:admin", "meeting:read:admin"):
            return refused
        found = self._trouver("meetings", numero)
        if found is None:
            return self._absente("meetings", numero)
        text = f"Agence Crypto is inviting you to a scheduled Zoom meeting.\r\n{found['topic']}"
        return Retour(200, {"invitation": text})

    def _presences(self, kind: str, numero: str) -> Retour:
        """…/docs/api/meetings/#tag/reports/GET/report/meetings/{meetingId}/participants."""
        word = "meeting" if kind == "meetings" else "webinar"
        if refused := self._permis(
            f"report:read:list_{word}_participants:admin", "report:read:admin"
        ):
            return refused
        if int(numero) not in self.presents:
            return erreur(404, 3001, f"Meeting does not exist: {numero}.")
        return Retour(200, {"page_count": 1, "page_size": 300, "next_page_token": "",
                            "participants": self.presents[int(numero)]})  # fmt: skip

    # --- Inscriptions : …#tag/meetings/POST/meetings/{meetingId}/registrants --------------------

    def _registrants(self, kind: str, numero: str, requete: Requete) -> Retour:
        word = "meeting" if kind == "meetings" else "webinar"
        reads = requete.methode == "GET"
        granular = "read:list_registrants" if reads else "write:registrant"
        classic = f"{word}:{'read' if reads else 'write'}:admin"
        if refused := self._permis(f"{word}:{granular}:admin", classic):
            return refused
        found = self._trouver(kind, numero)
        if found is None:
            return self._absente(kind, numero)
        if found["settings"]["approval_type"] == 2 or self.hotes[found["host_email"]] < 2:
            return erreur(404, 404, f"Registration has not been enabled for this {word}: {numero}.")
        held = self.inscrits.setdefault(int(numero), [])
        if reads:
            assert requete.parametres["status"] == "approved"
            return Retour(200, {"page_size": 300, "next_page_token": "", "registrants": held})
        assert requete.methode == "POST"
        return self._inscrire(int(numero), held, requete.contenu)

    def _inscrire(self, numero: int, held: list[dict[str, Any]], corps: dict[str, Any]) -> Retour:
        assert set(corps) == {"email", "first_name"} and 0 < len(corps["first_name"]) <= 64
        if corps["email"] in self.hotes:
            return erreur(400, 3027, "Host cannot register.")
        known = f"reg{len(held) + 1}"
        link = f"https://us02web.zoom.us/w/{numero}?tk={known}"
        held.append({"id": known, "email": corps["email"], "status": "approved", "join_url": link})
        return Retour(201, {"id": numero, "registrant_id": known, "join_url": link})

    def _statut(self, kind: str, numero: str, corps: dict[str, Any]) -> Retour:
        """PUT …/registrants/status : 204."""
        word = "meeting" if kind == "meetings" else "webinar"
        if refused := self._permis(f"{word}:update:registrant_status:admin", f"{word}:write:admin"):
            return refused
        assert corps["action"] == "cancel" and len(corps["registrants"]) <= 30
        gone = {one["id"] for one in corps["registrants"]}
        held = self.inscrits[int(numero)]
        self.inscrits[int(numero)] = [one for one in held if one["id"] not in gone]
        return Retour(204)
