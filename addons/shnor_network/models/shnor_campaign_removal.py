import hashlib

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class ShnorCampaign(models.Model):
    """The addon is removed, and with it the facts that campaigns have counted.

    Results and evidence stay, being the engine's. What goes (the facts, the roadmaps as they were
    taken down, the schools' files) is left with each campaign before: nothing that was approved
    loses its ground without a word.
    """

    _inherit = "shnor.campaign"

    @api.model
    def _prepare_removal(self):
        """Leave with each campaign that was calculated what it rests on; drop open tasks."""
        for campaign in self.search([("run_id", "!=", False)]):
            campaign._leave_facts()
        self._leave_files()
        self._drop_tasks()

    def _leave_facts(self):
        """Put a workbook of the facts into the campaign's chatter, and say so in its log."""
        content = self.env["report.shnor_network.facts_xlsx"]._workbook(self)
        name = self.env._("%s, help and network.xlsx", self.name)
        attachment = self.env["ir.attachment"].create(
            {"name": name, "raw": content, "res_model": self._name, "res_id": self.id}
        )
        words = self.env._(
            "The addon “Methodical help, partnerships and roadmaps” was removed. The results of "
            "its indicators stay as they were calculated; the facts behind them are in the file "
            "“%(file)s” (SHA-256 %(digest)s).",
            file=name,
            digest=hashlib.sha256(content).hexdigest(),
        )
        self._message_log(body=words, attachment_ids=attachment.ids)
        self._log("campaign", words)

    @api.model
    def _leave_files(self):
        """Hang the files that schools sent about measures on the latest campaign of the measure."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE ir_attachment file
                   SET res_model = 'shnor.campaign', res_id = taken.campaign_id, res_field = NULL,
                       name = taken.name
                  FROM (SELECT DISTINCT ON (evidence.id) evidence.id, part.campaign_id,
                               concat_ws(', ', school.code, evidence.name) AS name
                          FROM shnor_measure_evidence evidence
                          JOIN shnor_school school ON school.id = evidence.school_id
                          JOIN shnor_measure measure ON measure.id = evidence.measure_id
                          JOIN shnor_participant part ON part.school_id = evidence.school_id
                          JOIN shnor_campaign campaign ON campaign.id = part.campaign_id
                         WHERE campaign.state <> 'cancelled'
                           AND coalesce(measure.date_from, '-infinity') <= campaign.period_to
                           AND coalesce(measure.date_to, 'infinity') >= campaign.period_from
                         ORDER BY evidence.id, campaign.date_begin DESC, campaign.id DESC) taken
                 WHERE file.res_model = 'shnor.measure.evidence' AND file.res_field = 'file'
                   AND file.res_id = taken.id
                """
            )
        )
        self.env.invalidate_all(flush=False)

    @api.model
    def _drop_tasks(self):
        """Delete the tasks of the addon's kinds, whose kinds could not be deleted otherwise."""
        kinds = self.env["ir.model.data"].search(
            [("module", "=", "shnor_network"), ("model", "=", "mail.activity.type")]
        )
        self.env["mail.activity"].with_context(active_test=False).search(
            [("activity_type_id", "in", kinds.mapped("res_id"))]
        ).unlink()

    def _removal_domains(self):
        """Return {model: Domain} of what the campaign's results rest on.

        That is what happened in the observation period in the participating schools, and whatever
        else decided in one of its calculations.
        """
        self.ensure_one()
        schools = Domain("school_id", "in", self.participant_ids.school_id.ids)
        held = Domain("date", ">=", self.period_from) & Domain("date", "<=", self.period_to)
        return {
            "shnor.support": schools & held | self._deciding("shnor.support"),
            "shnor.joint.activity": schools & held | self._deciding("shnor.joint.activity"),
            "shnor.agreement": schools
            & Domain("date_from", "<=", self.period_to)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", self.period_from))
            | self._deciding("shnor.agreement"),
            "shnor.measure.snapshot": Domain("campaign_id", "=", self.id),
            "shnor.measure": schools & self.env["shnor.participant"]._measures_domain(self),
        }

    def _deciding(self, model):
        """Return the domain of the facts of a model that decided in the campaign's results."""
        rows = self.env["shnor.indicator.evidence"]._search(
            [
                ("run_id.campaign_id", "=", self.id),
                ("fact_model", "=", model),
                ("fact_id", "!=", False),
            ]
        )
        return Domain("id", "in", rows.subselect("fact_id"))
