from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

STAGE_ACTIVITY = "shnor_monitoring.mail_activity_type_stage"
ESCALATION = "shnor_monitoring.mail_activity_type_escalation"
# states in which somebody has something to do
PENDING = ("ahead", "open", "late")
# Passed by identity in the context: no caller from outside (RPC, import) can forge it.
_TASK = object()


class ShnorResponsibility(models.Model):
    """What one person answers for by the order: a stage, or one school at a stage.

    It follows from the order and its amendments; its task (an activity) follows the calendar, the
    work done and absences. Nobody ticks it off: it is done when the work is.
    """

    _name = "shnor.responsibility"
    _description = "Responsibility for a stage"
    _inherit = ["mail.thread", "mail.activity.mixin", "shnor.guarded.mixin"]
    _order = "date_deadline, stage_id, id"
    _guard_in_sql = True
    # nobody edits responsibilities; who reads one may see its task and talk about it
    _mail_post_access = "read"
    _rec_names_search = ["name", "stage_type_id.name"]

    stage_id = fields.Many2one(
        "shnor.stage", required=True, readonly=True, index=True, ondelete="restrict"
    )
    campaign_id = fields.Many2one(
        related="stage_id.campaign_id", store=True, index=True, precompute=True
    )
    stage_type_id = fields.Many2one(
        related="stage_id.stage_type_id",
        string="Kind of stage",
        store=True,
        index=True,
        precompute=True,
    )
    line_id = fields.Many2one(
        "shnor.order.responsible",
        string="Line of the order",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    order_id = fields.Many2one(
        related="line_id.order_id", string="Document", help="The order that names the person."
    )
    participant_id = fields.Many2one(
        "shnor.participant",
        string="School",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: the stage as a whole.",
    )
    name = fields.Char(related="line_id.name", string="Who", store=True)
    position = fields.Char(related="line_id.position")
    user_id = fields.Many2one(
        "res.users", string="Account", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    deputy_id = fields.Many2one(
        "res.users",
        string="Stands in",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="While the responsible is absent.",
    )
    assignee_id = fields.Many2one(
        "res.users",
        string="Has the task",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The responsible, who stands in, or whoever signs where there is no account.",
    )
    date_from = fields.Date(related="stage_id.date_from", string="From")
    date_deadline = fields.Date(string="Until", readonly=True, index=True)
    done_on = fields.Date(string="Done on", readonly=True)
    done_note = fields.Char(string="How it was done", readonly=True)
    state = fields.Selection(
        [
            ("ahead", "Ahead"),
            ("open", "Under way"),
            ("late", "Late"),
            ("done", "Done"),
            ("done_late", "Done late"),
            ("cancelled", "Dropped"),
        ],
        required=True,
        readonly=True,
        default="ahead",
        index=True,
        group_expand=True,
    )
    is_manual = fields.Boolean(related="stage_type_id.is_manual")
    progress_words = fields.Char(string="How far", compute="_compute_progress_words")
    days_late = fields.Integer(compute="_compute_progress_words")
    is_unassigned = fields.Boolean(
        string="Without an account",
        compute="_compute_is_unassigned",
        search="_search_is_unassigned",
        help="Nobody who could log in answers for it.",
    )

    _line_uniq = models.UniqueIndex(
        "(stage_id, line_id, coalesce(participant_id, 0))",
        "The person has this responsibility already.",
    )

    @api.depends("name", "stage_type_id", "participant_id")
    def _compute_display_name(self):
        for one in self:
            one.display_name = " · ".join(
                filter(None, (one.stage_type_id.name, one.participant_id.school_name, one.name))
            )

    @api.depends("state", "stage_id.school_ids.state", "date_deadline")
    @api.depends_context("lang")
    def _compute_progress_words(self):
        today = fields.Date.context_today(self)
        for one in self:
            stage = one.stage_id
            one.days_late = (today - one.date_deadline).days if one.state == "late" else 0
            if one.state == "late":
                words = self.env._("Late, days: %s", one.days_late)
            else:
                words = dict(self._fields["state"]._description_selection(self.env))[one.state]
            if stage.row_count and not one.participant_id:
                words = self.env._(
                    "%(words)s; schools done: %(done)s of %(total)s",
                    words=words,
                    done=stage.done_count,
                    total=stage.row_count,
                )
            one.progress_words = words

    @api.depends("user_id")
    def _compute_is_unassigned(self):
        for one in self:
            one.is_unassigned = not one.user_id

    def _search_is_unassigned(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("user_id", "=", False) & Domain("state", "in", PENDING)
        return domain if True in value else ~domain

    # ------------------------------------------------------------------
    # Follows from the order, the calendar, the work, the absences
    # ------------------------------------------------------------------
    @api.model
    def _refresh(self, campaigns):
        """Bring the responsibilities of campaigns and their tasks up to date.

        The number of statements depends on that of the people, not on that of the schools.

        :param campaigns: shnor.campaign
        """
        # sudo: responsibilities follow from the order, whoever signs it or does the work
        self = self.sudo().with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True, tracking_disable=True
        )
        campaigns = campaigns.sudo()
        existing = {
            (one.stage_id, one.line_id, one.participant_id): one
            for one in self.search([("campaign_id", "in", campaigns.ids)])
        }
        wanted = dict.fromkeys(campaigns.stage_ids._wanted_responsibilities())
        missing = [key for key in wanted if key not in existing]
        created = self.create(
            [
                {
                    "stage_id": stage.id,
                    "line_id": line.id,
                    "participant_id": participant.id,
                    "user_id": line.user_id.id,
                }
                for stage, line, participant in missing
            ]
        )
        existing.update(zip(missing, created, strict=True))
        keep = self.union(*(existing[key] for key in wanted))
        dropped = self.union(*existing.values()) - keep
        dropped.filtered(lambda one: one.state in PENDING).write({"state": "cancelled"})
        keep._refresh_values()
        (keep | dropped)._sync_activities()
        campaigns.invalidate_recordset(["responsibility_ids"])

    def _refresh_values(self):
        """Write account, deputy, deadline and state where they changed."""
        deputies = self.env["shnor.absence"]._deputies()
        rows = {
            (row.stage_id, row.participant_id): row
            for row in self.env["shnor.stage.school"].search(
                [("participant_id", "in", self.participant_id.ids)]
            )
        }
        today = {campaign: campaign._local_today() for campaign in self.campaign_id}
        for one in self:
            row = rows.get((one.stage_id, one.participant_id)) if one.participant_id else None
            deadline = row.date_to if row else one.stage_id.date_to
            source = one if one.is_manual else row or one.stage_id
            done_on = source.done_on
            if done_on:
                state = "done" if done_on <= deadline else "done_late"
            elif today[one.campaign_id] > deadline:
                state = "late"
            else:
                begun = today[one.campaign_id] >= one.stage_id.date_from
                state = "open" if begun else "ahead"
            user = one.line_id.user_id
            values = {
                "user_id": user.id,
                "deputy_id": deputies.get(user, self.env["res.users"]).id,
                "date_deadline": deadline,
                "done_on": done_on,
                "state": state,
            }
            changed = {
                name: value
                for name, value in values.items()
                if one._fields[name].convert_to_write(one[name], one) != value
            }
            if changed:
                one.write(changed)  # those of many are written in one statement

    def _sync_activities(self):
        """Give each pending responsibility one task, and end the tasks of the others."""
        activities = self.env["mail.activity"].with_context(shnor_stage_task=_TASK)
        kind = self.env.ref(STAGE_ACTIVITY)
        by_record = {
            activity.res_id: activity for activity in activities.search(self._tasks_domain(kind))
        }
        pending = self.filtered(lambda one: one.state in PENDING)
        pending._assign()
        vals_list, moved = [], {}
        for one in pending:
            activity = by_record.get(one.id)
            values = {"user_id": one.assignee_id.id, "date_deadline": one.date_deadline}
            if not activity:
                vals_list.append({**one._prepare_activity(kind), **values})
            elif (activity.user_id, activity.date_deadline) != (
                one.assignee_id,
                one.date_deadline,
            ):
                values["note"] = one._task_note()
                moved.setdefault(tuple(values.items()), []).append(activity.id)
        for values, ids in moved.items():
            activities.browse(ids).write(dict(values))
        # no mail about each of the tasks: the rules of reminders tell them in one
        activities.with_context(mail_activity_quick_update=True).create(vals_list)
        over = self.filtered(lambda one: one.state in ("done", "done_late"))
        activities.browse(
            [by_record[one.id].id for one in over if one.id in by_record]
        ).action_archive()
        # what was told to who controls the order is settled, too
        told = (self - pending)._tasks_domain(self.env.ref(ESCALATION))
        activities.search(told).action_archive()
        gone = self - pending - over
        activities.browse([by_record[one.id].id for one in gone if one.id in by_record]).unlink()

    def _tasks_domain(self, kind):
        return [
            ("res_model", "=", self._name),
            ("res_id", "in", self.ids),
            ("activity_type_id", "=", kind.id),
        ]

    def _end(self):
        """End what is pending: the campaign is over."""
        pending = self.filtered(lambda one: one.state in PENDING)
        pending.write({"state": "cancelled"})
        self._sync_activities()

    def _prepare_activity(self, kind):
        return {
            "activity_type_id": kind.id,
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "summary": " · ".join(
                filter(None, (self.stage_type_id.name, self.participant_id.school_name))
            ),
            "note": self._task_note(),
            "automated": True,
        }

    def _task_note(self):
        """Return why somebody else than the named person has the task, or nothing."""
        if self.assignee_id == self.user_id:
            return False
        if self.deputy_id and self.assignee_id == self.deputy_id:
            return self.env._("You stand in for %s.", self.user_id.name)
        return self.line_id._missing_account_note()

    def _assign(self):
        """Choose who has the tasks: the deputy, the responsible, or whoever signs."""
        readers = self._readers()
        for one in self:
            person = one.deputy_id or one.user_id
            if person not in readers[one.campaign_id]:
                person = one.campaign_id.order_id._signing_user()
            if one.assignee_id != person:
                one.assignee_id = person  # written in one statement with the others

    def _readers(self):
        """Return {campaign: those of its responsibles who may read it} (few queries for all).

        The record rules say the same for one person at a time, with some queries each.
        """
        users = self.user_id | self.deputy_id
        staff = users.filtered_domain(
            [("all_group_ids", "in", self.env.ref("shnor_registry.group_working_group").ids)]
        )
        administrators = staff.filtered_domain(
            [("all_group_ids", "in", self.env.ref("shnor_registry.group_administrator").ids)]
        )
        readers = {}
        for campaign in self.campaign_id:
            places = campaign.territory_id | campaign.participant_ids.territory_id
            above = {
                int(step) for place in places for step in place.parent_path.strip("/").split("/")
            }
            readers[campaign] = administrators | staff.filtered(
                lambda user, above=above: not above.isdisjoint(user.shnor_territory_ids.ids)
            )
        return readers

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Make nobody a follower because of a task: who has it stands in the record."""
        if self.env.context.get("shnor_stage_task") is _TASK:
            return True
        self.check_access("read")
        return super().message_subscribe(partner_ids=partner_ids, subtype_ids=subtype_ids)

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------
    def action_open_work(self):
        """Open what is to be done.

        :return: dict, window action
        """
        self.ensure_one()
        if self.participant_id:
            return self.participant_id._open_stage_work(self.stage_id.code)
        return self.campaign_id._open_stage_work(self.stage_id.code)

    def _finish(self, note):
        """Mark a responsibility as done whose work the system does not see, as its owner.

        :param str note: how it was done: a document, a date, an address
        :raise UserError: the system sees the work by itself, the note is empty, or it is over
        :raise AccessError: the caller neither has the task nor is an administrator
        """
        self.ensure_one()
        self.check_access("read")
        self.campaign_id._check_open()
        if not self.is_manual:
            raise UserError(self._not_by_hand())
        if self.state not in PENDING:
            raise UserError(self.env._("%s: nothing is left to be done.", self.display_name))
        if not (note or "").strip():
            raise UserError(self.env._("Write how it was done: a document, a date, an address."))
        administrator = self.env.user.has_group("shnor_registry.group_administrator")
        if self.env.user not in self.assignee_id | self.user_id and not administrator:
            raise AccessError(
                self.env._("This is marked by %s, or by an administrator.", self.name)
            )
        # sudo: responsibilities are not edited by hand; who may was checked
        one = self.sudo()
        one.write({"done_on": self.campaign_id._local_today(), "done_note": note.strip()})
        stage = one.stage_id
        mates = stage.responsibility_ids.filtered(lambda mate: mate.state in PENDING) - one
        if not mates:
            stage.done_on = one.done_on
        self._refresh(self.campaign_id)
        self.campaign_id._log(
            "stage",
            self.env._("%(what)s: done. %(note)s", what=self.display_name, note=note.strip()),
        )

    def _not_by_hand(self):
        return self.env._(
            "“%(what)s” is not ticked off by hand: it is done when the work is. %(progress)s.",
            what=self.stage_type_id.name,
            progress=self.progress_words,
        )

    def _not_moved_by_hand(self):
        return self.env._(
            "The person and the date come from the order. Enter an absence, or issue "
            "an amending order; the task follows."
        )
