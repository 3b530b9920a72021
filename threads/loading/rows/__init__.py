"""A Reconstruction and what is stored -> the rows that should be stored, with the ids they keep, and what differs written."""
