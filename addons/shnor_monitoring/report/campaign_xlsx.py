import re
from itertools import chain, islice

import pandas
import xlsxwriter

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date, format_datetime

from .evidence_stream import EvidenceStream

# What Excel holds in one sheet, less the heading.
SHEET_ROWS = 1_048_576 - 10
# A report with more rows takes minutes: that is a job for the command line, not for a web worker.
WEB_ROWS = 100_000
HEAD_ROW = 3


class CampaignXlsx(models.AbstractModel):
    """A campaign as a workbook: the indicators, the names behind them, the method."""

    _name = "report.shnor_monitoring.campaign_xlsx"
    _inherit = "report.report_xlsx.abstract"
    _description = "XLSX report of a campaign"

    def get_workbook_options(self):
        """Return XlsxWriter's options: rows leave the memory at once, text stays text."""
        return {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheets of one campaign for the web client.

        :param workbook: xlsxwriter.Workbook
        :param dict data: not used
        :param objs: shnor.campaign, one, calculated
        :raise UserError: several campaigns, none calculated, or too many rows for the web
        """
        if len(objs) != 1:
            raise UserError(self.env._("Choose one campaign: the report is about one."))
        objs.check_access("read")
        rows = sum(objs.result_ids.mapped("unit_count"))
        if rows > WEB_ROWS:
            raise UserError(
                self.env._(
                    "The report has %(rows)s rows of evidence, which takes minutes. Ask the "
                    "administrator to write it: scripts/shnor report FILE.xlsx --campaign %(ref)s",
                    rows=rows,
                    ref=objs.order_id.number,
                )
            )
        self._fill(workbook, objs)

    def _write_report(self, campaign, path):
        """Write the workbook of a campaign to a file.

        :param campaign: shnor.campaign, calculated
        :param str path: of the file
        """
        with xlsxwriter.Workbook(path, self.get_workbook_options()) as workbook:
            self._fill(workbook, campaign)

    def _fill(self, workbook, campaign):
        if not campaign.run_id:
            raise UserError(self.env._("“%s” has not been calculated yet.", campaign.display_name))
        formats = self._formats(workbook)
        results = campaign.result_ids.sorted(lambda result: (result.sequence, result.id))
        self._write_summary(workbook, formats, campaign, results)
        self._write_schools(workbook, formats, campaign, results)
        for result in results:
            self._write_evidence(workbook, formats, result)
        self._write_method(workbook, formats, results)

    def _formats(self, workbook):
        cell = {"valign": "top", "border": 1, "border_color": "#BFC8D2", "text_wrap": True}
        return {
            "title": workbook.add_format({"bold": True, "font_size": 14}),
            "note": workbook.add_format({"font_color": "#44576A"}),
            "head": workbook.add_format(
                {**cell, "bold": True, "bg_color": "#DCE6F1", "valign": "vcenter"}
            ),
            "text": workbook.add_format(cell),
            "bold": workbook.add_format({**cell, "bold": True}),
            "integer": workbook.add_format({**cell, "num_format": "#,##0"}),
            "percent": workbook.add_format({**cell, "num_format": "0.0"}),
            "points": workbook.add_format({**cell, "num_format": "+0.0;-0.0;0.0"}),
            "centre": workbook.add_format({**cell, "align": "center"}),
            "paragraph": workbook.add_format({"valign": "top", "text_wrap": True}),
            "heading": workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        }

    def _add_sheet(self, workbook, formats, name, title, note, columns):
        """Add a worksheet with title, note, header row and frozen panes.

        :param columns: list of (header, width)
        """
        # what Excel refuses in the name of a sheet; names that repeat are told apart by report_xlsx
        sheet = workbook.add_worksheet(re.sub(r"[\[\]:*?/\\']", "_", name)[:31])
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD_ROW)
        sheet.set_footer(self.env._("&L&A&Rpage &P of &N"))
        for position, (_header, width) in enumerate(columns):
            sheet.set_column(position, position, width)
        sheet.write_string(0, 0, title, formats["title"])
        sheet.write_string(1, 0, note, formats["note"])
        sheet.set_row(HEAD_ROW, 46)
        for position, (header, _width) in enumerate(columns):
            sheet.write_string(HEAD_ROW, position, header, formats["head"])
        sheet.freeze_panes(HEAD_ROW + 1, 0)
        return sheet

    # ------------------------------------------------------------------
    # The indicators
    # ------------------------------------------------------------------
    def _write_summary(self, workbook, formats, campaign, results):
        columns = [
            (self.env._("Code"), 7),
            (self.env._("Indicator"), 52),
            (self.env._("k of n"), 11),
            (self.env._("k"), 8),
            (self.env._("n"), 8),
            (self.env._("No data"), 9),
            ("%", 8),
            (self.env._("% of those with data"), 13),
            (self.env._("% at least"), 10),
            (self.env._("% at most"), 10),
            (self.env._("No data, %"), 10),
            (self.env._("k of n before"), 11),
            (self.env._("% before"), 9),
            (self.env._("Change, points"), 12),
            (self.env._("Target, %"), 9),
        ]
        sheet = self._add_sheet(
            workbook,
            formats,
            self.env._("Indicators"),
            campaign.name,
            self._about(campaign),
            columns,
        )
        for row, result in enumerate(results, HEAD_ROW + 1):
            self._write_summary_row(sheet, formats, row, result)
        last = HEAD_ROW + len(results)
        chart = self._chart(workbook, sheet.get_name(), last)
        sheet.insert_chart(last + 2, 1, chart, {"object_position": 3})

    def _about(self, campaign):
        """Return one line: the order, the period, when it was calculated, whether it is final."""
        run = campaign.run_id
        return self.env._(
            "Order %(order)s; observation period %(begin)s – %(end)s; calculated %(moment)s; "
            "%(state)s",
            order=campaign.order_id.display_name,
            begin=self._day(campaign.period_from),
            end=self._day(campaign.period_to),
            moment=format_datetime(self.env, run.calculated_at, dt_format="dd.MM.yyyy HH:mm"),
            state=self.env._("approved") if run.state == "frozen" else self.env._("draft"),
        )

    def _day(self, date):
        return format_date(self.env, date, date_format="dd.MM.yyyy")

    def _write_summary_row(self, sheet, formats, row, result):
        sheet.set_row(row, 32)
        sheet.write_string(row, 0, result.indicator_id.code, formats["bold"])
        sheet.write_string(row, 1, result.indicator_id.name, formats["text"])
        sheet.write_string(row, 2, result.share, formats["centre"])
        for column, name in enumerate(("yes_count", "unit_count", "no_data_count"), 3):
            sheet.write_number(row, column, result[name], formats["integer"])
        known = result.unit_count > 0
        with_data = result.unit_count > result.no_data_count
        before = result.previous_unit_count > 0
        self._write_value(sheet, formats, row, 6, result.percent, known)
        self._write_value(sheet, formats, row, 7, result.percent_with_data, with_data)
        self._write_value(sheet, formats, row, 8, result.percent_low, known)
        self._write_value(sheet, formats, row, 9, result.percent_high, known)
        span = result.percent_high - result.percent_low
        self._write_value(sheet, formats, row, 10, span, known)
        sheet.write_string(row, 11, result.previous_share or "—", formats["centre"])
        self._write_value(sheet, formats, row, 12, result.previous_percent, before, "—")
        self._write_value(sheet, formats, row, 13, result.delta, before and known, "—", "points")
        self._write_value(sheet, formats, row, 14, result.target, bool(result.target), "—")

    def _write_value(self, sheet, formats, row, column, value, known, missing=None, kind="percent"):
        if known:
            sheet.write_number(row, column, round(value, 1), formats[kind])
        else:
            sheet.write_string(row, column, missing or self.env._("no data"), formats["text"])

    def _chart(self, workbook, sheet_name, last):
        """Return a native chart: a column an indicator, what is unknown yet above it."""
        first = HEAD_ROW + 1
        chart = workbook.add_chart({"type": "column", "subtype": "stacked"})
        for name, column, color, labels in (
            (self.env._("Yes, %"), 6, "#2E75B6", {"value": True, "num_format": "0.0"}),
            (self.env._("No data, %"), 10, "#D9D9D9", {}),
        ):
            chart.add_series(
                {
                    "name": name,
                    "categories": [sheet_name, first, 0, last, 0],
                    "values": [sheet_name, first, column, last, column],
                    "fill": {"color": color},
                    "gap": 60,
                    "data_labels": labels,
                }
            )
        chart.set_title({"name": self.env._("Indicators, %")})
        chart.set_y_axis({"min": 0, "max": 100, "major_gridlines": {"visible": True}})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 900, "height": 340})
        return chart

    # ------------------------------------------------------------------
    # Schools: k of n of each indicator
    # ------------------------------------------------------------------
    def _write_schools(self, workbook, formats, campaign, results):
        codes = results.indicator_id.mapped("code")
        sheet = self._add_sheet(
            workbook,
            formats,
            self.env._("By school"),
            self.env._("By school, in the order of their names"),
            self.env._("k of n; in brackets, of how many there are no data. This is no rating."),
            [(self.env._("School"), 48), *((code, 15) for code in codes)],
        )
        table = self._school_table(campaign.run_id, codes)
        for row, (label, *cells) in enumerate(table.itertuples(index=False), HEAD_ROW + 1):
            sheet.write_string(row, 0, label, formats["text"])
            for column, cell in enumerate(cells, 1):
                sheet.write_string(row, column, cell, formats["centre"])

    def _school_table(self, run, codes):
        """Return a row a school, sorted by name: its label and “k of n” for each indicator.

        :param run: shnor.indicator.run
        :param list codes: of the indicators, in the order of the columns
        :return: pandas.DataFrame of text
        """
        names = ("school_id", "label", "indicator_id", "yes_count", "unit_count", "no_data_count")
        query = self.env["shnor.indicator.result"]._search(
            [("run_id", "=", run.id), ("dimension", "=", "school_id")]
        )
        rows = self.env.execute_query(
            query.select(*(SQL.identifier(query.table, name) for name in names))
        )
        frame = pandas.DataFrame(rows, columns=names)
        frame["code"] = frame["indicator_id"].map(
            {indicator.id: indicator.code for indicator in run.indicator_ids}
        )
        frame["words"] = [
            self._cell_words(*counts)
            for counts in zip(frame.yes_count, frame.unit_count, frame.no_data_count, strict=True)
        ]
        table = frame.pivot(index=["label", "school_id"], columns="code", values="words")
        return table.reindex(columns=codes).fillna("—").reset_index().drop(columns="school_id")

    def _cell_words(self, yes, total, no_data):
        words = self.env["shnor.indicator.result"]._share_words(yes, total)
        return f"{words} ({no_data})" if no_data else words

    # ------------------------------------------------------------------
    # Evidence
    # ------------------------------------------------------------------
    def _write_evidence(self, workbook, formats, result):
        """Write the units behind one indicator, on as many sheets as they need."""
        rows = iter(EvidenceStream(result))
        part = 0
        first = next(rows, None)
        while first is not None or part == 0:
            part += 1
            page = chain([first], islice(rows, SHEET_ROWS - 1)) if first is not None else ()
            self._write_evidence_sheet(workbook, formats, result, part, page)
            first = next(rows, None)

    def _write_evidence_sheet(self, workbook, formats, result, part, rows):
        indicator = result.indicator_id
        of_schools = indicator.unit_model == "shnor.school"
        compares = indicator.condition_kind == "dynamics"
        columns = [(self.env._("School"), 44)]
        if not of_schools:
            columns = [(self.env._("Code"), 14), (self.env._("School"), 40)]
        columns += [(self.env._("Counted"), 13), (self.env._("Why"), 50)]
        if compares:
            columns.append((self.env._("Compared"), 95))
        name = indicator.code if part == 1 else f"{indicator.code} ({part})"
        note = self.env._(
            "%(share)s; without data: %(count)s; interval: %(interval)s",
            share=result.share,
            count=result.no_data_count,
            interval=result.interval,
        )
        sheet = self._add_sheet(workbook, formats, name, indicator.display_name, note, columns)
        last = HEAD_ROW
        for last, row in enumerate(rows, HEAD_ROW + 1):
            values = [row.label, *([] if of_schools else [row.place]), row.verdict, row.reason]
            if compares:
                values.append(row.pairs)
            # rows do not grow by themselves in every program
            lines = [
                self._lines(value, width)
                for value, (_header, width) in zip(values, columns, strict=True)
            ]
            if max(lines) > 1:
                sheet.set_row(last, 15 * max(lines))
            for column, value in enumerate(values):
                sheet.write_string(last, column, value, formats["text"])
        if last > HEAD_ROW:
            sheet.autofilter(HEAD_ROW, 0, last, len(columns) - 1)

    # ------------------------------------------------------------------
    # Method
    # ------------------------------------------------------------------
    def _write_method(self, workbook, formats, results):
        sheet = self._add_sheet(
            workbook,
            formats,
            self.env._("Method"),
            self.env._("How each number is made"),
            self.env._("Rules with the settings that were in force on the day of the calculation"),
            [
                (self.env._("Indicator"), 40),
                (self.env._("In words"), 75),
                (self.env._("Rule and settings"), 75),
            ],
        )
        row = HEAD_ROW
        for row, result in enumerate(results, HEAD_ROW + 1):
            indicator = result.indicator_id
            texts = (indicator.display_name, indicator.method or "", result.rule or "")
            sheet.set_row(row, 15 * max(self._lines(text, 70) for text in texts))
            sheet.write_string(row, 0, texts[0], formats["bold"])
            sheet.write_string(row, 1, texts[1], formats["text"])
            sheet.write_string(row, 2, texts[2], formats["text"])
        for line, paragraph in enumerate(self._common_method(), row + 2):
            sheet.set_row(line, 15 * self._lines(paragraph, 180))
            sheet.merge_range(line, 0, line, 2, paragraph, formats["paragraph"])

    def _common_method(self):
        yield self.env._(
            "Each unit gets one of three answers: yes, no, or no data. Units without data stay "
            "in n; the interval shows what the share may become once all data are in."
        )
        yield self.env._(
            "Schools are those that the order lists, each once, whatever the number of its "
            "statuses. Teachers are those employed in these schools on the last day of the "
            "observation period; who works in two schools counts once in total and once in each."
        )
        yield self.env._(
            "Shares are rounded to one decimal, halves up; thresholds are compared before "
            "rounding. Where there is nothing to divide by, it says “no data”, not 0 %."
        )
        yield self.env._(
            "The numbers are for analysis and help, not for rating schools or judging teachers."
        )

    @staticmethod
    def _lines(text, width):
        """Return how many lines a text takes in a cell that holds ``width`` characters a line."""
        return sum(max(1, -(-len(line) // width)) for line in text.split("\n"))
