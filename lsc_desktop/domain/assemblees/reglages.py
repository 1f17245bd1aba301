"""Les réglages du syndic : ce que chacun change (seed L2262-2305, L2348, L2597-2601 ; D36)."""

from collections.abc import Iterator
from dataclasses import dataclass

from lsc_desktop.domain.assemblees.delais import Repli
from lsc_desktop.domain.assemblees.explications import MODELES
from lsc_desktop.domain.assemblees.majorites import Article
from lsc_desktop.domain.assemblees.modeles import (
    CONVOCATION,
    CONVOQUER,
    OUVRIR,
    PROCES_VERBAL,
    inconnues,
)
from lsc_desktop.domain.saisies import Problem, obligatoires

CLASSEUR = "Assemblées Générales"
REPLIS = (
    ("laisser", "Compter le jour, même chômé"),
    ("avancer", "Avancer au jour ouvré précédent"),
)

TEXTES = {
    "texte_convocation": CONVOCATION, "ouverture_pv": PROCES_VERBAL, "cloture_pv": PROCES_VERBAL,
}  # fmt: skip


@dataclass(slots=True)
class ConfigurationSyndicDraft:
    """Saisie de la configuration syndic.

    `vote_correspondance` : l'agence gère le vote à distance et par correspondance ; décoché, la
    saisie des présences revient aux anciens écrans et la convocation n'a pas de formulaire (seed
    L2348). `seconds_votes` : le formulaire pose deux fois une question de l'article 25 ou 26.
    `repli_reception` : ce qu'on fait d'un dernier jour de réception chômé (D36). `classeur` : où
    vont les événements d'une assemblée. `texte_25_1`, `texte_26_1` : ce qui annonce un second vote.
    `texte_convocation`, `ouverture_pv`, `cloture_pv` : les textes de l'agence, avec leurs variables
    (`modeles`).
    `signataire` : qui signe les convocations. `inactiver_vendeurs` : une vente ferme le Service
    Client du vendeur qui n'a plus de lot (seed L1037-1045, L2262-2269).
    """

    id: int | None = None
    version: int = 0
    vote_correspondance: bool = True
    seconds_votes: bool = True
    repli_reception: str = "laisser"
    classeur: str = CLASSEUR
    texte_25_1: str = MODELES[Article.A25_1]
    texte_26_1: str = MODELES[Article.A26_1]
    texte_convocation: str = CONVOQUER
    ouverture_pv: str = OUVRIR
    cloture_pv: str = ""
    signataire: str = ""
    inactiver_vendeurs: bool = False

    @property
    def repli(self) -> Repli:
        return Repli[self.repli_reception.upper()]

    @property
    def modeles(self) -> dict[Article, str]:
        """Le texte qui annonce chaque second vote."""
        return {Article.A25_1: self.texte_25_1, Article.A26_1: self.texte_26_1}

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(
            self,
            classeur="Le classeur",
            texte_25_1="Le texte du second vote (25-1)",
            texte_26_1="Le texte du second vote (26-1)",
            ouverture_pv="Le texte d'ouverture du procès-verbal",
        )
        for name, variables in TEXTES.items():
            if unknown := inconnues(getattr(self, name), variables):
                yield name, f"Ce document n'a pas cette variable : {', '.join(unknown)}."
