from odoo import models
from odoo.exceptions import UserError


class ShnorAnalysis(models.Model):
    """From a sentence to the numbers that it states."""

    _inherit = "shnor.analysis"

    def _open_source(self, source):
        """Return the action that shows where a number of a sentence stands.

        :param dict source: see ``engine.analysis_sentences.source``
        :return: dict, window action; what it shows has its own rules
        :raise UserError: it is gone since
        """
        self.ensure_one()
        openers = self._source_openers()
        opener = openers.get(source["model"])
        if opener is None or source["model"] not in self.env:
            raise UserError(self.env._("What the sentence states is told nowhere else."))
        return opener(source)

    def _source_openers(self):
        """Return how sources are shown (extension point).

        :return: dict {name of the model: function of a source that returns an action}
        """
        return {
            "shnor.campaign": lambda source: self.campaign_id._get_records_action(),
            "shnor.order": lambda source: self.campaign_id.order_id._get_records_action(),
            "shnor.indicator.run": lambda source: self._open_run(),
            "shnor.indicator.result": self._open_result,
            "shnor.indicator": self._open_indicator,
            "shnor.participant": lambda source: self.campaign_id.action_open_participants(),
            "shnor.assessment": self._open_assessments,
            "shnor.risk": self._open_risk,
            "shnor.analysis.deficit": self._open_deficit,
            "shnor.practice": lambda source: self._open_records(source, self._practices_action()),
            "shnor.recommendation": lambda source: self._open_records(
                source, self.campaign_id.action_open_recommendations()
            ),
            "shnor.recommendation.followup": lambda source: (
                self._open_records(source, self.campaign_id.action_open_followups())
                if self.campaign_id.state == "open" and self.state == "draft"
                else self._open_records(source, self._followups_action())
            ),
            "shnor.material": self._open_materials,
            "shnor.decision": lambda source: self._open_records(
                source, self.campaign_id.action_open_decisions()
            ),
            "shnor.measure": lambda source: self.campaign_id.action_open_loop(),
            "shnor.difference": lambda source: (
                self.campaign_id.participant_ids.action_open_differences()
            ),
        }

    def _open_records(self, source, action):
        """Open the record that the source names, or the list of all of the campaign."""
        if isinstance(source["ref"], int):
            return self._existing(self.env[source["model"]].browse(source["ref"]))
        return action

    def _existing(self, record):
        if not record.exists():
            raise UserError(self.env._("What the sentence states was deleted since."))
        return record._get_records_action()

    def _practices_action(self):
        return self.campaign_id.action_open_practices()

    def _followups_action(self):
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_monitoring.shnor_recommendation_followup_action"
        )
        return {**action, "domain": [("campaign_id", "=", self.campaign_id.id)], "context": {}}

    def _open_run(self):
        if not self.campaign_id.run_id:
            raise UserError(
                self.env._("“%s” has not been calculated yet.", self.campaign_id.display_name)
            )
        return self.campaign_id.run_id._get_records_action()

    def _open_result(self, source):
        """Open the names behind an indicator."""
        results = self.campaign_id.result_ids
        result = results.filtered(lambda one: one.indicator_id.code == source["ref"])[:1]
        if not result:
            raise UserError(
                self.env._("The calculation of today has no indicator %s.", source["ref"])
            )
        return result.action_open_evidence()

    def _open_indicator(self, source):
        found = self.env["shnor.indicator"].with_context(active_test=False)
        return self._existing(found.search([("code", "=", source["ref"])], limit=1))

    def _open_assessments(self, source):
        """Open this year's results of the subject in the schools of the campaign."""
        subject = str(source["ref"]).rpartition(".")[2]
        domain = [
            ("school_id", "in", self.campaign_id.participant_ids.school_id.ids),
            (
                "academic_year",
                "in",
                (self.campaign_id.academic_year - 1, self.campaign_id.academic_year),
            ),
        ]
        if subject != "all":
            domain.append(("subject_id.name", "=", subject))
        return self._list("shnor.assessment", domain, "" if subject == "all" else subject)

    def _open_risk(self, source):
        """Open the answers in which schools state risks."""
        codes = ["А17.1", "А17.4"]
        risk = self.env["shnor.risk"].search([("code", "=", source["ref"])], limit=1)
        return self._open_answers(codes, risk.display_name or "")

    def _open_deficit(self, source):
        deficit = self.env["shnor.analysis.deficit"].with_context(active_test=False)
        found = deficit.search([("code", "=", source["ref"])], limit=1)
        return self._open_answers(found._codes(), found.name or "")

    def _open_answers(self, codes, name):
        domain = [
            ("form_code", "in", codes),
            ("user_input_id.campaign_id", "=", self.campaign_id.id),
        ]
        return self._list("survey.user_input.line", domain, name)

    def _open_materials(self, source):
        ids = source["value"] if isinstance(source["value"], list) else []
        return self._list("shnor.material", [("id", "in", ids)], "")

    def _list(self, model, domain, name):
        return {
            "type": "ir.actions.act_window",
            "name": name or self.env[model]._description,
            "res_model": model,
            "view_mode": "list,form",
            "domain": domain,
            "context": {"create": False},
        }
