"""Les objets oubliés ne sont détruits que dans le fil graphique."""

import gc
import threading
import weakref

from lsc_desktop.gui.kit.memory import Collector


class Boucle:
    """Un objet que seul le ramasse-miettes peut détruire."""

    def __init__(self) -> None:
        self.soi = self


def test_un_fil_de_travail_ne_detruit_rien_la_fenetre_s_en_charge(qtbot):
    collector = Collector()
    where = []
    loop = Boucle()
    weakref.finalize(loop, lambda: where.append(threading.current_thread()))
    del loop
    worker = threading.Thread(target=lambda: [[] for _ in range(100_000)])
    worker.start()
    worker.join()
    assert where == []
    kept = [[] for _ in range(2_000)]  # assez d'objets pour que Python veuille passer
    collector.look()
    assert kept and where == [threading.main_thread()]
    collector.stop()


def test_arrete_il_rend_la_main_a_python():
    Collector().stop()
    assert gc.isenabled()
