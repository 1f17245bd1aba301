"""Un serveur FTP d'essai, écrit d'après les RFC 959, 2228, 3659 et 4217, qui sait faillir.

Strict : une commande hors de son tour, ou avant d'être entré, reçoit le code que la norme lui
donne.
"""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

UTILISATEUR, MOT_DE_PASSE = "monagence", "Perroquet-7-secret"


@dataclass
class PannesFtp:
    """Ce que le serveur fait de travers. `vu` : chaque commande reçue, le mot de passe compris."""

    sans_tls: bool = False
    sans_mlsd: bool = False
    sans_remplacer: bool = False
    lecture_seule: bool = False
    disque_plein: bool = False
    tronque: int | None = None  # octets gardés de chaque fichier
    coupe_apres: int | None = None  # octets reçus avant de raccrocher
    muet: bool = False
    pas_ftp: bool = False
    ferme_421: bool = False
    latin: bool = False  # il parle français en latin-1, et liste ainsi ses fichiers
    bavard: bool = False  # il répète le mot de passe
    sans_renommer: bool = False
    refus_du_nom: bool = False  # RNFR accepté, RNTO refusé, et rien ne se retire
    vu: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ServeurFtp:
    hote: str
    port: int
    dossier: Path
    autorites: str
    pannes: PannesFtp


@contextmanager
def serveur_ftp(folder: Path, pannes: PannesFtp | None = None) -> Iterator[ServeurFtp]:
    """`folder/depot` est le dossier du compte ; le certificat est signé par lui-même."""
    faults = pannes or PannesFtp()
    depot = folder / "depot"
    depot.mkdir(parents=True)
    certificate = _certificat(folder)
    with socket.create_server(("127.0.0.1", 0)) as door:
        over = threading.Event()
        thread = threading.Thread(target=_accueillir, args=(door, over, depot, certificate, faults))
        thread.start()
        try:
            yield ServeurFtp("localhost", door.getsockname()[1], depot, str(certificate), faults)
        finally:
            over.set()
            with suppress(OSError):
                socket.create_connection(door.getsockname(), timeout=1).close()
            thread.join()


def _accueillir(
    door: socket.socket, over: threading.Event, depot: Path, certificate: Path, faults: PannesFtp
) -> None:
    while not over.is_set():
        line, _address = door.accept()
        with line:
            if not over.is_set():
                seance = _Seance(line, depot, certificate, faults, over)
                with suppress(OSError, ssl.SSLError, EOFError):
                    seance.tenir()
                seance.fermer()


