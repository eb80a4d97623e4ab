import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date
from odoo.tools.misc import clean_context

from .shnor_material import is_link

SPECIALIST = "shnor_registry.group_specialist"
ADMINISTRATOR = "shnor_registry.group_administrator"
# what may still be said of a version that is public
AFTERWARDS = ("message_", "activity_")
PLACE = {"place_url", "place_date"}
REASON = "withdrawal_reason"


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
        ("published", "withdrawn"): ADMINISTRATOR,
        ("replaced", "withdrawn"): ADMINISTRATOR,
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
        [
            ("draft", "Draft"),
            ("published", "Published"),
            ("replaced", "Replaced"),
            ("withdrawn", "Taken down"),
        ],
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
    place_url = fields.Char(string="Address of the publication", copy=False, tracking=True)
    place_date = fields.Date(string="Published there on", copy=False, tracking=True)
    place_by_id = fields.Many2one(
        "res.users", string="Recorded by", readonly=True, copy=False, ondelete="restrict"
    )

    withdrawal_reason = fields.Text(
        string="Why taken down",
        copy=False,
        tracking=True,
        help="Kept in the log, never published.",
    )
    withdrawn_at = fields.Datetime(string="Taken down on", readonly=True, copy=False)

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
        # sudo: a draft that one does not see stands in the way, too
        drafts = self.sudo().search([("campaign_id", "in", campaigns.ids), ("state", "=", "draft")])
        if drafts:
            raise UserError(
                self.env._(
                    "“%s” is a draft still: publish or delete it first.", drafts[0].display_name
                )
            )
        # nothing comes in by defaults of the context, which the checks do not see
        clean = self.with_env(self.env(context=clean_context(self.env.context)))
        return super(ShnorPublication, clean).create(
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
        said = {name for name in vals if not name.startswith(AFTERWARDS)}
        if not said.isdisjoint(PLACE):
            self._check_place(vals)
        if REASON in said:
            self._check_withdrawable()
        if said - PLACE - {REASON} and any(publication.state != "draft" for publication in self):
            raise UserError(
                self.env._(
                    "What was published is not edited. Make a correction: a new version beside it."
                )
            )
        if not self.env.su and said - PLACE - {REASON, "erratum", "is_looked_at"}:
            raise UserError(
                self.env._("A publication is made from the approved results, not written by hand.")
            )
        return super()._check_write(vals)

    def write(self, vals):
        result = super().write(vals)
        if not self._in_transition() and not PLACE.isdisjoint(vals):
            # sudo: who recorded the place is the system's to write
            self.sudo()._keep(place_by_id=self.env.uid)
            self.campaign_id._refresh_stages(self.env["shnor.stage"])
        return result

    def _check_place(self, vals):
        """Refuse a place that is none, or that no version can lie at."""
        today = fields.Date.context_today(self)
        for publication in self:
            url = (vals.get("place_url", publication.place_url) or "").strip()
            day = fields.Date.to_date(vals.get("place_date", publication.place_date))
            if publication.state == "draft":
                raise UserError(
                    self.env._("Publish the version first, then record where it was put.")
                )
            if not is_link(url):
                raise UserError(
                    self.env._(
                        "“%s” is no address of a page. Copy it from the browser as a whole, with "
                        "https:// at the beginning.",
                        url,
                    )
                )
            if not day or day > today or day < publication.published_at.date():
                raise UserError(
                    self.env._(
                        "Say on which day it was put there: from the day of the publication, %s, "
                        "until today.",
                        format_date(self.env, publication.published_at.date()),
                    )
                )

    def _check_withdrawable(self):
        """Refuse to take down what is not public.

        :raise AccessError: the role does not allow it
        :raise UserError: a draft, or taken down already
        """
        if not self.env.su and not self.env.user.has_group(ADMINISTRATOR):
            raise AccessError(self.env._("Versions are taken down by administrators."))
        if any(publication.state not in ("published", "replaced") for publication in self):
            raise UserError(self.env._("Only what is public can be taken down."))

    def action_withdraw(self):
        """Take a version down: nobody outside the committee gets its page or its files any more.

        :raise UserError: it is not public, or nobody wrote why
        :raise AccessError: the role does not allow it
        """
        self.ensure_one()
        self.check_access("write")
        self._check_transition("withdrawn")
        if not (self.withdrawal_reason or "").strip():
            raise UserError(self.env._("Write first why it is taken down."))
        # sudo: nobody writes a version by hand; who may take it down was checked
        self.sudo()._move_to("withdrawn", withdrawn_at=fields.Datetime.now())
        self.campaign_id._log(
            "publication",
            self.env._(
                "Taken down: %(version)s. %(reason)s",
                version=self.display_name,
                reason=self.withdrawal_reason,
            ),
            document=self,
        )

    def _keep(self, **values):
        """Write what only the system writes of a version that is public."""
        self._move_to(self.state, **values)

    def _successor(self):
        """Return the version that is public now, of one that was replaced.

        :return: shnor.publication, empty for the public one
        """
        self.ensure_one()
        if self.state != "replaced":
            return self.browse()
        return self.search(
            [("campaign_id", "=", self.campaign_id.id), ("state", "=", "published")], limit=1
        )

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
