"""Writing many rows at once: COPY into a staging table, then one INSERT or UPDATE from it.

Past the ORM: no access check, no constraint in Python, no computed field. The caller sees to them.
"""

import io

from odoo.tools import SQL

STAGING = "shnor_import_staging"
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def insert(model, names, rows):
    """Insert ``rows`` (values of the fields ``names`` as the ORM takes them).

    Fields left out get the model's defaults, as in ``create``.

    :return: list of ids, in the order of the rows
    """
    if not rows:
        return []
    ids = _new_ids(model, len(rows))
    names, rows = _with_defaults(model, names, rows)
    columns, relations = _split(model, names)
    _stage(model, names, columns, ids, rows)
    fields = SQL(", ").join(SQL.identifier(name) for name in columns)
    model.env.cr.execute(
        SQL(
            """
            INSERT INTO %(table)s (id, %(fields)s, create_uid, create_date, write_uid, write_date)
            SELECT id, %(fields)s, %(uid)s, %(now)s, %(uid)s, %(now)s FROM %(staging)s ORDER BY id
            """,
            table=SQL.identifier(model._table),
            fields=fields,
            staging=SQL.identifier(STAGING),
            uid=model.env.uid,
            now=model.env.cr.now(),
        )
    )
    _drop_staging(model)
    for name in relations:
        _relate(model, name, ids, [row[names.index(name)] for row in rows])
    return ids


def update(model, names, ids, rows):
    """Write ``rows`` (values of ``names``) into the records ``ids``, one row a record."""
    if not ids:
        return
    columns, relations = _split(model, names)
    _stage(model, names, columns, ids, rows)
    assignments = SQL(", ").join(
        SQL("%s = s.%s", SQL.identifier(name), SQL.identifier(name)) for name in columns
    )
    model.env.cr.execute(
        SQL(
            """
            UPDATE %(table)s t SET %(assignments)s write_uid = %(uid)s, write_date = %(now)s
              FROM %(staging)s s WHERE s.id = t.id
            """,
            table=SQL.identifier(model._table),
            assignments=SQL("%s,", assignments) if columns else SQL(),
            staging=SQL.identifier(STAGING),
            uid=model.env.uid,
            now=model.env.cr.now(),
        )
    )
    _drop_staging(model)
    for name in relations:
        _relate(model, name, ids, [row[names.index(name)] for row in rows], clear=True)


def _new_ids(model, count):
    model.env.cr.execute(
        SQL(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            model._table,
            count,
        )
    )
    return [row[0] for row in model.env.cr.fetchall()]


def _with_defaults(model, names, rows):
    missing = [
        name
        for name, field in model._fields.items()
        if field.store
        and field.column_type
        and name not in names
        and name not in ("id", "create_uid", "create_date", "write_uid", "write_date")
        and (not field.compute or field.default)
    ]
    defaults = model.default_get(missing)
    # an unset Boolean is false in the ORM, not unknown
    for name in missing:
        if model._fields[name].type == "boolean":
            defaults.setdefault(name, False)
    if not defaults:
        return list(names), rows
    tail = list(defaults.values())
    return [*names, *defaults], [[*row, *tail] for row in rows]


def _split(model, names):
    """Return (names with a column, names of many2many fields)."""
    relations = [name for name in names if model._fields[name].type == "many2many"]
    return [name for name in names if name not in relations], relations


def _stage(model, names, columns, ids, rows):
    fields = SQL(", ").join(SQL.identifier(name) for name in ("id", *columns))
    model.env.cr.execute(
        SQL(
            "CREATE TEMP TABLE %s ON COMMIT DROP AS SELECT %s FROM %s WITH NO DATA",
            SQL.identifier(STAGING),
            fields,
            SQL.identifier(model._table),
        )
    )
    writers = [_writer(model._fields[name]) for name in columns]
    places = [names.index(name) for name in columns]
    pairs = list(zip(places, writers, strict=True))
    lines = [
        "\t".join([str(row_id), *[write(row[place]) for place, write in pairs]])
        for row_id, row in zip(ids, rows, strict=True)
    ]
    _copy(model, STAGING, ("id", *columns), lines)


def _drop_staging(model):
    model.env.cr.execute(SQL("DROP TABLE %s", SQL.identifier(STAGING)))


def _copy(model, table, columns, lines):
    stream = io.StringIO("\n".join(lines) + "\n")
    names = ", ".join(f'"{name}"' for name in columns)
    model.env.cr.copy_expert(f'COPY "{table}" ({names}) FROM STDIN', stream)


def _relate(model, name, ids, values, clear=False):
    field = model._fields[name]
    table, left, right = field.relation, field.column1, field.column2
    if clear:
        model.env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE %s = ANY(%s)",
                SQL.identifier(table),
                SQL.identifier(left),
                list(ids),
            )
        )
    lines = [
        f"{row_id}\t{other}"
        for row_id, others in zip(ids, values, strict=True)
        for other in others or ()
    ]
    if lines:
        _copy(model, table, (left, right), lines)


def _writer(field):
    """Return the function that writes a value of ``field`` for COPY."""
    if field.type in ("integer", "float", "monetary"):
        # an empty number is 0 in the ORM
        return lambda value: repr(value or 0)
    if field.type == "boolean":
        return lambda value: "t" if value else "f"
    if field.type == "date":
        return lambda value: value.isoformat() if value else "\\N"
    if field.type == "many2one":
        return lambda value: str(value) if value else "\\N"
    return lambda value: str(value).translate(ESCAPES) if value else "\\N"
