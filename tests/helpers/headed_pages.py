"""A page that states names and dates, and its way into an archive that everybody reads."""

from pathlib import Path

from tests.helpers.importing import run

PAGE = """Quay talk
The third buoy

Post by Ada \u00bb Fri Jan 13, 2012 10:38 pm
Somebody has painted the third channel buoy green, and it ought to be red by the chart.
Reply

Post by Bruno \u00bb Sat Jan 14, 2012 6:07 am
The harbour master did it himself last week because there was no red paint left.
Reply

Post by Ada \u00bb Sun Jan 15, 2012 7:00 am
Bruno wrote:The harbour master did it himself last week because there was no red paint left.
Then he may fetch some from the boat house, where three tins of it stand under the bench.
Reply

Post by Chen \u00bb Mon Jan 16, 2012 8:15 am
Two of these tins have dried out since the summer, as I found when I looked for a brush.
Reply
"""


def given(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)
    code, out, errors = run(folder, "--publish")
    assert code == 0, out + errors
    return folder
