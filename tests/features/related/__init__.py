"""Tests of related posts."""
