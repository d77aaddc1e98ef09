"""Clients: the programs of e-services; what they registered, how they prove who they are."""
