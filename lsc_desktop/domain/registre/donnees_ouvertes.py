"""Le fichier des données ouvertes du registre : ses colonnes, et ce qu'on lit d'une ligne.

« Registre national d'immatriculation des copropriétés » (data.gouv.fr, Anah). Les titres sont ceux
que lisent d'autres programmes (registre 7) ; le fichier lui-même n'a pas pu être vérifié. Les
fichiers plus anciens, aux titres en français, se replient sur les mêmes noms.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lsc_desktop.base.text import abrege
from lsc_desktop.domain.imports.correspondance import normal
from lsc_desktop.domain.registre.numero import normaliser, numero_possible
from lsc_desktop.domain.registre.rapprochement import Inscrite, Parcelle, parcelle

COUPE = 63  # lettres que garde un titre
TEXTE_MAX = 200  # lettres qu'on montre d'une cellule
PARCELLES = 3
NUMERO = "numero_d_immatriculation"
_INCONNUS = frozenset({"", "non connu", "non connue", "non renseigné", "non renseigne", "inconnu",
                       "null"})  # fmt: skip
_INCONNU_MAX = max(map(len, _INCONNUS))
# Ce qu'on lit → les titres qui le portent, le meilleur d'abord.
_TITRES: dict[str, tuple[str, ...]] = {
    "numero": (NUMERO,),
    "nom": ("nom_d_usage_de_la_copropriete",),
    "voie": ("numero_et_voie_adresse_de_reference", "adresse_de_reference"),
    "voie1": ("adresse_complementaire_1",),
    "voie2": ("adresse_complementaire_2",),
    "voie3": ("adresse_complementaire_3",),
    "code_postal": ("code_postal_adresse_de_reference",),
    "commune": ("commune_adresse_de_reference", "nom_officiel_commune", "commune"),
    "lots": ("nombre_total_de_lots",),
    "reglement": ("date_du_reglement_de_copropriete",),
    "syndic": (
        "raison_sociale_du_representant_legal",
        "identification_du_representant_legal_raison_sociale_et_le_numer",
    ),
    **{
        f"{name}{rank}": (f"{title}_{rank}",)
        for rank in range(1, PARCELLES + 1)
        for name, title in (
            ("insee", "code_insee_commune"), ("prefixe", "prefixe"), ("section", "section"),
            ("parcelle", "numero_parcelle"),
        )
    },
}  # fmt: skip
_LIEUX = ("voie", "code_postal", "commune", "insee1")  # sans aucun, rien ne se rapproche


@dataclass(frozen=True, slots=True)
class Colonnes:
    """Ce qu'on lit → sa place dans la ligne."""

    places: Mapping[str, int]

    def lire(self, ligne: Sequence[str], nom: str) -> str:
        """La cellule, sans ses blancs ; vide si la ligne est courte, ou si le registre l'ignore."""
        place = self.places.get(nom, -1)
        if not 0 <= place < len(ligne):
            return ""
        text = ligne[place].strip()
        return "" if len(text) <= _INCONNU_MAX and text.casefold() in _INCONNUS else text

    def communes(self, ligne: Sequence[str]) -> set[str]:
        """Les codes INSEE de ses parcelles, comme `parcelle` les écrit."""
        found = (self.lire(ligne, f"insee{rank}") for rank in range(1, PARCELLES + 1))
        return {one.upper().zfill(5) for one in found if one}

    def parcelles(self, ligne: Sequence[str]) -> frozenset[Parcelle]:
        found = (
            parcelle(*(self.lire(ligne, f"{name}{rank}") for name in
                       ("insee", "prefixe", "section", "parcelle")))
            for rank in range(1, PARCELLES + 1)
        )  # fmt: skip
        return frozenset(one for one in found if one is not None)


def titre(texte: str) -> str:
    """« Numéro d'immatriculation » → « numero_d_immatriculation », coupé comme dans le fichier."""
    return normal(texte).replace(" ", "_")[:COUPE].strip("_")


def reconnaitre(titres: Sequence[str]) -> Colonnes:
    """Les colonnes qu'on sait lire ; la première l'emporte quand un titre revient."""
    known: dict[str, int] = {}
    for rank, one in enumerate(titres):
        known.setdefault(titre(one), rank)
    places = {
        name: known[found]
        for name, titles in _TITRES.items()
        if (found := next((one for one in titles if one in known), ""))
    }
    return Colonnes(places)


def manque(colonnes: Colonnes) -> str:
    """Ce qui interdit de lire le fichier ; vide s'il n'y manque rien."""
    if "numero" not in colonnes.places:
        return f"n'a pas de colonne « {NUMERO} »"
    if not any(name in colonnes.places for name in _LIEUX):
        return "n'a ni adresse, ni code postal, ni commune, ni parcelle"
    return ""


def inscrite(colonnes: Colonnes, ligne: Sequence[str]) -> Inscrite | None:
    """Ce que dit une ligne du registre ; rien si son numéro n'en est pas un."""
    number = colonnes.lire(ligne, "numero")
    if not numero_possible(number):
        return None
    texts = {name: _montrable(colonnes.lire(ligne, name)) for name in
             ("nom", "voie", "voie1", "voie2", "voie3", "commune", "syndic")}  # fmt: skip
    addresses = (texts[name] for name in ("voie", "voie1", "voie2", "voie3"))
    return Inscrite(
        normaliser(number), texts["nom"], tuple(one for one in addresses if one),
        code_postal(colonnes.lire(ligne, "code_postal")), texts["commune"],
        colonnes.parcelles(ligne), _nombre(colonnes.lire(ligne, "lots")),
        _jour(colonnes.lire(ligne, "reglement")), texts["syndic"],
    )  # fmt: skip


def code_postal(texte: str) -> str:
    """Cinq chiffres, le zéro de tête rendu à qui l'a perdu dans un tableur."""
    bare = texte.strip()
    return bare.zfill(5) if bare.isdecimal() and bare.isascii() else bare


def _montrable(texte: str) -> str:
    """D'un fichier venu d'ailleurs, une cellule ne montre que des lettres, et pas trop."""
    return abrege("".join(char if char.isprintable() else " " for char in texte), TEXTE_MAX)


def _nombre(texte: str) -> int | None:
    bare = texte.removesuffix(".0")
    return int(bare) if bare.isdecimal() and bare.isascii() and len(bare) <= 6 else None


def _jour(texte: str) -> date | None:
    """« 1988-12-08 », « 08/12/1988 »."""
    for shape in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(texte[:10], shape).date()
        except ValueError:
            continue
    return None
