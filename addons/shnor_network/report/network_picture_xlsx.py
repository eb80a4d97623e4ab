from odoo import fields, models


class NetworkPictureXlsx(models.AbstractModel):
    """The picture of the network as a workbook: who works with whom, and who has nobody."""

    _name = "report.shnor_network.network_picture_xlsx"
    _inherit = "report.report_xlsx.abstract"
    _description = "XLSX of the network"

    def get_workbook_options(self):
        """Return XlsxWriter's options: rows leave the memory at once, text stays text."""
        return {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}

    def _get_objs_for_report(self, docids, data):
        return self.env["shnor.agreement"]  # it is about no records that were chosen

    def generate_xlsx_report(self, workbook, data, objs):
        """Write what ``shnor.network.picture`` gives to whoever asks.

        :param workbook: xlsxwriter.Workbook
        :param dict data: ``filters``, the arguments of ``get_picture``
        :param objs: not used
        """
        filters = (data or {}).get("filters") or {}
        allowed = ("date_from", "date_to", "territory_id")
        # reports run in sudo mode; the workbook has what its reader may see
        picture = (
            self.env["shnor.network.picture"]
            .sudo(False)
            .get_picture(**{name: filters.get(name) or False for name in allowed})
        )
        nodes = {node["id"]: node for node in picture["nodes"]}
        self._write_edges(workbook, picture, nodes)
        self._write_nodes(workbook, picture)

    def _write_edges(self, workbook, picture, nodes):
        columns = [
            (self.env._("School"), 38),
            (self.env._("Territory"), 24),
            (self.env._("Partner"), 38),
            (self.env._("Kind of partner"), 26),
            (self.env._("Agreements"), 12),
            (self.env._("In force"), 12),
            (self.env._("Activities held"), 12),
            (self.env._("Help given"), 12),
            (self.env._("Last together"), 14),
        ]
        rows = (
            (
                nodes[edge["source"]]["label"],
                nodes[edge["source"]]["place"],
                nodes[edge["target"]]["label"],
                picture["kinds"].get(nodes[edge["target"]]["kind"], ""),
                edge["agreements"],
                edge["in_force"],
                edge["held"],
                edge["help"],
                fields.Date.to_date(edge["last"] or None),
            )
            for edge in picture["edges"]
        )
        self._write_sheet(workbook, self.env._("Who works with whom"), columns, rows)

    def _write_nodes(self, workbook, picture):
        columns = [(self.env._("School"), 38), (self.env._("Territory"), 30)]
        rows = ((node["label"], node["place"]) for node in picture["nodes"] if node["lonely"])
        self._write_sheet(workbook, self.env._("Without a partner"), columns, rows)

    def _write_sheet(self, workbook, title, columns, rows):
        head = workbook.add_format(
            {
                "bold": True,
                "text_wrap": True,
                "valign": "vcenter",
                "bg_color": "#DCE6F1",
                "border": 1,
            }
        )
        cell = workbook.add_format({"text_wrap": True, "valign": "top", "border": 1})
        day = workbook.add_format({"num_format": "dd.mm.yyyy", "valign": "top", "border": 1})
        sheet = workbook.add_worksheet(title[:31])
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        for position, (header, width) in enumerate(columns):
            sheet.set_column(position, position, width)
            sheet.write_string(0, position, header, head)
        sheet.freeze_panes(1, 1)
        last = 0
        for last, row in enumerate(rows, 1):
            for position, value in enumerate(row):
                if hasattr(value, "year"):
                    sheet.write_datetime(last, position, value, day)
                elif value is None:
                    sheet.write_blank(last, position, None, cell)
                else:
                    sheet.write(last, position, value, cell)
        sheet.autofilter(0, 0, last, len(columns) - 1)
