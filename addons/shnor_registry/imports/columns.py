"""What may stand in a column: how a cell is read, what is wrong with it, how a value is shown.

A column reads all its cells at once (``parse``): equal cells are worked out once, and references
cost one query a column. Every message names the remedy; the place is added by the table.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP
from decimal import Decimal as Exact

from ..tools.text import key
from .workbook import is_blank, text_of

MAX_LENGTH = 2000
MAX_INTEGER = 2**31 - 1
MAX_NUMBER = 10**10
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
DATE = re.compile(
    r"(\d{1,2})\.(\d{1,2})\.(\d{4})\s*(?:г\.?)?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?", re.IGNORECASE
)
ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T\s].*)?")
EXCEL_EPOCH = date(1899, 12, 30)
# Excel's day numbers of 1950 and 2100: a date that lost its format
DAY_NUMBERS = range(18264, 73051)
YEARS = range(1900, 2101)
# control characters, which PostgreSQL or XML would refuse; line feeds and tabs are spaces
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
YES = {"да", "истина", "true", "yes", "1", "+"}
NO = {"нет", "ложь", "false", "no", "0", "-"}


class CellError(Exception):
    """A cell cannot be understood; the message says why and what to do."""


@dataclass(eq=False)
class Column:
    """A column of a sheet.

    :param str header: as it stands in the file; spaces, case and ё/е do not matter
    :param str field: field of the target's model, or a name of the kind's own (see ``stored``)
    :param bool required: the column must be there, and no cell may be empty
    :param bool keep: an empty cell leaves the value that is in the system
    :param bool stored: written by the framework; else it is for the kind's own methods
    :param bool loose: old and new that differ in case, spaces or ё/е only are equal
    :param str target: model of the target it belongs to; the sheet's last one when empty
    :param str help: for the help sheet of the template, already translated
    :param str example: for the same
    """

    header: str
    field: str = ""
    required: bool = False
    keep: bool = False
    stored: bool = True
    loose: bool = False
    target: str = ""
    help: str = ""
    example: str = ""

    # as part of a key, its texts are compared regardless of case, spaces and ё/е
    folds = False

    def parse(self, table, cells):
        """Return the values of ``cells``; faults go to the table, their values are None."""
        seen = {}
        values = []
        for index, cell in enumerate(cells):
            try:
                value = seen[cell]
            except KeyError:
                value = seen[cell] = self._try(table.env, cell)
            if value.__class__ is CellError:
                table.fault(index, self, str(value))
                value = None
            values.append(value)
        return values

    def _try(self, env, cell):
        if is_blank(cell):
            if self.required:
                return CellError(env._("“%s” is not filled in. Fill in the cell.", self.header))
            return self.blank()
        try:
            return self.read_cell(env, cell)
        except CellError as fault:
            return fault

    def blank(self):
        """Return the value of an empty cell."""
        return None

    def read_cell(self, env, cell):
        """Return the value of a cell that is not empty.

        :raise CellError: why it cannot be read, and the remedy
        """
        raise NotImplementedError

    def same(self, old, new):
        """Tell whether nothing is to be written: ``old`` as the ORM reads it, ``new`` as parsed."""
        if self.loose:
            return key(old or "") == key(new or "")
        return (old or None) == (new or None)

    def show(self, table, values):
        """Return {value: what a person reads} for a set of values, old or new."""
        return {value: self.word(table.env, value) for value in values}

    def word(self, env, value):
        return str(value) if value not in (None, False) else ""

    def rule(self, env):
        """Return what goes into the column, for the help sheet."""
        return ""

    def choices(self, env):
        """Return the words of the drop-down list of the template, empty for none."""
        return []


@dataclass(eq=False)
class Text(Column):
    """Text on one line, or on several with ``multiline``."""

    max_length: int = MAX_LENGTH
    multiline: bool = False

    folds = True

    def read_cell(self, env, cell):
        text = self._tidy(CONTROL.sub("", cell) if cell.__class__ is str else text_of(cell))
        if len(text) > self.max_length:
            raise CellError(
                env._(
                    "%(length)s characters are more than the %(limit)s allowed. Shorten the text.",
                    length=len(text),
                    limit=self.max_length,
                )
            )
        return text or None

    def _tidy(self, text):
        if self.multiline:
            lines = (" ".join(line.split()) for line in text.splitlines())
            return "\n".join(lines).strip()
        return " ".join(text.split())

    def same(self, old, new):
        # typed by hand it may hold spaces that a cell is read without
        if old.__class__ is str:
            old = self._tidy(old)
        return super().same(old, new)

    def rule(self, env):
        return env._("text, at most %s characters", self.max_length)


@dataclass(eq=False)
class Code(Text):
    """A code: text, even where Excel made a number of it."""

    max_length: int = 64

    folds = False

    def rule(self, env):
        return env._("code, as text or as a number")


@dataclass(eq=False)
class Integer(Column):
    minimum: int | None = 0
    maximum: int = MAX_INTEGER

    def read_cell(self, env, cell):
        number = read_number(env, cell)
        if number != int(number):
            raise CellError(
                env._("%s is no whole number. Write a whole number.", show_number(number))
            )
        check_limits(env, number, self.minimum, self.maximum)
        return int(number)

    def same(self, old, new):
        return (old or 0) == (new or 0)

    def rule(self, env):
        return limits_rule(env, env._("whole number"), self.minimum, self.maximum, MAX_INTEGER)


@dataclass(eq=False)
class Decimal(Column):
    digits: int = 2
    minimum: float | None = 0
    maximum: float = MAX_NUMBER

    def read_cell(self, env, cell):
        number = read_number(env, cell)
        check_limits(env, number, self.minimum, self.maximum)
        return float(number.quantize(Exact(1).scaleb(-self.digits), ROUND_HALF_UP))

    def same(self, old, new):
        return round(old or 0, self.digits) == (new or 0)

    def word(self, env, value):
        return show_number(value or 0)

    def rule(self, env):
        return limits_rule(
            env, env._("number, with a comma or a point"), self.minimum, self.maximum, MAX_NUMBER
        )


@dataclass(eq=False)
class Date(Column):
    def read_cell(self, env, cell):
        if isinstance(cell, datetime):
            cell = cell.date()  # a time of day means nothing here
        if not isinstance(cell, date):
            cell = self._read_text(env, cell)
        if cell.year not in YEARS:
            raise CellError(
                env._("%s: check the year. Write the date as dd.mm.yyyy.", text_of(cell))
            )
        return cell

    def _read_text(self, env, cell):
        if cell.__class__ is float and cell.is_integer() and int(cell) in DAY_NUMBERS:
            return EXCEL_EPOCH + timedelta(days=int(cell))
        text = text_of(cell)
        match = DATE.fullmatch(text)
        parts = match.groups()[::-1] if match else None
        if not parts and (match := ISO_DATE.fullmatch(text)):
            parts = match.groups()
        if not parts:
            raise CellError(env._("“%s” is no date. Write the date as dd.mm.yyyy.", clip(text)))
        try:
            return date(*map(int, parts))
        except ValueError:
            raise CellError(env._("there is no date %s. Write the date as dd.mm.yyyy.", clip(text)))

    def word(self, env, value):
        return value.strftime("%d.%m.%Y") if value else ""

    def rule(self, env):
        return env._("date as dd.mm.yyyy")


@dataclass(eq=False)
class Choice(Column):
    """One of a list of words.

    :param dict words: {word as the file has it: value}; their order is that of the messages
    :param dict others: other words that mean a value, understood and not offered
    """

    words: dict = field(default_factory=dict)
    others: dict = field(default_factory=dict)

    def __post_init__(self):
        self._values = {key(word): value for word, value in {**self.others, **self.words}.items()}
        self._words = {value: word for word, value in self.words.items()}

    def read_cell(self, env, cell):
        word = text_of(cell)
        try:
            return self._values[key(word)]
        except KeyError:
            raise CellError(
                env._(
                    "“%(word)s” is not in the list: %(words)s. Choose one of these words.",
                    word=clip(word),
                    words=", ".join(self.words),
                )
            )

    def word(self, env, value):
        return self._words.get(value, str(value or ""))

    def rule(self, env):
        return env._("one of: %s", ", ".join(self.words))

    def choices(self, env):
        return list(self.words)


@dataclass(eq=False)
class YesNo(Column):
    """Yes or no; an empty cell is no."""

    def blank(self):
        return False

    def read_cell(self, env, cell):
        word = key(text_of(cell))
        if word in YES:
            return True
        if word in NO:
            return False
        raise CellError(
            env._("“%s” is neither yes nor no. Write “да” or “нет”.", clip(text_of(cell)))
        )

    def same(self, old, new):
        return bool(old) == bool(new)

    def word(self, env, value):
        return "да" if value else "нет"

    def rule(self, env):
        return env._("“да” or “нет”; empty means “нет”")

    def choices(self, env):
        return ["да", "нет"]


def read_number(env, cell):
    """Return the exact number in a cell: a number, or text with a comma, a point, spaces.

    :raise CellError: it is no number
    """
    if cell.__class__ is float or cell.__class__ is int:
        return Exact(repr(cell))
    text = "".join(text_of(cell).split()).replace(",", ".").replace("−", "-")
    if not NUMBER.fullmatch(text):
        raise CellError(
            env._("“%s” is no number. Write the number in digits.", clip(text_of(cell)))
        )
    return Exact(text)


def check_limits(env, number, minimum, maximum):
    """Check that ``number`` lies between the limits, both inclusive.

    :raise CellError: it does not
    """
    if minimum is not None and number < minimum:
        if not minimum:
            raise CellError(
                env._("%s: the number cannot be negative. Correct it.", show_number(number))
            )
        raise CellError(
            env._(
                "%(number)s is less than %(limit)s. Correct the number.",
                number=show_number(number),
                limit=show_number(minimum),
            )
        )
    if number > maximum:
        raise CellError(
            env._(
                "%(number)s is more than %(limit)s. Correct the number.",
                number=show_number(number),
                limit=show_number(maximum),
            )
        )


def limits_rule(env, words, minimum, maximum, endless):
    if minimum is None:
        return words
    if maximum == endless:
        return env._("%(what)s, not less than %(least)s", what=words, least=minimum)
    return env._("%(what)s from %(least)s to %(most)s", what=words, least=minimum, most=maximum)


def show_number(number):
    """Return the number as Russians write it: decimal comma, a real minus, no idle zeros."""
    text = f"{Exact(str(number)):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",").replace("-", "−")


def clip(text, length=60):
    """Return ``text``, shortened for a message."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
