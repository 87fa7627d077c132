"""The application for WSGI servers: `flaskr.wsgi:app`.

It runs on a key of its own, never on the one of development, and works on jobs in a thread
of each process unless JOBS_IN_SERVER is off.
"""

from flaskr.app import create_app
from flaskr.features.ops.secret_key import use_own_key
from flaskr.features.ops.working import work_beside

app = create_app()
use_own_key(app, app.extensions["flaskr"])
if app.extensions["flaskr"].settings["JOBS_IN_SERVER"]:
    work_beside(app.extensions["flaskr"])
