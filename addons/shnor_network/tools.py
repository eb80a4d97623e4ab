import re

# defaults of the settings of agreements that ask for attention, in days
EXPIRY_DAYS = 60
QUIET_DAYS = 60

# Clerks put a dash of any length, or spaces, where there is nothing to say.
_NOTHING = re.compile(r"[\s\-\u2010-\u2015\u2212]*")


def is_nothing(text):
    """Tell whether a text says nothing: empty, spaces (no-break ones too) or lone dashes."""
    return not text or _NOTHING.fullmatch(text) is not None


def filled(vals, *names):
    """Return field values with the texts under `names` stripped, and False where they say nothing.

    `vals` is left as it was.
    """
    texts = {
        name: False if is_nothing(vals[name]) else vals[name].strip()
        for name in names
        if name in vals
    }
    return {**vals, **texts} if texts else vals
