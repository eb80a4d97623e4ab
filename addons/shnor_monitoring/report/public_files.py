"""The public version of a campaign as files that programs read, and its numbers in words."""

import csv
import io
import json
from datetime import date

import xlsxwriter

from ..engine import public_texts as texts

MONTHS = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
# a spreadsheet would take a text that begins so for a formula
FORMULA = ("=", "+", "-", "@", "\t", "\r")
INDICATOR_HEADS = (
    *("Код", "Индикатор", "Кого считали", "Всего (n)", "Да (k)", "Нет данных", "Доля, %"),
    *("Доля среди имеющих данные, %", "Интервал от, %", "Интервал до, %"),
    *("Было, %", "Изменение, п. п.", "План, %"),
)


class Words:
    """Public numbers as people read them, in Russian."""

    hidden = texts.HIDDEN
    no_data = texts.NO_DATA

    def range(self, cell, total):
        """Return a count: ``76``, ``менее 5``, ``90 или больше``, or that it is not told.

        :param dict cell: of public data
        :param total: int, of which it is a part; None when it is a total itself
        :return: str
        """
        if cell["value"] is not None:
            return str(cell["value"])
        low, high = cell["from"], cell["to"]
        if low < 2 and (total is None or high < total):
            return f"менее {high + 1}"
        if low > 1 and high == total:
            return f"{low} или больше"
        return texts.HIDDEN

    def of(self, cell, total, unit="school"):
        """Return ``3 из 8 школ``, or ``менее 5 из 94 педагогов``."""
        if total["value"] is None:
            return texts.HIDDEN
        if not total["value"]:
            return texts.NO_DATA
        words = texts.UNITS.get(unit, ("", "", ""))[2]
        if total["value"] % 10 == 1 and total["value"] % 100 != 11:
            words = {"school": "школы", "teacher": "педагога"}.get(unit, "")
        told = self.range(cell, total["value"])
        if told == texts.HIDDEN:
            return f"{told} (всего {total['value']})"
        return f"{told} из {total['value']} {words}".strip()

    def percent(self, number):
        """Return ``37,5 %``, a dash for nothing."""
        return "—" if number is None else f"{self.number(number)} %"

    def number(self, number):
        return f"{number:.1f}".replace(".", ",")

    def change(self, number):
        """Return ``+12,5 п. п.``."""
        if number is None:
            return "—"
        sign = "+" if number > 0 else "−" if number < 0 else ""
        return f"{sign}{self.number(abs(number))} п. п."

    def interval(self, row):
        if row["interval"] is None:
            return "—"
        low, high = row["interval"]
        return self.percent(low) if low == high else f"{self.number(low)}–{self.percent(high)}"

    def day(self, text):
        """Return ``22 июня 2026 года`` of an ISO date; nothing of none."""
        if not text:
            return ""
        day = date.fromisoformat(text)
        return f"{day.day} {MONTHS[day.month - 1]} {day.year} года"

    def day_short(self, text):
        return date.fromisoformat(text).strftime("%d.%m.%Y") if text else ""

    def span(self, span):
        return f"{self.day_short(span['from'])}–{self.day_short(span['to'])}"


def write_json(content):
    """Return the public data as JSON.

    :param dict content: public data
    :return: bytes
    """
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode()


def write_csv(content):
    """Return the indicators as CSV, as Excel opens it in Russia: semicolons, decimal commas.

    :param dict content: public data
    :return: bytes
    """
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(INDICATOR_HEADS)
    for row in _indicator_rows(content):
        writer.writerow(
            [str(one).replace(".", ",") if isinstance(one, float) else _safe(one) for one in row]
        )
    return stream.getvalue().encode("utf-8-sig")


def _indicator_rows(content):
    words = Words()
    units = {"school": "школы", "teacher": "педагоги"}
    for row in content["indicators"]:
        total = row["total"]["value"]
        yield [
            row["code"],
            row["name"],
            units.get(row["unit"], ""),
            _cell(words, row["total"], None),
            _cell(words, row["yes"], total),
            _cell(words, row["no_data"], total),
            row["percent"] if row["percent"] is not None else "",
            row["percent_with_data"] if row["percent_with_data"] is not None else "",
            *(row["interval"] or ("", "")),
            row["previous"]["percent"] if row["previous"] else "",
            row["delta"] if row["delta"] is not None else "",
            row["target"] or "",
        ]


def _cell(words, cell, total):
    return cell["value"] if cell["value"] is not None else words.range(cell, total)


def _safe(value):
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) and not isinstance(value, (int, float)) else text


def write_xlsx(content):
    """Return the public data as a workbook: indicators with a chart, factors, advice, method.

    :param dict content: public data
    :return: bytes
    """
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as workbook:
        _Workbook(workbook, content).fill()
    return stream.getvalue()


