from odoo import api, fields, models
from odoo.tools import SQL


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
        [("planned", "planned"), ("done", "held"), ("cancelled", "cancelled")],
        string="Status",
        required=True,
        default="planned",
        index=True,
    )
    confirmation = fields.Char(help="Programme, attendance sheet, photos, review of the school.")
    in_force = fields.Boolean(
        string="Under an agreement in force",
        compute="_compute_in_force",
        store=True,
        help="On the activity's date the agreement was in force: its status says so and its "
        "dates cover that day. Otherwise indicator 5 does not count the activity.",
    )

    _counts_positive = models.Constraint(
        "CHECK (teacher_count >= 0 AND student_count >= 0)",
        "The numbers of teachers and pupils cannot be negative.",
    )
    _same_activity_once = models.UniqueIndex(
        "(agreement_id, date, kind_id, md5(lower(topic)))",
        "This activity is entered already: the same agreement, date, kind and topic.",
    )

    @api.depends("date", "agreement_id.state", "agreement_id.date_from", "agreement_id.date_to")
    def _compute_in_force(self):
        for activity in self:
            agreement = activity.agreement_id
            activity.in_force = bool(
                agreement.state == "in_force"
                and activity.date
                and agreement.date_from
                and agreement.date_from <= activity.date
                and (not agreement.date_to or activity.date <= agreement.date_to)
            )

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
                           agreement.state = 'in_force'
                               AND activity.date >= agreement.date_from
                               AND activity.date <= COALESCE(agreement.date_to, 'infinity')
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
