from odoo import fields, models

WIDTHS = (14, 34, 12, 18, 24, 40, 18, 18, 18, 30, 46, 46, 68)


class LetterXlsx(models.AbstractModel):
    """The register of letters as a workbook: a row a letter."""

    _name = "report.shnor_monitoring.letter_xlsx"
    _inherit = "report.report_xlsx.abstract"
    _description = "XLSX register of letters"

    def get_workbook_options(self):
        """Return XlsxWriter's options: rows leave the memory at once, text stays text."""
        return {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}

    def generate_xlsx_report(self, workbook, data, objs):
        """Write a sheet for each pack.

        :param workbook: xlsxwriter.Workbook
        :param dict data: not used
        :param objs: shnor.letter.pack
        """
        objs.check_access("read")
        formats = self._formats(workbook)
        for number, pack in enumerate(objs, 1):
            title = self.env._("Register") if len(objs) == 1 else f"{number}"
            self._write_pack(workbook.add_worksheet(title), formats, pack)

    def _formats(self, workbook):
        cell = {"valign": "top", "border": 1, "border_color": "#BFC8D2", "text_wrap": True}
        return {
            "title": workbook.add_format({"bold": True, "font_size": 14}),
            "head": workbook.add_format(
                {**cell, "bold": True, "bg_color": "#DCE6F1", "valign": "vcenter"}
            ),
            "cell": workbook.add_format(cell),
            "date": workbook.add_format({**cell, "num_format": "dd.mm.yyyy"}),
            "moment": workbook.add_format({**cell, "num_format": "dd.mm.yyyy hh:mm"}),
        }

    def _write_pack(self, sheet, formats, pack):
        # the reader's own letters: the record rules leave the others out
        letters = self.env["shnor.letter"].search([("pack_id", "=", pack.id)])
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.freeze_panes(3, 2)
        sheet.write(0, 0, pack.display_name, formats["title"])
        for column, head in enumerate(self._heads()):
            sheet.write(2, column, head, formats["head"])
        row = 2
        for row, letter in enumerate(letters, 3):
            for column, (value, kind) in enumerate(self._cells(letter)):
                if value:
                    sheet.write(row, column, value, formats[kind])
                else:
                    sheet.write_blank(row, column, None, formats["cell"])
        sheet.autofilter(2, 0, row, len(WIDTHS) - 1)

    def _heads(self):
        env = self.env
        return (
            env._("Number"),
            env._("School"),
            env._("Date"),
            env._("Sent"),
            env._("Delivery"),
            env._("Addresses"),
            env._("Opened"),
            env._("PDF downloaded"),
            env._("Acknowledged"),
            env._("Acknowledged by"),
            env._("Objection"),
            env._("Answer"),
            env._("SHA-256 of the PDF"),
        )

    def _cells(self, letter):
        labels = dict(letter._fields["delivery"]._description_selection(self.env))
        objections = letter.objection_ids
        delivery = "\n".join(filter(None, (labels[letter.delivery], letter.delivery_note)))
        return (
            (letter.number, "cell"),
            (letter.school_name, "cell"),
            (letter.date, "date"),
            (self._local(letter.sent_at), "moment"),
            (delivery, "cell"),
            ("\n".join(letter.dispatch_ids.mapped("address")), "cell"),
            (self._local(letter.opened_at), "moment"),
            (self._local(letter.downloaded_at), "moment"),
            (self._local(letter.acknowledged_at), "moment"),
            (letter.acknowledged_by_id.name, "cell"),
            ("\n\n".join(objections.mapped("text")), "cell"),
            ("\n\n".join(filter(None, objections.mapped("answer"))), "cell"),
            (letter.sha256, "cell"),
        )

    def _local(self, moment):
        """Return a moment where the reader is, without a zone as Excel wants it."""
        if not moment:
            return None
        return fields.Datetime.context_timestamp(self, moment).replace(tzinfo=None)
