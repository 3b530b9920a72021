"""The application: documents of a forum archive in, threads of posts out."""
