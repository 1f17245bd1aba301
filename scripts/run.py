"""Ouvre LSC Desktop ; prépare son environnement au premier usage.

    python3 scripts/run.py [options du programme]

Sans écran, joue la démonstration et range ses documents et ses images dans un dossier.
"""

import os
import subprocess
import sys

import env


def main(args: list[str]) -> int:
    python = env.ensure(env.RUN)
    variables = env.environ()
    if not env.has_display():
        variables["QT_QPA_PLATFORM"] = "offscreen"
        if not args:
            folder = env.ROOT / "demonstration"
            env.say(
                "Cette machine n'a pas d'écran : la démonstration est jouée sans fenêtre visible.\n"
                f"Les documents et les images des écrans seront dans : {folder}"
            )
            args = ["--demonstration", str(folder)]
    command = [str(python), "-P", "-m", "lsc_desktop", *args]
    if os.name == "nt":  # execve y rendrait la main à la console avant la fin
        return subprocess.run(command, env=variables, check=False).returncode
    os.execve(command[0], command, variables)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
