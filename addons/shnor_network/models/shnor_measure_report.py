from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .shnor_measure import STATES

KEEPER = "shnor_registry.group_keeper"
MAX_LENGTH = 4000
WAITING = "reported"
REPORT_STATES = [
    (WAITING, "waits for confirmation"),
    ("confirmed", "confirmed"),
    ("returned", "returned"),
]


class ShnorMeasureReport(models.Model):
    """What a school says of a measure: state, per cent, fact, remark, files.

    It stays as it was written. A curator confirms it, and then the measure says the same, or
    returns it with a reason; a newer report takes the place of one that waits.
    """

    _name = "shnor.measure.report"
    _description = "Report of a school on a measure"
    _inherit = ["shnor.state.mixin"]
    _order = "id desc"
    _rec_name = "measure_id"

    _transitions = {
        (WAITING, "confirmed"): KEEPER,
        (WAITING, "returned"): KEEPER,
        (WAITING, "replaced"): None,
    }

    measure_id = fields.Many2one("shnor.measure", required=True, index=True, ondelete="restrict")
    school_id = fields.Many2one(
        related="measure_id.school_id", store=True, index=True, precompute=True
    )
    territory_id = fields.Many2one(related="school_id.territory_id")
    said_state = fields.Selection(STATES, string="Status of the measure", required=True)
    percent = fields.Integer(string="Per cent", aggregator="avg")
    fact = fields.Char()
    remark = fields.Text(help="What was done; of what has failed or was moved, why.")
    new_date = fields.Date(string="New date", help="Of what is moved.")
    author_id = fields.Many2one(
        "res.partner", string="Reported by", required=True, ondelete="restrict"
    )
    date = fields.Datetime(string="Reported at", required=True, default=fields.Datetime.now)
    day = fields.Date(
        string="Day of the report", required=True, help="In the time zone of whoever reported."
    )
    submission = fields.Char(help="Of the page that sent it, so that it is taken once.")
    state = fields.Selection(
        [*REPORT_STATES, ("replaced", "replaced by a newer one")],
        string="Confirmation",
        required=True,
        default=WAITING,
        index=True,
    )
    return_reason = fields.Text(string="Why returned")
    decided_by_id = fields.Many2one("res.users", string="Decided by", ondelete="restrict")
    decided_at = fields.Datetime()
    evidence_ids = fields.One2many("shnor.measure.evidence", "report_id", string="Files")

    _one_waits = models.UniqueIndex(
        "(measure_id) WHERE state = 'reported'",
        "A report on this measure waits for confirmation already.",
    )
    _submission_once = models.UniqueIndex(
        "(measure_id, submission) WHERE submission IS NOT NULL",
        "This report was taken already.",
    )
    _percent_range = models.Constraint(
        "CHECK (percent BETWEEN 0 AND 100)", "The per cent must be from 0 to 100."
    )

    # ------------------------------------------------------------------
    # Reporting
    # ------------------------------------------------------------------
    @api.model
    def _report(self, measure, said, files, author):
        """Take what a school says of a measure.

        :param measure: shnor.measure, checked by the caller to be of the author's school
        :param dict said: texts as the page sends them: ``state``, ``percent``, ``fact``,
            ``remark``, ``new_date``, ``submission``
        :param list files: (name, bytes)
        :param author: res.partner
        :return: shnor.measure.report
        :raise UserError: something is missing or wrong; or the measure is closed for reports
        """
        # sudo: schools report by this method only, on measures that the caller checked
        measure, reports = measure.sudo(), self.sudo()
        submission = _clean(said.get("submission"))[:64] or False
        if submission and (
            known := reports.search(
                [("measure_id", "=", measure.id), ("submission", "=", submission)]
            )
        ):
            return known  # the button was pressed twice, or the line dropped before the answer
        measure._lock_for_report()
        if reason := measure._closed_for_reports():
            raise UserError(reason)
        values = reports._read_said(measure, said, files)
        checked = [reports.evidence_ids._check(name, content) for name, content in files]
        waiting = measure.report_ids.filtered(lambda one: one.state == WAITING)
        if waiting:
            waiting._check_transition("replaced")
            waiting._move_to("replaced")
        # before a new one waits: the index allows one
        reports.flush_model(["state"])
        report = reports.create(
            {
                **values,
                "measure_id": measure.id,
                "author_id": author.id,
                "day": fields.Date.context_today(self),
                "submission": submission,
            }
        )
        report.evidence_ids._attach(report, checked)
        measure.school_id._roadmap_work_changed()
        return report

    @api.model
    def _read_said(self, measure, said, files):
        """Return the values of a report from what the page sends.

        :raise UserError: something is missing or wrong, with the remedy
        """
        state = said.get("state")
        fact, remark = _clean(said.get("fact")), _clean(said.get("remark"))
        if state not in dict(STATES):
            raise UserError(self.env._("Choose the status of the measure."))
        if max(len(fact), len(remark)) > MAX_LENGTH:
            raise UserError(
                self.env._("This is too long: write it in %s characters or less.", MAX_LENGTH)
            )
        if state in ("failed", "moved") and not remark:
            raise UserError(self.env._("Write why: the committee has to know the reason."))
        if state == "partly" and not (fact or remark):
            raise UserError(self.env._("Write what is done and what is not."))
        if state == "done" and not (fact or remark or files or measure._has_proof()):
            raise UserError(
                self.env._("Write what came of it, the fact, or add a file that proves it.")
            )
        return {
            "said_state": state,
            "percent": self._read_percent(state, said.get("percent")),
            "fact": fact or False,
            "remark": remark or False,
            "new_date": self._read_new_date(measure, said) if state == "moved" else False,
        }

    @api.model
    def _read_percent(self, state, text):
        if state in ("done", "not_started"):
            return 100 if state == "done" else 0
        text = _clean(text).removesuffix("%").strip() or "0"
        if not text.isdecimal() or int(text) > 100:
            raise UserError(self.env._("The per cent is a whole number from 0 to 100."))
        return int(text)

    @api.model
    def _read_new_date(self, measure, said):
        try:
            day = fields.Date.to_date(_clean(said.get("new_date")))
        except ValueError:
            day = None
        if not day:
            raise UserError(self.env._("Choose the new date."))
        if day <= max(filter(None, (measure.date_to, fields.Date.context_today(self)))):
            raise UserError(
                self.env._("The new date must be later than today and than the former date.")
            )
        return day

    # ------------------------------------------------------------------
    # Deciding
    # ------------------------------------------------------------------
    def action_confirm(self):
        """Agree to the reports: their measures say the same from now on.

        :raise UserError: one of them does not wait any more
        :raise AccessError: the role or the territory does not allow it
        """
        self._check_decision("confirmed")
        # sudo: who may decide was checked; reports change by deciding only
        reports = self.sudo()
        reports._apply()
        reports._move_to("confirmed", decided_by_id=self.env.uid, decided_at=fields.Datetime.now())
        reports._tell(lambda report: report._words_of_confirmation())

    def _return(self, reason):
        """Give the reports back to their schools; the measures stay as they are.

        :param str reason: what is to be put right
        :raise UserError: there is no reason, or one of them does not wait any more
        :raise AccessError: the role or the territory does not allow it
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Write what the school is to put right."))
        self._check_decision("returned")
        # sudo: see action_confirm
        reports = self.sudo()
        reports._move_to(
            "returned",
            return_reason=reason.strip(),
            decided_by_id=self.env.uid,
            decided_at=fields.Datetime.now(),
        )
        reports._tell(lambda report: self.env._("The report was returned: %s", reason.strip()))
        reports._mail_returned()

    def _check_decision(self, state):
        if not self.env.user.has_group(KEEPER) and not self.env.su:
            raise AccessError(self.env._("Reports of schools are confirmed by curators."))
        self.check_access("read")
        self.measure_id.check_access("write")
        self._check_transition(state)

    def _apply(self):
        """Write into the measures what the reports say: a write for each set of equal values."""
        for values, reports in self.grouped(lambda report: report._measure_values()).items():
            # told in one note, see _tell, and to the board once
            reports.measure_id.with_context(tracking_disable=True, shnor_roadmap_later=True).write(
                dict(values)
            )

    def _measure_values(self):
        """Return what the measure says once the report is confirmed, as sorted pairs."""
        values = {"state": self.said_state, "percent": self.percent}
        if self.fact:
            values["indicator_fact"] = self.fact
        if self.remark:
            explains = self.said_state in ("failed", "moved")
            values["state_reason" if explains else "result"] = self.remark
        if self.said_state == "moved":
            values["date_to"] = self.new_date
        if self.said_state == "done":
            # in time is who has reported in time, however long the confirmation takes
            values["done_date"] = self.day
        return tuple(sorted(values.items()))

    def _words_of_confirmation(self):
        labels = dict(self._fields["said_state"]._description_selection(self.env))
        return self.env._(
            "The report was confirmed: %(state)s, %(percent)s %%",
            state=labels[self.said_state],
            percent=self.percent,
        )

    def _tell(self, words):
        """Log a note on each measure, and bring the board up to date (batched)."""
        self.measure_id._message_log_batch(
            bodies={report.measure_id.id: words(report) for report in self}
        )
        self.school_id._roadmap_work_changed()

    @api.model
    def _waiting_domain(self):
        return Domain("state", "=", WAITING)


def _clean(text):
    return text.replace("\x00", "").strip() if isinstance(text, str) else ""
