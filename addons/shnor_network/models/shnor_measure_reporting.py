from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Domain

from .shnor_measure_report import REPORT_STATES, WAITING

REPLACED = "replaced"


class ShnorMeasure(models.Model):
    """Schools report on their measures, curators confirm or return."""

    _inherit = "shnor.measure"

    report_ids = fields.One2many("shnor.measure.report", "measure_id", string="Reports")
    evidence_ids = fields.One2many("shnor.measure.evidence", "measure_id", string="Files")
    report_state = fields.Selection(
        REPORT_STATES,
        string="Report",
        compute="_compute_report_state",
        store=True,
        index="btree_not_null",
        help="What became of the school's latest report.",
    )
    waiting_report_id = fields.Many2one(
        "shnor.measure.report", string="Waiting report", compute="_compute_waiting_report_id"
    )
    waiting_said_state = fields.Selection(
        related="waiting_report_id.said_state", string="Reported status"
    )
    waiting_percent = fields.Integer(
        related="waiting_report_id.percent", string="Reported per cent"
    )
    waiting_remark = fields.Text(related="waiting_report_id.remark", string="Reported remark")
    waiting_fact = fields.Char(related="waiting_report_id.fact", string="Reported fact")
    waiting_new_date = fields.Date(related="waiting_report_id.new_date", string="Reported new date")

    @api.depends("report_ids.state")
    def _compute_report_state(self):
        for measure in self:
            measure.report_state = measure._latest_report().state

    @api.depends("report_ids.state")
    def _compute_waiting_report_id(self):
        for measure in self:
            measure.waiting_report_id = measure.report_ids.filtered(
                lambda report: report.state == WAITING
            )[:1]

    def _latest_report(self):
        """Return the newest report that counts, possibly none."""
        return self.report_ids.filtered(lambda report: report.state != REPLACED).sorted("id")[-1:]

    def _has_proof(self):
        # sudo: whether there is a file is no secret from who sees the measure
        standing = self.sudo().report_ids.filtered(lambda one: one.state != "returned")
        return super()._has_proof() or bool(standing.evidence_ids)

    def _lock_for_report(self):
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError:
            raise UserError(
                self.env._("Somebody else is working with this record right now. Try again.")
            )

    def _closed_for_reports(self):
        """Return in words why the school cannot report, or nothing."""
        if self.state in ("done", "failed") and self.report_state not in (WAITING, "returned"):
            return self.env._(
                "This measure is finished. If something is wrong, get in touch with the committee."
            )
        return None

    @api.model
    def _unreported_domain(self):
        """Return the domain of measures of which nothing is known yet: a report that waits is
        the curator's delay, not the school's."""
        return Domain("state", "=", "not_started") & Domain(
            "report_state", "in", [False, "returned"]
        )

    # ------------------------------------------------------------------
    # Buttons of curators
    # ------------------------------------------------------------------
    def _waiting_reports(self):
        """Return the reports on these measures that wait (one query).

        :raise UserError: there are none
        """
        reports = self.env["shnor.measure.report"].search(
            Domain("measure_id", "in", self.ids)
            & self.env["shnor.measure.report"]._waiting_domain()
        )
        if not reports:
            raise UserError(self.env._("No report waits for confirmation here."))
        return reports

    def action_confirm_reports(self):
        """Agree to what the schools reported on these measures.

        :return: dict, notification
        :raise UserError: no report waits
        :raise AccessError: the role or the territory does not allow it
        """
        self.check_access("write")
        reports = self._waiting_reports()
        reports.action_confirm()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Reports confirmed: %s", len(reports)),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_return_reports(self):
        """Ask for the reason, to return what the schools reported on these measures.

        :return: dict, window action
        :raise UserError: no report waits
        """
        self.check_access("write")
        self._waiting_reports()
        return self._open_wizard("shnor_network.shnor_measure_return_action")

    def action_move(self):
        """Ask for the new date and the reason, to move these measures.

        :return: dict, window action
        """
        self.check_access("write")
        return self._open_wizard("shnor_network.shnor_measure_move_action")

    def _open_wizard(self, xml_id):
        action = self.env["ir.actions.actions"]._for_xml_id(xml_id)
        return {**action, "context": {"default_measure_ids": self.ids}}
