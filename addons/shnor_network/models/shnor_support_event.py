from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from .shnor_support_card import COMMON


class ShnorSupportEvent(models.Model):
    """An activity for many schools, entered once: each school gets its help from it.

    What is common is written here and copied to the help of every school; what each school has for
    itself (its teachers, deficit, result and rating) stays there.
    """

    _name = "shnor.support.event"
    _inherit = ["shnor.support.card", "mail.thread", "shnor.guarded.mixin"]
    _description = "Methodical help for many schools"
    _order = "date desc, id desc"
    _rec_name = "topic"
    _rec_names_search = ["topic", "provider"]
    _guard_fields = ("territory_id",)

    territory_id = fields.Many2one(
        "shnor.territory",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["shnor.school"]._default_territory_id(),
        help="Whose activity it is: its schools lie here.",
    )
    support_ids = fields.One2many("shnor.support", "event_id", string="Help by school")
    school_ids = fields.Many2many(
        "shnor.school",
        string="Schools",
        compute="_compute_school_ids",
        inverse="_inverse_school_ids",
        help="Help is entered for each; who is taken away loses it.",
    )
    school_count = fields.Integer(compute="_compute_school_count")

    @api.depends("support_ids.school_id")
    def _compute_school_ids(self):
        for event in self:
            event.school_ids = event.support_ids.school_id

    @api.depends("support_ids")
    def _compute_school_count(self):
        counts = dict(
            self.env["shnor.support"]._read_group(
                [("event_id", "in", self.ids)], ["event_id"], ["__count"]
            )
        )
        for event in self:
            event.school_count = counts.get(event._origin, 0)

    def _inverse_school_ids(self):
        """Enter help for the schools that came, in one batch; take it from those that went."""
        wanted = {event: event.school_ids for event in self}
        supports = self.env["shnor.support"]
        vals_list, gone = [], supports
        for event, schools in wanted.items():
            present = supports.search([("event_id", "=", event.id)])
            gone |= present.filtered(lambda one, schools=schools: one.school_id not in schools)
            missing = schools - present.school_id
            event._check_not_entered(missing)
            vals_list += [event._prepare_support(school) for school in missing]
        gone._check_untouched()
        gone.unlink()
        supports.create(vals_list)
        self._check_territory()

    def _prepare_support(self, school):
        """Return the values of the help that the school gets from this activity."""
        common = {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in (*COMMON, "state")
        }
        return {**common, "event_id": self.id, "school_id": school.id}

    def _check_not_entered(self, schools):
        """Refuse to enter the same help twice, and name the schools that have it already."""
        self.ensure_one()
        if not schools:
            return
        self.env["shnor.support"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT school_id FROM shnor_support
                 WHERE school_id = ANY(%s) AND date = %s AND kind_id = %s
                   AND lower(topic) = lower(%s) AND lower(coalesce(provider, '')) = lower(%s)
                """,
                schools.ids,
                self.date,
                self.kind_id.id,
                self.topic,
                self.provider or "",
            )
        )
        if rows:
            entered = schools.filtered(lambda one: (one.id,) in set(rows))
            raise UserError(
                self.env._(
                    "This help (the same date, kind, topic and provider) is entered already for: "
                    "%s. Take these schools away, or correct what is common.",
                    ", ".join(entered.mapped("display_name")),
                )
            )

    @api.constrains("territory_id")
    def _check_territory(self):
        """The schools lie in the activity's territory: so whoever sees it may see them all."""
        for event in self:
            inside = self.env["shnor.territory"].search(
                [
                    ("id", "in", event.support_ids.school_id.territory_id.ids),
                    ("id", "child_of", event.territory_id.id),
                ]
            )
            outside = event.support_ids.school_id.filtered(
                lambda one, inside=inside: one.territory_id not in inside
            )
            if outside:
                raise ValidationError(
                    self.env._(
                        "“%(topic)s” is an activity of “%(territory)s”, and these schools lie "
                        "elsewhere: %(schools)s. Choose a larger territory, or enter them apart.",
                        topic=event.topic,
                        territory=event.territory_id.display_name,
                        schools=", ".join(outside.mapped("display_name")),
                    )
                )

    def write(self, vals):
        former = {event.id: event.state for event in self}
        result = super().write(vals)
        common = {name: vals[name] for name in COMMON if name in vals}
        for event in self:
            state = vals.get("state", event.state)
            if common:
                event.support_ids._write_by_event(common)
            if state != former[event.id]:
                # a school that did not take part keeps its own “cancelled”
                following = event.support_ids.filtered(
                    lambda one, state=former[event.id]: one.state == state
                )
                following._write_by_event({"state": state})
        return result

    def unlink(self):
        self.support_ids._check_untouched()
        self.support_ids.unlink()
        return super().unlink()

    def action_add_participants(self):
        """Add every school of the territory that has a status today and is not there yet.

        :raise UserError: there is none
        """
        self.ensure_one()
        schools = self.env["shnor.school"]
        domain = schools._status_domain(self.date)
        found = schools.search([*domain, ("territory_id", "child_of", self.territory_id.id)])
        if not found - self.school_ids:
            raise UserError(
                self.env._("There are no other schools with a status on this date here.")
            )
        self.school_ids |= found

    def action_mark_done(self):
        """Mark the activity, and with it the help of its schools, as held."""
        self.filtered(lambda event: event.state == "planned").write({"state": "done"})

    def action_open_supports(self):
        """Open the help of the schools.

        :return: dict, window action
        """
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("shnor_network.shnor_support_action")
        return {**action, "domain": [("event_id", "=", self.id)], "context": {"create": False}}
