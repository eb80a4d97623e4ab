from . import (
    shnor_match,
    shnor_match_line,
    shnor_measure_move,
    shnor_measure_return,
    shnor_roadmap_fill,
    shnor_roadmap_waive,
)
