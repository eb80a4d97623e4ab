"""How a run is counted: conditions become SQL, a computation writes evidence and results.

Nothing here loops over units. ``conditions`` composes one SELECT an indicator from the ORM's own
query objects; ``computation`` puts the population into temporary tables and inserts what the
SELECTs give; ``words`` says rules and verdicts in the reader's language.
"""
