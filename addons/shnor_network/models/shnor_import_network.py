from dataclasses import dataclass

from odoo import api, models

from odoo.addons.shnor_registry.imports.columns import Choice, Date, Decimal, Integer, Text, clip
from odoo.addons.shnor_registry.imports.references import Reference, Word
from odoo.addons.shnor_registry.imports.sheets import Sheet, Target
from odoo.addons.shnor_registry.imports.table import WARNING

from .shnor_import_network_mixin import EVENT_STATES

PARTNER_KINDS = {
    "школа-лидер": "leader_school",
    "опорная школа": "base_school",
    "школа-партнёр": "partner_school",
    "ресурсный центр": "resource_centre",
    "учреждение дополнительного образования": "extra_education",
    "детский сад": "kindergarten",
    "учреждение СПО": "college",
    "вуз": "university",
    "ИРО, ЦНППМ": "development_institute",
    "методическая служба": "methodical_service",
    "учреждение культуры или спорта": "culture_sport",
    "медицинская или психологическая служба": "health",
    "предприятие": "enterprise",
    "НКО, община": "nonprofit",
    "наставник": "mentor",
}
OTHER_KINDS = {
    "школа лидер": "leader_school",
    "школа партнёр": "partner_school",
    "ИРО": "development_institute",
    "ЦНППМ": "development_institute",
    "НКО": "nonprofit",
    "община": "nonprofit",
}
AGREEMENT_STATES = {"действует": "in_force", "проект": "draft", "расторгнут": "terminated"}
# what schools propose and report themselves is written as the screen says it
ACTIVITY_STATES = {**EVENT_STATES, "предложено": "proposed", "ждёт подтверждения": "reported"}
# what decides whether an activity is under an agreement in force
TERMS = ["number", "state", "date_from", "date_to", "terminated_date"]


@dataclass(eq=False)
class Partner(Reference):
    """The partner's school; one that is not the reader's needs no code at all."""

    def _refuse(self, table, index, text):
        if self._key(text) not in table.hidden.get(self, ()):
            return super()._refuse(table, index, text)
        message = table.env._(
            "the school with the code %s does not belong to your territories. Leave the code "
            "empty: the partner's name is enough.",
            clip(text),
        )
        return table.fault(index, self, message)


