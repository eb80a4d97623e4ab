import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import analysis_note as note
from ..engine import russian as ru

STATUS_WORDS = note.CATEGORIES


class ShnorParticipant(models.Model):
    """The note for one school: its own data only, and the district's totals."""

    _name = "shnor.participant"
    _inherit = ["shnor.participant", "shnor.document.mixin"]

    note_values = fields.Json(readonly=True, help="What the approved note says to the school.")

    has_note = fields.Boolean(
        compute="_compute_has_note",
        # that the note was drafted is no secret to whoever sees the school
        compute_sudo=True,
    )

    @api.depends("campaign_id.analysis_ids.drafted_at")
    def _compute_has_note(self):
        for participant in self:
            participant.has_note = bool(participant.campaign_id.analysis_id.drafted_at)

    def _document_kind(self):
        return "note_school"

    def _document_name(self):
        return f"Справка {self.school_name} {self.campaign_id.name}"

    def _document_values(self):
        """Return what the note says to the school: once approved, what was approved."""
        self.ensure_one()
        if self.campaign_id.is_approved and self.note_values:
            return self.note_values
        return self._document_context()

    def _document_context(self):
        """Return the data of the school's note as they are now."""
        self.ensure_one()
        return self._notes()[self.id]

    def _check_documents(self):
        for campaign in self.campaign_id:
            analysis = campaign.analysis_id
            # sudo: only whether there is a draft
            if not analysis or not analysis.sudo().drafted_at:
                raise UserError(
                    self.env._(
                        "The note of “%s” has not been drafted yet: press “Draft the note”.",
                        campaign.display_name,
                    )
                )
        return super()._check_documents()

    def _notes(self, statistics=None):
        """Return the notes of schools of one campaign (a constant number of statements).

        :param dict statistics: see ``shnor.analysis._statistics``; by default those of today
        :return: dict {participant id: data of the document}
        """
        # sudo: the totals are for everybody; of schools, only the asked ones come out
        analysis = self.env["shnor.document.mixin"]._in_russian(self.campaign_id.analysis_id.sudo())
        if statistics is None:
            statistics = analysis._statistics()
        participants = self.with_env(analysis.env)
        recommendations = analysis.env["shnor.recommendation"]
        advice = recommendations.search(
            [("participant_id", "in", self.ids), ("state", "!=", "refused")]
        ).grouped("participant_id")
        sentences = (
            analysis.env["shnor.analysis.sentence"]
            .search(
                [
                    ("participant_id", "in", self.ids),
                    ("is_dropped", "=", False),
                    ("section", "!=", "followup"),
                ]
            )
            .grouped("participant_id")
        )
        head = analysis._note_head(statistics)
        names = {one["code"]: one["name"] for one in statistics["risks"]}
        by_school = {one["participant_id"]: one for one in statistics["by_school"]}
        district = note.indicator_rows(statistics)
        return {
            participant.id: {
                **head,
                **_school(by_school.get(participant.id), statistics, names),
                "school": participant.school_name,
                "status": STATUS_WORDS[participant.category],
                "district": district,
                "remarks": [
                    {"text": one.text}
                    for one in sentences.get(participant, analysis.env["shnor.analysis.sentence"])
                ],
                **analysis._school_advice(advice.get(participant, recommendations)),
            }
            for participant in participants
        }

    def _freeze_notes(self, statistics):
        """Keep what the notes say to the schools, when they are approved (one statement)."""
        if not self:
            return
        rows = [{"id": key, "value": value} for key, value in self._notes(statistics).items()]
        self.env.cr.execute(
            SQL(
                "UPDATE shnor_participant participant SET note_values = data.value"
                " FROM jsonb_to_recordset(%s::jsonb) AS data(id int, value jsonb)"
                " WHERE participant.id = data.id",
                json.dumps(rows, ensure_ascii=False),
            )
        )
        self.invalidate_recordset(["note_values"])


def _school(school, statistics, names):
    """Return the school's own results and risks in words."""
    results = school["results"] if school else {}
    rows = []
    for one in statistics["indicators"]:
        result = results.get(one["code"])
        rows.append(
            {
                "code": one["code"],
                "name": one["name"],
                "result": note.result_words(result),
                "percent": ru.percent(result["percent"])
                if result and result["verdict"] is None
                else "",
                "previous": _before(result),
            }
        )
    return {
        "reported": bool(school and school["reported"]),
        "results": rows,
        "risks": [
            {"name": names[code]} for code in (school["risks"] if school else ()) if code in names
        ],
    }


def _before(result):
    if not result or not result["previous"]:
        return "–"
    previous = result["previous"]
    if result["verdict"] is None:
        return ru.share(previous["k"], previous["n"])
    return "да" if previous["k"] else "нет"
