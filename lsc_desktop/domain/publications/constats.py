"""Le contrôle et la simulation, ligne à ligne : ce qui est relevé, et ce qu'il faut faire."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.publications.contenu import PhotoPubliee, Publie, dont_photos
from lsc_desktop.domain.publications.defauts import Defaut, Gravite, Sur
from lsc_desktop.domain.publications.ecart import Ecart
from lsc_desktop.domain.publications.etat import Etat
from lsc_desktop.domain.publications.noms import evenement_de
from lsc_desktop.domain.publications.renvois import Mesure, duree_estimee
from lsc_desktop.domain.publications.valeurs import Genre
from lsc_desktop.domain.sauvegardes import taille_lisible

CONTROLE, SIMULATION = "controle", "simulation"
BILAN = "bilan"
GRAVITES = (("bloquant", "Bloquant"), ("avertissement", "Avertissement"), ("remarque", "Remarque"))
ISSUES = (
    (BILAN, "En tout"),
    ("envoyer", "À envoyer"),
    ("renvoyer", "À renvoyer"),
    ("retirer", "À retirer"),
    ("ecarter", "Non publié"),
    ("abandonner", "Abandonné"),
    ("garder", "En ligne"),
)
ABANDONNE = "Abandonné, ou refusé par la cible : « Réessayer » le fait repartir."
_RANGS = {gravite: rank for rank, (gravite, _said) in enumerate(GRAVITES)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Constat:
    """`titre` : celui du document visé ; `code` : la ligne du décret ; `taille` : octets."""

    nature: str
    phrase: str = ""
    conseil: str = ""
    titre: str = ""
    code: str = ""
    immeuble: str = ""
    taille: int = 0
    evenement_id: int | None = None
    classeur_id: int | None = None


# --- Contrôle -----------------------------------------------------------------------------------


def relever(defauts: Iterable[Defaut], etats: Iterable[Etat]) -> tuple[Constat, ...]:
    """Les défauts, les plus graves d'abord ; à gravité égale, dans l'ordre reçu."""
    known = {one.candidat.id: one for one in etats}
    ranked = sorted(defauts, key=lambda one: _RANGS[one.gravite.value])
    return tuple(_constat(one, known) for one in ranked)


def _constat(defaut: Defaut, etats: Mapping[str, Etat]) -> Constat:
    title, building, event, folder = "", "", None, None
    if defaut.sur is Sur.DOCUMENT and defaut.cle in etats:
        candidat = etats[defaut.cle].candidat
        title, event = candidat.titre, evenement_de(candidat.id)
        building = candidat.immeuble
        if candidat.portee.genre is Genre.IMMEUBLE:
            building = candidat.portee.cle
    elif defaut.sur is Sur.CLASSEUR:
        number = defaut.cle.partition("-")[2]
        folder = int(number) if number.isdigit() else None
    elif defaut.sur is Sur.IMMEUBLE:
        building = defaut.cle
    # Le document a sa colonne : sa phrase n'a pas à le redire.
    phrase = defaut.phrase.removeprefix(f"« {title.strip()} » : ")
    return Constat(
        nature=defaut.gravite.value,
        phrase=phrase[:1].upper() + phrase[1:],
        conseil=defaut.conseil,
        titre=title,
        code=defaut.code,
        immeuble=building,
        evenement_id=event,
        classeur_id=folder,
    )


def acces_sans_lettre(nombre: int) -> tuple[Constat, ...]:
    """Des premiers mots de passe vont partir, que personne n'a imprimés (D45)."""
    if not nombre:
        return ()
    return (
        Constat(
            nature=Gravite.AVERTISSEMENT.value,
            phrase=f"{pluriel(nombre, 'premier mot de passe', 'premiers mots de passe')} "
            f"{'va' if nombre < 2 else 'vont'} partir sans que "
            f"{'sa lettre ait été imprimée' if nombre < 2 else 'leurs lettres aient été imprimées'}"
            " : ensuite, on ne pourra plus les lire.",
            conseil="Imprimez les lettres depuis « Accès au Service Client », avant de publier.",
        ),
    )


