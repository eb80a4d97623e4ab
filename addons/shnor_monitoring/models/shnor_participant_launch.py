from odoo import models
from odoo.tools import SQL

from .survey_user_input import SELF_EVALUATION

DIRECTOR_ACTIVITY = "shnor_monitoring.mail_activity_type_director"


class ShnorParticipant(models.Model):
    """The form of a participant: from whom, about what, until when, after which one."""

    _inherit = "shnor.participant"

    def _make_self_evaluations(self, form):
        """Give the form to the participants of one campaign.

        :param form: survey.survey
        :return: survey.user_input
        """
        sheets = self.env["survey.user_input"]
        if not self:
            return sheets
        campaign = self.campaign_id
        stage = campaign._stage_of(SELF_EVALUATION)
        last = stage.date_to or campaign.date_end
        terms = {
            row.participant_id: max(row.date_to, last)
            for row in self.row_ids
            if row.stage_id == stage
        }
        deadlines = {day: campaign._end_of_day(day) for day in {last, *terms.values()}}
        previous = self._previous_self_evaluations()
        sheets = form._form_launch(
            [
                one._prepare_self_evaluation(deadlines[terms.get(one, last)], previous)
                for one in self
            ]
        )
        self.filtered_domain(campaign._unreachable())._ask_for_directors(stage)
        return sheets

    def _prepare_self_evaluation(self, deadline, previous):
        school = self.school_id
        return {
            "participant_id": self.id,
            "partner_id": school.partner_id.id,
            "form_title": f"{self.school_name} · {self.campaign_id.name}",
            "form_organisation_id": school.partner_id.id,
            "form_owner_ids": [(6, 0, school.director_ids.ids)],
            "form_record_id": self.id,
            "form_previous_id": previous.get(school.id),
            "deadline": deadline,
        }

    def _previous_self_evaluations(self):
        """Return {school id: its self-evaluation in the latest earlier campaign} (one query).

        One that nobody ever handed in is passed over.
        """
        self.env["survey.user_input"].flush_model()
        self.env["shnor.campaign"].flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT ON (sheet.school_id) sheet.school_id, sheet.id
                      FROM survey_user_input sheet
                      JOIN shnor_campaign campaign ON campaign.id = sheet.campaign_id
                     WHERE sheet.school_id = ANY(%(schools)s) AND sheet.form_code = %(form)s
                       AND sheet.form_state <> 'draft' AND campaign.state <> 'cancelled'
                       AND campaign.date_begin < %(begin)s
                     ORDER BY sheet.school_id, campaign.date_begin DESC, campaign.id DESC
                    """,
                    schools=self.school_id.ids,
                    form=SELF_EVALUATION,
                    begin=self.campaign_id.date_begin,
                )
            )
        )

    def _ask_for_directors(self, stage):
        """Give whoever answers for the stage a task for each school with nobody to write to.

        :param stage: shnor.stage, possibly empty
        """
        if not self:
            return
        activities = self.env["mail.activity"]
        activity_type = self.env.ref(DIRECTOR_ACTIVITY)
        model_id = self.env["ir.model"]._get_id("shnor.school")
        asked = activities.search(
            [
                ("res_model", "=", "shnor.school"),
                ("res_id", "in", self.school_id.ids),
                ("activity_type_id", "=", activity_type.id),
            ]
        ).mapped("res_id")
        owners = self._director_task_owners(stage)
        # nobody wants a mail about each of hundreds of tasks
        activities.with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "res_model_id": model_id,
                    "res_id": one.school_id.id,
                    "summary": self.env._("Nobody to send the form to"),
                    "date_deadline": self.campaign_id._local_today(),
                    "user_id": owners[one.school_id.id],
                    "automated": True,
                }
                for one in self
                if one.school_id.id not in asked
            ]
        )

    def _director_task_owners(self, stage):
        """Return {school id: id of the user who is to name its director}."""
        owners = dict.fromkeys(self.school_id.ids, self.env.ref("base.user_admin").id)
        for user in stage.responsible_ids.user_id:
            may = self.school_id.with_user(user)._filtered_access("read")
            owners.update(dict.fromkeys(may.ids, user.id))
        return owners
