"""Documents whose format states their posts -> rows, in bulk: cut into units, gathered into threads, read by workers."""
