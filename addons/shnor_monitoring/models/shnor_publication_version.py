from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.public_version import PublicVersion
from ..engine.suppression import DEFAULT_THRESHOLD, LEAST_THRESHOLD
from .shnor_publication_check import Names


class ShnorPublication(models.Model):
    """Making the public version, looking at it, publishing and correcting it."""

    _inherit = "shnor.publication"

    withheld = fields.Json(
        readonly=True, copy=False, help="What was kept back and why. Never published."
    )
    withheld_words = fields.Html(
        string="Hidden, and why", compute="_compute_draft_words", sanitize=False
    )
    problem_words = fields.Text(string="In the way", compute="_compute_draft_words")
    warning_words = fields.Text(string="To be looked at", compute="_compute_draft_words")
    is_looked_at = fields.Boolean(
        string="I have looked at it, no school or person can be told by it",
        compute="_compute_is_looked_at",
        inverse="_inverse_is_looked_at",
        help="What is marked may tell a school or a person. What is marked later is to be looked "
        "at anew.",
    )
    looked_digest = fields.Char(
        string="SHA-256 of the marks",
        readonly=True,
        copy=False,
        help="Over what was marked when somebody had looked at it.",
    )

    # ------------------------------------------------------------------
    # The public version
    # ------------------------------------------------------------------
    @api.model
    def _threshold(self):
        """Return below which counts are hidden, and whether totals of schools are told whole.

        :return: (int, bool)
        """
        # sudo: settings, which the publication prints
        settings = self.env["ir.config_parameter"].sudo()
        value = settings.get_param("shnor_monitoring.publication_threshold", DEFAULT_THRESHOLD)
        try:
            threshold = int(value)
        except ValueError:
            threshold = DEFAULT_THRESHOLD
        kind = settings.get_param("shnor_monitoring.publication_schools", "whole")
        return max(threshold, LEAST_THRESHOLD), kind == "whole"

    def _draft_content(self):
        """Return the public data as they would be published today, and what is kept back.

        :return: (dict, list of dict ``where, what, count, why``)
        """
        self.ensure_one()
        # sudo: the version is of the whole campaign, and one: it does not depend on who makes it
        campaign = self.sudo().campaign_id
        campaign = self.env["shnor.document.mixin"]._in_russian(campaign)
        threshold, whole = self._threshold()
        # what an earlier version hides, a correction with a lower threshold does not tell
        rules = [earlier.content["rules"] for earlier in self._earlier_versions()]
        threshold = max([threshold, *(one["threshold"] for one in rules)])
        whole = whole and all(one["whole"] for one in rules)
        before = campaign.previous_campaign_id._published_content()
        version = PublicVersion(campaign, threshold, whole, before, self._names_schools())
        content = {
            **version.content(),
            "slug": self.slug,
            "version": self.version,
            "corrects": self.predecessor_id.version or None,
            "erratum": (self.erratum or "").strip() if self.predecessor_id else "",
            "published_on": campaign._local_today().isoformat(),
        }
        self._hide_what_was_hidden(content)
        return content, version.withheld

    def _names_schools(self):
        """Return whether the working group decided on record that schools are named."""
        # sudo: a decision on record is a matter of fact
        campaign = self.sudo().campaign_id
        return bool(campaign._carried("publish_names"))

    def _hide_what_was_hidden(self, content):
        """Hide in a correction what the versions before it hid of the same indicators.

        Another choice of what is hidden would give, beside the old one, what neither tells.
        """
        for earlier in self._earlier_versions():
            hidden = {row["code"]: row for row in earlier.content["indicators"]}
            for row in content["indicators"]:
                before = hidden.get(row["code"])
                for name in ("total", "yes", "no_data"):
                    if before and before[name]["value"] is None and row[name]["value"] is not None:
                        row[name] = dict(before[name])
                        _forget_shares(row, name)

    def _earlier_versions(self):
        # sudo: all versions of the campaign, whoever makes the next one
        # sudo: a version that is replaced is not written by hand; who may publish was checked
        earlier = self.sudo().search(
            [("campaign_id", "=", self.campaign_id.id), ("version", "<", self.version)]
        )
        return earlier.filtered("content")

    def _content(self):
        """Return the frozen public data, of a draft those of today."""
        self.ensure_one()
        return self.content if self.state != "draft" else self._draft_content()[0]

    # ------------------------------------------------------------------
    # Looking at it before
    # ------------------------------------------------------------------
    @api.depends("state", "erratum", "withheld")
    @api.depends_context("lang")
    def _compute_draft_words(self):
        for publication in self:
            publication.withheld_words = publication.problem_words = False
            publication.warning_words = False
            if publication.state != "draft":
                publication.withheld_words = publication._words_of(publication.withheld or [])
                continue
            content, withheld = publication._draft_content()
            problems, warnings = publication._check_content(content)
            publication.withheld_words = publication._words_of(withheld)
            publication.problem_words = "\n".join(problems) or False
            publication.warning_words = "\n".join(warnings) or False

    @api.depends("state", "erratum", "looked_digest")
    def _compute_is_looked_at(self):
        for publication in self:
            digest = publication.looked_digest
            publication.is_looked_at = bool(digest) and (
                publication.state != "draft" or digest == publication._digest_of_marks()
            )

    def _inverse_is_looked_at(self):
        for publication in self:
            looked = publication.is_looked_at
            # sudo: what somebody has looked at is the system's to write; the tick was allowed
            publication.sudo().looked_digest = looked and publication._digest_of_marks()

    def _digest_of_marks(self, content=None):
        """Return the SHA-256 of what is to be looked at today, in whichever language it is read.

        :param dict content: public data, those of today by default
        :return: str
        """
        local = self.env["shnor.document.mixin"]._in_russian(self)
        _problems, warnings = local._check_content(content or local._draft_content()[0])
        return self._digest_of(sorted(warnings))

    def _words_of(self, withheld):
        return self.env["ir.qweb"]._render(
            "shnor_monitoring.publication_withheld",
            {
                "rows": withheld,
                "reasons": {
                    "small": self.env._("a small count"),
                    "complement": self.env._("a small count would be had by subtraction"),
                    "empty": self.env._("too few are counted to tell a part of them"),
                },
            },
        )

    def _check_content(self, content):
        """Return what stands in the way of publishing, and what somebody is to look at.

        :param dict content: public data
        :return: (list of str, list of str)
        """
        # sudo: names are looked for that whoever publishes may not read
        names = Names(self.sudo().campaign_id, allow_schools=content["rules"]["names"])
        problems, warnings = names.look_through(content)
        if self.predecessor_id and not (self.erratum or "").strip():
            problems.insert(0, self.env._("Write what was wrong in the version before."))
        return problems, warnings

    def action_preview(self):
        """Open the page as it will be, with what is hidden and why.

        :return: dict, action
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/shnor/publication/{self.id}/preview",
            "target": "new",
        }

    def _preview_head(self):
        """Return what stands above a preview, for the committee only.

        :return: Markup; of a published version nothing
        """
        self.ensure_one()
        if self.state != "draft":
            return ""
        content, withheld = self._draft_content()
        problems, warnings = self._check_content(content)
        return self.env["ir.qweb"]._render(
            "shnor_monitoring.publication_preview",
            {
                "problems": problems,
                "warnings": warnings,
                "withheld": withheld,
                "withheld_words": self._words_of(withheld),
            },
        )

    # ------------------------------------------------------------------
    # Publishing and correcting
    # ------------------------------------------------------------------
    def action_publish(self):
        """Freeze the public version and its files; it takes the place of the one before.

        :raise UserError: the results are not approved, a person or a school is named, or what
            was approved has been changed past the system
        :raise AccessError: the role does not allow it
        """
        self.ensure_one()
        self.check_access("write")
        self._check_transition("published")
        campaign = self.campaign_id
        campaign._check_publishable()
        # sudo: a calculation is checked as a whole
        if not campaign.run_id.sudo()._is_intact():
            raise UserError(
                self.env._(
                    "“%s”: the results are not those that were frozen. Find out who changed them "
                    "past the system before anything is published.",
                    campaign.display_name,
                )
            )
        campaign._check_approved_intact()
        content, withheld = self._draft_content()
        problems, warnings = self._check_content(content)
        if warnings and self.looked_digest != self._digest_of_marks(content):
            problems += warnings
            problems.append(self.env._("Look at what is marked, and tick that you have."))
        if problems:
            raise UserError("\n".join(problems))
        self._freeze(content, withheld)
        campaign._log("publication", self.env._("Published: %s.", self.display_name), document=self)
        campaign._refresh_stages(self.env["shnor.stage"])

    def _freeze(self, content, withheld):
        earlier = self.sudo().search(
            [("campaign_id", "=", self.campaign_id.id), ("state", "=", "published")]
        )
        if earlier:
            earlier._move_to("replaced")
            earlier.flush_recordset()
        # sudo: nobody writes a version by hand; who may publish was checked
        self.sudo()._move_to(
            "published",
            content=content,
            withheld=withheld,
            digest=self._digest_of(content),
            published_at=fields.Datetime.now(),
            published_by_id=self.env.uid,
            **self._place_values(),
        )
        self.sudo()._make_files()

    def _place_values(self):
        """Return where the version lies as soon as it is published (extension point)."""
        return {}

    def _may_be_corrected(self):
        """Return whether the next version follows this one: the public one, or, where all is taken
        down, the last."""
        if self.state != "withdrawn":
            return self.state == "published"
        # sudo: all versions of the campaign
        versions = self.sudo().search([("campaign_id", "=", self.campaign_id.id)])
        return self == versions[:1] and "published" not in versions.mapped("state")

    def action_correct(self):
        """Begin a correction: a new version beside this one.

        :return: dict, window action
        """
        self.ensure_one()
        self.check_access("write")
        if not self._may_be_corrected():
            raise UserError(self.env._("The version that is public now is corrected."))
        return self.create({"campaign_id": self.campaign_id.id})._get_records_action()


def _forget_shares(row, name):
    if name != "no_data":
        row.update(percent=None, is_reached=None, previous=None, delta=None)
    row.update(percent_with_data=None, interval=None)
