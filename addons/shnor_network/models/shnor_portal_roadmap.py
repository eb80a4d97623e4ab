from datetime import timedelta
from uuid import uuid4

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from .shnor_measure import OPEN

SOON = 14  # days before a measure is due
SHOWN = ("waiting", "open", "all")


class ShnorPortal(models.AbstractModel):
    """What the page “Our roadmap” tells a director (see the class in ``shnor_monitoring``)."""

    _inherit = "shnor.portal"

    @api.model
    def _my_measures(self, domain=Domain.TRUE):
        """Return the measures on which the visitor's schools report."""
        # sudo: limited to the visitor's own schools
        return (
            self.env["shnor.measure"]
            .sudo()
            .search(Domain("school_id", "in", self._my_schools().ids) & domain)
        )

    @api.model
    def _my_measure(self, measure_id):
        """Return the measure if one of the visitor's schools reports on it, else nothing.

        :param int measure_id: id of a shnor.measure
        """
        return self._my_measures(Domain("id", "=", measure_id))

    @api.model
    def _measures_concerning(self, schools):
        """Return measures of others that also concern the schools."""
        # sudo: limited to what concerns the visitor's own schools
        return (
            self.env["shnor.measure"]
            .sudo()
            .search(
                Domain("concerned_school_ids", "in", schools.ids)
                & Domain("school_id", "not in", schools.ids)
            )
        )

    @api.model
    def _waits_for_school(self):
        """Return the domain of the measures that a school has to say something of."""
        soon = fields.Date.context_today(self) + timedelta(days=SOON)
        due = Domain("state", "in", OPEN) & Domain("date_to", "<=", soon)
        return Domain("report_state", "=", "returned") | (
            due & Domain("report_state", "!=", "reported")
        )

    @api.model
    def _count_roadmap(self):
        """Return how many measures wait for the visitor, for the card on the home page."""
        schools = self._my_schools()
        # sudo: limited to the visitor's own schools
        return (
            self.env["shnor.measure"]
            .sudo()
            .search_count(Domain("school_id", "in", schools.ids) & self._waits_for_school())
        )

    # ------------------------------------------------------------------
    # The list
    # ------------------------------------------------------------------
    @api.model
    def _my_roadmap(self, show=None):
        """Return what the page shows, as plain data (constant number of queries).

        :param str show: one of ``waiting``, ``open`` and ``all``; the first that has something
            when it is none of them
        :return: dict with ``schools``, ``show``, ``counts``, ``roadmaps`` (a school with its tasks
            and their cards each) and ``concerning``
        """
        schools = self._my_schools()
        measures = self._my_measures()
        measures.report_ids.mapped("state")  # read at once
        kinds = {
            "waiting": measures.filtered_domain(self._waits_for_school()),
            "open": measures.filtered(lambda one: one.state in OPEN),
            "all": measures,
        }
        if show not in SHOWN:
            show = next((name for name in SHOWN if kinds[name]), "all")
        return {
            "schools": schools,
            "show": show,
            "counts": {name: len(found) for name, found in kinds.items()},
            "roadmaps": [
                {"school": school.display_name, "tasks": self._task_cards(found)}
                for school, found in kinds[show].grouped("school_id").items()
            ],
            "concerning": [
                self._measure_card(one)
                for one in self._measures_concerning(schools)
                if show == "all" or one.state in OPEN
            ],
        }

    @api.model
    def _task_cards(self, measures):
        """Return measures by task, the tasks in the order in which something of them is due."""
        return [
            {"task": task or "", "cards": [self._measure_card(one) for one in found]}
            for task, found in measures.grouped("task").items()
        ]

    @api.model
    def _measure_card(self, measure):
        labels = self._measure_labels()
        today = fields.Date.context_today(self)
        left = (measure.date_to - today).days if measure.date_to else None
        still = measure.state in OPEN
        urgency = "calm"
        if still and left is not None:
            urgency = "over" if left < 0 else "soon" if left <= SOON else "calm"
        latest = measure._latest_report()
        return {
            "id": measure.id,
            "name": measure.name,
            "project": measure.project or "",
            "level": measure.level,
            "level_label": labels["level"][measure.level],
            "school": measure.school_id.display_name,
            "responsible": measure.responsible or "",
            "state": measure.state,
            "state_label": labels["state"][measure.state],
            "percent": measure.percent,
            "date_from": measure.date_from,
            "date_to": measure.date_to,
            "moved_from": measure.moved_from,
            "late_days": measure.late_days,
            "left": left,
            "urgency": urgency,
            "open": still,
            "advised": bool(measure.recommendation_id),
            "report": measure.report_state or "",
            "said_label": labels["state"][latest.said_state]
            if latest and measure.report_state == "reported"
            else "",
            "reason": (measure.report_state == "returned" and latest.return_reason) or "",
            "closed": measure._closed_for_reports() or "",
        }

    @api.model
    def _measure_labels(self):
        """Return {field: {value: label}} of what the cards show in words."""
        measures = self.env["shnor.measure"]
        return {
            name: dict(measures._fields[name]._description_selection(self.env))
            for name in ("state", "level")
        }

    # ------------------------------------------------------------------
    # One measure
    # ------------------------------------------------------------------
    @api.model
    def _measure_page(self, measure, said=None):
        """Return what the page of a measure shows.

        :param measure: shnor.measure of the visitor, see ``_my_measure``
        :param dict said: what was typed and refused, to be shown again
        :return: dict
        """
        latest = measure.report_ids.filtered(lambda one: one.state != "replaced")[:1]
        again = latest if latest.state in ("reported", "returned") else latest.browse()
        known = {
            "state": again.said_state or measure.state,
            "percent": again.percent if again else measure.percent,
            "fact": again.fact or measure.indicator_fact or "",
            "remark": again.remark or "",
            "new_date": again.new_date or "",
        }
        return {
            "measure": measure,
            "card": self._measure_card(measure),
            "said": {**known, **(said or {})},
            "states": self._measure_labels()["state"],
            "submission": uuid4().hex,
            "reports": [self._report_card(one) for one in measure.report_ids],
        }

    @api.model
    def _report_card(self, report):
        labels = dict(report._fields["state"]._description_selection(self.env))
        return {
            "state": report.state,
            "state_label": labels[report.state],
            "said": self._measure_labels()["state"][report.said_state],
            "percent": report.percent,
            "fact": report.fact or "",
            "remark": report.remark or "",
            "new_date": report.new_date,
            "author": report.author_id.name,
            "date": format_datetime(self.env, report.date, dt_format="dd.MM.yyyy HH:mm"),
            "reason": report.return_reason or "",
            "files": [
                {"id": file.id, "name": file.name, "size": max(file.size // 1024, 1)}
                for file in report.evidence_ids
            ],
        }
