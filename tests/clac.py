"""Des dossiers locatifs, vrais et hostiles, tels qu'un partenaire ou un malveillant les déposerait.

Le contrat est le nôtre (`resources/dossier-locatif-1.schema.json`) ; les montants et le bien du
dossier vrai sont ceux de l'écran de CLAC (seed L2704 : « Charmant deux pièces », 705,00 et 90,00).
"""

import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

PRODUITS = [{"code": "clac", "actif": True, "modules": []}]
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
PIECES = {"pieces/identite.pdf": PDF, "pieces/salaire.png": PNG, "pieces/caution.pdf": PDF + b"%2"}


def un_dossier(**over: Any) -> dict[str, Any]:
    """Jeanne et Paul candidats, Marie garante, trois pièces."""
    found: dict[str, Any] = {
        "format": "dossier-locatif/1",
        "dossier": "CLAC-123",
        "statut": "accepte_signe",
        "reference_crypto": "159",
        "bien": {
            "libelle": "Charmant deux pièces",
            "adresse": {
                "lignes": ["12 rue Lafayette"], "code_postal": "54000", "ville": "Nancy",
            },
        },
        "finances": {
            "loyer_cc": "705.00", "charges": "90.00", "honoraires": "350.00", "part_edl": "45.00",
            "depot_garantie": "615.00",
        },
        "candidats": [
            {
                "id": "c1", "civilite": "Madame", "nom": "MARTIN", "prenoms": "Jeanne Marie",
                "naissance": "1990-03-12", "email": "jeanne@martin.example",
                "telephone": "06 12 34 56 78", "profession": "Infirmière", "revenus": "2100.00",
                "adresse": {"lignes": ["3 rue Vide"], "code_postal": "69002", "ville": "Lyon"},
            },
            {"id": "c2", "civilite": "Monsieur", "nom": "DURAND", "prenoms": "Paul"},
        ],
        "garants": [
            {
                "id": "g1", "civilite": "Madame", "nom": "MARTIN", "prenoms": "Marie",
                "naissance": "1960-01-02",
            }
        ],
        "bail": {"debut": "2021-11-01", "duree_mois": 36},
        "pieces": [
            une_piece("pieces/identite.pdf", "Pièce d'identité", "c1"),
            une_piece("pieces/salaire.png", "Bulletin de salaire", "c1"),
            une_piece("pieces/caution.pdf", "Acte de caution", "g1"),
        ],
    }  # fmt: skip
    return {**found, **over}


def une_piece(fichier: str, nature: str = "Pièce", personne: str | None = None) -> dict[str, Any]:
    content = PIECES.get(fichier, PDF)
    found = {"fichier": fichier, "nature": nature, "sha256": sha256(content).hexdigest()}
    return found if personne is None else {**found, "personne": personne}


