from odoo import api, models

COMPANY = {
    "name": "Комитет по образованию Приозёрного района",
    "city": "с. Приозёрное",
    "street": "ул. Школьная, д. 1",
    "phone": "(00000) 5-00-01",
}
# what the demo's orders say besides dates and people
WORDS = {
    "document_place": "с. Приозёрное",
    "document_coordinator": "Никитину Галину Ильиничну, главного специалиста комитета",
    "document_signer_position": "Председатель комитета по образованию",
    "document_executor": "Никитина Галина Ильинична",
    "document_executor_phone": "(00000) 5-00-02",
}


class ShnorDemo(models.AbstractModel):
    """What the demo's orders need to look like orders: a letterhead, an executor."""

    _inherit = "shnor.demo"

    @api.model
    def _load(self):
        words = {f"default_{name}": value for name, value in WORDS.items()}
        return super(ShnorDemo, self.with_context(**words))._load()

    def _load_records(self):
        result = super()._load_records()
        company = self.env.ref("base.main_company")
        # Odoo's own name stays where the data of the demo came after it
        if not company.city:
            company.write(COMPANY)
        return result
