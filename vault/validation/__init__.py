"""Validation: what may be stored, field by field; hard errors block, doubts only warn."""
