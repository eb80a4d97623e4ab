from odoo import fields, models

from .shnor_participant import HANDED_IN
from .survey_user_input import INTERVIEW, SELF_EVALUATION


class ShnorParticipant(models.Model):
    """What a school has done at the stages, and when."""

    _inherit = "shnor.participant"

    active = fields.Boolean(
        default=True, readonly=True, help="Off: excluded by an amendment; what is there is kept."
    )
    order_id = fields.Many2one(
        "shnor.order",
        string="Document",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The order that listed the school.",
    )
    excluded_order_id = fields.Many2one(
        "shnor.order",
        string="Excluded by",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    row_ids = fields.One2many("shnor.stage.school", "participant_id", string="Stages")
    extension_ids = fields.One2many("shnor.extension", "participant_id", string="Extensions")
    curator_id = fields.Many2one(related="school_id.curator_id")

    def _stages_done_on(self):
        """Return when the schools did their part (constant number of queries; extension point).

        :return: dict {(participant id, code of the stage): date, or True when nobody kept it};
            missing: not done
        """
        done = {}
        # sudo: when a form came in is a fact of the campaign
        sheets = (
            self.env["survey.user_input"]
            .sudo()
            .search(
                [
                    ("participant_id", "in", self.ids),
                    ("form_code", "=", SELF_EVALUATION),
                    ("form_state", "in", HANDED_IN),
                ]
            )
        )
        # sudo: see above. Handed in again after a return, it is the first time that counts
        first = dict(
            self.env["shnor.form.receipt"]
            .sudo()
            ._read_group([("sheet_id", "in", sheets.ids)], ["sheet_id"], ["date:min"])
        )
        for sheet in sheets:
            campaign = sheet.campaign_id
            moment = first.get(sheet) or sheet.form_submitted_at
            done[sheet.participant_id.id, SELF_EVALUATION] = (
                campaign._local_day(moment) if moment else True
            )
            if sheet.form_state == "accepted":
                moment = sheet.form_accepted_at
                done[sheet.participant_id.id, "check"] = (
                    campaign._local_day(moment) if moment else True
                )
        # sudo: see above
        interviews = (
            self.env["shnor.interview"]
            .sudo()
            .search(
                [
                    ("participant_id", "in", self.ids),
                    ("state", "in", ("held", "agreed", "closed")),
                ]
            )
        )
        for interview in interviews:
            done[interview.participant_id.id, INTERVIEW] = interview.campaign_id._local_day(
                interview.held_at or interview.start
            )
        return done

    def _extensions(self):
        """Return {(stage id, participant id): (last day, extension id)} of what was granted."""
        # sudo: how long a school has is a fact of the campaign
        extensions = self.env["shnor.extension"].sudo()
        found = extensions.search(
            [("state", "=", "granted"), ("participant_id", "in", self.ids)],
            order="date_until, id",
        )
        return {(one.stage_id.id, one.participant_id.id): (one.date_until, one.id) for one in found}

    def _form_terms(self):
        """Return {participant id: last day of its form}: a document may have opened it longer."""
        # sudo: see _extensions
        sheets = self.env["survey.user_input"].sudo()
        found = sheets.search(
            [
                ("participant_id", "in", self.ids),
                ("form_code", "=", SELF_EVALUATION),
                ("deadline", "!=", False),
            ]
        )
        return {
            sheet.participant_id.id: sheet.campaign_id._local_day(sheet.deadline) for sheet in found
        }

    def _stage_work_changed(self):
        """Bring the board up to date after something was done, or undone, for these schools."""
        campaigns = self.campaign_id.filtered(lambda one: one.state == "open")
        if campaigns:
            campaigns._refresh_rows(self)

    def _open_stage_work(self, code):
        """Open what is to be done for this school at a stage (extension point).

        :param str code: of the kind of stage
        :return: dict, window action
        """
        self.ensure_one()
        if code == INTERVIEW:
            return self.action_open_interviews()
        if code in (SELF_EVALUATION, "check"):
            return self.action_open_self_evaluation()
        return self._get_records_action()

    def _exclude(self, order):
        """Take schools out of a campaign by an amendment; nothing that they wrote is lost.

        :param order: shnor.order
        """
        self.write({"active": False, "excluded_order_id": order.id})
        self.sheet_ids._form_set_locked(True)
        planned = self.interview_ids.filtered(lambda one: one.state == "planned")
        if planned:
            planned.action_cancel()

    def _admit(self, order, basis):
        """Take schools in again that an earlier amendment had excluded.

        :param order: shnor.order
        :param str basis: as the order words it
        """
        self.write(
            {
                "active": True,
                "excluded_order_id": False,
                "order_id": order.id,
                "basis": basis,
            }
        )
        self.sheet_ids._form_set_locked(False)
