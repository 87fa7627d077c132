"""`python -m flaskr`."""

from flaskr.cli import main

# A child process that Python spawns reads this file again.
if __name__ == "__main__":
    main()
