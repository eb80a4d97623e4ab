from dataclasses import dataclass

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.shnor_registry.imports.columns import Code, Date, Text
from odoo.addons.shnor_registry.imports.references import Reference
from odoo.addons.shnor_registry.imports.sheets import Sheet
from odoo.addons.shnor_registry.imports.table import CHANGED, NEW, UNCHANGED
from odoo.addons.shnor_registry.models.shnor_import_school import unknown_school
from odoo.addons.shnor_registry.tools.text import key

from .shnor_order_checks import OrderChecks

ORDER, STAGES, PARTICIPANTS, RESPONSIBLES = "Приказ", "Сроки", "Участники", "Ответственные"
# sheet: (lines of the order, fields that tell one line from another, the other fields)
LINES = {
    STAGES: ("stage_ids", ("stage_type_id",), ("date_from", "date_to")),
    PARTICIPANTS: ("participant_ids", ("school_id",), ("basis",)),
    RESPONSIBLES: ("responsible_ids", ("stage_type_id", "name"), ("position", "email")),
}
CAMPAIGN = "shnor.campaign"
HEAD = ("title", "period_from", "period_to", "date_begin", "date_end", "signer")


@dataclass(eq=False)
class StageName(Reference):
    """A kind of stage by its name, in Russian or in the reader's language."""

    model: str = "shnor.stage.type"
    by: str = "name"
    fold: bool = True

    def _ids(self, records):
        languages = ("ru_RU", records.env.lang)
        return {
            self._key(record.with_context(lang=lang).name): record.id
            for lang in languages
            for record in records.sudo()  # names of stages are no secret
        }


def unknown_stage(env, text):
    """Return the message about a stage that the system does not know."""
    names = ", ".join(env["shnor.stage.type"].search([("active", "=", True)]).mapped("name"))
    return env._(
        "there is no stage “%(stage)s”. Choose one of: %(names)s.", stage=text, names=names
    )


