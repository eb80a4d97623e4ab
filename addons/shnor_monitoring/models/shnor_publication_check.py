import re
from collections import defaultdict

# what stands in the names of many schools tells of none
GENERIC = {
    *("муниципальное", "муниципального", "бюджетное", "казенное", "автономное", "образовательное"),
    *("общеобразовательное", "учреждение", "средняя", "основная", "начальная", "школа", "школы"),
    *("общеобразовательная", "гимназия", "лицей", "интернат", "сельского", "поселения", "района"),
    *("муниципального", "края", "области", "имени", "героя", "детский", "сад", "филиал"),
    *("поселок", "село", "деревня", "станция", "город", "районная", "муниципальный", "район"),
}
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+")
LONG_ENOUGH = 5
# names are looked up by their first letters
BEGINNING = 3
# filled in by a rule, or copied from the results
COUNTS = re.compile(r"\d+\s+из\s+\d+")
ENDING = re.compile(r"(?:ий|ый|ой|ая|яя|[аяоей])$")


class Names:
    """Finds teachers and schools of a campaign in what is to be published.

    :param campaign: shnor.campaign, with an environment that may read names
    :param bool allow_schools: the working group decided that schools are named
    """

    def __init__(self, campaign, allow_schools):
        self.env = campaign.env
        self.allow_schools = allow_schools
        self.participants = campaign.with_context(active_test=False).participant_ids
        self.teachers = self._read_teachers()
        self.codes = {
            _plain(teacher["code"]): teacher["code"]
            for teacher in self.teachers
            if re.search(r"[^\W\d_]", teacher["code"] or "")
        }
        self.surnames = self._surnames()
        self.schools = self._school_names()
        self.signs = self._school_signs(campaign)

    def _read_teachers(self):
        employments = self.env["shnor.employment"].with_context(active_test=False)
        teachers = employments.search([("school_id", "in", self.participants.school_id.ids)])
        return teachers.teacher_id.read(["code", "name"])

    def _surnames(self):
        """Return {beginning: [(surname, initial of the first name, code of the teacher)]}."""
        found = defaultdict(list)
        for teacher in self.teachers:
            words = WORD.findall(_plain(teacher["name"]))
            if len(words) > 1:
                found[words[0][:BEGINNING]].append((words[0], words[1][0], teacher["code"]))
        return found

    def _school_names(self):
        names = set(self.participants.mapped("school_name"))
        for school in self.participants.school_id:
            names |= {school.name, school.short_name}
        return {_plain(name): name for name in names if name}

    def _school_signs(self, campaign):
        """Return {beginning: [(word, school)]} of words that stand in the name of a school.

        Words of the names of the office and of the territories tell of no school.
        """
        common = [self.env.company.name, campaign.territory_id.name]
        common += campaign.territory_id.parent_id.mapped("name")
        known = GENERIC | {word for name in common for word in WORD.findall(_plain(name))}
        signs = defaultdict(list)
        for name in sorted(self.schools):
            for word in WORD.findall(name):
                if len(word) >= LONG_ENOUGH and not any(_alike(word, other) for other in known):
                    signs[word[:BEGINNING]].append((word, self.schools[name]))
        return signs

    # ------------------------------------------------------------------
    # Looking
    # ------------------------------------------------------------------
    def look_through(self, content):
        """Return what names somebody, and what may.

        :param dict content: public data
        :return: (list of str, list of str): what is not to be published, what is to be looked at
        """
        problems, warnings = [], []
        # names of a level, “2 of 4”, are no counts
        named = {name for _place, name in self._names_of_rows(content)}
        for place, text in sorted(self._texts(content), key=str):
            plain = _plain(text)
            people = self._people_in(place, plain)
            problems += people
            if text not in named:
                warnings += self._counts_in(place, plain)
            if not people:
                warnings += self._surnames_in(place, text)
            if self.allow_schools:
                continue
            schools = [name for key, name in self.schools.items() if _has(plain, key)]
            problems += [
                self.env._(
                    "%(place)s: the school “%(name)s” is named, and the working group has not "
                    "decided so. Name no school there, or let the working group decide.",
                    place=place,
                    name=name,
                )
                for name in sorted(schools)
            ]
            if not schools:
                warnings += self._signs_in(place, plain)
        return list(dict.fromkeys(problems)), list(dict.fromkeys(warnings))

    def _people_in(self, place, plain):
        words = WORD.findall(plain)
        found = {name for key, name in self.codes.items() if _has(plain, key)}
        for index, word in enumerate(words):
            around = words[max(index - 2, 0) : index] + words[index + 1 : index + 2]
            initials = {other[0] for other in around}
            found |= {
                code
                for surname, initial, code in self.surnames.get(word[:BEGINNING], ())
                if initial in initials and _alike(word, surname)
            }
        return [
            self.env._(
                "%(place)s: the teacher %(code)s is named. Say it without the person.",
                place=place,
                code=code,
            )
            for code in sorted(found)
        ]

    def _counts_in(self, place, plain):
        """Return what to look at where a text tells counts: those that are small are hidden."""
        return [
            self.env._(
                "%(place)s: “%(words)s” may tell a count that is hidden elsewhere.",
                place=place,
                words=words,
            )
            for words in COUNTS.findall(plain)
        ]

    def _surnames_in(self, place, text):
        """Return what to look at where a word may be a surname, though nothing else of a name."""
        found = set()
        for word in WORD.findall(text or ""):
            plain = _plain(word)
            if not word[0].isupper() or len(plain) < LONG_ENOUGH or plain in GENERIC:
                continue
            found |= {
                (word, code)
                for surname, _initial, code in self.surnames.get(plain[:BEGINNING], ())
                if len(surname) >= LONG_ENOUGH and _is_declined(plain, surname)
            }
        return [
            self.env._(
                "%(place)s: “%(word)s” may be the teacher %(code)s.",
                place=place,
                word=word,
                code=code,
            )
            for word, code in sorted(found)
        ]

    def _signs_in(self, place, plain):
        found = {
            (word, name)
            for word in WORD.findall(plain)
            if len(word) >= LONG_ENOUGH
            for sign, name in self.signs.get(word[:BEGINNING], ())
            if _alike(word, sign)
        }
        return [
            self.env._(
                "%(place)s: “%(word)s” may be a school: %(name)s.",
                place=place,
                word=word,
                name=name,
            )
            for word, name in sorted(found)
        ]

    def _texts(self, content):
        """Yield (place in words, text) of everything that people wrote."""
        yield self.env._("Title"), content["title"]
        yield self.env._("What was wrong"), content["erratum"]
        for key, words in (
            ("practices", self.env._("Practice")),
            ("materials", self.env._("Material")),
        ):
            for number, row in enumerate(content[key], 1):
                for name in row.keys() - {"school", "link"}:
                    yield f"{words} {number}", row[name]
        advice = content["recommendations"]
        for head, groups in (
            ("addressee", content["general"]),
            ("kind", advice["by_kind"]),
            ("school", advice["by_school"]),
        ):
            for group in groups:
                for row in group["items"]:
                    yield group[head], row["text"]
                    yield group[head], row.get("expected_result")
        yield from self._names_of_rows(content)

    def _names_of_rows(self, content):
        for row in [*content["factors"], *content["indicators"]]:
            yield row["code"], row["name"]
        for group in content["deficits"]:
            for row in group["items"]:
                yield group["name"], row["name"]


def _plain(text):
    """Return a text as it is compared: small letters, no ё, single spaces."""
    return " ".join((text or "").lower().replace("ё", "е").split())


def _alike(word, name):
    """Return whether a word is a name, as it is or declined."""
    stem = name[: max(min(len(name), 4), len(name) - 2)]
    return word.startswith(stem) and abs(len(word) - len(name)) <= 3


def _is_declined(word, surname):
    """Return whether a word is a surname in some case: closer than ``_alike``, it stands alone."""
    return word.startswith(ENDING.sub("", surname)) and abs(len(word) - len(surname)) <= 2


def _has(text, name):
    """Return whether a name stands in a text as words of its own."""
    return bool(name) and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
