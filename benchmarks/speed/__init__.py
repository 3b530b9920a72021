"""Programs that measure what a thing costs beside a floor or a peer, in the same run."""
