"""What a sheet is: its columns, and the models that its rows become."""

from dataclasses import dataclass, field


@dataclass(eq=False)
class Target:
    """A model that each row of a sheet becomes a record of.

    :param str model: its name
    :param tuple key: fields that find the record already there; texts among them are compared
        regardless of case, spaces and ё/е
    :param str link: field by which the targets after this one point at the record
    :param bool bulk: written by COPY past the ORM. The kind then fills in by itself what the ORM
        would compute and store (``_prepare_target``, ``_after_write``)
    """

    model: str
    key: tuple
    link: str = ""
    bulk: bool = False


@dataclass(eq=False)
class Sheet:
    """A sheet of a kind of file.

    :param str title: as in the file
    :param list columns: Column
    :param list targets: Target, one after the other: a row is an employment *of a teacher*; empty
        when the kind plans and writes the sheet by itself
    :param bool required: a file without the sheet is refused
    :param bool single: exactly one row
    """

    title: str
    columns: list = field(default_factory=list)
    targets: list = field(default_factory=list)
    required: bool = True
    single: bool = False
