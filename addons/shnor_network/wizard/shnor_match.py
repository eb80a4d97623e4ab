import textwrap

from odoo import api, fields, models
from odoo.tools import format_date

# so many leader schools are shown, the best fit first
SHOWN = 40
PRACTICE_LENGTH = 160


class ShnorMatch(models.TransientModel):
    """Which leader schools could help a school with its deficits.

    First come those that have shown practice in more of the deficits, then the nearer ones, then
    those that help fewer schools. It is an aid to a decision, no rating of schools.
    """

    _name = "shnor.match"
    _description = "Leader schools for a school's deficits"

    school_id = fields.Many2one("shnor.school", required=True, ondelete="cascade")
    request_id = fields.Many2one("shnor.support.request", ondelete="cascade")
    deficit_ids = fields.Many2many(
        "shnor.deficit", "shnor_match_deficit_rel", "match_id", "deficit_id", string="Deficits"
    )
    subject_ids = fields.Many2many(
        "shnor.subject", "shnor_match_subject_rel", "match_id", "subject_id", string="Subjects"
    )
    line_ids = fields.One2many("shnor.match.line", "match_id", string="Leader schools")

    @api.depends("school_id")
    def _compute_display_name(self):
        for match in self:
            match.display_name = self.env._("Partners for %s", match.school_id.display_name)

    @api.model
    def _open_for(self, school, request=None):
        """Open the window for a school, with the deficits that are known of it.

        :param school: shnor.school
        :param request: shnor.support.request that the partner is to answer, if any
        :return: dict, window action
        """
        deficits, subjects = school._known_deficits()
        if request and (request.deficit_id or request.subject_id):
            deficits, subjects = request.deficit_id, request.subject_id
        match = self.create(
            {
                "school_id": school.id,
                "request_id": request.id if request else False,
                "deficit_ids": [(6, 0, deficits.ids)],
                "subject_ids": [(6, 0, subjects.ids)],
            }
        )
        return match.action_search()

    def action_search(self):
        """Look for leader schools again, by the deficits that are chosen now.

        :return: dict, window action of this window
        """
        self.ensure_one()
        self.line_ids.unlink()
        self.env["shnor.match.line"].create(self._prepare_lines())
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _prepare_lines(self):
        """Return the values of the lines, best fit first; a constant number of queries."""
        school = self.school_id
        leaders = self.env["shnor.school"].search(
            [("is_leader", "=", True), ("id", "!=", school.id)]
        )
        shown = leaders._shown_practice(self.deficit_ids, self.subject_ids)
        told = leaders._told_practice(self.deficit_ids)
        helped = leaders._helped_counts(fields.Date.context_today(self))
        distances = school._distances(leaders)
        agreements = self._agreements_with(leaders)
        rows = []
        for leader in leaders:
            practice = self._practice(shown.get(leader.id, []), told.get(leader.id, {}))
            rank, km, words = distances[leader.id]
            rows.append(
                {
                    "match_id": self.id,
                    "leader_id": leader.id,
                    **practice,
                    "distance_words": words,
                    "distance_rank": rank,
                    "distance_km": km or 0,
                    "helped_count": helped.get(leader.id, 0),
                    "agreement_id": agreements.get(leader.id, False),
                }
            )
        rows.sort(
            key=lambda row: (
                -row["fit"],
                row["distance_rank"],
                row["distance_km"],
                row["helped_count"],
            )
        )
        return [{**row, "sequence": index} for index, row in enumerate(rows[:SHOWN])]

    def _practice(self, facts, told):
        """Return in how many of the deficits and subjects a school has practice, and the words."""
        names = {one.id: one.name for one in self.deficit_ids}
        subjects = {one.id: one.name for one in self.subject_ids}
        times, last = {}, {}
        for deficit_id, subject_id, count, day in facts:
            label = names.get(deficit_id) or subjects.get(subject_id)
            times[label] = times.get(label, 0) + count
            last[label] = max(last.get(label, day), day)
        words = [
            self.env._(
                "%(what)s: %(count)s times, last on %(day)s",
                what=label,
                count=count,
                day=format_date(self.env, last[label]),
            )
            for label, count in times.items()
        ]
        own = {names[one] for one in told.get("deficits", ())}
        words += [self.env._("%s: worked on it at home", label) for label in sorted(own)]
        if told.get("text"):
            text = textwrap.shorten(told["text"], PRACTICE_LENGTH, placeholder="…")
            words.append(
                self.env._("ready to share: %s", text)
                if told["shares"]
                else self.env._("practice: %s", text)
            )
        return {
            "fit": len(set(times) | own),
            "fact_count": sum(times.values()),
            "practice": "\n".join(words) or False,
        }

    def _agreements_with(self, leaders):
        """Return {leader's id: id of an agreement of the school with it that is not ended}."""
        agreements = self.env["shnor.agreement"].search(
            [
                ("school_id", "=", self.school_id.id),
                ("partner_school_id", "in", leaders.ids),
                ("state", "!=", "terminated"),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", "today"),
            ]
        )
        return {one.partner_school_id.id: one.id for one in agreements}
