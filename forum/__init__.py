"""The Django project: settings, addresses, server entry, and the embedded PostgreSQL."""
