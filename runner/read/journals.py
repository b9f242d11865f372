"""The names of a graph's journal pages, by the two date formats of its configuration. Reads no page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runner.patterns import regex

if TYPE_CHECKING:
    from datetime import date

TITLE_FORMAT = "MMM do, yyyy"
FILE_FORMAT = "yyyy_MM_dd"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TOKEN = regex(r"yyyy|yy|MMMM|MMM|MM|M|do|dd|d|EEEE|EEE|EE|E|'[^']*'")
# The formats that Logseq itself offers write a day in these ways.
_READ = {
    "yyyy": r"(?P<year>\d{4})",
    "yy": r"(?P<short_year>\d\d)",
    "MM": r"(?P<month>\d\d)",
    "M": r"(?P<month>\d\d?)",
    "do": r"(?P<day>\d\d?)(?:st|nd|rd|th)",
    "dd": r"(?P<day>\d\d)",
    "d": r"(?P<day>\d\d?)",
}
_MONTH_NAME = rf"(?P<name>{'|'.join(name[:3] for name in MONTHS)})[a-z]*"
_DAY_NAME = rf"(?:{'|'.join(name[:3] for name in _DAYS)})[a-z]*"


def read_day(text: str, form: str) -> date | None:
    """The day that a text names in a format such as `MMM do, yyyy`, None if it names none."""
    from datetime import date

    match = re.fullmatch(_pattern(form), text.strip(), re.IGNORECASE)
    if match is None:
        return None
    found = match.groupdict()
    names = [name[:3].lower() for name in MONTHS]
    month = names.index(found["name"].lower()) + 1 if found.get("name") else int(found.get("month") or 0)
    year = int(found.get("year") or 2000 + int(found.get("short_year") or 0))
    try:
        return date(year, month, int(found.get("day") or 0))
    except ValueError:
        return None


def write_day(day: date, form: str) -> str:
    """A day in a format."""
    name, month = _DAYS[day.weekday()], MONTHS[day.month - 1]
    shown = {
        "yyyy": f"{day.year:04}",
        "yy": f"{day.year % 100:02}",
        "MMMM": month,
        "MMM": month[:3],
        "MM": f"{day.month:02}",
        "M": str(day.month),
        "do": f"{day.day}{_ending(day.day)}",
        "dd": f"{day.day:02}",
        "d": str(day.day),
        "EEEE": name,
    }
    return _TOKEN.sub(
        lambda match: shown.get(match[0], name[:3] if match[0][0] == "E" else match[0][1:-1]), form
    )


def _pattern(form: str) -> str:
    pattern, start, used = "", 0, set[str]()
    for match in _TOKEN.finditer(form):
        token = match[0]
        read = _READ.get(token) or (_MONTH_NAME if token[0] == "M" else _DAY_NAME)
        if token in used or token[0] == "'":
            read = re.escape(token.strip("'"))
        used.add(token)
        pattern += re.escape(form[start : match.start()]) + read
        start = match.end()
    return pattern + re.escape(form[start:])


def _ending(day: int) -> str:
    return "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
