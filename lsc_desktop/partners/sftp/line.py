"""Une liaison qui se refait : on lui demande de quoi parler au serveur, elle rappelle s'il faut."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from lsc_desktop.partners.sftp import erreurs
from lsc_desktop.partners.sftp.adresse import Adresse, Reglages, Secret
from lsc_desktop.partners.sftp.channel import CutError, SilentError
from lsc_desktop.partners.sftp.link import Link, connect
from lsc_desktop.partners.sftp.remote import Remote
from lsc_desktop.partners.sftp.wire import WireError


class Line:
    """Toutes ses méthodes lèvent `LiaisonError` ou `AccesError`, rien d'autre du réseau."""

    def __init__(self, adresse: Adresse, secret: Secret, reglages: Reglages) -> None:
        self._adresse, self._secret, self._reglages = adresse, secret, reglages
        self._link: Link | None = None

    async def remote(self, *, plain: bool = False) -> Remote:
        """De quoi parler au serveur, par une connexion neuve si l'ancienne est morte."""
        if self._link is None or self._link.channel.dead:
            settings = self._reglages
            self._link = await connect(
                self._adresse, self._secret, settings.ouverture, settings.silence
            )
        remote = Remote(self._link.channel, self._link.extensions, plain)
        with self.converted():
            await remote.measure()
        return remote

    @contextmanager
    def converted(self) -> Iterator[None]:
        hote = self._adresse.hote
        try:
            yield
        except SilentError as error:
            raise erreurs.muet(hote, self._reglages.silence) from error
        except (CutError, WireError) as error:
            raise erreurs.coupure(hote) from error

    async def close(self) -> None:
        if self._link is not None:
            with suppress(Exception):
                await self._link.close()
            self._link = None
