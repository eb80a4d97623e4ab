from odoo import api, fields, models
from odoo.fields import Domain

KEY = ("project", "task", "name")


class ShnorMeasure(models.Model):
    """Making many measures at once: from templates, last year's roadmap, recommendations."""

    _inherit = "shnor.measure"

    @api.model
    def _create_from_recommendations(self, recommendations):
        """Turn recommendations to schools into measures of their roadmaps (extension point).

        Whoever writes recommendations calls this when they are approved. Called a second time
        with the same ones it makes nothing new. The number of statements does not depend on that
        of the recommendations. The rights are the caller's.

        :param list recommendations: dicts with ``school_id`` (int), ``name`` (what to do),
            ``date_to`` (deadline), ``responsible`` and ``basis`` (what it follows from); any
            other field of a measure may stand beside them (``task``, ``expected_result``, …).
            Without ``date_from`` the measure starts today, or on the deadline if that is past
        :return: shnor.measure, one a recommendation and in their order
        """
        today = fields.Date.context_today(self)
        rows = [self._prepare_recommendation(one, today) for one in recommendations]
        known = {}
        for measure in self.search(
            Domain("school_id", "in", [row["school_id"] for row in rows])
            & Domain("date_to", "in", [row["date_to"] for row in rows])
            & Domain("basis", "!=", False)
        ):
            known.setdefault(self._recommendation_key(measure), measure.id)
        new = {}
        for row in rows:
            key = self._recommendation_key(row)
            if key not in known:
                new.setdefault(key, row)
        created = self._create_batch(list(new.values()))
        known.update(zip(new, created.ids, strict=True))
        return self.browse([known[self._recommendation_key(row)] for row in rows])

    @api.model
    def _prepare_recommendation(self, recommendation, today):
        row = {"task": False, "project": False, "date_to": False, "basis": False, **recommendation}
        row["date_to"] = fields.Date.to_date(row["date_to"]) or False
        row["basis"] = row["basis"] or self.env._("Recommendation of the committee")
        row.setdefault("date_from", min(today, row["date_to"] or today))
        return row

    @api.model
    def _recommendation_key(self, row):
        school = row["school_id"] if isinstance(row, dict) else row.school_id.id
        return (school, *(_fold(row[name]) for name in ("name", "basis")), row["date_to"])

    @api.model
    def _create_missing(self, vals_list):
        """Create the measures that their schools do not have yet (batched).

        A school has a measure when project, task, name and start are the same.

        :param list vals_list: values of measures
        :return: shnor.measure, those that are new
        """
        rows = [{**dict.fromkeys((*KEY, "date_from"), False), **vals} for vals in vals_list]
        for row in rows:
            row["date_from"] = fields.Date.to_date(row["date_from"]) or False
        # sudo: what is there already is not to be made twice, whoever may see it
        known = {
            (measure.school_id.id, *self._key_of(measure))
            for measure in self.sudo().search(
                [
                    ("school_id", "in", [row["school_id"] for row in rows]),
                    ("date_from", "in", [row["date_from"] for row in rows]),
                ]
            )
        }
        new = {}
        for row in rows:
            key = (row["school_id"], *self._key_of(row))
            if key not in known:
                new.setdefault(key, row)
        return self._create_batch(list(new.values()))

    @api.model
    def _key_of(self, row):
        return (*(_fold(row[name]) for name in KEY), row["date_from"])

    @api.model
    def _create_batch(self, vals_list):
        # of new measures the chatter need not tell what the measure says itself
        return self.with_context(tracking_disable=True).create(vals_list).with_env(self.env)


def _fold(text):
    return (text or "").strip().lower()
