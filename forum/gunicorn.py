"""The environment -> how the web server runs: gunicorn's own configuration file, the one place for its options.

`manage.py up`, the image and docs/install.md all say `gunicorn --config forum/gunicorn.py`, and add where to listen.
"""

import os
import time

# What a page was made with: see threads.page_tags.
raw_env = [f"FORUM_STARTED={time.time_ns()}"]
wsgi_app = "forum.wsgi"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "forum.serving.worker.Worker"
threads = 6
# What a proxy says is for forum.middleware to believe, by the proxy's address.
forwarded_allow_ips = ""
# One in the home folder would be shared by every site of the same user.
control_socket_disable = True
loglevel = "warning"
