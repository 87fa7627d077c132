"""The application for WSGI servers: `flaskr.wsgi:app`.

It runs on a key of its own, never on the one of development, and works on jobs in a thread
of each process unless JOBS_IN_SERVER is off.
"""

from flaskr.app import create_app
from flaskr.features.ops.secret_key import use_own_key
from flaskr.features.ops.server_process import begin_work

app = create_app()
use_own_key(app, app.extensions["flaskr"])
begin_work(app)
