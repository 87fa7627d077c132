"""Tests of the appearance."""
