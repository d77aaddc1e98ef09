"""The proofs that stay: rules, deeds, journeys through HTTP, races, and the house's own invariants."""
