"""Mails, one by one or in mailboxes -> posts: who wrote, when, in answer to what, and which lines quote."""
