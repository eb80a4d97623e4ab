from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.shnor_monitoring.models.shnor_participant import HANDED_IN

RISKS, RISK_TABLE, PRACTICE, SHARES = "А17.1", "А17.4", "А17.2", "А17.5"


class ShnorSchool(models.Model):
    """What is known of a school's deficits, and of a leader school's practice in them.

    Everything is asked for many schools at once: the number of queries does not depend on theirs.
    """

    _inherit = "shnor.school"

    def _latest_answers(self, codes):
        """Return {school id: {code: value}} of the latest self-evaluation that was handed in."""
        # sudo: a form answers here to questions about deficits and practice only, for schools
        # that the caller may read
        participants = (
            self.env["shnor.participant"]
            .sudo()
            .search(
                [("school_id", "in", self.ids), ("self_evaluation_state", "in", HANDED_IN)],
                order="id",
            )
        )
        latest = {one.school_id.id: one for one in participants}
        values = participants.browse([one.id for one in latest.values()])._form_effective_values(
            codes
        )
        return {
            school_id: {code: row["value"] for code, row in values[one.id].items()}
            for school_id, one in latest.items()
        }

    def _known_deficits(self):
        """Return the deficits of one school: by its form, its requests and targeted help to it.

        :return: (shnor.deficit, shnor.subject)
        """
        self.ensure_one()
        self.check_access("read")
        risks = self._latest_answers([RISKS]).get(self.id, {}).get(RISKS)
        named = self.env["shnor.deficit"]._known_ids(risks if isinstance(risks, list) else [])
        requests = self.env["shnor.support.request"].search(
            [("school_id", "=", self.id), ("state", "in", ["new", "accepted"])]
        )
        supports = self.env["shnor.support"].search(
            [("school_id", "=", self.id), ("targeted", "=", True), ("date", ">=", "today -1y")]
        )
        deficits = self.env["shnor.deficit"].browse(named.values())
        return (
            deficits | requests.deficit_id | supports.deficit_id,
            requests.subject_id | supports.subject_id,
        )

    def _shown_practice(self, deficits, subjects):
        """Return what leader schools did in these deficits and subjects (two statements).

        :param deficits: shnor.deficit
        :param subjects: shnor.subject
        :return: dict {school id: list of (deficit id, subject id, times, last date)}
        """
        for model in ("shnor.support", "shnor.joint.activity", "shnor.agreement"):
            self.env[model].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT leader_id, deficit_id, subject_id, count(*), max(date)
                  FROM (SELECT provider_school_id AS leader_id, deficit_id, subject_id, date
                          FROM shnor_support
                         WHERE state = 'done' AND provider_school_id = ANY(%(leaders)s)
                         UNION ALL
                        SELECT agreement.partner_school_id, activity.deficit_id,
                               activity.subject_id, activity.date
                          FROM shnor_joint_activity activity
                          JOIN shnor_agreement agreement ON agreement.id = activity.agreement_id
                         WHERE activity.state = 'done'
                           AND agreement.partner_school_id = ANY(%(leaders)s)) fact
                 WHERE deficit_id = ANY(%(deficits)s) OR subject_id = ANY(%(subjects)s)
                 GROUP BY leader_id, deficit_id, subject_id
                """,
                leaders=list(self.ids),
                deficits=list(deficits.ids),
                subjects=list(subjects.ids),
            )
        )
        practice = {}
        for leader_id, *row in rows:
            practice.setdefault(leader_id, []).append(tuple(row))
        return practice

    def _told_practice(self, deficits):
        """Return what schools tell of their practice in their self-evaluations.

        :param deficits: shnor.deficit
        :return: dict {school id: {"deficits": ids of those that they have worked on, "text": the
            practice, "shares": whether they are ready to share it}}
        """
        answers = self._latest_answers([RISK_TABLE, PRACTICE, SHARES])
        worked = {
            school_id: [row for row in values.get(RISK_TABLE) or () if row.get("done")]
            for school_id, values in answers.items()
        }
        known = self.env["shnor.deficit"]._known_ids(
            {str(row.get("row") or "") for rows in worked.values() for row in rows}
        )
        return {
            school_id: {
                "deficits": {known.get(row.get("row")) for row in worked[school_id]}
                & set(deficits.ids),
                "text": values.get(PRACTICE) or "",
                "shares": bool(values.get(SHARES)),
            }
            for school_id, values in answers.items()
        }

    def _helped_counts(self, day):
        """Return {school: how many schools it helps by agreements in force on ``day``}."""
        covers = Domain("date_from", "<=", day) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", day)
        )
        # sudo: how many they are is no secret, whose they are is not told
        groups = (
            self.env["shnor.agreement"]
            .sudo()
            ._read_group(
                covers
                & Domain("partner_school_id", "in", self.ids)
                & Domain("state", "=", "in_force"),
                ["partner_school_id"],
                ["school_id:count_distinct"],
            )
        )
        return {school.id: count for school, count in groups}
