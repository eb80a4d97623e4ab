from collections import defaultdict

from odoo import api, models
from odoo.tools import format_date

from .shnor_responsibility import ESCALATION


class ShnorReminder(models.Model):
    """Telling people: one mail a person, tasks, and the rows of the log."""

    _inherit = "shnor.reminder"

    @api.model
    def _remind_now(self, rows):
        """Remind the directors of schools by hand, each person once a day.

        :param rows: shnor.stage.school
        :return: int, number of schools that were written to
        """
        count = 0
        # sudo: who may remind was checked; the log is written by nobody by hand
        reminders = self.sudo()
        for campaign, mine in rows.sudo().grouped("campaign_id").items():
            today = campaign._local_today()
            recipients = mine.participant_id._reminder_recipients()
            sent = reminders.search(
                [("row_id", "in", mine.ids), ("date", "=", today), ("channel", "=", "mail")]
            ).row_id
            matters = [
                {
                    "rule": self.env["shnor.reminder.rule"],
                    "partner": partner,
                    "channel": "mail",
                    "row": row,
                    "stage": row.stage_id,
                    "due_on": today,
                    "deadline": row.date_to,
                }
                for row in mine - sent
                for partner in recipients.get(row.participant_id.id, ())
            ]
            reminders._send(campaign, matters)
            count += len({matter["row"].id for matter in matters})
        return count

    @api.model
    def _send(self, campaign, matters):
        """Tell some people what waits for them: one mail a person, and tasks.

        :param campaign: shnor.campaign
        :param list matters: see ``_matters``
        """
        if not matters:
            return
        mails = defaultdict(list)
        tasks = []
        for matter in matters:
            if matter["channel"] == "mail":
                mails[matter["partner"]].append(matter)
            else:
                tasks.append(matter)
        self._queue_mails(campaign, mails)
        self._make_tasks(campaign, tasks)
        today = campaign._local_today()
        self.create([self._prepare_log(campaign, matter, today) for matter in matters])
        rows = self.env["shnor.stage.school"].union(
            *(matter["row"] for matter in matters if "row" in matter)
        )
        rows.participant_id.filtered(lambda one: one.reminded_on != today).write(
            {"reminded_on": today}
        )
        campaign._log(
            "reminder",
            self.env._(
                "Reminders: mails %(mails)s, tasks %(tasks)s, matters %(matters)s.",
                mails=len(mails),
                tasks=len(tasks),
                matters=len(matters),
            ),
        )

    def _prepare_log(self, campaign, matter, today):
        row = matter.get("row")
        return {
            "rule_id": matter["rule"].id,
            "campaign_id": campaign.id,
            "row_id": row.id if row else False,
            "participant_id": self._participant(matter).id,
            "responsibility_id": matter["responsibility"].id
            if "responsibility" in matter
            else False,
            "letter_id": matter["letter"].id if "letter" in matter else False,
            "stage_type_id": matter["stage"].stage_type_id.id,
            "partner_id": matter["partner"].id,
            "channel": matter["channel"],
            "due_on": matter["due_on"],
            "deadline": matter["deadline"],
            "date": today,
            "subject": matter["subject"],
        }

    @api.model
    def _participant(self, matter):
        """Return the school that a matter is about, possibly empty (extension point)."""
        row = matter.get("row")
        return row.participant_id if row else self.env["shnor.participant"]

    def _queue_mails(self, campaign, mails):
        sender = self.env.company.email_formatted or self.env.user.email_formatted
        vals_list = []
        for partner, matters in mails.items():
            language = partner.lang or self.env.company.partner_id.lang
            localised = self.with_context(lang=language)
            local = [localised._words(campaign, matter) for matter in matters]
            for matter, words in zip(matters, local, strict=True):
                matter["subject"] = words["subject"]
            subject = local[0]["subject"]
            if len(local) > 1:
                subject = localised.env._(
                    "%(campaign)s: matters that wait: %(count)s",
                    campaign=campaign.name,
                    count=len(local),
                )
            values = localised._mail_values(campaign, local)
            vals_list.append(
                {
                    "subject": subject,
                    "body_html": localised.env["ir.qweb"]._render(
                        "shnor_monitoring.mail_reminders", values
                    ),
                    "email_from": sender,
                    "reply_to": sender,
                    "recipient_ids": [(6, 0, partner.ids)],
                    "auto_delete": True,
                }
            )
        self.env["mail.mail"].create(vals_list)
        if vals_list:
            self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _mail_values(self, campaign, local):
        """Return the values of the mail's template: texts once, matters one by one."""
        texts = list(dict.fromkeys(text for words in local for text in words["texts"]))
        contacts = dict.fromkeys(words["contact"] for words in local if words["contact"])
        return {
            "texts": texts if len(local) == 1 else [],
            "matters": local,
            "contact": "; ".join(contacts),
            "company": self.env.company.name,
        }

    @api.model
    def _preview_values(self, rule, values):
        """Return the values of the mail's template for an example.

        :param rule: shnor.reminder.rule
        :param dict values: {placeholder: example}
        """
        return {
            "texts": rule._fill(rule.body or "", values).splitlines(),
            "matters": [
                {
                    "what": f"{values['stage']} · {values['school']}",
                    "when": values["deadline"],
                    "link": "#",
                    "label": self.env._("Go to the work"),
                }
            ],
            "contact": values["person"],
            "company": self.env.company.name,
        }

    def _words(self, campaign, matter):
        """Return a matter in words, in the language of the environment."""
        matter = {
            name: value.with_env(self.env) if isinstance(value, models.BaseModel) else value
            for name, value in matter.items()
        }
        campaign = campaign.with_env(self.env)
        rule, row, stage = matter["rule"], matter.get("row"), matter["stage"]
        responsibility = matter.get("responsibility")
        today = campaign._local_today()
        deadline = matter["deadline"]
        left = (deadline - today).days
        values = {
            "campaign": campaign.name,
            "stage": stage.stage_type_id.name,
            "school": self._participant(matter).school_name or "",
            "deadline": format_date(self.env, deadline, date_format="dd.MM.yyyy"),
            "days": abs(left),
            "person": responsibility.name if responsibility else stage.responsible_names or "",
            "progress": f"{stage.done_count} / {stage.row_count}" if stage.row_count else "",
        }
        what = " · ".join(filter(None, (values["stage"], values["school"])))
        if responsibility and responsibility.participant_id:
            what = responsibility.display_name
        if left < 0:
            when = self.env._(
                "was due on %(day)s, late by days: %(days)s", day=values["deadline"], days=-left
            )
        elif left == 0:
            when = self.env._("today is the last day, until 23:59")
        else:
            when = self.env._(
                "until %(day)s, days left: %(days)s", day=values["deadline"], days=left
            )
        if rule:
            subject = rule._fill(rule.subject, values)
            texts = rule._fill(rule.body, values).splitlines()
        else:
            subject = f"{what}: {when}"
            texts = [self.env._("Please finish what is left to be done.")]
        return {
            "subject": subject,
            "texts": texts,
            "what": what,
            "when": when,
            "note": row._reminder_note()
            if row
            else responsibility.progress_words
            if responsibility
            else "",
            "link": self._link(matter),
            "label": self.env._("Open the form") if row else self.env._("Go to the work"),
            "contact": row._reminder_contact() if row else "",
        }

    def _make_tasks(self, campaign, matters):
        kind = self.env.ref(ESCALATION)
        vals_list = []
        for matter in matters:
            record = matter.get("responsibility") or campaign
            user = matter["user"]
            words = self.with_context(lang=user.lang)._words(campaign, matter)
            matter["subject"] = words["subject"]
            if not record.with_user(user).has_access("read"):
                continue
            vals_list.append(
                {
                    "activity_type_id": kind.id,
                    "res_model_id": self.env["ir.model"]._get_id(record._name),
                    "res_id": record.id,
                    "summary": words["subject"],
                    "note": "<br/>".join(words["texts"]),
                    "date_deadline": campaign._local_today(),
                    "user_id": user.id,
                    "automated": True,
                }
            )
        # a task is no mail: the rule says which of them, or both
        activities = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        activities.create(vals_list)

    @api.model
    def _link(self, matter):
        base = self.browse().get_base_url()
        if row := matter.get("row"):
            return f"{base}{row._portal_path()}"
        if responsibility := matter.get("responsibility"):
            return f"{base}/odoo/shnor.responsibility/{responsibility.id}"
        return f"{base}/odoo/shnor.campaign/{matter['stage'].campaign_id.id}"
