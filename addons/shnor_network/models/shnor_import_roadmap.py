from odoo import api, models

from odoo.addons.shnor_registry.imports.columns import Choice, Date, Integer, Text
from odoo.addons.shnor_registry.imports.sheets import Sheet, Target

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
                    Text("Результат", "result", multiline=True),
                    Choice(
                        "Статус",
                        "state",
                        required=True,
                        words=STATES,
                        others={"частично выполнено": "partly"},
                    ),
                    Integer("Процент", "percent", maximum=100, example="50"),
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
        return super()._check_table(table)
