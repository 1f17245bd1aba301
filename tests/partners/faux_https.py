"""Un faux partenaire en HTTPS, strict, sur la boucle locale : il répond ce qu'on lui dit, et sait
faillir. Un faux écrit d'après la documentation d'un partenaire en est une fonction `Requete` →
`Retour`, ou des `Routes`.
"""

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.partners.certificats import Autorite, Signe

BOUCLE = "127.0.0.1"


@dataclass(frozen=True)
class Requete:
    """`entetes` : noms en minuscules ; `parametres` : ceux de l'adresse."""

    methode: str
    chemin: str
    parametres: Mapping[str, str]
    entetes: Mapping[str, str]
    corps: bytes

    @property
    def contenu(self) -> Any:
        """Le JSON reçu ; un autre `Content-Type` est une faute de l'adaptateur."""
        assert self.entetes.get("content-type") == "application/json", self.entetes
        return json.loads(self.corps)

    @property
    def forme(self) -> dict[str, str]:
        """Le formulaire reçu."""
        assert self.entetes.get("content-type") == "application/x-www-form-urlencoded"
        return {name: values[0] for name, values in parse_qs(self.corps.decode()).items()}


@dataclass(frozen=True)
class Retour:
    """`contenu` : répondu en JSON, sauf si `corps` est donné. `annonce` : la longueur dite, si elle
    n'est pas la vraie. `morceaux` : en deux morceaux, le second coupé. `goutte` : secondes entre
    deux octets. `muet` : n'écrit jamais rien. `coupe` : raccroche sans un mot."""

    code: int = 200
    contenu: Any = None
    corps: bytes | None = None
    nature: str = "application/json"
    entetes: Mapping[str, str] = field(default_factory=dict)
    annonce: int | None = None
    morceaux: bool = False
    goutte: float = 0.0
    muet: bool = False
    coupe: bool = False


Repondre = Callable[[Requete], Retour]


def page(code: int = 200, **options: Any) -> Retour:
    """Du HTML, où l'on attendait des données."""
    return Retour(code, corps=b"<!DOCTYPE html><p>Maintenance</p>", nature="text/html", **options)


class Suite:
    """Répond chaque valeur une fois, dans l'ordre, puis toujours la dernière."""

    def __init__(self, *retours: Retour) -> None:
        self._retours = list(retours)

    def __call__(self, _requete: Requete) -> Retour:
        return self._retours.pop(0) if len(self._retours) > 1 else self._retours[0]


class Routes:
    """« GET /v2/users » → qui y répond ; une autre adresse est un 404, un autre verbe un 405."""

    def __init__(self, routes: Mapping[str, Repondre]) -> None:
        self._routes = {tuple(key.split(" ", 1)): answer for key, answer in routes.items()}

    def __call__(self, requete: Requete) -> Retour:
        if found := self._routes.get((requete.methode, requete.chemin)):
            return found(requete)
        known = any(chemin == requete.chemin for _verbe, chemin in self._routes)
        return Retour(405 if known else 404, {"message": "Adresse ou verbe inconnus"})


@dataclass
class Faux:
    """`requetes` : tout ce qu'il a reçu ; `fautes` : les assertions manquées de ses réponses."""

    adresse: str
    autorites: str
    requetes: list[Requete] = field(default_factory=list)
    fautes: list[BaseException] = field(default_factory=list)
    clients: list[Any] = field(default_factory=list)


@contextmanager
def faux_https(
    repondre: Repondre,
    folder: Path,
    *,
    autorite: Autorite | None = None,
    serveur: Signe | None = None,
    clients: Autorite | None = None,
) -> Iterator[Faux]:
    """Le temps du bloc, puis relève ce que ses réponses ont trouvé de faux dans les demandes.

    `serveur` : son certificat, sinon un bon. `clients` : exige un certificat de cette autorité.
    """
    authority = autorite or Autorite()
    folder.mkdir(parents=True, exist_ok=True)
    keys = folder / "serveur.pem"
    keys.write_bytes((serveur or authority.signer()).pem_et_cle)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(keys)
    if clients is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(cadata=clients.pem.decode())
    faux = Faux("", authority.fichier(folder))
    leave = threading.Event()
    server = _Serveur((BOUCLE, 0), _manieur(repondre, faux, leave), context)
    faux.adresse = f"https://{BOUCLE}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield faux
    finally:
        leave.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
    if faux.fautes:
        raise faux.fautes[0]


class _Serveur(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], handler: Any, context: ssl.SSLContext) -> None:
        super().__init__(address, handler)
        self._context = context

    def finish_request(self, request: Any, client_address: Any) -> None:
        """L'accueil TLS dans le fil du client : l'un qui se tait n'arrête pas les autres."""
        secure = self._context.wrap_socket(request, server_side=True, do_handshake_on_connect=False)
        with suppress(OSError), secure:
            try:
                secure.do_handshake()
            except ssl.SSLError:  # laisse au client le temps de lire pourquoi
                secure.settimeout(30)
                socket.socket.shutdown(secure, socket.SHUT_WR)
                while socket.socket.recv(secure, 4096):
                    pass
                return
            super().finish_request(secure, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Un client qui raccroche n'est pas une faute."""


def _manieur(repondre: Repondre, faux: Faux, leave: threading.Event) -> type:
    class Manieur(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            url = urlsplit(self.path)
            size = int(self.headers.get("Content-Length") or 0)
            asked = Requete(
                self.command,
                url.path,
                {name: values[0] for name, values in parse_qs(url.query).items()},
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(size),
            )
            faux.requetes.append(asked)
            faux.clients.append(self.connection.getpeercert())
            try:
                answer = repondre(asked)
            except BaseException as error:
                faux.fautes.append(error)
                answer = Retour(500, {"message": "faute du faux"})
            self._write(answer)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _serve

        def _write(self, answer: Retour) -> None:
            if answer.muet:
                leave.wait(30)
            if answer.muet or answer.coupe:
                self.close_connection = True
                return
            body = answer.corps
            if body is None:
                body = b"" if answer.contenu is None else json.dumps(answer.contenu).encode()
            self.send_response(answer.code)
            self.send_header("Content-Type", answer.nature)
            if answer.morceaux:
                self.send_header("Transfer-Encoding", "chunked")
            else:
                self.send_header("Content-Length", str(answer.annonce or len(body)))
            for name, value in answer.entetes.items():
                self.send_header(name, value)
            self.end_headers()
            if answer.morceaux:
                self.wfile.write(b"%x\r\n%s\r\n40\r\n{" % (len(body), body))
                self.close_connection = True
            elif answer.goutte:
                for byte in body:
                    self.wfile.write(bytes([byte]))
                    if leave.wait(answer.goutte):
                        return
            elif self.command != "HEAD":
                self.wfile.write(body)
            self.close_connection |= answer.annonce is not None

        def log_message(self, *_args: Any) -> None:
            """Rien sur la console."""

    return Manieur


def port_ferme() -> int:
    """Un port où personne n'écoute."""
    with socket.socket() as probe:
        probe.bind((BOUCLE, 0))
        return int(probe.getsockname()[1])


def attendre(fait: Callable[[], bool], secondes: float = 60.0) -> None:
    """Jusqu'à ce que ce soit fait ; échoue sinon."""
    limit = time.monotonic() + secondes
    while not fait():
        assert time.monotonic() < limit
        time.sleep(0.01)
