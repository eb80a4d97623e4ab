from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .shnor_responsibility import PENDING

SOON = 3


class ShnorCampaign(models.Model):
    """What needs the user today: a card a matter, each opens in one click."""

    _inherit = "shnor.campaign"

    @api.model
    def home_data(self):
        """Return the cards of today, the urgent ones first.

        :return: list of dict: key, title, count, kind (danger, warning, info), words, action
        """
        order = {"danger": 0, "warning": 1, "info": 2}
        cards = [card for card in self._home_cards() if card and card["count"]]
        return sorted(cards, key=lambda card: order[card["kind"]])

    @api.model
    def _home_cards(self):
        """Return the cards, those too of which there is nothing (extension point)."""
        return [
            *self._home_orders(),
            *self._home_work(),
            *self._home_schools(),
            *self._home_people(),
        ]

    def _home_card(self, kind, action, domain, context=None, *, title):
        """Return a card that counts records and opens them.

        :param str kind: danger, warning or info
        :param str action: XML id of the window action, without the addon
        :param domain: of the records of the action's model
        :param dict context: of the action
        :param str title: what it is
        """
        action = self.env["ir.actions.actions"]._for_xml_id(
            action if "." in action else f"shnor_monitoring.{action}"
        )
        model = self.env[action["res_model"]]
        if not model.has_access("read"):
            return None
        domain = Domain(domain)
        action.update(
            domain=list(domain),
            context=context or {},
            name=title,
            display_name=title,
        )
        return {
            "key": f"{action['xml_id']}:{title}",
            "title": title,
            "count": model.search_count(domain),
            "kind": kind,
            "action": action,
        }

    def _is_administrator(self):
        return self.env.user.has_group("shnor_registry.group_administrator")

    def _home_orders(self):
        yield self._home_card(
            "danger",
            "shnor_order_action",
            [("is_my_turn", "=", True)],
            title=self.env._("Orders that wait for my approval"),
        )
        if not self._is_administrator():
            return
        approved = Domain("state", "=", "approval") & ~Domain(
            "reviewer_ids", "any", [("state", "!=", "approved")]
        )
        yield self._home_card(
            "danger",
            "shnor_order_action",
            approved,
            title=self.env._("Approved orders to be signed"),
        )
        yield self._home_card(
            "danger",
            "shnor_extension_action",
            [("state", "=", "draft"), ("campaign_id.state", "=", "open")],
            title=self.env._("Extensions to be decided on"),
        )
        yield self._home_card(
            "info",
            "shnor_order_action",
            [("state", "in", ("draft", "approval"))],
            title=self.env._("Orders being prepared"),
        )

    def _home_work(self):
        today = fields.Date.context_today(self)
        running = Domain("campaign_id.state", "=", "open")
        mine = running & Domain("assignee_id", "=", self.env.uid)
        yield self._home_card(
            "danger",
            "shnor_responsibility_action",
            mine & Domain("state", "=", "late"),
            title=self.env._("My tasks that are late"),
        )
        yield self._home_card(
            "warning",
            "shnor_responsibility_action",
            mine
            & Domain("state", "=", "open")
            & Domain("date_deadline", "<=", today + timedelta(days=SOON)),
            title=self.env._("My tasks of the next days"),
        )
        if self._is_administrator():
            yield self._home_card(
                "danger",
                "shnor_responsibility_action",
                running & Domain("state", "=", "late"),
                title=self.env._("Late tasks of everybody"),
            )
        without = self.search(
            Domain("state", "=", "open")
            & Domain("date_end", "<", today)
            & ~Domain("meeting_ids", "any", [("state", "!=", "cancelled")])
        )
        yield self._home_card(
            "danger",
            "shnor_campaign_action",
            [("id", "in", without.ids)],
            title=self.env._("The working group has not been called"),
        )

    def _home_schools(self):
        running = Domain("campaign_id.state", "=", "open")
        active = running & Domain("participant_id.active", "=", True)
        yield self._home_card(
            "warning",
            "shnor_stage_school_action",
            active & Domain("state", "=", "late"),
            {"search_default_group_stage": 1},
            title=self.env._("Schools that are late"),
        )
        yield self._home_card(
            "info",
            "survey_user_input_action",
            [
                ("form_state", "=", "submitted"),
                ("form_code", "=", "self_evaluation"),
                ("campaign_id.state", "=", "open"),
            ],
            title=self.env._("Forms that wait for the check"),
        )
        yield self._home_card(
            "warning",
            "shnor_participant_action",
            running & Domain("invited_at", "=", False) & self._unreachable(),
            title=self.env._("Schools that there is nobody to write to"),
        )
        yield self._home_card(
            "info",
            "shnor_registry_mistake_action",
            [("state", "=", "new")],
            title=self.env._("Mistakes in the register that schools reported"),
        )

    def _home_people(self):
        today = fields.Date.context_today(self)
        pending = Domain("state", "in", PENDING) & Domain("campaign_id.state", "=", "open")
        if self._is_administrator():
            yield self._home_card(
                "warning",
                "shnor_responsibility_action",
                pending & Domain("user_id", "=", False),
                title=self.env._("Responsibles without an account"),
            )
        yield self._home_card(
            "info",
            "shnor_absence_action",
            [("date_from", "<=", today), ("date_to", ">=", today)],
            title=self.env._("Colleagues who are absent today"),
        )
