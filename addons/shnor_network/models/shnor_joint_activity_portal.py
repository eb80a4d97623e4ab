from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

KEEPER = "shnor_registry.group_keeper"
PROPOSAL = "shnor_network.mail_activity_type_proposal"
WAITING = ("proposed", "reported")
MAX_NUMBER = 10_000


class ShnorJointActivity(models.Model):
    """What schools propose and report themselves, and how the other side confirms it.

    A school proposes what is to come, or reports what was held; it counts when the partner's
    director, or the committee, has confirmed it.
    """

    _inherit = "shnor.joint.activity"

    @api.model
    def _propose(self, agreement, school, values, partner):
        """Take an activity that a director proposes, or reports when its day has come already.

        :param agreement: shnor.agreement, in force, one side of which is ``school``
        :param school: shnor.school, checked by the caller to be the author's own
        :param dict values: ``date`` (ISO), ``kind_id``, ``topic``, ``participants``,
            ``confirmation``, ``teacher_count``, ``student_count`` and ``result`` as they came
            from a form
        :param partner: res.partner, the author
        :return: shnor.joint.activity; the one that is there already when pressed twice
        :raise UserError: something is missing or is none; the agreement is not in force
        """
        if agreement.state != "in_force":
            raise UserError(self.env._("The agreement is not in force: call the committee."))
        vals = self._read_proposed(values)
        if not agreement._covers(vals["date"]):
            raise UserError(
                self.env._(
                    "The day lies outside the dates of the agreement (%s).",
                    agreement._period_words(),
                )
            )
        # sudo: directors propose by this method only, under an agreement that the caller checked
        activities = self.sudo()
        same = activities.search(
            [
                ("agreement_id", "=", agreement.id),
                ("date", "=", vals["date"]),
                ("kind_id", "=", vals["kind_id"]),
            ]
        ).filtered(lambda one: one.topic.casefold() == vals["topic"].casefold())
        if same:
            return same
        over = vals["date"] <= fields.Date.context_today(self)
        activity = activities.create(
            {
                **vals,
                "agreement_id": agreement.id,
                "proposed_by_id": school.id,
                "state": "reported" if over else "proposed",
            }
        )
        activity._tell_proposed(partner)
        return activity

    @api.model
    def _read_proposed(self, values):
        """Return field values from what a form sent, refusing what is none."""
        vals = {
            name: (values.get(name) or "").replace("\x00", "").strip()[:500] or False
            for name in ("topic", "participants", "confirmation", "result")
        }
        if not vals["topic"]:
            raise UserError(self.env._("Write the topic of the activity."))
        try:
            vals["date"] = fields.Date.to_date(values.get("date") or None)
            kind = int(values.get("kind_id") or 0)
            for name in ("teacher_count", "student_count"):
                vals[name] = int(values.get(name) or 0)
        except ValueError:
            raise UserError(self.env._("Write the date as day, month and year, and whole numbers."))
        if not vals["date"]:
            raise UserError(self.env._("Choose the date of the activity."))
        if not all(0 <= vals[name] <= MAX_NUMBER for name in ("teacher_count", "student_count")):
            raise UserError(self.env._("The numbers of teachers and pupils cannot be right."))
        vals["kind_id"] = self.env["shnor.joint.activity.kind"].search([("id", "=", kind)]).id
        if not vals["kind_id"]:
            raise UserError(self.env._("Choose the kind of the activity."))
        return vals

    def _tell_proposed(self, partner):
        """Give the committee a task where no director of the other side can confirm."""
        self.ensure_one()
        agreement = self.agreement_id
        if self._other_side().director_ids:
            return
        users = (
            agreement.responsible_id
            or agreement.school_id._network_specialists()[agreement.school_id]
        )
        for user in users:
            agreement.activity_schedule(
                PROPOSAL,
                summary=self.env._("A joint activity waits for confirmation: %s", self.topic),
                user_id=user.id,
            )

    def _other_side(self):
        """Return the school that is to confirm; none where the partner is no school of ours."""
        self.ensure_one()
        sides = self.agreement_id.school_id | self.agreement_id.partner_school_id
        return sides - self.proposed_by_id

    # ------------------------------------------------------------------
    # The other side
    # ------------------------------------------------------------------
    def _confirm(self, partner):
        """Confirm what was proposed (it becomes planned) or reported (it becomes held).

        :param partner: res.partner, checked by the caller to be of the other side, or of staff
        :raise UserError: it does not wait for confirmation any more
        """
        self._check_waits()
        for activity in self:
            activity.write(
                {
                    "state": "done" if activity.state == "reported" else "planned",
                    "confirmed_by_id": partner.id,
                    "confirmed_at": fields.Datetime.now(),
                }
            )
        self._close_tasks()

    def _decline(self, reason, partner):
        """Decline what was proposed or reported; it stays in the list as cancelled.

        :param str reason: told to the school that proposed it
        :param partner: as for ``_confirm``
        :raise UserError: there is no reason, or it does not wait any more
        """
        reason = (reason or "").replace("\x00", "").strip()[:500]
        if not reason:
            raise UserError(self.env._("Write why: the other school reads it."))
        self._check_waits()
        self.write(
            {
                "state": "cancelled",
                "refusal": reason,
                "confirmed_by_id": partner.id,
                "confirmed_at": fields.Datetime.now(),
            }
        )
        self._close_tasks()

    def _report(self, school, values, partner):
        """Report that what was planned was held; the other side confirms it.

        :param school: shnor.school, side of the agreement that the author directs
        :param dict values: ``confirmation``, ``teacher_count``, ``student_count``, ``result``
        :param partner: res.partner, the author
        :raise UserError: it is not planned, its day has not come, or a number is none
        """
        self.ensure_one()
        if self.state != "planned" or self.date > fields.Date.context_today(self):
            raise UserError(self.env._("Only what was planned, and its day has come, is reported."))
        told = self._read_proposed(
            {
                "topic": self.topic,
                "date": fields.Date.to_string(self.date),
                "kind_id": self.kind_id.id,
                **values,
            }
        )
        names = ("confirmation", "teacher_count", "student_count", "result")
        self.write(
            {
                **{name: told[name] for name in names if told[name]},
                "state": "reported",
                "proposed_by_id": school.id,
            }
        )
        self._tell_proposed(partner)

    def _check_waits(self):
        self.lock_for_update(allow_referencing=True)
        self.invalidate_recordset(["state"])
        if any(activity.state not in WAITING for activity in self):
            raise UserError(self.env._("This does not wait for confirmation any more."))

    def _close_tasks(self):
        # sudo: the tasks of colleagues are closed, too
        agreements = self.sudo().agreement_id
        waiting = (
            self.sudo()
            .search([("agreement_id", "in", agreements.ids), ("state", "in", WAITING)])
            .agreement_id
        )
        (agreements - waiting).activity_feedback([PROPOSAL])

    # ------------------------------------------------------------------
    # Buttons of the committee
    # ------------------------------------------------------------------
    def action_confirm(self):
        """Confirm, for the committee, what a school proposed or reported."""
        self._check_keeper()
        self._confirm(self.env.user.partner_id)

    def action_decline(self):
        """Decline what a school proposed or reported, for the reason that is written in it."""
        self._check_keeper()
        for activity in self:
            activity._decline(activity.refusal, self.env.user.partner_id)

    def _check_keeper(self):
        self.check_access("write")
        if not self.env.user.has_group(KEEPER):
            raise AccessError(self.env._("Activities are confirmed by keepers of the registry."))
