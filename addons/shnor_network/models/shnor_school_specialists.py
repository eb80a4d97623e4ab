from odoo import models

SPECIALIST = "shnor_registry.group_specialist"


class ShnorSchool(models.Model):
    """Who of the committee answers for the school's help and partners."""

    _inherit = "shnor.school"

    def _network_specialists(self):
        """Return the specialists of each school's territory, else the administrator (two queries).

        :return: dict {school: res.users}
        """
        # sudo: who works where is decided here, not shown to whoever asks
        specialists = (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("all_group_ids", "in", self.env.ref(SPECIALIST).ids),
                    ("shnor_territory_ids", "!=", False),
                    ("share", "=", False),
                ]
            )
        )
        fallback = self.env.ref("base.user_admin").sudo()
        found = {}
        # sudo: see above
        for school in self.sudo():
            # a settlement's path names its municipality and region
            path = {int(one) for one in (school.territory_id.parent_path or "").split("/") if one}
            users = specialists.filtered(
                lambda user, path=path: path.intersection(user.shnor_territory_ids.ids)
            )
            found[school.with_env(self.env)] = users or fallback
        return found
