from odoo import api, fields, models
from odoo.exceptions import UserError

SPECIALIST = "shnor_registry.group_specialist"
CHATTER = ("message_", "activity_")


class ShnorAnalysis(models.Model):
    """The analytical note of a campaign: drafted by the system, edited by staff, approved by the
    working group.

    It is a part of its campaign for as long as it is a draft. Approved, it freezes the calculation,
    the forms, the recommendations and the practices with it.
    """

    _name = "shnor.analysis"
    _description = "Analysis of a campaign"
    _inherit = ["mail.thread", "shnor.state.mixin", "shnor.campaign.part"]
    _order = "campaign_id desc, id desc"
    _freezes_with_approval = True

    # who may is asked by _approve: only a carried question of signed minutes approves
    _transitions = {("draft", "approved"): None}

    campaign_id = fields.Many2one(
        "shnor.campaign", required=True, readonly=True, index=True, ondelete="restrict"
    )
    territory_id = fields.Many2one(
        related="campaign_id.territory_id", store=True, index=True, precompute=True
    )
    state = fields.Selection(
        [("draft", "Draft"), ("approved", "Approved")],
        required=True,
        default="draft",
        readonly=True,
        index=True,
        tracking=True,
    )
    sentence_ids = fields.One2many("shnor.analysis.sentence", "analysis_id", string="Sentences")
    drafted_at = fields.Datetime(readonly=True, help="When the sentences were drafted last.")
    run_id = fields.Many2one(
        "shnor.indicator.run",
        string="Calculation of the draft",
        readonly=True,
        index="btree_not_null",
        # a calculation that is thrown away takes no draft with it
        ondelete="set null",
    )
    approved_at = fields.Datetime(readonly=True)
    approved_by_id = fields.Many2one(
        "res.users", string="Approved by", readonly=True, ondelete="restrict"
    )
    digest = fields.Char(
        readonly=True,
        help="SHA-256 over the calculation, the note and the recommendations as approved.",
    )

    _campaign_uniq = models.Constraint(
        "UNIQUE (campaign_id)", "The campaign has an analysis already."
    )

    @api.depends("campaign_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for analysis in self:
            analysis.display_name = self.env._("Analysis: %s", analysis.campaign_id.name or "")

    def _check_write(self, vals):
        for name in vals:
            if name not in ("state", "sentence_ids") and not name.startswith(CHATTER):
                raise UserError(
                    self.env._(
                        "“%s” of an analysis is not written by hand.",
                        self._fields[name]._description_string(self.env),
                    )
                )
        return super()._check_write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An analysis is not deleted: draft it anew."))

    # ------------------------------------------------------------------
    # For letters, publication and dashboard
    # ------------------------------------------------------------------
    def _statistics(self):
        """Return the numbers of the campaign as plain data; once approved, those that were frozen.

        A share is a dict ``k, n, no, no_data`` (int), ``percent, percent_with_data, low, high``
        (float with one digit, or None: nothing to divide by). Names of schools and free texts stand
        under ``by_school`` and ``practices`` only.

        :return: dict, JSON-ready:

            - ``campaign``: ``id, name, period_from, period_to, date_begin, date_end`` (ISO),
              ``academic_year`` (2025/2026), ``order`` (№ and date in words), ``previous`` (name of
              the campaign that changes are shown to, or None)
            - ``run``: ``id, calculated_at`` (ISO, UTC), ``checksum`` (None until frozen)
            - ``schools``: ``count, reported, low_results, adverse, both, none``, ``entered`` and
              ``left`` (how many, against the previous campaign), ``common`` (in both)
            - ``indicators``: list, one an indicator in its order: a share, and ``code, name, group,
              unit`` (``school``, ``teacher``, or the model), ``method, rule``, ``previous``
              (``k, n, percent``, or None), ``delta`` (points, or None), ``plan`` (%, or None),
              ``is_reached`` (bool, or None without plan or data), ``comparable`` (None while the
              schools are the same, or there is nothing before: ``schools, now`` and ``before`` as
              ``k, n, percent``, ``delta``), ``history`` (oldest first: ``campaign, k, n,
              percent``, this campaign last)
            - ``by_school``: list, by name: ``participant_id, school_id, name, category, reported``,
              ``results`` {code: share with ``verdict`` (``yes, no, no_data``, or None where people
              are counted)}, ``risks`` (list of risk codes), ``recommendations`` (how many accepted)
            - ``by_subject``: list: ``procedure, subject, schools`` (with comparable results),
              ``better, same, worse`` (schools), ``pairs``, ``participants, below, percent``
              (this year), ``previous_participants, previous_below, previous_percent``
            - ``risks``: list, most frequent first: ``code, name, schools`` (that state it), ``high,
              medium, low`` (significance), ``asked`` (schools whose self-evaluation is in), and of
              schools with a verdict in the dynamics: ``with_better, with_known, without_better,
              without_known``
            - ``deficits``: dict of lists ``subject, staff, management, resources``: ``code, name,
              count`` (schools), ``asked`` (schools that answered), ``sum`` (what they have
              together, or None) and ``unit``
            - ``practices``: list: ``participant_id, school, name, essence, effect, conditions,
              is_public``
            - ``followups``: ``count, done, partly, not_done, open``
        """
        self.ensure_one()
        raise NotImplementedError

    # ------------------------------------------------------------------
    # Drafting and approval
    # ------------------------------------------------------------------
    def _problems(self):
        """Return what stands in the way of the approval.

        :return: list of str, sentences for whoever prepares the meeting; empty: nothing
        """
        self.ensure_one()
        raise NotImplementedError

    def _approve(self, question):
        """Freeze the calculation, the note, the recommendations, the practices and the forms.

        Called when minutes are signed, after the meeting has become ``minuted``.

        :param question: shnor.meeting.question, carried, of the kind ``approve_analysis``
        :raise UserError: the question does not approve this analysis, or ``_problems`` are left
        """
        raise NotImplementedError
