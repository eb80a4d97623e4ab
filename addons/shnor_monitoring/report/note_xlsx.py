from odoo import models

from .campaign_xlsx import HEAD_ROW

SUBJECT_COUNTS = (
    *("schools", "pairs", "better", "same", "worse"),
    *("below", "participants", "previous_below", "previous_participants"),
)
RISK_COUNTS = (
    *("schools", "asked", "high", "medium", "low"),
    *("with_better", "with_known", "without_better", "without_known"),
)


class CampaignXlsx(models.AbstractModel):
    """The other tables of the note, as numbers: subjects, risk factors, deficits."""

    _inherit = "report.shnor_monitoring.campaign_xlsx"

    def _fill(self, workbook, campaign):
        result = super()._fill(workbook, campaign)
        # the note has its own rules: not everybody who sees the campaign may read it
        analysis = campaign.analysis_id.with_env(campaign.env)
        # sudo: only whether there is a draft; the note itself asks for its own right
        if analysis.sudo().drafted_at and analysis.has_access("read"):
            statistics = analysis._statistics()
            formats = self._formats(workbook)
            self._write_subjects(workbook, formats, statistics["by_subject"])
            self._write_risks(workbook, formats, statistics["risks"])
            self._write_deficits(workbook, formats, statistics["deficits"])
        return result

    def _write_subjects(self, workbook, formats, rows):
        sheet = self._add_sheet(
            workbook,
            formats,
            self.env._("By subject"),
            self.env._("Comparable results by subject, this school year and the one before"),
            self.env._("As indicator 1 compares them; results with signs of bias are left out."),
            [
                (self.env._("Procedure"), 12),
                (self.env._("Subject"), 34),
                (self.env._("Schools"), 10),
                (self.env._("Comparable"), 12),
                (self.env._("Better"), 10),
                (self.env._("Others"), 10),
                (self.env._("Critical fall"), 12),
                (self.env._("Below minimum"), 12),
                (self.env._("Participants"), 12),
                (self.env._("Below minimum a year ago"), 14),
                (self.env._("Participants a year ago"), 14),
            ],
        )
        table = [[one["procedure"], one["subject"], *_of(one, SUBJECT_COUNTS)] for one in rows]
        self._write_table(sheet, formats, table)

    def _write_risks(self, workbook, formats, rows):
        sheet = self._add_sheet(
            workbook,
            formats,
            self.env._("Risk factors"),
            self.env._("Risk factors that schools state, and the dynamics of their results"),
            self.env._("Counts only: of so few schools nothing is concluded."),
            [
                (self.env._("Code"), 8),
                (self.env._("Risk factor"), 52),
                (self.env._("Schools"), 10),
                (self.env._("Of those that reported"), 12),
                (self.env._("High significance"), 12),
                (self.env._("Medium"), 10),
                (self.env._("Low"), 10),
                (self.env._("With the risk: better"), 12),
                (self.env._("With the risk: known"), 12),
                (self.env._("Without the risk: better"), 12),
                (self.env._("Without the risk: known"), 12),
            ],
        )
        table = [[one["code"], one["name"], *_of(one, RISK_COUNTS)] for one in rows]
        self._write_table(sheet, formats, table)

    def _write_deficits(self, workbook, formats, deficits):
        kinds = self.env["shnor.analysis.deficit"]._fields["kind"]
        labels = {
            "subject": self.env._("Subject"),
            **dict(kinds._description_selection(self.env)),
        }
        sheet = self._add_sheet(
            workbook,
            formats,
            self.env._("Deficits"),
            self.env._("Deficits: in how many schools"),
            self.env._("Of the schools that answered; of subjects, of those with a result."),
            [
                (self.env._("Kind"), 18),
                (self.env._("Deficit"), 62),
                (self.env._("Schools"), 10),
                (self.env._("Of"), 10),
            ],
        )
        table = [
            [labels[kind], one["name"], one["count"], one["asked"]]
            for kind, rows in deficits.items()
            for one in rows
        ]
        self._write_table(sheet, formats, table)

    def _write_table(self, sheet, formats, table):
        for row, cells in enumerate(table, HEAD_ROW + 1):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(row, column, cell, formats["text"])
                else:
                    sheet.write_number(row, column, cell or 0, formats["centre"])


def _of(row, names):
    return [row[name] for name in names]
