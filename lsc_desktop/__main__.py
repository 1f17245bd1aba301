"""Point d'entrée : `python -m lsc_desktop`, ou l'exécutable `lsc`."""

import sys

from lsc_desktop.app import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
