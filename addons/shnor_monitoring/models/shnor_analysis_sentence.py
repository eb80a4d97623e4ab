from odoo import api, fields, models

SECTIONS = [
    ("basis", "1. Basis, dates, participants, methods and sources"),
    ("followup", "2. Fulfilment of the last decisions"),
    ("facts", "3. Statistical facts"),
    ("factors", "4. Factors behind the results"),
    ("deficits", "5. Deficits"),
    ("practices", "6. Successful practices"),
    ("conclusions", "7. Conclusions"),
    ("recommendations", "8. Targeted recommendations"),
    ("materials", "9. Methodical materials"),
    ("decisions", "10. Draft decisions"),
    ("appendix", "Appendix: formulas and limits of the data"),
]


class ShnorAnalysisSentence(models.Model):
    """A sentence of the note, and the numbers that it states.

    The system drafts sentences with their sources; people write others, and edit all. A sentence
    without a source waits until somebody vouches for it.
    """

    _name = "shnor.analysis.sentence"
    _description = "Sentence of an analysis"
    _inherit = "shnor.campaign.part"
    _order = "analysis_id, section_number, sequence, id"
    _rec_name = "text"
    _guard_fields = ("analysis_id", "participant_id")
    _freezes_with_approval = True

    analysis_id = fields.Many2one("shnor.analysis", required=True, index=True, ondelete="cascade")
    campaign_id = fields.Many2one(
        related="analysis_id.campaign_id", store=True, index=True, precompute=True
    )
    section = fields.Selection(SECTIONS, string="Part", required=True, default="facts")
    section_number = fields.Integer(
        compute="_compute_section_number", store=True, precompute=True, aggregator=None
    )
    sequence = fields.Integer(default=1000)
    participant_id = fields.Many2one(
        "shnor.participant",
        string="School",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('campaign_id', '=', campaign_id)]",
        help="The school that it is about; empty when it is about all.",
    )
    territory_id = fields.Many2one(
        "shnor.territory",
        compute="_compute_territory_id",
        store=True,
        precompute=True,
        index=True,
        ondelete="restrict",
    )
    origin = fields.Selection(
        [("system", "Drafted"), ("hand", "Written by hand")],
        required=True,
        default="hand",
        readonly=True,
    )
    key = fields.Char(readonly=True, help="By it a drafted sentence is found again.")
    text = fields.Text(required=True)
    draft_text = fields.Text(string="As drafted", readonly=True)
    sources = fields.Json(readonly=True, help="The numbers that it states, and where they stand.")
    digest = fields.Char(readonly=True)
    new_text = fields.Text(string="As of today", readonly=True)
    new_sources = fields.Json(readonly=True)
    is_item = fields.Boolean(string="In a list", help="Printed as an item of a list.")
    is_edited = fields.Boolean(string="Edited", readonly=True)
    is_stale = fields.Boolean(
        string="Numbers changed",
        readonly=True,
        index=True,
        help="The numbers that it states are others now.",
    )
    is_dropped = fields.Boolean(
        string="Taken out", readonly=True, help="It does not go into the note."
    )
    vouched_by_id = fields.Many2one(
        "res.users", string="Vouched for by", readonly=True, ondelete="restrict"
    )
    vouched_at = fields.Datetime(string="Vouched for at", readonly=True)

    # begins with the analysis, so it serves its look-ups too
    _key_uniq = models.UniqueIndex(
        "(analysis_id, key) WHERE key IS NOT NULL", "The analysis has this sentence already."
    )

    @api.depends("section")
    def _compute_section_number(self):
        numbers = {section: number for number, (section, _label) in enumerate(SECTIONS, 1)}
        for sentence in self:
            sentence.section_number = numbers.get(sentence.section, 0)

    @api.depends("participant_id.territory_id", "analysis_id.territory_id")
    def _compute_territory_id(self):
        for sentence in self:
            sentence.territory_id = (
                sentence.participant_id.territory_id
                if sentence.participant_id
                else sentence.analysis_id.territory_id
            )
