"""A plain table as a workbook."""

import io

import xlsxwriter

OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def table_xlsx(title, columns, rows):
    """Return a workbook of one sheet.

    :param str title: of the sheet
    :param columns: pairs (heading, width)
    :param rows: iterable of rows of text, numbers, dates and moments
    :return: bytes
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as workbook:
        cell = {"valign": "top", "border": 1, "border_color": "#BFC8D2", "text_wrap": True}
        head = workbook.add_format({**cell, "bold": True, "bg_color": "#DCE6F1"})
        plain = workbook.add_format(cell)
        day = workbook.add_format({**cell, "num_format": "dd.mm.yyyy"})
        moment = workbook.add_format({**cell, "num_format": "dd.mm.yyyy hh:mm"})
        sheet = workbook.add_worksheet(title[:31])
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 0)
        for position, (heading, width) in enumerate(columns):
            sheet.set_column(position, position, width)
            sheet.write_string(0, position, heading, head)
        last = 0
        for last, row in enumerate(rows, 1):
            for position, value in enumerate(row):
                if hasattr(value, "hour"):
                    sheet.write_datetime(last, position, value, moment)
                elif hasattr(value, "year"):
                    sheet.write_datetime(last, position, value, day)
                elif value in (None, False, ""):
                    sheet.write_blank(last, position, None, plain)
                else:
                    sheet.write(last, position, value, plain)
        sheet.autofilter(0, 0, last, len(columns) - 1)
    return file.getvalue()
