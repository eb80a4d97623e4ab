from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from odoo import models
from odoo.exceptions import ValidationError

from ..engine.docx_file import MAX_FILE, RefusedFileError, check_file
from ..engine.docx_template import RefusedTemplateError, render_docx
from ..report.document_samples import blank
from ..report.docx_blocks import read_blocks

SHOWN = 10


class ShnorDocumentTemplate(models.Model):
    """A template is taken only when it has been filled in without a mistake."""

    _inherit = "shnor.document.template"

    def _check_content(self):
        """Try the templates out with a full and an empty document.

        :raise ValidationError: a template is broken; the message names each place
        """
        for template in self:
            content, sample = template._content(), self._kinds()[template.kind][1]
            try:
                check_file(content)
                render_docx(content, blank(sample), sample)
                lost = read_blocks(render_docx(content, sample, sample))["lost"]
            except RefusedFileError as error:
                raise ValidationError(template._refusal([error.problem])) from error
            except RefusedTemplateError as error:
                raise ValidationError(template._refusal(error.problems)) from error
            except (PackageNotFoundError, KeyError, ValueError, etree.XMLSyntaxError) as error:
                # a ZIP with the right names and nothing of Word in them
                problem = RefusedFileError("not_docx").problem
                raise ValidationError(template._refusal([problem])) from error
            if template.loses_in_pdf != lost:
                template.loses_in_pdf = lost

    def _refusal(self, problems):
        """Return why the template is not taken, place by place."""
        words = list(dict.fromkeys(self._problem_words(problem) for problem in problems))
        if len(words) > SHOWN:
            words[SHOWN:] = [self.env._("and %s more", len(words) - SHOWN)]
        return self.env._(
            "Template “%(name)s” cannot be used:\n%(problems)s",
            name=self.name,
            problems="\n".join(f"— {one}" for one in words),
        )

    def _problem_words(self, problem):
        """Return one problem in words, the place first."""
        reason = self._file_reason(problem) or self._tag_reason(problem)
        place = self._place_words(problem)
        return f"{place}: {reason}" if place else reason

    def _place_words(self, problem):
        env = self.env
        part = {
            "header": env._("Header"),
            "footer": env._("Footer"),
            "footnotes": env._("Footnotes"),
            "properties": env._("Properties of the file"),
        }.get(problem.part, problem.annex)
        place = env._("“%s”", problem.place) if problem.place else ""
        return ", ".join(filter(None, (part, place)))

    def _file_reason(self, problem):
        env, what = self.env, problem.what
        return {
            "too_big": env._(
                "the file has %(size)s MB, more than the %(limit)s MB that are allowed. Make its "
                "pictures smaller.",
                size=what,
                limit=MAX_FILE // 1024 // 1024,
            ),
            "old_format": env._(
                "this is a file of an old Word, or behind a password. Save it in Word as “Word "
                "document (*.docx)” without a password."
            ),
            "not_docx": env._("this is no Word document. Upload a file that Word saved as .docx."),
            "bomb": env._("the file unpacks to more than a document may have."),
            "macros": env._(
                "the file has macros. Save it in Word as “Word document (*.docx)”, without macros."
            ),
            "embedded": env._(
                "the file has something of another program in it (%s). Delete the inserted object.",
                what,
            ),
            "external": env._(
                "the file takes something from outside of it (%s). Insert the picture itself and "
                "not a link, and use no remote template.",
                what,
            ),
            "field": env._(
                "the file has the field %s, which reads other files. Delete the field.", what
            ),
        }.get(problem.code)

    def _tag_reason(self, problem):
        env, what, hint = self.env, problem.what, problem.hint
        if problem.code == "unknown":
            reason = env._("unknown placeholder “%s”.", what)
            guess = env._("Did you mean “%s”?", hint)
            return f"{reason} {guess}" if hint else reason
        return {
            "syntax": env._("the tag is not complete or misspelt (%s).", what),
            "failed": env._("this cannot be filled in (%s).", what),
            "too_long": env._("the document becomes longer than a document may be."),
            "beside": env._(
                "“%s” stands for its whole paragraph or row, so what stands beside it would be "
                "lost. Give the tag a paragraph or a row of its own.",
                what,
            ),
            "crossed": env._(
                "a tag begins in one place of the page and ends in another. Begin and end it "
                "alike: both with p (paragraphs), or both with tr (rows of a table)."
            ),
            "forbidden": env._(
                "“%s” is not allowed: a template has placeholders, conditions and lists, "
                "no programs.",
                what,
            ),
            "filter": env._(
                "“%(name)s” is unknown here. Known are: %(known)s.", name=what, known=hint
            ),
            "not_text": env._(
                "“%s” is a list and no text. Begin a row or a paragraph with {%%tr for one in "
                "list %%} or {%%p for one in list %%}.",
                what,
            ),
            "is_list": env._(
                "“%s” is a list: name its members in a loop, {%%tr for one in list %%}.", what
            ),
            "no_list": env._("“%s” is no list, so there is nothing to repeat.", what),
            "nested": env._(
                "within a list another whole list is repeated (“%s”). End the first one before.",
                what,
            ),
        }[problem.code]
