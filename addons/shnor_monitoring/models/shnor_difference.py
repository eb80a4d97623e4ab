from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.shnor_form.engine import raw, values

from .shnor_interview import SPECIALIST

SELF, INTERVIEW, REGISTER = "self_evaluation", "interview", "register"
SOURCES = [
    (SELF, "Self-evaluation"),
    (INTERVIEW, "Interview"),
    (REGISTER, "Register"),
]
# where each source keeps what it says
SIDES = {SELF: "self_value", INTERVIEW: "interview_value", REGISTER: "register_value"}


class ShnorDifference(models.Model):
    """One question about which the sources of a school do not say the same.

    Made and kept up to date by ``shnor.campaign._refresh_differences``; a specialist decides which
    value counts and says why. What was decided counts for indicators
    (``shnor.participant._effective_answers_sql``) until a source says something else.
    """

    _name = "shnor.difference"
    _description = "Difference between sources"
    _inherit = ["mail.thread", "shnor.campaign.part"]
    _freezes_with_approval = True
    _order = "state desc, participant_id, sequence, id"
    _rec_name = "code"

    participant_id = fields.Many2one(
        "shnor.participant", required=True, readonly=True, ondelete="restrict"
    )
    campaign_id = fields.Many2one(
        related="participant_id.campaign_id", store=True, index=True, precompute=True
    )
    school_id = fields.Many2one(
        related="participant_id.school_id", store=True, index=True, precompute=True
    )
    territory_id = fields.Many2one(
        related="participant_id.territory_id", store=True, index=True, precompute=True
    )
    question_id = fields.Many2one(
        "survey.question", required=True, readonly=True, ondelete="restrict"
    )
    sequence = fields.Integer(related="question_id.sequence", store=True)
    code = fields.Char(required=True, readonly=True)
    title = fields.Char(related="question_id.title", string="Wording")
    self_value = fields.Json(readonly=True)
    interview_value = fields.Json(readonly=True)
    register_value = fields.Json(readonly=True)
    self_words = fields.Char(string="Self-evaluation", compute="_compute_words")
    interview_words = fields.Char(string="Interview", compute="_compute_words")
    register_words = fields.Char(string="Register", compute="_compute_words")
    state = fields.Selection(
        [
            ("open", "To be decided"),
            ("decided", "Decided"),
            ("agreed", "The sources agree now"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    chosen_source = fields.Selection(SOURCES, string="What counts", readonly=True)
    chosen_value = fields.Json(readonly=True)
    chosen_number = fields.Float(string="Number that counts", readonly=True, aggregator=None)
    chosen_words = fields.Char(string="Value that counts", compute="_compute_words")
    comment = fields.Text(string="Why", readonly=True)
    decided_by_id = fields.Many2one(
        "res.users", string="Decided by", readonly=True, ondelete="restrict"
    )
    decided_at = fields.Datetime(string="Decided at", readonly=True)
    note = fields.Text(readonly=True, help="Why it is to be decided again.")

    # begins with the participant, so it serves the look-ups by participant too
    _code_uniq = models.Constraint("UNIQUE (participant_id, code)", "There is this difference.")

    @api.depends("participant_id.school_name", "code")
    def _compute_display_name(self):
        for difference in self:
            difference.display_name = f"{difference.participant_id.school_name}, {difference.code}"

    @api.depends("self_value", "interview_value", "register_value", "chosen_value", "question_id")
    @api.depends_context("lang")
    def _compute_words(self):
        raw_values = raw.read(self, *SIDES.values(), "chosen_value")
        for difference in self:
            known = raw_values.get(difference._origin.id, {})
            schema = difference.question_id.survey_id._form_schema()["questions"]
            question = schema.get(difference.code)
            for name in ("self", "interview", "register", "chosen"):
                difference[f"{name}_words"] = values.words(
                    self.env, question, known.get(f"{name}_value")
                )

    # ------------------------------------------------------------------
    # Deciding
    # ------------------------------------------------------------------
    def action_choose_self_evaluation(self):
        """Ask why the self-evaluation counts.

        :return: dict, window action
        """
        return self._action_choose(SELF)

    def action_choose_interview(self):
        """Ask why the interview counts.

        :return: dict, window action
        """
        return self._action_choose(INTERVIEW)

    def action_choose_register(self):
        """Ask why the register counts.

        :return: dict, window action
        """
        return self._action_choose(REGISTER)

    def _action_choose(self, source):
        self._check_may_decide()
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "shnor_monitoring.shnor_difference_decide_action"
            ),
            "context": {"default_difference_ids": self.ids, "default_source": source},
        }

    def _check_may_decide(self):
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(SPECIALIST):
            raise AccessError(
                self.env._("Differences are decided by specialists of the committee.")
            )
        self.campaign_id._check_open()

    def _decide(self, source, comment):
        """Say which value counts, and why.

        :param str source: one of SOURCES
        :param str comment: why
        :raise AccessError: only specialists of the territory decide
        :raise UserError: there is no comment, or the source knows no value
        """
        self._check_may_decide()
        comment = (comment or "").replace("\x00", "").strip()
        if not comment:
            raise UserError(self.env._("Write why this value counts."))
        if source not in SIDES:
            raise ValidationError(self.env._("There is no such source."))
        side = SIDES[source]
        known = raw.read(self, side)
        for difference in self:
            if known[difference.id][side] is None:
                raise UserError(
                    self.env._(
                        "“%(difference)s”: this source knows no value, choose another one.",
                        difference=difference.display_name,
                    )
                )
        self._write_decision(source, comment)

    def _write_decision(self, source, comment):
        """Write the decision by SQL: the ORM would make nothing of the answers 0 and “no”."""
        side = SQL.identifier(SIDES[source])
        self.env.cr.execute(
            SQL(
                """
                UPDATE shnor_difference
                   SET state = 'decided', chosen_source = %(source)s, chosen_value = %(side)s,
                       chosen_number = CASE jsonb_typeof(%(side)s)
                           WHEN 'number' THEN %(side)s::text::float8
                           WHEN 'boolean' THEN %(side)s::text::bool::int
                       END,
                       comment = %(comment)s, decided_by_id = %(uid)s, decided_at = %(now)s,
                       note = NULL, write_uid = %(uid)s, write_date = %(now)s
                 WHERE id = ANY(%(ids)s)
                """,
                source=source,
                side=side,
                comment=comment,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                ids=list(self.ids),
            )
        )
        self.invalidate_recordset()
        self.participant_id.invalidate_recordset(["open_difference_count"])
        label = dict(self._fields["chosen_source"]._description_selection(self.env))[source]
        # sudo: what was decided is noted by whoever decided, a specialist who was checked above
        self.sudo()._message_log_batch(
            {
                difference.id: self.env._(
                    "%(label)s counts: %(value)s. %(comment)s",
                    label=label,
                    value=difference.chosen_words,
                    comment=comment,
                )
                for difference in self
            }
        )
