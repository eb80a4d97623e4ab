from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from .shnor_joint_activity_portal import WAITING

# so many are shown of what is over
PAST = 60


class ShnorNetworkPortal(models.AbstractModel):
    """What directors see of help, agreements and joint activities.

    Everything is read with ``sudo`` and begins at the schools that the visitor directs: help to
    them, agreements of which they are a side. Of the other side its name is told, never its data.
    The number of queries does not depend on how many there are.
    """

    _name = "shnor.network.portal"
    _description = "What directors see of help and partners"

    @api.model
    def _my_schools(self):
        return self.env["shnor.portal"]._my_schools()

    @api.model
    def _count_schools(self):
        """Return how many schools the visitor directs: the cards on the home page are theirs."""
        return len(self._my_schools())

    # ------------------------------------------------------------------
    # Help
    # ------------------------------------------------------------------
    @api.model
    def _my_supports(self, domain=Domain.TRUE):
        """Return help to the visitor's schools (cancelled help left out)."""
        # sudo: see the class; limited to the visitor's own schools
        return (
            self.env["shnor.support"]
            .sudo()
            .search(
                Domain("school_id", "in", self._my_schools().ids)
                & Domain("state", "!=", "cancelled")
                & domain
            )
        )

    @api.model
    def _to_rate(self):
        return Domain("state", "=", "done") & Domain("usefulness", "in", [False, 0])

    @api.model
    def _help_page(self):
        """Return everything that the page “Methodical help” shows, as plain data.

        :return: dict with ``schools``, ``to_rate``, ``planned``, ``rated``, ``requests`` and the
            choices of the form that asks for help
        """
        schools = self._my_schools()
        supports = self._my_supports()
        waiting = supports.filtered_domain(self._to_rate())
        planned = supports.filtered(lambda one: one.state == "planned").sorted("date")
        requests = self.env["shnor.support.request"]
        # sudo: see the class; limited to the visitor's own schools
        asked = requests.sudo().search([("school_id", "in", schools.ids)], order="id desc")
        several = len(schools) > 1
        return {
            "schools": schools,
            "several": several,
            "to_rate": [self._help_card(one, several) for one in waiting],
            "planned": [self._help_card(one, several) for one in planned],
            "rated": [
                self._help_card(one, several) for one in (supports - waiting - planned)[:PAST]
            ],
            "requests": [self._request_card(one, several) for one in asked[:PAST]],
            "whom": requests._fields["whom"]._description_selection(self.env),
            "forms": requests._fields["form"]._description_selection(self.env),
            "deficits": self.env["shnor.deficit"].search([("active", "=", True)])
            if schools
            else (),
        }

    @api.model
    def _help_card(self, support, several):
        forms = dict(support._fields["form"]._description_selection(self.env))
        return {
            "id": support.id,
            "topic": support.topic,
            "date": self._day(support.date),
            "kind": support.kind_id.name,
            "form": forms.get(support.form, ""),
            "provider": support.provider or "",
            "deficit": support.deficit or "",
            "result": support.result or "",
            "school": support.school_id.display_name if several else "",
            "usefulness": support.usefulness,
            "remark": support.usefulness_remark or "",
        }

    @api.model
    def _request_card(self, request, several):
        labels = dict(request._fields["state"]._description_selection(self.env))
        support = request.support_id
        return {
            "topic": request.topic,
            "text": request.text or "",
            "school": request.school_id.display_name if several else "",
            "until": self._day(request.date_until),
            "asked": format_date(self.env, request.date.date()),
            "state": request.state,
            "state_label": labels[request.state],
            # what is being written is told when it is said
            "answer": (request.state != "new" and request.answer) or "",
            "help": f"{support.topic}, {self._day(support.date)}" if support else "",
        }

    # ------------------------------------------------------------------
    # Agreements and joint activities
    # ------------------------------------------------------------------
    @api.model
    def _side_domain(self, schools, prefix=""):
        return Domain(f"{prefix}school_id", "in", schools.ids) | Domain(
            f"{prefix}partner_school_id", "in", schools.ids
        )

    @api.model
    def _my_agreement(self, agreement_id):
        """Return the agreement if one of the visitor's schools is a side of it, else nothing."""
        # sudo: see the class
        return (
            self.env["shnor.agreement"]
            .sudo()
            .search(Domain("id", "=", agreement_id) & self._side_domain(self._my_schools()))
        )

    @api.model
    def _my_activity(self, activity_id):
        """Return the activity if one of the visitor's schools is a side of it, else nothing."""
        # sudo: see the class
        return (
            self.env["shnor.joint.activity"]
            .sudo()
            .search(
                Domain("id", "=", activity_id)
                & self._side_domain(self._my_schools(), "agreement_id.")
            )
        )

    @api.model
    def _my_side(self, agreement):
        """Return the visitor's school that is a side of the agreement (the helped one first)."""
        mine = self._my_schools()
        return (agreement.school_id & mine) or (agreement.partner_school_id & mine)

    @api.model
    def _may_confirm(self, activity, mine):
        """Tell whether the visitor is of the side that did not propose the activity."""
        return activity.state in WAITING and bool(activity._other_side() & mine)

    @api.model
    def _network_page(self):
        """Return everything that the page “Partners” shows, as plain data.

        :return: dict with ``schools``, ``ours`` (agreements), ``helped`` (agreements in which the
            visitor's school is the partner), ``waiting`` (activities), and ``kinds``
        """
        mine = self._my_schools()
        # sudo: see the class
        agreements = self.env["shnor.agreement"].sudo().search(self._side_domain(mine))
        activities = (
            self.env["shnor.joint.activity"].sudo().search([("agreement_id", "in", agreements.ids)])
        )
        by_agreement = activities.grouped("agreement_id")
        cards = {
            one: self._agreement_card(one, by_agreement.get(one, activities[:0]), mine)
            for one in agreements
        }
        ours = agreements.filtered(lambda one: one.school_id in mine)
        return {
            "schools": mine,
            "ours": [cards[one] for one in ours],
            "helped": [cards[one] for one in agreements - ours],
            "waiting": [
                self._activity_card(one, mine) for one in activities if self._may_confirm(one, mine)
            ],
            "kinds": self.env["shnor.joint.activity.kind"].search([("active", "=", True)])
            if agreements
            else (),
            "today": fields.Date.to_string(fields.Date.context_today(self)),
            "is_leader": any(mine.mapped("is_leader")) or bool(agreements - ours),
        }

    @api.model
    def _agreement_card(self, agreement, activities, mine):
        labels = dict(agreement._fields["state"]._description_selection(self.env))
        kinds = dict(agreement._fields["partner_kind"]._description_selection(self.env))
        own = agreement.school_id in mine
        return {
            "id": agreement.id,
            "number": agreement.number,
            "school": agreement.school_id.display_name,
            "partner": agreement.partner_name,
            "other": agreement.partner_name if own else agreement.school_id.display_name,
            "kind": kinds[agreement.partner_kind] if own else "",
            "subject": agreement.subject or "",
            "period": agreement._period_words(),
            "state": agreement.state,
            "state_label": labels[agreement.state],
            "warning": (own and agreement.warning_words) or "",
            "activities": [self._activity_card(one, mine) for one in activities[:PAST]],
            "held": len(activities.filtered(lambda one: one.state == "done")),
            "open": agreement.state == "in_force" and not agreement.is_expired,
        }

    @api.model
    def _activity_card(self, activity, mine):
        labels = dict(activity._fields["state"]._description_selection(self.env))
        today = fields.Date.context_today(self)
        agreement = activity.agreement_id
        other = agreement.school_id if agreement.school_id not in mine else None
        return {
            "id": activity.id,
            "topic": activity.topic,
            "kind": activity.kind_id.name,
            "date": self._day(activity.date),
            "state": activity.state,
            "state_label": labels[activity.state],
            "teachers": activity.teacher_count,
            "students": activity.student_count,
            "participants": activity.participants or "",
            "confirmation": activity.confirmation or "",
            "result": activity.result or "",
            "refusal": (activity.state == "cancelled" and activity.refusal) or "",
            "agreement": agreement.number,
            "other": other.display_name if other else agreement.partner_name,
            "proposed_by": activity.proposed_by_id.display_name or "",
            "may_confirm": self._may_confirm(activity, mine),
            "may_report": activity.state == "planned"
            and activity.date <= today
            and agreement.state == "in_force",
        }

    @api.model
    def _day(self, day):
        return format_date(self.env, day, date_format="d MMMM yyyy") if day else ""
