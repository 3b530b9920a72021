"""Stated documents -> rows, in bulk: cut into units, gathered into threads, read by workers."""
