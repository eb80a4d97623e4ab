from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError

from .shnor_letter_pack import SPECIALIST

LETTERS = "letters"
# so many days a school has to acknowledge its letter, unless somebody words it otherwise
ACKNOWLEDGE_DAYS = 7
NAMES_SHOWN = 20


class ShnorCampaign(models.Model):
    """The letters of a campaign: one action makes the pack, or what is missing of it."""

    _inherit = "shnor.campaign"

    letter_pack_ids = fields.One2many("shnor.letter.pack", "campaign_id", string="Letters")
    letter_pack_id = fields.Many2one(
        "shnor.letter.pack", string="Pack of letters", compute="_compute_letter_pack_id"
    )
    letter_count = fields.Integer(string="Number of letters", compute="_compute_letter_pack_id")

    @api.depends("letter_pack_ids.letter_ids")
    def _compute_letter_pack_id(self):
        # sudo: that there are letters is no secret; the register has its own rules
        found = (
            self.env["shnor.letter"]
            .sudo()
            ._read_group([("campaign_id", "in", self.ids)], ["pack_id"], ["__count"])
        )
        counts = {pack.campaign_id.id: (pack, count) for pack, count in found}
        for campaign in self:
            pack, count = counts.get(campaign._origin.id, (self.env["shnor.letter.pack"], 0))
            campaign.letter_pack_id = pack.with_env(self.env)
            campaign.letter_count = count

    def action_make_letters(self):
        """Make a letter for every participant that has none yet, and open the pack.

        :return: dict, window action
        :raise UserError: the analysis is not approved, a school has no recommendation, or nobody
            is left to write to
        :raise AccessError: the role does not allow it
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(SPECIALIST):
            raise AccessError(self.env._("Letters are made by specialists of the committee."))
        # who may run the campaign may write to its schools; a closed one refuses the write itself
        self.check_access("write")
        pack = self._make_letters()
        return pack._get_records_action()

    def action_open_letters(self):
        """Open the pack of letters.

        :return: dict, window action
        """
        self.ensure_one()
        return self.letter_pack_id._get_records_action()

    def _make_letters(self):
        """Make what is missing of the pack: all of it, or nothing.

        A constant number of statements, whatever the number of schools.

        :return: shnor.letter.pack
        """
        self.ensure_one()
        # sudo: letters come into being here only; the button checks who may
        campaign = self.sudo()
        try:
            campaign.lock_for_update(allow_referencing=True)
        except LockError:
            raise LockError(
                self.env._("Somebody else is working with this record right now. Try again.")
            )
        campaign.invalidate_recordset(["state", "letter_pack_ids"])
        campaign._check_may_write_letters()
        pack = campaign.letter_pack_ids
        participants = campaign.participant_ids - pack.letter_ids.participant_id
        if not participants:
            raise UserError(
                self.env._("Every school of “%s” has its letter already.", self.display_name)
            )
        campaign._check_all_advised(participants)
        if not pack:
            pack = pack.create(campaign._prepare_letter_pack())
        pack._add_letters(participants)
        campaign._log(
            "letter",
            self.env._("Letters prepared: %s.", len(participants)),
            document=campaign.order_id,
        )
        campaign._refresh_stages(campaign.env["shnor.stage"])
        return pack.with_env(self.env)

    def _check_may_write_letters(self):
        """Refuse letters about what the working group has not approved, or what is void.

        :raise UserError: not approved, cancelled, or changed past the system since the approval
        """
        self._check_not_cancelled()
        if not self.is_approved:
            raise UserError(
                self.env._(
                    "Letters go out after the working group has approved the analysis. That of "
                    "“%s” is not approved yet.",
                    self.display_name,
                )
            )
        self._check_approved_intact()

    def _check_all_advised(self, participants):
        """Refuse a pack in which a school would get no recommendation; name those schools."""
        accepted = self.env["shnor.recommendation"]._read_group(
            [("participant_id", "in", participants.ids), ("state", "=", "accepted")],
            ["participant_id"],
        )
        bare = participants - participants.browse().union(*(one for [one] in accepted))
        if not bare:
            return
        names = bare[:NAMES_SHOWN].mapped("school_name")
        if len(bare) > NAMES_SHOWN:
            names.append(self.env._("and %s more", len(bare) - NAMES_SHOWN))
        raise UserError(
            self.env._(
                "No letter was made: schools without an accepted recommendation: %s.",
                "; ".join(names),
            )
        )

    def _prepare_letter_pack(self):
        head = self._letter_order()._document_head()
        today = self._local_today()
        return {
            "campaign_id": self.id,
            "number": self.env["ir.sequence"].next_by_code("shnor.letter.pack"),
            "date": today,
            "acknowledge_until": today + timedelta(days=ACKNOWLEDGE_DAYS),
            "signer": head["signer_full"] or self.env.company.name,
            "signer_position": head["signer_position"],
            "executor": head["executor"],
            "executor_phone": head["executor_phone"],
        }

    def _letter_order(self):
        """Return the order whose head the letters take over: the latest in force."""
        return self.order_id._latest_in_chain()

    # ------------------------------------------------------------------
    # The stage
    # ------------------------------------------------------------------
    @api.model
    def _known_stages(self):
        return super()._known_stages() | {LETTERS}

    def _stages_done_on(self):
        """The stage of the letters is done once every school has its letter."""
        done = super()._stages_done_on()
        # sudo: how far the letters are is a fact of the campaign
        for campaign in self.sudo().filtered("letter_pack_ids"):
            letters = campaign.letter_pack_ids.letter_ids
            reached = letters.filtered(lambda one: one._has_reached())
            if not campaign.participant_ids - reached.participant_id:
                moment = max(reached.mapped("sent_at"), default=None)
                if moment:
                    done[campaign.id, LETTERS] = campaign._local_day(moment)
        return done

    def _open_stage_work(self, code):
        if code == LETTERS and self.letter_pack_id:
            return self.action_open_letters()
        return super()._open_stage_work(code)
