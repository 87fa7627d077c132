"""Sample content, as a feature."""

from flaskr.core.feature import Feature
from flaskr.features.demo import cli

feature = Feature(name="demo", commands=(cli.demo,))
