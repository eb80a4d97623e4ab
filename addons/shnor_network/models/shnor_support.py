from odoo import fields, models


class ShnorSupport(models.Model):
    """Methodical help given to one school: the fact behind indicators 4 and 6."""

    _name = "shnor.support"
    _inherit = ["shnor.network.fact", "mail.thread", "mail.activity.mixin"]
    _description = "Methodical help"
    _order = "date desc, id desc"
    _rec_name = "topic"
    _rec_names_search = ["topic", "deficit", "provider"]
    _texts = ("deficit", "result")

    school_id = fields.Many2one(
        "shnor.school", required=True, index=True, ondelete="restrict", tracking=True
    )
    territory_id = fields.Many2one(related="school_id.territory_id")
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
    targeted = fields.Boolean(
        tracking=True,
        help="Meant for this school and its own deficit, not for everybody. "
        "Counted as targeted only together with a deficit and a result.",
    )
    deficit = fields.Char(
        tracking=True, help="The deficit or risk of the school that the help answers."
    )
    topic = fields.Char(required=True)
    provider = fields.Char(
        help="Who helped: the methodical service, a leader school, an institute."
    )
    teacher_count = fields.Integer(string="Teachers", help="How many teachers took part.")
    state = fields.Selection(
        [("planned", "planned"), ("done", "held"), ("cancelled", "cancelled")],
        string="Status",
        required=True,
        default="planned",
        index=True,
        tracking=True,
    )
    result = fields.Text(tracking=True, help="What came of it. A lone dash means nothing yet.")

    _teacher_count_positive = models.Constraint(
        "CHECK (teacher_count >= 0)", "The number of teachers cannot be negative."
    )
    # Topics may be long, and an index entry may not: hence md5.
    _same_help_once = models.UniqueIndex(
        "(school_id, date, kind_id, md5(lower(topic)), md5(lower(coalesce(provider, ''))))",
        "This help is entered already: the same school, date, kind, topic and provider.",
    )
