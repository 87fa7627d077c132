"""Tests of redirects and missing pages."""
