"""Ce qui peut attendre dans la boîte d'envoi : en ajouter une sorte, c'est la déclarer ici."""

from dataclasses import dataclass

from lsc_desktop.domain.planning.reunions import LIBELLES as REUNIONS


@dataclass(frozen=True, slots=True)
class SorteEnvoi:
    """Une chose à faire chez un partenaire, après le changement qui la demande.

    `nom` : « zoom.reunion.creer » ; `partenaire` : le code de son adaptateur. `travail` :
    « module:fonction », sous `lsc_desktop.jobs`, lu à l'envoi ; elle reçoit `(AEnvoyer, Outils)`,
    agit hors de toute transaction, et rend un `Fait`, dont l'effet s'écrit avec l'état.
    `rejouable` : envoyée deux fois sous la même clé, elle n'a qu'un effet ; sinon, dans le doute,
    on attend quelqu'un. `ecran` : l'écran de ce qu'elle concerne. `isolee` : chacune a sa
    réponse, et une liaison qui manque à l'une n'arrête pas les suivantes.
    """

    nom: str
    partenaire: str
    libelle: str
    travail: str
    rejouable: bool
    ecran: str = ""
    isolee: bool = False


SORTES: tuple[SorteEnvoi, ...] = (
    SorteEnvoi(
        "ag_connect.exporter", "ag_connect", "Exporter l'assemblée", "ag_connect:exporter",
        rejouable=True, ecran="assemblees.fiche",
    ),
    SorteEnvoi(
        "registre.declarer", "registre", "Déclarer au registre", "registre:declarer",
        rejouable=False, ecran="registre.declaration",
    ),
    SorteEnvoi(
        "registre.telecharger", "registre", "Télécharger du registre", "registre:declarer",
        rejouable=True, ecran="registre.declaration",
    ),
    SorteEnvoi(
        "lovys.devis", "lovys", "Demander un devis", "lovys:devis", rejouable=False,
        ecran="lovys.devis", isolee=True,
    ),
    *(
        SorteEnvoi(
            f"zoom.reunion.{geste}", "zoom", libelle, f"zoom:{geste}", rejouable=True,
            ecran="planning.fiche",
        )
        for geste, libelle in REUNIONS
    ),
)  # fmt: skip


def sorte_d_envoi(nom: str) -> SorteEnvoi:
    """Lève `KeyError` : la ligne vient d'un programme plus récent, ou c'est un bogue."""
    return {one.nom: one for one in SORTES}[nom]
