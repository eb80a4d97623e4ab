from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain


class ShnorReminder(models.Model):
    """Reminding of letters that nobody has acknowledged; also after the campaign was closed."""

    _inherit = "shnor.reminder"

    @api.model
    def _campaigns(self):
        """Add campaigns that are over, as long as a letter waits to be acknowledged."""
        packs = self.env["shnor.letter.pack"].search([("letter_ids", "any", self._waiting())])
        return super()._campaigns() | packs.campaign_id

    @api.model
    def _waiting(self):
        return Domain("state", "=", "sent") & Domain("participant_id.active", "=", True)

    def _find_matters(self, campaign, rules, calendar):
        found = []
        if campaign.state == "open" and campaign.sending != "stopped":
            found = super()._find_matters(campaign, rules, calendar)
        return [*found, *self._letter_matters(campaign, rules, calendar)]

    def _letter_matters(self, campaign, rules, calendar):
        """Yield the letters that rules want to remind of today: counted from the day on which the
        letter went out, or from the last one to acknowledge it.
        """
        rules = rules.filtered(lambda rule: rule.audience == "letter")
        if not rules:
            return
        letters = self.env["shnor.letter"].search(
            Domain("campaign_id", "=", campaign.id) & self._waiting()
        )
        recipients = letters.participant_id._reminder_recipients()
        stage = campaign._stage_of("letters")
        for letter in letters:
            rule, due_on = self._due_letter_rule(rules, letter, calendar)
            for partner in recipients[letter.participant_id.id] if rule else ():
                yield {
                    "rule": rule,
                    "partner": partner,
                    "channel": "mail",
                    "letter": letter,
                    "stage": stage,
                    "due_on": due_on,
                    "deadline": letter.acknowledge_until,
                }

    def _due_letter_rule(self, rules, letter, calendar):
        """Return the rule whose day has come last, within the time of catching up."""
        sent_on = letter.campaign_id._local_day(letter.sent_at)
        best, best_day = None, None
        for rule in rules:
            anchor = sent_on if rule.anchor == "begin" else letter.acknowledge_until
            day = anchor + timedelta(days=rule.days)
            # who got the letter today is not reminded today
            if day <= sent_on or not calendar.is_due(day, rule.weekdays_only):
                continue
            if best is None or day >= best_day:
                best, best_day = rule, day
        return best, best_day

    @api.model
    def _participant(self, matter):
        letter = matter.get("letter")
        return letter.participant_id if letter else super()._participant(matter)

    def _words(self, campaign, matter):
        words = super()._words(campaign, matter)
        if letter := matter.get("letter"):
            letter = letter.with_env(self.env)
            words.update(
                what=letter.display_name,
                note=self.env._("Nobody has opened it yet.") if not letter.opened_at else "",
                label=self.env._("Open the letter"),
                contact=letter.pack_id._contact(),
            )
        return words

    @api.model
    def _link(self, matter):
        if letter := matter.get("letter"):
            return f"{self.browse().get_base_url()}/my/letters/{letter.id}"
        return super()._link(matter)


class ShnorLetterPack(models.Model):
    """Whom to ask."""

    _inherit = "shnor.letter.pack"

    def _contact(self):
        """Return who answers questions about the letters: who executed them, with the phone."""
        return ", ".join(filter(None, (self.executor, self.executor_phone)))
