"""Requests from the network -> answers, whatever the speed of those who ask: gunicorn's worker of our own.

`connection` reads a request whole and keeps what has not been sent, never waiting; `worker` lets threads answer, each
kind of address in a lane of its own, and gives up what takes too long.
"""
