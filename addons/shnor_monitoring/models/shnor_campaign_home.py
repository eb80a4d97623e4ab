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

    def _home_card(self, title, domain, action, kind, context=None, views=None):
        """Return a card that counts records and opens them.

        :param str title: what it is
        :param domain: of the records of the action's model
        :param str action: XML id of the window action, without the addon
        :param str kind: danger, warning or info
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
            self.env._("Orders that wait for my approval"),
            [("is_my_turn", "=", True)],
            "shnor_order_action",
            "danger",
        )
        if not self._is_administrator():
            return
        approved = Domain("state", "=", "approval") & ~Domain(
            "reviewer_ids", "any", [("state", "!=", "approved")]
        )
        yield self._home_card(
            self.env._("Approved orders to be signed"), approved, "shnor_order_action", "danger"
        )
        yield self._home_card(
            self.env._("Extensions to be decided on"),
            [("state", "=", "draft"), ("campaign_id.state", "=", "open")],
            "shnor_extension_action",
            "danger",
        )
        yield self._home_card(
            self.env._("Orders being prepared"),
            [("state", "in", ("draft", "approval"))],
            "shnor_order_action",
            "info",
        )

    def _home_work(self):
        today = fields.Date.context_today(self)
        running = Domain("campaign_id.state", "=", "open")
        mine = running & Domain("assignee_id", "=", self.env.uid)
        yield self._home_card(
            self.env._("My tasks that are late"),
            mine & Domain("state", "=", "late"),
            "shnor_responsibility_action",
            "danger",
        )
        yield self._home_card(
            self.env._("My tasks of the next days"),
            mine
            & Domain("state", "=", "open")
            & Domain("date_deadline", "<=", today + timedelta(days=SOON)),
            "shnor_responsibility_action",
            "warning",
        )
        if self._is_administrator():
            yield self._home_card(
                self.env._("Late tasks of everybody"),
                running & Domain("state", "=", "late"),
                "shnor_responsibility_action",
                "danger",
            )
        without = self.search(
            Domain("state", "=", "open")
            & Domain("date_end", "<", today)
            & ~Domain("meeting_ids", "any", [("state", "in", ("planned", "held"))])
        )
        yield self._home_card(
            self.env._("The working group has not been called"),
            [("id", "in", without.ids)],
            "shnor_campaign_action",
            "danger",
        )

    def _home_schools(self):
        running = Domain("campaign_id.state", "=", "open")
        active = running & Domain("participant_id.active", "=", True)
        yield self._home_card(
            self.env._("Schools that are late"),
            active & Domain("state", "=", "late"),
            "shnor_stage_school_action",
            "warning",
            {"search_default_group_stage": 1},
        )
        yield self._home_card(
            self.env._("Forms that wait for the check"),
            [
                ("form_state", "=", "submitted"),
                ("form_code", "=", "self_evaluation"),
                ("campaign_id.state", "=", "open"),
            ],
            "survey_user_input_action",
            "info",
        )
        yield self._home_card(
            self.env._("Schools that there is nobody to write to"),
            running & Domain("invited_at", "=", False) & self._unreachable(),
            "shnor_participant_action",
            "warning",
        )
        yield self._home_card(
            self.env._("Mistakes in the register that schools reported"),
            [("state", "=", "new")],
            "shnor_registry_mistake_action",
            "info",
        )

    def _home_people(self):
        today = fields.Date.context_today(self)
        pending = Domain("state", "in", PENDING) & Domain("campaign_id.state", "=", "open")
        if self._is_administrator():
            yield self._home_card(
                self.env._("Responsibles without an account"),
                pending & Domain("user_id", "=", False),
                "shnor_responsibility_action",
                "warning",
            )
        yield self._home_card(
            self.env._("Colleagues who are absent today"),
            [("date_from", "<=", today), ("date_to", ">=", today)],
            "shnor_absence_action",
            "info",
        )