class ShnorImportOrder(models.AbstractModel):
    """order.xlsx: the order with its appendices; it comes in signed, and the campaign opens."""

    _name = "shnor.import.order"
    _description = "Excel in: order on a monitoring"
    _inherit = "shnor.import.kind"

    _kind = "order"
    _kind_sequence = 80

    @api.model
    def _kind_title(self):
        return self.env._("Order on a monitoring")

    @api.model
    def _kind_sheets(self):
        return [
            Sheet(ORDER, columns=self._head_columns(), single=True),
            Sheet(
                STAGES,
                columns=[
                    StageName("Этап", "stage_type_id", required=True, unknown=unknown_stage),
                    Date("С", "date_from", required=True),
                    Date("По", "date_to", required=True),
                    Text(
                        "Ответственный",
                        "responsible",
                        stored=False,
                        help=self.env._("full name, as on the sheet “Ответственные”"),
                    ),
                ],
            ),
            Sheet(
                PARTICIPANTS,
                columns=[
                    Reference(
                        "Код ОО",
                        "school_id",
                        required=True,
                        model="shnor.school",
                        unknown=unknown_school,
                        example="270801",
                    ),
                    Text("Основание", "basis", example="ШНОР"),
                ],
            ),
            Sheet(
                RESPONSIBLES,
                columns=[
                    Text("ФИО", "name", required=True, max_length=200),
                    Text("Должность", "position", max_length=200),
                    StageName("Этап", "stage_type_id", required=True, unknown=unknown_stage),
                    Text("E-mail", "email", max_length=200, example="staff@example.org"),
                ],
            ),
        ]

    def _head_columns(self):
        return [
            Code("Номер", "number", required=True, example="112-о"),
            Date("Дата", "date", required=True, example="22.06.2026"),
            Text("Заголовок", "title", required=True),
            Date("Период наблюдения с", "period_from", required=True),
            Date("Период наблюдения по", "period_to", required=True),
            Date("Начало", "date_begin", required=True),
            Date("Окончание", "date_end", required=True),
            Text("Подписал", "signer", max_length=200),
        ]

    # ------------------------------------------------------------------
    # Checks that name the cell
    # ------------------------------------------------------------------
    def _check_table(self, table):
        title = table.sheet.title
        if title == ORDER:
            self._check_dates(table, "period_from", "period_to")
            self._check_dates(table, "date_begin", "date_end")
        elif title == STAGES:
            self._check_dates(table, "date_from", "date_to")
        if title in LINES:
            self._check_repeats(table, LINES[title][1])
        return super()._check_table(table)

    def _check_dates(self, table, begin_name, end_name):
        dates = zip(table.get(begin_name), table.get(end_name), strict=True)
        for index, (begin, end) in enumerate(dates):
            if begin and end and end < begin:
                table.fault(
                    index,
                    end_name,
                    self.env._(
                        "%(end)s is before the begin (%(begin)s). Correct the dates of the order.",
                        end=end.strftime("%d.%m.%Y"),
                        begin=begin.strftime("%d.%m.%Y"),
                    ),
                )

    def _check_repeats(self, table, names):
        first = {}
        for index, values in enumerate(zip(*map(table.get, names), strict=True)):
            owner = first.setdefault(tuple(map(_folded, values)), index)
            if owner != index and index not in table.bad:
                table.fault(
                    index,
                    names[0],
                    self.env._("repeats row %s. Keep one of them.", table.rows[owner]),
                )

    # ------------------------------------------------------------------
    # Writing: the order as a whole
    # ------------------------------------------------------------------
    def _write_table(self, table):
        """The sheets make one order together, see ``_finish_file``."""

    def _brings(self):
        # the answers of the self-evaluation wait for it
        return super()._brings() | {CAMPAIGN}

    def _finish_file(self, run, tables):
        self._make_order(tables)
        if any(map(_has_errors, tables.values())) or tables.keys() != {ORDER, *LINES}:
            run.mark_unreadable([CAMPAIGN])
        return super()._finish_file(run, tables)

    def _make_order(self, tables):
        head = tables.get(ORDER)
        if len(tables) < 1 + len(LINES) or not head or not len(head):
            return
        if any(table.bad or _has_errors(table) for table in tables.values()):
            return
        if not self._may_sign(head):
            return
        order = self._find_order(head)
        wanted = {title: self._lines(tables[title], *LINES[title]) for title in LINES}
        if order and order.state != "draft":
            self._compare_signed(order, tables, wanted)
            return
        self._write_order(order, tables, wanted)

    def _may_sign(self, head):
        group = self.env["shnor.order"]._transitions["draft", "signed"]
        if self.env.su or self.env.user.has_group(group):
            return True
        head.header_fault(
            self.env._("only administrators sign orders. Ask one of them to load this file.")
        )
        return False

    def _find_order(self, head):
        # sudo: a number is given once, also when the other order is out of the user's sight
        found = self.env["shnor.order"].sudo()
        domain = [("number", "=", head.get("number")[0]), ("date", "=", head.get("date")[0])]
        return found.search(domain, limit=1).with_env(self.env)

    def _lines(self, table, _field, keys, others):
        """Return {key of the line: (index of the row, values)}."""
        names = (*keys, *others)
        lines = {}
        for index, values in enumerate(zip(*map(table.get, names), strict=True)):
            vals = dict(zip(names, values, strict=True))
            lines[tuple(_folded(vals[name]) for name in keys)] = (index, vals)
        return lines

    def _existing_lines(self, order, field, keys, others):
        """Return {key of the line: values} of an order."""
        lines = {}
        for line in order[field]:
            vals = {name: _plain(line[name]) for name in (*keys, *others)}
            lines[tuple(_folded(vals[name]) for name in keys)] = vals
        return lines

    def _verdicts(self, order, tables, wanted):
        """Set the verdicts of all rows; return the lines of the order that the file lacks.

        :return: {title: keys}
        """
        missing = {}
        self._head_verdict(order, tables[ORDER])
        for title, (field, keys, others) in LINES.items():
            table = tables[title]
            there = self._existing_lines(order, field, keys, others)
            for line_key, (index, vals) in wanted[title].items():
                old = there.get(line_key)
                self._line_verdict(table, index, vals, old, others)
            missing[title] = there.keys() - wanted[title].keys()
        return missing

    def _head_verdict(self, order, table):
        if not order:
            table.verdicts[0] = NEW
            return
        vals = {name: table.get(name)[0] for name in HEAD}
        self._line_verdict(table, 0, vals, {name: _plain(order[name]) for name in HEAD}, HEAD)

    def _line_verdict(self, table, index, vals, old, names):
        if old is None:
            table.verdicts[index] = NEW
            return
        changes = []
        for name in names:
            column = table.column(name)
            if column and (old[name] or None) != (vals[name] or None):
                words = column.show(table, {old[name], vals[name]})
                changes.append((column.header, words[old[name]], words[vals[name]]))
        table.verdicts[index] = CHANGED if changes else UNCHANGED
        if changes:
            table.changes[index] = changes

    def _compare_signed(self, order, tables, wanted):
        missing = self._verdicts(order, tables, wanted)
        message = self.env._(
            "the order %s is signed and differs from this row. Issue an amending order, or repeal "
            "the order and load a new one under another number.",
            order.display_name,
        )
        if order.state == "repealed":
            message = self.env._(
                "the order %s is repealed. Load a new order under another number.",
                order.display_name,
            )
            tables[ORDER].fault(0, "number", message)
            return
        for table in tables.values():
            for index, verdict in enumerate(table.verdicts):
                if verdict != UNCHANGED:
                    table.fault(index, table.columns[0], message)
        for title, keys in missing.items():
            if keys:
                tables[title].header_fault(
                    self.env._(
                        "the order %(order)s is signed and has lines that this sheet lacks: "
                        "%(count)s. Issue an amending order, or repeal the order.",
                        order=order.display_name,
                        count=len(keys),
                    )
                )

    def _write_order(self, order, tables, wanted):
        self._verdicts(order, tables, wanted)
        head = tables[ORDER]
        vals = {name: head.get(name)[0] for name in ("number", "date", *HEAD)}
        for title, (field, _keys, _others) in LINES.items():
            lines = [(0, 0, _clean(line)) for _index, line in wanted[title].values()]
            vals[field] = [(5, 0, 0), *lines] if order else lines
        try:
            with self.env.cr.savepoint():
                if order:
                    order.write(_clean(vals))
                else:
                    order = order.create(_clean(vals))
                if self._tell_problems(order, head):
                    order.action_sign()
        except UserError as error:
            head.header_fault(str(error))

    def _tell_problems(self, order, head):
        """Tell what keeps the order from being signed; return whether nothing does."""
        problems = OrderChecks(order).problems()
        for problem in problems:
            head.fault(0, None, problem)
        return not problems


def _folded(value):
    return key(value) if isinstance(value, str) else value


def _plain(value):
    return value.id if isinstance(value, models.BaseModel) else (value or None)


def _clean(vals):
    return {name: False if value is None else value for name, value in vals.items()}


def _has_errors(table):
    return any(fault.severity == "error" for fault in table.faults)
