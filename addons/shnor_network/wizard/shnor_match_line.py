from odoo import fields, models


class ShnorMatchLine(models.TransientModel):
    """A leader school that could help, and why."""

    _name = "shnor.match.line"
    _description = "Leader school that could help"
    _order = "sequence, id"
    _rec_name = "leader_id"

    match_id = fields.Many2one("shnor.match", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer()
    leader_id = fields.Many2one(
        "shnor.school", string="Leader school", required=True, ondelete="cascade"
    )
    fit = fields.Integer(
        string="Deficits in common",
        help="In how many of the deficits and subjects it has practice.",
    )
    fact_count = fields.Integer(string="Times", help="How often it helped with them.")
    practice = fields.Text(string="Shown practice")
    distance_words = fields.Char(string="How far")
    distance_rank = fields.Integer()
    distance_km = fields.Float(string="Kilometres", digits=(8, 1))
    helped_count = fields.Integer(
        string="Helps schools", help="With how many schools it has an agreement in force today."
    )
    agreement_id = fields.Many2one("shnor.agreement", ondelete="cascade")

    def action_draft_agreement(self):
        """Draft an agreement of the school with this leader school, and open it.

        Pressed again, it opens the agreement that is there.

        :return: dict, window action
        """
        self.ensure_one()
        if not self.agreement_id:
            self.agreement_id = self.env["shnor.agreement"].create(self._prepare_agreement())
            self._tell_request()
        return self.agreement_id._get_records_action()

    def _prepare_agreement(self):
        match = self.match_id
        names = [*match.deficit_ids.mapped("name"), *match.subject_ids.mapped("name")]
        today = fields.Date.context_today(self)
        return {
            "number": self.env._(
                "draft %(school)s-%(leader)s of %(day)s",
                school=match.school_id.code,
                leader=self.leader_id.code,
                day=fields.Date.to_string(today),
            ),
            "school_id": match.school_id.id,
            "partner_school_id": self.leader_id.id,
            "partner_kind": "leader_school",
            "basis_id": self.env.ref("shnor_network.agreement_basis_cooperation").id,
            "date_from": today,
            "subject": ", ".join(names) or False,
            "responsible_id": self.env.uid,
        }

    def _tell_request(self):
        """Note on the request that a partner was found for it."""
        if request := self.match_id.request_id:
            request._message_log(
                body=self.env._(
                    "An agreement with “%s” was drafted for this request.",
                    self.leader_id.display_name,
                )
            )
