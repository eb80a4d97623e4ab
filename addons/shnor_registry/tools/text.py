"""How the registry reads and compares text that people typed.

Spaces, letter case and ё/е do not tell two subjects, kinds or states apart
(method of the indicators, rules of input).
"""


def normalise(text):
    """Return ``text`` trimmed, with any run of white space (no-break too) as one space.

    :param str | None text: as typed
    :return: str, empty for None
    """
    return " ".join((text or "").split())


def key(text):
    """Return what is compared when two texts mean the same thing.

    :param str | None text: as typed
    :return: str, normalised, lower case, ``ё`` as ``е``
    """
    return normalise(text).casefold().replace("ё", "е")
