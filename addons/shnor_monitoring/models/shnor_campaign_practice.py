from odoo import fields, models

from ..engine.analysis_answers import Answers

NAME_LENGTH = 120


class ShnorCampaign(models.Model):
    """Successful practices as the schools tell of them in their forms."""

    _inherit = "shnor.campaign"

    practice_count = fields.Integer(string="Number of practices", compute="_compute_practice_count")

    def _compute_practice_count(self):
        counts = dict(
            self.env["shnor.practice"]._read_group(
                [("campaign_id", "in", self.ids)], ["campaign_id"], ["__count"]
            )
        )
        for campaign in self:
            campaign.practice_count = counts.get(campaign._origin, 0)

    def _collect_practices(self):
        """Make practices of the answers in which schools tell of them; doing it again changes
        nothing. What people edited stays; what nobody touched follows its answer.

        A practice whose school is not ready to share it is kept, but does not go into the note.

        :return: shnor.practice, the new ones
        """
        self.ensure_one()
        # sudo: practices are collected from all schools; who may draft was asked
        campaign = self.sudo()
        campaign._check_open()
        campaign._check_not_approved()
        practices = campaign.env["shnor.practice"]
        known = {
            (one.participant_id.id, one.answer_code): one
            for one in practices.search(
                [("campaign_id", "=", campaign.id), ("origin", "=", "answer")]
            )
        }
        new = []
        for told in Answers(campaign).practices():
            vals = {
                "name": _name(told["text"]),
                "essence": told["text"],
                "line_id": told["line_id"],
            }
            practice = known.pop((told["participant_id"], told["code"]), None)
            if practice is None:
                new.append(
                    {
                        **vals,
                        "participant_id": told["participant_id"],
                        "answer_code": told["code"],
                        "origin": "answer",
                        "is_in_note": told["shares"],
                    }
                )
            elif not practice.is_edited and practice.essence != told["text"]:
                practice._write_as_system(vals)
        gone = practices.union(*known.values()).filtered(lambda one: not one.is_edited)
        gone.unlink()
        return practices._create_as_system(new)

    def action_open_practices(self):
        """Open the practices of the campaign.

        :return: dict, window action
        """
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_monitoring.shnor_practice_action"
        )
        action["domain"] = [("campaign_id", "=", self.id)]
        action["context"] = {"search_default_group_school": False}
        return action


def _name(text):
    """Return the first sentence or line of an answer, as a name."""
    line = text.splitlines()[0].split(". ")[0].strip().rstrip(".")
    return line if len(line) <= NAME_LENGTH else f"{line[: NAME_LENGTH - 1]}…"
