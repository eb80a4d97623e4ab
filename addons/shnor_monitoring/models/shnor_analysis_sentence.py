import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.shnor_registry.models.shnor_state_mixin import without_defaults

from ..engine.analysis_sentences import sources_digest

SECTIONS = [
    ("basis", "1. Basis, dates, participants, methods and sources"),
    ("followup", "2. Fulfilment of the last decisions"),
    ("facts", "3. Statistical facts"),
    ("factors", "4. Factors behind the results"),
    ("deficits", "5. Deficits"),
    ("practices", "6. Successful practices"),
    ("conclusions", "7. Conclusions"),
    ("recommendations", "8. Targeted recommendations"),
    ("materials", "9. Methodical materials"),
    ("decisions", "10. Draft decisions"),
    ("appendix", "Appendix: formulas and limits of the data"),
]
# sentences are in order over all parts: each part has so many places
SECTION_SPAN, LAST_PLACE = 10000, 9000
# what people may write; where it stands only of their own sentences
EDITABLE = ("text", "sequence", "is_item")
GIVEN = ("analysis_id", "section", "participant_id", *EDITABLE)
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
# Passed by identity in the context: no caller from outside (RPC, import) can forge it.
_SYSTEM = object()


class ShnorAnalysisSentence(models.Model):
    """A sentence of the note, and the numbers that it states.

    The system drafts sentences with their sources; people write others, and edit all. A sentence
    without a source, or with numbers that its source does not have, waits until somebody vouches
    for it.
    """

    _name = "shnor.analysis.sentence"
    _description = "Sentence of an analysis"
    _inherit = "shnor.campaign.part"
    _order = "analysis_id, section_number, sequence, id"
    _rec_name = "text"
    _guard_fields = ("analysis_id", "participant_id")
    _freezes_with_approval = True

    analysis_id = fields.Many2one("shnor.analysis", required=True, index=True, ondelete="cascade")
    campaign_id = fields.Many2one(
        related="analysis_id.campaign_id", store=True, index=True, precompute=True
    )
    analysis_state = fields.Selection(related="analysis_id.state", string="State of the analysis")
    section = fields.Selection(SECTIONS, string="Part", required=True, default="facts")
    section_number = fields.Integer(
        compute="_compute_section_number", store=True, precompute=True, aggregator=None
    )
    sequence = fields.Integer()
    participant_id = fields.Many2one(
        "shnor.participant",
        string="School",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('campaign_id', '=', campaign_id)]",
        help="The school that it is about; empty when it is about all.",
    )
    territory_id = fields.Many2one(
        "shnor.territory",
        compute="_compute_territory_id",
        store=True,
        precompute=True,
        index=True,
        ondelete="restrict",
    )
    origin = fields.Selection(
        [("system", "Drafted"), ("hand", "Written by hand")],
        required=True,
        default="hand",
        readonly=True,
    )
    key = fields.Char(readonly=True, help="By it a drafted sentence is found again.")
    text = fields.Text(required=True)
    draft_text = fields.Text(string="As drafted", readonly=True)
    sources = fields.Json(readonly=True, help="The numbers that it states, and where they stand.")
    digest = fields.Char(readonly=True)
    new_text = fields.Text(string="As of today", readonly=True)
    new_sources = fields.Json(readonly=True)
    is_item = fields.Boolean(string="In a list", help="Printed as an item of a list.")
    is_edited = fields.Boolean(string="Edited", readonly=True)
    is_stale = fields.Boolean(
        string="Numbers changed",
        readonly=True,
        index=True,
        help="The numbers that it states are others now.",
    )
    is_dropped = fields.Boolean(
        string="Taken out", readonly=True, help="It does not go into the note."
    )
    is_unvouched = fields.Boolean(
        string="Nobody vouches",
        compute="_compute_is_unvouched",
        store=True,
        help="It has no source, or numbers that its source does not have, and nobody has vouched.",
    )
    vouched_by_id = fields.Many2one(
        "res.users", string="Vouched for by", readonly=True, ondelete="restrict"
    )
    vouched_at = fields.Datetime(string="Vouched for at", readonly=True)
    mark = fields.Char(compute="_compute_mark", help="What is to be done about it.")

    # begins with the analysis, so it serves its look-ups too
    _key_uniq = models.UniqueIndex(
        "(analysis_id, key) WHERE key IS NOT NULL", "The analysis has this sentence already."
    )

    @api.model
    def _section_numbers(self):
        """Return {section: its number}."""
        return {section: number for number, (section, _label) in enumerate(SECTIONS, 1)}

    @api.depends("section")
    def _compute_section_number(self):
        numbers = self._section_numbers()
        for sentence in self:
            sentence.section_number = numbers.get(sentence.section, 0)

    @api.depends("participant_id.territory_id", "analysis_id.territory_id")
    def _compute_territory_id(self):
        for sentence in self:
            sentence.territory_id = (
                sentence.participant_id.territory_id
                if sentence.participant_id
                else sentence.analysis_id.territory_id
            )

    @api.depends("text", "draft_text", "origin", "vouched_by_id", "is_dropped")
    def _compute_is_unvouched(self):
        for sentence in self:
            sentence.is_unvouched = (
                not sentence.vouched_by_id
                and not sentence.is_dropped
                and (
                    sentence.origin == "hand"
                    or bool(_numbers(sentence.text) - _numbers(sentence.draft_text))
                )
            )

    @api.depends("is_unvouched", "is_stale", "is_edited", "is_dropped", "new_text", "vouched_by_id")
    @api.depends_context("lang")
    def _compute_mark(self):
        for sentence in self:
            sentence.mark = sentence._mark_words()

    def _mark_words(self):
        if self.is_dropped:
            return self.env._("Taken out")
        if self.is_stale and not self.new_text:
            return self.env._("The data say this no more")
        if self.is_stale:
            return self.env._("Now: %s", self.new_text)
        if self.is_unvouched and self.origin == "hand":
            return self.env._("No source: vouch for it")
        if self.is_unvouched:
            return self.env._("Numbers without a source: vouch for it")
        if self.vouched_by_id:
            # sudo: who vouched is told to whoever reads the sentence
            return self.env._("Vouched for: %s", self.vouched_by_id.sudo().name)
        return self.env._("Edited") if self.is_edited else False

    @api.constrains("participant_id", "analysis_id")
    def _check_participant(self):
        for sentence in self:
            participant = sentence.participant_id
            if participant and participant.campaign_id != sentence.campaign_id:
                raise ValidationError(
                    self.env._("%s does not take part in this campaign.", participant.school_name)
                )

    @api.constrains("text")
    def _check_text(self):
        for sentence in self:
            if not (sentence.text or "").strip():
                raise ValidationError(
                    self.env._("A sentence has words. Take it out when it is not to be said.")
                )

    # ------------------------------------------------------------------
    # By hand
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        numbers = self._section_numbers()
        for vals in vals_list:
            self._check_names(vals, GIVEN)
            section = vals.get("section") or self.env.context.get("default_section") or "facts"
            if not vals.get("sequence"):
                vals["sequence"] = SECTION_SPAN * numbers.get(section, 0) + LAST_PLACE
        # neither does a default of the context say what people may not
        local = without_defaults(self, self._fields.keys() - {*GIVEN})
        return super(ShnorAnalysisSentence, local).create(vals_list).with_env(self.env)

    def _is_system(self):
        return self.env.context.get("shnor_analysis_system") is _SYSTEM

    def _check_names(self, vals, allowed):
        """Refuse what only the system writes: sources, marks, who vouched."""
        for name in vals:
            if name not in allowed and name in self._fields:
                raise UserError(
                    self.env._(
                        "“%s” of a sentence is not written by hand.",
                        self._fields[name]._description_string(self.env),
                    )
                )

    def write(self, vals):
        if self._is_system():
            return super().write(vals)
        by_hand = all(sentence.origin == "hand" for sentence in self)
        self._check_names(vals, GIVEN if by_hand else EDITABLE)
        before = {sentence: sentence.text for sentence in self}
        result = super().write(vals)
        changed = self.filtered(lambda one: one.text != before[one])
        changed._note_edit()
        return result

    def _note_edit(self):
        """Remember that people changed what was drafted; who vouched, vouched for other words."""
        for sentence in self:
            sentence._write_as_system(
                {
                    "is_edited": sentence.origin == "system"
                    and sentence.text != sentence.draft_text,
                    "vouched_by_id": False,
                    "vouched_at": False,
                }
            )

    def _write_as_system(self, vals):
        # sudo: marks are the system's; whether the step is allowed was asked
        self.sudo().with_context(shnor_analysis_system=_SYSTEM).write(vals)

    def unlink(self):
        """Delete what people wrote; what was drafted is taken out, and stays out."""
        self.check_access("unlink")
        drafted = self.filtered(lambda sentence: sentence.origin == "system")
        drafted._write_as_system({"is_dropped": True})
        return super(ShnorAnalysisSentence, self - drafted).unlink()

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------
    def action_vouch(self):
        """Vouch for sentences that have no source; who and when is kept.

        :raise AccessError: the role does not allow it
        """
        self.check_access("write")
        waiting = self.filtered("is_unvouched")
        waiting._write_as_system(
            {"vouched_by_id": self.env.uid, "vouched_at": fields.Datetime.now()}
        )

    def action_take_new(self):
        """Take the text that the numbers of today give; what they say no more is taken out."""
        self.check_access("write")
        for sentence in self.filtered("is_stale"):
            if not sentence.new_text:
                sentence._write_as_system({"is_dropped": True, "is_stale": False})
                continue
            sentence._write_as_system(
                {
                    "text": sentence.new_text,
                    "is_edited": False,
                    "vouched_by_id": False,
                    "vouched_at": False,
                    **sentence._new_source_vals(),
                }
            )

    def action_keep(self):
        """Keep the own words although the numbers changed; somebody has to vouch for them anew."""
        self.check_access("write")
        for sentence in self.filtered("is_stale"):
            sentence._write_as_system(
                {"vouched_by_id": False, "vouched_at": False, **sentence._new_source_vals()}
            )

    def _new_source_vals(self):
        """Return what makes the sentence one of today's numbers; of numbers that are gone, one of
        its author's."""
        cleared = {"new_text": False, "new_sources": False, "is_stale": False}
        if not self.new_text:
            return {**cleared, "origin": "hand", "key": False, "sources": False, "digest": False}
        return {
            **cleared,
            "draft_text": self.new_text,
            "sources": self.new_sources,
            "digest": sources_digest(self.new_sources),
        }

    def action_drop(self):
        """Take sentences out of the note; those written by hand, too, until they are restored."""
        self.check_access("write")
        self._write_as_system({"is_dropped": True})

    def action_restore(self):
        """Put sentences that were taken out into the note again."""
        self.check_access("write")
        self._write_as_system({"is_dropped": False})

    def action_reset(self):
        """Throw the own words away: what was drafted counts again."""
        self.check_access("write")
        for sentence in self.filtered("is_edited"):
            sentence.text = sentence.draft_text

    def action_open_source(self):
        """Open where the numbers of the sentence stand.

        :return: dict, window action
        :raise UserError: it has no source
        """
        self.ensure_one()
        self.check_access("read")
        if not self.sources:
            raise UserError(self.env._("The sentence was written by hand: it has no source."))
        return self.analysis_id._open_source(self.sources[0])


def _numbers(text):
    return {number.replace(".", ",") for number in NUMBER.findall(text or "")}
