"""Independent tasks -> processes that do them, each with a database connection of its own."""
