from odoo import api, fields, models


class ShnorSchool(models.Model):
    _inherit = "shnor.school"

    support_ids = fields.One2many("shnor.support", "school_id", string="Methodical help")
    agreement_ids = fields.One2many("shnor.agreement", "school_id", string="Agreements")
    partner_agreement_ids = fields.One2many(
        "shnor.agreement", "partner_school_id", string="Agreements as a partner"
    )
    joint_activity_ids = fields.One2many(
        "shnor.joint.activity", "school_id", string="Joint activities"
    )
    measure_ids = fields.One2many("shnor.measure", "school_id", string="Roadmap")
    support_count = fields.Integer(compute="_compute_network_counts")
    agreement_count = fields.Integer(compute="_compute_network_counts")
    joint_activity_count = fields.Integer(compute="_compute_network_counts")
    measure_count = fields.Integer(compute="_compute_network_counts")

    @api.depends("support_ids", "agreement_ids", "joint_activity_ids", "measure_ids")
    def _compute_network_counts(self):
        counted = {
            "support_count": "shnor.support",
            "agreement_count": "shnor.agreement",
            "joint_activity_count": "shnor.joint.activity",
            "measure_count": "shnor.measure",
        }
        # One query a model, whatever the number of schools.
        for name, model in counted.items():
            groups = self.env[model]._read_group(
                [("school_id", "in", self.ids)], ["school_id"], ["__count"]
            )
            counts = dict(groups)
            for school in self:
                school[name] = counts.get(school._origin, 0)

    def action_match_partners(self):
        """Open the window that tells which leader schools could help with the school's deficits.

        :return: dict, window action
        """
        self.ensure_one()
        return self.env["shnor.match"]._open_for(self)

    def action_open_support(self):
        """Return the action that lists this school's methodical help."""
        return self._action_open_facts("shnor_network.shnor_support_action")

    def action_open_agreements(self):
        """Return the action that lists this school's agreements."""
        return self._action_open_facts("shnor_network.shnor_agreement_action")

    def action_open_joint_activities(self):
        """Return the action that lists this school's joint activities."""
        return self._action_open_facts("shnor_network.shnor_joint_activity_action")

    def action_open_measures(self):
        """Return the action that lists the measures of this school's roadmap."""
        return self._action_open_facts("shnor_network.shnor_measure_action")

    def _action_open_facts(self, xml_id):
        self.ensure_one()
        return {
            **self.env["ir.actions.actions"]._for_xml_id(xml_id),
            "domain": [("school_id", "=", self.id)],
            "context": {"default_school_id": self.id, "search_default_school_id": False},
        }

    def _roadmap_work_changed(self):
        """Bring the boards of open campaigns up to date for these schools' roadmaps."""
        # sudo: the board follows from facts, whoever causes them
        self.env["shnor.participant"].sudo().search(
            [("school_id", "in", self.ids), ("campaign_id.state", "=", "open")]
        )._stage_work_changed()
