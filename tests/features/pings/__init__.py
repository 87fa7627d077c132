"""Tests of pings."""
