"""`lsc motdepasse <identifiant>` : le secours d'un mot de passe que plus personne ne connaît."""

import argparse
import os
from dataclasses import replace

from lsc_desktop.app import seance, terminal

PRECISIONS = """\
Secours d'un administrateur qui a oublié le sien. Aucun mot de passe n'est demandé : qui peut
écrire dans la base et sa machine tient déjà tout. Le nouveau est demandé deux fois (sans terminal,
lu sur la première ligne de l'entrée standard), suit les mêmes règles, lève le blocage, et devra
être changé à la prochaine ouverture. Le journal des connexions le note sous « lsc motdepasse » et
le compte de la machine. Rien d'autre n'est rendu : ni compte ou profil désactivé, ni droit."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = PRECISIONS
    parser.add_argument("identifiant", help="celui dont le mot de passe est oublié")


def run(options: argparse.Namespace) -> int:
    """Rend 0 si le mot de passe est donné.

    Lève `UserError` si l'identifiant est inconnu, désactivé, n'avait pas de mot de passe, ou si le
    nouveau est trop faible.
    """
    from lsc_desktop.queries.utilisateurs import a_secourir
    from lsc_desktop.services.utilisateurs import donner_mot_de_passe

    with seance.ouverte() as acces:
        ctx = replace(acces.ctx, utilisateur=f"lsc motdepasse ({_account()})")
        with acces.db.read() as session:
            found = a_secourir(session, options.identifiant)
        word = terminal.ask_new_password()
        with acces.db.write(ctx.utilisateur) as session:
            donner_mot_de_passe(session, found.id, word, ctx=ctx)
    print(f"{found.nom} a ce mot de passe, à changer à la prochaine ouverture.")
    return 0


def _account() -> str:
    """Le compte de la machine tel que le système le connaît : une variable se change."""
    try:
        import pwd
    except ImportError:  # Windows
        return os.getlogin()
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
