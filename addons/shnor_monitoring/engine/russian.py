"""Russian of the documents: agreement with numbers, shares, changes, lists.

The note is written in Russian, whatever the language of whoever drafts it.
"""

from decimal import ROUND_HALF_UP, Decimal

NO_DATA = "нет данных"
MINUS = "−"
# singular, 2 to 4, many
SCHOOL = ("школа", "школы", "школ")
TEACHER = ("педагог", "педагога", "педагогов")
RECOMMENDATION = ("рекомендация", "рекомендации", "рекомендаций")
INDICATOR = ("индикатор", "индикатора", "индикаторов")
UNIT = ("единица", "единицы", "единиц")
POINT = ("процентный пункт", "процентных пункта", "процентных пунктов")
PEOPLE = ("участник", "участника", "участников")


def form(number, forms):
    """Return the form of a noun that stands after a number: 1 школа, 2 школы, 5 школ, 11 школ.

    :param number: int; of another number the form is that of a part (1,5 школы)
    :param forms: (one, two to four, many)
    """
    if number != int(number):
        return forms[1]
    number = abs(int(number))
    if 11 <= number % 100 <= 14:
        return forms[2]
    if number % 10 == 1:
        return forms[0]
    return forms[1] if 2 <= number % 10 <= 4 else forms[2]


def count(number, forms):
    """Return a number with its noun: ``5 школ``."""
    return f"{digits(number)} {form(number, forms)}"


def of(number, forms):
    """Return a number with its noun in the genitive, as after “из” or “у”: ``21 школы, 5 школ``."""
    return f"{digits(number)} {forms[1] if _ends_in_one(number) else forms[2]}"


def _ends_in_one(number):
    number = abs(int(number))
    return number % 10 == 1 and number % 100 != 11


def digits(number, places=1):
    """Return a number as it is written: 1 234,5; whole ones without a comma."""
    rounded = Decimal(str(number)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole = rounded == rounded.to_integral_value()
    text = f"{int(rounded) if whole else rounded:,}"
    return text.replace(",", " ").replace(".", ",").replace("-", MINUS)


def percent(value):
    """Return ``37,5 %``, always with one digit; “no data” of None."""
    if value is None:
        return NO_DATA
    rounded = Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded} %".replace(".", ",").replace("-", MINUS)


def points(value):
    """Return a change: ``+12,5 п. п.``, ``−3,0 п. п.``, ``0,0 п. п.``; “no data” of None."""
    if value is None:
        return NO_DATA
    rounded = Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    sign = "+" if rounded > 0 else MINUS if rounded < 0 else ""
    return f"{sign}{abs(rounded)} п. п.".replace(".", ",", 1)


def share(k, n, forms=None):
    """Return ``3 из 8 школ``; “no data” of nothing."""
    if not n:
        return NO_DATA
    return f"{digits(k)} из {of(n, forms)}" if forms else f"{digits(k)} из {digits(n)}"


def join(words):
    """Return ``а, б и в``."""
    words = [word for word in words if word]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} и {words[-1]}"


def sentence(text):
    """Return the text with a capital at its beginning and one full stop at its end."""
    text = " ".join((text or "").split()).rstrip(" ;,")
    if not text:
        return ""
    text = text[0].upper() + text[1:]
    return text if text[-1] in ".!?…" else f"{text}."


def clause(text):
    """Return the text as it goes on after a colon: as it was written, with one full stop."""
    text = " ".join((text or "").split()).rstrip(" ;,")
    return text if not text or text[-1] in ".!?…" else f"{text}."


def quoted(text):
    """Return the text in Russian quotation marks; those within become inner ones."""
    text = (text or "").strip()
    return f"«{text.replace('«', '„').replace('»', '“')}»"
