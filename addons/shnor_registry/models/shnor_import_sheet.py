from odoo import fields, models


class ShnorImportSheet(models.Model):
    """How many rows of a sheet an import found new, changed, unchanged or faulty."""

    _name = "shnor.import.sheet"
    _description = "Sheet of an import"
    _order = "import_id, sequence, id"
    _rec_name = "sheet"

    import_id = fields.Many2one("shnor.import", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer()
    file = fields.Char(required=True)
    sheet = fields.Char(required=True)
    header_row = fields.Integer(help="Where the headers were found, as Excel numbers rows.")
    new_count = fields.Integer(string="New")
    changed_count = fields.Integer(string="Changed")
    unchanged_count = fields.Integer(string="Unchanged")
    error_count = fields.Integer(string="With errors")
