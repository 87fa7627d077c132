"""One more serving process in place of one that died: `python -m flaskr.replacement HOST PORT`."""

import sys

from flaskr.app import create_app
from flaskr.features.ops.secret_key import use_own_key
from flaskr.features.ops.server_process import serve_with_granian


def main(host: str, port: str) -> None:
    """Serve from one process, and end with it."""
    app = create_app()
    use_own_key(app, app.extensions["flaskr"])
    serve_with_granian(app, host=host, port=int(port), workers=1, replaces=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
