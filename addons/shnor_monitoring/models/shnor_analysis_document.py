from odoo import fields, models
from odoo.exceptions import UserError

from ..engine import analysis_note as note
from ..engine import russian as ru
from ..report import charts
from .shnor_analysis_sentence import SECTIONS

LEGEND = ("этот мониторинг", "предыдущий", "план")
SUBJECT_LEGEND = ("лучше", "прочие", "критическое падение")
TITLES = {
    "shares": "Доли по индикаторам: этот мониторинг и предыдущий",
    "subjects": "Сопоставимые результаты по предметам: лучше, прочие, критическое падение",
    "risks": "Сколько школ указали фактор риска",
}
# what of the note stands in the data of its document besides the texts of its parts
ORDER_KEYS = ("number", "date", "title")


class ShnorAnalysis(models.Model):
    """The note on paper: Word by a template, PDF, charts as vector graphics."""

    _name = "shnor.analysis"
    _inherit = ["shnor.analysis", "shnor.document.mixin"]

    def _document_kind(self):
        return "note"

    def _document_name(self):
        return f"Аналитическая справка {self.campaign_id.name}"

    def _document_values(self):
        """Return what the note says: once approved, what was approved."""
        if self.state == "approved" and self.note_values:
            return self.note_values
        return self._document_context()

    def _document_context(self):
        """Return the data of the note as it is now; see ``report/document_samples_note.py``.

        :raise UserError: it has not been drafted yet
        """
        self.ensure_one()
        facts = self._facts()
        return self._note_values(facts, facts.statistics())

    def _check_documents(self):
        for analysis in self:
            if not analysis.drafted_at:
                raise UserError(
                    self.env._(
                        "The note of “%s” has not been drafted yet: press “Draft the note”.",
                        analysis.campaign_id.display_name,
                    )
                )
        return super()._check_documents()

    def _document_charts(self):
        self.ensure_one()
        return charts_of(self._statistics())

    # ------------------------------------------------------------------
    # Data
    # ------------------------------------------------------------------
    def _note_values(self, facts, statistics):
        """Return the data of the note.

        :param facts: engine.analysis_facts.Facts
        :param dict statistics: see ``_statistics``
        """
        analysis = self._in_russian(self.sudo())  # the note is read as a whole, see _facts
        materials = facts.material_rows()
        return {
            **analysis._note_head(statistics),
            **analysis._note_parts(),
            "indicators": note.indicator_rows(statistics),
            "columns": note.columns(statistics),
            "schools": note.school_rows(statistics),
            "subjects": note.subject_rows(statistics),
            "risks": note.risk_rows(statistics),
            "chart_indicators": note.CHART_INDICATORS if statistics["indicators"] else "",
            "chart_subjects": note.CHART_SUBJECTS if statistics["by_subject"] else "",
            "chart_risks": note.CHART_RISKS if statistics["risks"] else "",
            "recommendations": analysis._advice_rows(
                facts.recommendations.filtered("participant_id")
            ),
            "recommendations_to_others": analysis._advice_rows(
                facts.recommendations.filtered(lambda one: not one.participant_id)
            ),
            "materials_list": [
                {
                    "number": number,
                    "name": row["name"],
                    "kind": row["kind"],
                    "address": row["address"],
                    "source": row["source"],
                    "schools": row["schools"],
                }
                for number, row in enumerate(materials, 1)
            ],
        }

    def _note_head(self, statistics):
        campaign = statistics["campaign"]
        order = self.campaign_id.order_id
        minutes = self._approval_words()
        return {
            **self._document_organisation(),
            "mark": "" if minutes else "ПРОЕКТ",
            "minutes": minutes,
            "place": order.document_place or "",
            "title": f"о результатах мониторинга {ru.quoted(campaign['name'])}",
            "order": {name: campaign["order"][name] for name in ORDER_KEYS},
            "begin": self._date_words(self.campaign_id.date_begin),
            "end": self._date_words(self.campaign_id.date_end),
            "period_from": self._date_words(self.campaign_id.period_from),
            "period_to": self._date_words(self.campaign_id.period_to),
            "previous": campaign["previous"] or "",
            "school_count": statistics["schools"]["count"],
            "signer": self._initials(order.signer),
            "signer_position": order._document_text("document_signer_position"),
            "executor": order.document_executor or "",
            "executor_phone": order.document_executor_phone or "",
        }

    def _approval_words(self):
        """Return number and date of the minutes that approve the note; nothing of a draft."""
        meeting = self.approved_question_id.meeting_id
        if not meeting:
            return ""
        return (
            f"протокол от {self._date_words(meeting.minutes_date, 'г.')} № {meeting.minutes_number}"
        )

    def _note_parts(self):
        """Return {part: its paragraphs}, without what was taken out."""
        sentences = self.env["shnor.analysis.sentence"].search_read(
            [("analysis_id", "=", self.id), ("is_dropped", "=", False)],
            ["section", "key", "text", "is_item"],
        )
        found = {section: [] for section, _label in SECTIONS}
        for one in sentences:
            found[one["section"]].append(one)
        return {f"part_{section}": note.paragraphs(rows) for section, rows in found.items()}

    def _advice_rows(self, recommendations):
        """Return recommendations for the tables of the note, as plain data."""
        rows = self.env["shnor.recommendation"]._rows(recommendations)
        return [
            {
                "number": number,
                "whom": one.addressee_words or "",
                "text": one.text,
                "facts": "; ".join(row["facts"]),
                "term": fields.Date.to_date(row["term"]).strftime("%d.%m.%Y")
                if row["term"]
                else "",
                "responsible": row["responsible"],
                "expected_result": row["expected_result"],
            }
            for number, (one, row) in enumerate(zip(recommendations, rows, strict=True), 1)
        ]

    def _school_advice(self, recommendations):
        """Return the recommendations to one school and their materials, as plain data."""
        materials = {}
        for row in self.env["shnor.recommendation"]._rows(recommendations):
            for material in row["materials"]:
                materials.setdefault((material["name"], material["address"]), material)
        return {
            "recommendations": self._advice_rows(recommendations),
            "materials": [
                {"number": number, **material}
                for number, material in enumerate(materials.values(), 1)
            ],
        }


def charts_of(statistics):
    """Return the charts of a note by the names that its template says.

    :return: dict {text of the paragraph: report.charts.Chart}
    """
    rows = note.chart_rows(statistics)
    found = {}
    if rows["indicators"]:
        found[note.CHART_INDICATORS] = charts.shares(TITLES["shares"], rows["indicators"], LEGEND)
    if rows["subjects"]:
        found[note.CHART_SUBJECTS] = charts.stacks(
            TITLES["subjects"], rows["subjects"], SUBJECT_LEGEND
        )
    if rows["risks"]:
        found[note.CHART_RISKS] = charts.counts(TITLES["risks"], rows["risks"])
    return found
