from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .sheet_common import SheetCase

MATRIX = {
    "school_name": {},
    "self_evaluation_state": {},
    "self_evaluation_words": {},
    "interview_words": {},
    "late_days": {},
    "late_words": {},
    "open_query_count": {},
    "open_difference_count": {},
    "owner_names": {},
    "interviewer_id": {"fields": {"display_name": {}}},
}


@tagged("post_install", "-at_install")
class TestSources(SheetCase):
    """The matrix of a campaign: school × source."""

    def _row(self, participant=None, user=None):
        participant = participant or self.participant
        participant.invalidate_recordset()
        [row] = participant.with_user(user or self.specialist).web_read(MATRIX)
        return row

    def _filtered(self, *domain):
        participants = self.env["shnor.participant"].with_user(self.specialist)
        return participants.search([("campaign_id", "=", self.campaign.id), *domain])

    def test_each_state_has_its_words(self):
        row = self._row()
        self.assertEqual(row["self_evaluation_words"], "Not given out")
        self.assertEqual(row["interview_words"], "Not planned")
        sheet = self._give_out(self.participant)
        self.assertEqual(self._row()["self_evaluation_words"], "Not started")
        self.assertEqual(self._row()["owner_names"], self.director.name)
        sheet._form_save_many({sheet: {"А2.2": 10}})
        self.assertEqual(self._row()["self_evaluation_words"], "Being filled: 1 of 4")
        sheet._form_submit()
        self.assertIn("Waits for the check", self._row()["self_evaluation_words"])
        sheet.with_user(self.specialist).action_form_return("Исправьте")
        self.assertEqual(self._row()["self_evaluation_words"], "Returned to be corrected")
        sheet._form_submit("again")
        sheet.with_user(self.specialist).action_form_accept()
        row = self._row()
        self.assertIn("Accepted", row["self_evaluation_words"])
        self.assertEqual(row["self_evaluation_state"], "accepted")

    def test_interviews_have_words_too(self):
        interview = self._plan(self.participant)
        row = self._row()
        self.assertIn("Planned for", row["interview_words"])
        self.assertEqual(row["interviewer_id"]["id"], self.specialist.id)
        self._hold(interview, **{"Б3.1": 1})
        self.assertEqual(self._row()["interview_words"], "Held")
        interview._object(self.director, "Нет")
        self.assertEqual(self._row()["interview_words"], "Held, the director objects")
        self._plan(self.second).action_cancel()
        self.assertEqual(self._row(self.second)["interview_words"], "Not planned")

    def test_lateness_is_counted_in_days_and_can_be_searched_for(self):
        late, _in_time = self._give_out(self.participant | self.second)
        late.deadline = fields.Datetime.now() - timedelta(days=3)
        self.assertEqual(self._row()["late_days"], 3)
        self.assertEqual(self._row()["late_words"], "Self-evaluation: 3 days")
        self.assertEqual(self._row(self.second)["late_days"], 0)
        self.assertEqual(self._filtered(("late_days", ">", 0)), self.participant)
        # what has been handed in is not late
        late.deadline = fields.Datetime.now() + timedelta(days=1)
        self._hand_in(late)
        late.deadline = fields.Datetime.now() - timedelta(days=3)
        self.assertEqual(self._row()["late_days"], 0)
        self.assertFalse(self._filtered(("late_days", ">", 0)))

    def test_an_interview_is_late_when_its_stage_is_over(self):
        stage_type = self._stage_type("interview")
        order = self._make_order(number="15-о")
        order.stage_ids[1].stage_type_id = stage_type
        order.responsible_ids[1].stage_type_id = stage_type
        campaign = self._sign(order)
        participant = campaign.participant_ids.filtered(lambda one: one.school_id == self.school)
        with freeze_time("2026-07-26 03:00"):
            row = self._row(participant)
            self.assertEqual((row["late_days"], row["late_words"]), (2, "Interview: 2 days"))
            found = self.env["shnor.participant"].search(
                [("campaign_id", "=", campaign.id), ("late_days", ">", 0)]
            )
            self.assertEqual(found, campaign.participant_ids)

    def test_the_filters_find_what_they_say(self):
        first, second = self._give_out(self.participant | self.second)
        second._form_save_many({second: {"А2.2": 3}})
        started = ("self_evaluation_state", "=", "draft"), ("is_started", "=", False)
        self.assertEqual(self._filtered(*started), self.participant)
        self.assertEqual(self._filtered(("is_started", "=", True)), self.second)
        # what was filled in beforehand is no beginning
        first._form_prefill()
        self.assertEqual(self._filtered(*started), self.participant)
        query = second.with_user(self.specialist)._form_ask("А2.2", "Почему три?")
        self.assertEqual(self._filtered(("open_query_count", ">", 0)), self.second)
        self.assertEqual(self._row(self.second)["open_query_count"], 1)
        query._close("Ясно")
        self.assertFalse(self._filtered(("open_query_count", ">", 0)))
        self._hand_in(first, **{"А2.1": 100})
        self.assertEqual(
            self._filtered(("self_evaluation_state", "=", "submitted")), self.participant
        )

    def test_many_are_accepted_at_once(self):
        sheets = self._give_out(self.participant | self.second)
        self._hand_in(sheets[0])
        participants = (self.participant | self.second).with_user(self.specialist)
        action = participants.action_accept_forms()
        self.assertIn("1", action["params"]["message"])
        self.assertEqual(sheets.mapped("form_state"), ["accepted", "draft"])
        with self.assertRaises(AccessError):
            participants.with_user(self.users["foreign_specialist"]).action_accept_forms()
        self._hand_in(sheets[1])
        with self.assertRaises(AccessError):
            participants.with_user(self.users["working_group"]).action_accept_forms()
        sheets[1].with_user(self.specialist)._form_ask("А2.2", "Почему?")
        with self.assertRaisesRegex(UserError, "open queries"):
            participants.action_accept_forms()

    def test_the_buttons_lead_to_the_forms(self):
        card = self.participant.action_open_self_evaluation()
        self.assertEqual(card["res_model"], "shnor.participant")
        sheet = self._give_out(self.participant)
        action = self.participant.action_open_self_evaluation()
        self.assertEqual((action["res_model"], action["res_id"]), ("survey.user_input", sheet.id))
        interview = self._plan(self.participant)
        self.assertEqual(self.participant.action_open_interviews()["res_id"], interview.id)
        self.assertEqual(sheet.action_open_other_form()["res_id"], interview.id)
        self._hold(interview, **{"Б3.1": 1})
        self.assertEqual(sheet.action_open_other_form()["res_id"], interview.sheet_id.id)

    def test_the_matrix_costs_the_same_for_any_number_of_schools(self):
        counts = []
        for size, code in ((2, "70"), (8, "71"), (80, "72")):
            schools = self._make_schools(
                *((f"{code}{index:04}", self.village) for index in range(size))
            )
            schools.director_ids = self.director
            campaign = self._sign(self._make_order(schools, number=f"{code}-о"))
            sheets = self._give_out(campaign.participant_ids)
            sheets._form_save_many({sheet: {"А2.2": 10} for sheet in sheets})
            for sheet in sheets[:4]:
                sheet._form_ask("А2.2", "Почему?")
            participants = self.env["shnor.participant"].with_user(self.specialist)
            participants = participants.browse(campaign.participant_ids.ids)
            participants.web_read(MATRIX)  # rules and metadata
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows = participants.web_read(MATRIX)
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(
                {row["self_evaluation_words"] for row in rows}, {"Being filled: 1 of 4"}
            )
        # the first one fills the caches
        self.assertEqual(counts[1], counts[2])
