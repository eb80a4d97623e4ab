from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from .survey_user_input import SELF_EVALUATION


def _state_on(stage, date_to, done_on):
    """Return the state of a school at a stage.

    :param stage: see ``shnor.stage._row_facts``
    """
    if done_on:
        return "done" if done_on <= date_to else "done_late"
    if stage.today > date_to:
        return "late"
    return "open" if stage.today >= stage.date_from else "ahead"


class ShnorStageSchool(models.Model):
    """How far one school is with one stage: a cell of the board.

    The rows follow from the work (forms, interviews, roadmaps) and from the calendar; nobody
    edits them. The last day is that of the stage, or of the school's extension.
    """

    _name = "shnor.stage.school"
    _description = "School at a stage"
    _inherit = "shnor.guarded.mixin"
    _order = "date_to, stage_id, participant_id"
    _rec_name = "participant_id"

    # no index of its own: the unique one begins with it
    stage_id = fields.Many2one("shnor.stage", required=True, ondelete="cascade")
    participant_id = fields.Many2one(
        "shnor.participant", string="School", required=True, index=True, ondelete="cascade"
    )
    campaign_id = fields.Many2one(
        related="stage_id.campaign_id", store=True, index=True, precompute=True
    )
    stage_type_id = fields.Many2one(
        related="stage_id.stage_type_id",
        string="Kind of stage",
        store=True,
        precompute=True,
    )
    territory_id = fields.Many2one(
        related="participant_id.territory_id", store=True, index=True, precompute=True
    )
    date_from = fields.Date(related="stage_id.date_from", string="From")
    date_to = fields.Date(string="Last day", required=True)
    extension_id = fields.Many2one("shnor.extension", index="btree_not_null", ondelete="restrict")
    done_on = fields.Date(string="Done on", index="btree_not_null")
    state = fields.Selection(
        [
            ("ahead", "Ahead"),
            ("open", "Under way"),
            ("late", "Late"),
            ("done", "Done"),
            ("done_late", "Done late"),
        ],
        required=True,
        default="ahead",
        group_expand=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        index="btree_not_null",
        ondelete="set null",
        help="Who answers for this school at this stage, or stands in.",
    )
    days_late = fields.Integer(compute="_compute_words", string="Days late")
    words = fields.Char(compute="_compute_words", string="How far")

    _row_uniq = models.Constraint(
        "UNIQUE (stage_id, participant_id)", "The school stands at this stage already."
    )

    @api.depends("state", "date_to", "done_on", "date_from")
    @api.depends_context("lang")
    def _compute_words(self):
        today = fields.Date.context_today(self)
        for row in self:
            row.days_late = 0
            if row.state == "late" and row.campaign_id.state != "open":
                row.words = self.env._("Not done")
            elif row.state == "late":
                row.days_late = max((today - row.date_to).days, 1)
                row.words = self.env._("Late, days: %s", row.days_late)
            elif row.state == "done_late":
                row.days_late = (row.done_on - row.date_to).days
                row.words = self.env._(
                    "Done %(day)s, late by days: %(days)s",
                    day=self._day(row.done_on),
                    days=row.days_late,
                )
            elif row.state == "done":
                row.words = self.env._("Done %s", self._day(row.done_on))
            elif row.state == "open":
                row.words = self.env._("Until %s", self._day(row.date_to))
            else:
                row.words = self.env._("From %s", self._day(row.date_from))

    def _day(self, date):
        return format_date(self.env, date, date_format="dd.MM") if date else ""

    # ------------------------------------------------------------------
    # Rows follow from the work
    # ------------------------------------------------------------------
    @api.model
    def _create_missing(self, campaigns):
        """Add the rows that are not there yet, as they are today: one INSERT for all.

        :param campaigns: shnor.campaign
        """
        self.env.flush_all()
        missing = self.env.execute_query_dict(
            SQL(
                """
                SELECT stage.id AS stage_id, participant.id AS participant_id, NULL AS done_on
                  FROM shnor_stage stage
                  JOIN shnor_stage_type kind ON kind.id = stage.stage_type_id AND kind.per_school
                  JOIN shnor_participant participant
                    ON participant.campaign_id = stage.campaign_id AND participant.active
             LEFT JOIN shnor_stage_school known
                    ON known.stage_id = stage.id AND known.participant_id = participant.id
                 WHERE stage.campaign_id = ANY(%s) AND stage.active AND known.id IS NULL
                 ORDER BY stage.id, participant.id
                """,
                list(campaigns.ids),
            )
        )
        # sudo: the rows follow from facts, whoever causes them
        found = [
            (row["stage_id"], row["participant_id"], *values.values())
            for row, values in self.sudo()._values_of(missing)
        ]
        if not found:
            return
        stages, participants, days, extensions, done, states, users = map(
            list, zip(*found, strict=True)
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO shnor_stage_school
                       (stage_id, participant_id, campaign_id, stage_type_id, territory_id,
                        date_to, extension_id, done_on, state, user_id,
                        create_uid, create_date, write_uid, write_date)
                SELECT stage.id, participant.id, stage.campaign_id, stage.stage_type_id,
                       participant.territory_id, data.date_to, data.extension_id, data.done_on,
                       data.state, data.user_id,
                       %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM unnest(%(stages)s::int[], %(participants)s::int[], %(days)s::date[],
                              %(extensions)s::int[], %(done)s::date[], %(states)s::varchar[],
                              %(users)s::int[])
                       AS data(stage_id, participant_id, date_to, extension_id, done_on, state,
                               user_id)
                  JOIN shnor_stage stage ON stage.id = data.stage_id
                  JOIN shnor_participant participant ON participant.id = data.participant_id
                ON CONFLICT DO NOTHING
                """,
                uid=self.env.uid,
                stages=stages,
                participants=participants,
                days=days,
                extensions=extensions,
                done=done,
                states=states,
                users=users,
            )
        )
        self.invalidate_model()
        self.env["shnor.stage"].invalidate_model(["school_ids"])

    def _refresh(self):
        """Bring the rows up to date: last day, done or not, state, responsible.

        A constant number of statements, however many the rows.

        :return: shnor.stage of which a row changed
        """
        if not self:
            return self.env["shnor.stage"]
        # sudo: the rows follow from facts, whoever causes them
        rows = self.sudo()
        changed = [
            (row["id"], *values.values(), row["stage_id"])
            for row, values in rows._values_of(rows._read_rows())
            if any(row[name] != value for name, value in values.items())
        ]
        rows._write_rows([one[:-1] for one in changed])
        return self.env["shnor.stage"].sudo().browse({one[-1] for one in changed})

    def _values_of(self, rows):
        """Return what rows are to hold today.

        Plain dicts, not records: tens of thousands of records are slow to walk through.

        :param list rows: dicts with ``stage_id``, ``participant_id`` and ``done_on``
        :return: list of pairs (row, dict of its values)
        """
        stages = self.env["shnor.stage"].browse({row["stage_id"] for row in rows})
        participants = self.env["shnor.participant"].browse({row["participant_id"] for row in rows})
        participants.fetch(["campaign_id", "school_id"])
        done = participants._stages_done_on()
        extensions = participants._extensions()
        terms = participants._form_terms()
        owners = stages._row_owners(participants)
        today = {campaign: campaign._local_today() for campaign in stages.campaign_id}
        facts = {stage.id: stage._row_facts(today[stage.campaign_id]) for stage in stages}
        found = []
        for row in rows:
            stage, participant = facts[row["stage_id"]], row["participant_id"]
            until, extension = extensions.get((stage.id, participant), (None, None))
            term = terms.get(participant) if stage.code == SELF_EVALUATION else None
            date_to = max(filter(None, (stage.date_to, until, term)))
            done_on = done.get((participant, stage.code))
            if stage.is_manual:
                done_on = stage.done_on
            if done_on is True:  # done, nobody kept when: the day on which it was seen
                done_on = row["done_on"] or stage.today
            values = {
                "date_to": date_to,
                "extension_id": extension if date_to == until else None,
                "done_on": done_on or None,
                "state": _state_on(stage, date_to, done_on),
                "user_id": owners.get((stage.id, participant)),
            }
            found.append((row, values))
        return found

    def _read_rows(self):
        self.flush_model()
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT id, stage_id, participant_id, date_to, extension_id, done_on, state, user_id
                  FROM shnor_stage_school WHERE id = ANY(%s) ORDER BY id
                """,
                list(self.ids),
            )
        )

    def _write_rows(self, changed):
        """Write many different rows by one statement.

        :param list changed: tuples (id, last day, extension, done on, state, user)
        """
        if not changed:
            return
        ids, days, extensions, done, states, users = map(list, zip(*changed, strict=True))
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE shnor_stage_school AS row
                   SET date_to = data.date_to, extension_id = data.extension_id,
                       done_on = data.done_on, state = data.state, user_id = data.user_id,
                       write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
                  FROM unnest(%(ids)s::int[], %(days)s::date[], %(extensions)s::int[],
                              %(done)s::date[], %(states)s::varchar[], %(users)s::int[])
                       AS data(id, date_to, extension_id, done_on, state, user_id)
                 WHERE row.id = data.id
                """,
                uid=self.env.uid,
                ids=ids,
                days=days,
                extensions=extensions,
                done=done,
                states=states,
                users=users,
            )
        )
        self.invalidate_model(["date_to", "extension_id", "done_on", "state", "user_id"])
        self.env["shnor.stage"].invalidate_model(
            ["done_count", "row_count", "completeness", "timeliness"]
        )

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------
    def action_open_work(self):
        """Open what the row is about: the form, the interview, the card of the participant.

        :return: dict, window action
        """
        self.ensure_one()
        return self.participant_id._open_stage_work(self.stage_id.code)

    def action_remind(self):
        """Remind the directors of these schools, those that have not done it.

        :return: dict, notification that tells how many were
        :raise UserError: the caller is no specialist, or the campaign is over
        """
        self.check_access("read")
        if not self.env.user.has_group("shnor_registry.group_specialist"):
            raise UserError(self.env._("Reminders are sent by specialists of the committee."))
        self.campaign_id._check_open()
        waiting = self.filtered(lambda row: row.state in ("open", "late"))
        sent = self.env["shnor.reminder"]._remind_now(waiting)
        return self.env["shnor.campaign"]._notification(
            self.env._(
                "Schools reminded: %(sent)s. Nobody to write to, or reminded today already: "
                "%(dumb)s. Nothing to remind of: %(done)s.",
                sent=sent,
                dumb=len(waiting) - sent,
                done=len(self) - len(waiting),
            ),
            "success" if sent else "warning",
        )

    def action_extend(self):
        """Open a new extension for this school and stage.

        :return: dict, window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Extension"),
            "res_model": "shnor.extension",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_participant_id": self.participant_id.id,
                "default_stage_id": self.stage_id.id,
            },
        }

    # ------------------------------------------------------------------
    # What reminders say of a row
    # ------------------------------------------------------------------
    def _sheet(self):
        """Return the form that the stage is about, possibly empty."""
        self.ensure_one()
        return self.participant_id._sheet(self.stage_id.code)

    def _may_remind(self, due_on):
        """Return whether the directors know of it already (extension point).

        :param date due_on: the day on which the rule wants to remind
        """
        if self.stage_id.code != SELF_EVALUATION:
            return True
        invited = self.participant_id.invited_at
        return bool(invited) and self.campaign_id._local_day(invited) < due_on

    def _reminder_note(self):
        """Return what else the directors should know, in words."""
        sheet = self._sheet()
        if sheet.form_state == "returned":
            if sheet.form_return_reason:
                return self.env._("It was returned to be corrected: %s", sheet.form_return_reason)
            return self.env._("It was returned to be corrected.")
        return ""

    def _reminder_contact(self):
        """Return whom to ask."""
        sheet = self._sheet()
        return sheet._form_contact() if sheet else ""

    def _portal_path(self):
        """Return where the directors do it (extension point)."""
        sheet = self._sheet()
        return f"/my/forms/{sheet.id}" if sheet else "/my/monitorings"
