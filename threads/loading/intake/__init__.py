"""Files -> documents and records as rows that wait to be read: opened, cut into units, named, stored."""
