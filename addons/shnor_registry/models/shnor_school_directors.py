from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..tools.text import key, normalise


class ShnorSchool(models.Model):
    """Directors: contacts of the school, and their way into the portal."""

    _inherit = "shnor.school"

    def _ensure_directors(self, names):
        """Make people the directors of schools, finding or creating their contacts.

        :param dict names: {school id: full name}; an empty name leaves the school as it is
        :return: dict {school id: whether anything changed}; constant number of queries
        """
        schools = self.browse([school_id for school_id, name in names.items() if normalise(name)])
        contacts = {
            (contact.parent_id.id, key(contact.name)): contact
            for contact in self.env["res.partner"]
            .with_context(active_test=False)
            .search([("parent_id", "in", schools.partner_id.ids), ("is_company", "=", False)])
        }
        wanted = {school: (school.partner_id.id, key(names[school.id])) for school in schools}
        missing = [school for school, wanted_key in wanted.items() if wanted_key not in contacts]
        created = (
            self.env["res.partner"]
            .with_context(mail_create_nosubscribe=True, mail_create_nolog=True)
            .create([school._prepare_director(names[school.id]) for school in missing])
        )
        contacts.update(
            zip((wanted[school] for school in missing), created.with_env(self.env), strict=True)
        )
        changed = dict.fromkeys(names, False)
        for school, wanted_key in wanted.items():
            director = contacts[wanted_key]
            if school.director_ids != director:
                school.director_ids = director
                changed[school.id] = True
        return changed

    def _prepare_director(self, name):
        self.ensure_one()
        return {
            "name": normalise(name),
            "parent_id": self.partner_id.id,
            "function": self.env._("Director"),
            "type": "contact",
        }

    def _adopt_directors(self):
        """Make contacts that belong to no organisation the contacts of the school they direct."""
        for school in self:
            strangers = school.director_ids.filtered(
                lambda contact: not contact.parent_id and not contact.is_company
            )
            if strangers:
                strangers.write({"parent_id": school.partner_id.id})
            nameless = school.director_ids.filtered(lambda contact: not contact.function)
            if nameless:
                nameless.write({"function": self.env._("Director")})

    def _grant_directors_group(self):
        """Give the directors' group to directors who have a portal account already."""
        # res.users is closed to keepers; they decide who directs a school, not what a director may
        users = self.director_ids.sudo().user_ids
        group = self.env.ref("shnor_registry.group_director")
        lacking = users.filtered(lambda user: user._is_portal() and group not in user.group_ids)
        if lacking:
            lacking.write({"group_ids": [(4, group.id)]})

    @api.model
    def _withdraw_directors_group(self, contacts):
        """Make portal accounts of people who direct no school any more bare portal accounts.

        :param contacts: res.partner, people who left a school
        """
        # sudo: see _grant_directors_group; schools that the user may not see count too
        idle = contacts.sudo().filtered(
            lambda contact: not contact.with_context(active_test=False).shnor_directed_school_ids
        )
        group = self.env.ref("shnor_registry.group_director")
        users = idle.with_context(active_test=False).user_ids.filtered(
            lambda user: group in user.group_ids
        )
        if users:
            portal = self.env.ref("base.group_portal")
            users.write({"group_ids": [(3, group.id), (4, portal.id)]})

    def action_grant_portal_access(self):
        """Open the portal's own wizard for the directors of the chosen schools.

        :return: dict, window action of the wizard
        :raise UserError: there is no director to invite
        """
        if not self.env.user.has_group("shnor_registry.group_specialist"):
            raise AccessError(self.env._("Portal access is granted by a committee specialist."))
        self.check_access("write")
        directors = self.director_ids
        if not directors:
            raise UserError(
                self.env._("No director is named. Fill in “Directors” with name and e-mail first.")
            )
        wizard = self.env["portal.wizard"].create({"partner_ids": [(6, 0, directors.ids)]})
        return wizard._action_open_modal()
