from odoo import api, fields, models
from odoo.exceptions import UserError


class ShnorClub(models.Model):
    """A club or section of a school: the fact behind indicator K1."""

    _name = "shnor.club"
    _description = "Club of a school"
    _inherit = "shnor.logged.fact"
    _order = "date_from desc, name, id"
    # changes by hand are told in the chatter of the school
    _log_owner = "school_id"
    _log_fields = ("name", "date_from", "date_to", "pupil_count")
    # a club that is given away must be allowed after the write, too
    _guard_fields = ("school_id",)

    school_id = fields.Many2one("shnor.school", required=True, index=True, ondelete="restrict")
    territory_id = fields.Many2one(related="school_id.territory_id")
    name = fields.Char(required=True)
    subject_id = fields.Many2one(
        "shnor.subject", string="School subject", index="btree_not_null", ondelete="restrict"
    )
    date_from = fields.Date(string="Opened", required=True, index=True)
    date_to = fields.Date(string="Closed", help="Empty while the club goes on.")
    pupil_count = fields.Integer(string="Pupils")

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "The club closes before it opens. Correct its dates."
    )
    _pupils_positive = models.Constraint(
        "CHECK (pupil_count >= 0)", "The number of pupils cannot be negative."
    )
    _club_once = models.UniqueIndex(
        "(school_id, md5(lower(name)), date_from)",
        "This club is entered already: the same school, name and day of opening.",
    )

    # ------------------------------------------------------------------
    # What directors see and say in the portal
    # ------------------------------------------------------------------
    @api.model
    def _mine(self):
        """Return the clubs of the visitor's schools; the record rules let nothing else through."""
        schools = self.env["shnor.portal"]._my_schools()
        return self.search([("school_id", "in", schools.ids)]) if schools else self.browse()

    def _tell_pupils(self, text):
        """Take the number of pupils that a director typed.

        :param str text: as it came from the page
        :raise UserError: it is no number of pupils
        """
        self.ensure_one()
        if not text.isdecimal() or len(text) > 4:
            raise UserError(self.env._("Write how many pupils come, as a number: 12."))
        # sudo: directors write by this method only, on clubs that the caller found in _mine
        self.sudo().pupil_count = int(text)
