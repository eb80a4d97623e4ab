from collections import defaultdict
from dataclasses import dataclass

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.shnor_registry.imports.columns import (
    CellError,
    Choice,
    Column,
    Text,
    YesNo,
    read_number,
    show_number,
)
from odoo.addons.shnor_registry.imports.references import Reference
from odoo.addons.shnor_registry.imports.sheets import Sheet
from odoo.addons.shnor_registry.imports.table import CHANGED, NEW
from odoo.addons.shnor_registry.models.shnor_import_school import unknown_school

from .shnor_question import NUMERIC_TYPES

VALUE_FIELDS = ("number", "text", "choice_id")


@dataclass(eq=False)
class NumberAnswer(Column):
    """An answer in numbers, within the limits of its question."""

    question: object = None
    stored: bool = False

    def read_cell(self, env, cell):
        number = float(read_number(env, cell))
        if message := self.question._limit_message(number):
            raise CellError(message)
        return number

    def word(self, env, value):
        return "" if value is None else show_number(value)


@dataclass(eq=False)
class YesNoAnswer(YesNo):
    """An empty cell is no answer, not a no."""

    stored: bool = False

    def blank(self):
        return None

    def word(self, env, value):
        return "" if value is None else super().word(env, value)


class ShnorImportAnswer(models.AbstractModel):
    """answers_selfevaluation.xlsx: a row is a school, a column is a question."""

    _name = "shnor.import.answer"
    _description = "Excel in: answers of the self-evaluation"
    _inherit = "shnor.import.kind"

    _kind = "answers_selfevaluation"
    _kind_sequence = 90

    @api.model
    def _kind_title(self):
        return self.env._("Self-evaluation")

    @api.model
    def _kind_sheets(self):
        return [
            Sheet(
                "Самообследование",
                columns=[
                    Reference(
                        "Код ОО",
                        "school_id",
                        required=True,
                        model="shnor.school",
                        unknown=unknown_school,
                        example="270801",
                    )
                ],
            )
        ]

    def _extra_columns(self, table, header):
        """Return a column for each header that begins with the code of a question."""
        questions = self.env["shnor.question"]
        codes = {text: questions._code_of_header(text) for text in header.values()}
        found = questions.search([("code", "in", list(filter(None, codes.values())))])
        by_code = {question.code: question for question in found}
        return [
            self._answer_column(text, by_code[code])
            for text, code in codes.items()
            if code in by_code
        ]

    def _answer_column(self, header, question):
        name = f"question_{question.id}"
        kind = question.answer_type
        if kind in NUMERIC_TYPES:
            return NumberAnswer(header, name, question=question)
        if kind == "boolean":
            return YesNoAnswer(header, name)
        if kind == "choice":
            words = {choice.name: choice.id for choice in question.choice_ids}
            return Choice(header, name, words=words, stored=False)
        return Text(header, name, multiline=True, stored=False)

    # ------------------------------------------------------------------
    # Writing: an answer a cell
    # ------------------------------------------------------------------
    def _write_table(self, table):
        participants = self._find_participants(table)
        questions = self._questions(table)
        existing = self._existing_answers(participants, questions)
        creating, writing = [], {}
        for index, participant in participants.items():
            new, changed = self._compare_row(
                table, index, existing[participant.id], questions, participant
            )
            creating += new
            writing.update(changed)
        self._write_answers(table, creating, writing)

    def _find_participants(self, table):
        """Return {index: shnor.participant} of the school's latest campaign; tell the others."""
        schools = table.get("school_id")
        found = self.env["shnor.participant"].search(
            Domain("school_id", "in", list(filter(None, schools)))
            & Domain("campaign_id.state", "!=", "cancelled")
        )
        latest = {}
        for participant in found.sorted(lambda one: (one.campaign_id.date_begin, one.id)):
            latest[participant.school_id.id] = participant
        first, participants = {}, {}
        for index in table.good():
            owner = first.setdefault(schools[index], index)
            if owner != index:
                message = self.env._("repeats row %s. Keep one of them.", table.rows[owner])
                table.fault(index, "school_id", message)
            elif schools[index] not in latest:
                self._tell_no_participant(table, index)
            else:
                participants[index] = latest[schools[index]]
        return participants

    def _tell_no_participant(self, table, index):
        if table.run.is_unreadable("shnor.campaign"):
            message = self.env._(
                "the order in this import has a mistake, so there is no monitoring yet that the "
                "answers could go to. Correct the order first."
            )
            table.fault_once(index, table.column("school_id"), message)
            return
        message = self.env._(
            "the school takes part in no monitoring. Load the order that lists it, or remove the "
            "row."
        )
        table.fault(index, "school_id", message)

    def _questions(self, table):
        """Return {column: shnor.question}."""
        columns = [c for c in table.columns if c.field.startswith("question_")]
        ids = [int(column.field.removeprefix("question_")) for column in columns]
        return dict(zip(columns, self.env["shnor.question"].browse(ids), strict=True))

    def _existing_answers(self, participants, questions):
        """Return {participant id: {question id: shnor.answer}} (one query)."""
        answers = self.env["shnor.answer"].search(
            [
                ("participant_id", "in", [one.id for one in participants.values()]),
                ("question_id", "in", [question.id for question in questions.values()]),
            ]
        )
        found = defaultdict(dict)
        for answer in answers:
            found[answer.participant_id.id][answer.question_id.id] = answer
        return found

    def _compare_row(self, table, index, existing, questions, participant):
        """Return ([vals to create], {answer: vals to write}); an empty cell leaves an answer."""
        new, changed, changes = [], {}, []
        for column, question in questions.items():
            value = table.values[column.field][index]
            if value is None:
                continue
            vals = self._answer_vals(question, value)
            answer = existing.get(question.id)
            if not answer:
                new.append({"participant_id": participant.id, "question_id": question.id, **vals})
                changes.append((column.header, "", column.word(self.env, value)))
            elif any(_plain(answer[name]) != (vals[name] or False) for name in VALUE_FIELDS):
                changed[answer] = vals
                changes.append((column.header, answer.value, column.word(self.env, value)))
        if changes and participant.campaign_id.state == "closed":
            table.fault(
                index,
                "school_id",
                self.env._(
                    "“%s” is closed, its answers do not change any more. Remove the row.",
                    participant.campaign_id.name,
                ),
            )
            return [], {}
        if new or changed:
            table.verdicts[index] = CHANGED if existing else NEW
        if existing:
            table.changes[index] = changes
        return new, changed

    def _answer_vals(self, question, value):
        vals = dict.fromkeys(VALUE_FIELDS, False)
        if question.answer_type in NUMERIC_TYPES or question.answer_type == "boolean":
            vals["number"] = float(value)
        elif question.answer_type == "choice":
            vals["choice_id"] = value
        else:
            vals["text"] = value
        return vals

    def _write_answers(self, table, creating, writing):
        answers = self.env["shnor.answer"]
        try:
            with self.env.cr.savepoint():
                answers.create(creating)
                for answer, vals in writing.items():
                    answer.write(vals)
        except UserError as error:
            table.header_fault(str(error))


def _plain(value):
    return value.id if isinstance(value, models.BaseModel) else (value or False)
