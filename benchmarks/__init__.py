"""Programs that measure Rethread. CONTRIBUTING.md says how they are run, docs/quality.md what they found.

accuracy/   how right it is: what is reconstructed, joined, folded and shown, beside a truth made apart from our code
speed/      what a thing costs beside a floor or a peer, in the same run
growth/     what it costs when there is more of it: lines, posts, mails, minutes
shared/     what several of them use; nothing there is run by itself

Each module of the first three is a program: `.venv/bin/python -m benchmarks.speed.mailbox --toy` proves in seconds that it
works. It exits with 0 once it has measured, also where it prints "missed" for a goal; with 1 where it could not measure, or
where two things differ that must be equal.
"""
