from odoo import api, models

from ..imports.columns import Choice, Date, Decimal, Text, YesNo, show_number
from ..imports.references import Reference, Word
from ..imports.sheets import Sheet, Target

KINDS = {"предметная": "subject", "методическая": "method"}


class ShnorImportDiagnostic(models.AbstractModel):
    """diagnostics.xlsx: a row is a diagnosis of a teacher."""

    _name = "shnor.import.diagnostic"
    _description = "Excel in: diagnostics"
    _inherit = "shnor.import.kind"

    _kind = "diagnostics"
    _kind_sequence = 30

    @api.model
    def _kind_title(self):
        return self.env._("Diagnostics of teachers")

    @api.model
    def _kind_sheets(self):
        return [
            Sheet(
                "Диагностика",
                columns=[
                    Reference(
                        "Код педагога",
                        "teacher_id",
                        required=True,
                        model="shnor.teacher",
                        unknown=unknown_teacher,
                        example="П-0180",
                    ),
                    Date("Дата", "date", required=True, example="25.05.2026"),
                    Choice("Вид", "kind", required=True, words=KINDS),
                    Word("Предмет", "subject_id", model="shnor.subject", example="Математика"),
                    Text("Организатор", "organiser", max_length=300, example="ЦНППМ"),
                    YesNo("Независимая", "independent"),
                    Decimal("Балл", "score", example="57"),
                    Decimal("Максимум", "maximum", example="100"),
                    YesNo("Отказ", "refused"),
                ],
                targets=[
                    Target(
                        "shnor.diagnostic",
                        key=("teacher_id", "date", "kind", "subject_id", "organiser"),
                        bulk=True,
                    )
                ],
            )
        ]

    def _check_table(self, table):
        scores, maxima, refused = (table.get(name) for name in ("score", "maximum", "refused"))
        for index, (score, maximum) in enumerate(zip(scores, maxima, strict=True)):
            if index in table.bad:
                continue
            if refused[index] and score:
                table.fault(
                    index,
                    "refused",
                    self.env._(
                        "the teacher declined, and there is a score (%s). Delete the score, or "
                        "write “нет”.",
                        show_number(score),
                    ),
                )
            elif score is not None and not maximum and not refused[index]:
                table.fault(
                    index,
                    "maximum" if table.column("maximum") else "score",
                    self.env._("there is a score, and no maximum. Fill in the maximum."),
                )
            elif score is not None and maximum and score > maximum:
                table.fault(
                    index,
                    "score",
                    self.env._(
                        "the score %(score)s is more than the maximum %(maximum)s. "
                        "Check both numbers.",
                        score=show_number(score),
                        maximum=show_number(maximum),
                    ),
                )
        return super()._check_table(table)

    def _prepare_target(self, table, target):
        # a diagnosis without a score counts as passed, and is not compared
        table.values["scored"] = [
            score is not None and bool(maximum) and not refused
            for score, maximum, refused in zip(
                table.get("score"), table.get("maximum"), table.get("refused"), strict=True
            )
        ]
        return super()._prepare_target(table, target)

    def _extra_fields(self, table, target):
        # without both columns nothing is said about scores
        told = table.column("score") and table.column("maximum")
        return ["scored"] if told else []

    def _after_write(self, table, target, created, updated):
        ids = [*created.values(), *updated.values()]
        if ids:
            self.env["shnor.diagnostic"]._sql_refresh_levels([("id", "in", ids)])
        return super()._after_write(table, target, created, updated)


def unknown_teacher(env, text):
    return env._(
        "there is no teacher with the code %s. Correct the code, or load the teachers first.", text
    )