class ShnorImportNetwork(models.AbstractModel):
    """network.xlsx: agreements, and the joint activities under them."""

    _name = "shnor.import.network"
    _description = "Excel in: network cooperation"
    _inherit = "shnor.import.network.mixin"

    _kind = "network"
    _kind_sequence = 60
    _kind_exports = True

    @api.model
    def _kind_title(self):
        return self.env._("Agreements and joint activities")

    @api.model
    def _kind_sheets(self):
        return [self._agreements_sheet(), self._activities_sheet()]

    def _agreements_sheet(self):
        return Sheet(
            "Соглашения",
            columns=[
                Text("Номер", "number", required=True, max_length=100, example="С-001/26"),
                self._school_column(),
                Text("Партнёр", "partner_name", required=True, max_length=500),
                Choice(
                    "Вид партнёра",
                    "partner_kind",
                    required=True,
                    words=PARTNER_KINDS,
                    others=OTHER_KINDS,
                ),
                Partner(
                    "Код ОО партнёра",
                    "partner_school_id",
                    model="shnor.school",
                    unknown=unknown_partner,
                    help=self.env._("empty when the partner is not a school of the district"),
                    example="270803",
                ),
                Word(
                    "Основание",
                    "basis_id",
                    model="shnor.agreement.basis",
                    example="соглашение о сотрудничестве",
                ),
                Date("С даты", "date_from", required=True, example="01.09.2025"),
                Date(
                    "По дату",
                    "date_to",
                    help=self.env._("the last day; empty means open-ended"),
                    example="31.05.2027",
                ),
                Choice("Статус", "state", required=True, words=AGREEMENT_STATES),
                # what a committee may keep beside these; a file without them leaves them as they
                # are in the system
                Date("Подписано", "signed_date", example="28.08.2025"),
                Text("Другие стороны", "other_parties", example="Управление образования"),
                Text("Предмет соглашения", "subject", example="Математическая грамотность"),
                Text("Обязанности сторон", "duties", multiline=True),
                Text("План взаимодействия", "plan", multiline=True),
                Date(
                    "Расторгнуто",
                    "terminated_date",
                    help=self.env._("from this day on it is not in force"),
                ),
                Text("Причина расторжения", "termination_reason"),
            ],
            targets=[Target("shnor.agreement", key=("number",), bulk=True)],
        )

    def _activities_sheet(self):
        return Sheet(
            "Мероприятия",
            columns=[
                Reference(
                    "Номер соглашения",
                    "agreement_id",
                    required=True,
                    model="shnor.agreement",
                    by="number",
                    fold=True,
                    unknown=unknown_agreement,
                    example="С-001/26",
                ),
                Date("Дата", "date", required=True, example="10.03.2026"),
                Word(
                    "Вид",
                    "kind_id",
                    required=True,
                    model="shnor.joint.activity.kind",
                    example="открытый урок",
                ),
                Text("Тема", "topic", required=True, example="Функциональная грамотность"),
                Integer("Педагогов", "teacher_count", example="4"),
                Integer("Обучающихся", "student_count", example="22"),
                Choice("Статус", "state", required=True, words=ACTIVITY_STATES),
                Text("Подтверждение", "confirmation", example="программа, фото"),
                self._deficit_column("Дефицит", example="Смысловое чтение"),
                Word("Предмет", "subject_id", model="shnor.subject", example="Математика"),
                Decimal("Часов", "hours", digits=1, maximum=999, example="4"),
                Text("Участники", "participants", example="Учителя математики, 7А класс"),
                self._teachers_column(),
                Text("Результат", "result", multiline=True),
                Text("Причина отказа", "refusal"),
            ],
            targets=[
                Target(
                    "shnor.joint.activity",
                    key=("agreement_id", "date", "kind_id", "topic"),
                    bulk=True,
                )
            ],
        )

    # ------------------------------------------------------------------
    # What the ORM would have checked and stored
    # ------------------------------------------------------------------
    def _check_table(self, table):
        if table.sheet.title == "Соглашения":
            self._check_agreements(table)
        else:
            self._check_days(table)
            self._check_teachers(table)
        return super()._check_table(table)

    def _check_agreements(self, table):
        for index, dates in self._reversed_dates(table):
            table.fault(
                index,
                "date_to",
                self.env._(
                    "the agreement ends on %(end)s, before it begins (%(begin)s). "
                    "Correct the dates.",
                    **dates,
                ),
            )
        self._check_terminations(table)
        partners = table.get("partner_school_id")
        for index, school in enumerate(table.get("school_id")):
            if school and school == partners[index]:
                table.fault(
                    index,
                    "partner_school_id",
                    self.env._(
                        "the school cannot be its own partner. Correct one of the two codes."
                    ),
                )

    def _check_terminations(self, table):
        rows = zip(*map(table.get, ("terminated_date", "date_from", "state")), strict=True)
        for index, (day, begin, state) in enumerate(rows):
            if not day or index in table.bad:
                continue
            if state != "terminated":
                message = self.env._(
                    "only an agreement with the status “расторгнут” has a day on which it was "
                    "terminated. Correct the status, or empty the cell."
                )
            elif day < begin:
                message = self.env._(
                    "the agreement is terminated on %(end)s, before it begins (%(begin)s). "
                    "Correct the dates.",
                    end=f"{day:%d.%m.%Y}",
                    begin=f"{begin:%d.%m.%Y}",
                )
            else:
                continue
            table.fault(index, "terminated_date", message)

    def _check_days(self, table):
        """Warn of activities on a day when the agreement was not in force: nobody counts them."""
        agreements = self.env["shnor.agreement"].browse(
            {row_id for row_id in table.get("agreement_id") if row_id}
        )
        known = {row["id"]: row for row in agreements.read(TERMS, load=None)}
        states = dict(zip(AGREEMENT_STATES.values(), AGREEMENT_STATES, strict=True))
        rows = zip(*map(table.get, ("agreement_id", "date", "state")), strict=True)
        for index, (row_id, day, state) in enumerate(rows):
            if index in table.bad or state == "cancelled":
                continue
            agreement = known[row_id]
            ended = agreement["state"] == "terminated" and agreement["terminated_date"]
            if agreement["state"] != "in_force" and not (ended and day < ended):
                message = self.env._(
                    "agreement %(number)s is not in force (“%(state)s”), so indicator 5 does not "
                    "count this. Check the agreement's status.",
                    number=agreement["number"],
                    state=states[agreement["state"]],
                )
                table.fault(index, "agreement_id", message, WARNING)
            elif not (agreement["date_from"] <= day <= (agreement["date_to"] or day)):
                message = self.env._(
                    "%(day)s lies outside the dates of agreement %(number)s (%(period)s), so "
                    "indicator 5 does not count this. Check the date and the agreement.",
                    day=f"{day:%d.%m.%Y}",
                    number=agreement["number"],
                    period=self._period_words(agreement),
                )
                table.fault(index, "date", message, WARNING)

    def _period_words(self, agreement):
        begin = f"{agreement['date_from']:%d.%m.%Y}"
        if not agreement["date_to"]:
            return self.env._("from %s", begin)
        return self.env._(
            "from %(begin)s to %(end)s", begin=begin, end=f"{agreement['date_to']:%d.%m.%Y}"
        )

    def _check_target(self, table, target, ids):
        if target.model == "shnor.joint.activity":
            self._check_kept_teachers(table, target, ids)
        return super()._check_target(table, target, ids)

    def _after_write(self, table, target, created, updated):
        if target.model == "shnor.agreement":
            self._check_overlaps(table, {**created, **updated})
        else:
            self._count_teachers(table, target.model, [*created.values(), *updated.values()])
        # An agreement that changed carries its activities along, those of no row too.
        name = "agreement_id" if target.model == "shnor.agreement" else "id"
        if ids := [*created.values(), *updated.values()]:
            self.env["shnor.joint.activity"]._sql_refresh_copies([(name, "in", ids)])
        return super()._after_write(table, target, created, updated)

    def _check_overlaps(self, table, ids):
        """Refuse the same agreement in force twice at a time (one query)."""
        rows = {row_id: index for index, row_id in ids.items()}
        agreements = self.env["shnor.agreement"].browse(rows)
        for agreement, other in agreements._find_duplicates():
            table.fault(
                rows[agreement.id],
                "date_from",
                self.env._(
                    "agreement %(other)s of the same school and partner, with the same basis and "
                    "subject, is in force from %(begin)s. Correct the dates, or write different "
                    "subjects when they are two agreements.",
                    other=other.number,
                    begin=f"{other.date_from:%d.%m.%Y}",
                ),
            )


def unknown_partner(env, text):
    return env._(
        "there is no school with the code %s in the registry. Correct the code; leave it empty "
        "when the partner is not a school of the district.",
        text,
    )


def unknown_agreement(env, text):
    return env._(
        "there is no agreement %s, neither on the sheet “Соглашения” nor in the system. "
        "Correct the number.",
        text,
    )
