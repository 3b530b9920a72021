"""The image built and the services of docker-compose.yml run, on a machine that reaches Debian and PyPI but no registry.

`make image-test` runs it; the suite does not. `preparing` makes images under the names that compose uses: Python, PostgreSQL and
the proxy from Debian's packages, Rethread by the Dockerfile. `compose` reads docker-compose.yml, `stand` runs its services
in containers on a network without a way out. The `check_*` modules ask them, and `table` prints what was found.
"""
