from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date


class ShnorAbsence(models.Model):
    """Who stands in for a responsible, from when to when.

    The order stays as it is: only the tasks go to the deputy and come back by themselves.
    """

    _name = "shnor.absence"
    _description = "Absence of a responsible"
    _inherit = ["mail.thread", "shnor.guarded.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "user_id"
    _guard_fields = ("user_id",)

    user_id = fields.Many2one(
        "res.users",
        string="Who is absent",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.uid,
        domain=[("share", "=", False)],
        tracking=True,
    )
    deputy_id = fields.Many2one(
        "res.users",
        string="Who stands in",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("share", "=", False)],
        tracking=True,
    )
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date(
        string="To", required=True, help="The last day of the absence.", tracking=True
    )
    reason = fields.Char(help="Leave, illness, a journey: as much as colleagues may know.")
    state = fields.Selection(
        [("ahead", "Ahead"), ("current", "Now"), ("past", "Over")], compute="_compute_state"
    )

    _dates_check = models.Constraint(
        "CHECK (date_to >= date_from)", "The absence ends before it begins: correct the dates."
    )
    _deputy_check = models.Constraint(
        "CHECK (deputy_id <> user_id)", "Choose somebody else to stand in."
    )

    @api.depends("date_from", "date_to")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for absence in self:
            if not absence.date_from or not absence.date_to or absence.date_from > today:
                absence.state = "ahead"
            else:
                absence.state = "current" if absence.date_to >= today else "past"

    @api.constrains("user_id", "date_from", "date_to")
    def _check_overlap(self):
        for absence in self:
            # sudo: an overlap is an overlap, also with an absence that the caller may not see
            other = self.sudo().search(
                [
                    ("id", "!=", absence.id),
                    ("user_id", "=", absence.user_id.id),
                    ("date_from", "<=", absence.date_to),
                    ("date_to", ">=", absence.date_from),
                ],
                limit=1,
            )
            if other:
                raise ValidationError(
                    self.env._(
                        "%(person)s is entered as absent from %(begin)s to %(end)s already: "
                        "correct that line.",
                        person=absence.user_id.name,
                        begin=format_date(self.env, other.date_from),
                        end=format_date(self.env, other.date_to),
                    )
                )

    @api.model
    def _deputies(self):
        """Return who stands in for whom today (one query).

        A deputy who is absent too is stood in for by the own deputy; a circle ends where it began.

        :return: dict {res.users: res.users}
        """
        today = fields.Date.context_today(self)
        # sudo: who stands in is no secret among the staff
        current = self.sudo().search([("date_from", "<=", today), ("date_to", ">=", today)])
        direct = {absence.user_id: absence.deputy_id for absence in current}
        deputies = {}
        for user in direct:
            seen, deputy = {user}, direct[user]
            while deputy in direct and deputy not in seen:
                seen.add(deputy)
                deputy = direct[deputy]
            if deputy not in direct and deputy.active:
                deputies[user] = deputy
        return deputies

    @api.model_create_multi
    def create(self, vals_list):
        absences = super().create(vals_list)
        absences._apply()
        return absences

    def write(self, vals):
        before = self.user_id
        result = super().write(vals)
        if not vals.keys().isdisjoint({"user_id", "deputy_id", "date_from", "date_to"}):
            self._apply(before)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        today = fields.Date.context_today(self)
        if self.filtered(lambda absence: absence.date_from <= today):
            raise AccessError(
                self.env._(
                    "An absence that has begun is not deleted: set its last day, tasks come back."
                )
            )

    def _apply(self, before=None):
        """Move the tasks of open campaigns now, and tell it in their logs."""
        users = self.user_id | (before or self.env["res.users"])
        # sudo: absences move tasks, whoever enters them; who may was checked
        campaigns = (
            self.env["shnor.responsibility"]
            .sudo()
            .search(Domain("user_id", "in", users.ids) & Domain("campaign_id.state", "=", "open"))
            .campaign_id
        )
        for campaign in campaigns.with_env(self.env):
            campaign._log(
                "responsible",
                [
                    self.env._(
                        "%(person)s is absent from %(begin)s to %(end)s, %(deputy)s stands in.",
                        person=absence.user_id.name,
                        begin=format_date(self.env, absence.date_from),
                        end=format_date(self.env, absence.date_to),
                        deputy=absence.deputy_id.name,
                    )
                    for absence in self
                ],
            )
        self.env["shnor.responsibility"]._refresh(campaigns)
        campaigns._refresh_rows()
