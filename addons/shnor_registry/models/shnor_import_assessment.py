from dataclasses import dataclass

from odoo import api, models

from ..imports.columns import CellError, Choice, Column, Decimal, Integer, YesNo, clip
from ..imports.references import Reference, Word
from ..imports.sheets import Sheet, Target
from ..imports.workbook import text_of
from .shnor_assessment import YEAR_NAME
from .shnor_import_school import unknown_school

PROCEDURES = {"ВПР": "vpr", "ОГЭ": "oge", "ЕГЭ": "ege"}


@dataclass(eq=False)
class AcademicYear(Column):
    """2024/2025, kept as the calendar year in which it ends."""

    def read_cell(self, env, cell):
        match = YEAR_NAME.fullmatch(text_of(cell))
        if not match or int(match[2]) != int(match[1]) + 1:
            raise CellError(env._("“%s”: write the school year as 2025/2026.", clip(text_of(cell))))
        return int(match[2])

    def word(self, env, value):
        return f"{value - 1}/{value}" if value else ""

    def rule(self, env):
        return env._("school year as 2025/2026")


class ShnorImportAssessment(models.AbstractModel):
    """results.xlsx: a row is a school's result in a procedure, subject and grade."""

    _name = "shnor.import.assessment"
    _description = "Excel in: results of assessments"
    _inherit = "shnor.import.kind"

    _kind = "results"
    _kind_sequence = 40

    @api.model
    def _kind_title(self):
        return self.env._("Results of assessments")

    @api.model
    def _kind_sheets(self):
        return [
            Sheet(
                "Результаты",
                columns=[
                    Reference(
                        "Код ОО",
                        "school_id",
                        required=True,
                        model="shnor.school",
                        unknown=unknown_school,
                        example="270801",
                    ),
                    AcademicYear(
                        "Учебный год", "academic_year", required=True, example="2025/2026"
                    ),
                    Choice("Процедура", "procedure", required=True, words=PROCEDURES),
                    Word(
                        "Предмет",
                        "subject_id",
                        required=True,
                        model="shnor.subject",
                        example="Математика",
                    ),
                    Integer("Класс", "grade", required=True, minimum=1, maximum=12, example="5"),
                    Integer("Участников", "participant_count", required=True, example="17"),
                    Integer("Ниже минимума", "below_count", example="2"),
                    Integer("На «4» и «5»", "good_count", example="8"),
                    Decimal("Средний балл", "average", maximum=9999, example="3,56"),
                    YesNo("Необъективность", "biased"),
                ],
                targets=[
                    Target(
                        "shnor.assessment",
                        key=("school_id", "academic_year", "procedure", "subject_id", "grade"),
                        bulk=True,
                    )
                ],
            )
        ]

    def _check_table(self, table):
        counts = [table.get(name) for name in ("participant_count", "below_count", "good_count")]
        for index, (total, below, good) in enumerate(zip(*counts, strict=True)):
            if index in table.bad:
                continue
            self._check_counts(table, index, total or 0, below or 0, good or 0)
        return super()._check_table(table)

    def _check_counts(self, table, index, total, below, good):
        if below > total:
            table.fault(
                index,
                "below_count",
                self.env._(
                    "below the minimum %(below)s, but only %(total)s took part. "
                    "Check both numbers.",
                    below=below,
                    total=total,
                ),
            )
        elif below + good > total:
            table.fault(
                index,
                "good_count",
                self.env._(
                    "below the minimum %(below)s and with 4 and 5 %(good)s are more than the "
                    "%(total)s who took part. Check the numbers.",
                    below=below,
                    good=good,
                    total=total,
                ),
            )
