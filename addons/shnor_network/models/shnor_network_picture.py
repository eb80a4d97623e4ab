import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.shnor_registry.tools.text import key

# what a screen can still show; the table and the workbook have everything
DRAWN_EDGES = 400


class ShnorNetworkPicture(models.AbstractModel):
    """Who works with whom, and how actively: one set of data for graph, table and workbook.

    Everything is read with the rights of whoever looks: agreements, activities and help that the
    record rules admit. The number of statements does not depend on how many there are.
    """

    _name = "shnor.network.picture"
    _description = "Picture of the network"

    @api.model
    @api.readonly
    def get_picture(self, date_from=False, date_to=False, territory_id=False, lonely=True):
        """Return the network as nodes and edges.

        :param date_from: ISO date; what was held from this day on counts as activity
        :param date_to: ISO date; agreements of the time from ``date_from`` to here are drawn
        :param int territory_id: only schools there
        :param bool lonely: schools with a status that have no partner, too
        :return: dict: ``nodes`` (id, label, kind, place, lonely), ``edges`` (source, target, kind,
            agreements, in_force, held, help, last), ``drawn`` (how many edges a screen may draw)
        :raise AccessError: who may not read agreements
        """
        if not self.env.user.has_group("shnor_registry.group_working_group"):
            raise AccessError(self.env._("The picture of the network is for the committee."))
        date_from = fields.Date.to_date(date_from or None)
        date_to = fields.Date.to_date(date_to or None)
        rows = self._agreement_rows(date_from, date_to, territory_id)
        rows += self._help_rows(date_from, date_to, territory_id)
        return self._draw(rows, self._lonely_ids(territory_id) if lonely else [])

    @api.model
    def _place(self, territory_id):
        return (
            Domain("school_id.territory_id", "child_of", int(territory_id))
            if territory_id
            else Domain.TRUE
        )

    @api.model
    def _agreement_rows(self, date_from, date_to, territory_id):
        """Return agreements by school and partner, with what was held under them."""
        agreements, activities = self.env["shnor.agreement"], self.env["shnor.joint.activity"]
        domain = self._place(territory_id) & Domain("state", "!=", "draft")
        if date_to:
            domain &= Domain("date_from", "<=", date_to)
        if date_from:
            domain &= Domain("date_to", "=", False) | Domain("date_to", ">=", date_from)
        held = Domain("state", "=", "done")
        if date_from:
            held &= Domain("date", ">=", date_from)
        if date_to:
            held &= Domain("date", "<=", date_to)
        agreements.flush_model()
        activities.flush_model()
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT agreement.school_id, agreement.partner_school_id, agreement.partner_kind,
                       CASE WHEN agreement.partner_school_id IS NULL
                            THEN agreement.partner_name END AS partner_name,
                       max(agreement.partner_name) AS partner_label,
                       count(*) AS agreements,
                       count(*) FILTER (WHERE agreement.state = 'in_force') AS in_force,
                       coalesce(sum(done.held), 0)::int AS held,
                       0 AS help,
                       max(done.last) AS last
                  FROM shnor_agreement agreement
                  LEFT JOIN (SELECT activity.agreement_id, count(*) AS held,
                                    max(activity.date) AS last
                               FROM shnor_joint_activity activity
                              WHERE activity.id IN %(activities)s
                              GROUP BY activity.agreement_id) done
                         ON done.agreement_id = agreement.id
                 WHERE agreement.id IN %(agreements)s
                 GROUP BY 1, 2, 3, 4
                """,
                agreements=agreements._search(domain).subselect(),
                activities=activities._search(held).subselect(),
            )
        )

    @api.model
    def _help_rows(self, date_from, date_to, territory_id):
        """Return the methodical help that schools gave to schools."""
        domain = (
            self._place(territory_id)
            & Domain("state", "=", "done")
            & Domain("provider_school_id", "!=", False)
        )
        if date_from:
            domain &= Domain("date", ">=", date_from)
        if date_to:
            domain &= Domain("date", "<=", date_to)
        return [
            {
                "school_id": school.id,
                "partner_school_id": partner.id,
                "partner_kind": False,
                "partner_name": None,
                "partner_label": False,
                "agreements": 0,
                "in_force": 0,
                "held": 0,
                "help": count,
                "last": last,
            }
            for school, partner, count, last in self.env["shnor.support"]._read_group(
                domain, ["school_id", "provider_school_id"], ["__count", "date:max"]
            )
        ]

    @api.model
    def _lonely_ids(self, territory_id):
        """Return the ids of the schools with a status today, whether they have partners or not."""
        schools = self.env["shnor.school"]
        domain = schools._status_domain(fields.Date.context_today(self))
        if territory_id:
            domain &= Domain("territory_id", "child_of", int(territory_id))
        return schools.search(domain).ids

    @api.model
    def _draw(self, rows, school_ids):
        """Join rows of one school and partner to an edge, and name both ends."""
        nodes, edges = {}, {}
        known = self._names({row["school_id"] for row in rows} | set(school_ids), rows)
        for row in rows:
            source = self._school_node(nodes, row["school_id"], known)
            target = self._partner_node(nodes, row, known)
            edge = edges.setdefault(
                (source, target),
                {
                    "source": source,
                    "target": target,
                    "agreements": 0,
                    "in_force": 0,
                    "held": 0,
                    "help": 0,
                    "last": False,
                },
            )
            for name in ("agreements", "in_force", "held", "help"):
                edge[name] += row[name]
            if row["last"]:
                edge["last"] = max(edge["last"] or "", fields.Date.to_string(row["last"]))
        for school_id in school_ids:
            node = f"s{school_id}"
            if node not in nodes:
                self._school_node(nodes, school_id, known)
                nodes[node]["lonely"] = True
        return {
            "nodes": sorted(nodes.values(), key=lambda node: key(node["label"])),
            "edges": sorted(
                edges.values(),
                key=lambda edge: (
                    -(edge["held"] + edge["help"]),
                    key(nodes[edge["source"]]["label"]),
                    key(nodes[edge["target"]]["label"]),
                ),
            ),
            "kinds": self._kind_labels(),
            "drawn": DRAWN_EDGES,
        }

    @api.model
    def _kind_labels(self):
        kinds = self.env["shnor.agreement"]._fields["partner_kind"]._description_selection(self.env)
        return {"school": self.env._("a school"), **dict(kinds)}

    @api.model
    def _names(self, school_ids, rows):
        """Return {id: (name, name of the territory)} of the schools that the reader may see."""
        ids = school_ids | {row["partner_school_id"] for row in rows if row["partner_school_id"]}
        schools = self.env["shnor.school"].with_context(active_test=False)
        found = schools.search_fetch(
            [("id", "in", list(ids))], ["short_name", "name", "territory_id", "is_leader"]
        )
        return {
            one.id: (one.display_name, one.territory_id.display_name or "", one.is_leader)
            for one in found
        }

    @api.model
    def _school_node(self, nodes, school_id, known, label=None, kind="school"):
        name, place, leader = known.get(school_id) or (label or "", "", False)
        node = nodes.setdefault(
            f"s{school_id}",
            {"id": f"s{school_id}", "label": name, "place": place, "kind": kind, "lonely": False},
        )
        if leader or (kind != "school" and node["kind"] == "school"):
            node["kind"] = "leader_school" if leader else kind
        return node["id"]

    @api.model
    def _partner_node(self, nodes, row, known):
        if row["partner_school_id"]:
            # a school beyond the reader's territories is known by what the agreement calls it
            label = row["partner_label"] or self.env._("a school elsewhere")
            kind = row["partner_kind"] or "leader_school"
            return self._school_node(nodes, row["partner_school_id"], known, label, kind)
        digest = hashlib.sha256(key(row["partner_name"]).encode()).hexdigest()[:12]
        node = {
            "id": f"p{digest}",
            "label": row["partner_name"],
            "place": "",
            "kind": row["partner_kind"],
            "lonely": False,
        }
        return nodes.setdefault(node["id"], node)["id"]
