from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

WRITABLE = ("fulfilment", "comment")


class ShnorRecommendationFollowup(models.Model):
    """What became of an accepted recommendation by the next campaign.

    It belongs to that next campaign, and freezes with it: the recommendation itself is frozen with
    its own one. Whether the indicator that it aimed at has moved is told by the results of both.
    """

    _name = "shnor.recommendation.followup"
    _description = "What became of a recommendation"
    _inherit = "shnor.campaign.part"
    _order = "campaign_id desc, participant_id, id"
    _freezes_with_approval = True

    recommendation_id = fields.Many2one(
        "shnor.recommendation", required=True, readonly=True, index=True, ondelete="restrict"
    )
    campaign_id = fields.Many2one(
        "shnor.campaign", required=True, readonly=True, ondelete="restrict"
    )
    participant_id = fields.Many2one(
        "shnor.participant",
        string="School",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    territory_id = fields.Many2one(
        "shnor.territory", readonly=True, index=True, ondelete="restrict"
    )
    addressee_words = fields.Char(related="recommendation_id.addressee_words")
    text = fields.Text(related="recommendation_id.text", string="What was advised")
    term_date = fields.Date(related="recommendation_id.term_date")
    responsible = fields.Char(related="recommendation_id.responsible")
    expected_result = fields.Text(related="recommendation_id.expected_result")
    indicator_id = fields.Many2one(related="recommendation_id.indicator_id")
    fact_words = fields.Text(related="recommendation_id.fact_words")
    fulfilment = fields.Selection(
        [
            ("open", "Open"),
            ("done", "Carried out"),
            ("partly", "Partly done"),
            ("not_done", "Not done"),
        ],
        required=True,
        default="open",
        index=True,
        group_expand=True,
    )
    comment = fields.Text(help="What was done, or why not.")
    checked_by_id = fields.Many2one("res.users", string="Checked by", readonly=True)
    checked_at = fields.Datetime(readonly=True)
    is_overdue = fields.Boolean(string="Overdue", compute="_compute_is_overdue")
    movement = fields.Selection(
        [
            ("better", "Better"),
            ("same", "No change"),
            ("worse", "Worse"),
            ("unknown", "No data"),
        ],
        compute="_compute_movement",
        help="Of the indicator that the recommendation aimed at, from that campaign to this one.",
    )
    movement_words = fields.Char(string="Indicator", compute="_compute_movement")

    # begins with the campaign, so it serves its look-ups too
    _once = models.Constraint(
        "UNIQUE (campaign_id, recommendation_id)", "It is followed up in this campaign already."
    )

    @api.depends("recommendation_id.display_name")
    def _compute_display_name(self):
        for followup in self:
            followup.display_name = followup.recommendation_id.display_name

    @api.depends("fulfilment", "term_date")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for followup in self:
            followup.is_overdue = bool(
                followup.fulfilment in ("open", "partly")
                and followup.term_date
                and followup.term_date < today
            )

    @api.depends("recommendation_id", "campaign_id")
    @api.depends_context("lang")
    def _compute_movement(self):
        results = self._read_results()
        for followup in self:
            before, now = results.get(followup._origin.id, (None, None))
            followup.movement = _movement(before, now)
            followup.movement_words = followup._movement_words(before, now)

    def _read_results(self):
        """Return {id: (result then, result now)} of the indicators aimed at (one query).

        A result is (k, n, no data), or None.
        """
        ids = [one for one in self.ids if isinstance(one, int)]
        if not ids:
            return {}
        self.env["shnor.campaign"].flush_model(["run_id"])
        self.flush_model(["campaign_id", "recommendation_id", "participant_id"])
        self.env["shnor.recommendation"].flush_model(["campaign_id", "indicator_id", "school_id"])
        # what the results of a school say is told to whoever may read what became of its advice
        rows = self.env.execute_query(
            SQL(
                """
                SELECT followup.id, earlier.yes_count, earlier.unit_count, earlier.no_data_count,
                       later.yes_count, later.unit_count, later.no_data_count
                  FROM shnor_recommendation_followup followup
                  JOIN shnor_recommendation advice ON advice.id = followup.recommendation_id
                  JOIN shnor_campaign past ON past.id = advice.campaign_id
                  JOIN shnor_campaign present ON present.id = followup.campaign_id
             LEFT JOIN shnor_indicator_result earlier ON earlier.run_id = past.run_id
                       AND earlier.indicator_id = advice.indicator_id
                       AND (earlier.school_id = advice.school_id
                            OR (advice.school_id IS NULL AND earlier.dimension = 'overall'))
             LEFT JOIN shnor_indicator_result later ON later.run_id = present.run_id
                       AND later.indicator_id = advice.indicator_id
                       AND (later.school_id = advice.school_id
                            OR (advice.school_id IS NULL AND later.dimension = 'overall'))
                 WHERE followup.id = ANY(%s)
                """,
                ids,
            )
        )
        return {
            followup_id: (
                None if then[1] is None else tuple(then),
                None if now[1] is None else tuple(now),
            )
            for followup_id, then, now in ((row[0], row[1:4], row[4:7]) for row in rows)
        }

    def _movement_words(self, before, now):
        if not self.indicator_id:
            return False
        labels = dict(self._fields["movement"]._description_selection(self.env))
        said = f"{self._result_words(before)} → {self._result_words(now)}"
        movement = _movement(before, now)
        if movement != "unknown":
            said += f" ({labels[movement].lower()})"
        return f"{self.indicator_id.code}: {said}"

    def _result_words(self, result):
        if not result or not result[1] or result[1] == result[2]:
            return self.env._("no data")
        return self.env["shnor.indicator.result"]._share_words(result[0], result[1])

    # ------------------------------------------------------------------
    # Checked by people
    # ------------------------------------------------------------------
    def write(self, vals):
        if not vals.keys() <= set(WRITABLE):
            raise UserError(
                self.env._("Only the fulfilment and the comment of a recommendation are written.")
            )
        return super().write(
            {**vals, "checked_by_id": self.env.uid, "checked_at": fields.Datetime.now()}
        )

    @api.constrains("fulfilment", "comment")
    def _check_comment(self):
        for followup in self:
            if (
                followup.fulfilment in ("partly", "not_done")
                and not (followup.comment or "").strip()
            ):
                raise ValidationError(
                    self.env._(
                        "“%s”: say what is missing and why, in the comment.",
                        followup.display_name,
                    )
                )

    def action_open_recommendation(self):
        """Open the recommendation with its facts.

        :return: dict, window action
        """
        self.ensure_one()
        return self.recommendation_id._get_records_action()


def _movement(before, now):
    """Return how k of n moved; shares are compared by cross multiplication."""
    for result in (before, now):
        if not result or not result[1] or result[1] == result[2]:
            return "unknown"
    gain = now[0] * before[1] - before[0] * now[1]
    return "better" if gain > 0 else "worse" if gain < 0 else "same"
