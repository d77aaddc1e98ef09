"""Being witnessed: asking witnesses to cosign what was published, and raising an alarm when they saw something else."""
