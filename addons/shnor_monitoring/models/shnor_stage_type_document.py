from odoo import fields, models

# as the order words them, unless the committee says something else
RESULTS = {
    "self_evaluation": "Заполненные формы самообследования",
    "interview": "Листы собеседований, согласованные с руководителями",
    "roadmap": "Сведения о выполнении дорожных карт",
    "check": "Проверенные сведения, снятые расхождения",
    "calculation": "Рассчитанные показатели",
    "letters": "Письма с адресными рекомендациями",
    "publication": "Результаты на сайте комитета",
    "working_group": "Протокол заседания, аналитический документ с адресными рекомендациями",
}


class ShnorStageType(models.Model):
    """What a stage leaves behind, for the annex of the order."""

    _inherit = "shnor.stage.type"

    document_result = fields.Char(
        string="Result in the order",
        help="As the second annex of the order words it. Empty: the usual words for this stage.",
    )

    def _document_result(self):
        """Return the result of the stage in the words of the order."""
        self.ensure_one()
        return self.document_result or RESULTS.get(self.code, "")
