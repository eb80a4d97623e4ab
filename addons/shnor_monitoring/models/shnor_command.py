import os
from pathlib import Path

from xlsxwriter.exceptions import FileCreateError

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ShnorCommand(models.AbstractModel):
    """What ``odoo shnor`` does: here, as the terminal's side knows neither code nor language."""

    _name = "shnor.command"
    _description = "Commands at a terminal"

    @api.model
    def _command_env(self):
        """Return the environment in which commands work.

        The author is the technical administrator with all rights (whoever has the terminal has the
        database); the language is Russian where it is installed.
        """
        user = self.env.ref("base.user_admin")
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        lang = "ru_RU" if "ru_RU" in languages else user.lang or languages[0]
        return self.env(user=user, su=True, context={"lang": lang, "tz": user.tz})

    @api.model
    def _import(self, folder):
        """Load a folder of spreadsheets, or nothing of it.

        :param Path folder: with schools.xlsx and others
        :return: (told, faults, done), see ``shnor.import.runner._run_folder``
        """
        return self.env["shnor.import.runner"]._run_folder(folder)

    @api.model
    def _find_campaign(self, reference=None):
        """Return the campaign that a person at the terminal means.

        :param str reference: number of the order or id of the campaign; None for the latest
        :return: shnor.campaign
        :raise UserError: nothing fits, or several campaigns do
        """
        campaigns = self.env["shnor.campaign"]
        alive = Domain("state", "!=", "cancelled")
        if not reference:
            found = campaigns.search(alive, limit=1)
            if not found:
                raise UserError(
                    self.env._("There is no campaign yet. Import a folder with order.xlsx first.")
                )
            return found
        found = campaigns.search(alive & Domain("order_id.number", "=", reference))
        if not found and reference.isdecimal() and len(reference) < 10:
            found = campaigns.search(Domain("id", "=", int(reference)))
        if not found:
            raise UserError(
                self.env._(
                    "There is no campaign of order “%(reference)s”. Campaigns: %(known)s.",
                    reference=reference,
                    known=", ".join(campaigns.search(alive).order_id.mapped("display_name"))
                    or self.env._("none"),
                )
            )
        if len(found) > 1:
            raise UserError(
                self.env._(
                    "Several orders have the number “%(reference)s”. Name the campaign's id: "
                    "%(choices)s.",
                    reference=reference,
                    choices=", ".join(
                        f"{campaign.id} ({campaign.order_id.display_name})" for campaign in found
                    ),
                )
            )
        return found

    @api.model
    def _calculated_campaign(self, reference):
        """Return the campaign that ``reference`` means, with a current calculation."""
        campaign = self._find_campaign(reference)
        campaign._ensure_calculated()
        return campaign

    @api.model
    def _indicators(self, reference=None):
        """Return the indicators of a campaign, in the shape that tests/data/expected.json has.

        :param str reference: see ``_find_campaign``
        :return: dict, JSON-ready; of an open campaign, computed now
        """
        return self._calculated_campaign(reference)._export_values()

    @api.model
    def _report(self, file, reference=None):
        """Write the XLSX report of a campaign.

        :param Path file: where to
        :param str reference: see ``_find_campaign``
        :return: str, what was done
        """
        campaign = self._calculated_campaign(reference)
        file = Path(file)
        if file.is_dir() or not file.absolute().parent.is_dir():
            raise UserError(self.env._("%s: there is no such folder, or it is no file.", file))
        # written beside and moved, so that a failure leaves no half of a report
        part = file.with_name(f".{file.name}.part")
        try:
            self.env["report.shnor_monitoring.campaign_xlsx"]._write_report(campaign, str(part))
            os.replace(part, file)
        except FileCreateError as error:
            raise UserError(self.env._("%s: the report cannot be written there.", file)) from error
        finally:
            part.unlink(missing_ok=True)
        return self.env._(
            "%(campaign)s: the report is in %(file)s", campaign=campaign.name, file=file
        )

    @api.model
    def _demo(self):
        """Fill the database with the demo district.

        :return: list of str, what to try and the logins
        """
        return self.env["shnor.demo"]._load()
