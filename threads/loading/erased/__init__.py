"""What was erased -> what of it comes in again, and how the rest is read: digests, gaps, cut units."""
