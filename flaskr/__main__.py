"""`python -m flaskr`."""

from flaskr.cli import main

main()
