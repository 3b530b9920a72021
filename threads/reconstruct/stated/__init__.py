"""Posts that their format states -> the same Reconstruction as pages give: who answers whom, and which quotes are proven.

Nothing is guessed that was stated. What is left open is found here: the sources of quotes, quotes that nobody marked,
and who is answered where the format lost it.
"""

from threads.reconstruct.stated.assembly import read_stated
from threads.reconstruct.stated.keying import StatedPost, key_of, key_of_id, key_of_thread, stated_posts

__all__ = ["StatedPost", "key_of", "key_of_id", "key_of_thread", "read_stated", "stated_posts"]
