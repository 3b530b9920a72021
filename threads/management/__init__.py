"""What manage.py can do with archives."""
