"""What staff put right where it shows: pages and parts of pages on which corrections are made, listed and taken back.

Each is a plain form that comes back to where it was opened; htmx shows the form in its place and the corrected page after it.
"""
