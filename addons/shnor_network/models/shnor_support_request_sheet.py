from odoo import api, fields, models

from odoo.addons.shnor_form.engine import raw
from odoo.addons.shnor_registry.tools.text import key, normalise

TABLE = "А17.6"
WORDS = "А17.3"
# what the columns “Для кого” and “Форма” of the table say
WHOM = {
    "директор": "director",
    "заместитель": "deputy",
    "педагоги": "teachers",
    "обучающиеся": "students",
    "родители": "parents",
}
FORMS = {
    "выезд": "visit",
    "видеосвязь": "video",
    "переписка": "correspondence",
    "стажировка": "internship",
}
# what may still be brought up to date from the self-evaluation
FOLLOWS = ("whom", "form", "date_until")


class ShnorSupportRequest(models.Model):
    """Requests out of the table of the self-evaluation."""

    _inherit = "shnor.support.request"

    @api.model
    def _take_from_sheets(self, sheets):
        """Put the rows of the table А17.6 into the queue; what is there already stays as it is.

        A constant number of queries, and one creation when something is new. A request that nobody
        has accepted yet follows a row that was corrected.

        :param sheets: survey.user_input, self-evaluations that the caller may read
        :return: shnor.support.request, the new ones
        """
        # sudo: what schools wrote becomes requests of the same schools, which have rules of their
        # own; nothing of the forms is shown to whoever presses the button
        asked = self.sudo()._asked_in(sheets.sudo())
        known = {
            (request.sheet_id.id, request.topic_key): request
            for request in self.sudo().search([("sheet_id", "in", sheets.ids)])
        }
        for row_key, vals in asked.items():
            if row_key in known:
                known[row_key]._follow(vals)
        created = self.sudo().create(
            [vals for row_key, vals in asked.items() if row_key not in known]
        )
        created._schedule_answer()
        return created.with_env(self.env)

    @api.model
    def _asked_in(self, sheets):
        """Return {(id of the sheet, key of the topic): values of a request}."""
        lines = self.env["survey.user_input.line"].search(
            [("user_input_id", "in", sheets.ids), ("form_code", "in", [TABLE, WORDS])]
        )
        values = raw.read(lines, "form_value")
        tables, words = {}, {}
        for line in lines:
            place = tables if line.form_code == TABLE else words
            place[line.user_input_id] = values[line.id]["form_value"]
        asked = {}
        for sheet, rows in tables.items():
            for row in rows if isinstance(rows, list) else ():
                if key(str(row.get("topic") or "")):
                    vals = self._prepare_from_row(sheet, row, words.get(sheet))
                    asked.setdefault((sheet.id, key(vals["topic"])), vals)
        deficits = self.env["shnor.deficit"]._known_ids({v["topic"] for v in asked.values()})
        for vals in asked.values():
            vals["deficit_id"] = deficits.get(vals["topic"], False)
        return asked

    @api.model
    def _prepare_from_row(self, sheet, row, words):
        return {
            "school_id": sheet.school_id.id,
            "topic": normalise(str(row["topic"])),
            "whom": WHOM.get(row.get("whom"), False),
            "form": FORMS.get(row.get("form"), False),
            "date_until": row.get("until") or False,
            "text": words if isinstance(words, str) else False,
            "origin": "self_evaluation",
            "sheet_id": sheet.id,
            "author_id": sheet.form_owner_ids[:1].id,
        }

    def _follow(self, vals):
        """Take over what was corrected in the row, while nobody has accepted the request."""
        self.ensure_one()
        if self.state != "new":
            return
        wanted = {**{name: vals[name] for name in FOLLOWS}}
        wanted["date_until"] = fields.Date.to_date(wanted["date_until"] or None) or False
        changed = {name: value for name, value in wanted.items() if (self[name] or False) != value}
        if changed:
            self.write(changed)
