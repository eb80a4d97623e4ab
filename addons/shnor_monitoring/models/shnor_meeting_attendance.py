from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize

from .shnor_working_group_member import ROLES


class ShnorMeetingAttendance(models.Model):
    """Somebody who is expected at a meeting: a member, who votes, or a guest, who does not.

    Name, position and role are those of that day, whatever becomes of the group later.
    """

    _name = "shnor.meeting.attendance"
    _description = "Attendance of a meeting"
    _inherit = "shnor.meeting.part"
    _order = "meeting_id, is_guest, sequence, id"
    _guard_in_sql = True

    meeting_id = fields.Many2one("shnor.meeting", required=True, index=True, ondelete="cascade")
    campaign_id = fields.Many2one(related="meeting_id.campaign_id")
    sequence = fields.Integer(default=10)
    member_id = fields.Many2one(
        "shnor.working.group.member",
        string="Standing member",
        index="btree_not_null",
        ondelete="set null",
    )
    name = fields.Char(string="Full name", required=True)
    position = fields.Char()
    role = fields.Selection(ROLES, required=True, default="member")
    email = fields.Char(string="E-mail")
    email_normalized = fields.Char(compute="_compute_email_normalized", store=True)
    is_guest = fields.Boolean(
        string="Invited", help="Heard, but not counted for the quorum and not voting."
    )
    present = fields.Boolean()
    reason = fields.Char(string="Reason of absence")

    @api.depends("email")
    def _compute_email_normalized(self):
        for one in self:
            one.email_normalized = email_normalize(one.email) or False

    @api.depends("name", "role", "is_guest")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["role"]._description_selection(self.env))
        for one in self:
            role = self.env._("invited") if one.is_guest else labels.get(one.role, "").lower()
            one.display_name = f"{one.name or ''} ({role})"

    @api.constrains("present", "reason")
    def _check_reason(self):
        for one in self:
            if one.present and one.reason:
                raise ValidationError(
                    self.env._("%s was present: there is no reason of absence.", one.name)
                )

    @api.constrains("name")
    def _check_name(self):
        for one in self:
            if not one.name.strip():
                raise ValidationError(self.env._("Whoever attends a meeting needs a name."))

    def _vote(self):
        """Return those of them who vote: the members who are present."""
        return self.filtered(lambda one: one.present and not one.is_guest)
