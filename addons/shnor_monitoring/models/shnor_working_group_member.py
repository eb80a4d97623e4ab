from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import email_normalize

ROLES = [
    ("chair", "Chair"),
    ("deputy", "Deputy chair"),
    ("secretary", "Secretary"),
    ("member", "Member"),
]
# one person a committee
SINGLE = ("chair", "secretary")


class ShnorWorkingGroupMember(models.Model):
    """A standing member of the working group of a territory.

    Orders take their fifth annex from here. Who was a member at a meeting stands in the meeting.
    """

    _name = "shnor.working.group.member"
    _description = "Standing member of the working group"
    _inherit = ["mail.thread", "shnor.guarded.mixin"]
    _order = "territory_id, sequence, id"
    _guard_fields = ("territory_id",)

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    territory_id = fields.Many2one(
        "shnor.territory",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user.shnor_territory_ids[:1],
        help="Of whose monitoring the group speaks.",
    )
    name = fields.Char(string="Full name", required=True, tracking=True)
    position = fields.Char(tracking=True)
    role = fields.Selection(ROLES, required=True, default="member", tracking=True)
    email = fields.Char(string="E-mail", tracking=True, help="Invitations to the meeting go there.")
    email_normalized = fields.Char(
        compute="_compute_email_normalized", store=True, index="btree_not_null"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Account",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("share", "=", False)],
        help="Decisions of the group are given to this account as tasks.",
    )
    attendance_ids = fields.One2many("shnor.meeting.attendance", "member_id", string="Meetings")

    _email_uniq = models.UniqueIndex(
        "(territory_id, email_normalized) WHERE active AND email_normalized IS NOT NULL",
        "The group has a member with this e-mail already.",
    )

    @api.depends("email")
    def _compute_email_normalized(self):
        for member in self:
            member.email_normalized = email_normalize(member.email) or False

    @api.constrains("email")
    def _check_email(self):
        for member in self:
            if member.email and not member.email_normalized:
                raise ValidationError(
                    self.env._(
                        "%(name)s: “%(email)s” is no e-mail address.",
                        name=member.name,
                        email=member.email,
                    )
                )

    @api.constrains("role", "territory_id", "active")
    def _check_single(self):
        """Keep one chair and one secretary a group."""
        labels = dict(self._fields["role"]._description_selection(self.env))
        groups = self._read_group(
            [("territory_id", "in", self.territory_id.ids), ("role", "in", SINGLE)],
            ["territory_id", "role"],
            having=[("__count", ">", 1)],
        )
        for territory, role in groups:
            raise ValidationError(
                self.env._(
                    "The working group of %(territory)s has two people with the role “%(role)s”. "
                    "Give one of them another role first.",
                    territory=territory.name,
                    role=labels[role],
                )
            )

    @api.model
    def _of_territory(self, territory):
        """Return the standing members who speak of a territory's monitoring.

        :param territory: shnor.territory; empty: of everything, that is of the topmost ones
        :return: shnor.working.group.member, of the nearest territory above that has a group
        """
        if not territory:
            return self.search([("territory_id.parent_id", "=", False)])
        above = [int(step) for step in territory.parent_path.strip("/").split("/")]
        by_place = self.search(Domain("territory_id", "in", above)).grouped("territory_id")
        for place in self.env["shnor.territory"].browse(reversed(above)):
            if place in by_place:
                return by_place[place]
        return self.browse()

    def _order_lines(self):
        """Return the members as lines of an order's fifth annex.

        :return: list of dict
        """
        return [
            {
                "name": member.name,
                "position": member.position,
                "role": member.role,
                "email": member.email,
                "sequence": index,
            }
            for index, member in enumerate(self)
        ]
