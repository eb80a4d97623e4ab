from odoo import api, fields, models
from odoo.exceptions import UserError

PUBLICATION = "publication"


class ShnorCampaign(models.Model):
    """What the public is told of a campaign, and where."""

    _inherit = "shnor.campaign"

    publication_ids = fields.One2many("shnor.publication", "campaign_id", string="Publications")

    def _check_publishable(self):
        """Refuse to publish what the working group has not approved, or what is void.

        :raise UserError: the results are not frozen, or the campaign is cancelled
        """
        for campaign in self:
            campaign._check_not_cancelled()
            # sudo: whether a calculation is frozen is a matter of fact
            if not campaign.is_approved or campaign.run_id.sudo().state != "frozen":
                raise UserError(
                    self.env._(
                        "“%s”: the working group has not approved the results yet, and nothing "
                        "that is not approved is published. Hold the meeting, sign its minutes, "
                        "then publish.",
                        campaign.display_name,
                    )
                )

    def _published_content(self):
        """Return what the public is told of the campaign now; None: nothing.

        :return: dict of public data, or None
        """
        # sudo: it is public
        public = self.env["shnor.publication"].sudo()
        return (
            public.search(
                [("campaign_id", "in", self.ids), ("state", "=", "published")], limit=1
            ).content
            or None
        )

    def _prepare_publication(self):
        """Return what a new version of the publication begins with."""
        self.ensure_one()
        # sudo: numbers of versions go on, whoever sees which
        earlier = self.env["shnor.publication"].sudo().search([("campaign_id", "=", self.id)])
        last = earlier[:1]
        return {
            "version": last.version + 1,
            "predecessor_id": last.id,
            "slug": last.slug or self._publication_slug(),
        }

    def _publication_slug(self):
        """Return a name for the address that no other campaign has: ``2026-07``."""
        begin = self.date_begin.strftime("%Y-%m")
        taken = set(
            # sudo: of all campaigns
            self.env["shnor.publication"]
            .sudo()
            .search([("slug", "=like", f"{begin}%")])
            .mapped("slug")
        )
        number, slug = 1, begin
        while slug in taken:
            number += 1
            slug = f"{begin}-{number}"
        return slug

    def action_open_publications(self):
        """Open the publication of the campaign; the first time, its draft is made.

        :return: dict, window action
        :raise UserError: the results are not approved
        """
        self.ensure_one()
        publications = self.publication_ids
        if not publications:
            self._check_publishable()
            publications = self.env["shnor.publication"].create({"campaign_id": self.id})
        if len(publications) == 1:
            return publications._get_records_action()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_monitoring.shnor_publication_action"
        )
        action["domain"] = [("campaign_id", "=", self.id)]
        action["context"] = {}
        return action

    @api.model
    def _known_stages(self):
        return super()._known_stages() | {PUBLICATION}

    def _stages_done_on(self):
        done = super()._stages_done_on()
        # sudo: that it was published is public
        for publication in (
            self.env["shnor.publication"]
            .sudo()
            .search([("campaign_id", "in", self.ids), ("place_date", "!=", False)])
        ):
            key = publication.campaign_id.id, PUBLICATION
            done[key] = min(done.get(key, publication.place_date), publication.place_date)
        return done
