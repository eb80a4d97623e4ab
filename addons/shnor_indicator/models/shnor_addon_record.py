from odoo import api, fields, models

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

# Passed by identity in the context: no caller from outside can forge it.
_TAKING_UP = object()


class ShnorAddonRecord(models.AbstractModel):
    """A record that an addon brings as data, and that may be in use when the addon is removed.

    What is in use stays, archived, and remembers by which external id the addon knew it. When the
    addon comes back, it takes the record up again instead of bringing a second one: comparisons
    go on, and what staff changed stays changed.
    """

    _name = "shnor.addon.record"
    _description = "Record that may outlive its addon"

    left_by = fields.Char(
        string="Left by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The external id under which a removed addon knew the record.",
    )
    left_active = fields.Boolean(
        string="Was active",
        readonly=True,
        copy=False,
        help="Whether the record was active when its addon was removed.",
    )

    def _in_use(self):
        """Return those of the records that must stay when their addon is removed."""
        return self.browse()

    def unlink(self):
        """Delete; when the addon that brought them is removed, what is in use stays."""
        if not self.env.context.get(MODULE_UNINSTALL_FLAG):
            return super().unlink()
        kept = self._in_use()
        kept._leave()
        return super(ShnorAddonRecord, self - kept).unlink()

    def _leave(self):
        """Archive the records, and note under which names their addon knew them."""
        # sudo: names of records are no secret, and only administrators remove an addon
        names = {
            data.res_id: data.complete_name
            for data in self.env["ir.model.data"]
            .sudo()
            .search([("model", "=", self._name), ("res_id", "in", self.ids)])
        }
        for record in self:
            record.write({"left_by": names.get(record.id), **record._archived()})

    def _archived(self):
        """Return the values by which the record is archived; none where that is not known."""
        if "active" not in self._fields:
            return {}
        return {"left_active": self.active, "active": False}

    # ------------------------------------------------------------------
    # The addon comes back
    # ------------------------------------------------------------------
    @api.model
    def _load_records(self, data_list, update=False):
        left = self._left([data["xml_id"] for data in data_list if data.get("xml_id")])
        if not left:
            return super()._load_records(data_list, update)
        # sudo: the names of records are written by whoever installs the addon
        self.env["ir.model.data"].sudo()._update_xmlids(
            [
                {"xml_id": data["xml_id"], "record": record, "noupdate": data.get("noupdate")}
                for data in data_list
                if (record := left.get(data.get("xml_id")))
            ]
        )
        for data in data_list:
            if record := left.get(data.get("xml_id")):
                data["values"] = record._taken_up(data["values"])
        taking_up = self.with_context(shnor_taking_up=_TAKING_UP)
        return (
            super(ShnorAddonRecord, taking_up)._load_records(data_list, update).with_env(self.env)
        )

    @api.model
    def _left(self, xml_ids):
        """Return {external id: record} of what an addon left behind under these names."""
        records = self.with_context(active_test=False).search([("left_by", "in", xml_ids)])
        return {record.left_by: record.with_env(self.env) for record in records}

    def _taken_up(self, values):
        """Return what is to be written into a record that its addon takes up again.

        Links to what was removed with the addon are made anew, everything else stays as it is.
        """
        lost = {
            name: value
            for name, value in values.items()
            if self._fields[name].type in ("many2one", "many2many") and not self[name]
        }
        back = {"left_by": False}
        if "active" in self._fields:
            back.update(active=self.left_active, left_active=False)
        return {**lost, **back}

    @api.model
    def _is_taking_up(self):
        return self.env.context.get("shnor_taking_up") is _TAKING_UP
