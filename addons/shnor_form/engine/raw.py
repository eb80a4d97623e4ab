"""JSON columns as they are in the database.

A Json field gives False both for nothing and for the answer “no”, and writes neither 0 nor False.
"""

from odoo.tools import SQL


def read(records, *names):
    """Return {id: {name: value}} of JSON fields of stored records (one query).

    :param records: any recordset
    :param names: names of its stored Json fields
    """
    ids = [one for one in records.ids if isinstance(one, int)]
    if not ids:
        return {}
    columns = SQL(", ").join(SQL.identifier(name) for name in ("id", *names))
    records.flush_recordset(names)
    rows = records.env.execute_query_dict(
        SQL("SELECT %s FROM %s WHERE id = ANY(%s)", columns, SQL.identifier(records._table), ids)
    )
    return {row.pop("id"): row for row in rows}
