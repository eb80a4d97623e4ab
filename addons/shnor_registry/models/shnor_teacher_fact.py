from odoo import fields, models


class ShnorTeacherFact(models.AbstractModel):
    """A fact about a teacher, who is a code to most readers."""

    _name = "shnor.teacher.fact"
    _description = "Fact about a teacher"
    _inherit = ["shnor.logged.fact"]

    _log_owner = "teacher_id"

    # no index of its own: the unique indexes of the models begin with it
    teacher_id = fields.Many2one("shnor.teacher", required=True, ondelete="restrict")
    teacher_name = fields.Char(
        related="teacher_id.name",
        string="Full name",
        groups="shnor_registry.group_keeper",
    )

    def _field_to_sql(self, alias, field_expr, query=None):
        # Odoo asks the rights for the source of a related field only, and asks it as the superuser:
        # sorting or grouping by the name would tell it to everybody
        if field_expr == "teacher_name":
            self._check_field_access(self._fields[field_expr], "read")
        return super()._field_to_sql(alias, field_expr, query)
