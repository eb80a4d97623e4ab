from odoo import api, fields, models

from ..report.document_samples_note import NOTE, NOTE_SCHOOL


class ShnorDocumentTemplate(models.Model):
    """Templates of the analytical note: the full one, and that for one school."""

    _inherit = "shnor.document.template"

    kind = fields.Selection(
        selection_add=[
            ("note", "Analytical note"),
            ("note_school", "Analytical note for one school"),
        ],
        ondelete={"note": "cascade", "note_school": "cascade"},
    )

    @api.model
    def _kinds(self):
        return {
            **super()._kinds(),
            "note": ("shnor.analysis", NOTE),
            "note_school": ("shnor.participant", NOTE_SCHOOL),
        }

    @api.model
    def _placeholder_labels(self):
        env = self.env
        return {
            **super()._placeholder_labels(),
            "minutes": env._("minutes that approve it; empty while it is a draft"),
            "previous": env._("before: the previous monitoring"),
            "school_count": env._("number of schools"),
            "part_basis": env._("part 1: basis, dates, participants, methods and sources"),
            "part_followup": env._("part 2: fulfilment of the last decisions"),
            "part_facts": env._("part 3: statistical facts"),
            "part_factors": env._("part 4: factors behind the results"),
            "part_deficits": env._("part 5: deficits"),
            "part_practices": env._("part 6: successful practices"),
            "part_conclusions": env._("part 7: conclusions"),
            "part_recommendations": env._("part 8: targeted recommendations, in words"),
            "part_materials": env._("part 9: methodical materials, in words"),
            "part_decisions": env._("part 10: draft decisions"),
            "part_appendix": env._("appendix: formulas and limits of the data"),
            "is_item": env._("whether it is an item of a list"),
            "indicators": env._("table of the indicators"),
            "district": env._("table of the indicators: totals of all schools"),
            "columns": env._("codes of the indicators, for the head of the table of schools"),
            "schools": env._("table of the schools; in a row of a table, how many schools"),
            **{
                f"c{number}": env._("column %s: code of the indicator, or the result", number)
                for number in range(1, 8)
            },
            "cells": env._("results of the school, in the order of the codes"),
            "subjects": env._("table of the subjects"),
            "risks": env._("risk factors that the schools state"),
            "chart_indicators": env._("chart of the indicators: alone in its paragraph"),
            "chart_subjects": env._("chart of the subjects: alone in its paragraph"),
            "chart_risks": env._("chart of the risk factors: alone in its paragraph"),
            "recommendations": env._("recommendations to schools"),
            "recommendations_to_others": env._("recommendations to others"),
            "materials": env._("methodical materials"),
            "materials_list": env._("table of the materials"),
            "whom": env._("whom it is addressed to"),
            "facts": env._("facts that it rests on"),
            "term": env._("term"),
            "expected_result": env._("expected result"),
            "kind": env._("kind"),
            "address": env._("where it is found"),
            "source": env._("source"),
            "code": env._("code of the indicator"),
            "share": env._("k of n"),
            "percent": env._("per cent"),
            "no_data": env._("how many have no data"),
            "interval": env._("what the share may become"),
            "delta": env._("change in percentage points"),
            "plan": env._("plan"),
            "comparable": env._("of schools that are in both monitorings: now / before"),
            "subject": env._("subject"),
            "procedure": env._("procedure"),
            "pairs": env._("comparable results"),
            "better": env._("of them better"),
            "same": env._("the others of them"),
            "worse": env._("of them worse"),
            "below": env._("below the minimum"),
            "high": env._("schools with a high significance"),
            "medium": env._("schools with a medium significance"),
            "low": env._("schools with a low significance"),
            "with_risk": env._("better results among schools with the risk"),
            "without_risk": env._("better results among schools without the risk"),
            "reported": env._("whether the self-evaluation is in"),
            "results": env._("results of the school"),
            "remarks": env._("what the note says of the school"),
        }
