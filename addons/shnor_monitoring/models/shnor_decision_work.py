from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .shnor_decision import SPECIALIST
from .shnor_responsibility import _TASK, ESCALATION

DECISION_ACTIVITY = "shnor_monitoring.mail_activity_type_decision"
# so many days after its last day a task is told to whoever controls the order
ESCALATE_AFTER = 3


class ShnorDecision(models.Model):
    """A decision at work: the task of its owner, the report, the delay.

    The task (an activity) follows the decision; nobody ticks it off: it closes with the report.
    """

    _inherit = "shnor.decision"

    def _start(self):
        """Begin the tasks: their minutes were signed just now."""
        decisions = self.filtered(lambda one: one.state == "draft")
        decisions._check_transition("open")
        decisions._move_to("open")
        for decision in decisions.filtered("replaces_id"):
            decision.replaces_id._drop(
                self.env._(
                    "Replaced by task %(number)s of minutes No. %(minutes)s.",
                    number=decision.number,
                    minutes=decision.minutes_number,
                )
            )
        decisions._sync_activities()

    def action_report(self):
        """Open the window in which the result is told.

        :return: dict, window action
        """
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_monitoring.shnor_decision_report_action"
        )
        action["context"] = {"default_decision_id": self.id}
        return action

    def _report(self, result, done_on=None):
        """Tell that a task is carried out, as whoever has it or a specialist.

        :param str result: what came out: a document, a number, an address
        :param date done_on: by default today
        :raise UserError: the result is empty, the day is impossible, or the task is over
        :raise AccessError: the task is somebody else's
        """
        self.ensure_one()
        self.check_access("read")
        if self.env.user != self.user_id and not self.env.user.has_group(SPECIALIST):
            raise AccessError(
                self.env._(
                    "“%(text)s” is reported by %(who)s, or by a specialist.",
                    text=self.display_name,
                    who=self.user_id.name or self.responsible,
                )
            )
        self._check_transition("done")
        if not (result or "").strip():
            raise UserError(self.env._("Write what came out: a document, a number, an address."))
        today = self.campaign_id._local_today()
        day = done_on or today
        if day > today:
            raise UserError(self.env._("What is done was not done in the future."))
        if day < self.minutes_date:
            raise UserError(self.env._("The task was given later than the day of its result."))
        # sudo: decisions are read by those who have them; who may report was checked
        decision = self.sudo()
        decision._move_to("done", result=result.strip(), done_on=day, reported_by_id=self.env.uid)
        decision._sync_activities()
        decision._tell(self.env._("Fulfilled: %s", result.strip()))

    def action_drop(self):
        """Refuse to drop a task without a reason: a later meeting does that.

        :raise UserError: always; how it is done
        """
        raise UserError(
            self.env._(
                "What the working group decided is dropped by the working group: enter a task at a "
                "later meeting and choose this one under “Instead of”."
            )
        )

    def _drop(self, reason):
        self._check_transition("cancelled")
        self._move_to("cancelled", drop_reason=reason)
        self._sync_activities()
        for decision in self:
            decision._tell(reason)

    def action_reopen(self):
        """Take the report back: the task is to be done again."""
        self.check_access("write")
        self._check_transition("open")
        for decision in self:
            decision._tell(
                self.env._("The report was taken back. It said: %s", decision.result or "")
            )
        self._move_to("open", result=False, done_on=False, reported_by_id=False)
        self._sync_activities()

    def _tell(self, words):
        """Write to the chatter, and to the log of the campaign while it has one to write to."""
        self.message_post(body=words)
        if self.campaign_id.state == "open":
            self.campaign_id._log(
                "meeting", f"{self.display_name}. {words}", document=self.meeting_id
            )

    # ------------------------------------------------------------------
    # The task
    # ------------------------------------------------------------------
    def _sync_activities(self):
        """Give each decision that is to be done one task, and end the tasks of the others."""
        # sudo: tasks follow from decisions, whoever reports or reassigns them
        decisions = self.sudo()
        activities = decisions.env["mail.activity"].with_context(shnor_stage_task=_TASK)
        kind = self.env.ref(DECISION_ACTIVITY)
        tasks = activities.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("activity_type_id", "=", kind.id),
            ]
        )
        by_record = {task.res_id: task for task in tasks}
        vals_list = []
        for decision in decisions.filtered(lambda one: one.state == "open"):
            values = {
                "user_id": decision._assignee().id,
                "date_deadline": decision.date_due,
                "note": decision._task_note(),
            }
            task = by_record.get(decision.id)
            if not task:
                vals_list.append({**decision._prepare_activity(kind), **values})
            elif task.user_id.id != values["user_id"]:
                task.write(values)
        activities.with_context(mail_activity_quick_update=True).create(vals_list)
        over = decisions.filtered(lambda one: one.state != "open")
        tasks.filtered(lambda task: task.res_id in over.ids).action_archive()
        told = activities.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", over.ids),
                ("activity_type_id", "=", self.env.ref(ESCALATION).id),
            ]
        )
        told.action_archive()

    def _assignee(self):
        """Return who gets the task: the owner's account, else whoever signed the order."""
        return self.user_id or self.campaign_id.order_id._signing_user()

    def _task_note(self):
        if self.user_id:
            return False
        return self.env._("%s has no account here: report for them.", self.responsible)

    def _prepare_activity(self, kind):
        return {
            "activity_type_id": kind.id,
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "summary": self.display_name,
            "automated": True,
        }

    def _not_by_hand(self):
        return self.env._(
            "“%s” is not ticked off by hand: press “Report” in the decision and write what came "
            "out.",
            self.display_name,
        )

    def _not_moved_by_hand(self):
        return self.env._(
            "The date comes from the minutes, the person from the decision “%s”: choose another "
            "account there.",
            self.display_name,
        )

    # ------------------------------------------------------------------
    # Late
    # ------------------------------------------------------------------
    @api.model
    def _cron_escalate(self):
        """Tell whoever controls the order of tasks that are late; once each. By ``ir.cron``."""
        day = fields.Date.context_today(self) - timedelta(days=ESCALATE_AFTER)
        late = self.search(
            [("state", "=", "open"), ("date_due", "<=", day), ("escalated_on", "=", False)]
        )
        kind = self.env.ref(ESCALATION)
        for done, decision in enumerate(late, 1):
            head = decision.campaign_id._head()
            local = decision.with_context(lang=head.lang or self.env.lang)
            self.env["mail.activity"].create(
                {
                    **local._prepare_activity(kind),
                    "user_id": head.id,
                    "date_deadline": fields.Date.context_today(self),
                    "note": local.env._(
                        "%(who)s was to do it until %(day)s; nobody has reported.",
                        who=decision.user_id.name or decision.responsible,
                        day=fields.Date.to_string(decision.date_due),
                    ),
                }
            )
            decision._move_to("open", escalated_on=fields.Date.context_today(self))
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(late) - done):
                return
