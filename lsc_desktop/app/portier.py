"""Le portier : qui entre, et avec quels droits ; le bord où s'écrivent les connexions."""

from collections.abc import Callable
from datetime import datetime
from socket import gethostname

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.domain.utilisateurs import (
    CONNEXION,
    DEVERROUILLAGE,
    FERMETURE,
    VERROUILLAGE,
    Seance,
)
from lsc_desktop.queries.utilisateurs import connexion_exigee, profils_absents, seance_de
from lsc_desktop.storage.engine import Database


class Portier:
    """Réalise `Doorman` : un essai est compté, puis vérifié hors transaction, puis conclu."""

    def __init__(
        self, db: Database, poste: str = "", clock: Callable[[], datetime] = datetime.now
    ) -> None:
        self.db, self.poste, self._clock = db, poste or gethostname(), clock

    def required(self) -> bool:
        """Un mot de passe est-il demandé à l'ouverture ?"""
        with self.db.read() as session:
            return connexion_exigee(session)

    def enter(self, identifiant: str, mot: str) -> tuple[Seance, bool]:
        """La séance, et vrai si le mot de passe est à changer ; lève `UserError` sinon."""
        return self._check(identifiant, mot, CONNEXION)

    def unlock(self, seance: Seance, mot: str) -> Seance:
        """Le titulaire revient ; lui seul. Rend la séance avec ses droits de l'instant."""
        return self._check(seance.identifiant, mot, DEVERROUILLAGE)[0]

    def change(self, seance: Seance, ancien: str, nouveau: str) -> None:
        """Change le mot de passe de la séance, dont l'ancien vient d'être vérifié."""
        from lsc_desktop.services.utilisateurs import changer_mot_de_passe

        assert seance.utilisateur_id is not None
        now = self._clock()
        ctx = Contexte(seance.nom, now, now.date(), poste=self.poste, droits=seance.droits)
        with self.db.write(seance.nom) as session:
            changer_mot_de_passe(session, seance.utilisateur_id, ancien, nouveau, ctx=ctx)

    def change_known(self, seance: Seance, ancien: str, nouveau: str) -> None:
        """Le même en cours de séance : l'ancien se vérifie, et ses échecs comptent."""
        try:
            self.unlock(seance, ancien)
        except UserError as error:
            raise UserError("Le mot de passe actuel est faux.", error.advice, "ancien") from error
        self.change(seance, ancien, nouveau)

    def note(self, seance: Seance, fait: str) -> None:
        """Ajoute au journal d'accès ; une agence d'un seul n'en tient pas."""
        from lsc_desktop.services.connexions import noter

        if seance.utilisateur_id is not None:
            with self.db.write(seance.nom) as session:
                noter(session, fait, seance.nom, quand=self._clock(), poste=self.poste)

    def again(self, seance: Seance) -> Seance:
        """La même séance, ses droits relus ; sans aucun droit si le compte a été désactivé."""
        if seance.utilisateur_id is None:
            return seance
        with self.db.read() as session:
            found = seance_de(session, seance.utilisateur_id)
        if found is None:
            return Seance(seance.nom, seance.utilisateur_id, seance.identifiant, "", frozenset())
        return found

    def _check(self, identifiant: str, mot: str, fait: str) -> tuple[Seance, bool]:
        from lsc_desktop.services import connexions, motdepasse

        with self.db.write() as session:
            essai = connexions.entamer(session, identifiant)
        good = motdepasse.verifier(essai.empreinte, mot)
        quand, poste = self._clock(), self.poste
        if not good or essai.bloque:
            with self.db.write(essai.nom) as session:
                refus = connexions.echouer(session, essai, quand=quand, poste=poste)
            raise refus
        stronger = motdepasse.hacher(mot) if motdepasse.a_refaire(essai.empreinte) else ""
        with self.db.write(essai.nom) as session:
            seance = connexions.reussir(
                session, essai, quand=quand, poste=poste, fait=fait, empreinte=stronger
            )
        return seance, essai.a_changer


def install_profiles(db: Database, user: str) -> None:
    """Les profils livrés, si l'agence n'en a pas encore."""
    with db.read() as session:
        if not profils_absents(session):
            return
    from lsc_desktop.services.utilisateurs import installer

    with db.write(user) as session:
        installer(session)


class Garde:
    """Réalise `Guard` : la séance ouverte, ses droits tenus à jour. `changed()` : ils ont changé.

    Sans mot de passe (agence d'un seul), elle permet tout et ne verrouille rien.
    """

    def __init__(self, portier: Portier, seance: Seance) -> None:
        self._portier, self.seance = portier, seance
        self.changed: Callable[[], None] = lambda: None

    @property
    def name(self) -> str:
        return self.seance.nom

    @property
    def by_password(self) -> bool:
        return self.seance.utilisateur_id is not None

    def allows(self, droit: str) -> bool:
        return self.seance.permet(droit)

    def unlock(self, mot: str) -> None:
        try:
            self.seance = self._portier.unlock(self.seance, mot)
        except TemporaryError:
            raise
        except UserError as error:
            raise UserError("Mot de passe incorrect.", error.advice, "mot") from error

    def locked(self) -> None:
        self._portier.note(self.seance, VERROUILLAGE)

    def left(self) -> None:
        """Le programme se ferme."""
        self._portier.note(self.seance, FERMETURE)

    def change(self, ancien: str, nouveau: str) -> None:
        self._portier.change_known(self.seance, ancien, nouveau)

    def again(self) -> None:
        """Relit les droits ; de n'importe quel fil."""
        found = self._portier.again(self.seance)
        if found.droits != self.seance.droits:
            self.seance = found
            self.changed()
