from odoo import models


class PortalWizardUser(models.TransientModel):
    _inherit = "portal.wizard.user"

    def action_grant_access(self):
        """Let a director in as a director, not as a bare portal user.

        :return: dict, action that shows the wizard again
        """
        result = super().action_grant_access()
        self.partner_id.shnor_directed_school_ids._grant_directors_group()
        return result

    def action_revoke_access(self):
        """Take the directors' group away first: it implies the portal that is being revoked.

        :return: dict, action that shows the wizard again
        """
        group = self.env.ref("shnor_registry.group_director")
        # sudo: as in the method extended, the wizard's own rights were checked
        user = self.user_id.sudo()
        if group in user.group_ids:
            user.write({"group_ids": [(3, group.id), (4, self.env.ref("base.group_portal").id)]})
        return super().action_revoke_access()
