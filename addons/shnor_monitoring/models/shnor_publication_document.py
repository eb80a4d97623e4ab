from odoo import api, fields, models

from ..engine.analysis_note import CHART_INDICATORS
from ..report import charts
from ..report.document_samples_public import NOTE_PUBLIC
from ..report.public_files import Words

KIND = "note_public"
CHART_TITLE = "Доли по индикаторам: этот мониторинг и предыдущий"
CHART_LEGEND = ("этот мониторинг", "предыдущий", "план")


class ShnorDocumentTemplate(models.Model):
    """The public version as a kind of document."""

    _inherit = "shnor.document.template"

    kind = fields.Selection(
        selection_add=[(KIND, "Public version of the note")], ondelete={KIND: "cascade"}
    )

    @api.model
    def _kinds(self):
        return {**super()._kinds(), KIND: ("shnor.publication", NOTE_PUBLIC)}

    @api.model
    def _placeholder_labels(self):
        env = self.env
        return {
            **super()._placeholder_labels(),
            "territory": env._("territory of the campaign"),
            "school_year": env._("school year"),
            "period": env._("observation period"),
            "dates": env._("first and last day of the monitoring"),
            "order": env._("order on the monitoring, in words"),
            "participants": env._("number of schools, or what may be told of it"),
            "published_on": env._("date of the publication"),
            "version": env._("number of the version"),
            "corrects": env._("number of the version that it corrects"),
            "erratum": env._("what was wrong in the version before"),
            "previous": env._("the campaign before, or its value"),
            "indicators": env._("indicators as far as they may be told"),
            "code": env._("code"),
            "group": env._("group of indicators"),
            "share": env._("so many of so many"),
            "percent": env._("per cent"),
            "no_data": env._("how many have no data"),
            "interval": env._("what the share may become once all data are in"),
            "change": env._("change to the campaign before"),
            "plan": env._("plan"),
            "factors": env._("risk factors that schools named"),
            "schools": env._("how many schools, or that it is not told"),
            "deficits": env._("deficits"),
            "kind": env._("kind"),
            "practices": env._("practices that schools agreed to publish"),
            "essence": env._("what is done"),
            "effect": env._("what it has brought"),
            "conditions": env._("what others need for it"),
            "general": env._("recommendations to others than schools"),
            "addressee": env._("to whom"),
            "term": env._("term"),
            "expected_result": env._("expected result"),
            "advice": env._("what schools are advised, in general"),
            "by_school": env._("recommendations by school, when that was decided"),
            "materials": env._("methodical materials"),
            "audience": env._("for whom"),
            "address": env._("address, or where it is had"),
            "method": env._("how the numbers came about, by paragraph"),
            "rules": env._("rules of the indicators"),
            "digest": env._("SHA-256 of the published data"),
        }


class ShnorCommand(models.AbstractModel):
    """The public version at a terminal."""

    _inherit = "shnor.command"

    @api.model
    def _find_document(self, kind, order):
        versions = order.campaign_ids.publication_ids
        published = versions.filtered(lambda one: one.state == "published")
        return published if kind == KIND and published else super()._find_document(kind, order)


class ShnorPublication(models.Model):
    """What stands in the public version on paper."""

    _inherit = "shnor.publication"

    def _document_kind(self):
        return KIND

    def _document_name(self):
        return self._file_name("").removesuffix(".")

    def _document_context(self):
        self.ensure_one()
        content, words = self._content(), Words()
        return {
            **self._document_organisation(),
            "organisation": content["committee"],
            "mark": self._document_mark(),
            "title": content["title"],
            "territory": content["territory"],
            "school_year": content["school_year"],
            "period": words.span(content["period"]),
            "dates": words.span(content["dates"]),
            "order": _order(content["order"], words),
            "participants": words.range(content["participants"]["total"], None),
            "published_on": words.day(content["published_on"]),
            "version": str(content["version"]),
            "corrects": str(content["corrects"] or ""),
            "erratum": content["erratum"],
            "previous": content["previous"]["title"] if content["previous"] else "",
            "indicators": [_indicator(row, words) for row in content["indicators"]],
            "chart_indicators": CHART_INDICATORS if _shown(content) else "",
            **_told(content, words),
            **_advised(content, words),
            "digest": self._digest_of(content),
        }

    def _document_charts(self):
        """Draw the shares that are told; what is hidden is not drawn either."""
        self.ensure_one()
        content, words = self._content(), Words()
        rows = [_chart_row(row, words) for row in _shown(content)]
        if not rows:
            return {}
        return {CHART_INDICATORS: charts.shares(CHART_TITLE, rows, CHART_LEGEND)}

    def _document_mark(self):
        return "ПРОЕКТ" if self.state == "draft" else ""


def _order(order, words):
    return f"приказ от {words.day(order['date'])} № {order['number']}" if order["number"] else ""


def _indicator(row, words):
    interval = row["interval"]
    return {
        "code": row["code"],
        "name": row["name"],
        "group": row["group"],
        "share": words.of(row["yes"], row["total"], row["unit"]),
        "percent": words.percent(row["percent"]),
        "no_data": words.of(row["no_data"], row["total"], row["unit"]),
        "interval": words.interval(row) if interval and interval[0] != interval[1] else "",
        "previous": words.percent(row["previous"]["percent"]) if row["previous"] else "",
        "change": words.change(row["delta"]),
        "plan": words.percent(row["target"]),
    }


def _shown(content):
    return [row for row in content["indicators"] if row["percent"] is not None]


def _chart_row(row, words):
    previous = (row["previous"] or {}).get("percent")
    return {
        "label": f"{row['code']}. {row['name']}",
        "percent": row["percent"],
        "words": words.percent(row["percent"]),
        "previous": previous,
        "previous_words": words.percent(previous) if previous is not None else "",
        "plan": row["target"],
    }


def _told(content, words):
    total = content["participants"]["total"]["value"]
    return {
        "factors": [
            {
                "code": row["code"],
                "name": row["name"],
                "schools": words.range(row["schools"], total),
            }
            for row in content["factors"]
        ],
        "deficits": [
            {
                "kind": group["name"],
                "name": row["name"],
                "schools": words.range(row["schools"], total),
            }
            for group in content["deficits"]
            for row in group["items"]
        ],
        "practices": content["practices"],
        "method": [{"text": text} for text in content["method"]],
        "rules": [{"code": row["code"], "text": row["rule"]} for row in content["indicators"]],
    }


def _advised(content, words):
    advice = content["recommendations"]
    total = content["participants"]["total"]["value"]
    return {
        "general": [
            {"addressee": group["addressee"], **_item(row, words)}
            for group in content["general"]
            for row in group["items"]
        ],
        "advice": [
            {
                "kind": group["kind"],
                "text": row["text"],
                "schools": words.range(row["schools"], total) if "schools" in row else "",
            }
            for group in advice["by_kind"]
            for row in group["items"]
        ],
        "by_school": [
            {
                "school": school["school"],
                "text": row["text"],
                "term": words.day_short(row["term"]),
            }
            for school in advice["by_school"]
            for row in school["items"]
        ],
        "materials": [
            {
                "name": row["name"],
                "kind": row["kind"],
                "audience": row["audience"],
                "address": row["link"] or "файл выдаёт комитет",
            }
            for row in content["materials"]
        ],
    }


def _item(row, words):
    return {
        "text": row["text"],
        "term": words.day_short(row["term"]),
        "expected_result": row["expected_result"],
    }
