from odoo import api, models
from odoo.fields import Domain


class ShnorIndicatorUnit(models.AbstractModel):
    """Something that can be counted: a model that inherits this may be an indicator's unit.

    This is the extension point of the engine. Who adds a unit says here which of its records are
    the population of a run, how a record is labelled in frozen lists, and where it belongs.
    """

    _name = "shnor.indicator.unit"
    _description = "Unit that indicators count"

    @api.model
    def _indicator_population(self, run):
        """Return which records a run looks at.

        :param run: shnor.indicator.run, with its dates
        :return: Domain on this model; everything by default
        """
        return Domain.TRUE

    @api.model
    def _indicator_label(self, query):
        """Return what a record is called in frozen lists; nothing that the reader may not know.

        :param Query query: on this model; joins may be added to it
        :return: SQL expression of type text; the display field's column by default
        """
        return self._field_to_sql(query.table, self._rec_name or "id", query)

    @api.model
    def _indicator_membership(self, run):
        """Return to which parts (a school, a territory) the units of a run belong.

        The parts are the fields that ``shnor.indicator.member._dimensions`` names; a unit may
        belong to several parts, then it counts once in the total and once in each of them.

        :param run: shnor.indicator.run
        :return: SQL, SELECT of ``unit_id`` and a column for each dimension, or None
        """
        return None
