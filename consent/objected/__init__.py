"""Objected: what citizens said no to although it does not rest on their consent."""
