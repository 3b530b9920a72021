"""How long those who ask and those who answer may take, and how much of theirs is held meanwhile."""

# A request is a few hundred bytes, a form a few thousand: this is for the slowest of honest lines.
REQUEST_S = 15
# How long a reader may take nothing at all.
STALLED_S = 30
# How long the other side may take to hang up once it has been told that nothing follows.
LEAVING_S = 2
# How long a request waits for a thread before it is told to come back.
QUEUED_S = 20
# Whoever waited so long for one may have left.
PATIENCE_S = 1
# How long a process with enough to do leaves a newcomer to the others.
REST_S = 0.02
LOOK_EVERY_S = 0.25
# Of a process, before the one that has waited longest makes room; as a rule a process may open 1,024 files.
CONNECTIONS_MOST = 400
# Bytes of all requests together that are not whole yet, before the largest makes room.
HELD_MOST = 16 * 1024 * 1024
# And of all answers that have not been read yet.
KEPT_MOST = 256 * 1024 * 1024
