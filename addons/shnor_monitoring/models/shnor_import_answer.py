import re
from dataclasses import dataclass

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.shnor_form.engine import values
from odoo.addons.shnor_registry.imports.columns import (
    CellError,
    Choice,
    Column,
    Date,
    Text,
    YesNo,
    read_number,
)
from odoo.addons.shnor_registry.imports.references import Reference
from odoo.addons.shnor_registry.imports.sheets import Sheet
from odoo.addons.shnor_registry.imports.table import CHANGED, NEW
from odoo.addons.shnor_registry.models.shnor_import_school import unknown_school

from .survey_user_input import SELF_EVALUATION

# «А7.1» at the beginning of a column's header; the letter may be Cyrillic or Latin
CODE_RE = re.compile(r"^\s*([АA]\d+\.\d+)\b", re.IGNORECASE)


@dataclass(eq=False)
class Answer(Column):
    """An answer as its question takes it; an empty cell is no answer.

    :param dict question: of the form's schema
    :param object reader: column that understands the cell's words, or None for numbers
    """

    question: object = None
    reader: object = None
    stored: bool = False

    def blank(self):
        return None

    def read_cell(self, env, cell):
        if self.reader is None:
            value = float(read_number(env, cell))
        elif self.question["type"] == "choices":
            words = filter(None, (part.strip() for part in str(cell).split(";")))
            value = [self.reader.read_cell(env, word) for word in words]
        else:
            value = self.reader.read_cell(env, cell)
        if self.question["type"] == "date":
            value = value.isoformat()
        try:
            return values.read(env, self.question, value)
        except values.ValueProblem as problem:
            raise CellError(f"“{self.question['code']}”: {problem}")

    def word(self, env, value):
        return values.words(env, self.question, value)


class ShnorImportAnswer(models.AbstractModel):
    """answers_selfevaluation.xlsx: a row is a school, a column is a question of the form."""

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
        questions = self._form()._form_schema()["questions"]
        return [
            self._answer_column(text, questions[code])
            for text in header.values()
            if (code := self._code_of_header(text)) in questions
            and questions[code]["type"] not in ("table", "computed")
        ]

    @api.model
    def _form(self):
        return self.env["survey.survey"]._form_latest(SELF_EVALUATION)

    @api.model
    def _code_of_header(self, header):
        """Return the code that a column's header begins with, or None.

        :param str header: as it stands in the file, e.g. ``А7.1 Интересно на уроках (1–4)``
        """
        found = CODE_RE.match(header or "")
        return found and "А" + found[1][1:]

    def _answer_column(self, header, question):
        name = f"question_{question['id']}"
        words = {option["label"]: option["code"] for option in question.get("options", ())}
        reader = {
            "yes_no": YesNo(header, name),
            "choice": Choice(header, name, words=words),
            "choices": Choice(header, name, words=words),
            "date": Date(header, name),
            "char": Text(header, name),
            "text": Text(header, name, multiline=True),
        }.get(question["type"])
        return Answer(header, name, question=question, reader=reader)

    # ------------------------------------------------------------------
    # Writing: an answer a cell
    # ------------------------------------------------------------------
    def _write_table(self, table):
        participants = self._find_participants(table)
        columns = [column for column in table.columns if isinstance(column, Answer)]
        # sudo: participants were found by the record rules; whoever may load the school's answers
        # may write them, which nobody does past the forms' own methods
        sheets = (
            self.env["survey.user_input"]
            .sudo()
            .search(
                [
                    ("participant_id", "in", [one.id for one in participants.values()]),
                    ("form_code", "=", SELF_EVALUATION),
                ]
            )
        )
        by_participant = sheets.grouped("participant_id")
        stored = sheets._form_answers()
        changed = {}
        for index, participant in participants.items():
            sheet = by_participant.get(participant.sudo(), sheets.browse())
            answers = self._compare_row(table, index, columns, stored.get(sheet.id, {}))
            if answers and self._check_row_open(table, index, participant, sheet):
                changed[participant] = answers
        self._write_answers(table, changed, by_participant)

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

    def _compare_row(self, table, index, columns, stored):
        """Return {code: value} of what a row changes; an empty cell leaves an answer."""
        answers, changes = {}, []
        for column in columns:
            value = table.values[column.field][index]
            if value is None:
                continue
            code = column.question["code"]
            line = stored.get(code)
            old = line["value"] if line else None
            if old != value or not line["confirmed"]:
                answers[code] = value
                changes.append(
                    (column.header, column.word(self.env, old), column.word(self.env, value))
                )
        if answers:
            table.verdicts[index] = CHANGED if stored else NEW
        if stored:
            table.changes[index] = changes
        return answers

    def _check_row_open(self, table, index, participant, sheet):
        """Tell a row whose answers do not change any more; return whether they may."""
        if participant.campaign_id._is_frozen():
            message = self.env._(
                "“%s” is closed, its answers do not change any more. Remove the row.",
                participant.campaign_id.name,
            )
        elif sheet.form_state == "accepted":
            message = self.env._(
                "the self-evaluation is accepted. Open it again by a document, or remove the row."
            )
        else:
            return True
        table.fault(index, "school_id", message)
        return False

    def _write_answers(self, table, changed, by_participant):
        """Write the answers of all rows, and take the forms as handed in.

        :param dict changed: {shnor.participant: {code: value}}
        :param dict by_participant: {shnor.participant: survey.user_input} of those that have one
        """
        lacking = self.env["shnor.participant"].union(*changed).sudo()
        lacking = lacking.filtered(lambda one: one not in by_participant)
        try:
            with self.env.cr.savepoint():
                for participants in lacking.grouped("campaign_id").values():
                    made = participants._make_self_evaluations(self._form())
                    by_participant.update(made.grouped("participant_id"))
                sheets = {by_participant[one.sudo()]: answers for one, answers in changed.items()}
                forms = self.env["survey.user_input"].sudo()
                forms._form_save_many(sheets, author=self.env.user.partner_id)
                forms.union(*sheets)._form_mark_submitted_by_staff()
        except UserError as error:
            table.header_fault(str(error))
