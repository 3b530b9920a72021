"""Invented pages, as they look when a forum was saved as plain text: no names, no quote marks, no boundaries."""

WALL = """\
Shall we rebuild the harbour wall with granite from the old quarry, or would brick be wiser where the sea comes twice a day? Thanks in advance!

Granite lasts for three hundred years if nobody moves it, and nobody has ever moved a stone of the old pier. Brick we could have from the kiln at half the price, but half of it would be sand by the time Bruno is grey.

The quarry at Brackwater still sells by the cartload, and the road down to the slip was mended only last spring.
"""
ANSWER = """\
Granite lasts for three hundred years if nobody moves it, and nobody has ever moved a stone of the old pier.

That is true of the pier, which stands in still water. The wall takes the swell from the south west, and I saw it shift in the great storm.

And the gaps between the blocks worry me. We would have to pin every single course with iron, and iron rusts faster than anybody here can count the money for it.
"""
REPLY = """\
We would have to pin every single course with iron, and iron rusts faster than anybody here can count the money for it.

Then pin it with bronze. My uncle Chen did so at the fish market, and those pins have outlived two mayors and a bridge.
"""
BEES = """\
Dalia keeps eleven hives behind the chapel, and she has lost not one of them to the frost in all these winters.

She wraps them in old sails before the first snow and never opens one again until the willows are in flower.
"""
ALL = {"wall.txt": WALL, "answer.txt": ANSWER, "reply.txt": REPLY, "bees.txt": BEES}
