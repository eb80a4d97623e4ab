import hashlib
import json

from odoo import fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL, format_date, format_datetime

QUESTION_KIND = "approve_analysis"
# models whose newer rows mean that the results are not those of today's facts: how their rows are
# found for the schools of a campaign
FACTS = {
    "shnor.assessment": "school_id = ANY(%(schools)s)",
    "shnor.employment": "school_id = ANY(%(schools)s)",
    "shnor.diagnostic": "teacher_id IN (SELECT teacher_id FROM shnor_employment"
    " WHERE school_id = ANY(%(schools)s))",
}


class ShnorAnalysis(models.Model):
    """Approval: what stands in its way, and what it freezes."""

    _inherit = "shnor.analysis"

    statistics = fields.Json(
        readonly=True, copy=False, prefetch=False, help="The numbers as approved."
    )
    note_values = fields.Json(
        readonly=True, copy=False, prefetch=False, help="What the approved note says."
    )
    approved_question_id = fields.Many2one(
        "shnor.meeting.question",
        string="Approved by the question",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    # ------------------------------------------------------------------
    # What stands in the way
    # ------------------------------------------------------------------
    def _problems(self):
        """Return what stands in the way of the approval.

        :return: list of str, sentences for whoever prepares the meeting; empty: nothing
        """
        self.ensure_one()
        campaign = self.campaign_id
        if self.state == "approved":
            return []
        if not campaign.run_id:
            return [
                self.env._(
                    "“%s” has not been calculated yet: calculate it, then draft the note.",
                    campaign.display_name,
                )
            ]
        if not self.drafted_at:
            return [self.env._("The note has not been drafted yet: press “Draft the note”.")]
        return [
            *self._problems_of_results(),
            *self._problems_of_sentences(),
            *self._problems_of_recommendations(),
        ]

    def _problems_of_results(self):
        campaign = self.campaign_id
        run = campaign.run_id
        # schools fill their forms until the end of that day, and approving locks them
        if campaign._local_today() <= campaign.date_end:
            yield self.env._(
                "The monitoring lasts until %s: its analysis is approved after that day.",
                format_date(self.env, campaign.date_end),
            )
        if changed := self._facts_changed_at(run):
            yield self.env._(
                "Facts were changed after the calculation (%s): calculate anew, then draft anew.",
                format_datetime(self.env, changed),
            )
        if run != self.run_id or run.calculated_at > self.drafted_at:
            yield self.env._("It was calculated after the note was drafted: draft anew.")

    def _problems_of_sentences(self):
        unvouched = self.sentence_ids.filtered("is_unvouched")
        stale = self.sentence_ids.filtered(lambda one: one.is_stale and not one.is_dropped)
        if unvouched:
            yield self.env._("Sentences for which nobody vouches: %s.", len(unvouched))
        if stale:
            yield self.env._(
                "Sentences whose numbers have changed since: %s. Take the new text, or keep yours.",
                len(stale),
            )
        labels = dict(
            self.env["shnor.analysis.sentence"]._fields["section"]._description_selection(self.env)
        )
        said = {one.section for one in self.sentence_ids if not one.is_dropped}
        for section, label in labels.items():
            if section not in said:
                yield self.env._("The part “%s” is empty.", label)

    def _problems_of_recommendations(self):
        campaign = self.campaign_id
        if not campaign.participant_ids:
            yield self.env._("The campaign has no schools.")
        drafts = campaign.recommendation_count - campaign.accepted_count
        if drafts:
            yield self.env._("Recommendations that are still drafts: %s.", drafts)
        if campaign.unadvised_count:
            yield self.env._("Schools without a recommendation: %s.", campaign.unadvised_count)
        if campaign.stale_count:
            yield self.env._("Recommendations whose facts have changed: %s.", campaign.stale_count)
        if campaign.bare_count:
            yield self.env._("Recommendations that rest on no fact: %s.", campaign.bare_count)

    def _fact_tables(self):
        """Return where the facts lie that the results rest on (extension point).

        :return: dict {name of the model: SQL condition with ``%(schools)s``, ``%(campaign)s``}
        """
        return FACTS

    def _facts_changed_at(self, run):
        """Return when a fact of these schools was last changed after the calculation, or None.

        What was deleted leaves no trace; the calculation is to be repeated before the meeting.
        """
        tables = self._fact_tables()
        for name in tables:
            self.env[name].flush_model(["write_date"])
        campaign = self.campaign_id
        self.env["survey.user_input.line"].flush_model(["form_value"])
        schools = list(campaign.participant_ids.school_id.ids)
        selects = [
            SQL(
                "SELECT MAX(write_date) AS changed FROM %s WHERE %s",
                SQL.identifier(self.env[name]._table),
                SQL(condition, schools=schools, campaign=campaign.id),
            )
            for name, condition in tables.items()
        ]
        # sudo: only when something was changed is told
        self.env["survey.user_input"].flush_model(["participant_id"])
        selects.append(
            SQL(
                "SELECT MAX(line.write_date) FROM survey_user_input_line line"
                " JOIN survey_user_input sheet ON sheet.id = line.user_input_id"
                " JOIN shnor_participant participant ON participant.id = sheet.participant_id"
                " WHERE participant.campaign_id = %s",
                campaign.id,
            )
        )
        [[changed]] = self.env.execute_query(
            SQL("SELECT MAX(changed) FROM (%s) facts", SQL(" UNION ALL ").join(selects))
        )
        return changed if changed and changed > run.calculated_at else None

    # ------------------------------------------------------------------
    # Approving
    # ------------------------------------------------------------------
    def _approve(self, question):
        """Freeze the calculation, the note, the recommendations, the practices and the forms.

        Called when minutes are signed, after the meeting has become ``minuted``. There is no way
        back.

        :param question: shnor.meeting.question, carried, of the kind ``approve_analysis``
        :raise UserError: the question does not approve this analysis, or ``_problems`` are left
        :raise LockError: somebody is changing what is to be approved at this moment
        """
        self.ensure_one()
        # sudo: the decision was the working group's; who may sign its minutes was asked there
        analysis = self.sudo()
        campaign = analysis.campaign_id
        analysis._check_question(question.sudo())
        analysis._lock_to_approve()
        analysis._check_transition("approved")
        problems = list(analysis._problems())
        if problems:
            raise UserError(
                self.env._(
                    "The analysis of “%(campaign)s” cannot be approved:\n%(problems)s",
                    campaign=campaign.display_name,
                    problems="\n".join(f"• {problem}" for problem in problems),
                )
            )
        campaign.run_id.filtered(lambda run: run.state == "draft")._freeze()
        sheets = self.env["survey.user_input"].sudo().search([("campaign_id", "=", campaign.id)])
        sheets._form_set_locked(True)
        # the note says by which minutes it was approved
        analysis._move_to("draft", approved_question_id=question.id)
        facts = analysis._facts()
        statistics = facts.statistics()
        note = analysis._note_values(facts, statistics)
        analysis._move_to("draft", statistics=statistics, note_values=note)
        campaign.participant_ids._freeze_notes(statistics)
        analysis._move_to(
            "approved",
            digest=analysis._digest_of_rows(),
            approved_at=fields.Datetime.now(),
            approved_by_id=self.env.uid,
        )
        campaign._log(
            "campaign",
            self.env._("The working group approved the analysis; results and forms are frozen."),
            document=analysis,
        )
        campaign._refresh_stages(self.env["shnor.stage"])

    def _check_question(self, question):
        """Refuse what is no recorded decision of the working group to approve this analysis."""
        campaign = self.campaign_id
        if not question or question not in campaign._carried(QUESTION_KIND):
            raise UserError(
                self.env._(
                    "An analysis is approved by a question of the working group only: carried, in "
                    "signed minutes of this campaign."
                )
            )

    def _lock_to_approve(self):
        """Let nobody change what is approved until the end; what is being written is waited for.

        Rows that are being added hold the campaign's row; those that are being changed, their own.
        """
        campaign = self.campaign_id
        domain = [("campaign_id", "=", campaign.id)]
        parts = [
            self.env[name].search(domain)
            for name in ("shnor.recommendation", "shnor.practice", "shnor.analysis.sentence")
        ]
        try:
            campaign.lock_for_update()
            for records in parts:
                records.lock_for_update()
        except LockError:
            raise LockError(
                self.env._(
                    "Somebody is working on the analysis or the recommendations right now. Try "
                    "again."
                )
            )
        self.env.invalidate_all()

    # ------------------------------------------------------------------
    # Intact
    # ------------------------------------------------------------------
    def _digest_of_rows(self):
        """Return the SHA-256 over the calculation, the note, its sentences, the recommendations
        with their facts, and the practices, as they lie in the database."""
        self.ensure_one()
        self.env.flush_all()
        campaign = self.campaign_id
        rows = self.env.execute_query(
            SQL(
                """
                SELECT kind, id, digest FROM (
                    SELECT 1 AS kind, id, md5((section, sequence, text, sources, is_dropped,
                                               participant_id, vouched_by_id)::text) AS digest
                      FROM shnor_analysis_sentence WHERE analysis_id = %(analysis)s
                     UNION ALL
                    SELECT 2, id, md5((participant_id, addressee, kind, text, term_date,
                                       responsible, expected_result, indicator_id, state,
                                       refusal_reason)::text)
                      FROM shnor_recommendation WHERE campaign_id = %(campaign)s
                     UNION ALL
                    SELECT 3, id, md5((recommendation_id, participant_id, key, words, value)::text)
                      FROM shnor_recommendation_fact WHERE campaign_id = %(campaign)s
                     UNION ALL
                    SELECT 4, id, md5((participant_id, name, essence, effect, conditions,
                                       is_in_note, is_public, consent_basis)::text)
                      FROM shnor_practice WHERE campaign_id = %(campaign)s
                     UNION ALL
                    SELECT 5, id, md5((school_id, school_name, category, note_values)::text)
                      FROM shnor_participant WHERE campaign_id = %(campaign)s
                     UNION ALL
                    SELECT 6, id, md5((statistics, note_values)::text)
                      FROM shnor_analysis WHERE id = %(analysis)s) parts
                 ORDER BY kind, id
                """,
                analysis=self.id,
                campaign=campaign.id,
            )
        )
        # the results themselves: their own checksum is counted anew, not copied
        text = json.dumps([campaign.run_id._checksum_of_rows(), *map(list, rows)])
        return hashlib.sha256(text.encode()).hexdigest()

    def _is_intact(self):
        """Return whether an approved analysis is still what was approved.

        :return: bool; False when something of it was changed past the system
        """
        self.ensure_one()
        # sudo: the digest is over all rows, whoever asks
        analysis = self.sudo()
        return analysis.state != "approved" or analysis.digest == analysis._digest_of_rows()

    def action_check_intact(self):
        """Count the digest anew and tell whether it is the approved one.

        :return: dict, client action that shows the answer
        """
        self.ensure_one()
        self.check_access("read")
        intact = self._is_intact()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if intact else "danger",
                "sticky": not intact,
                "message": self.env._("Results, note and recommendations are as approved.")
                if intact
                else self.env._("Something of it was changed past the system!"),
            },
        }
