import base64
import binascii
import re
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import human_size

MAX_FILE_MB = 20
MAX_GRADE = 11
# what schools can open; nothing that a browser would run
FILE_TYPES = (
    *("pdf", "docx", "doc", "odt", "rtf", "txt"),
    *("xlsx", "xls", "ods", "csv", "pptx", "ppt", "odp"),
    *("jpg", "jpeg", "png", "mp3", "mp4", "webm", "zip"),
)
HOST_RE = re.compile(r"(?!-)[\w-]{1,63}(?:\.(?!-)[\w-]{1,63})*\.(?:[^\W\d_]{2,63}|xn--[\w-]{1,59})")


class ShnorMaterial(models.Model):
    """A methodical material: a file or a link, and whom it helps with what."""

    _name = "shnor.material"
    _description = "Methodical material"
    _order = "name, id"

    name = fields.Char(string="Title", required=True)
    kind = fields.Selection(
        [
            ("guideline", "Methodical recommendations"),
            ("scenario", "Lesson scenario"),
            ("tasks", "Bank of tasks"),
            ("video", "Video"),
            ("course", "Course or webinar"),
            ("template", "Template of a document"),
            ("site", "Site or service"),
            ("other", "Other"),
        ],
        required=True,
        default="guideline",
        index=True,
    )
    subject_ids = fields.Many2many(
        "shnor.subject", string="Subjects", help="Empty: for any subject."
    )
    grade_from = fields.Integer(string="Grade from", help="Empty: for any grade.")
    grade_to = fields.Integer(string="Grade to")
    grades = fields.Char(compute="_compute_grades")
    risk_ids = fields.Many2many("shnor.risk", string="Risks", help="The risks that it answers.")
    audience = fields.Selection(
        [
            ("management", "Directors and deputies"),
            ("teachers", "Teachers"),
            ("specialists", "Psychologists and other specialists"),
            ("pupils", "Pupils"),
            ("parents", "Parents"),
            ("all", "Everybody"),
        ],
        string="For whom",
        required=True,
        default="teachers",
        index=True,
    )
    source = fields.Char(help="Who made it: an institute, a school, a publisher.")
    licence = fields.Char(
        string="Terms of use", help="What its author allows: free use, CC BY, inside the school."
    )
    summary = fields.Text(help="What is in it and what to take from it, in a sentence or two.")
    link = fields.Char(help="An address that begins with https:// or http://.")
    file = fields.Binary(attachment=True, copy=False)
    file_name = fields.Char(copy=False)
    active = fields.Boolean(default=True)
    rule_count = fields.Integer(string="In rules", compute="_compute_counts")
    recommendation_count = fields.Integer(
        string="In recommendations",
        compute="_compute_counts",
        help="Of the schools that you may see.",
    )
    address = fields.Char(compute="_compute_address", help="What a reader follows.")

    @api.depends("grade_from", "grade_to")
    def _compute_grades(self):
        for material in self:
            bounds = sorted({grade for grade in (material.grade_from, material.grade_to) if grade})
            material.grades = "–".join(map(str, bounds)) or False

    @api.depends("link", "file")
    def _compute_address(self):
        for material in self.with_context(bin_size=True):
            material.address = material.link or (
                f"/web/content/shnor.material/{material.id}/file?download=true"
                if material.file
                else False
            )

    def _compute_counts(self):
        counts = {
            model: dict(
                self.env[model]._read_group(
                    [("material_ids", "in", self.ids)], ["material_ids"], ["__count"]
                )
            )
            for model in ("shnor.recommendation.rule", "shnor.recommendation")
        }
        for material in self:
            for name, model in (
                ("rule_count", "shnor.recommendation.rule"),
                ("recommendation_count", "shnor.recommendation"),
            ):
                material[name] = counts[model].get(material._origin, 0)

    # ------------------------------------------------------------------
    # What is refused
    # ------------------------------------------------------------------
    # named by every creation, also one without link and file
    @api.constrains("name", "link", "file")
    def _check_something_to_open(self):
        for material in self.with_context(bin_size=True):
            if not material.link and not material.file:
                raise ValidationError(
                    self.env._("“%s”: add a file or a link.", material.display_name)
                )

    @api.constrains("link")
    def _check_link(self):
        for material in self.filtered("link"):
            if not is_link(material.link):
                raise ValidationError(
                    self.env._(
                        "“%(material)s”: “%(link)s” is no address of a page. Copy it from the "
                        "browser as a whole, with https:// at the beginning.",
                        material=material.display_name,
                        link=material.link,
                    )
                )

    @api.constrains("grade_from", "grade_to")
    def _check_grades_in_order(self):
        for material in self:
            bounds = (material.grade_from, material.grade_to)
            if min(bounds) < 0 or max(bounds) > MAX_GRADE:
                raise ValidationError(
                    self.env._("“%s”: grades are from 1 to 11.", material.display_name)
                )
            if material.grade_to and material.grade_to < material.grade_from:
                raise ValidationError(
                    self.env._(
                        "“%s”: the last grade is lower than the first one.", material.display_name
                    )
                )

    @api.constrains("file", "file_name")
    def _check_file_type(self):
        for material in self.with_context(bin_size=True).filtered("file"):
            extension = (material.file_name or "").rpartition(".")[2].lower()
            if extension not in FILE_TYPES:
                raise ValidationError(
                    self.env._(
                        "“%(material)s”: files of the kind “%(name)s” are not taken. Save it as "
                        "one of: %(kinds)s.",
                        material=material.display_name,
                        name=material.file_name or "",
                        kinds=", ".join(FILE_TYPES),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._tidy(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._tidy(vals)
        return super().write(vals)

    @api.model
    def _tidy(self, vals):
        """Check a new file before it is stored, and take spaces off a link."""
        if vals.get("link"):
            vals["link"] = vals["link"].strip()
        if not vals.get("file"):
            return
        try:
            size = len(base64.b64decode(vals["file"], validate=False))
        except (binascii.Error, ValueError, TypeError) as error:
            raise UserError(self.env._("The file did not come through. Add it again.")) from error
        if not size:
            raise UserError(self.env._("The file is empty. Choose another one."))
        if size > MAX_FILE_MB * 1024 * 1024:
            raise UserError(
                self.env._(
                    "The file takes %(size)s, more than %(limit)s MB. Make it smaller, or give a "
                    "link instead.",
                    size=human_size(size),
                    limit=MAX_FILE_MB,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: also where the reader does not see the school
        for material in self.sudo():
            if material.rule_count or material.recommendation_count:
                raise UserError(
                    self.env._(
                        "“%s” stands in recommendations and cannot be deleted. Archive it instead.",
                        material.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------
    def action_open_address(self):
        """Open the link, or download the file.

        :return: dict, action
        """
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": self.address, "target": "new"}

    def action_open_rules(self):
        """Open the rules that give the material.

        :return: dict, window action
        """
        return self._open_users("shnor_monitoring.shnor_recommendation_rule_action")

    def action_open_recommendations(self):
        """Open the recommendations that name the material.

        :return: dict, window action
        """
        return self._open_users("shnor_monitoring.shnor_recommendation_action")

    def _open_users(self, xmlid):
        action = self.env["ir.actions.actions"]._for_xml_id(xmlid)
        action["domain"] = [("material_ids", "in", self.ids)]
        action["context"] = {"create": False}
        return action


def is_link(text):
    """Return whether a text is the address of a page: http or https, a host with a dot, no
    spaces, no name and password in it."""
    if not text or re.search(r"[\s\\<>\"]", text) or len(text) > 2000:
        return False
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and "@" not in parts.netloc
        and (port is None or port > 0)
        and bool(HOST_RE.fullmatch(parts.hostname or ""))
    )
