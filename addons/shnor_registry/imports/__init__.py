"""Excel in: how an addon declares a kind of spreadsheet.

A kind is an abstract model that inherits ``shnor.import.kind`` and says which sheets its file has.
Nothing is registered: being there is enough. ``models/shnor_import_assessment.py`` is a short
example, ``shnor_import_teacher.py`` one of two records a row. In an addon above::

    from odoo.addons.shnor_registry.imports.columns import Choice, Date, Integer, Text, YesNo
    from odoo.addons.shnor_registry.imports.references import Reference, Word
    from odoo.addons.shnor_registry.imports.sheets import Sheet, Target

    class ShnorImportSupport(models.AbstractModel):
        _name = "shnor.import.support"
        _description = "Excel in: methodical help"
        _inherit = "shnor.import.kind"

        _kind = "support"       # support.xlsx
        _kind_sequence = 50     # schools 10, teachers 20, diagnostics 30, results 40, support 50,
                                # network 60, roadmaps 70, order 80, answers_selfevaluation 90

        @api.model
        def _kind_title(self):
            return self.env._("Methodical help")

        @api.model
        def _kind_sheets(self):
            return [
                Sheet(
                    "Методическая помощь",
                    columns=[
                        Reference("Код ОО", "school_id", required=True, model="shnor.school",
                                  unknown=unknown_school),
                        Date("Дата", "date", required=True),
                        Word("Вид", "kind_id", required=True, model="shnor.support.kind"),
                        YesNo("Адресная", "targeted"),
                        Text("Тема", "topic", required=True),
                        Integer("Педагогов", "teacher_count"),
                        Choice("Статус", "state", required=True, words={"проведено": "done"}),
                    ],
                    targets=[
                        Target("shnor.support", key=("school_id", "date", "kind_id", "topic"))
                    ],
                )
            ]

That is a whole kind: it is recognised by file name or headers, checked, compared, written, shown
in the wizard, and has a template.

*Columns* (``columns.py``, ``references.py``): Text (one line; ``multiline``), Code, Integer,
Decimal, Date, Choice, YesNo, Reference and ReferenceList (records that must be there), Word and
WordList (records of a list that grows: the model has ``_find_or_create(names)``). Each has
``header``, ``field``, ``required``, ``keep`` (an empty cell leaves what is there), ``loose``,
``stored``, ``help``, ``example``. A type of one's own is a dataclass that inherits Column and has
``read_cell(env, cell)``, which returns a value or raises ``CellError(message)``. Headers and choice
words are the files' own Russian; everything else is translated.

*A sheet* has ``targets``: models that its rows become records of, one after the other. ``key``
finds the record that is there already: no second import makes a second one. ``link`` hands the
record on to the next target (an employment *of that teacher*). ``bulk=True`` writes by COPY past
the ORM.

*Out again*: with ``_kind_exports = True`` what the reader may see can be had as the same file
(``export.py``): each column shows its field. A test loads it again and expects no change.

*To hook in*, override (and call super; ``table.sheet.title`` tells which sheet it is):

- ``_extra_columns(table, header)``: columns that only the file's header tells of;
- ``_check_table(table)``: checks across the cells of a row: ``table.get(field)`` gives the values,
  ``table.fault(index, field, message)`` refuses a row, ``table.note(…)`` only tells;
- ``_prepare_target(table, target)`` with ``_extra_fields``: values that no column holds
  (``table.values["order_id"] = [order.id] * len(table)``);
- ``_check_target(table, target, ids)``: checks against what is there (``periods.overlaps``);
- ``_after_write(table, target, created, updated)``: what takes the ids ({index: id});
- ``_repeat_message``: what to say of two rows with one key;
- ``_write_table(table)``: everything, when rows are no records one to one (answers): set
  ``table.verdicts[index]`` (new, changed, unchanged) and ``table.changes[index]`` ([(header, old,
  new)]) for ``table.good()``, and write;
- ``_finish_file(run, tables)``: what takes all sheets (signing an order; ``tables`` by title). It
  is called with errors, too: ask ``run.has_errors()``.

A sheet may refer to the sheets before it, and a file to the files before it: they *are* written by
then, since a check is a load that is rolled back. Never commit, and write nothing for rows that did
not change. ``self.env`` is the importing person's: what a kind writes by itself obeys the rules.
"""
