"""An invitation (text/calendar) -> the lines that a person would have written: what, when, where, and what for."""

from __future__ import annotations

import re

FIELD = re.compile(r"([A-Za-z-]{1,60})((?:;[^:\"\n]{0,200}(?:\"[^\"\n]{0,200}\"[^:\"\n]{0,200})*)?):(.*)$")
ZONE = re.compile(r"TZID=\"?([^;:\"]{1,100})")
MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d{0,2}(Z?))?$")
ESCAPED = re.compile(r"\\([\\;,nN])")
MOST_LINES = 20_000


def words_of_calendar(text: str) -> str:
    """Summary, time, place and description of each event, in the order of the file."""
    events: list[str] = []
    fields: dict[str, str] = {}
    inner = 0
    is_open = False
    for line in _unfolded(text):
        m = FIELD.match(line)
        if m is None:
            continue
        name, parameters, value = m[1].upper(), m[2], m[3].strip()
        if name == "BEGIN":
            is_event = value.upper() in ("VEVENT", "VTODO", "VJOURNAL")
            inner += is_open and not is_event
            if is_event:
                fields, is_open, inner = {}, True, 0
        elif name == "END":
            if inner:
                inner -= 1
            elif is_open:
                events.append(_event(fields))
                is_open = False
        elif is_open and not inner:
            fields.setdefault(name, _moment(value, parameters) if name.startswith("DT") else _plain(value))
    if is_open:
        events.append(_event(fields))
    return "\n\n".join(filter(None, events))


def _unfolded(text: str) -> list[str]:
    return re.sub(r"\r?\n[ \t]", "", text).splitlines()[:MOST_LINES]


def _event(fields: dict[str, str]) -> str:
    when = " to ".join(filter(None, (fields.get("DTSTART"), fields.get("DTEND"))))
    parts = [fields.get("SUMMARY", ""), when, fields.get("LOCATION", ""), fields.get("DESCRIPTION", "")]
    return "\n".join(part for part in parts if part)


def _plain(value: str) -> str:
    return ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], value).strip()


def _moment(value: str, parameters: str) -> str:
    m = MOMENT.match(value)
    if m is None:
        return value
    day = f"{m[1]}-{m[2]}-{m[3]}"
    if m[4] is None:
        return day
    zone = ZONE.search(parameters)
    return f"{day} {m[4]}:{m[5]}" + (" UTC" if m[6] else f" ({zone[1]})" if zone else "")
