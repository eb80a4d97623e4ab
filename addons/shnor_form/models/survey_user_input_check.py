from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..engine import compare, values
from ..engine.expression import is_empty
from ..engine.validation import Answers, is_large_change
from .survey_user_input_office import OFFICER


class SurveyUserInput(models.Model):
    """The check of a form: every answer beside all that is known about the same."""

    _inherit = "survey.user_input"
    _rec_names_search = ["form_title", "survey_id.title", "partner_id.name"]

    form_owner_names = fields.Char(string="Who fills", compute="_compute_form_people")
    form_delegate_names = fields.Char(string="Given to colleagues", compute="_compute_form_people")

    @api.depends("form_owner_ids.name", "form_delegation_ids.partner_id.name")
    def _compute_form_people(self):
        # sudo: who fills a form may be known to whoever sees the form
        for sheet in self.sudo():
            sheet.form_owner_names = ", ".join(sheet.form_owner_ids.mapped("name"))
            sheet.form_delegate_names = ", ".join(
                sheet.form_delegation_ids.partner_id.mapped("name")
            )

    @api.depends("form_title", "survey_id.title")
    @api.depends_context("lang")
    def _compute_display_name(self):
        super()._compute_display_name()
        for sheet in self.filtered("form_title"):
            sheet.display_name = f"{sheet.form_title}: {sheet.survey_id.title}"

    def form_check_rows(self):
        """Return the answers as the check view shows them (constant number of queries).

        :return: dict ``{"may_ask", "other", "sections": [{"id", "title", "rows"}]}``; ``other`` is
            the name of what stands in the column beside the register, or ``""``
        :raise AccessError: the sheet may not be read
        """
        self.ensure_one()
        self.check_access("read")
        known = self._form_check_known()
        sections = [
            {
                "id": section["id"],
                "title": section["title"],
                "rows": [
                    self._form_check_row(known, code)
                    for code in section["codes"]
                    if self._form_check_shows(known, code)
                ],
            }
            for section in known["schema"]["sections"]
        ]
        return {
            "may_ask": self._form_may_check(),
            "other": self._form_other()[1],
            "sections": [section for section in sections if section["rows"]],
        }

    def form_check_ask(self, code, body):
        """Ask about an answer, from its row.

        :param str code: of the question
        :param str body: what is asked
        :return: dict, see ``form_check_rows``
        :raise UserError: nothing is asked, or it may not be
        """
        self._form_ask(code, body)
        return self.form_check_rows()

    def form_check_talk(self, query_id, body, close=False):
        """Ask further in a query, or close it, from its row.

        :param int query_id: id of a shnor.form.query of this sheet
        :param str body: what is said; may be empty when the query is closed
        :param bool close: close the query
        :return: dict, see ``form_check_rows``
        :raise AccessError: the query is not of this sheet, or not for this person
        """
        self.ensure_one()
        self.check_access("read")
        query = self.form_query_ids.filtered(lambda one: one.id == query_id)
        if not query:
            raise AccessError(self.env._("There is no such question. Reload the page."))
        if close:
            query._close(str(body or ""))
        else:
            query._ask_again(str(body or ""))
        return self.form_check_rows()

    def _form_may_check(self):
        return (
            self.env.user.has_group(OFFICER) and self.has_access("write") and not self.form_locked
        )

    def _form_other(self):
        """Return the sheet that asks the same elsewhere, and its name (extension point).

        :return: (survey.user_input, possibly empty; label in words)
        """
        return self.browse(), ""

    def _form_compared(self):
        """Return {code: {"label", "value", "words"}} of what the other form says about the same."""
        self.ensure_one()
        other, label = self._form_other()
        if not other:
            return {}
        pairs = self.survey_id._form_compare_pairs(other.survey_id)
        schema = other.survey_id._form_schema()["questions"]
        lines = other._form_answers()[other.id]
        return {
            code: {
                "label": label,
                "value": lines[other_code]["value"],
                "words": values.words(self.env, schema[other_code], lines[other_code]["value"]),
            }
            for code, other_code in pairs.items()
            if other_code in lines and not is_empty(lines[other_code]["value"])
        }

    # ------------------------------------------------------------------
    # Rows
    # ------------------------------------------------------------------
    def _form_check_known(self):
        """Read everything that the rows are made of."""
        schema = self.survey_id._form_schema()
        lines = self._form_answers()[self.id]
        raw = {code: line["value"] for code, line in lines.items()}
        problems = {}
        for problem in self._form_problems():
            problems.setdefault(problem["code"], []).append(problem)
        queries = {}
        for query in self.form_query_ids:
            queries.setdefault(query.code, []).append(query)
        origins = self.env["survey.user_input.line"]._fields["form_origin"]
        states = self.env["shnor.form.query"]._fields["state"]
        return {
            "schema": schema,
            "lines": lines,
            "answers": Answers(schema, raw, self._form_constants()),
            "previous": self._form_previous_values(),
            "record": self._form_record_values(),
            "compared": self._form_compared(),
            "evidence": self._form_evidence_payload(),
            "problems": problems,
            "queries": queries,
            "origins": dict(origins._description_selection(self.env)),
            "query_states": dict(states._description_selection(self.env)),
        }

    def _form_check_shows(self, known, code):
        """A question that was not asked is left out, unless something was answered all the same."""
        line = known["lines"].get(code)
        return code in known["answers"].visible or bool(line and not is_empty(line["value"]))

    def _form_check_row(self, known, code):
        question = known["schema"]["questions"][code]
        line = known["lines"].get(code) or {}
        value = known["answers"].values.get(code, line.get("value"))
        previous, record = known["previous"].get(code), known["record"].get(code)
        other = known["compared"].get(code, {})

        def show(one):
            return values.words(self.env, question, one)

        return {
            "code": code,
            "title": question["title"],
            "number": question["type"] in compare.NUMBERS,
            "words": show(value),
            "previous": show(previous),
            "change": compare.change_words(show, question, previous, value),
            "changed": self._form_changed_much(question, value, previous),
            "record": show(record),
            "record_differs": compare.differ(question, value, record),
            "other": other.get("words", ""),
            "other_differs": compare.differ(question, value, other.get("value")),
            "comment": line.get("comment", ""),
            "empty": is_empty(value),
            "asked": code in known["answers"].visible,
            "origin": known["origins"].get(line.get("origin"), ""),
            "confirmed": line.get("confirmed", True),
            "by": line.get("by", ""),
            "evidence": known["evidence"].get(code, []),
            "problems": self._form_check_problems(known, code),
            "queries": [
                {**query._as_dict(), "state_label": known["query_states"][query.state]}
                for query in known["queries"].get(code, [])
            ],
        }

    def _form_changed_much(self, question, value, previous):
        """A number changed by what the form asks about; anything else changed at all."""
        if question["type"] in compare.NUMBERS:
            return is_large_change(question, value, previous)
        return compare.differ(question, value, previous)

    def _form_check_problems(self, known, code):
        """Return what is wrong with an answer, with the respondent's words about it."""
        comments = self.form_warning_comments or {}
        return [
            {
                "severity": problem["severity"],
                "message": problem["message"],
                "comment": comments.get(str(problem["check"]), ""),
            }
            for problem in known["problems"].get(code, [])
            if problem["kind"] != "query"
        ]

    def _form_record_words(self):
        """Return what was answered, in words: [{"title", "rows": [{"code", "title", "words"}]}]."""
        self.ensure_one()
        schema = self.survey_id._form_schema()
        lines = self._form_answers()[self.id]
        raw = {code: line["value"] for code, line in lines.items()}
        answers = Answers(schema, raw, self._form_constants())
        sections = []
        for section in schema["sections"]:
            rows = [
                {
                    "code": code,
                    "title": schema["questions"][code]["title"],
                    "words": values.words(
                        self.env, schema["questions"][code], answers.values[code]
                    ),
                }
                for code in section["codes"]
                if code in answers.visible and not is_empty(answers.values[code])
            ]
            if rows:
                sections.append({"title": section["title"], "rows": rows})
        return sections

    # ------------------------------------------------------------------
    # Ways there
    # ------------------------------------------------------------------
    def action_open_form_check(self):
        """Open the check of one form, or the list of several.

        :return: dict, window action
        """
        action = self.env["ir.actions.actions"]._for_xml_id("shnor_form.survey_user_input_action")
        action["domain"] = [("id", "in", self.ids)]
        if len(self) == 1:
            action["res_id"] = self.id
            action["views"] = [view for view in action["views"] if view[1] == "form"]
        return action

    def action_open_form_history(self):
        """Open the history of the answers.

        :return: dict, window action
        """
        return self._form_action_about("shnor_form.shnor_form_change_action")

    def action_open_form_queries(self):
        """Open the queries.

        :return: dict, window action
        """
        return self._form_action_about("shnor_form.shnor_form_query_action")

    def action_open_form_receipts(self):
        """Open the receipts.

        :return: dict, window action
        """
        return self._form_action_about("shnor_form.shnor_form_receipt_action")

    def action_open_form_reopenings(self):
        """Open the documents by which the forms were opened again.

        :return: dict, window action
        """
        return self._form_action_about("shnor_form.shnor_form_reopening_action")

    def _form_action_about(self, xml_id):
        action = self.env["ir.actions.actions"]._for_xml_id(xml_id)
        action["domain"] = [("sheet_id", "in", self.ids)]
        action["context"] = {}
        return action

    def action_download_form_pdf(self):
        """Download the filled form to be printed.

        :return: dict, action
        """
        return self._form_action_url("pdf")

    def action_download_form_xlsx(self):
        """Download the form as a workbook.

        :return: dict, action
        """
        return self._form_action_url("xlsx")

    def _form_action_url(self, kind):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/my/forms/{self.id}/{kind}",
            "target": "download",
        }