class _Seance:
    def __init__(
        self,
        line: socket.socket,
        depot: Path,
        certificate: Path,
        faults: PannesFtp,
        over: threading.Event,
    ) -> None:
        self.line, self.depot, self.faults, self.over = line, depot, faults, over
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate)
        self.user, self.inside, self.private = "", False, False
        self.here, self.renaming = depot, None
        self.waiting: socket.socket | None = None
        self.charset = "latin-1" if faults.latin else "utf-8"
        line.settimeout(60)

    def tenir(self) -> None:
        if self.faults.muet:
            self.over.wait(300)
            return
        if self.faults.pas_ftp:
            self.line.sendall(b"HTTP/1.1 400 Bad Request\r\n")
            return
        if self.faults.ferme_421:
            self.say("421 Trop de connexions")
            return
        self.say("220 Prêt à l'accès" if self.faults.latin else "220 Pret")
        while command := self.hear():
            self.faults.vu.append(command)
            verb, _, rest = command.partition(" ")
            if verb.upper() == "QUIT":
                self.say("221 Au revoir")
                return
            act = getattr(self, f"on_{verb.lower()}", None)
            if act is None:
                self.say("502 Inconnu")
            elif not self.inside and verb.upper() not in ("AUTH", "USER", "PASS", "PBSZ", "PROT"):
                self.say("530 Entrez d'abord")
            else:
                act(rest)

    def fermer(self) -> None:
        self.line.close()
        if self.waiting is not None:
            self.waiting.close()

    def say(self, text: str) -> None:
        self.line.sendall((text + "\r\n").encode(self.charset))

    def hear(self) -> str:
        data = b""
        while not data.endswith(b"\n"):
            piece = self.line.recv(1)
            if not piece:
                return ""
            data += piece
        return data.decode().rstrip("\r\n")

    # --- Entrer -----------------------------------------------------------------------------------

    def on_auth(self, kind: str) -> None:
        if self.faults.sans_tls:
            self.say("502 Pas de TLS")
            return
        self.say("234 Chiffrons")
        self.line = self.context.wrap_socket(self.line, server_side=True)

    def on_pbsz(self, rest: str) -> None:
        self.say("200 PBSZ=0")

    def on_prot(self, rest: str) -> None:
        self.private = rest == "P"
        self.say("200 Bien")

    def on_user(self, rest: str) -> None:
        self.user = rest
        self.say("331 Mot de passe ?")

    def on_pass(self, rest: str) -> None:
        if self.faults.bavard:
            self.say(f"501 PASS {rest} : trop court")
            return
        self.inside = (self.user, rest) == (UTILISATEUR, MOT_DE_PASSE)
        self.say("230 Bienvenue" if self.inside else "530 Login incorrect.")

    def on_type(self, rest: str) -> None:
        self.say("200 Bien")

    def on_cwd(self, rest: str) -> None:
        there = self.depot / rest.strip("/")
        if there.is_dir():
            self.here = there
            self.say("250 Bien")
        else:
            self.say("550 Absent")

    # --- Lire -------------------------------------------------------------------------------------

    def listen(self) -> None:
        if self.waiting is not None:
            self.waiting.close()
        self.waiting = socket.create_server(("127.0.0.1", 0))

    def on_epsv(self, rest: str) -> None:
        self.listen()
        self.say(f"229 Ici (|||{self.port()}|)")

    def on_pasv(self, rest: str) -> None:
        self.listen()
        high, low = divmod(self.port(), 256)
        self.say(f"227 Ici (127,0,0,1,{high},{low})")

    def port(self) -> int:
        assert self.waiting is not None
        return int(self.waiting.getsockname()[1])

    def data(self) -> socket.socket:
        assert self.waiting is not None, "PASV ou EPSV d'abord"
        self.waiting.settimeout(60)
        line, _address = self.waiting.accept()
        self.waiting.close()
        line.settimeout(60)
        return self.context.wrap_socket(line, server_side=True) if self.private else line

    def on_mlsd(self, rest: str) -> None:
        if self.faults.sans_mlsd:
            self.say("502 Inconnu")
            return
        rows = [
            f"type={'dir' if p.is_dir() else 'file'};size={p.stat().st_size};"
            f"modify={datetime.fromtimestamp(p.stat().st_mtime, UTC):%Y%m%d%H%M%S}; {p.name}"
            for p in sorted(self.here.iterdir())
        ]
        self.send("\r\n".join([*rows, ""]) if rows else "")

    def on_nlst(self, rest: str) -> None:
        names = [p.name for p in sorted(self.here.iterdir())]
        if names:
            self.send("\r\n".join([*names, ""]))
        else:
            self.say("550 Aucun fichier")

    def on_retr(self, name: str) -> None:
        path = self.here / name
        if path.is_file():
            self.send(path.read_bytes())
        else:
            self.say("550 Absent")

    def send(self, content: str | bytes) -> None:
        self.say("150 Voici")
        raw = content.encode(self.charset) if isinstance(content, str) else content
        with self.data() as line:
            line.sendall(raw)
            if isinstance(line, ssl.SSLSocket):
                with suppress(OSError):
                    line.unwrap()
        self.say("226 Fini")

    def on_opts(self, rest: str) -> None:
        self.say("200 Bien")

    def on_size(self, name: str) -> None:
        path = self.here / name
        self.say(f"213 {path.stat().st_size}" if path.is_file() else "550 Absent")

    # --- Écrire -----------------------------------------------------------------------------------

    def on_stor(self, name: str) -> None:
        if self.faults.lecture_seule:
            self.say("553 Interdit")
            return
        self.say("150 J'ecoute")
        content = b""
        with self.data() as line:
            while piece := line.recv(65536):
                content += piece
                if self.faults.coupe_apres is not None and len(content) > self.faults.coupe_apres:
                    self.line.close()
                    return
        if self.faults.disque_plein:
            self.say("552 Plein")
            return
        (self.here / name).write_bytes(content[: self.faults.tronque])
        self.say("226 Recu")

    def on_rnfr(self, name: str) -> None:
        if self.faults.sans_renommer:
            self.say("550 Renommer est interdit")
            return
        self.renaming = self.here / name
        self.say("350 Vers ?" if self.renaming.is_file() else "550 Absent")

    def on_rnto(self, name: str) -> None:
        if self.renaming is None:
            self.say("503 RNFR d'abord")
        elif self.faults.refus_du_nom:
            self.say("553 Nom refuse")
        elif self.faults.sans_remplacer and (self.here / name).exists():
            self.say("553 Existe deja")
        else:
            self.renaming.replace(self.here / name)
            self.say("250 Fait")

    def on_dele(self, name: str) -> None:
        path = self.here / name
        if self.faults.refus_du_nom and not name.endswith(".part"):
            self.say("550 Interdit")
            return
        self.say("250 Fait" if path.is_file() else "550 Absent")
        path.unlink(missing_ok=True)


def _certificat(folder: Path) -> Path:
    """Un certificat d'essai pour « localhost », et sa clé, dans un même fichier PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificat.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
