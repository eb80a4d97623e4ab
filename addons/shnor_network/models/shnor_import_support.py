from odoo import api, models
from odoo.tools import SQL

from odoo.addons.shnor_registry.imports.columns import Choice, Date, Decimal, Integer, Text, YesNo
from odoo.addons.shnor_registry.imports.references import Reference, Word
from odoo.addons.shnor_registry.imports.sheets import Sheet, Target
from odoo.addons.shnor_registry.models.shnor_import_school import unknown_school

from .shnor_import_network_mixin import EVENT_STATES
from .shnor_import_roadmap import LEVELS

FORMS = {"очно": "onsite", "ВКС": "video", "переписка": "correspondence", "выезд": "visit"}
DEFICIT = "Дефицит"


class ShnorImportSupport(models.AbstractModel):
    """support.xlsx: a row is help given to a school."""

    _name = "shnor.import.support"
    _description = "Excel in: methodical help"
    _inherit = "shnor.import.network.mixin"

    _kind = "support"
    _kind_sequence = 50
    _kind_exports = True

    @api.model
    def _kind_title(self):
        return self.env._("Methodical help")

    @api.model
    def _kind_sheets(self):
        return [
            Sheet(
                "Методическая помощь",
                columns=[*self._given_columns(), *self._further_columns()],
                targets=[
                    Target(
                        "shnor.support",
                        key=("school_id", "date", "kind_id", "topic", "provider"),
                        bulk=True,
                    )
                ],
            )
        ]

    def _given_columns(self):
        """Return the columns of the journal that committees keep."""
        return [
            self._school_column(),
            Date("Дата", "date", required=True, example="10.03.2026"),
            Word("Вид", "kind_id", required=True, model="shnor.support.kind", example="семинар"),
            Choice("Форма", "form", words=FORMS),
            YesNo("Адресная", "targeted"),
            Text(
                DEFICIT,
                "deficit",
                help=self.env._("what the help answers; without it, it is not targeted"),
                example="Решение текстовых задач",
            ),
            Text("Тема", "topic", required=True, example="Разбор результатов ВПР"),
            Text("Исполнитель", "provider", example="Методическая служба"),
            Integer("Педагогов", "teacher_count", example="4"),
            Choice("Статус", "state", required=True, words=EVENT_STATES),
            Text(
                "Результат",
                "result",
                multiline=True,
                help=self.env._("what came of it; a lone dash means nothing yet"),
                example="Скорректирована рабочая программа",
            ),
        ]

    def _further_columns(self):
        """Return what may stand beside them; a file without them leaves them as they are."""
        return [
            self._deficit_column(
                "Дефицит по перечню",
                keep=True,
                help=self.env._("when “Дефицит” is worded otherwise than in the list"),
                example="Смысловое чтение",
            ),
            Word("Предмет", "subject_id", model="shnor.subject", example="Математика"),
            Text("Для кого", "recipient", example="Учителя математики"),
            self._teachers_column(),
            Reference(
                "Код ОО исполнителя",
                "provider_school_id",
                model="shnor.school",
                unknown=unknown_school,
                help=self.env._("when a school of the registry helped"),
                example="270803",
            ),
            Choice("Уровень", "level", words=LEVELS, others={"региональный": "regional"}),
            Decimal("Часов", "hours", digits=1, maximum=999, example="4"),
            Text("Подтверждение", "confirmation", example="Программа, лист регистрации"),
            # read from the link to the activity, which is made apart
            YesNo(
                "Для нескольких школ",
                "event_id",
                stored=False,
                help=self.env._(
                    "rows with “да” and the same date, kind, topic and provider are one activity"
                ),
            ),
            # written apart: a school that has not rated has no rating, not a zero
            Integer(
                "Полезность",
                "usefulness",
                minimum=1,
                maximum=5,
                keep=True,
                stored=False,
                help=self.env._("the school's rating; an empty cell leaves it as it is"),
                example="5",
            ),
            Text("Отзыв школы", "usefulness_remark", keep=True, multiline=True),
        ]

    # ------------------------------------------------------------------
    # What the ORM would have checked
    # ------------------------------------------------------------------
    def _check_table(self, table):
        self._check_teachers(table)
        self._check_employments(table)
        self._check_ratings(table)
        self._word_deficits(table)
        return super()._check_table(table)

    def _check_employments(self, table):
        """Refuse teachers by code who never worked in the school that was helped (one query)."""
        teachers = {one for ids in table.get("teacher_ids") for one in ids or ()}
        if not teachers:
            return
        # sudo: where somebody works is a matter of fact, not of the reader's rights
        rows = (
            self.env["shnor.employment"]
            .sudo()
            ._read_group([("teacher_id", "in", list(teachers))], ["teacher_id", "school_id"])
        )
        known = {(teacher.id, school.id) for teacher, school in rows}
        codes = {teacher.id: teacher.code for teacher, _school in rows}
        pairs = zip(table.get("school_id"), table.get("teacher_ids"), strict=True)
        for index, (school, ids) in enumerate(pairs):
            strangers = [one for one in ids or () if school and (one, school) not in known]
            if strangers:
                # sudo: the code comes from the reader's own file
                table.fault(
                    index,
                    "teacher_ids",
                    self.env._(
                        "no teachers of this school by the registry: %s. Correct the codes.",
                        ", ".join(
                            codes.get(one) or self.env["shnor.teacher"].sudo().browse(one).code
                            for one in strangers
                        ),
                    ),
                )

    def _check_ratings(self, table):
        rows = zip(table.get("usefulness"), table.get("state"), strict=True)
        for index, (rating, state) in enumerate(rows):
            if rating and state and state != "done":
                table.fault(
                    index,
                    "usefulness",
                    self.env._("only help that was held is rated. Empty the cell."),
                )

    def _word_deficits(self, table):
        """Say a deficit of the list in words where the file does not, as the screen does."""
        ids = set(table.get("deficit_id")) - {None}
        if not ids or table.column("deficit") is None:
            return
        names = {one.id: one.name for one in self.env["shnor.deficit"].browse(ids)}
        rows = zip(table.get("deficit"), table.get("deficit_id"), strict=True)
        for index, (words, deficit) in enumerate(rows):
            if deficit and not words:
                table.values["deficit"][index] = names[deficit]

    def _check_target(self, table, target, ids):
        self._check_kept_teachers(table, target, ids)
        return super()._check_target(table, target, ids)

    # ------------------------------------------------------------------
    # What the ORM would have written beside
    # ------------------------------------------------------------------
    def _after_write(self, table, target, created, updated):
        written = {**created, **updated}
        self._count_teachers(table, target.model, written.values())
        self._relink_deficits(table, created, updated)
        self._write_ratings(table, written)
        self.env["shnor.support"].invalidate_model(
            ["deficit_id", "deficit", "usefulness"], flush=False
        )
        return super()._after_write(table, target, created, updated)

    def _relink_deficits(self, table, created, updated):
        """Link deficits that are written in the words of the list to it."""
        if not (created or updated):
            return
        named = table.get("deficit_id")
        reworded = [
            row_id
            for index, row_id in updated.items()
            if not named[index]
            and any(header == DEFICIT for header, _old, _new in table.changes.get(index, ()))
        ]
        ids = [*created.values(), *updated.values()]
        self.env.cr.execute(
            SQL("UPDATE shnor_support SET deficit_id = NULL WHERE id = ANY(%s)", reworded)
        )
        self.env["shnor.deficit"]._sql_link("shnor_support", ids)
        self.env.cr.execute(
            SQL(
                """
                UPDATE shnor_support support SET deficit = known.name
                  FROM shnor_deficit known
                 WHERE known.id = support.deficit_id AND support.deficit IS NULL
                   AND support.id = ANY(%s)
                """,
                ids,
            )
        )

    def _write_ratings(self, table, ids):
        rated = [
            (row_id, rating)
            for index, row_id in ids.items()
            if (rating := table.get("usefulness")[index])
        ]
        if rated:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE shnor_support support SET usefulness = said.rating
                      FROM unnest(%s::int[], %s::int[]) AS said(id, rating)
                     WHERE said.id = support.id
                    """,
                    *map(list, zip(*rated, strict=True)),
                )
            )
