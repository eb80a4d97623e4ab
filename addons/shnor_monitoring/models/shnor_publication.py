import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError

SPECIALIST = "shnor_registry.group_specialist"
# what may still be said of a version that is public
AFTERWARDS = ("message_", "activity_")


class ShnorPublication(models.Model):
    """One version of what the public is told of a campaign: frozen data, their checksum and files.

    Nothing but a version that was published is ever shown in public. A correction is another
    version, with a word on what was wrong; the one before stays where it was.
    """

    _name = "shnor.publication"
    _description = "Publication"
    _inherit = ["mail.thread", "shnor.state.mixin"]
    _order = "campaign_id desc, version desc, id desc"
    _guard_in_sql = True

    _transitions = {
        ("draft", "published"): SPECIALIST,
        ("published", "replaced"): SPECIALIST,
    }

    campaign_id = fields.Many2one(
        "shnor.campaign", required=True, readonly=True, index=True, ondelete="restrict"
    )
    territory_id = fields.Many2one(
        related="campaign_id.territory_id", store=True, index=True, precompute=True
    )
    version = fields.Integer(required=True, readonly=True, default=1, aggregator=None)
    slug = fields.Char(
        string="Name in the address",
        required=True,
        readonly=True,
        help="The same for all versions of a campaign, for good.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published"), ("replaced", "Replaced")],
        required=True,
        default="draft",
        readonly=True,
        index=True,
        tracking=True,
        copy=False,
    )
    predecessor_id = fields.Many2one(
        "shnor.publication",
        string="Corrects",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    erratum = fields.Text(
        string="What was wrong",
        tracking=True,
        help="Printed at the head of the new version and of the one that it replaces.",
    )
    content = fields.Json(readonly=True, copy=False)
    digest = fields.Char(
        string="SHA-256", readonly=True, copy=False, help="Over the frozen public data."
    )
    published_at = fields.Datetime(readonly=True, copy=False)
    published_by_id = fields.Many2one(
        "res.users", string="Published by", readonly=True, copy=False, ondelete="restrict"
    )
    place_url = fields.Char(
        string="Address of the publication", readonly=True, copy=False, tracking=True
    )
    place_date = fields.Date(string="Published there on", readonly=True, copy=False, tracking=True)
    place_by_id = fields.Many2one(
        "res.users", string="Recorded by", readonly=True, copy=False, ondelete="restrict"
    )

    _version_uniq = models.Constraint(
        "UNIQUE (campaign_id, version)", "The campaign has a publication with this number already."
    )
    _draft_uniq = models.UniqueIndex(
        "(campaign_id) WHERE state = 'draft'",
        "The campaign has a draft of a publication already: publish or delete it first.",
    )
    _published_uniq = models.UniqueIndex(
        "(campaign_id) WHERE state = 'published'", "One version of a campaign is the public one."
    )
    # the public pages look here
    _slug_uniq = models.UniqueIndex("(slug, version)", "This address is taken.")

    @api.depends("campaign_id.name", "version")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for publication in self:
            publication.display_name = self.env._(
                "%(campaign)s, publication, version %(version)s",
                campaign=publication.campaign_id.name or "",
                version=publication.version,
            )

    # ------------------------------------------------------------------
    # From a draft to a version that stays
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        self.browse().check_access("create")
        campaigns = self.env["shnor.campaign"].browse(vals.get("campaign_id") for vals in vals_list)
        if not all(campaigns._ids):
            raise UserError(self.env._("A publication is one of a campaign: say of which."))
        campaigns._check_publishable()
        return super().create(
            [
                {
                    "campaign_id": campaign.id,
                    "erratum": vals.get("erratum"),
                    **campaign._prepare_publication(),
                }
                for campaign, vals in zip(campaigns, vals_list, strict=True)
            ]
        )

    def _check_write(self, vals):
        said = [name for name in vals if not name.startswith(AFTERWARDS)]
        if said and any(publication.state != "draft" for publication in self):
            raise UserError(
                self.env._(
                    "What was published is not edited. Make a correction: a new version beside it."
                )
            )
        if not self.env.su and set(said) - {"erratum"}:
            raise UserError(
                self.env._("A publication is made from the approved results, not written by hand.")
            )
        return super()._check_write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if any(publication.state != "draft" for publication in self):
            raise UserError(self.env._("What was published is not deleted."))

    @api.model
    def _digest_of(self, content):
        """Return the SHA-256 of public data, which do not depend on the order of their keys.

        :param dict content: as JSON
        :return: str
        """
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def _is_intact(self):
        """Return whether the frozen data are still those that were published."""
        self.ensure_one()
        return self.state == "draft" or self.digest == self._digest_of(self.content)
