"""Columns that point at records: found by a key, or words that are added when they are new."""

from collections.abc import Callable
from dataclasses import dataclass

from odoo.exceptions import AccessError

from ..tools.text import key
from .columns import MAX_LENGTH, CellError, Code, Text, clip
from .table import NOTE

FEW = 5


@dataclass(eq=False)
class Reference(Code):
    """A record that must be there already, in the system or brought by an earlier sheet.

    :param str model: model referred to
    :param str by: its field that the cell holds
    :param bool fold: case, spaces and ё/е do not matter; all records are read then, so it is for
        lists of moderate size
    :param unknown: function (env, text) → message about a record that is not there
    """

    model: str = ""
    by: str = "code"
    fold: bool = False
    unknown: Callable | None = None

    def parse(self, table, cells):
        texts = super().parse(table, cells)
        ids = self.find(table, {self._key(text) for text in texts if text})
        values = []
        for index, text in enumerate(texts):
            value = ids.get(self._key(text)) if text else None
            if text and not value:
                self._refuse(table, index, text)
            values.append(value)
        return values

    def _key(self, text):
        return key(text) if self.fold else text

    def find(self, table, keys):
        """Return {key: id} of the records that the user may read.

        Records out of the user's sight are remembered, for a message of their own.
        """
        if not keys:
            return {}
        model = table.env[self.model].with_context(active_test=False)
        domain = [] if self.fold else [(self.by, "in", list(keys))]
        found = self._ids(model.search(domain, order="id"))
        # sudo: only to say “not yours” instead of “not there”
        table.hidden[self] = (
            keys - found.keys() and set(self._ids(model.sudo().search(domain))) - found.keys()
        )
        return found

    def _ids(self, records):
        # sudo: the key of a record that the user may read
        return {self._key(record[self.by] or ""): record.id for record in records.sudo()}

    def _refuse(self, table, index, text):
        env = table.env
        if table.run.is_unreadable(self.model):
            message = env._(
                "it cannot be looked up, because another file or sheet of this import cannot be "
                "read. Correct that one first; this column is checked then."
            )
            table.fault_once(index, self, message)
            # what these rows would have brought is missing in its turn
            table.run.mark_unreadable(target.model for target in table.sheet.targets)
            return
        if self._key(text) in table.hidden.get(self, ()):
            message = env._(
                "%s does not belong to your territories. Remove the row or ask the administrator "
                "for access.",
                clip(text),
            )
        elif place := table.run.rejected_place(self.model, text):
            message = env._(
                "%(text)s was not loaded because of a mistake (%(place)s). Correct that row first.",
                text=clip(text),
                place=place,
            )
        elif self.unknown:
            message = self.unknown(env, clip(text))
        else:
            message = env._("“%s” is not in the system. Correct the cell.", clip(text))
        table.fault(index, self, message)

    def show(self, table, values):
        # sudo: the old value is a record that the row refers to already
        # sudo: the words of a list are no secret
        records = table.env[self.model].sudo().browse([value for value in values if value])
        return {False: "", None: "", **{record.id: record[self.by] for record in records}}


@dataclass(eq=False)
class ReferenceList(Reference):
    """Several such records, their keys separated by semicolons."""

    max_length: int = MAX_LENGTH

    def parse(self, table, cells):
        texts = Text.parse(self, table, cells)
        lists = [split_words(text) for text in texts]
        ids = self.find(table, {self._key(name) for names in lists for name in names})
        values = []
        for index, names in enumerate(lists):
            for name in names:
                if not ids.get(self._key(name)):
                    self._refuse(table, index, name)
            found = {ids.get(self._key(name)) for name in names} - {None}
            values.append(tuple(sorted(found)))
        return values

    def same(self, old, new):
        return set(old or ()) == set(new or ())

    def show(self, table, values):
        ids = {row_id for value in values for row_id in value or ()}
        names = super().show(table, ids)
        return {value: "; ".join(names[row_id] for row_id in value or ()) for value in values}

    def rule(self, env):
        return env._("codes separated by “;”")


@dataclass(eq=False)
class Word(Text):
    """A word of a list that grows by itself: the model has ``_find_or_create(names)``.

    :param str model: the list's model
    """

    model: str = ""
    max_length: int = 200

    folds = False

    def parse(self, table, cells):
        words = super().parse(table, cells)
        return self._resolve(table, words, lambda word: [word] if word else [], self._first)

    @staticmethod
    def _first(ids):
        return ids[0] if ids else None

    def _resolve(self, table, texts, split, join):
        names = {name for text in set(texts) for name in split(text)}
        model = table.env[self.model]
        # sudo: the words of a list are no secret; only whether they are new
        before = (
            set(model.sudo().with_context(active_test=False).search([]).ids) if names else set()
        )
        try:
            ids = model._find_or_create(sorted(names))
        except AccessError:
            for index, text in enumerate(texts):
                if text:
                    table.fault(index, self, table.env._("you may not add words to this list."))
            return [None] * len(texts)
        self._tell_new(table, texts, split, ids, before)
        return [join([ids[name] for name in split(text)]) for text in texts]

    def _tell_new(self, table, texts, split, ids, before):
        """A misspelt word makes a new entry of the list: say so."""
        fresh = {name: row_id for name, row_id in ids.items() if row_id not in before}
        rows = {}
        for index, text in enumerate(texts) if fresh else ():
            for name in split(text):
                if name in fresh:
                    rows.setdefault(fresh[name], (index, name))
        tell_new_words(table, self, rows.values())

    def show(self, table, values):
        records = table.env[self.model].sudo().browse([value for value in values if value])
        return {False: "", None: "", **{record.id: record.display_name for record in records}}

    def rule(self, env):
        return env._("a word of the list; a new word is added to it")


@dataclass(eq=False)
class WordList(Word):
    """Several words of such a list, separated by semicolons."""

    max_length: int = MAX_LENGTH

    def parse(self, table, cells):
        texts = Text.parse(self, table, cells)
        return self._resolve(table, texts, split_words, lambda ids: tuple(sorted(set(ids))))

    def read_cell(self, env, cell):
        text = super().read_cell(env, cell)
        if any(len(name) > 200 for name in split_words(text)):
            raise CellError(env._("one of the words is too long. Separate words by semicolons."))
        return text

    def same(self, old, new):
        return set(old or ()) == set(new or ())

    def show(self, table, values):
        ids = {row_id for value in values for row_id in value or ()}
        names = super().show(table, ids)
        return {value: "; ".join(names[row_id] for row_id in value or ()) for value in values}

    def rule(self, env):
        return env._("words separated by “;”; new words are added to the list")


def split_words(text):
    """Return the words of a cell that are separated by semicolons."""
    names = (" ".join(name.split()) for name in (text or "").split(";"))
    return [name for name in names if name]


def tell_new_words(table, column, rows):
    """Note words that are added to a list: row by row, or in one line when there are many.

    :param rows: (index of the first row, word)
    """
    env = table.env
    if len(rows) > FEW:
        words = ", ".join(f"«{word}»" for _index, word in rows)
        table.header_fault(
            env._("new words are added to the list: %s. Check the spelling.", words),
            column.header,
            severity=NOTE,
        )
        return
    for index, word in rows:
        table.note(
            index,
            column,
            env._("“%s” is new and is added to the list. Check the spelling.", word),
        )
