from odoo import api, models

from ..imports.columns import Choice, Code, Date, Integer, Text
from ..imports.periods import overlaps
from ..imports.references import Reference, WordList
from ..imports.sheets import Sheet, Target
from ..tools.text import key
from .shnor_import_school import unknown_school

CATEGORIES = {
    "высшая": "highest",
    "первая": "first",
    "соответствие": "conformity",
    "без категории": "none",
}


class ShnorImportTeacher(models.AbstractModel):
    """teachers.xlsx: a row is an employment; the same code is the same person."""

    _name = "shnor.import.teacher"
    _description = "Excel in: teachers"
    _inherit = "shnor.import.kind"

    _kind = "teachers"
    _kind_sequence = 20

    @api.model
    def _kind_title(self):
        return self.env._("Teachers and their employments")

    @api.model
    def _kind_sheets(self):
        teacher = "shnor.teacher"
        return [
            Sheet(
                "Педагоги",
                columns=[
                    Code("Код педагога", "code", required=True, target=teacher, example="П-0180"),
                    Text(
                        "ФИО",
                        "name",
                        keep=True,
                        loose=True,
                        max_length=200,
                        target=teacher,
                        example="Агапова Жанна Петровна",
                    ),
                    Reference(
                        "Код ОО",
                        "school_id",
                        required=True,
                        model="shnor.school",
                        unknown=unknown_school,
                        example="270801",
                    ),
                    WordList(
                        "Предметы",
                        "subject_ids",
                        model="shnor.subject",
                        example="Математика; Физика",
                    ),
                    Text("Должность", "position", max_length=200, example="Учитель"),
                    Choice("Категория", "category", words=CATEGORIES, others={"нет": "none"}),
                    Integer("Стаж, лет", "experience_years", maximum=80, example="26"),
                    Date("Принят", "date_from", required=True, example="01.09.2013"),
                    Date(
                        "Уволен",
                        "date_to",
                        help=self.env._("the first day when the person works no longer"),
                    ),
                ],
                targets=[
                    Target(teacher, key=("code",), link="teacher_id", bulk=True),
                    Target(
                        "shnor.employment",
                        key=("teacher_id", "school_id", "date_from", "position"),
                        bulk=True,
                    ),
                ],
            )
        ]

    def _check_table(self, table):
        for index, (begin, end) in enumerate(
            zip(table.get("date_from"), table.get("date_to"), strict=True)
        ):
            if begin and end and end < begin:
                table.fault(
                    index,
                    "date_to",
                    self.env._(
                        "dismissed on %(end)s, before being hired (%(begin)s). Correct the dates.",
                        end=end.strftime("%d.%m.%Y"),
                        begin=begin.strftime("%d.%m.%Y"),
                    ),
                )
        return super()._check_table(table)

    def _repeat_message(self, table, target, index, first):
        if target.model != "shnor.teacher":
            return super()._repeat_message(table, target, index, first)
        names = table.get("name")
        if not names[index] or not names[first] or key(names[index]) == key(names[first]):
            return None
        return self.env._(
            "the code %(code)s belongs to another person already (row %(row)s). "
            "Give the teacher a code of their own.",
            code=table.values["code"][index],
            row=table.rows[first],
        )

    def _check_target(self, table, target, ids):
        if target.model != "shnor.employment":
            return super()._check_target(table, target, ids)
        names = ("teacher_id", "school_id", "position", "date_from", "date_to")
        for index, other in overlaps(self, table, "shnor.employment", names, ids, inclusive=False):
            table.fault(
                index,
                "date_from",
                self.env._(
                    "the person holds this post already (%s). Give the earlier employment a date "
                    "of dismissal, or correct the dates.",
                    other,
                ),
            )
        return super()._check_target(table, target, ids)
