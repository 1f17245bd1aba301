"""Point d'entrée : `python -m lsc_desktop`, ou l'exécutable `lsc`."""

import sys

from lsc_desktop.app import main

if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # l'exécutable est aussi celui des lots de documents
        from multiprocessing import freeze_support

        freeze_support()
    sys.exit(main(sys.argv[1:]))
