from collections import namedtuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .shnor_order import EFFECTIVE

# kind of what changes, what it is, what it was and becomes (None: it is not there)
Change = namedtuple("Change", "kind key old new")
LINES = {
    "stage": "stage_ids",
    "participant": "participant_ids",
    "responsible": "responsible_ids",
    "member": "member_ids",
}
PERIODS = {
    "period": ("period_from", "period_to"),
    "monitoring": ("date_begin", "date_end"),
}


class ShnorOrder(models.Model):
    """Amending orders: the draft holds the order as it is to be, the changes are what differs.

    A signed order never changes. An amendment starts as a copy of what is in force, the
    administrator edits the copy, and the system words the differences.
    """

    _inherit = "shnor.order"

    amends_id = fields.Many2one(
        "shnor.order",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    base_id = fields.Many2one(
        "shnor.order",
        string="Drafted from",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        help="What was in force when the amendment was drafted.",
    )
    amendment_ids = fields.One2many("shnor.order", "amends_id", string="Amendments")
    amendment_count = fields.Integer(compute="_compute_amendment_count")
    reason = fields.Text(string="Reason of the amendment", copy=False)
    change_words = fields.Text(string="What changes", compute="_compute_change_words")
    impact_words = fields.Text(
        string="What follows from it",
        compute="_compute_change_words",
        help="Tasks, forms and indicators that the signing touches.",
    )
    is_outdated = fields.Boolean(compute="_compute_change_words")

    @api.depends("amendment_ids")
    def _compute_amendment_count(self):
        for order in self:
            order.amendment_count = len(order.amendment_ids)

    @api.depends(
        "base_id",
        "period_from",
        "period_to",
        "date_begin",
        "date_end",
        "participant_ids.school_id",
        "participant_ids.basis",
        "stage_ids.stage_type_id",
        "stage_ids.date_from",
        "stage_ids.date_to",
        "responsible_ids.name",
        "responsible_ids.position",
        "responsible_ids.email",
        "responsible_ids.stage_type_id",
        "responsible_ids.school_ids",
        "member_ids.name",
        "member_ids.role",
    )
    @api.depends_context("lang")
    def _compute_change_words(self):
        for order in self:
            changes = order._changes() if order.amends_id else []
            order.change_words = "\n".join(map(order._word_change, changes))
            order.is_outdated = (
                order.amends_id
                and order.state in ("draft", "approval")
                and order.base_id != order.amends_id._latest_in_chain()
            )
            impact = changes and order.state in ("draft", "approval")
            order.impact_words = (
                "\n".join(order.amends_id.campaign_ids._word_impact(changes)) if impact else False
            )

    # ------------------------------------------------------------------
    # What the order says, what differs
    # ------------------------------------------------------------------
    def _content(self):
        """Return what the order says, in a form that can be compared.

        :return: dict {(kind, key): value}
        """
        self.ensure_one()
        content = {(kind, kind): (self[begin], self[end]) for kind, (begin, end) in PERIODS.items()}
        for kind, name in LINES.items():
            for line in self[name]:
                key = line._content_key()
                if key:
                    content[kind, key] = line._content_value()
        return content

    def _changes(self):
        """Return what the amendment changes in what it was drafted from.

        :return: list of Change, in the order of the document
        """
        self.ensure_one()
        old, new = self.base_id._content(), self._content()
        return [
            Change(kind, key, old.get((kind, key)), new.get((kind, key)))
            for kind, key in dict.fromkeys([*old, *new])
            if old.get((kind, key)) != new.get((kind, key))
        ]

    def _word_change(self, change):
        """Return a change as the sentence of an amending order."""
        if change.kind in PERIODS:
            label = {
                "period": self.env._("Observation period"),
                "monitoring": self.env._("Dates of the monitoring"),
            }[change.kind]
            return self.env._(
                "%(what)s: %(new)s (was: %(old)s).",
                what=label,
                new=self._word_dates(change.new),
                old=self._word_dates(change.old),
            )
        return getattr(self, f"_word_{change.kind}")(change)

    def _word_dates(self, dates):
        return " – ".join(
            format_date(self.env, date, date_format="dd.MM.yyyy") if date else "…" for date in dates
        )

    def _word_stage(self, change):
        name = change.key.name
        if change.old is None:
            return self.env._(
                "Stage “%(stage)s” is added: %(dates)s.",
                stage=name,
                dates=self._word_dates(change.new),
            )
        if change.new is None:
            return self.env._("Stage “%s” is dropped.", name)
        return self.env._(
            "Stage “%(stage)s”: %(new)s (was: %(old)s).",
            stage=name,
            new=self._word_dates(change.new),
            old=self._word_dates(change.old),
        )

    def _word_participant(self, change):
        school = change.key.display_name
        if change.old is None:
            return self.env._("%s is included in the list of participants.", school)
        if change.new is None:
            return self.env._("%s is excluded from the list of participants.", school)
        return self.env._(
            "%(school)s: the basis is “%(new)s” (was: “%(old)s”).",
            school=school,
            new=change.new[0] or "",
            old=change.old[0] or "",
        )

    def _word_responsible(self, change):
        stage_type, _key = change.key
        if change.old is None:
            return self.env._(
                "%(person)s is responsible for the stage “%(stage)s”.",
                person=self._word_person(change.new),
                stage=stage_type.name,
            )
        if change.new is None:
            return self.env._(
                "%(person)s is no longer responsible for the stage “%(stage)s”.",
                person=self._word_person(change.old),
                stage=stage_type.name,
            )
        return self.env._(
            "%(person)s is responsible for the stage “%(stage)s” (was: %(old)s).",
            person=self._word_person(change.new),
            stage=stage_type.name,
            old=self._word_person(change.old),
        )

    def _word_member(self, change):
        if change.old is None:
            return self.env._("%s joins the working group.", self._word_person(change.new))
        if change.new is None:
            return self.env._("%s leaves the working group.", self._word_person(change.old))
        roles = dict(
            self.env["shnor.order.member"]._fields["role"]._description_selection(self.env)
        )
        return self.env._(
            "%(person)s in the working group: %(role)s.",
            person=self._word_person(change.new),
            role=roles[change.new[2]].lower(),
        )

    def _word_person(self, value):
        name, position, *rest = value
        words = ", ".join(filter(None, (name, position)))
        if rest and isinstance(rest[0], frozenset) and rest[0]:
            schools = self.env["shnor.school"].browse(sorted(rest[0]))
            words += f" ({', '.join(schools.mapped('display_name'))})"
        return words

    # ------------------------------------------------------------------
    # Drafting
    # ------------------------------------------------------------------
    def _latest_in_chain(self):
        """Return what is in force of an order: its latest signed amendment, or itself."""
        self.ensure_one()
        signed = self.amendment_ids.filtered(lambda order: order.state in EFFECTIVE)
        return signed.sorted("id")[-1:] or self

    def action_amend(self):
        """Draft an amending order from what is in force.

        :return: dict, window action of the draft (of the one that is being drafted already)
        :raise UserError: the order is not in force, or its campaign is closed
        """
        self.ensure_one()
        root = self.amends_id or self
        if root.state not in EFFECTIVE:
            raise UserError(
                self.env._("Order %s is not in force, nothing is amended in it.", root.display_name)
            )
        root.campaign_ids._check_open()
        draft = root.amendment_ids.filtered(lambda order: order.state in ("draft", "approval"))[:1]
        if not draft:
            draft = root._draft_amendment()
        return draft._get_records_action()

    def _draft_amendment(self):
        latest = self._latest_in_chain()
        return latest.copy(
            {
                "amends_id": self.id,
                "base_id": latest.id,
                "title": self.env._("On amendments to order %s", self.display_name),
            }
        )

    def action_rebase(self):
        """Take over what a later amendment changed; the changes of this draft are kept."""
        self.ensure_one()
        changes = self._changes()
        latest = self.amends_id._latest_in_chain()
        content = latest._content()
        for change in changes:
            content.pop((change.kind, change.key), None)
            if change.new is not None:
                content[change.kind, change.key] = change.new
        values = {"base_id": latest.id}
        for kind, (begin, end) in PERIODS.items():
            values[begin], values[end] = content[kind, kind]
        for kind, name in LINES.items():
            lines = self[name]
            mine = {
                line._content_key(): line
                for order in (self, latest)
                for line in order[name]
                if content.get((kind, line._content_key())) == line._content_value()
            }
            keep = [line for line in mine.values() if line in lines]
            copies = [line.copy_data({"order_id": self.id})[0] for line in mine.values()]
            if len(keep) < len(lines) or len(mine) > len(keep):
                values[name] = [(5, 0, 0), *((0, 0, data) for data in copies)]
        # sudo: from which order the draft was made is not edited by hand; drafts are checked by
        # the guard of the state
        self.check_access("write")
        self.sudo().write(values)

    def _apply_amendment(self):
        """Change the campaign by an amendment that was just signed.

        :return: shnor.campaign
        """
        self.ensure_one()
        campaign = self.amends_id.campaign_ids
        campaign._amend(self, self._changes())
        return campaign

    def action_open_amendments(self):
        """Open the chain: the order and its amendments.

        :return: dict, window action
        """
        root = self.amends_id or self
        action = self.env["ir.actions.actions"]._for_xml_id("shnor_monitoring.shnor_order_action")
        action["domain"] = ["|", ("id", "=", root.id), ("amends_id", "=", root.id)]
        action["context"] = {}
        return action
