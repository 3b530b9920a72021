"""The embedded PostgreSQL: a folder of binaries and a folder of data become a server that our processes share.

`find` names the binaries, `account` the user they run as, `cluster` makes and runs the data folder, `server` shares
it between processes, and `backend` is the Django database backend that asks for it on the first connection.
"""
