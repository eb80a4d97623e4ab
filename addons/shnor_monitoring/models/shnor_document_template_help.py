from odoo import api, fields, models

from ..engine.docx_template import walk_placeholders


class ShnorDocumentTemplate(models.Model):
    """What may stand in a template, with examples."""

    _inherit = "shnor.document.template"

    placeholders = fields.Html(
        string="What the template may say", compute="_compute_placeholders", sanitize=False
    )

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_placeholders(self):
        for template in self:
            template.placeholders = (
                self.env["ir.qweb"]._render(
                    "shnor_monitoring.document_template_help", template._placeholder_table()
                )
                if template.kind
                else False
            )

    def _placeholder_table(self):
        """Return what the help shows.

        :return: dict with ``plain`` [(placeholder, meaning, example)] and ``lists`` [(name,
            meaning, loop, [(placeholder, meaning, example)])]
        """
        labels, sample = self._placeholder_labels(), self._kinds()[self.kind][1]
        plain, lists = [], []
        for name, example, is_list in walk_placeholders(sample):
            label = labels.get(name) or labels.get(name.rsplit(".", 1)[-1], "")
            if is_list:
                lists.append((name, label, self._members("one", example[0], labels)))
            else:
                plain.append((f"{{{{ {name} }}}}", label, example))
        return {"plain": plain, "lists": lists}

    def _members(self, element, shape, labels):
        found = []
        for name, example, is_list in walk_placeholders(shape, f"{element}."):
            label = labels.get(name.rsplit(".", 1)[-1], "")
            if is_list:
                found.append((f"{{%tr for part in {name} %}}", label, ""))
                found += self._members("part", example[0], labels)
                found.append(("{%tr endfor %}", "", ""))
            else:
                found.append((f"{{{{ {name} }}}}", label, example))
        return found

    @api.model
    def _placeholder_labels(self):
        """Return {placeholder: what it is}; an addon adds those of its kinds."""
        env = self.env
        return {
            "organisation": env._("name of the committee, from the company"),
            "organisation_contacts": env._("its address, phone and mail"),
            "mark": env._("“draft” or “repealed”, else nothing"),
            "number": env._("number"),
            "date": env._("date in words"),
            "date_short": env._("date in figures"),
            "place": env._("place"),
            "title": env._("title"),
            "preamble": env._("preamble"),
            "control": env._("who controls"),
            "signer": env._("who signs, with initials"),
            "signer_full": env._("who signs, full name"),
            "signer_position": env._("position of who signs"),
            "executor": env._("executor"),
            "executor_phone": env._("phone of the executor"),
            "begin": env._("first day"),
            "end": env._("last day"),
            "period_from": env._("first day of the observation period"),
            "period_to": env._("last day of the observation period"),
            "coordinator": env._("who is appointed for the whole monitoring"),
            "self_evaluation_until": env._("last day of the self-evaluation"),
            "interview_from": env._("first day of the interviews"),
            "interview_until": env._("last day of the interviews"),
            "roadmap_until": env._("last day for the roadmaps"),
            "working_group_until": env._("last day of the working group"),
            "publication": env._("term of the publication"),
            "participant_count": env._("number of participants"),
            "participants": env._("annex 1: participants"),
            "stages": env._("annex 2: stages"),
            "responsibles": env._("annex 3: responsibles"),
            "forms": env._("annex 4: forms"),
            "sections": env._("sections of a form"),
            "working_group": env._("annex 5: working group"),
            "acquaintance": env._("acquaintance sheet"),
            "school": env._("school"),
            "status": env._("status"),
            "basis": env._("basis"),
            "responsible": env._("who answers for it"),
            "interviewer": env._("interviewer"),
            "name": env._("name"),
            "result": env._("result of the stage"),
            "position": env._("position"),
            "stage": env._("stage"),
            "email": env._("e-mail"),
            "filled_by": env._("who fills it in"),
            "question_count": env._("number of questions"),
            "role": env._("role in the working group"),
            "amended.number": env._("number of the amended order"),
            "amended.date": env._("date of the amended order"),
            "amended.title": env._("title of the amended order"),
            "changes": env._("changes, item by item"),
            "text": env._("the change in words"),
            "order.number": env._("number of the order on the monitoring"),
            "order.date": env._("date of the order on the monitoring"),
            "order.title": env._("title of the order on the monitoring"),
            "until_before": env._("last day before the extension"),
            "until": env._("last day after the extension"),
            "reason": env._("reason"),
            "applicant": env._("who asked for it"),
            "decision": env._("what was decided further"),
        }
