from . import shnor_measure_move, shnor_measure_return, shnor_roadmap_fill