class _Workbook:
    def __init__(self, workbook, content):
        self.workbook = workbook
        self.content = content
        self.words = Words()
        self.head = workbook.add_format(
            {"bold": True, "text_wrap": True, "bg_color": "#E3EAF3", "border": 1, "valign": "top"}
        )
        self.text = workbook.add_format({"text_wrap": True, "border": 1, "valign": "top"})
        self.share = workbook.add_format({"num_format": "0.0", "border": 1, "valign": "top"})
        self.title = workbook.add_format({"bold": True, "font_size": 13})
        # the same bytes each time the same data come in
        day = date.fromisoformat(content["published_on"])
        workbook.set_properties({"title": content["title"], "created": day})

    def fill(self):
        self._indicators()
        content = self.content
        total = content["participants"]["total"]
        self._sheet(
            "Факторы",
            [("Код", 8), ("Фактор", 70), ("Сколько школ назвали", 26)],
            [
                (row["code"], row["name"], self.words.of(row["schools"], total))
                for row in content["factors"]
            ],
        )
        self._sheet(
            "Дефициты",
            [("Вид", 20), ("Дефицит", 70), ("У скольких школ", 26)],
            [
                (group["name"], row["name"], self.words.of(row["schools"], total))
                for group in content["deficits"]
                for row in group["items"]
            ],
        )
        self._sheet(
            "Практики",
            [("Практика", 30), ("Суть", 50), ("Эффект", 40), ("Условия", 40), ("Школа", 25)],
            [
                (row["name"], row["essence"], row["effect"], row["conditions"], row["school"])
                for row in content["practices"]
            ],
        )
        self._sheet(
            "Рекомендации",
            [("Кому", 34), ("Рекомендация", 80), ("Срок", 14), ("Скольким школам", 26)],
            list(self._advice(total)),
        )
        self._sheet(
            "Материалы",
            [("Название", 60), ("Вид", 24), ("Для кого", 24), ("Источник", 34), ("Ссылка", 50)],
            [
                (row["name"], row["kind"], row["audience"], row["source"], row["link"])
                for row in content["materials"]
            ],
        )
        self._sheet("Методика", [("Как получены числа", 110)], [(one,) for one in self._method()])

    def _advice(self, total):
        advice = self.content["recommendations"]
        for group in self.content["general"]:
            for row in group["items"]:
                yield group["addressee"], row["text"], self.words.day_short(row["term"]), ""
        for group in advice["by_kind"]:
            for row in group["items"]:
                told = self.words.of(row["schools"], total) if "schools" in row else ""
                yield f"Школам: {group['kind'].lower()}", row["text"], "", told
        for school in advice["by_school"]:
            for row in school["items"]:
                yield school["school"], row["text"], self.words.day_short(row["term"]), ""

    def _method(self):
        yield from self.content["method"]
        for row in self.content["indicators"]:
            yield f"{row['code']}. {row['name']}. {row['rule']}"

    def _sheet(self, name, columns, rows):
        if not rows:
            return
        sheet = self.workbook.add_worksheet(name)
        for index, (head, width) in enumerate(columns):
            sheet.set_column(index, index, width)
            sheet.write_string(0, index, head, self.head)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, 1):
            for index, value in enumerate(row):
                sheet.write_string(number, index, value or "", self.text)

    def _indicators(self):
        content, sheet = self.content, self.workbook.add_worksheet("Индикаторы")
        sheet.write_string(0, 0, content["title"], self.title)
        sheet.write_string(
            1,
            0,
            f"{content['committee']}. Период {self.words.span(content['period'])}. "
            f"Версия {content['version']} от {self.words.day(content['published_on'])}.",
        )
        sheet.set_column(0, 0, 8)
        sheet.set_column(1, 1, 60)
        sheet.set_column(2, len(INDICATOR_HEADS) - 1, 14)
        first = 3
        for index, head in enumerate(INDICATOR_HEADS):
            sheet.write_string(first, index, head, self.head)
        sheet.freeze_panes(first + 1, 2)
        rows = list(_indicator_rows(content))
        for number, row in enumerate(rows, first + 1):
            for index, value in enumerate(row):
                if isinstance(value, float):
                    sheet.write_number(number, index, value, self.share)
                elif isinstance(value, int):
                    sheet.write_number(number, index, value, self.text)
                else:
                    sheet.write_string(number, index, value, self.text)
        if rows:
            self._chart(sheet, first, len(rows))

    def _chart(self, sheet, first, count):
        chart = self.workbook.add_chart({"type": "bar"})
        last = first + count
        chart.add_series(
            {
                "name": "Доля, %",
                "categories": ["Индикаторы", first + 1, 0, last, 0],
                "values": ["Индикаторы", first + 1, 6, last, 6],
                "data_labels": {"value": True},
                "fill": {"color": "#2B5C8A"},
            }
        )
        chart.set_x_axis({"min": 0, "max": 100, "num_format": "0"})
        chart.set_y_axis({"reverse": True})
        chart.set_legend({"none": True})
        chart.set_title({"name": "Доля «да», %", "name_font": {"size": 11}})
        sheet.insert_chart(last + 2, 1, chart, {"x_scale": 1.4})
