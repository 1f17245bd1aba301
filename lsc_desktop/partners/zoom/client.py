"""Tenir une réunion ou un webinaire chez Zoom, et y inscrire les participants.

Réunions et webinaires ont les mêmes demandes sous deux adresses. Zoom n'a pas de clé contre les
doubles : on cherche la marque de la réunion dans celles de l'hôte avant d'en créer une, et les
inscrits avant d'en ajouter un. Chaque demande vient de developers.zoom.us/docs/api/meetings/.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from lsc_desktop.domain.planning import autorisations as droits
from lsc_desktop.domain.planning.autorisations import Besoin
from lsc_desktop.domain.planning.reunions import Demande, porte
from lsc_desktop.partners.erreurs import ContratError, RefusError
from lsc_desktop.partners.http import Client, Reponse
from lsc_desktop.partners.zoom import erreurs
from lsc_desktop.partners.zoom.correspondance import (
    Inscrit,
    Presence,
    Sorte,
    Tenue,
    chemin_de,
    corps,
    lire_presence,
    lire_tenue,
    sorte_de,
)
from lsc_desktop.partners.zoom.jeton import JetonZoom

PAGE = 300  # réponses par page, au plus
PAGES = 40  # au-delà, l'hôte a trop de réunions pour qu'on en soit sûr
LICENCE = 2  # « type » d'un utilisateur


class Zoom:
    """L'API d'un compte. `jeton` : le porteur de `client`, qui dit aussi ses permissions. `objet` :
    ce qu'on note au journal."""

    def __init__(self, client: Client, jeton: JetonZoom, objet: str = "") -> None:
        self._client, self._jeton, self._objet = client, jeton, objet

    def exiger(self, besoins: Iterable[Besoin]) -> None:
        """Lève `RefusError`, qui nomme celles de ces permissions que l'application n'a pas."""
        self._jeton.exiger(besoins)

    def manquants(self, besoins: Iterable[Besoin]) -> list[Besoin]:
        return self._jeton.manquants(besoins)

    # --- Réunions et webinaires -----------------------------------------------------------------

    def creer(self, demande: Demande, marque: str) -> Tenue:
        """POST /users/{userId}/meetings. Lève sans rien avoir créé, ou `LiaisonError` incertaine :
        `chercher` dira alors si elle est née."""
        kind = sorte_de(demande.webinaire)
        path = f"/users/{quote(demande.hote, safe='')}/{kind.chemin}"
        done = self._demander(
            kind.creer, "POST", path, "Créer la réunion", json=corps(demande, marque)
        )
        return lire_tenue(done)

    def chercher(self, demande: Demande, marque: str) -> Tenue | None:
        """GET /users/{userId}/meetings, page après page : celle qui porte la marque.

        Lève `RefusError` si deux la portent, ou si l'hôte en a trop pour tout lire : dans le
        doute, quelqu'un regarde.
        """
        kind = sorte_de(demande.webinaire)
        path = f"/users/{quote(demande.hote, safe='')}/{kind.chemin}"
        found: list[int] = []
        for one in self._pages(kind.lister, path, kind.chemin, "Chercher la réunion",
                               {"type": "scheduled"}):  # fmt: skip
            if porte(marque, str(one.get("agenda") or "")) and isinstance(one.get("id"), int):
                found.append(one["id"])
        if len(found) > 1:
            raise RefusError(
                f"Zoom a {len(found)} réunions pour ce rendez-vous.",
                f"Supprimez-en chez Zoom jusqu'à n'en garder qu'une (marque {marque}), puis "
                "réessayez.",
            )
        return self.lire(demande.webinaire, str(found[0])) if found else None

    def lire(self, webinaire: bool, numero: str) -> Tenue:
        """GET /meetings/{meetingId}."""
        kind = sorte_de(webinaire)
        return lire_tenue(
            self._demander(kind.lire, "GET", chemin_de(kind, numero), "Lire la réunion")
        )

    def modifier(self, demande: Demande, marque: str, numero: str) -> None:
        """PATCH /meetings/{meetingId} : 204. La même deux fois ne change rien de plus."""
        kind = sorte_de(demande.webinaire)
        self._demander(
            kind.modifier, "PATCH", chemin_de(kind, numero), "Modifier la réunion", attendu="rien",
            json=corps(demande, marque),
        )  # fmt: skip

    def annuler(self, webinaire: bool, numero: str, prevenir: bool) -> None:
        """DELETE /meetings/{meetingId} : 204. Déjà supprimée, ou finie, il n'y a rien à faire.

        `prevenir` : Zoom écrit à ceux qu'il a inscrits.
        """
        kind = sorte_de(webinaire)
        try:
            self._demander(
                kind.annuler, "DELETE", chemin_de(kind, numero), "Annuler la réunion",
                attendu="rien", parametres={kind.rappel: "true" if prevenir else "false"},
            )  # fmt: skip
        except erreurs.AbsenteError:
            return
        except RefusError as error:
            code = erreurs.code_de(error)
            if code == erreurs.EN_COURS:
                raise RefusError(
                    "La réunion a lieu en ce moment : Zoom ne la supprime pas.",
                    "Terminez-la dans Zoom, puis réessayez.", code=error.code,
                ) from error  # fmt: skip
            if code != erreurs.FINIE:
                raise

    def invitation(self, numero: str) -> str:
        """GET /meetings/{meetingId}/invitation : le texte de Zoom. Les webinaires n'en ont pas."""
        path = f"/meetings/{quote(numero, safe='')}/invitation"
        done = self._demander(droits.INVITATION, "GET", path, "Lire l'invitation")
        return done.champ("invitation", str)

    # --- Inscriptions ---------------------------------------------------------------------------

    def inscrire(self, demande: Demande, numero: str) -> list[Inscrit]:
        """Les inscrits deviennent ceux de la demande : les nouveaux s'ajoutent, les autres
        s'annulent. Recommencé, n'inscrit personne deux fois.

        Lève `RefusError` si la réunion n'admet pas d'inscription.
        """
        kind = sorte_de(demande.webinaire)
        wanted = demande.inscrits if demande.inscription else ()
        try:
            held = self._inscrits(kind, numero)
        except erreurs.SansInscriptionError:
            if wanted:
                raise
            return []  # elle n'en admet plus : il n'y a personne à désinscrire
        found = []
        for name, address in wanted:
            known = held.pop(address.casefold(), None)
            found.append(known or self._inscrire(kind, numero, name, address))
        if held:
            self._desinscrire(kind, numero, list(held.values()))
        return found

    def _inscrits(self, kind: Sorte, numero: str) -> dict[str, Inscrit]:
        """GET /meetings/{meetingId}/registrants : adresse → inscrit."""
        found: dict[str, Inscrit] = {}
        with _inscriptions():
            for one in self._pages(kind.inscrits, f"{chemin_de(kind, numero)}/registrants",
                                   "registrants", "Lire les inscrits",
                                   {"status": "approved"}):  # fmt: skip
                address = one.get("email")
                if isinstance(address, str):
                    found[address.casefold()] = Inscrit(
                        address, str(one.get("id") or ""), str(one.get("join_url") or "")
                    )
        return found

    def _inscrire(self, kind: Sorte, numero: str, nom: str, courriel: str) -> Inscrit:
        """POST /meetings/{meetingId}/registrants : 201. Ce que Zoom refuse d'un participant ne
        prive pas les autres."""
        try:
            with _inscriptions():
                done = self._demander(
                    kind.inscrire, "POST", f"{chemin_de(kind, numero)}/registrants",
                    "Inscrire un participant",
                    json={"email": courriel, "first_name": nom or courriel},
                )  # fmt: skip
        except RefusError as error:
            if erreurs.code_de(error) in _PERSONNELS:
                return Inscrit(courriel, remarque=error.title)
            raise
        return Inscrit(courriel, done.champ("registrant_id", str), done.champ("join_url", str))

    def _desinscrire(self, kind: Sorte, numero: str, inscrits: list[Inscrit]) -> None:
        """PUT /meetings/{meetingId}/registrants/status : 204."""
        for at in range(0, len(inscrits), 30):  # le plus que Zoom prend à la fois
            self._demander(
                kind.desinscrire, "PUT", f"{chemin_de(kind, numero)}/registrants/status",
                "Annuler une inscription", attendu="rien",
                json={
                    "action": "cancel",
                    "registrants": [
                        {"id": one.identifiant, "email": one.courriel}
                        for one in inscrits[at : at + 30]
                    ],
                },
            )  # fmt: skip

    # --- Présences ------------------------------------------------------------------------------

    def presences(self, webinaire: bool, numero: str) -> list[Presence]:
        """GET /report/meetings/{meetingId}/participants, une fois la réunion finie.

        Lève `AbsenteError` si elle n'a pas encore eu lieu, `RefusError` si la formule du compte
        n'a pas ce rapport.
        """
        kind = sorte_de(webinaire)
        path = f"/report{chemin_de(kind, numero)}/participants"
        pages = self._pages(kind.presences, path, "participants", "Lire les présences", {})
        return [lire_presence(one) for one in pages]

    # --- Le compte ------------------------------------------------------------------------------

    def licence(self, hote: str) -> bool:
        """GET /users/{userId} : l'hôte existe, et il a une licence payante."""
        path = f"/users/{quote(hote, safe='')}"
        done = self._demander(droits.UTILISATEUR, "GET", path, "Lire l'hôte")
        return done.champ("type", int) >= LICENCE

    def _pages(
        self, besoin: Besoin, chemin: str, champ: str, quoi: str, parametres: dict[str, str]
    ) -> Iterator[dict[str, Any]]:
        token = ""
        for _page in range(PAGES):
            asked = {**parametres, "page_size": str(PAGE)}
            if token:
                asked["next_page_token"] = token
            done = self._demander(besoin, "GET", chemin, quoi, parametres=asked)
            for one in done.champ(champ, list):
                if not isinstance(one, dict):
                    raise ContratError(f"Zoom répond « {champ} » sous une forme imprévue.")
                yield one
            following = done.contenu.get("next_page_token")
            token = following if isinstance(following, str) else ""
            if not token:
                return
        raise RefusError(
            f"L'hôte a plus de {PAGE * PAGES} réunions chez Zoom : on ne peut pas tout lire.",
            "Choisissez un autre hôte, ou supprimez-y les réunions passées.",
        )

    def _demander(
        self, besoin: Besoin, methode: str, chemin: str, quoi: str, **options: Any
    ) -> Reponse:
        self._jeton.exiger((besoin,))
        with erreurs.traduites(besoin):
            return self._client.demander(methode, chemin, quoi, objet=self._objet, **options)


# Ce qui ne tient qu'à un participant : adresse refusée, hôte qui s'inscrirait, déjà refusé.
_PERSONNELS = frozenset({erreurs.INVALIDE, 3027, 3034, 3035})


@contextmanager
def _inscriptions() -> Iterator[None]:
    """Zoom n'ouvre pas les inscriptions de cette réunion : la raison, et quoi faire."""
    try:
        yield
    except RefusError as error:
        if erreurs.code_de(error) not in (erreurs.SANS_INSCRIPTION, erreurs.SANS_DROIT):
            raise
        raise erreurs.SansInscriptionError(
            "Zoom n'inscrit personne à cette réunion : l'hôte n'a pas de licence payante, ou son "
            "compte ne le permet pas.",
            "La réunion reste : décochez « Inscrire les participants », et envoyez-leur "
            "l'invitation.",
            code=error.code,
            contenu=error.contenu,
        ) from error
