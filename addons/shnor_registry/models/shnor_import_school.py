from odoo import api, models

from ..imports.columns import Choice, Code, Date, Decimal, Integer, Text, YesNo
from ..imports.periods import overlaps
from ..imports.references import Reference
from ..imports.sheets import Sheet, Target
from ..imports.territories import Territory

KINDS = {"СОШ": "secondary", "ООШ": "basic", "НОШ": "primary"}
CATEGORIES = {"ШНОР": "low_results", "ШНСУ": "adverse"}


class ShnorImportSchool(models.AbstractModel):
    """schools.xlsx: schools with their directors, and the dated statuses."""

    _name = "shnor.import.school"
    _description = "Excel in: schools and statuses"
    _inherit = "shnor.import.kind"

    _kind = "schools"
    _kind_sequence = 10

    @api.model
    def _kind_title(self):
        return self.env._("Schools and statuses")

    @api.model
    def _kind_sheets(self):
        return [self._schools_sheet(), self._statuses_sheet()]

    def _schools_sheet(self):
        return Sheet(
            "Школы",
            columns=[
                Code("Код ОО", "code", required=True, example="270801"),
                Text("Наименование", "name", required=True, max_length=500),
                Text("Краткое наименование", "short_name", max_length=200),
                Territory("Территория", "territory_id"),
                Text("Населённый пункт", "locality", max_length=200, example="с. Тихая Протока"),
                Choice("Тип", "kind", words=KINDS),
                Integer("Обучающихся", "student_count", example="124"),
                Decimal("Интернет, Мбит/с", "internet_mbps", example="2,5", maximum=999999),
                Text("Доступность", "accessibility", example="зимник, река"),
                # not stored: a contact of the school, see _after_write
                Text(
                    "Директор",
                    "director_names",
                    stored=False,
                    keep=True,
                    loose=True,
                    max_length=200,
                    help=self.env._("full name; an empty cell leaves the director as is"),
                ),
                Text("E-mail", "email", keep=True, max_length=200, example="school@example.org"),
                Text("Телефон", "phone", keep=True, max_length=100, example="+7 (42199) 00-00-00"),
                YesNo("Лидер", "is_leader"),
            ],
            targets=[Target("shnor.school", key=("code",))],
        )

    def _statuses_sheet(self):
        return Sheet(
            "Статусы",
            columns=[
                Reference(
                    "Код ОО",
                    "school_id",
                    required=True,
                    model="shnor.school",
                    unknown=unknown_school,
                    example="270801",
                ),
                Choice("Статус", "category", required=True, words=CATEGORIES),
                Date("С даты", "date_from", required=True, example="01.09.2025"),
                Date(
                    "По дату",
                    "date_to",
                    help=self.env._("the last day, inclusive; empty while the status is in force"),
                ),
                Text("Основание", "basis", example="Приказ комитета от 29.08.2025 № 140-о"),
            ],
            targets=[
                Target("shnor.school.status", key=("school_id", "category", "date_from"), bulk=True)
            ],
        )

    def _check_table(self, table):
        if table.sheet.title == "Статусы":
            self._check_status_dates(table)
        return super()._check_table(table)

    def _check_status_dates(self, table):
        for index, (begin, end) in enumerate(
            zip(table.get("date_from"), table.get("date_to"), strict=True)
        ):
            if begin and end and end < begin:
                table.fault(
                    index,
                    "date_to",
                    self.env._(
                        "the status ends on %(end)s, before it begins (%(begin)s). "
                        "Correct the dates.",
                        end=end.strftime("%d.%m.%Y"),
                        begin=begin.strftime("%d.%m.%Y"),
                    ),
                )

    def _check_target(self, table, target, ids):
        if target.model == "shnor.school.status":
            self._check_status_overlap(table, ids)
        return super()._check_target(table, target, ids)

    def _check_status_overlap(self, table, ids):
        names = ("school_id", "category", "date_from", "date_to")
        for index, other in overlaps(
            self, table, "shnor.school.status", names, ids, inclusive=True
        ):
            table.fault(
                index,
                "date_from",
                self.env._(
                    "the school holds this status already (%s). Close the earlier status or "
                    "correct the dates.",
                    other,
                ),
            )

    def _after_write(self, table, target, created, updated):
        if target.model == "shnor.school" and table.column("director_names"):
            names = table.values["director_names"]
            # sudo: the schools written are checked by _refuse_forbidden; directors are contacts of
            # theirs, found under the school itself
            self.env["shnor.school"].sudo()._ensure_directors(
                {row_id: names[index] for index, row_id in {**created, **updated}.items()}
            )
        return super()._after_write(table, target, created, updated)


def unknown_school(env, text):
    return env._(
        "there is no school with the code %s in the registry. Correct the code, or load the school "
        "first.",
        text,
    )
