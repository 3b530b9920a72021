"""What came, went or was corrected -> what must be read again: one roof for all that decides it."""
