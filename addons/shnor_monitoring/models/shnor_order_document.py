from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

PREAMBLE = (
    "Во исполнение Положения о системе работы со школами с низкими результатами обучения и/или "
    "школами, функционирующими в неблагоприятных социальных условиях, в целях выявления динамики "
    "образовательных результатов и оказания этим школам адресной методической помощи"
)
DEFAULTS = {
    "document_preamble": PREAMBLE,
    "document_control": "оставляю за собой",
    "document_signer_position": "Председатель комитета по образованию",
    "document_publication": "в течение 10 рабочих дней со дня заседания рабочей группы",
}
# what an order takes over from the one before
CARRIED = (
    *("document_place", "document_preamble", "document_control", "document_coordinator"),
    *("document_signer_position", "document_publication"),
    *("document_executor", "document_executor_phone"),
)
PROJECT, REPEALED = "ПРОЕКТ", "УТРАТИЛ СИЛУ"


class ShnorOrder(models.Model):
    """The order as a document: what stands in it besides dates and people.

    Its data are frozen when it is signed, so it can be printed for ever as it was.
    """

    _name = "shnor.order"
    _inherit = ["shnor.order", "shnor.document.mixin"]

    document_place = fields.Char(string="Place", help="As it stands under the date: с. Озёрное.")
    document_preamble = fields.Text(
        string="Preamble", help="What stands before “ПРИКАЗЫВАЮ”, without a comma at its end."
    )
    document_coordinator = fields.Char(
        string="Coordinator",
        help="Whom the order appoints for the whole monitoring: name and position, in the "
        "accusative. Empty: the people of the third annex answer for their stages.",
    )
    document_control = fields.Char(
        string="Control", help="Ends the sentence “Контроль за исполнением настоящего приказа …”."
    )
    document_publication = fields.Char(
        string="Term of publication",
        help="Ends the sentence “разместить на официальном сайте комитета …”.",
    )
    document_signer_position = fields.Char(string="Position of the signer")
    document_executor = fields.Char(string="Executor", help="Full name, under the signature.")
    document_executor_phone = fields.Char(string="Phone of the executor")
    document_snapshot = fields.Json(string="As signed", copy=False, prefetch=False)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        wanted = [name for name in CARRIED if name in fields_list and not values.get(name)]
        if wanted:
            values.update(self._document_defaults(wanted))
        return values

    @api.model
    def _document_defaults(self, names):
        """Return what an order says unless somebody changes it: as the order before it did."""
        previous = self.search([("date", "!=", False)], order="date desc, id desc", limit=1)
        company, user = self.env.company, self.env.user
        fresh = {
            **DEFAULTS,
            "document_place": company.city,
            # an import at a terminal is prepared by nobody
            "document_executor": False if self.env.su else user.name,
            "document_executor_phone": user.phone or company.phone,
        }
        return {name: previous[name] or fresh.get(name) or False for name in names}

    def _document_text(self, name):
        """Return what an order cannot do without: its own words, else the usual ones."""
        return self[name] or DEFAULTS[name]

    # ------------------------------------------------------------------
    # What kind of document, and whether it counts
    # ------------------------------------------------------------------
    def _document_kind(self):
        return "amendment" if self.amends_id else "order"

    def _document_changes(self):
        """Return what an amending order changes, item by item.

        :return: list of str, Russian sentences without a full stop
        """
        self.ensure_one()
        return [self._word_change(one).rstrip(".") for one in self._changes()]

    def _document_mark(self):
        """Return what is written over a paper that is no order yet, or no more."""
        if self.state == "repealed":
            return REPEALED
        return PROJECT if self.state in ("draft", "approval") else ""

    def _document_name(self):
        number = f"№ {self.number}" if self.number else ""
        day = f"от {self._date_numbers(self.date)}" if self.date else ""
        mark = self._document_mark().lower()
        words = " ".join(filter(None, ("Приказ", number, day)))
        return f"{words} ({mark})" if mark else words

    # ------------------------------------------------------------------
    # Signed means frozen
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_no_snapshot(vals)
        return super().create(vals_list)

    def _check_write(self, vals):
        self._check_no_snapshot(vals)
        return super()._check_write(vals)

    def _check_no_snapshot(self, vals):
        """Refuse words that somebody wants to have been signed: only signing freezes them."""
        if vals.get("document_snapshot"):
            raise UserError(self.env._("What was signed is written by signing only."))

    def _move_to(self, target, **values):
        if target != "signed":
            return super()._move_to(target, **values)
        for order in self:
            snapshot = self._in_russian(order)._document_context()
            super(ShnorOrder, order)._move_to(target, **values, document_snapshot=snapshot)
        return None

    def _document_values(self):
        """Return the data of the order: as signed, else as they are now. The mark is today's."""
        self.ensure_one()
        self._check_document_complete()
        return {
            **(self.document_snapshot or self._document_context()),
            "mark": self._document_mark(),
        }

    def _check_document_complete(self):
        """Refuse a paper with gaps: an order is printed as a whole or not at all.

        :raise AccessError: the order has schools that the reader must not see
        """
        if not self._document_is_complete():
            raise AccessError(
                self.env._(
                    "Order %s has schools outside your territories, so you cannot print it. Ask an "
                    "administrator for the document.",
                    self.display_name,
                )
            )

    def _document_is_complete(self):
        lines, domain = self.env["shnor.order.participant"], [("order_id", "=", self.id)]
        # sudo: only to know whether there are more than the reader may see; asked in SQL, as the
        # cache has the same lines for both
        return lines.sudo().search_count(domain) == lines.search_count(domain)
