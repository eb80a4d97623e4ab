from odoo import api, models

from odoo.addons.shnor_registry.imports.columns import Choice, Date, Integer, Text, YesNo
from odoo.addons.shnor_registry.imports.references import Word
from odoo.addons.shnor_registry.imports.sheets import Sheet, Target

from .shnor_import_network_mixin import EVENT_STATES

FORMS = {"очно": "onsite", "ВКС": "video", "переписка": "correspondence", "выезд": "visit"}


class ShnorImportSupport(models.AbstractModel):
    """support.xlsx: a row is help given to a school."""

    _name = "shnor.import.support"
    _description = "Excel in: methodical help"
    _inherit = "shnor.import.network.mixin"

    _kind = "support"
    _kind_sequence = 50

    @api.model
    def _kind_title(self):
        return self.env._("Methodical help")

    @api.model
    def _kind_sheets(self):
        return [
            Sheet(
                "Методическая помощь",
                columns=[
                    self._school_column(),
                    Date("Дата", "date", required=True, example="10.03.2026"),
                    Word(
                        "Вид",
                        "kind_id",
                        required=True,
                        model="shnor.support.kind",
                        example="семинар",
                    ),
                    Choice("Форма", "form", words=FORMS),
                    YesNo("Адресная", "targeted"),
                    Text(
                        "Дефицит",
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
                ],
                targets=[
                    Target(
                        "shnor.support",
                        key=("school_id", "date", "kind_id", "topic", "provider"),
                        bulk=True,
                    )
                ],
            )
        ]

    def _after_write(self, table, target, created, updated):
        # Deficits that are written in the words of the list are linked to it.
        if ids := [*created.values(), *updated.values()]:
            self.env["shnor.deficit"]._sql_link("shnor_support", ids)
            self.env["shnor.support"].invalidate_model(["deficit_id"], flush=False)
        return super()._after_write(table, target, created, updated)
