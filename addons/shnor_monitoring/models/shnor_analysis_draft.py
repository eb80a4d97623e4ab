import json

from odoo import fields, models
from odoo.exceptions import AccessError, LockError
from odoo.tools import SQL

from ..engine.analysis_draft import FEW, Context, draft
from ..engine.analysis_facts import Facts
from ..engine.analysis_part_basis import loop_sentences
from .shnor_analysis import SPECIALIST
from .shnor_analysis_sentence import SECTION_SPAN

CHUNK = 2000
# columns of a sentence that drafting fills
COLUMNS = {
    "section": "text",
    "section_number": "int",
    "key": "text",
    "sequence": "int",
    "text": "text",
    "draft_text": "text",
    "sources": "jsonb",
    "digest": "text",
    "is_item": "boolean",
    "participant_id": "int",
    "territory_id": "int",
}
# of a sentence that is there already, the place is people's: they may have moved it
REWRITTEN = {name: kind for name, kind in COLUMNS.items() if name != "sequence"}
MARKS = {"is_stale": "boolean", "new_text": "text", "new_sources": "jsonb"}


class ShnorAnalysis(models.Model):
    """Drafting the note from the numbers, and drafting it anew without losing what people wrote."""

    _inherit = "shnor.analysis"

    # ------------------------------------------------------------------
    # For letters, publication and dashboard
    # ------------------------------------------------------------------
    def _statistics(self):
        """Return the numbers of the campaign as plain data; once approved, those that were frozen.

        A share is a dict ``k, n, no, no_data`` (int), ``percent, percent_with_data, low, high``
        (float with one digit, or None: nothing to divide by). Names of schools and their words
        stand under ``by_school``, ``practices``, ``schools.not_reported`` and
        ``recommendations.unadvised`` only.

        :return: dict, JSON-ready:

            - ``campaign``: ``id, name, period_from, period_to, date_begin, date_end`` (ISO),
              ``working_group_deadline, academic_year`` (2025/2026), ``order`` (``number, date,
              title`` in words), ``amending`` (the same of the last amendment, or None),
              ``previous`` (name of the campaign that changes are shown to, or None)
            - ``run``: ``id, calculated_at`` (ISO, UTC), ``checksum`` (None until frozen)
            - ``schools``: ``count, reported, not_reported`` (names), ``interviewed, low_results,
              adverse, both, none``, ``entered`` and ``left`` (how many, against the previous
              campaign), ``common`` (in both)
            - ``indicators``: list, one an indicator in its order: a share, and ``code, name, group,
              unit`` (``school``, ``teacher``, or the model), ``method, rule``, ``previous``
              (``k, n, percent``, or None), ``delta`` (points, or None), ``plan`` (%, or None),
              ``is_reached`` (bool, or None without plan or data), ``comparable`` (None while the
              schools are the same, or there is nothing before: ``schools, now`` and ``before`` as
              ``k, n, percent``, ``delta``), ``history`` (oldest first, this campaign
              last: ``campaign_id, campaign, period_to, k, n, percent``)
            - ``by_school``: list, by name: ``participant_id, school_id, name, category, reported``,
              ``results`` {code: share with ``verdict`` (``yes, no, no_data``, or None where people
              are counted)}, ``risks`` (list of risk codes), ``recommendations`` (how many accepted)
            - ``by_subject``: list: ``procedure, subject, schools`` (with comparable results),
              ``pairs``, of them ``better, same, worse``, ``participants, below, percent``
              (this year), ``previous_participants, previous_below, previous_percent``
            - ``risks``: list, most frequent first: ``code, name, schools`` (that state it), ``high,
              medium, low`` (significance), ``asked`` (schools whose self-evaluation is in), and of
              schools with a verdict in the dynamics: ``with_better, with_known, without_better,
              without_known``
            - ``deficits``: dict of lists ``staff, management, resources``: ``code, name, count``
              (schools), ``asked`` (schools that answered), ``sum`` (what they have together, or
              None) and ``unit``; ``subject``: ``name, count`` (schools with 30 % or more below the
              minimum), ``asked`` (schools with a result this year), ``named`` (schools that name
              it), ``teachers`` (on the lowest level in the latest independent diagnostic)
            - ``practices``: list, those chosen for the note: ``id, participant_id, school, name,
              essence, effect, conditions, is_public``
            - ``recommendations``: ``count, accepted, draft, to_schools, to_others, schools,
              unadvised`` (names), ``kinds`` {kind: number}
            - ``advice``: {id of the rule, as text: ``text, expected_result``}, without what is of
              one school: what is published of the rules behind accepted recommendations
            - ``followups``: ``count, done, partly, not_done, open, overdue, aimed`` (at an
              indicator), ``moved_better, moved_same, moved_worse, moved_unknown``
            - ``biased``: results of assessments left out; ``differences``: not decided yet
        """
        self.ensure_one()
        if self.state == "approved" and self.statistics:
            return self.statistics
        return self._facts().statistics()

    # ------------------------------------------------------------------
    # Numbers
    # ------------------------------------------------------------------
    def _facts(self):
        """Return the facts behind the note, read with all rights and in Russian.

        :return: engine.analysis_facts.Facts
        """
        self.ensure_one()
        # sudo: the note is about all schools of the campaign; whoever may draft or read it is asked
        # before
        campaign = self.env["shnor.document.mixin"]._in_russian(self.campaign_id.sudo())
        return Facts(campaign)

    def _unit_words(self):
        """Return the nouns of what indicators count, beside schools and teachers (extension point).

        :return: dict {name of the model: (one, two to four, many)}, in Russian
        """
        return {}

    def _loop_sentences(self, facts):
        """Return what became of the last decisions and measures (extension point).

        :param facts: engine.analysis_facts.Facts
        :return: list of dict ``key, text`` (Russian, a sentence), ``sources`` (see
            ``engine.analysis_sentences.source``), ``is_item``
        """
        return loop_sentences(facts.campaign._loop_rows())

    def _few(self):
        """Return of how many schools nothing is concluded (a setting, 20)."""
        # sudo: a setting, no secret
        value = self.env["ir.config_parameter"].sudo().get_param("shnor_monitoring.analysis_few")
        return int(value) if value and value.isdigit() else FEW

    def _draft_context(self, facts):
        unfulfilled = facts.followups.filtered(lambda one: one.fulfilment in ("partly", "not_done"))
        return Context(
            facts.env,
            self._unit_words(),
            self._few(),
            materials=facts.material_rows(),
            loop=self._loop_sentences(facts),
            unfulfilled=[
                {
                    "id": one.id,
                    "participant_id": one.participant_id.id or None,
                    "text": one.text,
                    "whom": one.addressee_words or "",
                    "fulfilment": one.fulfilment,
                    "comment": one.comment or "",
                }
                for one in unfulfilled
            ],
            others=[
                {"id": one.id, "addressee": one.addressee, "text": one.text}
                for one in facts.recommendations
                if not one.participant_id
            ],
        )

    # ------------------------------------------------------------------
    # Drafting
    # ------------------------------------------------------------------
    def action_draft(self):
        """Draft the note, or draft it anew.

        :raise UserError: the analysis is approved, or its campaign is not open
        :raise AccessError: the role does not allow it
        """
        self._check_may_draft()
        for analysis in self:
            analysis._draft()

    def _check_may_draft(self):
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(SPECIALIST):
            raise AccessError(self.env._("The note is drafted by specialists of the committee."))

    def _redraft(self):
        """Draft anew; see ``_draft``."""
        return self._draft()

    def _draft(self):
        """Write the sentences of today (a constant number of statements, whatever the number of
        schools); doing it again changes nothing.

        What nobody touched follows its numbers, and goes when they say it no more. What people
        edited stays, and is marked when its numbers have changed. What was taken out stays out.

        :return: dict of how many were ``new, changed, removed, marked``
        :raise UserError: the analysis is approved, or its campaign is not open or not calculated
        """
        self.ensure_one()
        analysis = self.sudo()  # see _facts
        analysis._lock_to_draft()
        analysis.campaign_id._check_has_run()
        analysis.campaign_id._collect_practices()
        facts = analysis._facts()
        drafts = draft(facts.statistics(), analysis._draft_context(facts))
        plan = _Plan(analysis._known_sentences(), drafts)
        analysis._carry_out(plan)
        analysis._move_to(
            "draft", drafted_at=fields.Datetime.now(), run_id=analysis.campaign_id.run_id.id
        )
        return {
            "new": len(plan.new),
            "changed": len(plan.changed),
            "removed": len(plan.gone),
            "marked": sum(row["is_stale"] for row in plan.marks),
        }

    def _lock_to_draft(self):
        """Let nobody else draft or approve the note until the end."""
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError:
            raise LockError(
                self.env._("Somebody else is working with this record right now. Try again.")
            )
        self.invalidate_recordset(["state"])
        self.campaign_id.invalidate_recordset(["state", "is_approved"])
        self.campaign_id._check_open()
        self.campaign_id._check_not_approved()

    def _known_sentences(self):
        """Return the drafted sentences that there are as dicts."""
        self.env["shnor.analysis.sentence"].flush_model()
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT id, key, text, draft_text, digest, is_edited, is_stale, is_dropped,
                       new_text, new_sources
                  FROM shnor_analysis_sentence
                 WHERE analysis_id = %s AND origin = 'system' ORDER BY id FOR UPDATE
                """,
                self.id,
            )
        )

    def _carry_out(self, plan):
        """Write a plan: one statement for each kind of change."""
        sentences = self.env["shnor.analysis.sentence"]
        if plan.gone:
            self.env.cr.execute(
                SQL("DELETE FROM shnor_analysis_sentence WHERE id = ANY(%s)", plan.gone)
            )
        territories = self._territories()
        numbers = sentences._section_numbers()
        for row in (*plan.new, *plan.changed):
            row["section_number"] = numbers[row["section"]]
            row["draft_text"] = row["text"]
            row["sequence"] += SECTION_SPAN * row["section_number"]
            row["territory_id"] = territories.get(
                row["participant_id"], self.territory_id.id or None
            )
        self._insert_sentences(plan.new)
        self._update_sentences(plan.changed, REWRITTEN, SQL("is_stale = FALSE, new_text = NULL"))
        self._update_sentences(plan.marks, MARKS)
        sentences.invalidate_model()
        self.invalidate_recordset()

    def _territories(self):
        """Return {participant id: territory id} of the campaign."""
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, territory_id FROM shnor_participant WHERE campaign_id = %s",
                    self.campaign_id.id,
                )
            )
        )

    def _insert_sentences(self, rows):
        names = SQL(", ").join(SQL.identifier(name) for name in COLUMNS)
        for chunk in _chunks(rows):
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO shnor_analysis_sentence (
                        analysis_id, campaign_id, origin, is_edited, is_stale, is_dropped,
                        is_unvouched, create_uid, create_date, write_uid, write_date, %(names)s)
                    SELECT %(analysis)s, %(campaign)s, 'system', FALSE, FALSE, FALSE, FALSE,
                           %(uid)s, NOW() AT TIME ZONE 'UTC', %(uid)s, NOW() AT TIME ZONE 'UTC',
                           %(names)s
                      FROM jsonb_to_recordset(%(rows)s::jsonb) AS data(%(columns)s)
                    """,
                    names=names,
                    analysis=self.id,
                    campaign=self.campaign_id.id,
                    uid=self.env.uid,
                    rows=_plain(chunk, COLUMNS),
                    columns=_typed(COLUMNS),
                )
            )

    def _update_sentences(self, rows, columns, also=None):
        names = SQL(", ").join(
            SQL("%s = data.%s", SQL.identifier(name), SQL.identifier(name)) for name in columns
        )
        for chunk in _chunks(rows):
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE shnor_analysis_sentence sentence
                       SET %(names)s%(also)s, write_uid = %(uid)s,
                           write_date = NOW() AT TIME ZONE 'UTC'
                      FROM jsonb_to_recordset(%(rows)s::jsonb) AS data(id int, %(columns)s)
                     WHERE sentence.id = data.id
                    """,
                    names=names,
                    also=SQL(", %s", also) if also else SQL(),
                    uid=self.env.uid,
                    rows=_plain(chunk, ("id", *columns)),
                    columns=_typed(columns),
                )
            )


class _Plan:
    """What is to be done so that the drafted sentences are those of today.

    :param list known: the sentences that there are, see ``_known_sentences``
    :param list drafts: see ``engine.analysis_draft.draft``
    """

    def __init__(self, known, drafts):
        self.new, self.changed, self.gone, self.marks = [], [], [], []
        by_key = {row["key"]: row for row in known}
        for one in drafts:
            row = by_key.pop(one["key"], None)
            if row is None:
                self.new.append(one)
            elif row["is_edited"]:
                self._mark(row, one)
            elif self._differs(row, one):
                self.changed.append({**one, "id": row["id"]})
        for row in by_key.values():
            if row["is_edited"]:
                self._mark(row, None)
            elif not row["is_dropped"]:
                self.gone.append(row["id"])

    @staticmethod
    def _differs(row, one):
        return row["text"] != one["text"] or row["digest"] != one["digest"] or row["is_stale"]

    def _mark(self, row, one):
        """Keep what people wrote; tell when its numbers are others now."""
        stale = one is None or one["digest"] != row["digest"]
        mark = {
            "id": row["id"],
            "is_stale": stale,
            "new_text": one["text"] if stale and one else None,
            "new_sources": one["sources"] if stale and one else None,
        }
        if any(mark[name] != row[name] for name in MARKS):
            self.marks.append(mark)


def _chunks(rows):
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def _plain(rows, names):
    """Return rows as JSON, of each the named values only."""
    return json.dumps([{name: row.get(name) for name in names} for row in rows], ensure_ascii=False)


def _typed(columns):
    return SQL(", ").join(
        SQL("%s %s", SQL.identifier(name), SQL(kind)) for name, kind in columns.items()
    )
