"""Signals: services hear that a consent has ended or rests, by security event tokens, pushed or polled, and answer."""
