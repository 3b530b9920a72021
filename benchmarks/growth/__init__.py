"""Programs that measure what a thing costs when there is more of it."""
