from odoo import api, fields, models

from ..models.shnor_difference import INTERVIEW, REGISTER, SELF, SOURCES


class ShnorDifferenceDecide(models.TransientModel):
    """Say which source counts, and why."""

    _name = "shnor.difference.decide"
    _description = "Decide differences"

    difference_ids = fields.Many2many("shnor.difference", string="Differences", required=True)
    source = fields.Selection(SOURCES, string="What counts", required=True)
    comment = fields.Text(string="Why", required=True)
    summary = fields.Text(string="What the sources say", compute="_compute_summary")

    @api.depends("difference_ids")
    @api.depends_context("lang")
    def _compute_summary(self):
        labels = dict(self._fields["source"]._description_selection(self.env))
        for wizard in self:
            wizard.summary = "\n".join(
                wizard._words(difference, labels) for difference in wizard.difference_ids
            )

    def _words(self, difference, labels):
        """Return a difference in a line: school, question, what each source says."""
        said = [
            f"{labels[source]} — {words}"
            for source, words in (
                (SELF, difference.self_words),
                (INTERVIEW, difference.interview_words),
                (REGISTER, difference.register_words),
            )
            if words
        ]
        name = f"{difference.display_name} {difference.title}"
        return f"{name}: {'; '.join(said)}"

    def action_decide(self):
        """Decide.

        :return: dict, action that closes the window
        """
        self.ensure_one()
        self.difference_ids._decide(self.source, self.comment)
        return {"type": "ir.actions.act_window_close"}
