from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ShnorRecommendation(models.Model):
    """Accepted recommendations go into the roadmaps of their schools in one click."""

    _inherit = "shnor.recommendation"

    measure_ids = fields.One2many(
        "shnor.measure", "recommendation_id", string="Measures", readonly=True
    )
    measure_words = fields.Text(
        string="In the roadmap", compute="_compute_measure_words", help="How far its measures are."
    )

    @api.depends("measure_ids.state", "measure_ids.percent", "measure_ids.date_to")
    @api.depends_context("lang")
    def _compute_measure_words(self):
        for recommendation in self:
            recommendation.measure_words = recommendation.measure_ids._progress_words() or False

    @api.model
    def _unmeasured_domain(self):
        """Return the domain of what is accepted for a school and not in its roadmap yet."""
        return (
            Domain("state", "=", "accepted")
            & Domain("school_id", "!=", False)
            & Domain("measure_ids", "=", False)
        )

    def _put_into_roadmaps(self):
        """Make measures of accepted recommendations that have none (a constant number of queries).

        :return: shnor.measure, those that are new or were linked
        """
        waiting = self.search(Domain("id", "in", self.ids) & self._unmeasured_domain())
        vals_list = [
            waiting._prepare_measure(vals) for vals in waiting._recommendation_measure_vals()
        ]
        measures = self.env["shnor.measure"]
        if not vals_list:
            return measures
        measures = measures._create_from_recommendations(vals_list)
        # one that was made of the same recommendation before is linked to it
        for measure, vals in zip(measures, vals_list, strict=True):
            if not measure.recommendation_id:
                measure.recommendation_id = vals["recommendation_id"]
        return measures

    def _prepare_measure(self, vals):
        """Return the values of a measure from ``_recommendation_measure_vals``."""
        return {
            **vals,
            # lines of a text are one line of a roadmap
            "name": " ".join(vals["name"].split()),
            "task": "; ".join(vals["task"].splitlines()),
            "basis": self.env._("Targeted recommendation: %s", vals["project"]),
        }

    def action_put_into_roadmap(self):
        """Put these recommendations into the roadmaps of their schools; a second time changes
        nothing.

        :return: dict, notification
        :raise UserError: none of them is accepted and addressed to a school
        """
        self.check_access("read")
        self.env["shnor.measure"].check_access("create")
        fitting = self.filtered(lambda one: one.state == "accepted" and one.school_id)
        if not fitting:
            raise UserError(
                self.env._(
                    "Accept the recommendation first. Into roadmaps go accepted recommendations "
                    "to schools."
                )
            )
        return fitting._tell_put(fitting._put_into_roadmaps())

    def _tell_put(self, measures):
        return self.env["shnor.campaign"]._notification(
            self.env._(
                "Measures put into the roadmaps: %(new)s. There already: %(old)s.",
                new=len(measures),
                old=len(self) - len(measures),
            ),
            "success" if measures else "info",
        )

    def action_open_measures(self):
        """Open the measures that carry the recommendation out.

        :return: dict, window action
        """
        self.ensure_one()
        return self.measure_ids._get_records_action(name=self.env._("Measures"))
