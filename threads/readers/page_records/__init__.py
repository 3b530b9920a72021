"""Pages of any forum program -> posts, by what repeats on them: a page is its own template."""
