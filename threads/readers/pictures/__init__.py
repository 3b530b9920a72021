"""Pictures that came with pages and mails -> those that may be shown, and where in what was given each lies."""
