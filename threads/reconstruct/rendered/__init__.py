"""A page and posts that their format states -> which lines of the page render which of the posts.

What stands in a stated post is one more appearance of it and no post of its own; all else is left to be read as pages
are. The steps: words that can be found (``texts.py``), where each line may stand (``word_places.py``), the best way through
these places (``path.py``), which runs of lines are proven by it (``proof.py``), and what the page itself says of the posts
it shows (``sayings.py``).
"""

from threads.reconstruct.rendered.finding import find_renderings
from threads.reconstruct.rendered.texts import Shelf, StatedText
from threads.reconstruct.rendered.values import Copy, Rendering

__all__ = ["Copy", "Rendering", "Shelf", "StatedText", "find_renderings"]
