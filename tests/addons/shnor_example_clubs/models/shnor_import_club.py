from odoo import api, models

from odoo.addons.shnor_registry.imports.columns import Date, Integer, Text
from odoo.addons.shnor_registry.imports.references import Reference, Word
from odoo.addons.shnor_registry.imports.sheets import Sheet, Target
from odoo.addons.shnor_registry.models.shnor_import_school import unknown_school


class ShnorImportClub(models.AbstractModel):
    """clubs.xlsx: a row is a club of a school."""

    _name = "shnor.import.club"
    _description = "Excel in: clubs"
    _inherit = "shnor.import.kind"

    _kind = "clubs"
    _kind_sequence = 200

    @api.model
    def _kind_title(self):
        return self.env._("Clubs of schools")

    @api.model
    def _kind_sheets(self):
        return [
            Sheet(
                "Кружки",
                columns=[
                    Reference(
                        "Код ОО",
                        "school_id",
                        required=True,
                        model="shnor.school",
                        unknown=unknown_school,
                        example="270801",
                    ),
                    Text("Название", "name", required=True, example="Юный физик"),
                    Word("Предмет", "subject_id", model="shnor.subject", example="Физика"),
                    Date("Открыт", "date_from", required=True, example="01.02.2026"),
                    Date("Закрыт", "date_to"),
                    Integer("Обучающихся", "pupil_count", example="12"),
                ],
                targets=[Target("shnor.club", key=("school_id", "name", "date_from"))],
            )
        ]
