"""Ops: starting, stopping and watching an installation.

*Serving* prepares in one process (tables, secret key, set-up link), then replaces it by the
server. *Ready* means that requests can be answered, *alive* only that the process runs. A
*check* is what `flaskr doctor` looks at; every feature may bring some. A *dead letter* is a
job that failed for good and waits for a person.
"""