def un_zip(
    dossier: Any = None, pieces: Mapping[str, bytes] | None = None, pli: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """Un zip déposé ; sans rien, le dossier vrai."""
    told = un_dossier() if dossier is None else dossier
    text = told if isinstance(told, bytes) else json.dumps(told, ensure_ascii=False).encode()
    return zippe({"dossier.json": text, **(PIECES if pieces is None else pieces)}, pli)


def zippe(fichiers: Mapping[str, bytes], pli: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", pli) as archive:
        for name, content in fichiers.items():
            entry = zipfile.ZipInfo(name)  # datée de 1980 : les mêmes octets à toute heure
            entry.compress_type = pli
            archive.writestr(entry, content)
    return held.getvalue()


# --- Hostiles -----------------------------------------------------------------------------------


def avec(nom: str, contenu: bytes = PDF, **attributs: Any) -> bytes:
    """Le zip vrai et une entrée de plus, faite comme on le dit."""
    held = io.BytesIO(un_zip())
    with zipfile.ZipFile(held, "a", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(nom)
        entry.compress_type = zipfile.ZIP_DEFLATED
        for name, value in attributs.items():
            setattr(entry, name, value)
        archive.writestr(entry, contenu)
    return held.getvalue()


def _renomme(nom: bytes) -> bytes:
    """Une entrée dont le nom est écrit octet à octet, que `zipfile` n'écrirait pas."""
    mark = b"pieces/" + b"X" * (len(nom) - 7) if len(nom) > 7 else b"X" * len(nom)
    return avec(mark.decode()).replace(mark, nom)


def _table(content: bytes, at: int, value: bytes, rank: int = -1) -> bytes:
    """Change la table du zip, à `at` octets du début d'une de ses lignes."""
    start = _places(content)[rank] + at
    return content[:start] + value + content[start + len(value) :]


def _places(content: bytes) -> list[int]:
    return [found.start() for found in re.finditer(b"PK\x01\x02", content)]


def _menteur_petit() -> bytes:
    """La table annonce cent octets ; le fichier en a un million."""
    return _table(avec("pieces/gros.pdf", PDF + bytes(10**6)), 24, struct.pack("<I", 100))


def _menteur_des_deux_cotes() -> bytes:
    """La table et l'en-tête annoncent la même petite taille."""
    content = _menteur_petit()
    place = content.index(b"pieces/gros.pdf") - 30
    return content[: place + 22] + struct.pack("<I", 100) + content[place + 26 :]


def _menteur_grand() -> bytes:
    """La table et l'en-tête annoncent plus que ce qui s'y trouve."""
    content = _table(avec("pieces/gros.pdf", PDF), 24, struct.pack("<I", len(PDF) + 10))
    place = content.index(b"pieces/gros.pdf") - 30
    return content[: place + 22] + struct.pack("<I", len(PDF) + 10) + content[place + 26 :]


def _chevauche() -> bytes:
    """Deux entrées de la table se lisent au même endroit."""
    content = avec("pieces/gros.pdf")
    places = _places(content)
    first = content[places[-2] + 42 : places[-2] + 46]
    return _table(content, 42, first)


def _deux_fois(premier: str, second: str) -> bytes:
    return zippe({"dossier.json": b"{}", premier: PDF, second: PDF})


def _innombrable() -> bytes:
    return zippe({f"pieces/{rank}.pdf": b"" for rank in range(20_000)}, zipfile.ZIP_STORED)


def _bombe() -> bytes:
    return avec("pieces/bombe.pdf", PDF + bytes(20 * 1024 * 1024))


def _bombe_en_morceaux() -> bytes:
    """Chacun reste sous la borne d'une pièce ; ensemble, 150 Mo."""
    held = io.BytesIO()
    part = zlib.compress(PDF + bytes(25 * 1024 * 1024), 1)[2:-4]
    with zipfile.ZipFile(held, "w") as archive:
        for rank in range(6):
            archive.writestr(f"pieces/{rank}.pdf", part)
    content, size = held.getvalue(), len(PDF) + 25 * 1024 * 1024
    for rank in range(6):
        for at, value in ((10, struct.pack("<H", 8)), (24, struct.pack("<I", size))):
            content = _table(content, at, value, rank)
    return content


HOSTILES: dict[str, Callable[[], bytes]] = {
    "vide": lambda: b"",
    "pas un zip": lambda: b"Bonjour, voici le dossier.",
    "une page web": lambda: b"<!doctype html><title>404</title>" * 50,
    "zip sans rien": lambda: zippe({}),
    "tronqué": lambda: un_zip()[:-200],
    "coupé au début": lambda: un_zip()[10:],
    "coupé au milieu": lambda: un_zip()[:300] + un_zip()[400:],
    "précédé d'un programme": lambda: b"MZ" + bytes(500) + un_zip(),
    "traversée": lambda: avec("pieces/../../../evade.pdf"),
    "traversée simple": lambda: avec("../evade.pdf"),
    "chemin absolu": lambda: avec("/etc/evade.pdf"),
    "lecteur Windows": lambda: avec("C:/evade.pdf"),
    "barre inverse": lambda: _renomme(b"pieces\\..\\x.pdf"),
    "partage Windows": lambda: _renomme(b"\\\\serveur\\x.pdf"),
    "lien symbolique": lambda: avec("pieces/l.pdf", b"/etc/x", external_attr=0o120777 << 16),
    "tube": lambda: avec("pieces/tube.pdf", b"", external_attr=0o010644 << 16),
    "lien de Windows": lambda: avec("pieces/l.pdf", external_attr=0x400, create_system=0),
    "con.pdf": lambda: avec("pieces/con.pdf"),
    "Aux.PDF": lambda: avec("pieces/Aux.PDF"),
    "LPT1.x.pdf": lambda: avec("pieces/LPT1.x.pdf"),
    "com².pdf": lambda: avec("pieces/com².pdf"),
    "point final": lambda: avec("pieces/x.pdf."),
    "flux caché": lambda: avec("pieces/x.pdf:cache.pdf"),
    "nul": lambda: _renomme(b"pieces/x.pdf\0.exe"),
    "retour à la ligne": lambda: avec("pieces/x\n.pdf"),
    "écriture renversée": lambda: avec("pieces/fdp\u202eexe.pdf"),
    "nom de 500 lettres": lambda: avec("pieces/" + "x" * 500 + ".pdf"),
    "nom d'un autre codage": lambda: _renomme(b"pieces/\x82t\x82.pdf"),
    "deux fois le même nom": lambda: _table_double(),
    "même nom à la casse près": lambda: _deux_fois("pieces/a.pdf", "pieces/A.PDF"),
    "même nom à l'accent près": lambda: _deux_fois("pieces/\xe9.pdf", "pieces/e\u0301.pdf"),
    "chiffré": lambda: _table(avec("pieces/x.pdf"), 8, struct.pack("<H", 0x1)),
    "table chiffrée": lambda: _table(avec("pieces/x.pdf"), 8, struct.pack("<H", 0x2041)),
    "compression inconnue": lambda: _table(avec("pieces/x.pdf"), 10, struct.pack("<H", 97)),
    "bzip2": lambda: un_zip(pli=zipfile.ZIP_BZIP2),
    "archive dans l'archive": lambda: avec("pieces/encore.zip", un_zip()),
    "archive déguisée": lambda: avec("pieces/encore.pdf", un_zip()),
    "programme": lambda: avec("pieces/facture.exe", b"MZ"),
    "programme déguisé": lambda: avec("pieces/facture.pdf", b"MZ" + bytes(100)),
    "pièce vide": lambda: avec("pieces/rien.pdf", b""),
    "hors de pieces": lambda: avec("autre.pdf"),
    "sous-dossier": lambda: avec("pieces/sous/x.pdf"),
    "dossier en trop": lambda: avec("autres/", b""),
    "bombe": _bombe,
    "bombe en morceaux": _bombe_en_morceaux,
    "pièce de 31 Mo": lambda: un_zip(
        pieces={"pieces/x.pdf": PDF + bytes(31 * 1024**2)}, pli=zipfile.ZIP_STORED
    ),
    "20 000 fichiers": _innombrable,
    "menteur, plus petit": _menteur_petit,
    "menteur des deux côtés": _menteur_des_deux_cotes,
    "menteur, plus grand": _menteur_grand,
    "deux fichiers au même endroit": _chevauche,
    "somme de contrôle fausse": lambda: _table(avec("pieces/x.pdf"), 16, b"\0\0\0\0"),
    "sans dossier.json": lambda: zippe(PIECES),
    "pièce non citée": lambda: avec("pieces/inconnue.pdf"),
    "pièce manquante": lambda: un_zip(pieces={"pieces/identite.pdf": PDF}),
    "pièce changée": lambda: un_zip(pieces={**PIECES, "pieces/identite.pdf": PDF + b"%"}),
    "pas de l'UTF-8": lambda: un_zip(json.dumps(un_dossier(), ensure_ascii=False).encode("cp1252")),
    "pas du JSON": lambda: un_zip(b"{'dossier': 1}"),
    "JSON tronqué": lambda: un_zip(json.dumps(un_dossier()).encode()[:-40]),
    "JSON profond": lambda: un_zip(b"[" * 100_000, pli=zipfile.ZIP_STORED),
    "JSON de deux mégaoctets": lambda: un_zip(b'{"x":"' + _bruit(2 * 1024**2) + b'"}'),
    "un entier de 5 000 chiffres": lambda: un_zip(b'{"format":' + b"9" * 5_000 + b"}"),
    "un champ dit deux fois": lambda: un_zip(
        json.dumps(un_dossier()).encode()[:-1] + b',"dossier":"CLAC-9"}'
    ),
}  # fmt: skip


def _bruit(size: int) -> bytes:
    """Ce qui se compresse mal : une bombe n'est pas ce qu'on essaie."""
    found = b"".join(sha256(str(i).encode()).hexdigest().encode() for i in range(size // 64))
    return found[:size]


def _table_double() -> bytes:
    first = avec("pieces/y.pdf")
    return first.replace(b"pieces/y.pdf", b"dossier.json")


def changements() -> dict[str, dict[str, Any]]:
    """Un dossier vrai où une chose ne va pas."""
    candidat = un_dossier()["candidats"][0]

    def candidats(**over: Any) -> dict[str, Any]:
        return un_dossier(candidats=[{**candidat, **over}])

    def finances(**over: Any) -> dict[str, Any]:
        return un_dossier(finances={**un_dossier()["finances"], **over})

    def pieces(**over: Any) -> dict[str, Any]:
        return un_dossier(pieces=[{**un_dossier()["pieces"][0], **over}])

    return {
        "autre format": un_dossier(format="dossier-locatif/2"),
        "statut inconnu": un_dossier(statut="refuse"),
        "champ inconnu": un_dossier(couleur="bleue"),
        "sans candidat": un_dossier(candidats=[]),
        "onze candidats": un_dossier(candidats=[{"id": f"c{i}", "nom": "X"} for i in range(11)]),
        "candidat sans nom": candidats(nom=" "),
        "nom absent": un_dossier(candidats=[{"id": "c1"}]),
        "nom trop long": candidats(nom="X" * 121),
        "nom invisible": candidats(nom="DU\u202eRAND"),
        "nom avec un nul": candidats(nom="DU\0RAND"),
        "demi-caractère": candidats(nom="\ud800"),
        "nom de nombre": candidats(nom=12),
        "civilité inconnue": candidats(civilite="Sir"),
        "né le 31 février": candidats(naissance="1990-02-31"),
        "né en l'an 1": candidats(naissance="0001-01-01"),
        "date française": candidats(naissance="12/03/1990"),
        "quatre lignes d'adresse": candidats(adresse={"lignes": ["a", "b", "c", "d"]}),
        "adresse inconnue": candidats(adresse={"rue": "Monge"}),
        "loyer en nombre": finances(loyer_cc=705),
        "loyer à virgule": finances(loyer_cc="705,00"),
        "loyer sans centimes": finances(loyer_cc="705"),
        "loyer négatif": finances(loyer_cc="-705.00"),
        "loyer infini": finances(loyer_cc="Infinity"),
        "loyer démesuré": finances(loyer_cc="999999999.00"),
        "loyer en chiffres arabes": finances(loyer_cc="٧٠٥.٠٠"),
        "charges au-delà du loyer": finances(charges="705.01"),
        "état des lieux au-delà": finances(part_edl="350.01"),
        "bail de zéro mois": un_dossier(bail={"debut": "2021-11-01", "duree_mois": 0}),
        "bail d'une demi-année": un_dossier(bail={"duree_mois": True}),
        "deux fois le même id": un_dossier(garants=[{"id": "c1", "nom": "X"}]),
        "la même personne deux fois": un_dossier(
            garants=[{**candidat, "id": "g1"}], pieces=[], candidats=[candidat]
        ),
        "pièce de personne": pieces(personne="c9"),
        "empreinte en majuscules": pieces(sha256=sha256(PDF).hexdigest().upper()),
        "empreinte fausse": pieces(sha256="0" * 64),
        "pièce hors du dossier": pieces(fichier="dossier.json"),
        "pièce citée deux fois": un_dossier(
            pieces=[*un_dossier()["pieces"], un_dossier()["pieces"][0]]
        ),
        "numéro à espaces": un_dossier(dossier="CLAC 123"),
        "numéro vide": un_dossier(dossier=""),
        "bien absent": {k: v for k, v in un_dossier().items() if k != "bien"},
        "bien en texte": un_dossier(bien="Charmant deux pièces"),
    }
