"""Les échecs d'un partenaire, les mêmes pour tous : refus, panne, bogue.

Une panne attend et se reprend ; un refus attend qu'on corrige ; un bogue attend l'éditeur.
"""

from lsc_desktop.base.errors import RefusedError, TemporaryError, UserError


class LiaisonError(TemporaryError):
    """La liaison fait défaut : on s'arrête, on reprendra ; rien de ce qui est fait ne se perd.

    `code` : la réponse HTTP, s'il y en a une. `reprendre_dans` : secondes que le partenaire demande
    d'attendre. `incertain` : la demande a pu être exécutée, bien que la réponse manque.
    """

    def __init__(
        self,
        title: str,
        advice: str = "",
        *,
        code: int | None = None,
        reprendre_dans: float | None = None,
        incertain: bool = False,
    ) -> None:
        super().__init__(title, advice)
        self.code, self.reprendre_dans, self.incertain = code, reprendre_dans, incertain


class AccesError(RefusedError):
    """Le partenaire ne nous laisse pas entrer : quelqu'un doit corriger avant de reprendre.

    `contenu` : sa réponse, lue, s'il a répondu des données.
    """

    def __init__(
        self,
        title: str,
        advice: str = "",
        field: str = "",
        *,
        code: int | None = None,
        contenu: object = None,
    ) -> None:
        super().__init__(title, advice, field)
        self.code, self.contenu = code, contenu


class RefusError(RefusedError):
    """Le partenaire refuse cette demande-là ; les autres peuvent continuer.

    `contenu` : sa réponse, lue, s'il a répondu des données.
    """

    def __init__(
        self, title: str, advice: str = "", *, code: int | None = None, contenu: object = None
    ) -> None:
        super().__init__(title, advice)
        self.code, self.contenu = code, contenu


class ContratError(UserError):
    """Le partenaire répond ce que son contrat ne prévoit pas, ou refuse la forme de nos demandes :
    rien à corriger à l'agence, c'est à l'éditeur du programme de regarder."""

    def __init__(self, title: str, advice: str = "", *, code: int | None = None) -> None:
        super().__init__(title, advice or "Envoyez le journal du programme à l'assistance.")
        self.code = code
