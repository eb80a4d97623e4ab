from odoo import api, models

from odoo.addons.shnor_registry.imports.columns import Choice, Date, Integer, Text
from odoo.addons.shnor_registry.imports.sheets import Sheet, Target

from .shnor_measure_report import MAX_LENGTH

LEVELS = {
    "школьный": "school",
    "муниципальный": "municipal",
    "краевой": "regional",
    "федеральный": "federal",
}
STATES = {
    "не начато": "not_started",
    "в работе": "in_progress",
    "выполнено": "done",
    "частично": "partly",
    "сорвано": "failed",
    "перенесено": "moved",
}


class ShnorImportRoadmap(models.AbstractModel):
    """roadmaps.xlsx: a row is a measure of a school's roadmap."""

    _name = "shnor.import.roadmap"
    _description = "Excel in: roadmaps"
    _inherit = "shnor.import.network.mixin"

    _kind = "roadmaps"
    _kind_sequence = 70
    _kind_exports = True

    @api.model
    def _kind_title(self):
        return self.env._("Roadmaps of schools")

    @api.model
    def _kind_sheets(self):
        return [
            Sheet(
                "Дорожные карты",
                columns=[
                    self._school_column(),
                    Choice(
                        "Уровень",
                        "level",
                        required=True,
                        words=LEVELS,
                        others={"региональный": "regional"},
                    ),
                    Text("Проект", "project", example="Антирисковая программа"),
                    Text("Задача", "task", example="Повысить учебную мотивацию"),
                    Text("Мероприятие", "name", required=True, example="Недели предметов"),
                    Date("Начало", "date_from", example="01.02.2026"),
                    Date("Срок", "date_to", example="30.06.2026"),
                    Text("Ответственный", "responsible", max_length=300),
                    # schools report as much in the portal
                    Text("Результат", "result", multiline=True, max_length=MAX_LENGTH),
                    Choice(
                        "Статус",
                        "state",
                        required=True,
                        words=STATES,
                        others={"частично выполнено": "partly"},
                    ),
                    Integer("Процент", "percent", maximum=100, example="50"),
                    # what a committee may keep beside these; a file without them leaves them as
                    # they are in the system
                    Text("Участники", "participants", example="Педагоги, родители"),
                    Text("Основание", "basis", multiline=True),
                    Text("Показатель", "indicator", example="Охват родителей"),
                    Text("Единица", "indicator_unit", example="%"),
                    Text("База", "indicator_base", max_length=300, example="40"),
                    Text("План", "indicator_plan", max_length=300, example="70"),
                    Text("Факт", "indicator_fact", max_length=300, example="65"),
                    Text("Ожидаемый результат", "expected_result", multiline=True),
                    Text("Подтверждающий документ", "document", example="Протокол собрания"),
                    Text("Причина", "state_reason", multiline=True, max_length=MAX_LENGTH),
                    Date("Первоначальный срок", "moved_from", example="31.05.2026"),
                    Date("Выполнено", "done_date", example="25.06.2026"),
                    Text("Комментарий", "comment", multiline=True),
                ],
                targets=[
                    Target(
                        "shnor.measure",
                        key=("school_id", "project", "task", "name", "date_from"),
                        bulk=True,
                    )
                ],
            )
        ]

    def _check_table(self, table):
        for index, dates in self._reversed_dates(table):
            table.fault(
                index,
                "date_to",
                self.env._(
                    "due on %(end)s, before the start (%(begin)s). Correct the dates.", **dates
                ),
            )
        self._note_reasons(table)
        return super()._check_table(table)

    def _note_reasons(self, table):
        """Tell, and do not refuse, what is moved or has failed without a reason.

        Only where the committee keeps reasons at all.
        """
        if table.column("state_reason") is None:
            return
        rows = zip(table.get("state"), table.get("state_reason"), strict=True)
        for index, (state, reason) in enumerate(rows):
            if state in ("moved", "failed") and not reason:
                table.note(
                    index, "state_reason", self.env._("write why it was moved or has failed.")
                )
