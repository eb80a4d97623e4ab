import json

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.shnor_form.engine import compare, values

from .shnor_difference import INTERVIEW, SELF, SIDES

CHUNK = 5000


class ShnorCampaign(models.Model):
    """Where the sources of a campaign's schools do not say the same."""

    _inherit = "shnor.campaign"

    interview_held_count = fields.Integer(
        string="Interviews held", compute="_compute_source_counts"
    )
    open_difference_count = fields.Integer(
        string="Open differences", compute="_compute_source_counts"
    )

    @api.depends("participant_ids.interview_state", "participant_ids.difference_ids.state")
    def _compute_source_counts(self):
        held = dict(
            self.env["shnor.participant"]._read_group(
                [
                    ("campaign_id", "in", self.ids),
                    ("interview_state", "in", ("held", "agreed", "closed")),
                ],
                ["campaign_id"],
                ["__count"],
            )
        )
        differences = dict(
            self.env["shnor.difference"]._read_group(
                [("campaign_id", "in", self.ids), ("state", "=", "open")],
                ["campaign_id"],
                ["__count"],
            )
        )
        for campaign in self:
            campaign.interview_held_count = held.get(campaign._origin, 0)
            campaign.open_difference_count = differences.get(campaign._origin, 0)

    def action_open_interviews(self):
        """Open the interviews of the campaign.

        :return: dict, window action
        """
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_monitoring.shnor_interview_action"
        )
        action["domain"] = [("campaign_id", "=", self.id)]
        action["context"] = {}
        return action

    def action_open_differences(self):
        """Find the differences of today and open them.

        :return: dict, window action
        """
        self.ensure_one()
        self.check_access("read")
        changes = self.state == "open" and not self.is_approved
        if changes and self.env.user.has_group("shnor_registry.group_specialist"):
            self._refresh_differences()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_monitoring.shnor_difference_action"
        )
        action["domain"] = [("campaign_id", "=", self.id)]
        action["context"] = {"search_default_open": True}
        return action

    def _refresh_differences(self, participants=None):
        """Find where self-evaluation, interview and register disagree (a constant number of
        statements, whatever the number of schools).

        What was decided stays decided; when a source says something else since then, the
        difference is to be decided again, with a note of what changed. Nothing is deleted.

        :param participants: shnor.participant, only these; None for all
        :return: int, number of differences that were found or changed
        """
        # sudo: what the sources say is compared for all schools of the campaign; whoever reads
        # the differences is limited by their own rules
        campaigns = self.sudo()
        campaigns._check_open()
        campaigns._check_not_approved()
        sheets = campaigns._compared_sheets(participants)
        known = campaigns._known_differences(participants)
        rows = [
            _row(participant_id, code, found, known.get((participant_id, code)))
            for participant_id, code, found in _Comparison(sheets, known).found()
        ]
        changed = [row for row in rows if row]
        self._write_differences(changed)
        return len(changed)

    def _compared_sheets(self, participants):
        """Return the forms of the campaigns that say something: handed in at least once."""
        domain = [
            ("campaign_id", "in", self.ids),
            ("form_code", "in", (SELF, INTERVIEW)),
            ("form_state", "!=", "draft"),
        ]
        if participants is not None:
            domain.append(("participant_id", "in", participants.ids))
        return self.env["survey.user_input"].search(domain)

    def _known_differences(self, participants):
        """Return {(participant id, code): difference as dict}; the rows are locked."""
        self.env["shnor.difference"].flush_model()
        found = self.env.execute_query_dict(
            SQL(
                """
                SELECT id, participant_id, code, question_id, self_value, interview_value,
                       register_value, state
                  FROM shnor_difference
                 WHERE campaign_id = ANY(%s) AND %s
                 ORDER BY id FOR UPDATE
                """,
                list(self.ids),
                SQL("TRUE")
                if participants is None
                else SQL("participant_id = ANY(%s)", list(participants.ids)),
            )
        )
        return {(row["participant_id"], row["code"]): row for row in found}

    def _write_differences(self, rows):
        """Write differences by one statement a chunk, and say what is to be decided again."""
        again = {}
        for row in rows:
            row["note"] = self._note_of_change(row) if row["again"] else None
            if row["again"]:
                again[row["id"]] = row["note"]
        for start in range(0, len(rows), CHUNK):
            self._write_differences_chunk(rows[start : start + CHUNK])
        differences = self.env["shnor.difference"].sudo()
        differences.invalidate_model()
        self.env["shnor.participant"].invalidate_model(["open_difference_count", "difference_ids"])
        if again:
            differences.browse(again)._message_log_batch(again)

    def _note_of_change(self, row):
        """Return in words what a source said when it was decided, and what it says now."""
        question = row["question_schema"]
        labels = {
            "self_value": self.env._("Self-evaluation"),
            "interview_value": self.env._("Interview"),
            "register_value": self.env._("Register"),
        }
        nothing = self.env._("nothing")
        return "\n".join(
            self.env._(
                "%(label)s: it was “%(before)s” when this was decided, now it is “%(now)s”.",
                label=label,
                before=values.words(self.env, question, row["old"][side]) or nothing,
                now=values.words(self.env, question, row[side]) or nothing,
            )
            for side, label in labels.items()
            if row["old"][side] != row[side]
        )

    def _write_differences_chunk(self, rows):
        names = ("participant", "code", "question", *SIDES.values(), "state", "note")
        data = [{name: row[name] for name in names} for row in rows]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO shnor_difference AS difference (
                    participant_id, campaign_id, school_id, territory_id, question_id, sequence,
                    code, self_value, interview_value, register_value, state, note,
                    create_uid, create_date, write_uid, write_date)
                SELECT participant.id, participant.campaign_id, participant.school_id,
                       participant.territory_id, question.id, question.sequence, data.code,
                       NULLIF(data.self_value, 'null'), NULLIF(data.interview_value, 'null'),
                       NULLIF(data.register_value, 'null'), data.state, data.note,
                       %(uid)s, NOW() AT TIME ZONE 'UTC', %(uid)s, NOW() AT TIME ZONE 'UTC'
                  FROM jsonb_to_recordset(%(rows)s::jsonb) AS data(
                       participant int, code text, question int, self_value jsonb,
                       interview_value jsonb, register_value jsonb, state text, note text)
                  JOIN shnor_participant participant ON participant.id = data.participant
                  JOIN survey_question question ON question.id = data.question
                ON CONFLICT (participant_id, code) DO UPDATE SET
                       question_id = EXCLUDED.question_id, sequence = EXCLUDED.sequence,
                       self_value = EXCLUDED.self_value,
                       interview_value = EXCLUDED.interview_value,
                       register_value = EXCLUDED.register_value, state = EXCLUDED.state,
                       note = EXCLUDED.note, write_uid = EXCLUDED.write_uid,
                       write_date = EXCLUDED.write_date
                """,
                rows=json.dumps(data, ensure_ascii=False),
                uid=self.env.uid,
            )
        )


class _Comparison:
    """What the forms of many participants and the register say, put side by side.

    :param sheets: survey.user_input
    :param known: set or dict of (participant id, code) that are looked at even when they agree
    """

    def __init__(self, sheets, known):
        self.known = known
        self.forms = {}
        for sheet in sheets:
            self.forms.setdefault(sheet.participant_id.id, {})[sheet.form_code] = sheet
        self.answers = sheets._form_answers()
        self.records = sheets._form_record_values_many()
        self.pairs = {}

    def found(self):
        """Yield (participant id, code, what the sources say) of what does not agree, or did not.

        :return: the last is a dict of the ``SIDES``, ``question`` and ``differ``
        """
        for participant_id, forms in self.forms.items():
            # without a self-evaluation there is nothing that the others could differ from
            if SELF in forms:
                yield from self._of_participant(participant_id, forms)

    def _of_participant(self, participant_id, forms):
        sheet = forms[SELF]
        questions = sheet.survey_id._form_schema()["questions"]
        codes = self._codes_of_interview(sheet, forms.get(INTERVIEW))
        record = self.records.get(sheet.id, {})
        for code in dict.fromkeys((*codes, *record)):
            found = {
                "self_value": self._answer(sheet, code),
                "interview_value": self._answer(forms.get(INTERVIEW), codes.get(code)),
                "register_value": record.get(code),
            }
            differ = _disagree(questions[code], list(found.values()))
            if differ or (participant_id, code) in self.known:
                yield (
                    participant_id,
                    code,
                    {
                        **found,
                        "question": questions[code],
                        "differ": differ,
                    },
                )

    def _codes_of_interview(self, sheet, interview):
        """Return {code of the self-evaluation: code of the interview} of two forms."""
        if interview is None:
            return {}
        key = sheet.survey_id, interview.survey_id
        if key not in self.pairs:
            self.pairs[key] = sheet.survey_id._form_compare_pairs(interview.survey_id)
        return self.pairs[key]

    def _answer(self, sheet, code):
        if sheet is None or code is None:
            return None
        return self.answers[sheet.id].get(code, {}).get("value")


def _disagree(question, found):
    """Return whether two of the values that are known differ."""
    if not compare.comparable(question, question):
        return False
    first, *others = [value for value in found if value is not None] or [None]
    return any(compare.differ(question, first, value) for value in others)


def _row(participant_id, code, found, old):
    """Return what is to be written about a difference, or None when nothing changed.

    :param dict found: see ``_Comparison.found``
    :param dict old: the difference as it is; None: it is new
    """
    same = old is not None and all(old[side] == found[side] for side in SIDES.values())
    state = "open" if found["differ"] else "agreed"
    if same and (old["state"] == state or (old["state"] == "decided" and found["differ"])):
        return None
    again = old is not None and old["state"] == "decided" and state == "open"
    return {
        "id": old and old["id"],
        "participant": participant_id,
        "code": code,
        "question": found["question"]["id"],
        "question_schema": found["question"],
        "state": state,
        "again": again,
        "old": old,
        **{side: found[side] for side in SIDES.values()},
    }
