"""Search over what people wrote themselves: the query language, and the posts that answer, ranked."""

from threads.search.language import OPERATORS, parse
from threads.search.ranking import FOUND, FOUND_END, SearchPage, search_page

__all__ = ["FOUND", "FOUND_END", "OPERATORS", "SearchPage", "parse", "search_page"]
