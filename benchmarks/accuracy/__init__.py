"""Programs that compare what we make of documents with a truth made apart from our code."""
