import os
from pathlib import Path

from odoo import api, models
from odoo.exceptions import UserError


class ShnorCommand(models.AbstractModel):
    """The dossier at a terminal."""

    _inherit = "shnor.command"

    @api.model
    def _dossier(self, file, reference=None):
        """Write the dossier of a campaign.

        :param Path file: where to, ends in .zip
        :param str reference: see ``_find_campaign``
        :return: str, what was done
        :raise UserError: there is no such campaign, or the file cannot be written
        """
        campaign = self._find_campaign(reference)
        file = Path(file)
        if file.suffix.lower() != ".zip":
            raise UserError(self.env._("%s: name a file that ends in .zip.", file))
        if file.is_dir() or not file.absolute().parent.is_dir():
            raise UserError(self.env._("%s: there is no such folder, or it is no file.", file))
        # written beside and moved, so that a failure leaves no half of a dossier
        part = file.with_name(f".{file.name}.part")
        try:
            with part.open("wb") as target:
                for piece in self.env["shnor.dossier"]._stream_of(campaign):
                    target.write(piece)
            os.replace(part, file)
        finally:
            part.unlink(missing_ok=True)
        return self.env._(
            "%(campaign)s: the dossier is in %(file)s", campaign=campaign.name, file=file
        )
