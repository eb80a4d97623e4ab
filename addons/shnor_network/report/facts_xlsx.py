import io

import xlsxwriter

from odoo import api, models

# what a sheet tells, by model
COLUMNS = {
    "shnor.support": (
        ("school_id", 38),
        ("date", 12),
        ("kind_id", 20),
        ("form", 14),
        ("topic", 40),
        ("provider", 26),
        ("targeted", 11),
        ("deficit", 30),
        ("recipient", 22),
        ("teacher_count", 11),
        ("result", 40),
        ("usefulness", 11),
        ("state", 14),
    ),
    "shnor.agreement": (
        ("school_id", 38),
        ("number", 14),
        ("date_from", 12),
        ("date_to", 12),
        ("partner_name", 38),
        ("partner_kind", 24),
        ("basis_id", 22),
        ("subject", 40),
        ("terminated_date", 12),
        ("state", 14),
    ),
    "shnor.joint.activity": (
        ("school_id", 38),
        ("agreement_id", 30),
        ("partner_kind", 24),
        ("date", 12),
        ("kind_id", 20),
        ("topic", 40),
        ("teacher_count", 11),
        ("student_count", 11),
        ("in_force", 14),
        ("confirmation", 30),
        ("state", 14),
    ),
    "shnor.measure.snapshot": (
        ("school_id", 38),
        ("day", 12),
        ("name", 40),
        ("level", 16),
        ("project", 24),
        ("task", 30),
        ("date_from", 12),
        ("date_to", 12),
        ("done_date", 12),
        ("responsible", 26),
        ("indicator", 30),
        ("indicator_plan", 14),
        ("indicator_fact", 14),
        ("result", 40),
        ("percent", 10),
        ("timeliness", 20),
        ("state_reason", 30),
        ("state", 14),
    ),
    "shnor.measure": (
        ("school_id", 38),
        ("name", 40),
        ("level", 16),
        ("project", 24),
        ("task", 30),
        ("date_from", 12),
        ("date_to", 12),
        ("done_date", 12),
        ("responsible", 26),
        ("indicator", 30),
        ("indicator_plan", 14),
        ("indicator_fact", 14),
        ("result", 40),
        ("percent", 10),
        ("state_reason", 30),
        ("state", 14),
    ),
}
BATCH = 2000


class FactsXlsx(models.AbstractModel):
    """What a campaign's results in help, network and roadmaps rest on, as a workbook."""

    _name = "report.shnor_network.facts_xlsx"
    _inherit = "report.shnor_network.network_picture_xlsx"
    _description = "XLSX of help, network and roadmaps of a campaign"

    def _get_objs_for_report(self, docids, data):
        return self.env["shnor.campaign"].browse(docids)

    def generate_xlsx_report(self, workbook, data, objs):
        """Write a sheet for each kind of facts.

        :param workbook: xlsxwriter.Workbook
        :param dict data: not used
        :param objs: shnor.campaign, one
        """
        for model, domain in objs._removal_domains().items():
            columns = [
                (self.env[model]._fields[name]._description_string(self.env), width)
                for name, width in COLUMNS[model]
            ]
            self._write_sheet(
                workbook, self._sheet_title(model), columns, self._rows(model, domain)
            )

    @api.model
    def _workbook(self, campaign):
        """Return the workbook of one campaign as bytes."""
        file = io.BytesIO()
        with xlsxwriter.Workbook(file, self.get_workbook_options()) as workbook:
            self.generate_xlsx_report(workbook, {}, campaign)
        return file.getvalue()

    @api.model
    def _sheet_title(self, model):
        return {
            "shnor.support": self.env._("Help"),
            "shnor.agreement": self.env._("Agreements"),
            "shnor.joint.activity": self.env._("Joint activities"),
            "shnor.measure.snapshot": self.env._("Roadmaps as taken down"),
            "shnor.measure": self.env._("Roadmaps as of today"),
        }[model]

    def _rows(self, model, domain):
        """Yield the facts as people read them, a batch of records in memory at a time."""
        ids = self.env[model]._search(domain, order="school_id, id").get_result_ids()
        for start in range(0, len(ids), BATCH):
            for record in self.env[model].browse(ids[start : start + BATCH]):
                yield [self._cell(record, name) for name, _width in COLUMNS[model]]
            self.env.invalidate_all()

    def _cell(self, record, name):
        field, value = record._fields[name], record[name]
        if field.type == "boolean":
            return self.env._("yes") if value else self.env._("no")
        if value is False or value is None:
            return None
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        return value.display_name if field.relational else value
