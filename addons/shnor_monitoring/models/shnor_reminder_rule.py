import string

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# what the texts may say: name and an example
PLACEHOLDERS = {
    "campaign": "Мониторинг, июль 2026",
    "stage": "Самообследование",
    "school": "МБОУ СОШ с. Кедровое",
    "deadline": "10.07.2026",
    "days": "3",
    "person": "Никитина Галина Ильинична",
    "progress": "5 из 8",
}


class ShnorReminderRule(models.Model):
    """When whom of what to remind, and whom to tell when that did not help: data, not code."""

    _name = "shnor.reminder.rule"
    _description = "Rule of reminders"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    stage_type_ids = fields.Many2many(
        "shnor.stage.type", string="Stages", help="Empty: every stage."
    )
    anchor = fields.Selection(
        [
            ("end", "the last day"),
            ("begin", "the first day"),
            ("half", "the half of the working group's time, without a meeting"),
        ],
        string="Counted from",
        required=True,
        default="end",
        help="The last day is the school's own where it has an extension.",
    )
    days = fields.Integer(
        help="Negative: before; 0: on the day; positive: after.",
    )
    audience = fields.Selection(
        [
            ("school", "Directors of the schools that have not done it"),
            ("responsible", "Who answers for it and has not finished"),
            ("head", "Who controls the order (escalation)"),
            ("letter", "Directors who have not acknowledged their letter"),
        ],
        string="To whom",
        required=True,
        default="school",
    )
    channel = fields.Selection(
        [("mail", "Mail"), ("activity", "Task in the system"), ("both", "Mail and task")],
        string="How",
        required=True,
        default="mail",
        help="Directors work in the portal, where there are no tasks: they get mails.",
    )
    weekdays_only = fields.Boolean(
        string="Quiet on days off",
        default=True,
        help="What falls on a day off of the production calendar goes out on the next working day.",
    )
    subject = fields.Char(required=True, translate=True)
    body = fields.Text(
        string="Text",
        required=True,
        translate=True,
        help="One paragraph a line. Placeholders: {campaign}, {stage}, {school}, {deadline}, "
        "{days}, {person}, {progress}.",
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    _half_check = models.Constraint(
        "CHECK (anchor <> 'half' OR audience = 'head')",
        "Half of the working group's time is told to who controls the order.",
    )
    _school_check = models.Constraint(
        "CHECK (audience NOT IN ('school', 'letter') OR channel = 'mail')",
        "Directors have no tasks in the system: choose “Mail”.",
    )

    @api.constrains("subject", "body")
    def _check_placeholders(self):
        for rule in self:
            for label, text in (
                (self.env._("Subject"), rule.subject),
                (self.env._("Text"), rule.body),
            ):
                rule._check_text(label, text or "")

    def _check_text(self, label, text):
        allowed = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        try:
            parts = list(string.Formatter().parse(text))
        except ValueError:
            raise ValidationError(
                self.env._(
                    "“%(label)s” has a lonely brace: write each placeholder as {school}. "
                    "Allowed: %(allowed)s.",
                    label=label,
                    allowed=allowed,
                )
            )
        for _words, name, detail, conversion in parts:
            if name is not None and (name not in PLACEHOLDERS or detail or conversion):
                raise ValidationError(
                    self.env._(
                        "“%(label)s” has the placeholder {%(name)s}, which is not known. "
                        "Allowed: %(allowed)s.",
                        label=label,
                        name=name,
                        allowed=allowed,
                    )
                )

    def _fill(self, text, values):
        """Return a text with its placeholders filled in.

        :param str text: checked when it was saved
        :param dict values: {placeholder: value}
        """
        return text.format(**{name: values.get(name, "") for name in PLACEHOLDERS})

    @api.depends("subject", "body")
    @api.depends_context("lang")
    def _compute_preview(self):
        for rule in self:
            rule.preview = rule._preview()

    def _preview(self):
        try:
            self._check_placeholders()
        except ValidationError as error:
            return str(error)
        values = self.env["shnor.reminder"]._preview_values(self, dict(PLACEHOLDERS))
        return self.env["ir.qweb"]._render("shnor_monitoring.mail_reminders", values)
