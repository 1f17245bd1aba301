"""Ouvre LSC Desktop ; prépare son environnement au premier usage.

    python3 scripts/run.py
    python3 scripts/run.py --demonstration [dossier]

Sans écran, ou si on le demande, joue la régularisation de démonstration dans les vraies fenêtres,
sans rien montrer, et laisse ses documents et les images des écrans dans un dossier.
"""

import os
import subprocess
import sys
from pathlib import Path

import env

DEMO = "--demonstration"


def main(args: list[str]) -> int:
    python = str(env.ensure(env.RUN))
    variables = env.environ()
    if not env.has_display():
        variables["QT_QPA_PLATFORM"] = "offscreen"
        if not args:
            env.say("Cette machine n'a pas d'écran : la démonstration est jouée hors écran.")
            args = [DEMO]
    if args[:1] == [DEMO]:
        variables["QT_QPA_PLATFORM"] = "offscreen"
        variables.setdefault("QT_LOGGING_RULES", "default.warning=false")  # il bavarde hors écran
        folder = str(Path(args[1]).resolve() if args[1:] else env.ROOT / "demonstration")
        env.say(f"Les documents et les images des écrans seront dans :\n{folder}")
        return launch([python, str(env.ROOT / "scripts/demonstration.py"), folder], variables)
    return launch([python, "-P", "-m", "lsc_desktop", *args], variables)


def launch(command: list[str], variables: dict[str, str]) -> int:
    """Devient le programme, sauf sous Windows, où la console reprendrait la main aussitôt."""
    if os.name != "nt":
        os.execve(command[0], command, variables)
    return subprocess.run(command, env=variables, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
