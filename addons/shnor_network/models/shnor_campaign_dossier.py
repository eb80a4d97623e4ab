from odoo import models

from odoo.addons.shnor_monitoring.models.shnor_campaign_dossier import RESULTS

FILES = f"{RESULTS}/Файлы к дорожным картам"


class ShnorCampaign(models.Model):
    """The facts behind indicators 4 to 6 and the roadmaps belong to the dossier."""

    _inherit = "shnor.campaign"

    def _dossier_parts(self):
        return [*super()._dossier_parts(), *self._dossier_network()]

    def _dossier_network(self):
        facts = self.env["report.shnor_network.facts_xlsx"]
        yield RESULTS, "Помощь, сеть, дорожные карты.xlsx", lambda: facts._workbook(self)
        measures = self.env["shnor.measure"].search(self._removal_domains()["shnor.measure"])
        files = self.env["shnor.measure.evidence"].search([("measure_id", "in", measures.ids)])
        for file in files:
            prefix = f"{file.school_id.code} {file.measure_id.name[:60]}"
            yield FILES, self._dossier_name(file.name, prefix), file._content
