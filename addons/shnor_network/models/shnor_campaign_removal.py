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
        """Hang the files of measures and of agreements on what stays.

        That is the latest campaign of the school in whose period they fall, else its latest
        campaign, else the school itself.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE ir_attachment attachment
                   SET res_model = taken.keeper, res_id = taken.keeper_id, res_field = NULL,
                       name = taken.name || CASE WHEN taken.ends THEN '' ELSE
                           CASE attachment.mimetype WHEN 'application/pdf' THEN '.pdf'
                           WHEN 'image/jpeg' THEN '.jpg' WHEN 'image/png' THEN '.png'
                           ELSE '' END END
                  FROM (SELECT DISTINCT ON (file.model, file.id) file.model, file.field, file.id,
                               CASE WHEN campaign.id IS NULL THEN 'shnor.school'
                                    ELSE 'shnor.campaign' END AS keeper,
                               coalesce(campaign.id, school.id) AS keeper_id,
                               concat_ws(', ', school.code, file.name) AS name, file.ends
                          FROM (SELECT 'shnor.measure.evidence' AS model, 'file' AS field,
                                       evidence.id, evidence.school_id, evidence.name,
                                       TRUE AS ends, measure.date_from, measure.date_to
                                  FROM shnor_measure_evidence evidence
                                  JOIN shnor_measure measure ON measure.id = evidence.measure_id
                                 UNION ALL
                                SELECT 'shnor.agreement', 'document', agreement.id,
                                       agreement.school_id, %(word)s || agreement.number, FALSE,
                                       agreement.date_from, agreement.date_to
                                  FROM shnor_agreement agreement) file
                          JOIN shnor_school school ON school.id = file.school_id
                          LEFT JOIN (shnor_participant part
                                     JOIN shnor_campaign campaign
                                       ON campaign.id = part.campaign_id
                                      AND campaign.state <> 'cancelled')
                            ON part.school_id = file.school_id
                         ORDER BY file.model, file.id,
                                  coalesce(coalesce(file.date_from, '-infinity')
                                               <= campaign.period_to
                                           AND coalesce(file.date_to, 'infinity')
                                               >= campaign.period_from, FALSE) DESC,
                                  campaign.date_begin DESC NULLS LAST, campaign.id DESC) taken
                 WHERE attachment.res_model = taken.model AND attachment.res_field = taken.field
                   AND attachment.res_id = taken.id
                """,
                word=self.env._("agreement No.") + " ",
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
