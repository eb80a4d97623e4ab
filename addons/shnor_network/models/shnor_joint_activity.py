from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_date


class ShnorJointActivity(models.Model):
    """What a school and its partner did together: the fact behind indicator 5."""

    _name = "shnor.joint.activity"
    _inherit = ["shnor.network.fact", "shnor.logged.fact"]
    _description = "Joint activity"
    _order = "date desc, id desc"
    _rec_name = "topic"
    _rec_names_search = ["topic", "agreement_id.number"]

    _owner = "agreement_id"
    _log_owner = "agreement_id"
    _log_fields = ("date", "kind_id", "topic", "state", "confirmation")

    agreement_id = fields.Many2one(
        "shnor.agreement", required=True, index=True, ondelete="restrict"
    )
    school_id = fields.Many2one(related="agreement_id.school_id", store=True, index=True)
    territory_id = fields.Many2one(related="school_id.territory_id")
    partner_name = fields.Char(related="agreement_id.partner_name")
    partner_kind = fields.Selection(related="agreement_id.partner_kind", store=True)
    date = fields.Date(required=True, index=True, default=fields.Date.context_today)
    kind_id = fields.Many2one(
        "shnor.joint.activity.kind",
        required=True,
        index=True,
        ondelete="restrict",
    )
    topic = fields.Char(required=True)
    teacher_count = fields.Integer(string="Teachers")
    student_count = fields.Integer(string="Pupils")
    state = fields.Selection(
        [
            ("proposed", "proposed"),
            ("planned", "planned"),
            ("reported", "waits for confirmation"),
            ("done", "held"),
            ("cancelled", "cancelled"),
        ],
        string="Status",
        required=True,
        default="planned",
        index=True,
        help="What a school proposes or reports counts when the other side, or the committee, has "
        "confirmed it.",
    )
    confirmation = fields.Char(help="Programme, attendance sheet, photos, review of the school.")
    in_force = fields.Boolean(
        string="Under an agreement in force",
        compute="_compute_in_force",
        store=True,
        help="On the activity's date the agreement was in force: its status says so and its "
        "dates cover that day. Otherwise indicator 5 does not count the activity.",
    )
    deficit_id = fields.Many2one(
        "shnor.deficit",
        string="Deficit or risk",
        index="btree_not_null",
        ondelete="restrict",
        help="What of the school's deficits it answers; partners are matched by it.",
    )
    subject_id = fields.Many2one(
        "shnor.subject", string="School subject", index="btree_not_null", ondelete="restrict"
    )
    hours = fields.Float(digits=(8, 1))
    participants = fields.Char(help="Who took part: classes, teachers of a subject, heads.")
    teacher_ids = fields.Many2many(
        "shnor.teacher",
        "shnor_joint_activity_teacher_rel",
        "activity_id",
        "teacher_id",
        string="Teachers by code",
        help="Who took part. Names are shown to those only who keep the registry.",
    )
    result = fields.Text()
    proposed_by_id = fields.Many2one(
        "shnor.school", string="Proposed by", readonly=True, copy=False, ondelete="restrict"
    )
    confirmed_by_id = fields.Many2one(
        "res.partner", string="Confirmed by", readonly=True, copy=False
    )
    confirmed_at = fields.Datetime(readonly=True, copy=False)
    refusal = fields.Char(
        string="Reason of refusal", copy=False, help="Why what a school proposed was declined."
    )

    _counts_positive = models.Constraint(
        "CHECK (teacher_count >= 0 AND student_count >= 0)",
        "The numbers of teachers and pupils cannot be negative.",
    )
    _same_activity_once = models.UniqueIndex(
        "(agreement_id, date, kind_id, md5(lower(topic)))",
        "This activity is entered already: the same agreement, date, kind and topic.",
    )

    @api.depends(
        "date",
        "agreement_id.state",
        "agreement_id.date_from",
        "agreement_id.date_to",
        "agreement_id.terminated_date",
    )
    def _compute_in_force(self):
        for activity in self:
            agreement = activity.agreement_id
            activity.in_force = bool(
                activity.date
                and agreement.date_from
                and agreement.date_from <= activity.date
                and (not agreement.date_to or activity.date <= agreement.date_to)
                and (
                    agreement.state == "in_force"
                    or (
                        agreement.state == "terminated"
                        and agreement.terminated_date
                        and activity.date < agreement.terminated_date
                    )
                )
            )

    @api.constrains("date", "agreement_id", "state")
    def _check_within_agreement(self):
        """An activity lies within its agreement's dates (an import warns of what does not)."""
        for activity in self.filtered(lambda one: one.state != "cancelled"):
            agreement = activity.agreement_id
            if agreement._covers(activity.date):
                continue
            raise ValidationError(
                self.env._(
                    "“%(topic)s” on %(day)s lies outside the dates of agreement %(number)s "
                    "(%(period)s). Correct the date, or choose the agreement of that time.",
                    topic=activity.topic,
                    day=format_date(self.env, activity.date),
                    number=agreement.number,
                    period=agreement._period_words(),
                )
            )

    @api.constrains("teacher_ids", "teacher_count")
    def _check_teachers(self):
        self._check_teacher_count()

    @api.onchange("teacher_ids")
    def _onchange_teacher_ids(self):
        self.teacher_count = max(self.teacher_count, len(self.teacher_ids))

    @api.model
    def _sql_refresh_copies(self, domain):
        """Set what activities store of their agreement, in one UPDATE: ``school_id``,
        ``partner_kind`` and ``in_force``.

        To be called after activities or agreements were written past the ORM. Rows that would not
        change are left alone.

        :param domain: which activities
        """
        self.flush_model()
        self.env["shnor.agreement"].flush_model()
        # sudo: what is stored is a matter of fact, not of the reader's rights
        query = self.sudo()._search(domain)
        self.env.cr.execute(
            SQL(
                """
                WITH fresh AS (
                    SELECT activity.id, agreement.school_id, agreement.partner_kind,
                           activity.date >= agreement.date_from
                               AND activity.date <= COALESCE(agreement.date_to, 'infinity')
                               AND (agreement.state = 'in_force'
                                    OR agreement.state = 'terminated'
                                       AND activity.date < COALESCE(
                                               agreement.terminated_date, '-infinity'))
                               AS in_force
                      FROM shnor_joint_activity activity
                      JOIN shnor_agreement agreement ON agreement.id = activity.agreement_id
                     WHERE activity.id IN %s
                )
                UPDATE shnor_joint_activity activity
                   SET school_id = fresh.school_id, partner_kind = fresh.partner_kind,
                       in_force = fresh.in_force
                  FROM fresh
                 WHERE fresh.id = activity.id
                   AND (activity.school_id, activity.partner_kind, activity.in_force)
                       IS DISTINCT FROM (fresh.school_id, fresh.partner_kind, fresh.in_force)
                """,
                query.subselect(),
            )
        )
        self.invalidate_model(["school_id", "partner_kind", "in_force"], flush=False)
