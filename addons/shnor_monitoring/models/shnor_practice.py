from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

SYSTEM_FIELDS = ("origin", "answer_code", "line_id", "is_edited")
# Passed by identity in the context: no caller from outside (RPC, import) can forge it.
_SYSTEM = object()


class ShnorPractice(models.Model):
    """What worked in a school, and under which conditions others may do the same."""

    _name = "shnor.practice"
    _description = "Successful practice"
    _inherit = "shnor.campaign.part"
    _order = "campaign_id desc, school_name, id"
    _guard_fields = ("campaign_id", "participant_id")
    _freezes_with_approval = True

    participant_id = fields.Many2one(
        "shnor.participant",
        string="School",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('campaign_id.state', '=', 'open')]",
    )
    campaign_id = fields.Many2one(
        related="participant_id.campaign_id", store=True, index=True, precompute=True
    )
    school_name = fields.Char(related="participant_id.school_name", store=True, precompute=True)
    territory_id = fields.Many2one(
        related="participant_id.territory_id", store=True, index=True, precompute=True
    )
    name = fields.Char(required=True)
    essence = fields.Text(required=True, help="What is done.")
    effect = fields.Text(help="What it has brought, in numbers where there are any.")
    conditions = fields.Text(help="What another school needs to do the same.")
    is_in_note = fields.Boolean(
        string="Goes into the note", default=True, help="Chosen by the committee."
    )
    origin = fields.Selection(
        [("answer", "From an answer"), ("hand", "Written by hand")],
        required=True,
        default="hand",
        readonly=True,
    )
    answer_code = fields.Char(string="Question", readonly=True)
    line_id = fields.Many2one(
        "survey.user_input.line",
        string="Answer",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    is_edited = fields.Boolean(string="Edited", readonly=True)
    is_public = fields.Boolean(
        string="May be published", help="The school agreed that it is published with its name."
    )
    consent_basis = fields.Char(string="Basis of the consent", help="Letter, number and date.")

    _consent_check = models.Constraint(
        "CHECK (NOT is_public OR consent_basis IS NOT NULL)",
        "A practice is published with the school’s consent only: write its basis.",
    )

    @api.constrains("is_public", "consent_basis")
    def _check_consent(self):
        for practice in self:
            if practice.is_public and not (practice.consent_basis or "").strip():
                raise ValidationError(
                    self.env._(
                        "“%s” is published with the school’s consent only: write its basis "
                        "(letter, number and date).",
                        practice.name,
                    )
                )

    # ------------------------------------------------------------------
    # By hand, and from answers
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_names(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_names(vals)
        result = super().write(vals)
        if not self._is_system() and not vals.keys().isdisjoint(
            ("name", "essence", "effect", "conditions", "is_in_note", "is_public")
        ):
            # sudo: the mark is the system's; the edit itself was allowed
            self.filtered(lambda one: not one.is_edited).sudo()._write_as_system(
                {"is_edited": True}
            )
        return result

    def _is_system(self):
        return self.env.context.get("shnor_practice_system") is _SYSTEM

    def _check_names(self, vals):
        """Refuse what only the system writes: where a practice comes from."""
        for name in () if self._is_system() else vals:
            if name in SYSTEM_FIELDS:
                raise UserError(
                    self.env._(
                        "“%s” of a practice is not written by hand.",
                        self._fields[name]._description_string(self.env),
                    )
                )

    def _write_as_system(self, vals):
        self.with_context(shnor_practice_system=_SYSTEM).write(vals)

    def _create_as_system(self, vals_list):
        return self.with_context(shnor_practice_system=_SYSTEM).create(vals_list)

    def action_open_answer(self):
        """Open the form in which the school tells of it.

        :return: dict, window action
        :raise UserError: it was written by hand, or the answer is gone
        """
        self.ensure_one()
        self.check_access("read")
        if not self.line_id:
            raise UserError(self.env._("There is no answer behind it."))
        # sudo: finds the form, which is opened by its own rules
        return self.line_id.sudo().user_input_id.with_env(self.env)._get_records_action()