SANS_DECRET = Constat(
    nature=Gravite.REMARQUE.value,
    phrase="Les documents que le décret 2019-502 demande ne sont pas contrôlés : aucun modèle "
    "d'événement n'est rattaché à l'une de ses lignes.",
    conseil="Choisissez « Décret 2019-502 » sur les modèles qui publient ces documents.",
)


# --- Simulation ---------------------------------------------------------------------------------


def simulation(
    ecart: Ecart,
    etats: Iterable[Etat],
    *,
    bloques: Mapping[str, str],
    titres: Mapping[str, str],
    mesure: Mesure | None,
) -> tuple[Constat, ...]:
    """Ce que ferait un envoi, le bilan en tête. `bloques` : document → ce qui le retient ;
    `titres` : document → le titre sous lequel la cible l'a connu."""
    sent = [one for one in ecart.a_envoyer if one.id not in ecart.renvoyes]
    again = [one for one in ecart.a_envoyer if one.id in ecart.renvoyes]
    waiting = {one.id for one in ecart.a_envoyer}
    listed = [one.nouveau for one in ecart.changes] + list(ecart.nouveaux)
    here = [one for one in listed if one.id not in waiting]
    given_up = {one.id for one in ecart.abandonnes}
    return (
        *(Constat(nature=BILAN, phrase=said) for said in bilan(ecart, mesure)),
        *_documents("envoyer", sent),
        *_documents("envoyer", here, "Son fichier est déjà déposé : seul le manifeste manque."),
        *_documents("renvoyer", again),
        *(
            Constat(
                nature="retirer",
                titre=titres.get(line.id, line.id),
                taille=line.taille,
                evenement_id=evenement_de(line.id),
            )
            for line in ecart.a_retirer
        ),
        *_ecartes(etats, bloques),
        *_documents("abandonner", ecart.abandonnes, ABANDONNE),
        *_documents("garder", [o for o in ecart.gardes if o.id not in ecart.renvoyes | given_up]),
    )


def bilan(ecart: Ecart, mesure: Mesure | None) -> tuple[str, str]:
    """« À envoyer : 12 documents, 3,4 Mo, environ 2 min au débit du dernier envoi. », puis ce qui
    part et ce qui reste."""
    size = _octets(ecart.a_envoyer)
    photos = sum(isinstance(one, PhotoPubliee) for one in ecart.a_envoyer)
    said = f"À envoyer : {pluriel(len(ecart.a_envoyer), 'document')}{dont_photos(photos)}"
    if size:
        time = duree_estimee(size, mesure)
        said += f", {taille_lisible(size)}"
        said += f", {time} au débit du dernier envoi" if time else ", durée encore inconnue"
    kept = f"À retirer : {len(ecart.a_retirer)} ; déjà en ligne : {len(ecart.gardes)}."
    return f"{said}.", kept


def _octets(documents: Iterable[Publie]) -> int:
    return sum(one.taille for one in documents)


def _documents(nature: str, documents: Collection[Publie], phrase: str = "") -> Iterable[Constat]:
    for one in documents:
        yield Constat(
            nature=nature,
            phrase=phrase,
            titre=one.titre,
            immeuble=one.portee.cle if one.portee.genre is Genre.IMMEUBLE else "",
            taille=one.taille,
            evenement_id=evenement_de(one.id),
        )


def _ecartes(etats: Iterable[Etat], bloques: Mapping[str, str]) -> Iterable[Constat]:
    for one in etats:
        why = bloques.get(one.candidat.id, "" if one.publie else one.explication)
        if why:
            yield Constat(
                nature="ecarter",
                phrase=why,
                titre=one.candidat.titre,
                immeuble=one.candidat.immeuble,
                taille=one.candidat.taille,
                evenement_id=evenement_de(one.candidat.id),
            )
