"""Pages of text that wait -> a Reconstruction of each set that is linked, stored in one transaction."""
