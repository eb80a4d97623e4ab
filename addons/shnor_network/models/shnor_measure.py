from odoo import fields, models


class ShnorMeasure(models.Model):
    """One line of a school's roadmap."""

    _name = "shnor.measure"
    _inherit = ["shnor.network.fact", "mail.thread", "mail.activity.mixin"]
    _description = "Measure of a roadmap"
    _order = "date_to, date_from, id"
    _rec_names_search = ["name", "task", "project"]
    _texts = ("result",)

    school_id = fields.Many2one(
        "shnor.school", required=True, index=True, ondelete="restrict", tracking=True
    )
    territory_id = fields.Many2one(related="school_id.territory_id")
    level = fields.Selection(
        [
            ("school", "school"),
            ("municipal", "municipal"),
            ("regional", "regional"),
            ("federal", "federal"),
        ],
        required=True,
        default="school",
        index=True,
    )
    project = fields.Char(help="The project or programme that the measure belongs to.")
    task = fields.Char(help="The task or risk that the measure answers.")
    name = fields.Char(string="Measure", required=True, tracking=True)
    date_from = fields.Date(string="Start", index=True, tracking=True)
    date_to = fields.Date(string="Due", index=True, tracking=True)
    responsible = fields.Char(tracking=True)
    result = fields.Text(tracking=True)
    state = fields.Selection(
        [
            ("not_started", "not started"),
            ("in_progress", "in progress"),
            ("done", "done"),
            ("partly", "partly done"),
            ("failed", "failed"),
            ("moved", "moved"),
        ],
        string="Status",
        required=True,
        default="not_started",
        index=True,
        tracking=True,
        group_expand=True,
    )
    percent = fields.Integer(string="Per cent", aggregator="avg", tracking=True)

    _percent_range = models.Constraint(
        "CHECK (percent BETWEEN 0 AND 100)", "The per cent must be from 0 to 100."
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)",
        "The measure is due before it starts. Correct its dates.",
    )
    _same_measure_once = models.UniqueIndex(
        "(school_id, md5(lower(coalesce(project, ''))), md5(lower(coalesce(task, ''))), "
        "md5(lower(name)), coalesce(date_from, '-infinity'))",
        "This measure is entered already: the same school, project, task, measure and start.",
    )
