"""Labelled blocks to one field each, with its provenance. One module a field."""
