from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..tools import is_nothing
from .shnor_support_card import COMMON

# Passed by identity in the context: no caller from outside can forge it.
_BY_EVENT = object()


class ShnorSupport(models.Model):
    """Methodical help given to one school: the fact behind indicators 4 and 6."""

    _name = "shnor.support"
    _inherit = [
        "shnor.network.fact",
        "shnor.support.card",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Methodical help"
    _order = "date desc, id desc"
    _rec_name = "topic"
    _rec_names_search = ["topic", "deficit", "provider"]
    _texts = ("deficit", "result")

    school_id = fields.Many2one(
        "shnor.school", required=True, index=True, ondelete="restrict", tracking=True
    )
    territory_id = fields.Many2one(related="school_id.territory_id")
    event_id = fields.Many2one(
        "shnor.support.event",
        string="Activity for many schools",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        help="The common data of help that was given to many schools at once.",
    )
    targeted = fields.Boolean(
        tracking=True,
        help="Meant for this school and its own deficit, not for everybody. "
        "Counted as targeted only together with a deficit and a result.",
    )
    deficit_id = fields.Many2one(
        "shnor.deficit",
        string="Deficit by the list",
        index="btree_not_null",
        ondelete="restrict",
        help="By it partners are matched and help is counted by deficit.",
    )
    deficit = fields.Char(
        compute="_compute_deficit",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="The deficit or risk of the school that the help answers.",
    )
    recipient = fields.Char(
        help="Whom it was for within the school: the director, teachers of mathematics."
    )
    teacher_ids = fields.Many2many(
        "shnor.teacher",
        "shnor_support_teacher_rel",
        "support_id",
        "teacher_id",
        string="Teachers by code",
        help="Who took part. Names are shown to those only who keep the registry.",
    )
    teacher_count = fields.Integer(string="Teachers", help="How many teachers took part.")
    result = fields.Text(tracking=True, help="What came of it. A lone dash means nothing yet.")
    missing_words = fields.Text(
        string="What is missing",
        compute="_compute_missing_words",
        help="What targeted help still needs to be counted as such.",
    )
    request_ids = fields.One2many("shnor.support.request", "support_id", string="Answered requests")

    usefulness = fields.Integer(
        readonly=True,
        copy=False,
        aggregator="avg",
        tracking=True,
        help="From 1 (of no use) to 5 (very useful), rated by the school.",
    )
    usefulness_remark = fields.Text(
        string="Remark of the school", readonly=True, copy=False, tracking=True
    )
    rated_by_id = fields.Many2one("res.partner", string="Rated by", readonly=True, copy=False)
    rated_at = fields.Datetime(readonly=True, copy=False)

    _teacher_count_positive = models.Constraint(
        "CHECK (teacher_count >= 0)", "The number of teachers cannot be negative."
    )
    _usefulness_range = models.Constraint(
        "CHECK (usefulness BETWEEN 1 AND 5)", "Usefulness is rated from 1 to 5."
    )
    # Topics may be long, and an index entry may not: hence md5.
    _same_help_once = models.UniqueIndex(
        "(school_id, date, kind_id, md5(lower(topic)), md5(lower(coalesce(provider, ''))))",
        "This help is entered already: the same school, date, kind, topic and provider.",
    )
    _event_school_once = models.UniqueIndex(
        "(event_id, school_id) WHERE event_id IS NOT NULL",
        "The school is in this activity already.",
    )

    @api.depends("deficit_id")
    def _compute_deficit(self):
        for support in self:
            if support.deficit_id:
                support.deficit = support.deficit_id.name

    @api.depends(
        "targeted", "state", "deficit", "result", "recipient", "teacher_count", "teacher_ids"
    )
    def _compute_missing_words(self):
        for support in self:
            missing = support._missing_parts()
            support.missing_words = (
                self.env._("Targeted help lacks: %s.", "; ".join(missing)) if missing else False
            )

    def _missing_parts(self):
        """Return what targeted help still lacks, as phrases; nothing where it is not targeted."""
        self.ensure_one()
        if not self.targeted or self.state == "cancelled":
            return []
        parts = {
            self.env._("who in the school received it (“For whom”, teachers or their number)"): (
                self.recipient or self.teacher_count or self.teacher_ids
            ),
            self.env._("the deficit or risk of the school that it answers"): self.deficit,
            self.env._("its result"): self.result or self.state != "done",
        }
        return [words for words, there in parts.items() if not there]

    @api.constrains("teacher_ids", "teacher_count", "school_id")
    def _check_teachers(self):
        """Teachers by code worked in the school that was helped, and are not more than all."""
        # sudo: where somebody works is a matter of fact, not of the reader's rights
        named = self.sudo().filtered("teacher_ids")
        for support in named:
            strangers = support.teacher_ids.filtered(
                lambda one, school=support.school_id: school not in one.employment_ids.school_id
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(topic)s: no teachers of “%(school)s” by the registry: %(codes)s.",
                        topic=support.topic,
                        school=support.school_id.display_name,
                        codes=", ".join(strangers.mapped("code")),
                    )
                )
        named._check_teacher_count()

    @api.onchange("teacher_ids")
    def _onchange_teacher_ids(self):
        self.teacher_count = max(self.teacher_count, len(self.teacher_ids))

    @api.onchange("provider_school_id")
    def _onchange_provider_school_id(self):
        if self.provider_school_id and not self.provider:
            self.provider = self.provider_school_id.display_name

    @api.model_create_multi
    def create(self, vals_list):
        supports = super().create(vals_list)
        supports._link_deficits()
        return supports

    def write(self, vals):
        if self.env.context.get("shnor_by_event") is not _BY_EVENT:
            self._check_common(vals)
        if "deficit" in vals and is_nothing(vals["deficit"]):
            vals = {"deficit_id": False, **vals}
        result = super().write(vals)
        if "deficit" in vals:
            self._link_deficits()
        if vals.get("state") == "done":
            self.request_ids._follow_support()
        return result

    def _link_deficits(self):
        """Find in the list the deficits that were written in words (one query, if any were)."""
        worded = self.filtered(lambda support: support.deficit and not support.deficit_id)
        known = self.env["shnor.deficit"]._known_ids(worded.mapped("deficit"))
        for text, supports in worded.grouped("deficit").items():
            if text in known:
                supports.deficit_id = known[text]

    def _check_common(self, vals):
        """Refuse to change for one school what is said once for all."""
        names = [name for name in COMMON if name in vals]
        for support in self.filtered("event_id") if names else ():
            if any(
                support[name]
                != support._fields[name].convert_to_record(
                    support._fields[name].convert_to_cache(vals[name], support), support
                )
                for name in names
            ):
                raise UserError(
                    self.env._(
                        "“%s” was entered once for many schools: change its date, topic and the "
                        "like in the activity, and all its schools follow.",
                        support.topic,
                    )
                )

    def _write_by_event(self, vals):
        """Write what was changed in the activity to the help of its schools."""
        return self.with_context(shnor_by_event=_BY_EVENT).write(vals)

    def action_open_event(self):
        """Open the activity that the help is a part of.

        :return: dict, window action
        """
        return self.event_id._get_records_action()

    def action_mark_done(self):
        """Mark planned help as held."""
        self.filtered(lambda support: support.state == "planned").write({"state": "done"})

    # ------------------------------------------------------------------
    # The school's word
    # ------------------------------------------------------------------
    def _rate(self, usefulness, remark, partner):
        """Take the school's rating of help that was held; it may think better of it later.

        :param usefulness: 1 to 5, as a number or a text
        :param str remark: may be empty
        :param partner: res.partner, checked by the caller to be a director of the school
        :raise UserError: the help was not held, or the rating is none
        """
        self.ensure_one()
        if self.state != "done":
            raise UserError(self.env._("Only help that was held can be rated."))
        if str(usefulness) not in ("1", "2", "3", "4", "5"):
            raise UserError(self.env._("Choose from 1 (of no use) to 5 (very useful)."))
        # sudo: directors write nothing else; whose help it is was checked by the caller
        self.flush_recordset()
        [[changed]] = self.env.execute_query(
            SQL("SELECT write_date FROM shnor_support WHERE id = %s", self.id)
        )
        self.sudo().write(
            {
                "usefulness": int(usefulness),
                "usefulness_remark": (remark or "").replace("\x00", "").strip()[:2000] or False,
                "rated_by_id": partner.id,
                "rated_at": fields.Datetime.now(),
            }
        )
        # what the school thinks of its help is no fact that indicators count: the help stands as it
        # was changed last, and approving the analysis does not ask to calculate anew
        self.flush_recordset()
        self.env.cr.execute(
            SQL("UPDATE shnor_support SET write_date = %s WHERE id = %s", changed, self.id)
        )
        self.invalidate_recordset(["write_date"])

    def _check_untouched(self):
        """Refuse to lose what a school wrote or answered along with its help."""
        kept = self.filtered(lambda one: one.usefulness or one.result or one.request_ids)
        if kept:
            raise UserError(
                self.env._(
                    "These schools have a result, a rating or an answered request in “%(topic)s”, "
                    "which would be lost: %(schools)s. Mark their help as cancelled instead.",
                    topic=kept[0].topic,
                    schools=", ".join(kept.school_id.mapped("display_name")),
                )
            )
