from odoo import fields, models

# What is said once of help for many schools; each school has the rest for itself.
COMMON = (
    "date",
    "kind_id",
    "form",
    "topic",
    "subject_id",
    "provider",
    "provider_school_id",
    "level",
    "hours",
    "confirmation",
)


class ShnorSupportCard(models.AbstractModel):
    """What is said alike of help for one school and of an activity for many."""

    _name = "shnor.support.card"
    _description = "Methodical help: common data"

    date = fields.Date(required=True, index=True, default=fields.Date.context_today, tracking=True)
    kind_id = fields.Many2one("shnor.support.kind", required=True, index=True, ondelete="restrict")
    form = fields.Selection(
        [
            ("onsite", "in person"),
            ("video", "video call"),
            ("correspondence", "correspondence"),
            ("visit", "field visit"),
        ],
        string="Form of help",
    )
    topic = fields.Char(required=True)
    subject_id = fields.Many2one(
        "shnor.subject", string="School subject", index="btree_not_null", ondelete="restrict"
    )
    provider = fields.Char(
        help="Who helped: the methodical service, a leader school, an institute."
    )
    provider_school_id = fields.Many2one(
        "shnor.school",
        string="School that helped",
        index="btree_not_null",
        ondelete="restrict",
        help="When a school of the registry helped: other schools find it by this help.",
    )
    level = fields.Selection(
        [
            ("school", "school"),
            ("municipal", "municipal"),
            ("regional", "regional"),
            ("federal", "federal"),
        ],
        string="Level of the provider",
    )
    hours = fields.Float(digits=(8, 1), aggregator="sum")
    confirmation = fields.Char(help="What proves it: programme, list of those who came, minutes.")
    state = fields.Selection(
        [("planned", "planned"), ("done", "held"), ("cancelled", "cancelled")],
        string="Status",
        required=True,
        default="planned",
        index=True,
        tracking=True,
    )

    _hours_positive = models.Constraint("CHECK (hours >= 0)", "Hours cannot be negative.")
